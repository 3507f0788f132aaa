"""Which class a row speaks of: its number, else provider + trade + level + opening date.

Lists name a class in many ways: a number here, a label of the provider there (第3期), elsewhere only who taught what
from when. Every distinct way of naming is resolved once; rows are joined to the answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chunfeng.engines.snapshot.store import Store

#: The columns that may name a class, with the names they have on the list of classes itself.
NAMING = ("class_no", "provider", "trade", "level", "class_starts_on")
#: A label counted inside one provider: 第3期, 3班, 第十二期培训班. Anything longer is a number of its own.
LABEL = re.compile(r"^第?[0-9一二三四五六七八九十百]{1,3}(期|班|班次|期班|期培训班|培训班)?$")


@dataclass(frozen=True)
class Naming:
    """One way in which some row names its class. level 1–7 or None."""

    class_no: str | None
    provider: str | None
    trade: str | None
    level: int | None
    starts_on: date | None

    @property
    def own_key(self) -> str | None:
        """The key this naming gives by itself, or None when it is too poor to name one class."""
        if self.class_no and not LABEL.match(self.class_no):
            return self.class_no
        if self.class_no and self.provider:
            return f"{self.provider}{self.class_no}"
        if self.provider and self.starts_on and self.trade:
            return f"{self.provider}|{self.trade}|{self.level or '-'}|{self.starts_on}"
        return None

    def agrees(self, other: Naming) -> bool:
        """No part that both name differs."""
        return all(
            mine is None or theirs is None or mine == theirs
            for mine, theirs in (
                (self.class_no, other.class_no),
                (self.provider, other.provider),
                (self.trade, other.trade),
                (self.level, other.level),
                (self.starts_on, other.starts_on),
            )
        )

    @property
    def parts(self) -> int:
        return sum(part is not None for part in (self.class_no, self.provider, self.trade, self.level, self.starts_on))


def resolve(namings: Iterable[Naming]) -> dict[Naming, str | None]:
    """The class key of every naming. A naming without a number joins the one numbered class that it fits."""
    every = sorted(set(namings), key=lambda n: (-n.parts, repr(n)))
    known: dict[str, list[Naming]] = defaultdict(list)
    for naming in every:
        if naming.class_no and naming.own_key:
            known[naming.own_key].append(naming)
    index = _Index(known)
    answer: dict[Naming, str | None] = {}
    for naming in every:
        if naming.class_no and naming.own_key:
            answer[naming] = naming.own_key
    for naming in every:
        if naming in answer:
            continue
        fitting = index.fitting(naming) if naming.parts >= 2 or naming.class_no else set()
        own = naming.own_key
        answer[naming] = next(iter(fitting)) if len(fitting) == 1 else own
        if own and not fitting:
            known[own].append(naming)
            index.add(own, naming)
    return answer


class _Index:
    """Known classes by provider and by opening date, so that a naming is compared with few of them."""

    def __init__(self, known: dict[str, list[Naming]]) -> None:
        self.by: dict[object, set[str]] = defaultdict(set)
        self.known = known
        for key, namings in known.items():
            for naming in namings:
                self.add(key, naming)

    def add(self, key: str, naming: Naming) -> None:
        for part in (naming.class_no, naming.provider, naming.starts_on):
            if part is not None:
                self.by[part].add(key)

    def fitting(self, naming: Naming) -> set[str]:
        pools = [self.by[part] for part in (naming.class_no, naming.starts_on, naming.provider) if part is not None]
        if not pools:
            return set()
        pool = min(pools, key=len)
        return {key for key in pool if all(naming.agrees(other) for other in self.known[key])}


def build_class_keys(store: Store) -> None:
    """Table `class_names` (class_no, provider, trade, level, class_starts_on, class): nulls compare as equal."""
    parts = []
    for kind in sorted(store.staged):
        # The list of standards or teachers names trades, not classes.
        if not store.has(kind, "class_no"):
            continue
        starts = "starts_on" if kind in ("classes", "class_heads") else "class_starts_on"
        columns = [
            f"{source if store.has(kind, source) else 'null'}::{sql_type} as {name}"
            for name, source, sql_type in (
                ("class_no", "class_no", "text"),
                ("provider", "provider", "text"),
                ("trade", "trade", "text"),
                ("level", "level", "int"),
                ("class_starts_on", starts, "date"),
            )
        ]
        where = "where kind = 'class' or kind is null" if kind == "attendance" and store.has(kind, "kind") else ""
        parts.append(f"select distinct {', '.join(columns)} from staged_{kind} {where}")
    store.db.execute(
        "create table class_names (class_no text, provider text, trade text, level int, class_starts_on date, class text)"
    )
    if not parts:
        return
    rows = store.db.execute(" union ".join(parts)).fetchall()
    answer = resolve(Naming(*row) for row in rows)
    filled = [
        (n.class_no, n.provider, n.trade, n.level, n.starts_on, key) for n, key in answer.items() if key is not None
    ]
    store.insert("class_names", filled)


def named_class(store: Store, kind: str) -> str:
    """The join that gives staged rows `s` of this kind the class that they name, as c.class."""
    starts = "starts_on" if kind in ("classes", "class_heads") else "class_starts_on"
    on = [
        f"s.{column} is not distinct from c.{name}" if store.has(kind, column) else f"c.{name} is null"
        for name, column in ((name, starts if name == "class_starts_on" else name) for name in NAMING)
    ]
    return f"left join class_names as c on {' and '.join(on)}"
