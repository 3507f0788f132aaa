"""What is on the paper, read back from the PDF by another program."""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from chunfeng.engines.papers import press, typefaces
from chunfeng.engines.papers.paper import CannotPrint, Look, Table, Verify, written_day
from chunfeng.engines.papers.tests.sample import CASE, ORDER, REGISTER, SLIP
from chunfeng.engines.papers.wording import LONGEST_LIST, LONGEST_TEXT, clean

FAMILIES = set(typst.Fonts(include_embedded_fonts=False).families())
pytestmark = [
    pytest.mark.skipif("Noto Serif CJK SC" not in FAMILIES, reason="needs fonts-noto-cjk"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils"),
]


def poppler(program: str, pdf: bytes, *options: str) -> str:
    done = subprocess.run(
        [program, *options, "-", *(["-"] if program == "pdftotext" else [])], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode("utf-8")


def words(pdf: bytes) -> str:
    """All text without its spaces, line ends and the places where a long run of marks may break."""
    return re.sub(r"[\s\u200b]", "", poppler("pdftotext", pdf, "-raw"))


def pages(pdf: bytes) -> list[str]:
    return [re.sub(r"\s", "", page) for page in poppler("pdftotext", pdf, "-raw").split("\f")[:-1]]


def test_an_order_reads_back_whole() -> None:
    said = words(press.pdf(ORDER))
    for text in (
        "限期改正指令书", ORDER.number, ORDER.issuer, "聚成装饰工程有限公司：", "2016年11月3日", "一、责令改正", "（一）明细",
        "共计86,350.00元（大写：捌万陆仟叁佰伍拾元整）。", "欠付工资明细表", "43,175.00", "附件：1.欠付工资明细表2.送达地址确认书",
        "承办人：年月日批准人：年月日", "签收人：", "案号：东监2016-0109。一式三份", "核验码5D2A-88F1", "抄送：城东区住房和城乡建设局。", "2016年11月3日印发",
        "演示样张，不具法律效力。",
    ):  # fmt: skip
        assert text in said


@pytest.mark.parametrize("lines", range(6, 17))
def test_no_page_holds_only_the_end_of_a_paper(lines: int) -> None:
    """However long the text is: where the page ends, the last paragraph goes over with signature and code."""
    body = tuple(f"第{n}项事由成立。" for n in range(lines))
    short = replace(
        ORDER, body=body, attachments=(), signatures=(), receipt=(), copies="", copies_to=(), service=None, note=""
    )
    *earlier, last = pages(press.pdf(short))
    assert body[-1] in last and "2016年11月3日" in last and "核验码" in last
    assert len(earlier) <= 1


def test_the_proof_of_service_is_the_last_page_and_not_counted() -> None:
    *own, proof = pages(press.pdf(ORDER))
    assert own[0].endswith(f"第1页，共{len(own)}页")
    assert own[-1].endswith(f"{ORDER.number}第{len(own)}页，共{len(own)}页")
    assert "送达回证" in proof
    assert "《劳动保障监察限期改正指令书》" in proof
    assert "陈某、王某" in proof
    assert "共" not in proof


def test_only_what_is_asked_for_is_printed() -> None:
    bare = replace(
        ORDER, attachments=(), signatures=(), receipt=(), case_number="", copies="", copies_to=(), service=None, verify=None, note="", seal_place=""
    )  # fmt: skip
    said = words(press.pdf(bare))
    assert not [text for text in ("附件", "承办人", "签收", "案号", "抄送", "送达回证", "核验", "盖章") if text in said]


CERTIFICATE = replace(ORDER, look=Look.CERTIFICATE, body=("认定你单位为定点机构。",), service=None)


@pytest.mark.parametrize(
    ("make", "value", "size", "count"),
    [
        (press.pdf, ORDER, "595.276 x 841.89", 3),
        (press.pdf, CERTIFICATE, "841.89 x 595.276", 1),
        (press.receipt, SLIP, "595.276 x 420.945", 1),
        (press.case_file, CASE, "595.276 x 841.89", 4),
        (press.register_sheet, REGISTER, "841.89 x 595.276", 4),
    ],
    ids=["order", "certificate", "receipt", "case", "register"],
)
def test_sizes(make: Callable[[object], bytes], value: object, size: str, count: int) -> None:
    told = poppler("pdfinfo", make(value))
    assert re.search(rf"Page size: +{size}", told)
    assert re.search(rf"Pages: +{count}\n", told)


@pytest.mark.parametrize("family", sorted({"Noto Serif CJK SC", "LXGW WenKai"} & FAMILIES))
def test_every_typeface_is_embedded_and_the_one_chosen(family: str) -> None:
    table = poppler("pdffonts", press.pdf(ORDER)).splitlines()[2:]
    assert table
    assert all(re.search(r" yes yes yes ", line) for line in table)
    allowed = {"NotoSerifCJKsc", "NotoSerifCJKjp", "NotoSansCJKsc", "NotoSansCJKjp", "LXGWWenKai"}
    assert all(re.match(r"[A-Z]{6}\+(\w+)-", line)[1] in allowed for line in table)
    assert any(family.replace(" ", "")[:8] in line for line in table)


def test_the_text_block() -> None:
    """Left edge 28 mm, right edge 26 mm, first line of the second page at 37 mm, 22 lines to the page."""
    body = ("规" * 28 * 60,)
    boxes = poppler("pdftotext", press.pdf(replace(ORDER, body=body)), "-bbox")
    second = boxes.split("<page ")[2]
    at = [
        [float(x) for x in found]
        for found in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">规{20}', second)
    ]
    millimetre = 72 / 25.4
    assert min(box[0] for box in at) == pytest.approx(28 * millimetre, abs=1)
    assert max(box[2] for box in at) == pytest.approx((210 - 26) * millimetre, abs=1)
    assert len(at) == 22
    assert at[1][1] - at[0][1] == pytest.approx(225 / 22 * millimetre, abs=0.1)
    middle = (at[0][1] + at[0][3]) / 2
    assert middle == pytest.approx(37 * millimetre + 8, abs=4)


def test_same_paper_same_bytes() -> None:
    for make, value in (
        (press.pdf, ORDER),
        (press.receipt, SLIP),
        (press.case_file, CASE),
        (press.register_sheet, REGISTER),
    ):
        first = make(value)
        press.receipt(replace(SLIP, number="别的"))
        assert make(value) == first


def test_the_archive_format_and_its_day() -> None:
    made = press.pdf(ORDER)
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in made
    told = poppler("pdfinfo", made)
    assert "Title:           劳动保障监察限期改正指令书" in told
    assert "Tagged:          yes" in told
    assert re.search(r"CreationDate: +\w+ Nov +[23] .*2016", told)


def test_the_code_on_the_paper_is_the_address() -> None:
    from chunfeng.engines.papers import qr

    drawn = qr.svg("https://verify.example.cn/v/1")
    assert drawn == qr.svg("https://verify.example.cn/v/1")
    assert drawn != qr.svg("https://verify.example.cn/v/2")
    assert press.receipt(SLIP) != press.receipt(
        replace(SLIP, verify=Verify("https://verify.example.cn/v/other", "5D2A-88F1"))
    )


def test_a_case_file_holds_everything() -> None:
    made = press.case_file(CASE)
    said = words(made)
    assert all(f"第{day}步" in said for day in range(2, 30))
    assert said.count("（已撤销）") == 1
    assert "1限期改正指令书示人社监令字" in said
    assert "示范市城东区劳动保障监察大队案卷聚成装饰工程有限公司拖欠工资案案号东监2016-0109" in pages(made)[0]
    assert all("陈某2016-12-3009:05打印" in page for page in pages(made))
    assert "归档人：" in pages(made)[-1]


def test_a_register_repeats_its_head_and_adds_up_once() -> None:
    made = pages(press.register_sheet(REGISTER))
    assert len(made) > 2
    assert all("案号当事人金额（元）" in page for page in made)
    assert sum("7,771,500.00" in page for page in made) == 1
    assert "7,771,500.00" in made[-1]
    assert all("数据截至2016-12-29" in page for page in made)


@pytest.mark.parametrize(
    "name",
    [
        "马#某", "$x$", "*某*_某_", "[某]", "\\某", "<b>&某", "`某`", "@某", "= 某", "- 某",
        "//某", "/*某*/", '#read("main.typ")', "~某", "某--某", '"某"', "{{某}}", "阿依古丽·买买提", "𬱟某",
    ],
)  # fmt: skip
def test_markup_in_a_name_is_a_name(name: str) -> None:
    if "𬱟" in name and "LXGW WenKai" not in FAMILIES:
        pytest.skip("needs fonts-lxgw-wenkai")
    said = words(
        press.pdf(replace(ORDER, addressee=name, body=(name, Table(ORDER.body[4].columns, ((name, name, name),)))))
    )
    assert said.count(re.sub(r"\s", "", name)) >= 5


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=40))
def test_any_text_is_printed_or_refused_with_its_character(text: str) -> None:
    try:
        made = press.pdf(replace(ORDER, addressee=text, title=f"书{text}", number=text, body=(text,), service=None))
    except CannotPrint as refused:
        named = [chr(int(point, 16)) for point in re.findall(r"U\+([0-9A-F]{4,6})", str(refused))]
        assert named
        assert set(named) <= set(clean(text))
    else:
        assert made.startswith(b"%PDF")


