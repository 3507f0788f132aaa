"""What the person at the terminal sees: a bar a stage while it runs, the gravest findings when it is done.

Clock and paths belong here and in no file. Not at a terminal, the bars are silent and the closing lines plain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from chunfeng.engines.display import words
from chunfeng.engines.display.audit_data import AuditResult
from chunfeng.engines.display.sums import SEVERITIES, Sums


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        unit = task.fields.get("unit", "行")
        done = f"{int(task.completed):,}" + (f" / {int(task.total):,}" if task.total else "")
        speed = task.finished_speed or task.speed
        return Text(f"{done} {unit}" + (f"　{int(speed):,} {unit}/秒" if speed else ""), style="dim")


class Stage:
    """A running stage. advance() may be called from any thread, as often as rows are done."""

    def __init__(self, progress: Progress | None, task: TaskID | None) -> None:
        self._progress, self._task = progress, task

    def advance(self, amount: int = 1) -> None:
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task, amount)

    def total(self, total: int) -> None:
        """Told when it becomes known."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, total=total)


class Bars:
    """with Bars() as bars: with bars.stage("读取", total=n) as stage: stage.advance(k)"""

    def __init__(self, console: Console | None = None, *, quiet: bool = False) -> None:
        self.console = console or Console(stderr=True)
        self._progress: Progress | None = None
        if self.console.is_terminal and not quiet:
            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=28),
                _Rate(),
                TimeElapsedColumn(),
                console=self.console,
            )

    def __enter__(self) -> Bars:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "行") -> Iterator[Stage]:
        if self._progress is None:
            yield Stage(None, None)
            return
        task = self._progress.add_task(name, total=total, unit=unit)
        yield Stage(self._progress, task)
        # A stage whose length nobody knew is done when it ends: its bar must not go on swinging.
        done = next(t.completed for t in self._progress.tasks if t.id == task)
        self._progress.update(task, total=max(done, 1), completed=max(done, 1))


def closing(
    result: AuditResult, sums: Sums, report: Path, *, console: Console | None = None, seconds: float | None = None
) -> None:
    """The ten gravest findings, the counts, and where the report is."""
    console = console or Console()
    grave = gravest(sums)
    if grave:
        console.print(Text("最重的疑点", style="bold"))
    titles = {rule.code: rule.title for rule in result.rules}
    for number, line in enumerate(grave, 1):
        _finding(console, number, line, titles.get(line["rule"], line["rule"]), result.kind_titles)
    if grave:
        console.print()
    for told in _counts(result, sums, seconds):
        _line(console, Text(told))
    _line(console, Text(f"报告：{report}"), wrap=False)
    if grave:
        _line(console, Text(f"逐笔清单：{report.with_name('findings.xlsx')}"), wrap=False)
    if result.unread.counts.get("row") or result.unread.counts.get("cell") or result.unread.whole:
        _line(console, Text(f"没读到的：{report.with_name('unread.csv')}"), wrap=False)


def _finding(console: Console, number: int, line: dict[str, Any], title: str, kinds: Mapping[str, str]) -> None:
    """Three lines under each other, which fit a narrow window where the columns of a table would not."""
    # Text, not markup: a file may be called [red].xlsx.
    style = {"block": "bold red", "high": "yellow"}.get(line["severity"], "")
    severity = words.SEVERITY.get(line["severity"], line["severity"])
    money = "" if line["amount_fen"] is None else f"　{words.yuan(line['amount_fen'])} 元"
    who = "　".join(part for part in (line["person"], line["provider"]) if part)
    who = who or words.subject(line["subject_kind"] or "", kinds)
    _line(console, Text.assemble(f"{number:>2} ", (severity, style), f" {title}{money}"), hang=3)
    _line(console, Text(f"{who}：{line['said']}" if line["said"] else who), indent=3)
    _line(console, Text(words.address(line["file"], line["sheet"], line["row"])), indent=3)


def _counts(result: AuditResult, sums: Sums, seconds: float | None) -> Iterator[str]:
    total = sums.total
    by = "，".join(f"{words.SEVERITY[s]} {n:,}" for s, n in sums.by_severity.items() if n)
    yield f"疑点 {total.hits:,} 笔" + (f"（{by}）" if by else "")
    if total.lines:
        rest = words.yuan(total.fen - total.paid)
        yield f"风险金额 {words.yuan(total.fen)} 元（已发放 {words.yuan(total.paid)}，未发放 {rest}）"
    ran = sum(1 for rule in result.rules if rule.status == "run")
    idle = len(result.rules) - ran
    yield f"规则 {ran} 条运行，{idle} 条未运行" + ("：缺什么、向谁要，见报告“没运行的规则”" if idle else "")
    rows_in, accepted, rejected = (
        sum(getattr(s, n) for s in result.sheets) for n in ("rows_in", "accepted", "rejected")
    )
    took = f"，用时 {seconds:.0f} 秒" if seconds is not None else ""
    yield f"读入 {rows_in:,} 行（接受 {accepted:,}，退回 {rejected:,}）{took}"


def _line(console: Console, text: Text, *, indent: int = 0, hang: int = 0, wrap: bool = True) -> None:
    """At a terminal wrapped with its indent kept; in a pipe, or a path that is to be copied, one line whatever its length."""
    if not wrap or not console.is_terminal:
        console.print(Text.assemble(" " * indent, text), soft_wrap=True)
        return
    first, *others = text.wrap(console, max(console.width - max(indent, hang), 20))
    console.print(Text.assemble(" " * indent, first))
    for other in others:
        console.print(Text.assemble(" " * max(indent, hang), other))


def gravest(sums: Sums, most: int = 10) -> list[dict[str, Any]]:
    """Of findings equally grave, one of every rule before a second of any: ten of one rule would tell nothing."""
    placed = [
        (SEVERITIES.index(line["severity"]), place, nth, line)
        for nth, code in enumerate(sums.by_rule)
        for place, line in enumerate(sums.first.get(code, []))
    ]
    return [line for *_, line in sorted(placed, key=lambda entry: entry[:3])[:most]]
