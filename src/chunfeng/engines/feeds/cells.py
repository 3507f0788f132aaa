"""A column of a run of rows, parsed: distinct values only, then taken back to the rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa

from chunfeng.engines.feeds.chunks import Encoded, is_blank
from chunfeng.engines.feeds.values import Bad, Words, parse

Flags = np.ndarray[Any, np.dtype[np.bool_]]

MANY = 20_000
_BARE_MONTH = re.compile(r"^\s*(1[0-2]|0?[1-9])(?:\.0)?\s*月?(?:份)?\s*$")


class Memo:
    """What was parsed before: the same people, firms and accounts stand on many lists. Text only: 1 and True are equal."""

    KEPT = frozenset(
        {"number", "name", "account", "phone", "address", "org", "class_no", "trade", "money"}
        | {"date", "from_date", "to_date", "span", "month", "month_span", "time"}
    )
    MOST = 250_000
    #: Values of a column that together are parsed faster than they are looked up.
    LONG = 5_000

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def parse(self, parse_name: str, values: list[Any], words: Words) -> list[Any]:
        if parse_name not in self.KEPT or len(values) > self.LONG:
            return parse(parse_name, values, words)
        known = self._known.setdefault(parse_name, {})
        miss = _MISS
        out = list(map(known.get, values, repeat(miss)))
        gaps = [i for i, o in enumerate(out) if o is miss]
        if not gaps:
            return out
        fresh = values if len(gaps) == len(values) else [values[i] for i in gaps]
        parsed = parse(parse_name, fresh, words)
        if len(known) + len(fresh) > self.MOST:
            known.clear()
        if len(fresh) <= self.MOST:
            both = zip(fresh, parsed, strict=True)
            known.update(both if set(map(type, fresh)) == {str} else ((v, o) for v, o in both if v.__class__ is str))
        if len(gaps) == len(values):
            return parsed
        for i, o in zip(gaps, parsed, strict=True):
            out[i] = o
        return out


_MISS = object()


@dataclass(frozen=True)
class Parsed:
    """outcomes: per distinct value what the parser said. blank and bad: per row."""

    encoded: Encoded
    outcomes: list[Any]
    bad: Flags
    any_bad: bool

    @property
    def blank(self) -> Flags:
        return self.encoded.blank

    def array(self, kind: pa.DataType, pick: int | None = None) -> pa.Array:
        """The column as typed rows, null where blank or bad; pick takes one part of a compound value.

        Text that repeats in a long column stays a dictionary: copying it to every row would cost more than parsing it.
        """
        clean = self.outcomes
        if pick is not None:
            clean = [o[pick] if o.__class__ is tuple else None for o in clean]
        elif self.any_bad:
            clean = [None if o.__class__ is Bad else o for o in clean]
        array = pa.array(clean, kind)
        if self.encoded.each:
            return array
        codes = self.encoded.codes
        if kind == pa.string() and len(codes) > MANY and len(codes) > 4 * len(clean):
            array = array.dictionary_encode()
        return array.take(pa.array(codes))

    def wrong(self) -> pa.Array:
        """Per row, what is wrong with its cell; null where nothing is."""
        if not self.any_bad:
            return pa.nulls(len(self.encoded.codes), pa.string())
        said = pa.array([o.wrong if o.__class__ is Bad else None for o in self.outcomes], pa.string())
        return said.take(pa.array(self.encoded.codes))

    def outcome(self, row: int) -> Any:
        return self.outcomes[self.encoded.codes[row]]

    def raw(self, row: int) -> Any:
        return self.encoded.values[self.encoded.codes[row]]


def parse_column(encoded: Encoded, parse_name: str, words: Words, *, myriad: bool = False, year: int | None = None,
                 memo: Memo) -> Parsed:  # fmt: skip
    """myriad: the header says 万元. year: the year a bare month (3月) belongs to."""
    values = encoded.values
    if myriad and parse_name == "money":
        values = [v if is_blank(v) else _in_myriads(v) for v in values]
    if year and parse_name == "month":
        values = [_with_year(v, year) for v in values]
    outcomes = memo.parse(parse_name, values, words)
    bad = [i for i, o in enumerate(outcomes) if o.__class__ is Bad] if Bad in set(map(type, outcomes)) else []
    return Parsed(encoded, outcomes, encoded.at(bad), bool(bad))


def parse_one(value: object, parse_name: str, words: Words, memo: Memo, year: int | None = None) -> Any:
    if year and parse_name == "month":
        value = _with_year(value, year)
    return memo.parse(parse_name, [value], words)[0]


def _in_myriads(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{round(value * 10_000, 2):.2f}"
    text = str(value)
    return text if "元" in text or "万" in text else f"{text}万元"


def _with_year(value: object, year: int) -> object:
    hit = _BARE_MONTH.match(str(value)) if not is_blank(value) else None
    return f"{year}年{int(hit.group(1))}月" if hit else value


def shown(value: object) -> str:
    """A cell as the officer sees it: 3, not 3.0."""
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value)
