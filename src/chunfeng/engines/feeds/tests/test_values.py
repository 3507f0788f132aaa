"""Cells as people write them: what is read, what is refused, and that nothing is ever guessed."""

from __future__ import annotations

import datetime as dt
import time
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chunfeng.engines.feeds.values import _PARSERS as PARSERS
from chunfeng.engines.feeds.values import ARROW_TYPES, PAIRS, Bad, Words, outputs, parse
from chunfeng.kernel.citizen_id import check_digit

WORDS = Words(
    levels={"初级技能": 5},
    programmes={"岗位技能提升": "POST_UPGRADE", "就业技能培训": "EMPLOYMENT_SKILL"},
    trades={"焊工": "焊工", "电焊工": "焊工", "数控车工": "车工"},
    funds={"失业保险": "UNEMPLOYMENT"},
    counties={"岱岳区": "370911"},
)
DAY = dt.date(2015, 3, 5)
FIRST17 = "37091119650101001"
NUMBER = FIRST17 + check_digit(FIRST17)


def one(parser: str, cell: object) -> object:
    return parse(parser, [cell], WORDS)[0]


def is_bad(parser: str, cell: object) -> bool:
    found = one(parser, cell)
    return isinstance(found, Bad) and bool(found.wrong) and bool(found.mend)


