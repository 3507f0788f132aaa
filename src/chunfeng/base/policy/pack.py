"""A policy pack: what one government's notice says, as data. Loaded whole and checked whole; a pack with any fault is
refused with all of them, because a rule that runs on half a pack would accuse somebody."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from chunfeng.base.policy.checks import check_all
from chunfeng.base.policy.sources import Entry, Fault, Faults, entries, read_csv, read_yaml
from chunfeng.kernel.workdays import DayKind

CSV_FILES = {
    "divisions.csv": ("code", "name", "kind", "parent", "counted_in"),
    "historic_areas.csv": ("code6", "name", "current", "first_year", "last_year"),
    "calendar.csv": ("date", "kind", "name", "source"),
    "trades.csv": ("name", "trade", "code", "mark"),
    "levels.csv": ("word", "level"),
    "programmes.csv": ("word", "programme"),
    "funds.csv": ("word", "fund"),
    "demo_standards.csv": ("trade", "level", "hours", "amount_fen", "mark", "source"),
    "glossary.csv": ("term", "english", "identifier"),
    "choices.csv": ("list", "code", "title", "english", "clause", "valid_to_on"),
    "special_programmes.csv": (
        "code",
        "programme",
        "clause",
        "agency",
        "fund",
        "item",
        "conditions",
        "stipend",
        "title",
        "english",
    ),
    "plan_items.csv": ("item", "parent", "clause", "target", "programmes", "agency", "title", "english"),
}
LIST_FILES = ("clauses.yaml", "targets.yaml")
MAP_FILES = ("notice.yaml", "agencies.yaml", "sources.yaml")


class PackFaults(Exception):
    """All that is wrong with a pack, file and line first."""

    def __init__(self, pack: str, faults: list[Fault]) -> None:
        super().__init__(f"政策包 {pack} 有 {len(faults)} 处问题：\n" + "\n".join(map(str, faults)))
        self.pack, self.faults = pack, faults


@dataclass(frozen=True)
class Clause:
    """One clause of the notice. kind: indicator, process, parameter, register, mechanism."""

    id: str
    plan: str
    kind: str
    title: str
    summary: str
    section: str
    period: str
    lead: tuple[str, ...]
    partners: tuple[str, ...]
    unit: str = ""
    english: str = ""
    note: str = ""


@dataclass(frozen=True)
class Value:
    """A parameter from a day to the day before the next value. value None: from then on no standard is loaded."""

    area: str | None
    valid_from_on: date
    valid_to_on: date | None
    value: int | None


@dataclass(frozen=True)
class Parameter:
    """mark: notice (printed there), document (found), practice (usual, to be checked), default (ours, city decides)."""

    code: str
    title: str
    unit: str
    clause: str
    reference: str
    regime: str
    mark: str
    checked: date | None
    values: tuple[Value, ...]
    note: str = ""

    @property
    def money(self) -> bool:
        """Kept in fen, told in yuan. The unit 分 alone may be a mark of an examiner."""
        return self.code.endswith("_fen")

    @property
    def flag(self) -> bool:
        """1 or 0: whether something is done at all."""
        return self.unit == "是否"

    @property
    def per_myriad(self) -> bool:
        return self.unit == "万分之一"

    def on(self, day: date, area: str | None = None) -> int | None:
        """The value in force on a day; None when no standard is loaded for it."""
        for value in self.values:
            if value.area == area and value.valid_from_on <= day and (not value.valid_to_on or day < value.valid_to_on):
                return value.value
        return None


@dataclass(frozen=True)
class Choice:
    """One answer of a list that policy staff keep: a reason, a ground, a kind of paper."""

    title: str
    clause: str
    valid_to_on: date | None
    english: str = ""


@dataclass(frozen=True)
class PlanItem:
    """A line of the yearly plan. parent: the line it is a part of; programmes: kinds of training counted in it, of lines without
    parts. least: persons a year that the notice asks for, None where it does not say."""

    code: str
    parent: str
    clause: str
    target: str
    programmes: tuple[str, ...]
    agency: str
    title: str
    english: str
    least: int | None


@dataclass(frozen=True)
class SpecialProgramme:
    """A department's own programme, or one of its kinds. item: the line of the yearly plan it counts in, perhaps with others.
    conditions: of the list training.programme_conditions. stipend: an allowance, for which no class is held."""

    code: str
    programme: str
    clause: str
    agency: str
    fund: str
    item: str
    conditions: tuple[str, ...]
    stipend: bool
    title: str
    english: str


@dataclass(frozen=True)
class Standard:
    trade: str
    level: int | None
    hours: int | None
    amount_fen: int | None
    mark: str
    source: str


@dataclass(frozen=True)
class Division:
    code: str
    name: str
    kind: str
    parent: str


def fold(word: str) -> str:
    """How words of tables are compared: width folded, no spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", word).split()).lower()


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


