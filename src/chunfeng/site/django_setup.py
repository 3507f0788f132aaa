"""Starts Django for commands that need the platform; `chunfeng audit` never does."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def start(*, installed: bool = True) -> None:
    """installed: false for commands that only tell what is declared: where there is no installation, they begin none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chunfeng.site.settings")
    if not installed and not Path(os.environ.get("CHUNFENG_HOME", "chunfeng-home")).exists():
        home = tempfile.mkdtemp(prefix="chunfeng-declared-")
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        os.environ["CHUNFENG_HOME"] = home
    import django

    django.setup()
