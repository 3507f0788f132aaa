"""What the installation publishes, handed over by `site` at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chunfeng.base.policy.coverage import Declaration
from chunfeng.engines.display.publication import FigureChange, IssuedPaper, OpenFigure, OpenList


@dataclass(frozen=True, slots=True)
class PublicRule:
    """A rule as the public sees it: what it asks, and whom it does not concern."""

    code: str
    title: str
    asks: str
    clause: str
    not_for: str = ""


@dataclass
class Published:
    """lists: in order of the site. declared: everything built that cites a clause, for coverage. rules: with sentences.

    issued: the official paper of a verification code. figures: as counted from the last snapshot; figure_changes: what
    they said otherwise before, newest first; figure_rows: file of the rows behind a figure, by its code."""

    lists: tuple[OpenList, ...] = ()
    declared: Callable[[], Iterable[Declaration]] = lambda: ()
    rules: Callable[[], tuple[PublicRule, ...]] = lambda: ()
    issued: Callable[[str], IssuedPaper | None] = lambda code: None
    figures: Callable[[], tuple[OpenFigure, ...]] = lambda: ()
    figure_changes: Callable[[], tuple[FigureChange, ...]] = lambda: ()
    figure_rows: Callable[[str], Path | None] = lambda code: None

    def list(self, code: str) -> OpenList | None:
        return next((found for found in self.lists if found.code == code), None)


PUBLISHED: Final = Published()
