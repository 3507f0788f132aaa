"""What is read out of a notice's bytes, lines and figures."""

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chunfeng.base.policy.notice.headings import divide, path_of
from chunfeng.base.policy.notice.numbers import find, han
from chunfeng.base.policy.notice.reading import LIMIT, NotANotice, decode, fold, lines_of, read
from chunfeng.base.policy.tests.city import LINES


@pytest.mark.parametrize(
    ("text", "values", "kind"),
    [
        ("每年培训80090人", [80090], "person"),
        ("共１２，０００人次", [12000], "person"),
        ("达到23万人以上", [230000], "person"),
        ("1.5亿元", [150000000], "CNY"),
        ("二十三万人", [230000], "person"),
        ("一千零五十户", [1050], "household"),
        ("百分之九十二", [92], "percent"),
        ("达到八成以上", [80], "percent"),
        ("95.5％", ["95.5"], "percent"),
        ("1.5%—2.5%", ["1.5", "2.5"], "percent"),
        ("1.5% 2.5%的比例", ["1.5", "2.5"], "percent"),
        ("1至2个学期", [1, 2], "semester"),
        ("半小时", [30], "minute"),
        ("居住半年以上", [6], "month"),
        ("正常经营1年以上", [12], "month"),
        ("签订六个月以上", [6], "month"),
        ("每年两次", [2], "time"),
        ("2015-2017年", [2015, 2017], "years"),
        ("20152017年", [2015, 2017], "years"),
        ("规划(2014-2018)", [2014, 2018], "years"),
        ("规划(20142018)", [2014, 2018], "years"),
        ("力争到2016年年底", [2016], "year"),
        ("二〇一五年", [2015], "year"),
        ("2014年11月12日", [2014, 11, 12], "date"),
        ("20141027", [2014, 10, 27], "date"),
        ("2014-21-12", [2014, 21, 12], "date"),
        ("国发〔2014〕40号", [2014, 40], "document"),
    ],
)
def test_a_number(text: str, values: list[str | int], kind: str) -> None:
    (found,) = find(text)
    assert list(found.values) == [Decimal(value) for value in values] and found.kind == kind


@pytest.mark.parametrize(
    "text",
    ["一次性创业补贴", "统一招标", "“三位一体”", "“一书两金一卡”制度", "联百乡包千村", "第一次会议", "09:46", "11370900004341523R/-00000"],
)  # fmt: skip
def test_words_that_are_no_number(text: str) -> None:
    assert find(text) == []


def test_which_way_a_bound_goes() -> None:
    bounds = [found.bound for found in find("90%以上,不低于1万元,不得超过用工总数的10%,30天以内,提高到10万元")]
    assert bounds == ["min", "min", "max", "max", ""]


def test_a_lost_hyphen_is_known_by_the_pack_alone() -> None:
    lost = {"12次": "1-2次", "1.5% 2.5%": "1.5%-2.5%"}
    (one,) = find("每年组织12次", lost)
    assert (one.values, one.lost) == ((12,), (1, 2))
    assert [found.lost for found in find("112次,12次,1-2次,12名", lost)] == [None, (1, 2), None, None]
    assert find("每年组织12次")[0].lost is None


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_digits_say_what_arabic_ones_say(number: int) -> None:
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]

    def section(n: int) -> str:
        words, gap = "", False
        for place in (3, 2, 1, 0):
            digit = n // 10**place % 10
            if digit:
                words += ("零" if gap and words else "") + digits[digit] + units[place]
            gap = not digit if words else gap
        return words

    high, low = divmod(number, 10000)
    written = (section(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "") + section(low)
    assert han(written) == number


@given(st.text(alphabet="一二三十百万年人次%0123456789,.-()〔〕号:成半第至 其中共占月元", max_size=60))
def test_numbers_stand_where_they_say(text: str) -> None:
    last = 0
    for found in find(text):
        assert last <= found.start < found.end <= len(text)
        last = found.end
        assert found.values and len(fold(text)) == len(text)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(code: str) -> None:
    assert lines_of(decode("\r\n".join(LINES).encode(code))) == LINES


def test_a_page_with_its_debris_gives_the_same_lines() -> None:
    page = (
        "<!DOCTYPE html><html><head><title></title><script>var a='<p>第九条 假</p>';</script><style>p{}</style></head>"
        "<body><!-- 一、注释 -->"
        + "".join(f"<p style='x'><span>&nbsp;{line}\u200b</span></p>" for line in LINES)
        + "<div>打印"
    )
    assert [line for line in lines_of(page) if line] == [*(line for line in LINES if line), "打印"]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotANotice, match="读不到"):
        read(tmp_path / "none.txt")
    for name, data, said in (
        ("empty.txt", b" \r\n\n", "没有文字"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(900), "不是文字"),
        ("large.txt", b"x" * (LIMIT + 1), "不像是一份通知"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(NotANotice, match=said):
            read(tmp_path / name)


def test_headings_of_another_depth() -> None:
    opening, part = divide(LINES)
    assert part.title == "澄江市新市民技能培训实施方案" and opening.sections == []
    assert [(s.label, s.title, [b.label for b in s.below]) for s in part.sections] == [
        ("第一章", "目标任务", ["第一条", "第二条"]),
        ("第二章", "补贴与管理", ["第三条", "第四条", "第五条"]),
    ]
    assert [s.title for s in part.sections[1].below] == ["补贴标准", "任务分配", "机构管理"]


def test_a_section_as_clauses_name_it() -> None:
    path = path_of("二、重点任务(一)1.就业技能培训")
    assert [(number, title) for _, number, title in path] == [(2, "重点任务"), (1, ""), (1, "就业技能培训")]
    assert path_of("通知正文") == []


@pytest.mark.parametrize(
    "made",
    [
        lambda n: "<p>" + "<" * n,
        lambda n: "<p>" + "<!--" * n,
        lambda n: "一" * n,
        lambda n: "1,234" * n,
        lambda n: "9" * n,
        lambda n: "共100人,其中," + "甲县2人,占2%," * n,
        lambda n: "\n".join(f"{i % 9 + 1}.一人" for i in range(n)),
        lambda n: "&#" * n,
    ],
)
def test_the_work_grows_with_the_length(made: Callable[[int], str]) -> None:
    def seconds(n: int) -> float:
        text, start = made(n), time.process_time()
        for part in divide(lines_of(text)):
            for section in part.walk():
                for _, line in section.lines:
                    find(line)
        return time.process_time() - start

    # Sixteen times the length: were the work quadratic, it would take 256 times as long.
    assert seconds(48_000) < 64 * seconds(3_000) + 0.5
