"""unread.csv: everything that could not be read, with what is wrong and how to mend it, one line each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from chunfeng.engines.display.audit_data import Unread, UnreadGroup, UnreadSummary
from chunfeng.engines.display.cells import safe
from chunfeng.kernel import masking

COLUMNS = ("kind", "file", "sheet", "row", "column", "value", "wrong", "mend")
#: The report names the largest groups; the file holds every line. Groups beyond this are not even counted apart.
_MOST_GROUPS = 20_000
_MOST_WHOLE = 2_000


def masked_value(line: Unread, show_personal: bool) -> str:
    if show_personal or not line.value:
        return line.value
    # A number in the wrong column is still a number: what is not declared personal is searched for such.
    return masking.scrub(masking.office(line.personal, line.value) if line.personal else line.value)


def write_unread(path: Path, lines: Iterable[Unread], *, show_personal: bool = False) -> UnreadSummary:
    """Writes the lines in the order given, without holding them, and returns what the report says of them."""
    whole: list[Unread] = []
    groups: dict[tuple[str, str, str, str, str, str], list[int | None]] = {}
    counts = {"file": 0, "sheet": 0, "row": 0, "cell": 0}
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for line in lines:
            counts[line.kind] += 1
            wrong = line.wrong if show_personal else masking.scrub(line.wrong)
            value = masked_value(line, show_personal)
            row = "" if line.row is None else line.row
            writer.writerow(
                [line.kind, line.file, line.sheet, row, safe(line.column), safe(value), safe(wrong), safe(line.mend)]
            )
            if line.kind in ("file", "sheet"):
                if len(whole) < _MOST_WHOLE:
                    whole.append(Unread(line.kind, line.file, line.sheet, None, "", "", wrong, line.mend))
                continue
            key = (line.kind, line.file, line.sheet, line.column, wrong, line.mend)
            if key in groups:
                groups[key][0] = (groups[key][0] or 0) + 1
            elif len(groups) < _MOST_GROUPS:
                groups[key] = [1, line.row]
    return UnreadSummary(tuple(whole), tuple(_grouped(groups)), counts)


def _grouped(groups: dict[tuple[str, str, str, str, str, str], list[int | None]]) -> Iterator[UnreadGroup]:
    for key in sorted(groups, key=lambda key: (-(groups[key][0] or 0), key)):
        count, first_row = groups[key]
        yield UnreadGroup(*key, count=count or 0, first_row=first_row)