READ: list[tuple[str, object, object]] = [
    ("date", 42068, DAY), ("date", 42068.5, DAY), ("date", "2015.3.5", DAY), ("date", "2015年3月5日", DAY),
    ("date", "20150305", DAY), ("date", 20150305, DAY), ("date", 20150305.0, DAY), ("date", "2015/3/5 8:05", DAY),
    ("date", dt.datetime(2015, 3, 5, 8), DAY), ("date", "２０１５－０３－０５", DAY), ("date", "15.3.5", DAY),
    ("date", "二〇一五年三月五日", DAY), ("date", "长期", None), ("date", "2015-3-5（周四）", DAY), ("date",
    "9999-12-31", None),
    ("from_date", "2015年3月", dt.date(2015, 3, 1)), ("to_date", "201502", dt.date(2015, 2, 28)),
    ("month", "2015年3月", dt.date(2015, 3, 1)), ("month", "2015-03", dt.date(2015, 3, 1)),
    ("month", "201503", dt.date(2015, 3, 1)), ("month", DAY, dt.date(2015, 3, 1)), ("month", 2015.12, dt.date(2015,
    12, 1)),
    ("to_year", "2016年度", dt.date(2016, 12, 31)), ("from_year", 2014, dt.date(2014, 1, 1)),
    ("share_floor", "24.99%", 24), ("share", "60%", 60),
    ("state_word", "不予通过", "refused"), ("state_word", "不符合条件，不予补贴", "refused"),
    ("state_word", "审批通过", "approved"), ("state_word", "审核未通过", "refused"),
    ("subkind_word", "非在编", "temporary"), ("subkind_word", "第三方人员", "other"), ("subkind_word", "移民定居", "emigrated"),
    ("cancelled", "户口已注销", "户口已注销"), ("cancelled", "登记已注销", "cancelled"),
    ("register_note", "登记错误，已撤销", "cancelled"), ("register_note", "户口已注销", None),
    ("register_note", "家属张某代报", None), ("pay_note", "结清2015年10月至2016年3月工资", "settlement"),
    ("pay_note", "三月份工资", None), ("yesno", "失业", False),
    ("time", "8:05", "08:05"), ("time", 0.3368055556, "08:05"), ("time", "下午2:30", "14:30"), ("time", "8点30分",
    "08:30"),
    ("time", dt.time(8, 5, 9), "08:05:09"), ("time", "2015/3/5 8:05", "08:05"),
    ("timestamp", "2015/3/5 8:05", dt.datetime(2015, 3, 5, 8, 5)), ("timestamp", 42068.25, dt.datetime(2015, 3, 5,
    6)),
    ("timestamp", "20150305080530", dt.datetime(2015, 3, 5, 8, 5, 30)),
    ("clock", "8:05", (None, "08:05")), ("clock", "2015/3/5 8:05:01", (DAY, "08:05:01")),
    ("time_span", "8:30-11:30", ("08:30", "11:30")), ("time_span", "下午2:00至5:00", ("14:00", "17:00")),
    ("span", "2015.3.5-2015.4.2", (DAY, dt.date(2015, 4, 2))), ("span", "2015年3月5日至4月2日", (DAY, dt.date(2015,
    4, 2))),
    ("span", "2015-03-05-2015-04-02", (DAY, dt.date(2015, 4, 2))), ("span", "2015.3.5至今", (DAY, None)),
    ("span", "20150305-20150402", (DAY, dt.date(2015, 4, 2))),
    ("month_span", "201501-201512", (dt.date(2015, 1, 1), dt.date(2015, 12, 1))),
    ("month_span", "201503", (dt.date(2015, 3, 1), dt.date(2015, 3, 1))),
    ("money", "1,200.00元", 120000), ("money", 1200, 120000), ("money", "壹仟贰佰元整", 120000), ("money", 0.285, 28),
    ("money", "１２００", 120000), ("money", "-", None), ("money", 1199.9999999999, 120000),
    ("number", NUMBER, (NUMBER, "resident_id")), ("number", "'" + NUMBER, (NUMBER, "resident_id")),
    ("number", NUMBER[:6] + " " + NUMBER[6:], (NUMBER, "resident_id")),
    ("number", "370911650101001", (NUMBER, "resident_id_15")), ("number", 370911650101001, (NUMBER,
    "resident_id_15")),
    ("number", 370911650101001.0, (NUMBER, "resident_id_15")), ("number", NUMBER + "44", (NUMBER, "resident_id")),
    ("number", "H12345678", ("H12345678", "hm_permit")), ("number", "无", None),
    ("trade", "焊工(初级)", ("焊工", 5)), ("trade", "电焊工五级", ("焊工", 5)), ("trade", "初级焊工", ("焊工", 5)),
    ("trade", "电焊工", ("焊工", None)), ("trade", "数控车工-高级工", ("车工", 3)), ("trade", "汽车美容",
    ("汽车美容", None)),
    ("trade", "焊工（五级/初级工）", ("焊工", 5)),
    ("level", "国家职业资格四级", 4), ("level", "高级技师", 1), ("level", "技师", 2), ("level", "专项职业能力", 6),
    ("level", 5.0, 5), ("level", "初级技能", 5), ("level", "Ⅳ", 4), ("level", "无", None),
    ("share", "60%", 60), ("share", 0.6, 60), ("share", 1, 100), ("share", "100", 100),
    ("hours", "80课时", 80), ("hours", "10天（80课时）", 80), ("score", 59.5, 59), ("score", "85分", 85), ("score",
    "缺考", None),
    ("days", "22天", 22), ("int", "30人", 30), ("year", "2016年7月", 2016), ("year", dt.date(2016, 7, 1), 2016),
    ("phone", 13812345678.0, "13812345678"), ("phone", "138 1234 5678", "13812345678"),
    ("phone", "0538-8224567", "05388224567"), ("account", "6217 0012 3456 7890 123", "6217001234567890123"),
    ("org", "泰安市春风(集团)公司（公章）", "泰安市春风（集团）公司"), ("org", "××学校", None),
    ("class_no", "第三期", "第3期"), ("class_no", 3.0, "第3期"), ("class_no", "TA2015-07", "TA2015-07"),
    ("yesno", "√", True), ("yesno", "未就业", False), ("sex", "女", "F"), ("area", "泰安市岱岳区", "370911"),
    ("insurance", "企业职工基本养老保险", ("pension", "employee")), ("insurance", "城乡居民养老", ("pension",
    "resident")),
    ("programme", "岗位技能提升培训", "POST_UPGRADE"), ("fund", "失业保险基金", "UNEMPLOYMENT"), ("fund",
    "专项经费", "专项经费"),
    ("state_word", "审核不通过", "refused"), ("contract_word", "无固定期限", "open_ended"), ("name", "买买提•江",
    "买买提·江"),
    ("machine", "指纹", True), ("machine", "纸质签到", False), ("cancelled", "撤销登记", "cancelled"),
    ("signed_word", "张某", True), ("signed_word", "未签", False),
]  # fmt: skip


@pytest.mark.parametrize(("parser", "cell", "value"), READ)
def test_what_people_write_is_read(parser: str, cell: object, value: object) -> None:
    assert one(parser, cell) == value