@dataclass(frozen=True)
class Pack:
    code: str
    folder: Path
    notice: dict[str, Any]
    clauses: dict[str, Clause]
    agencies: dict[str, dict[str, str]]
    targets: list[dict[str, Any]]
    parameters: dict[str, Parameter]
    sources: dict[str, dict[str, str]]
    tables: dict[str, list[dict[str, str]]] = field(repr=False)

    @property
    def title(self) -> str:
        return str(self.notice["title"])

    def clause_of(self, cited: str) -> str:
        """The clause of this notice that rules, feeds and parameters mean when they cite one: its own, or the one that
        `cites` in notice.yaml names for it."""
        if cited in self.clauses:
            return cited
        return str((self.notice.get("cites") or {}).get(cited, cited))

    @cached_property
    def plan_items(self) -> dict[str, PlanItem]:
        """Code → line of the yearly plan, parents before their parts."""
        least = {
            (t["clause"], t["name"]): t["value"] for t in self.targets if t["op"] == ">=" and t["unit"] == "person"
        }
        return {
            row["item"]: PlanItem(
                row["item"], row["parent"], row["clause"], row["target"], tuple(row["programmes"].split()), row["agency"], row["title"],
                row["english"], least.get((row["clause"], row["target"])),
            )
            for row in self.tables["plan_items.csv"]
        }  # fmt: skip

    @cached_property
    def special_programmes(self) -> dict[str, SpecialProgramme]:
        return {
            row["code"]: SpecialProgramme(
                row["code"], row["programme"], row["clause"], row["agency"], row["fund"], row["item"],
                tuple(row["conditions"].split()), row["stipend"] == "1", row["title"], row["english"],
            )
            for row in self.tables["special_programmes.csv"]
        }  # fmt: skip

    @cached_property
    def trades(self) -> dict[str, str]:
        """Everyday word → canonical trade; only the pack makes two names one trade."""
        return {fold(row["name"]): row["trade"] for row in self.tables["trades.csv"]}

    @cached_property
    def levels(self) -> dict[str, int]:
        """Level word → 5 lowest … 1 highest, 6 special ability, 7 training certificate."""
        return {fold(row["word"]): int(row["level"]) for row in self.tables["levels.csv"]}

    @cached_property
    def programmes(self) -> dict[str, str]:
        return {fold(row["word"]): row["programme"] for row in self.tables["programmes.csv"]}

    @cached_property
    def choices(self) -> dict[str, dict[str, Choice]]:
        """List of reasons, grounds or kinds → code → what it says. A row is ended, never taken out: old cases cite it."""
        found: dict[str, dict[str, Choice]] = {}
        for row in self.tables["choices.csv"]:
            ends = _day(row["valid_to_on"]) if row["valid_to_on"] else None
            found.setdefault(row["list"], {})[row["code"]] = Choice(row["title"], row["clause"], ends, row["english"])
        return found

    @cached_property
    def funds(self) -> dict[str, str]:
        return {fold(row["word"]): row["fund"] for row in self.tables["funds.csv"]}

    @cached_property
    def fund_titles(self) -> dict[str, str]:
        """Code of a fund → what it is called first in the list of its words."""
        return {row["fund"]: row["word"] for row in reversed(self.tables["funds.csv"])}

    @cached_property
    def programme_titles(self) -> dict[str, str]:
        return {row["programme"]: row["word"] for row in reversed(self.tables["programmes.csv"])}

    @cached_property
    def divisions(self) -> dict[str, Division]:
        return {
            row["code"]: Division(row["code"], row["name"], row["kind"], row["parent"])
            for row in self.tables["divisions.csv"]
        }

    @cached_property
    def counties(self) -> dict[str, str]:
        """Name of a county or functional zone → code; also without its last word and behind the city's name, which
        must win over the city's own name where a cell has both."""
        cities = [d for d in self.divisions.values() if d.kind == "city"]
        found = {fold(city.name): city.code for city in cities}
        for division in self.divisions.values():
            if division.kind in ("county", "zone"):
                short = (
                    division.name[:-1]
                    if division.kind == "county"
                    else division.name.removeprefix(cities[0].name[:-1] if cities else "")
                )
                for word in (division.name, short, *(city.name + division.name for city in cities)):
                    found.setdefault(fold(word), division.code)
        return found

    @cached_property
    def areas(self) -> dict[str, str]:
        """Six-digit area code of any time → its names; what identity numbers begin with."""
        return {row["code6"]: row["name"] for row in self.tables["historic_areas.csv"]}

    @cached_property
    def standards(self) -> list[Standard]:
        """Published examples of other places. A row marked demo never convicts."""

        def whole(text: str) -> int | None:
            return int(text) if text else None

        return [
            Standard(r["trade"], whole(r["level"]), whole(r["hours"]), whole(r["amount_fen"]), r["mark"], r["source"])
            for r in self.tables["demo_standards.csv"]
        ]

    @cached_property
    def calendar(self) -> dict[date, DayKind]:
        """Days that are not what their weekday says: statutory, rest, work."""
        return {_day(row["date"]): cast(DayKind, row["kind"]) for row in self.tables["calendar.csv"]}

    @cached_property
    def calendar_years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.calendar)

    def canonical_trade(self, text: str) -> str:
        """The catalogue's name of a trade, or the text itself: unknown trades are equal only to themselves."""
        return self.trades.get(fold(text), text)

    def parameter_rows(self) -> list[dict[str, str | date | int | None]]:
        """Rows of the facts table `parameters`; a stretch without a standard has none."""
        return [
            {
                "code": parameter.code,
                "area": value.area,
                "valid_from_on": value.valid_from_on,
                "valid_to_on": value.valid_to_on,
                "value": value.value,
            }
            for parameter in sorted(self.parameters.values(), key=lambda p: p.code)
            for value in parameter.values
            if value.value is not None
        ]

    def title_of(self, clause: str) -> str:
        found = self.clauses.get(self.clause_of(clause))
        return found.title if found else clause


