"""Settings of the site with the bare views beside it; run as a program it makes the empty database."""

from chunfeng.site.settings import *  # noqa: F403

ROOT_URLCONF = "bench.open_urls"

if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    from chunfeng.base.keys.seal import file_keeper

    file_keeper().create()
    call_command("migrate", verbosity=0)
