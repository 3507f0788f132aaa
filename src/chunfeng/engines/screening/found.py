"""Where rules and facts are declared: by the shape of the tree, so that a new file is enough to declare one."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

import chunfeng
from chunfeng.base.policy.declarations import Facts

_PACKAGE = Path(chunfeng.__file__).parent


@cache
def screen_folders() -> tuple[Path, ...]:
    """Every `screens` folder of the package, in the order of their paths."""
    return tuple(sorted(p for p in _PACKAGE.rglob("screens") if p.is_dir()))


@cache
def all_facts() -> tuple[Facts, ...]:
    """Every facts table that an app of the package declares. Read at run time: no layer imports another for it. Found once: a
    page that asks for each of its rows would walk the tree for each."""
    found: list[Facts] = []
    for path in sorted(_PACKAGE.rglob("facts.py")):
        module = ".".join(("chunfeng", *path.relative_to(_PACKAGE).with_suffix("").parts))
        found.extend(getattr(importlib.import_module(module), "FACTS", ()))
    return tuple(found)