def packs_folder() -> Path:
    return Path(str(files("chunfeng"))) / "packs"


def installed() -> list[str]:
    return sorted(p.name for p in packs_folder().iterdir() if (p / "notice.yaml").is_file())


def folder_of(code_or_path: str | Path) -> Path:
    """An installed pack by its code, or any folder by its path."""
    installed_at = packs_folder() / str(code_or_path)
    folder = installed_at if "/" not in str(code_or_path) and installed_at.is_dir() else Path(code_or_path)
    if not folder.is_dir():
        said = f"没有这个政策包；已安装的有 {'、'.join(installed())}"
        raise PackFaults(str(code_or_path), [Fault(str(code_or_path), 1, said)])
    return folder


def load(code_or_path: str | Path) -> Pack:
    """A pack that passed every check, or PackFaults with all that is wrong with it."""
    folder = folder_of(code_or_path)
    faults = Faults()
    maps: dict[str, Entry] = {}
    for name in MAP_FILES:
        found = read_yaml(folder / name, name, faults)
        if found is not None and not isinstance(found, Entry):
            faults.add(name, 1, "应当是“键: 值”")
        maps[name] = found if isinstance(found, Entry) else Entry()
        maps[name].lines = getattr(maps[name], "lines", {})
    lists = {name: entries(read_yaml(folder / name, name, faults), name, faults) for name in LIST_FILES}
    tables = {name: read_csv(folder / name, name, head, faults) for name, head in CSV_FILES.items()}
    written: list[tuple[str, Entry]] = []
    paths = sorted((folder / "parameters").rglob("*.yaml"))
    if not paths:
        faults.add("parameters", 1, "没有参数文件")
    for path in paths:
        name = path.relative_to(folder).as_posix()
        written += [(name, entry) for entry in entries(read_yaml(path, name, faults), name, faults)]
    check_all(maps, lists, tables, written, faults)
    if faults.found:
        raise PackFaults(folder.name, sorted(set(faults.found)))
    return Pack(
        code=str(maps["notice.yaml"]["code"]),
        folder=folder,
        notice=dict(maps["notice.yaml"]),
        clauses={entry["id"]: _clause(entry) for entry in lists["clauses.yaml"]},
        agencies={key: dict(value) for key, value in maps["agencies.yaml"].items()},
        targets=[dict(entry) for entry in lists["targets.yaml"]],
        parameters={entry["code"]: _parameter(entry) for _, entry in written},
        sources={key: dict(value) for key, value in maps["sources.yaml"].items()},
        tables={name: [row for _, row in rows] for name, rows in tables.items()},
    )


def _clause(entry: Entry) -> Clause:
    return Clause(
        id=entry["id"],
        plan=entry["plan"],
        kind=entry["kind"],
        title=entry["title"],
        summary=entry["summary"],
        section=entry.get("section", ""),
        period=entry.get("period", ""),
        lead=tuple(entry["lead"]),
        partners=tuple(entry.get("partners") or ()),
        unit=entry.get("unit") or "",
        english=entry.get("english", ""),
        note=entry.get("note", ""),
    )


def _spans(values: dict[Any, int | None], area: str | None) -> list[Value]:
    days = sorted((_day(day), value) for day, value in values.items())
    ends = [day for day, _ in days[1:]] + [None]
    return [Value(area, day, end, value) for (day, value), end in zip(days, ends, strict=True)]


def _parameter(entry: Entry) -> Parameter:
    values = _spans(entry["values"], None) if entry.get("values") else []
    for area, spans in sorted((entry.get("areas") or {}).items()):
        values += _spans(spans, str(area))
    checked = entry.get("checked")
    return Parameter(
        code=entry["code"],
        title=entry["title"],
        unit=entry["unit"],
        clause=entry["clause"],
        reference=entry["reference"],
        regime=entry["regime"],
        mark=entry["mark"],
        checked=_day(checked) if checked else None,
        values=tuple(values),
        note=entry.get("note", ""),
    )
