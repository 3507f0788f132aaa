"""What is wrong with rows that could be read: words that are in no list, one row twice, what the records say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from chunfeng.base.uploads.declarations import RECEIVERS, Fault, Receiver, Target
from chunfeng.kernel.refusal import Refusal

#: More words than this are not read out in a sentence.
TOLD = 12
#: Cells longer than this are no answers.
LONGEST_CELL = 500
_SHORTER = later("写短一些")

Key = tuple[Any, ...]
#: (sheet, row)
Spot = tuple[int, int]


def words(receiver: Receiver, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    for name, allowed in receiver.words.items():
        known = list(allowed())
        column = table.column(name).combine_chunks()
        strange = pc.and_(pc.is_valid(column), pc.invert(pc.is_in(column, pa.array(known, column.type))))
        mend = _("从字典里选")
        if len(known) <= TOLD:
            mend = _("从这些里选：%(words)s") % {"words": _("、").join(known)}
        for at in pc.indices_nonzero(strange).to_pylist():
            yield at, Fault(name, _("不在字典里"), mend)


def cells(receiver: Receiver, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    """What is wrong with values taken alone. One that is not there is the reader's matter."""
    for name, judge in receiver.cells.items():
        known: dict[Any, Refusal | None] = {None: None}
        for at, value in enumerate(table.column(name).to_pylist()):
            if value not in known:
                known[value] = judge(value)
            if why := known[value]:
                yield at, Fault(name, why.wrong, why.mend)


def beside(receiver: Receiver, rows: Sequence[Mapping[str, str]]) -> list[list[Fault]]:
    """The same of rows with other faults, given as written: whoever mends them hears of all at once."""
    found: list[list[Fault]] = [[] for _row in rows]
    schema = RECEIVERS.reader.schema(receiver.feed)
    names = [name for name in schema.names if name in receiver.words or name in receiver.cells]
    if rows and names:
        values = [RECEIVERS.reader.row(receiver.feed, row)[0] for row in rows]
        table = pa.Table.from_pylist(values, pa.schema([schema.field(name) for name in names]))
        for at, fault in (*words(receiver, table), *cells(receiver, table)):
            found[at].append(fault)
    return found


def at_most(longest: int, mend: str | Promise = _SHORTER) -> Callable[[str], Refusal | None]:
    """The judge of a text that goes into a field of a set length."""
    return lambda text: Refusal(_("超过 %(n)s 个字") % {"n": longest}, str(mend)) if len(text) > longest else None


def shortened(
    cells: Mapping[str, str], faults: Sequence[tuple[str, str, str]]
) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """A row that comes back, as it is kept: what is too long to be mended is cut, and that is said."""
    wrong = _("超过 %(n)s 个字，后面的没有保留") % {"n": LONGEST_CELL}
    cut = [(name, wrong, str(_SHORTER)) for name, text in cells.items() if len(text) > LONGEST_CELL]
    return {name: text[:LONGEST_CELL] for name, text in cells.items()}, [*faults, *cut]


def keys(receiver: Receiver, table: pa.Table) -> list[Key]:
    return list(zip(*(table.column(name).to_pylist() for name in receiver.same), strict=True))


def spots(table: pa.Table) -> list[Spot]:
    return list(zip(table.column("sheet_no").to_pylist(), table.column("row").to_pylist(), strict=True))


def twice(receiver: Receiver, table: pa.Table, known: Mapping[Key, Spot] | None = None) -> Iterator[tuple[int, Fault]]:
    """Rows that are one with an earlier row, or with one of known."""
    if not receiver.same:
        return
    seen: dict[Key, Spot] = dict(known or {})
    places = spots(table)
    for at, key in enumerate(keys(receiver, table)):
        if seen.setdefault(key, places[at]) != places[at] and any(part is not None for part in key):
            yield (
                at,
                Fault(
                    receiver.same[-1],
                    _("与第%(row)s行是同一条") % {"row": seen[key][1]},
                    _("同一条只留一行；不是同一条的，核对%(columns)s")
                    % {"columns": _("、").join(map(receiver.label, receiver.same))},
                ),
            )


def faults(
    receiver: Receiver, target: Target, table: pa.Table, known: Mapping[Key, Spot] | None = None
) -> dict[int, list[Fault]]:
    """Index of row → all that is wrong with it."""
    found: dict[int, list[Fault]] = {}
    alone = (*words(receiver, table), *cells(receiver, table))
    for at, fault in (*alone, *twice(receiver, table, known), *receiver.check(target, table)):
        found.setdefault(at, []).append(fault)
    return found


def written(receiver: Receiver, row: Mapping[str, Any]) -> dict[str, str]:
    """A row that was read, as text that would be read the same: for whoever has to mend it."""
    found = {}
    for column in receiver.feed.columns:
        halves = column.name.split("+")
        parts = ["" if (value := row.get(half)) is None else str(value) for half in halves]
        found[column.name] = parts[0] if len(parts) == 1 else "" if not any(parts) else "-".join(parts)
    return found
