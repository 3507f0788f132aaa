"""Short files are read together: nothing of what each yields may depend on the others."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chunfeng.engines.feeds import jobs
from chunfeng.engines.feeds.tests.damaged import damaged, faults, good, old, rewritten, text
from chunfeng.engines.feeds.tests.people import name, number
from chunfeng.engines.feeds.values import Words

PAY = ["姓名", "身份证号", "补贴金额", "班次"]


def broken() -> bytes:
    """A workbook whose directory promises a sheet that cannot be read."""
    return rewritten(good(), lambda entry, data: data[:200] if entry == "xl/workbook.xml" else data)


def who(at: int, *more: Any) -> list[Any]:
    return [name(at), number(at), *more]


def unequal(book: Callable[..., Path], folder: Path) -> None:
    """Lists of several layouts by turns, with totals, bad cells and lines that give a class."""
    for at in range(4):
        amounts = [who(at * 10 + i, 100 + i, f"第{at}期") for i in range(5)]
        book(f"{at}补贴甲.xlsx", [PAY, *amounts, who(90, "许多", "1"), ["合计", "", 600 + at]])
        book(
            f"{at}补贴乙.xlsx",
            [["培训班次：第7期"], ["身份证号", "姓名", "补贴金额"], [number(at), name(at), 50], ["", "小计", 51]],
        )
        stacked = [PAY, who(at, 5, "1"), ["姓名", "补贴金额", "身份证号"], [name(at), 7, number(at)], ["合计", 13, ""]]
        book(f"{at}补贴丙.xlsx", stacked)
        (folder / f"{at}补贴丁.csv").write_bytes(text(7 + at, "gb18030"))
        (folder / f"{at}补贴戊.xls").write_bytes(old(6 + at))


def told(result: Any) -> tuple[Any, ...]:
    """All that is known of a folder, as it would be written."""
    return result.reading.sheets, result.reading.files, result.reading.totals, result.unread, result.rows("claims")


@pytest.mark.parametrize("workers", [0, 2])
def test_together_is_as_apart(
    folder: Path, book: Callable[..., Path], read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    unequal(book, folder)
    together = told(read(workers=workers))
    monkeypatch.setattr(jobs, "FILES", 1)
    apart = told(read())
    assert together == apart
    assert len(apart[0]) == 20 and len(apart[2]) == 12 and apart[3]


@pytest.mark.parametrize("workers", [0, 2])
def test_a_broken_file_in_the_middle_costs_its_own_line(
    folder: Path, book: Callable[..., Path], read: Callable[..., Any], workers: int
) -> None:
    unequal(book, folder)
    whole = told(read())
    (folder / "1补贴坏.xlsx").write_bytes(broken())
    result = read(workers=workers)
    (line,) = [u for u in result.unread if u["kind"] == "file"]
    assert line["file"] == "1补贴坏.xlsx" and result.reading.failures == []
    # The others' numbers in the folder have moved on, nothing else of them.
    rows = [{k: v for k, v in row.items() if k != "file_no"} for row in result.rows("claims")]
    assert rows == [{k: v for k, v in row.items() if k != "file_no"} for row in whole[4]]
    assert [u for u in result.unread if u is not line] == whole[3]
    assert [s["accepted"] for s in result.reading.sheets] == [s["accepted"] for s in whole[0]]


class Deadly(dict[str, str]):
    """A table of words that ends the process that looks into it."""

    def _end(self, *_: object) -> Any:
        os._exit(9)

    __iter__ = __contains__ = get = items = keys = values = __getitem__ = _end  # type: ignore[assignment]

    def __reduce__(self) -> Any:
        return Deadly, ()


def test_a_file_that_ends_its_process_takes_no_other_with_it(
    folder: Path, book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    unequal(book, folder)
    whole = read()
    book("2开班.xlsx", [["班次", "工种", "开班日期"], ["1", "焊工", "2016-03-01"]], sheet="开班名单")
    result = read(words=Words(trades=Deadly()), workers=2)
    (line,) = [u for u in result.unread if u["kind"] == "file"]
    assert line["file"] == "2开班.xlsx" and "中止" in line["wrong"]
    assert [s["accepted"] for s in result.reading.sheets] == [s["accepted"] for s in whole.reading.sheets]
    assert len(result.rows("claims")) == len(whole.rows("claims")) and result.rows("classes") == []


def test_damaged_files_among_good_ones(folder: Path, read: Callable[..., Any]) -> None:
    files = list(damaged(24))
    for one in files:
        (folder / one.file).write_bytes(one.data)
    for at in range(4):
        (folder / f"好{at}.csv").write_bytes(text(20 + at))
    result = read(workers=2)
    assert faults(files, result.reading) == []
    assert [s["accepted"] for s in result.reading.sheets if s["file"].startswith("好")] == [20, 21, 22, 23]


def test_long_files_stand_alone_and_batches_are_bounded() -> None:
    sizes = [10, jobs.SHORT + 1, *[jobs.SHORT] * 9, *[1] * 100]
    made = [jobs.Job(no, "", Path(), "text", size) for no, size in enumerate(sizes)]
    found = list(jobs.batches(made))
    assert sorted(job.no for one in found for job in one.jobs) == list(range(len(sizes)))
    assert all(one.size <= jobs.BATCH and len(one.jobs) <= jobs.FILES for one in found if one.jobs[0].short)
    assert [len(one.jobs) for one in found if not one.jobs[0].short] == [1]
    assert all(one.seconds == jobs.BASE_SECONDS for one in found if len(one.jobs) > 1)