@settings(max_examples=30)
@given(st.text(st.sampled_from("#$*_[]\\<>&`@=-+/~\"'{}();:,.|^%!?abc012某·"), min_size=1, max_size=60))
def test_marks_come_back_as_they_went_in(text: str) -> None:
    said = words(press.pdf(replace(ORDER, body=(f"始{text}终",), service=None)))
    assert f"始{text}终" in said


def test_a_word_longer_than_the_line_stays_on_the_page() -> None:
    boxes = poppler("pdftotext", press.pdf(replace(ORDER, body=("A" * 300,))), "-bbox")
    assert max(float(x) for x in re.findall(r'xMax="([\d.]+)"', boxes)) < 184.5 * 72 / 25.4


def test_a_character_without_a_glyph_is_named() -> None:
    with pytest.raises(CannotPrint, match=r"本机字体里没有这些字：ཀ（U\+0F40）"):
        press.pdf(replace(ORDER, addressee="ཀ某"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " \u200b"}, "没有标题"),
        ({"issuer": ""}, "发文机关"),
        ({"verify": Verify("javascript:alert(1)")}, "核验网址不对"),
        ({"verify": Verify("https://a.cn/" + "x" * 300)}, "核验网址不对"),
        ({"body": ("字" * (LONGEST_TEXT + 1),)}, "文书太长"),
        ({"body": ("字" * LONGEST_TEXT,) * 21}, "文书太长"),
        ({"copies_to": ("某局",) * (LONGEST_LIST + 1)}, "表格太长"),
        ({"body": (Table(ORDER.body[4].columns, (("1", "2"),)),)}, "列数与表头不同"),
    ],
)
def test_what_cannot_be_printed_is_said(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(CannotPrint, match=sentence):
        press.pdf(replace(ORDER, **change))


def test_no_typeface_is_a_sentence() -> None:
    with pytest.raises(CannotPrint, match="安装 fonts-noto-cjk"):
        typefaces.choose({"DejaVu Sans"})


def test_the_office_keeps_its_own_typefaces() -> None:
    chosen = typefaces.choose({"FangSong", "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "LXGW WenKai"})
    assert chosen["body"] == ["FangSong", "Noto Serif CJK SC", "LXGW WenKai"]
    assert chosen["title"] == ["FZXiaoBiaoSong-B05S", "Noto Serif CJK SC", "LXGW WenKai"]
    assert chosen["title_weight"] == 400
    assert typefaces.choose({"Noto Serif CJK SC"})["title_weight"] == 700


def test_days_carry_no_leading_zero() -> None:
    assert written_day(date(2016, 1, 2)) == "2016年1月2日"


def test_the_template_reaches_nothing_outside_its_folder() -> None:
    # One of its own: what it compiled last, it compiles again when it is told nothing else.
    compiler, _ = press._compiler.__wrapped__()
    with pytest.raises(typst.TypstError):
        compiler.compile(b'#read("/../paper.py")', format="pdf")


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not set(once) & set("\u202e\u200b\ufeff\x00\r\x1b")
