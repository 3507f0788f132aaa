"""What is known of a clause: what carries it out, with which values, and whether that is what its kind asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.policy.coverage import NEEDS, SERVES, citations
from chunfeng.base.policy.pack import Clause, Pack, Parameter
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.declarations import Process
from chunfeng.base.workflow.registry import PROCESSES, citing
from chunfeng.desks.open.published import PUBLISHED, PublicRule
from chunfeng.desks.open.words import agencies_title
from chunfeng.engines.display.publication import OpenList


@dataclass(frozen=True, slots=True)
class Carried:
    """A clause with all that cites it. needs: what its kind asks for and nothing gives; empty when it is covered."""

    clause: Clause
    targets: tuple[Mapping[str, Any], ...]
    processes: tuple[Process, ...]
    rules: tuple[PublicRule, ...]
    parameters: tuple[Parameter, ...]
    feeds: tuple[str, ...]
    lists: tuple[OpenList, ...]
    needs: str

    @property
    def covered(self) -> bool:
        return not self.needs


def needs_words(needs: str) -> str:
    """Why a clause is not covered, as a sentence."""
    return {
        "figure": _("还没有统计它的指标，完成数未报送。"),
        "process": _("还没有办理它的程序。"),
        "parameter": _("还没有带日期的参数。"),
        "table": _("还没有它的台账。"),
        "task": _("还没有跟踪它的任务。"),
    }[needs]


def carried(loaded: Pack | None = None) -> dict[str, Carried]:
    """Every clause in the order of the notice. Nothing here asks the database."""
    loaded = loaded or pack()
    cited = citations(loaded, [*PUBLISHED.declared(), *citing()])
    rules = {rule.code: rule for rule in PUBLISHED.rules()}
    targets: dict[str, list[Mapping[str, Any]]] = {}
    for target in loaded.targets:
        targets.setdefault(target["clause"], []).append(target)
    found = {}
    for clause in loaded.clauses.values():
        of: dict[str, list[str]] = {}
        for declaration in cited.get(clause.id, ()):
            of.setdefault(declaration.kind, []).append(declaration.code)
        have = {SERVES.get(kind, kind) for kind in of}
        found[clause.id] = Carried(
            clause,
            tuple(targets.get(clause.id, ())),
            tuple(PROCESSES[code] for code in of.get("process", ())),
            tuple(rules[code] for code in of.get("screen", ()) if code in rules),
            tuple(loaded.parameters[code] for code in of.get("parameter", ())),
            tuple(of.get("feed", ())),
            tuple(shown for shown in PUBLISHED.lists if loaded.clause_of(shown.clause) == clause.id),
            "" if NEEDS[clause.kind] in have else NEEDS[clause.kind],
        )
    return found


def owner(clause: Clause) -> str:
    return agencies_title(clause.lead)
