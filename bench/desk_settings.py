"""Settings of the site with the bare twins of its desk pages beside it, and with a count of queries for who asks."""

from chunfeng.site.settings import *  # noqa: F403

ROOT_URLCONF = "bench.desk_urls"
MIDDLEWARE = ["bench.desk_urls.Counted", *MIDDLEWARE]  # noqa: F405
