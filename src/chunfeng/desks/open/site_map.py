"""Every kind of stored page of the open site: where it is, what makes it, what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.open import corrections, data, guides, home, lists, robots, statements
from chunfeng.desks.open.kinds import Kind
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.sources import CORRECTIONS, FIGURES, PARAMETERS, cases


def _of_lists() -> tuple[str, ...]:
    return tuple(sorted({cases(code) for found in PUBLISHED.lists for code in found.processes}))


def _of_list(code: str, **_names: str) -> tuple[str, ...]:
    found = PUBLISHED.list(code)
    return tuple(map(cases, found.processes)) if found else ()


def _codes() -> Iterable[Mapping[str, str]]:
    return ({"code": process.code} for process in PROCESSES)


def _lists() -> Iterable[Mapping[str, str]]:
    return ({"code": found.code} for found in PUBLISHED.lists if not found.decisions)


def _files() -> Iterable[Mapping[str, str]]:
    return ({"code": found.code} for found in PUBLISHED.lists)


def _downloads() -> Iterable[Mapping[str, str]]:
    return ({"code": code} for code in ("clauses", "targets", "parameters", "agencies", "divisions", "dictionary"))


HOME = Kind("home", "/", home.home, lambda: (*_of_lists(), FIGURES), daily=True)
GUIDES = Kind("guides", "/guides/", guides.index, lambda: (PARAMETERS,), daily=True)
GUIDE = Kind("guide", "/guides/{code}/", guides.guide, lambda code: (PARAMETERS,), _codes, daily=True)
FLOW = Kind("flow", "/guides/{code}/flow.svg", guides.flow, every=_codes, speaks="text")
LISTS = Kind("lists", "/lists/", lists.index, _of_lists, daily=True)
LIST = Kind("list", "/lists/{code}/", lists.one, _of_list, _lists, daily=True)
LIST_FILE = Kind("list_file", "/lists/{code}.csv", lists.file, _of_list, _files, daily=True, speaks="text")
#: Entries are many and rarely asked for: each is made when somebody asks.
ENTRY = Kind("entry", "/lists/{code}/{key}/", lists.entry, _of_list, lambda: (), daily=True)
DECISIONS = Kind("decisions", "/decisions/", lists.decisions, _of_lists, daily=True)
CORRECTED = Kind("corrections", "/corrections/", corrections.page, lambda: (CORRECTIONS, PARAMETERS, FIGURES))
CORRECTED_FILE = Kind("corrections_file", "/corrections.csv", corrections.file, lambda: (CORRECTIONS,), speaks="text")
DATA = Kind("data", "/data/", data.page, lambda: (PARAMETERS,))
DATA_FILE = Kind(
    "data_file", "/data/{code}.csv", data.file, lambda code: (PARAMETERS,), _downloads, eager=False, speaks="text"
)
PRIVACY = Kind("privacy", "/privacy/", statements.privacy, lambda: (PARAMETERS,), daily=True)
ACCESSIBILITY = Kind("accessibility", "/accessibility/", statements.accessibility)
ROBOTS = Kind("robots", "/robots.txt", robots.robots, speaks="data")
SITEMAP = Kind("sitemap", "/sitemap.xml", robots.sitemap, speaks="data")

OPEN_KINDS = (
    HOME, GUIDES, GUIDE, FLOW, LISTS, LIST, LIST_FILE, ENTRY, DECISIONS, CORRECTED, CORRECTED_FILE, DATA, DATA_FILE, PRIVACY,
    ACCESSIBILITY, ROBOTS, SITEMAP,
)  # fmt: skip
