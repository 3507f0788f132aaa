"""Tables as people really write them: levels, totals, several on a sheet, text files, attendance grids."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.engines.feeds import chunks, forms, onefile, workbook
from chunfeng.engines.feeds.above import read_above
from chunfeng.engines.feeds.grid import day_columns
from chunfeng.engines.feeds.single import Single, read_single
from chunfeng.engines.feeds.tests.declared import FEEDS, column
from chunfeng.engines.feeds.tests.people import name, number
from chunfeng.engines.feeds.titles import Titles, one_edit, plain
from chunfeng.engines.feeds.values import Words

HEAD = ["姓名", "身份证号", "金额", "班次"]


def claim(at: int, amount: Any = 1200) -> list[Any]:
    return [name(at), number(at), amount, "第1期"]


@pytest.mark.parametrize(
    ("cell", "word"),
    [("姓 名", "姓名"), ("户口\n所在地", "户口所在地"), ("身份证号_id_card_no", "身份证号"), ("姓名[冗余]_real_name", "姓名"),
     ("应发工资（元）", "应发工资"), ("联系电话：", "联系电话"), ("＊姓名", "姓名")],
)  # fmt: skip
def test_header_words(cell: str, word: str) -> None:
    assert plain(cell) == word


def test_a_title_with_brackets_does_not_hide_the_one_without() -> None:
    day = Column("held_on", "date", ("上课时间（日期）",))
    hours = Column("from_time", "time", ("上课时间",))
    titles = Titles([Feed("sessions", "课表", "T-1", (day, hours), ())])
    assert titles.match("上课\n时间") == (hours,) and titles.match("上课时间(日期)") == (day,)


def test_a_header_whose_words_end_in_colons(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("补贴.xlsx", [["培训机构：", "春风学校"], [f"{word}：" for word in HEAD], claim(1)])
    assert [r["provider"] for r in read().rows("claims")] == ["春风学校"]


def test_a_remark_that_begins_a_row_is_no_note(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("补贴.xlsx", [["备注", "姓名", "金额"], ["说明", name(1), 5], ["注：", "一式两份"]])
    assert read().account == (3, 1, 1, 1, 0)


def test_misspelt_but_never_another_meaning() -> None:
    assert one_edit("身份证号吗", "身份证号码") and one_edit("联系电活", "联系电话")
    assert not one_edit("离职日期", "入职日期") and not one_edit("实发工资", "应发工资")


def test_blank_rows_and_columns_keep_true_rows(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    rows = [[], [], [None, None, "补贴申领表"], [None, None, *HEAD], *[[None, None, *claim(i)] for i in range(3)]]
    book("a.xlsx", rows)
    result = read()
    assert [r["row"] for r in result.rows("claims")] == [5, 6, 7]
    assert result.account == (7, 1, 3, 3, 0)


def test_totals_subtotals_signatures_and_repeated_headers(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    rows = [HEAD, claim(1), claim(2), ["小计", None, 2400], HEAD, claim(3), [name(4), "370902199001011234", 100, "第1期"],
            ["合 计", None, 3800], ["制表人：某某", None, "审核：某某"], [], ["备注：此表一式两份"]]  # fmt: skip
    book("补贴.xlsx", rows)
    result = read()
    assert result.account == (11, 2, 5, 3, 1)
    assert [(t["row"], t["stated_fen"], t["summed_fen"], t["rows"]) for t in result.reading.totals] == [
        (4, 240000, 240000, 2), (8, 380000, 370000, 4)]  # fmt: skip
    lost = result.rows("unidentified")
    assert [(r["subject_kind"], r["number_raw"], r["amount_fen"]) for r in lost] == [
        ("claim", "370902199001011234", 10000)
    ]
    assert [(u["kind"], u["row"], u["column"], u["personal"]) for u in result.unread] == [
        ("row", 7, "身份证号", "number")
    ]


def test_no_number_but_a_name_is_accepted_and_a_float_number_is_not(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    book(
        "补贴.xlsx",
        [
            HEAD,
            [name(1), None, 5, "1"],
            [name(2), 3.70902e17, 5, "1"],
            [None, None, 5, "1"],
            [name(3), number(3), "五元?", "1"],
        ],
    )
    result = read()
    assert result.account[3:] == (1, 3)
    assert [(r["name"], r["number"]) for r in result.rows("claims")] == [(name(1), None)]
    assert {u["row"] for u in result.unread} == {3, 4, 5}


def test_optional_bad_cell_becomes_empty_and_is_listed(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("花名册.xlsx", [["姓名", "身份证号", "开班日期", "培训等级"], [name(1), number(1), "2015.13.45", "初级"]])
    result = read()
    assert result.account[3:] == (1, 0) and result.rows("enrolments")[0]["class_starts_on"] is None
    assert [(u["kind"], u["column"], u["value"]) for u in result.unread] == [("cell", "开班日期", "2015.13.45")]


def test_two_tables_on_a_sheet(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    rows = [
        ["学员花名册"],
        ["姓名", "身份证号", "联系电话"],
        [name(1), number(1), "13800000000"],
        [],
        ["补贴发放"],
        HEAD,
        claim(2),
        claim(3),
    ]
    book("a.xlsx", rows)
    result = read()
    assert [r["row"] for r in result.rows("enrolments")] == [3] and [r["row"] for r in result.rows("claims")] == [7, 8]
    assert result.account == (8, 2, 3, 3, 0)


def test_side_by_side_lists(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book(
        "花名册.xlsx",
        [
            ["姓名", "身份证号", "姓名", "身份证号"],
            [name(1), number(1), name(2), number(2)],
            [name(3), number(3), None, None],
        ],
    )
    result = read()
    assert sorted(r["number"] for r in result.rows("enrolments")) == sorted([number(1), number(2), number(3)])
    assert result.account == (3, 1, 0, 2, 0)


def test_merged_cells_hold_for_all_their_rows_but_amounts_do_not(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    def merge(ws: Any) -> None:
        ws.merge_cells("D2:D4")

    book("补贴.xlsx", [HEAD, claim(1), [name(2), number(2), 5], [name(3), number(3), 5]], then=merge)
    assert len({r["class_no"] for r in read().rows("claims")}) == 1


def test_merged_cells_hold_over_the_border_of_two_runs_of_rows(
    book: Callable[..., Path], read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "chunked", partial(chunks.chunked, size=4))

    def merge(ws: Any) -> None:
        ws.merge_cells("D2:D10")

    book(
        "补贴.xlsx",
        [HEAD, claim(1), *[[name(i), number(i), 5] for i in range(2, 10)], [name(11), number(11), 5]],
        then=merge,
    )
    assert [r["class_no"] for r in read().rows("claims")] == ["第1期"] * 9 + [None]


def test_hidden_sheets_and_copies(book: Callable[..., Path], read: Callable[..., Any], folder: Path) -> None:
    def hide(ws: Any) -> None:
        ws.parent.create_sheet("空")
        ws.sheet_state = "hidden"

    one = book("补贴.xlsx", [HEAD, claim(1)], then=hide)
    (folder / "补贴 副本.xlsx").write_bytes(one.read_bytes())
    result = read()
    assert len(result.rows("claims")) == 1
    assert [(f["file"], f["state"], f["copy_of"]) for f in result.reading.files] == [
        ("补贴 副本.xlsx", "read", None), ("补贴.xlsx", "copy", "补贴 副本.xlsx")]  # fmt: skip


def test_unknown_sheet_is_one_line_and_every_row_is_accounted_for(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    book("a.xlsx", [["会议纪要"], ["一", "二"], [1, 2]])
    result = read()
    assert result.account == (3, 0, 3, 0, 0) and [u["kind"] for u in result.unread] == ["sheet"]


def test_in_and_out_pairs_over_half_days(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    def merge(ws: Any) -> None:
        for c in (2, 4, 6, 8):
            ws.merge_cells(start_row=2, end_row=2, start_column=c, end_column=c + 1)
        ws.merge_cells("A2:A3")

    head = ["姓名", "3月28日", None, "3月29日", None, "3月30日", None, "4月1日", None]
    subs = [None, *["签到", "签退"] * 4]
    row = [name(1), "08:01", "17:30", dt.time(8, 0), None, None, None, "8:05", "17:00"]
    book("签到.xlsx", [["2016年3月培训学员签到表"], head, subs, row], then=merge)
    got = read().rows("attendance")
    assert [(r["marked_on"], r["in_at"], r["out_at"]) for r in got] == [
        (dt.date(2016, 3, 28), dt.datetime(2016, 3, 28, 8, 1), dt.datetime(2016, 3, 28, 17, 30)),
        (dt.date(2016, 3, 29), dt.datetime(2016, 3, 29, 8, 0), None),
        (dt.date(2016, 4, 1), dt.datetime(2016, 4, 1, 8, 5), dt.datetime(2016, 4, 1, 17, 0)),
    ]


def test_days_without_a_year_are_staged_as_far_as_they_are_known(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    def merge(ws: Any) -> None:
        for c in (3, 5, 7):
            ws.merge_cells(start_row=2, end_row=2, start_column=c, end_column=c + 1)

    head = ["姓名", "身份证号", "12月30日", None, "12月31日", None, "1月4日", None]
    book(
        "签到.xlsx",
        [["培训学员签到表"], head, [None, None, *["签到", "签退"] * 3], [name(1), number(1), *["8:01", "0:05"] * 3]],
        then=merge,
    )
    got = read().rows("attendance")
    assert [(r["marked_on"], r["undated"], r["head_row"], r["in_at"], r["out_at"]) for r in got] == [
        (None, code, 2, dt.datetime(1970, 1, 1, 8, 1), dt.datetime(1970, 1, 2, 0, 5)) for code in (1230, 1231, 104)
    ]


@pytest.mark.parametrize(
    ("title", "days", "codes"),
    [
        ("学员出勤表", [28, 29, 30, 1], [28, 29, 30, 1]),
        ("4月学员出勤表", [28, 29, 30, 1], [428, 429, 430, 501]),
        ("2016年学员出勤表", [28, 29, 30, 1], [20160028, 20160029, 20160030, 20160001]),
        ("学员出勤表", ["第1天", "第2天", "第3天", "第4天"], [None] * 4),
    ],
)
def test_what_a_title_says_of_the_days_is_kept(
    title: str, days: list[Any], codes: list[Any], book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    book("出勤.xlsx", [[title], ["姓名", *days], [name(1), *["√"] * 4]])
    assert [(r["marked_on"], r["undated"]) for r in read().rows("attendance")] == [(None, code) for code in codes]


@pytest.mark.parametrize(
    ("line", "days", "first"),
    [
        ("考勤时间：2016年3月7日—3月11日", ["3月7日", "3月8日"], dt.date(2016, 3, 7)),
        ("签到日期：2016年3月7日至11日", [7, 8, 9, 10], dt.date(2016, 3, 7)),
        ("考勤时间：2016年3月", [7, 8, 9, 10], dt.date(2016, 3, 7)),
        ("班次：K1  开班日期：2015年12月28日", ["1月4日", "1月5日"], dt.date(2016, 1, 4)),
    ],
)
def test_a_line_that_says_when_the_list_was_kept_dates_its_days(
    line: str, days: list[Any], first: dt.date, book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    book("出勤.xlsx", [["培训班出勤表"], [line], ["姓名", *days], [name(1), *["√"] * len(days)]])
    feeds = [
        replace(f, columns=(*f.columns, column("marked_on+in_at", "clock", "考勤时间"))) if f.title == "培训考勤" else f
        for f in FEEDS
    ]
    result = read(feeds)
    assert next(r["marked_on"] for r in result.rows("attendance")) == first
    assert result.unread == []


@pytest.mark.parametrize(
    ("line", "class_no", "titles"),
    [
        ("班级编号：NY-16-01　2016年", "NY-16-01", ["2016年"]),
        ("班级编号：NY-16-01　启明学校", "NY-16-01", ["启明学校"]),
        ("班级编号：H；2016年3月7日至11日", "H", ["2016年3月7日至11日"]),
        ("班级编号：H，2016年3月  教师：王一", "H", ["2016年3月"]),
        ("班级编号：NY-16-01 2016年3月", "NY-16-01", ["2016年3月"]),
        ("班次：第3期；焊工", "第3期", ["焊工"]),
        ("班级编号：H；教师：王一", "H", []),
        ("班级编号：NY 16 01", "NY 16 01", []),
        ("班次：2016年第3期", "2016年第3期", []),
        ("班级：焊工一班；初级", "焊工一班;初级", []),
    ],
)
def test_the_number_of_a_class_ends_where_the_line_goes_on(line: str, class_no: str, titles: list[str]) -> None:
    above = read_above([(2, [line])], Titles(FEEDS))
    assert above.pairs[0][:2] == (plain(line.split("：", maxsplit=1)[0]), class_no)
    assert above.titles == titles


def test_forenoon_and_afternoon(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    def merge(ws: Any) -> None:
        for c in range(2, 12, 2):
            ws.merge_cells(start_row=2, end_row=2, start_column=c, end_column=c + 1)

    head = ["姓名", *[v for d in range(1, 6) for v in (d, None)]]
    book(
        "出勤.xlsx",
        [["2016年3月学员出勤表"], head, [None, *["上午", "下午"] * 5], [name(1), *["√", "×"] * 5]],
        then=merge,
    )
    got = read().rows("attendance")
    assert [(r["marked_on"].day, r["slot"], r["status"]) for r in got][:3] == [
        (1, 1, "present"),
        (1, 2, "absent"),
        (2, 1, "present"),
    ]
    assert len(got) == 10


def test_days_run_into_the_next_month_and_impossible_days_are_said(
    book: Callable[..., Path], read: Callable[..., Any]
) -> None:
    book("出勤.xlsx", [["2016年2月学员出勤表"], ["姓名", 28, 29, 30, 1, 2], [name(1), "√", "√", "√", "√", ""]])
    result = read()
    assert [r["marked_on"] for r in result.rows("attendance")] == [
        dt.date(2016, 2, 28),
        dt.date(2016, 2, 29),
        dt.date(2016, 3, 1),
    ]
    assert [(u["column"], u["wrong"]) for u in result.unread] == [("30", "这个月没有这一天")]


def test_punch_list(book: Callable[..., Path], read: Callable[..., Any]) -> None:
    book("签到.xlsx", [["姓名", "打卡时间"], [name(1), "2016/3/5 8:05"], [name(1), dt.datetime(2016, 3, 5, 17, 1, 2)]])
    got = read().rows("attendance")
    assert [r["punched_at"] for r in got] == [dt.datetime(2016, 3, 5, 8, 5), dt.datetime(2016, 3, 5, 17, 1, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ragged", [False, True])
def test_csv_rows_are_the_records_of_the_standard_reader(
    folder: Path, read: Callable[..., Any], encoding: str, ragged: bool
) -> None:
    rows: list[list[Any]] = [["补贴申领名单", "", "", ""], HEAD]
    rows += [[name(i), number(i), "1,200.00元", "第1期\n续"] for i in range(300)]
    if ragged:
        rows[100] = rows[100][:3]
        rows[200] = [*rows[200], "多", "余"]
        rows.insert(150, [])
        rows.append(["合计", "", "360000"])
    with (folder / "a.csv").open("w", newline="", encoding=encoding) as out:
        csv.writer(out).writerows(rows)
    result = read()
    with (folder / "a.csv").open(newline="", encoding=encoding) as back:
        records = list(csv.reader(back))
    assert result.sheet["rows"] == len(records)
    got = result.rows("claims")
    assert len(got) == 300
    assert all(records[r["row"] - 1][1] == r["number"] for r in got)
    assert all(r["amount_fen"] == 120000 for r in got)


@pytest.mark.parametrize("rows", [217, 9000])
@pytest.mark.parametrize(("opens", "closes"), [(10, None), (10, 100), (10, 11), (2, 3), (216, None)])
@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_stray_quote_swallows_no_row(
    folder: Path, read: Callable[..., Any], rows: int, opens: int, closes: int | None, at: int
) -> None:
    cells = [[str(cell) for cell in claim(i)] for i in range(rows)]
    for no, row in enumerate(cells, 2):
        if no % 7 == 5:
            row[3] = '"第1期\n续"'
    cells[opens - 2][at] = '"' + cells[opens - 2][at]
    if closes:
        cells[closes - 2][at] += '"'
    (folder / "a.csv").write_text("\n".join(map(",".join, [HEAD, *cells])), encoding="utf-8")
    result = read()
    total, header, aside, accepted, rejected = result.account
    assert (total, header, aside, accepted + rejected) == (rows + 1, 1, 0, rows)
    assert [u["row"] for u in result.unread if u["wrong"].startswith("有一个没有配对的引号")] == [opens]
    assert {r["row"] for r in result.rows("claims")} >= set(range(2, rows + 2)) - {opens, closes}


def test_a_value_with_line_breaks_stays_one(folder: Path, read: Callable[..., Any]) -> None:
    for delimiter in ",\t;":
        rows = [HEAD, *([name(i), number(i), "1,200", f'第1{delimiter}期\r\n“续”\n\n"完"'] for i in range(50))]
        with (folder / f"a{ord(delimiter)}.csv").open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, delimiter=delimiter).writerows(rows)
    result = read()
    assert [s["rows"] for s in result.reading.sheets] == [51] * 3
    assert len(result.rows("claims")) == 150 and not result.unread


def test_side_by_side_tables_are_looked_for_days_once(
    folder: Path, read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(forms, "day_columns", lambda head, few: looked.append(few) or day_columns(head, few))
    rows = [HEAD * 40, [str(cell) for at in range(40) for cell in claim(at)]]
    (folder / "a.csv").write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    assert len(read().rows("claims")) == 40
    assert len(looked) == len(set(looked))


def test_the_lines_of_a_sheet_end_and_the_account_does_not(
    folder: Path, read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onefile, "MOST_LINES", 10)
    (folder / "a.csv").write_text("\n".join([",".join(HEAD), '"', *["x"] * 9000]), encoding="utf-8")
    result = read()
    assert result.sheet["rows_in"] == result.sheet["rejected"] == 9001
    assert len(result.unread) == 11
    assert result.unread[-1]["wrong"] == f"另有 {9002 - 10} 行、0 格同样不能读，没有逐一列出"


def test_a_row_with_a_stray_quote_comes_back_to_its_sender(folder: Path, tmp_path: Path) -> None:
    cells = [[str(cell) for cell in claim(i)] for i in range(300)]
    cells[8][3] = '"' + cells[8][3]
    (folder / "a.csv").write_text("\n".join(map(",".join, [HEAD, *cells])), encoding="utf-8")
    strict = replace(next(f for f in FEEDS if f.kind == "claims"), strict=True)
    found = read_single(folder / "a.csv", strict, Words(levels={}), tmp_path / "work", workers=0)
    assert isinstance(found, Single) and found.accepted.num_rows == 299
    (row,) = found.returned
    assert row.row == 10 and row.faults[-1][1].startswith("有一个没有配对的引号")
    assert row.cells[row.faults[-1][0]] == '"第1期'


def test_reading_is_the_same_whatever_the_workers_do(
    book: Callable[..., Path], read: Callable[..., Any], folder: Path
) -> None:
    rng = random.Random(3)
    for i in range(8):
        book(
            f"d{i % 3}/补贴{i}.xlsx",
            [HEAD, *[claim(rng.randrange(500)) for _ in range(rng.randrange(60))], [name(i), "坏", 1, "1"]],
        )
    first, second = read(workers=1), read(workers=2)
    assert first.reading.as_json() == second.reading.as_json()
    assert first.unread == second.unread and first.rows("claims") == second.rows("claims")
