"""What the person at the terminal sees: a bar a stage while it runs, the gravest findings when it is done.

Clock and paths belong here and in no file. Not at a terminal, the bars are silent and the closing lines plain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
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
    """The ten gravest findings and where the report is."""
    console = console or Console()
    titles = {rule.code: rule.title for rule in result.rules}
    table = Table(title="最重的疑点", title_justify="left", box=None, pad_edge=False)
    for head, keep in (
        ("严重程度", True),
        ("规则", False),
        ("人员或对象", False),
        ("出处", False),
        ("金额（元）", True),
    ):
        table.add_column(head, no_wrap=keep, justify="right" if "元" in head else "left", overflow="fold")
    for line in gravest(sums):
        # Text, not markup: a file may be called [red].xlsx.
        style = {"block": "bold red", "high": "yellow"}.get(line["severity"], "")
        kind = line["subject_kind"] or ""
        table.add_row(
            Text(words.SEVERITY.get(line["severity"], line["severity"]), style=style),
            Text(titles.get(line["rule"], line["rule"])),
            Text(line["person"] or line["provider"] or words.SUBJECT.get(kind, kind)),
            Text(words.address(line["file"], line["sheet"], line["row"])),
            Text(words.yuan(line["amount_fen"])),
        )
    if sums.total.hits:
        console.print(table)
    by = "，".join(f"{words.SEVERITY[s]} {n:,}" for s, n in sums.by_severity.items() if n)
    told = f"疑点 {sums.total.hits:,} 笔" + (f"（{by}）" if by else "")
    told += f"，风险金额 {words.yuan(sums.total.fen)} 元，其中已发放 {words.yuan(sums.total.paid)} 元。"
    console.print(Text(told))
    ran = sum(1 for rule in result.rules if rule.status == "run")
    rows_in, rejected = (sum(getattr(s, n) for s in result.sheets) for n in ("rows_in", "rejected"))
    took = f"，用时 {seconds:.0f} 秒" if seconds is not None else ""
    console.print(
        Text(
            f"规则 {ran} 条运行，{len(result.rules) - ran} 条未运行；读入 {rows_in:,} 行，退回 {rejected:,} 行{took}。"
        )
    )
    console.print(Text(f"报告：{report}"), soft_wrap=True)


def gravest(sums: Sums, most: int = 10) -> list[dict[str, Any]]:
    """Of findings equally grave, one of every rule before a second of any: ten of one rule would tell nothing."""
    placed = [
        (SEVERITIES.index(line["severity"]), place, nth, line)
        for nth, code in enumerate(sums.by_rule)
        for place, line in enumerate(sums.first.get(code, []))
    ]
    return [line for *_, line in sorted(placed, key=lambda entry: entry[:3])[:most]]
