"""Starts Django for commands that need the platform; `chunfeng audit` never does."""

from __future__ import annotations

import os


def start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chunfeng.site.settings")
    import django

    django.setup()
