"""Which clauses of the notice are built: a clause is covered when something of the kind it asks for cites it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chunfeng.base.policy.pack import Pack

#: What a clause of each kind needs before it counts as covered.
NEEDS = {
    "indicator": "figure",
    "process": "process",
    "parameter": "parameter",
    "register": "table",
    "mechanism": "task",
}
NEEDS_SAID = {
    "figure": "统计指标",
    "process": "业务程序",
    "parameter": "带日期的参数",
    "table": "数据表",
    "task": "工作任务",
}
#: A feed is how a register comes in.
SERVES = {"feed": "table", "facts": "table"}


@dataclass(frozen=True)
class Declaration:
    """Something built that cites a clause. kind: screen, feed, figure, process, task, table …"""

    kind: str
    code: str
    clause: str


def citations(pack: Pack, declarations: Iterable[Declaration]) -> dict[str, list[Declaration]]:
    """Clause → what cites it, in order; the pack's own parameters among them."""
    cited: dict[str, set[Declaration]] = {}
    own = (Declaration("parameter", p.code, p.clause) for p in pack.parameters.values() if p.values)
    for declaration in (*declarations, *own):
        cited.setdefault(pack.clause_of(declaration.clause), set()).add(declaration)
    return {clause: sorted(found, key=lambda d: (d.kind, d.code)) for clause, found in cited.items()}


def unknown(pack: Pack, declarations: Iterable[Declaration]) -> list[Declaration]:
    """Declarations that cite a clause the notice does not have."""
    return [declaration for declaration in declarations if pack.clause_of(declaration.clause) not in pack.clauses]


def coverage(pack: Pack, declarations: Iterable[Declaration]) -> dict[str, Any]:
    """{clauses, covered, uncovered: [{clause, kind, needs}], by_plan, by_kind}."""
    cited = citations(pack, declarations)
    covered: set[str] = set()
    for clause in pack.clauses.values():
        have = {SERVES.get(declaration.kind, declaration.kind) for declaration in cited.get(clause.id, ())}
        if NEEDS[clause.kind] in have:
            covered.add(clause.id)
    return {
        "clauses": len(pack.clauses),
        "covered": len(covered),
        "uncovered": [
            {"clause": c.id, "kind": c.kind, "needs": NEEDS[c.kind]}
            for c in pack.clauses.values()
            if c.id not in covered
        ],
        "by_plan": _counted(pack, covered, {c.id: c.plan for c in pack.clauses.values()}),
        "by_kind": _counted(pack, covered, {c.id: c.kind for c in pack.clauses.values()}),
    }


def _counted(pack: Pack, covered: set[str], group_of: Mapping[str, str]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for clause in pack.clauses:
        group = counts.setdefault(group_of[clause], {"clauses": 0, "covered": 0})
        group["clauses"] += 1
        group["covered"] += clause in covered
    return counts
