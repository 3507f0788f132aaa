"""Settings of all tests: no test fails for being slow, and what runs before landing always draws the same examples.

The installation's folder is a temporary one, and no test meets real keys. pytest-django reads settings named in
pyproject before any conftest, hence they are named here.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings
from hypothesis import settings

_TEMPORARY = Path(tempfile.gettempdir())
if not django_settings.configured:
    _home = tempfile.mkdtemp(prefix="chunfeng-test-")
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
    os.environ["CHUNFENG_HOME"] = _home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chunfeng.site.settings")
    django.setup()
if _TEMPORARY not in django_settings.HOME.parents:
    raise RuntimeError("tests need a temporary CHUNFENG_HOME: unset DJANGO_SETTINGS_MODULE")

if django_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file as in real use: SQLite in memory knows no second connection that waits for the first.
    django_settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(django_settings.HOME / "test.sqlite3")

from chunfeng.base.keys.seal import file_keeper  # noqa: E402  # only now is it known where keys are

file_keeper().create()

settings.register_profile("chunfeng", deadline=None)
settings.register_profile("landing", deadline=None, derandomize=True)
settings.load_profile("landing" if os.environ.get("CI") else "chunfeng")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Every worker of a parallel run makes an installation of its own. One that found these variables would share the
    first one's: two rings that are one take each other's keys away."""
    del os.environ["CHUNFENG_HOME"], os.environ["DJANGO_SETTINGS_MODULE"]


_ring = file_keeper().file
_as_made = _ring.read_bytes()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """A test that rotates keys leaves the ring as it found it: what the next one seals must open in the one after. And no
    page that one stored is served in the next, which may declare other procedures."""
    shutil.rmtree(django_settings.HOME / "pages", ignore_errors=True)
    if not _ring.exists() or _ring.read_bytes() != _as_made:
        _ring.unlink(missing_ok=True)
        _ring.touch(mode=0o600)
        _ring.write_bytes(_as_made)
