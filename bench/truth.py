"""How good the findings are against the truth of the demo city: recall of groups, precision of findings, near misses hit."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

SEVERITIES = ("block", "high", "medium", "low")


@dataclass
class Score:
    """Per severity: groups planted and found, findings and those that truth knows; near misses that were hit; the rules
    that found something planted."""

    planted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    findings: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    true: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    near_hit: list[str] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)

    def recall(self, severity: str) -> float:
        return self.found[severity] / self.planted[severity] if self.planted[severity] else 1.0

    def precision(self, severity: str) -> float:
        return self.true[severity] / self.findings[severity] if self.findings[severity] else 1.0


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def score(truth: Path, findings: Path) -> Score:
    """A finding is true when one of its patterns at its accused row is in truth; a group is found when any of its rows
    carries its pattern."""
    result = Score()
    hits: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    planted: set[tuple[str, str, str, str]] = set()
    groups: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    lines = _rows(findings)
    for line in lines:
        hits[line["file"], line["sheet"], line["row"]].update(line["patterns"].split(";"))
    for row in _rows(truth):
        place = (row["file"], row["sheet"], row["row"])
        if row["kind"] == "hit":
            planted.add((row["pattern"], *place))
            groups[row["group"], row["pattern"], row["severity"]].append(place)
        elif row["pattern"] in hits.get(place, set()):
            result.near_hit.append(f"{row['group']} {row['pattern']} {place}")
    for (group, pattern, severity), places in sorted(groups.items()):
        result.planted[severity] += 1
        if any(pattern in hits.get(place, set()) for place in places):
            result.found[severity] += 1
        else:
            result.missed.append(f"{severity} {group} {pattern} {places[0]}")
    for line in lines:
        severity = line["severity"]
        result.findings[severity] += 1
        place = (line["file"], line["sheet"], line["row"])
        if any((pattern, *place) in planted for pattern in line["patterns"].split(";")):
            result.true[severity] += 1
            result.rules.add(line["rule"])
        else:
            result.false.append(f"{severity} {line['rule']} {line['patterns']} {place} {line['said']}")
    return result


def main() -> None:
    found = score(Path(sys.argv[1]), Path(sys.argv[2]))
    for severity in SEVERITIES:
        print(
            f"{severity}: recall {found.found[severity]}/{found.planted[severity]}, "
            f"precision {found.true[severity]}/{found.findings[severity]}"
        )
    for name in ("near_hit", "missed", "false"):
        lines = getattr(found, name)
        print(f"-- {name}: {len(lines)}")
        print("\n".join(lines[: int(sys.argv[3]) if len(sys.argv) > 3 else 40]))


if __name__ == "__main__":
    main()
