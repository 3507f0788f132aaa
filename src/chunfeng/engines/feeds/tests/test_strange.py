"""Small oddities of real sheets, each found in a list that was read wrongly, refused, or passed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from chunfeng.engines.feeds.chunks import ArrowChunk
from chunfeng.engines.feeds.tests.people import name, number
from chunfeng.engines.feeds.trade_words import read_trade
from chunfeng.engines.feeds.values import Words, parse

HEAD = ["姓名", "身份证号", "金额", "班次"]


def who(at: int, *more: Any) -> list[Any]:
    return [name(at), number(at), *more]


def test_a_number_that_an_export_wrapped_as_text(folder: Path, read: Callable[..., Any]) -> None:
    cells = [f'"=""{number(1)}"""', f'"\t{number(2)}"', f"'{number(3)}"]
    (folder / "补贴.csv").write_text("\n".join(["姓名,身份证号,金额", *[f"王,{c},5" for c in cells]]), encoding="utf-8")
    assert [r["number"] for r in read().rows("claims")] == [number(1), number(2), number(3)]
    assert parse("account", ['="6217001234567890123"'], Words()) == ["6217001234567890123"]


@pytest.mark.parametrize(("cell", "level"), [("焊工Ⅴ", 5), ("焊工IV级", None), ("焊工III", 3), ("焊工ⅳ", 4)])
def test_roman_levels(cell: str, level: int | None) -> None:
    assert read_trade(cell, Words()) == ("焊工" if level else "焊工IV级", level)


@pytest.mark.parametrize("line", ["2015年12月5日", "2015 年 12 月 5 日", "    年   月   日", "2015年12月"])
def test_a_date_alone_below_the_rows_is_no_person(
    book: Callable[..., Path], read: Callable[..., Any], line: str
) -> None:
    book("补贴.xlsx", [HEAD, who(1, 5, "1"), [], [line]])
    result = read()
    assert result.account == (4, 1, 2, 1, 0) and result.unread == []


