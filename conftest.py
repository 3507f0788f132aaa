"""Settings of all tests: no test fails for being slow, and what runs before landing always draws the same examples."""

import os

from hypothesis import settings

settings.register_profile("chunfeng", deadline=None)
settings.register_profile("landing", deadline=None, derandomize=True)
settings.load_profile("landing" if os.environ.get("CI") else "chunfeng")
