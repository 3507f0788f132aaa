"""Lists below and beside each other: each under its own lines, none read as another's, none passed over."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chunfeng.engines.feeds.tests.people import name, number

PAY = ["姓名", "身份证号", "应发工资", "实发工资"]
LIST = ["序号", "姓名", "身份证号", "联系电话"]
DAY = dt.date


def who(at: int, *more: Any) -> list[Any]:
    return [name(at), number(at), *more]


def line(at: int) -> list[Any]:
    return [at, *who(at), ""]


def days(count: int, *marked: int) -> list[str]:
    return ["√" if day in marked else "" for day in range(1, count + 1)]


def test_the_same_header_below_names_another_month(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("a.xlsx", [["泰山公司2016年3月工资表"], PAY, who(1, 1, 1), [], ["泰山公司2016年4月工资表"], PAY, who(1, 2, 2)])
    result = read()
    assert [(r["month"], r["employer"]) for r in result.rows("payroll")] == [
        (DAY(2016, 3, 1), "泰山公司"), (DAY(2016, 4, 1), "泰山公司")]  # fmt: skip
    assert result.account == (7, 2, 3, 2, 0)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("count", [1, 90])
def test_the_same_header_below_names_another_class(
    book: Callable[..., Path], read: Callable[..., Any], folder: Path, suffix: str, count: int
) -> None:
    first = ["培训机构：春风学校   班次：第1期   开班日期：2015.3.5"]
    rows = [["学员花名册"], first, LIST, *[line(i) for i in range(count)], ["班次：第2期"], LIST, line(count)]
    if suffix == "xlsx":
        book("花名册.xlsx", rows)
    else:
        with (folder / "花名册.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    got = read().rows("enrolments")
    assert [(r["provider"], r["class_no"], r["class_starts_on"]) for r in got] == [
        *[("春风学校", "第1期", DAY(2015, 3, 5))] * count, ("春风学校", "第2期", None)]  # fmt: skip


@pytest.mark.parametrize("title", ["补贴申领表（第2页）", "续表"])
def test_a_page_with_its_header_again_goes_on(book: Callable[..., Path], read: Callable[..., Any], title: str) -> None:
    head = ["姓名", "身份证号", "金额"]
    rows = [["补贴申领表"], ["班次：第1期"], head, who(1, 1200), ["小计", "", 1200], [title], head, who(2, 1200),
            ["总计", "", 2400]]  # fmt: skip
    book("a.xlsx", rows)
    result = read()
    assert [r["class_no"] for r in result.rows("claims")] == ["第1期", "第1期"]
    assert [(t["stated_fen"], t["summed_fen"]) for t in result.reading.totals] == [(120000, 120000), (240000, 240000)]


def test_a_total_at_the_end_stands_for_all_lists_above_it(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    rows = [["2016年3月工资表"], PAY, who(1, 1, 1), ["2016年4月工资表"], PAY, who(1, 2, 2), ["总计", "", 3, 3]]
    book("a.xlsx", rows)
    assert {(t["stated_fen"], t["summed_fen"]) for t in read().reading.totals} == {(300, 300)}


def test_words_over_other_columns_are_another_header(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    swapped = ["姓名", "身份证号", "实发工资", "应发工资"]
    book("a.xlsx", [["2016年3月工资表"], PAY, who(1, 10, 9), swapped, who(2, 9, 10)])
    assert [(r["due_fen"], r["paid_fen"]) for r in read().rows("payroll")] == [(1000, 900), (1000, 900)]


def test_rows_of_two_cells_right_above_a_header_are_not_its_title(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    book("花名册.xlsx", [["姓名", "身份证号"], who(1), who(2), ["补贴发放表"], ["姓名", "身份证号", "金额"], who(3, 5)])
    result = read()
    assert [r["row"] for r in result.rows("enrolments")] == [2, 3] and result.account == (6, 2, 1, 3, 0)


def test_rows_of_the_table_above_are_no_titles_of_the_next(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    staff = ["姓名", "身份证号", "工作单位"]
    book("a.xlsx", [["学员花名册"], staff, who(1, "甲建设有限公司"), [], ["2016年3月工资表"], PAY, who(2, 1, 1)])
    result = read()
    assert result.rows("payroll")[0]["employer"] is None
    assert name(1) not in result.rows("payroll")[0]["hint"]


def test_a_table_of_unknown_kind_below_is_said_and_not_read_as_the_one_above(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    other = ["班次", "教师", "民族", "奖项"]
    book("花名册.xlsx", [LIST, line(1), [], other, ["第1期", "王五", "汉", "一等"], ["第2期", "赵六", "汉", "二等"]])
    result = read()
    assert result.account == (6, 2, 3, 1, 0)
    assert [(u["kind"], u["row"]) for u in result.unread] == [("sheet", 4)]


@pytest.mark.parametrize(("a", "b"), [(31, 30), (31, 31)])
def test_months_of_a_site_book_below_each_other(
    book: Callable[..., Path], read: Callable[..., Any], a: int, b: int
) -> None:
    rows = [["学员出勤表"], ["2016年7月"], ["姓名", *range(1, a + 1)], [name(1), *days(a, 1)], [name(2), *days(a, 2)],
            ["2016年8月"], ["姓名", *range(1, b + 1)], [name(1), *days(b, 1)], [name(2), *days(b, 3)]]  # fmt: skip
    book("a.xlsx", rows)
    result = read()
    assert [(r["row"], r["marked_on"]) for r in result.rows("attendance")] == [
        (4, DAY(2016, 7, 1)), (5, DAY(2016, 7, 2)), (8, DAY(2016, 8, 1)), (9, DAY(2016, 8, 3))]  # fmt: skip
    assert result.account == (9, 2, 3, 4, 0) and result.unread == []


@pytest.mark.parametrize("apart", [True, False])
def test_months_of_a_book_beside_each_other(book: Callable[..., Path], read: Callable[..., Any], apart: bool) -> None:
    gap = [""] if apart else []
    rows = [["学员出勤表"], ["2016年7月", *[""] * (31 + apart), "2016年8月"],
            ["姓名", *range(1, 32), *gap, "姓名", *range(1, 32)], [name(1), *days(31, 1), *gap, name(2), *days(31, 2)]]  # fmt: skip
    book("a.xlsx", rows)
    assert sorted((r["name"], r["marked_on"]) for r in read().rows("attendance")) == sorted(
        [(name(1), DAY(2016, 7, 1)), (name(2), DAY(2016, 8, 2))]
    )


def test_lists_beside_each_other_under_their_own_lines(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    rows = [
        ["学员花名册"],
        ["班次：第1期", "", "", "班次：第2期"],
        ["姓名", "身份证号", "", "姓名", "身份证号"],
        [*who(1), "", *who(2)],
    ]
    book("a.xlsx", rows)
    assert {r["number"]: r["class_no"] for r in read().rows("enrolments")} == {number(1): "第1期", number(2): "第2期"}


@pytest.mark.parametrize(
    ("head", "row", "found"),
    [
        (["姓名", "身份证号", 5, 6, 7], ["√", "√", "×"], [5, 6, 7]),
        (["姓名", "3月5日"], ["√"], [5]),
        (["序号", "姓名", "5日", "6日"], ["√", "√"], [5, 6]),
        (["姓名", "身份证号", dt.datetime(2015, 3, 5)], ["√"], [5]),
    ],
)
def test_a_grid_of_few_days(
    book: Callable[..., Path], read: Callable[..., Any], head: list[Any], row: list[Any], found: list[int]
) -> None:
    lead = {"姓名": name(1), "身份证号": number(1), "序号": 1}
    book("a.xlsx", [["2015年3月学员签到表"], head, [*[lead[w] for w in head if w in lead], *row]])
    assert [r["marked_on"] for r in read().rows("attendance")] == [DAY(2015, 3, day) for day in found]


def test_two_numbers_in_a_header_are_no_grid_where_nothing_says_so(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    book("学员花名册.xlsx", [["姓名", "身份证号", 1, 2], who(1, "a", "b")])
    result = read()
    assert result.sheet["kinds"] == ["enrolments"] and len(result.rows("enrolments")) == 1


@pytest.mark.parametrize(
    ("file", "head", "kind"),
    [("花名册", ["姓名", "身份证号", "联系电话"], "enrolments"), ("补贴", ["姓名", "身份证号", "金额"], "claims"),
     ("成绩", ["姓名", "身份证号", "理论"], "exams"), ("考勤", ["姓名", "身份证号", *range(1, 6)], "attendance"),
     ("签到", ["姓名", "身份证号", "签到日期"], "attendance")],
)  # fmt: skip
@pytest.mark.parametrize("labels", [("班次：第4期", "班次：第5期"), ("第4期", "第5期")])
def test_a_class_line_between_rows_holds_below_it(
    book: Callable[..., Path], read: Callable[..., Any], file: str, head: list[Any], kind: str, labels: tuple[str, str]
) -> None:
    cell = {"金额": 5, "理论": 80, "签到日期": "2015.3.5"}
    rest = [cell.get(word, "√") for word in head[2:]]
    book(
        f"2015年3月{file}.xlsx",
        [["开班日期：2015.3.1"], head, who(1, *rest), [labels[0]], who(2, *rest), [labels[1]], who(3, *rest)],
    )
    result = read()
    got = {(r["row"], r["class_no"], r["class_starts_on"]) for r in result.rows(kind)}
    assert got == {(3, None, DAY(2015, 3, 1)), (5, "第4期", DAY(2015, 3, 1)), (7, "第5期", None)}
    assert result.account == (7, 1, 3, 3, 0)


def test_a_month_line_between_rows_holds_below_it(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    grid = ["姓名", *range(1, 32)]
    book("出勤.xlsx", [grid, ["2016年7月"], [name(1), *days(31, 1)], ["2016年8月"], [name(1), *days(31, 1)]])
    book("工资.xlsx", [PAY, ["月份：2016年7月"], who(1, 1, 1), ["2016年8月"], who(1, 1, 1)])
    result = read()
    assert [r["marked_on"] for r in result.rows("attendance")] == [DAY(2016, 7, 1), DAY(2016, 8, 1)]
    assert [r["month"] for r in result.rows("payroll")] == [DAY(2016, 7, 1), DAY(2016, 8, 1)]


@pytest.mark.parametrize("between", [[["工资表"]], [[]], [[], ["附件2：工资表"], []]])
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_header_below_is_found_however_it_is_spelt(
    book: Callable[..., Path], read: Callable[..., Any], folder: Path, between: list[list[str]], suffix: str
) -> None:
    head = ["姓\n名", "*应发工资（元）", "实 发 工 资_x"]
    rows = [["学员花名册"], LIST, *[line(i) for i in range(70)], *between, head, [name(1), 1, 2]]
    if suffix == "xlsx":
        book("2016年3月.xlsx", rows)
    else:
        with (folder / "2016年3月.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    result = read()
    assert len(result.rows("enrolments")) == 70
    assert [(r["row"], r["paid_fen"]) for r in result.rows("payroll")] == [(len(rows), 200)]


def test_clock_times_above_a_header_are_no_labels(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    punches = [[name(1), f"2015/3/{day} 8:05"] for day in range(1, 8)]
    book(
        "签到.xlsx", [["学员签到记录"], ["姓名", "打卡时间"], *punches, ["补贴发放表"], ["姓名", "金额"], [name(2), 5]]
    )
    result = read()
    assert len(result.rows("attendance")) == 7 and len(result.rows("claims")) == 1


def test_words_in_the_rows_above_rule_no_kind_out(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    staff = [*who(1), "工资科"]
    book(
        "a.xlsx", [["学员成绩"], ["姓名", "身份证号", "理论"], staff, staff, ["学员名单"], ["姓名", "身份证号"], who(2)]
    )
    assert [r["row"] for r in read().rows("enrolments")] == [7]