def test_a_header_with_more_wrong_words_than_right_ones(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("花名册.xlsx", [["姓名", "身份征号", "联系电活", "家庭地址址"], who(1, "13805380001", "祝阳镇")])
    assert [(r["number"], r["phone"]) for r in read().rows("enrolments")] == [(number(1), "13805380001")]


@pytest.mark.parametrize(
    "numbering", [[1, 2, 3, 4], ["甲", "乙", "1", "2"], ["（1）", "（2）", "（3）", "（4）"], ["1栏", "2栏", "3栏"]]
)
def test_the_row_that_numbers_the_columns_is_header(
    book: Callable[..., Path], read: Callable[..., Any], numbering: list[Any]
) -> None:
    book("补贴.xlsx", [HEAD, numbering, who(1, 5, "1"), HEAD, numbering, who(2, 5, "1")])
    result = read()
    assert result.account == (6, 4, 0, 2, 0) and result.unread == []


@pytest.mark.parametrize("count", [3, 200])
def test_lines_that_end_with_a_lone_carriage_return(folder: Path, read: Callable[..., Any], count: int) -> None:
    lines = ["姓名,身份证号,金额", *[f"{name(i)},{number(i)},5" for i in range(count)]]
    (folder / "补贴.csv").write_bytes("\r".join(lines).encode())
    result = read()
    assert len(result.rows("claims")) == count and result.reading.failures == []


def form(at: int) -> list[list[Any]]:
    return [["学员登记表"], ["姓名", name(at), "身份证号", number(at)], ["班次", "第3期", "联系电话", "13805380001"],
            ["工种", "焊工", "培训等级", "初级"], []]  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_forms_of_one_person_are_no_list_and_are_said(
    book: Callable[..., Path], read: Callable[..., Any], count: int
) -> None:
    book("学员名单.xlsx", [row for at in range(count) for row in form(at)])
    result = read()
    assert result.sheet["kinds"] == [] and [u["kind"] for u in result.unread] == ["sheet"]


def test_a_title_spaced_out_to_fill_the_line(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("a.xlsx", [["学 员 名 单"], ["姓名", "身份证号"], who(1)])
    assert read().sheet["kinds"] == ["enrolments"]


def test_a_value_alone_is_a_row_without_its_person(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("补贴.xlsx", [HEAD, who(1, 5, "1"), [None, None, "1200.00"]])
    result = read()
    assert result.account == (3, 1, 0, 1, 1) and [u["row"] for u in result.unread] == [3]


def test_a_number_beside_a_name_is_no_part_of_it() -> None:
    cells = ["赵铁柱 13905380000", f"王芳（{number(1)}）", "李四:１３９０５３８００００", "阿不都热合曼·吐尔逊江"]
    assert parse("person_name", cells, Words()) == ["赵铁柱", "王芳", "李四", "阿不都热合曼·吐尔逊江"]


def test_remarks_and_names_of_firms_hold_no_numbers_of_people() -> None:
    said = [*parse("text", [f"代{number(1)}签"], Words()), *parse("org", ["个体户13905380000"], Words())]
    assert said == [f"代{number(1)[:6]}********{number(1)[-4:]}签", "个体户139****0000"]


def test_rows_picked_out_of_a_list_in_gb18030_keep_their_encoding() -> None:
    cells = [text.encode("gb18030") for text in ("王小明", "", "李大海")]
    table = pa.table({"0": pa.array(cells, pa.binary())})
    chunk = ArrowChunk(table, np.arange(1, 4), [0], "gb18030").only(np.asarray([0, 2]))
    assert (chunk.column(0).values, chunk.nos.tolist()) == (["王小明", "李大海"], [1, 3])


@pytest.mark.parametrize("head", ["身分证号码", "身分证号", "学员身分证号码", "身 分 证 号（必填）"])
def test_the_old_spelling_of_identity(book: Callable[..., Path], read: Callable[..., Any], head: str) -> None:
    book("花名册.xlsx", [["姓名", head, "联系电话"], who(1, "13805380001")])
    result = read()
    assert [r["number"] for r in result.rows("enrolments")] == [number(1)]
    assert result.sheet["unknown"] == [] and result.unread == []


def test_a_column_nobody_knows_is_named(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    rows = [[*who(at, 5, "1"), "汉", "", f"备{at}"] for at in (1, 2)]
    book("补贴.xlsx", [[*HEAD, "文化程度", "婚否", "备注"], *rows])
    result = read()
    # An empty column and a note are nothing that was lost; a harmless column is named and no fault.
    assert result.sheet["unknown"] == ["文化程度"] and result.unread == []
    assert result.account == (3, 1, 0, 2, 0)


@pytest.mark.parametrize("name_", ["补贴.xlsx", "补贴.csv"])
def test_an_unknown_column_that_looks_like_what_is_missing(
    folder: Path, book: Callable[..., Path], read: Callable[..., Any], name_: str
) -> None:
    rows = [["姓名", "金额", "班次", "个人识别码"], *[[name(at), 5, "1", number(at)] for at in range(1, 90)]]
    if name_.endswith("xlsx"):
        book(name_, rows)
    else:
        (folder / name_).write_text("\n".join(",".join(map(str, r)) for r in rows), encoding="utf-8")
    result = read()
    (line,) = result.unread
    assert (line["kind"], line["row"], line["column"], line["value"]) == ("cell", 1, "个人识别码", "")
    assert line["wrong"].startswith("没有认出这一列") and "身份证号" in line["mend"]
    assert result.sheet["unknown"] == ["个人识别码"] and result.account == (90, 1, 0, 89, 0)


def test_all_bad_cells_of_a_rejected_row_are_told(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book(
        "补贴.xlsx",
        [[*HEAD, "开班日期"], [name(1), number(1)[:17], "多", "1", "2016/13/40"], who(2, 5, "1", "2016/3/1")],
    )
    result = read()
    assert [(u["kind"], u["column"]) for u in result.unread] == [
        ("cell", "开班日期"),
        ("row", "身份证号"),
        ("cell", "金额"),
    ]
    assert result.account == (3, 1, 0, 1, 1)
