"""Settings of the site with the bare twin of the punch address beside it."""

from chunfeng.site.settings import *  # noqa: F403

ROOT_URLCONF = "bench.punch_urls"
