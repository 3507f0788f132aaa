"""What was planted: the answer sheet of the demo city."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from chunfeng.site.demo.layouts import Places
from chunfeng.site.demo.model import Enrolment


@dataclass
class Truth:
    #: group, kind, pattern, severity, the facts at whose row it may stand: the first that was written
    lines: list[tuple[str, str, str, str, tuple[str, ...]]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)

    def hit(self, group: str, pattern: str, severity: str, *refs: str) -> None:
        self.lines.append((group, "hit", pattern, severity, refs))

    def near(self, group: str, pattern: str, *refs: str) -> None:
        self.lines.append((group, "near", pattern, "", refs))

    def wanted(self) -> frozenset[str]:
        return frozenset(ref for line in self.lines for ref in line[4])

    def write(self, path: Path, places: Places) -> int:
        with path.open("w", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream, lineterminator="\n")
            out.writerow(["group", "kind", "pattern", "severity", "file", "sheet", "row"])
            for group, kind, pattern, severity, refs in self.lines:
                ref = next((ref for ref in refs if ref in places.at), None)
                if ref is None:
                    raise AssertionError(f"{group}: nothing written for {refs}")
                file, _, row, sheet = places.at[ref]
                out.writerow([group, kind, pattern, severity, file, sheet, row])
        return len(self.lines)


def claim_ref(row: Enrolment, number: int = 0) -> str:
    return f"claim:{row.key}:{number}"


def payment_ref(row: Enrolment, number: int = 0, time: int = 0) -> str:
    """The time-th payment on the number-th claim of the row."""
    return f"payment:{row.key}:{number}:{time}"


def notice_ref(row: Enrolment, number: int = 0) -> str:
    return f"notice:{row.key}:{number}"


def person_refs(row: Enrolment) -> tuple[str, ...]:
    """A person's fault stands at the claim row of that class if there is one, else at the enrolment."""
    return (claim_ref(row), row.key) if row.claims else (row.key,)
