"""All procedures of this installation, each checked when it is declared: a fault stops the start, not a clerk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator

from chunfeng.base.policy.coverage import Declaration
from chunfeng.base.workflow.declarations import Process, State


class ProcessFault(Exception):
    pass


class Processes:
    def __init__(self) -> None:
        self._all: dict[str, Process] = {}

    def declare(
        self, processes: Iterable[Process], clauses: Container[str], parameters: Container[str],
        held: Container[str] | None = None,
    ) -> None:  # fmt: skip
        """held: permissions that some post holds; None: not looked at."""
        found = {}
        faults: list[str] = []
        for process in processes:
            if process.code in found:
                faults.append(f"{process.code}: 代码重复")
            found[process.code] = process
            faults += [f"{process.code}: {fault}" for fault in faults_of(process, clauses, parameters, held)]
        prefixes = Counter(p.prefix for p in found.values())
        faults += [f"{p.code}: 编号字头 {p.prefix} 重复" for p in found.values() if prefixes[p.prefix] > 1]
        if faults:
            raise ProcessFault("\n".join(faults))
        self._all = found

    def __getitem__(self, code: str) -> Process:
        return self._all[code]

    def get(self, code: str) -> Process | None:
        return self._all.get(code)

    def __iter__(self) -> Iterator[Process]:
        return iter(self._all.values())


def faults_of(
    process: Process, clauses: Container[str], parameters: Container[str], held: Container[str] | None = None
) -> list[str]:
    """Everything wrong with a declaration, in words."""
    faults = []
    states = [s.code for s in process.states]
    steps = [s.code for s in process.steps]
    clocks = [c.code for c in process.clocks]
    for kind, names in (("状态", states), ("步骤", steps), ("期限", clocks)):
        faults += [f"{kind} {n} 重复" for n, times in Counter(names).items() if times > 1]
    for clause in (process.clause, *process.more_clauses, *(s.clause for s in process.steps if s.clause)):
        if clause not in clauses:
            faults.append(f"没有条款 {clause}")
    for step in process.steps:
        faults += [f"步骤 {step.code} 的状态 {s} 不存在" for s in (*step.sources, step.target) if s and s not in states]
        faults += [f"步骤 {step.code} 的 not_by {s} 不存在" for s in step.not_by if s not in (*steps, "open")]
        if not step.sources:
            faults.append(f"步骤 {step.code} 没有来处")
        if "." not in step.may and not step.by_system:
            faults.append(f"步骤 {step.code} 的权限 {step.may} 不是 noun.verb")
        faults += [f"步骤 {step.code} 的问题 {n} 重复" for n, c in Counter(a.name for a in step.asks).items() if c > 1]
        if step.extends and (step.extends not in clocks or step.extension not in parameters):
            faults.append(f"步骤 {step.code} 延长的期限或参数不存在")
        if step.reversible and (step.posts or step.draws or step.papers):
            faults.append(f"步骤 {step.code} 动钱、抽签或发文，不能是可撤回的批量步骤")
    faults += [fault for state in process.states for fault in _unusual(process, state, held)]
    for clock in process.clocks:
        faults += [f"期限 {clock.code} 的状态 {s} 不存在" for s in (*clock.runs, *clock.pauses) if s not in states]
        if clock.term not in parameters:
            faults.append(f"期限 {clock.code} 的参数 {clock.term} 不存在")
        if set(clock.runs) & set(clock.pauses):
            faults.append(f"期限 {clock.code} 在同一状态又走又停")
        if clock.at_end:
            end = process.step(clock.at_end)
            if end is None or not end.by_system or not set(clock.runs) <= set(end.sources):
                faults.append(f"期限 {clock.code} 到期的步骤 {clock.at_end} 不合")
    if not faults:
        reached = {process.first.code}
        while more := {s.target for s in process.steps if s.target and reached & set(s.sources)} - reached:
            reached |= more
        faults += [f"状态 {s} 到不了" for s in states if s not in reached]
        faults += [
            f"状态 {s.code} 出不去，又不是终点"
            for s in process.states
            if not s.final and not any(s.code in step.sources and step.target for step in process.steps)
        ]
    return faults


def _unusual(process: Process, state: State, held: Container[str] | None) -> Iterator[str]:
    """Faults of what a state names as its usual steps."""
    for code in state.usual:
        step = process.step(code)
        if step is None or state.code not in step.sources or step.by_system:
            yield f"状态 {state.code} 的通常步骤 {code} 不是由人在此状态办理的步骤"
        elif step.party and not state.waits_on:
            yield f"状态 {state.code} 等本机关办理，通常步骤 {code} 却由当事人办理"
        elif held is not None and step.may not in held:
            yield f"状态 {state.code} 的通常步骤 {code} 没有岗位可办"


PROCESSES = Processes()


def citing() -> list[Declaration]:
    """Which clauses the procedures carry out, for coverage."""
    return [Declaration("process", p.code, clause) for p in PROCESSES for clause in (p.clause, *p.more_clauses)]