REFUSED: list[tuple[str, object]] = [
    ("date", "2015年3月"), ("date", "2015-02-30"), ("date", "1800-01-01"), ("date", 3.7), ("date", "三月"), ("date",
    True),
    ("month", "十三月"), ("month", 2015.1), ("time", "25:00"), ("time", "上午"), ("timestamp", "8:05"), ("clock",
    "x"),
    ("span", "2015.4.2-2015.3.5"), ("span", "一个月"), ("month_span", "201512-201501"), ("money", "约一千"),
    ("money", DAY),
    ("money", float("nan")), ("number", "3.70902E+17"), ("number", 3.70902e17), ("number", 370911196501010010),
    ("number", NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")), ("number", NUMBER[:17]), ("number",
    "370911********0012"),
    ("number", "37091119650231001X"), ("account", 6.217e18), ("account", "6217****0123"), ("code", 3.7e17),
    ("phone", "123"),
    ("level", "甲"), ("level", "初级 四级"), ("trade", "技师"), ("trade", "123"), ("share", "150%"), ("hours",
    "十天"),
    ("score", "甲"), ("yesno", "大概"), ("sex", "?"), ("insurance", "其他"), ("state_word", "甲乙"), ("name",
    "合计"), ("name", 5),
    ("programme", "烹饪大赛"), ("days", "很多"), ("year", "十五"), ("money", "#REF!"), ("date", "#VALUE!"),
]  # fmt: skip


@pytest.mark.parametrize(("parser", "cell"), REFUSED)
def test_what_cannot_be_read_says_why(parser: str, cell: object) -> None:
    assert is_bad(parser, cell)


def test_every_parser_takes_blank_and_never_raises() -> None:
    cells: list[object] = [
        "", None, "  ", "\u3000", "无", "-", "/", 0, 0.0, -1, 1e300, float("inf"), float("nan"), True, False, DAY,
        dt.datetime(2015, 3, 5, 8), dt.time(8), dt.timedelta(hours=30), "a" * 5000, "²³", "٣", "\U0002b5af",
        "9" * 400, "-5", "(1)",
    ]  # fmt: skip
    for parser in ARROW_TYPES:
        found = parse(parser, cells, WORDS)
        assert len(found) == len(cells)
        assert found[:4] == [None] * 4, parser


@pytest.mark.parametrize("parser", sorted(PARSERS))
@given(
    cell=st.one_of(
        st.text(max_size=30), st.floats(), st.integers(), st.datetimes(), st.dates(), st.times(), st.booleans()
    )
)
def test_no_cell_stops_a_parser(parser: str, cell: object) -> None:
    found = one(parser, cell)
    assert not (parser in PAIRS and parser not in ("number",)) or found is None or isinstance(found, tuple | Bad)


@given(st.integers(min_value=0, max_value=10**11))
def test_money_keeps_every_fen(fen: int) -> None:
    yuan = f"{fen // 100}.{fen % 100:02d}"
    assert one("money", yuan) == fen
    assert one("money", f"{fen // 100:,}.{fen % 100:02d}元") == fen
    exact = int((Decimal(str(float(yuan))) * 100).to_integral_value(ROUND_HALF_EVEN))
    assert one("money", float(yuan)) == exact == fen


@given(st.dates(dt.date(1910, 1, 2), dt.date(2099, 12, 31)))
def test_dates_survive_every_spelling(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    for cell in (day, day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
    f"{day.year}年{day.month}月{day.day}日",
                 serial, serial + 0.75, f"{day.year}/{day.month}/{day.day} 8:05:00"):  # fmt: skip
        assert one("date", cell) == day


@given(st.floats(min_value=1e15, max_value=1e19))
def test_a_number_that_became_a_figure_is_never_guessed(cell: float) -> None:
    for parser in ("number", "account", "code"):
        assert is_bad(parser, cell)


def test_outputs_name_the_staged_columns() -> None:
    assert [n for n, _ in outputs("number", "number")] == ["number", "number_kind"]
    assert [n for n, _ in outputs("trade", "trade")] == ["trade", "level"]
    assert [n for n, _ in outputs("starts_on+ends_on", "span")] == ["starts_on", "ends_on"]
    assert [n for n, _ in outputs("kind", "insurance")] == ["kind", "payer"]
    assert set(PARSERS) | {"number"} == set(ARROW_TYPES) | {"number"}


def test_eighty_thousand_numbers_in_a_moment() -> None:
    numbers = [first + check_digit(first) for first in (f"3709111965{m:02d}{d:02d}{n:03d}" for m in range(1, 13)
                                                        for d in range(1,
                                                        29) for n in range(239))][:80_000]  # fmt: skip
    start = time.perf_counter()
    found = parse("number", numbers, WORDS)
    assert time.perf_counter() - start < 1.5  # an idle machine takes a twentieth
    assert [pair[0] for pair in found] == numbers
