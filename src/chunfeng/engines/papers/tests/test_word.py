"""The draft, opened again."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Length
from hypothesis import given, settings
from hypothesis import strategies as st

from chunfeng.engines.papers import qr
from chunfeng.engines.papers.paper import CannotPrint, Look, Verify
from chunfeng.engines.papers.tests.sample import ORDER
from chunfeng.engines.papers.word import docx
from chunfeng.engines.papers.wording import clean


def opened(paper: object) -> "Document":
    return Document(io.BytesIO(docx(paper)))


def said(draft: "Document") -> str:
    cells = [cell.text for table in draft.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in draft.paragraphs), *cells])


def rounded(*lengths: Length) -> tuple[float, ...]:
    """In whole millimetres: Word stores twentieths of a point."""
    return tuple(round(length.mm) for length in lengths)


def test_a_draft_says_what_the_paper_says() -> None:
    text = said(opened(ORDER))
    for part in (
        ORDER.title, ORDER.number, ORDER.issuer, "聚成装饰工程有限公司：", "（大写：捌万陆仟叁佰伍拾元整）", "2016年11月3日", "43,175.00",
        "附件：1. 欠付工资明细表", "核验码 5D2A-88F1", "抄送：城东区住房和城乡建设局。", "送达回证", "（盖章处）", "承办人：",
    ):  # fmt: skip
        assert part in text


def test_a_draft_names_the_typefaces_of_the_office() -> None:
    draft = opened(ORDER)
    faces = {
        run.text: run._element.rPr.rFonts.get(qn("w:eastAsia")) for p in draft.paragraphs for run in p.runs if run.text
    }
    assert faces[ORDER.title] == "方正小标宋简体"
    assert faces[ORDER.number] == "仿宋"
    assert faces["一、责令改正"] == "黑体"
    assert faces["（一）明细"] == "楷体"


def test_a_draft_has_the_page_of_the_standard() -> None:
    section = opened(ORDER).sections[0]
    assert rounded(section.page_width, section.page_height) == (210, 297)
    assert rounded(section.top_margin, section.left_margin, section.right_margin) == (37, 28, 26)
    across = opened(replace(ORDER, look=Look.CERTIFICATE)).sections[0]
    assert rounded(across.page_width, across.page_height) == (297, 210)


def test_a_draft_carries_the_code() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(ORDER))) as packed:
        pictures = [packed.read(name) for name in packed.namelist() if name.startswith("word/media/")]
    assert pictures == [qr.png(ORDER.verify.url)]


def test_same_paper_same_bytes_and_no_trace_of_the_machine() -> None:
    made = docx(ORDER)
    assert docx(ORDER) == made
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "python-docx" not in packed.read("docProps/core.xml").decode()


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_went_in(text: str) -> None:
    paper = replace(ORDER, addressee=text, title=f"书{text}", body=(f"始{text}终",), service=None)
    made = docx(paper)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(packed.read(name))
    told = said(Document(io.BytesIO(made)))
    assert f"书{clean(text)}" in told
    for part in f"始{clean(text)}终".split("\n"):
        assert not part.strip() or part in told


def test_every_row_of_a_long_list_stands_once_and_in_order() -> None:
    rows = tuple((str(rank), f"工友{rank}\n<丁>", f"{rank}.00") for rank in range(1, 436))
    table = opened(replace(ORDER, body=(replace(ORDER.body[4], rows=rows),))).tables[0]
    told = [tuple(cell.p_lst[0].text for cell in row.tc_lst) for row in table._tbl.tr_lst]
    assert told[0] == ("序号", "姓名", "欠付（元）")
    assert told[1:-1] == list(rows)
    assert told[-1] == ("", "合计", "86,350.00")


def test_the_same_bounds_as_on_paper() -> None:
    with pytest.raises(CannotPrint, match="核验网址不对"):
        docx(replace(ORDER, verify=Verify("file:///etc/passwd")))
    with pytest.raises(CannotPrint, match="文书太长"):
        docx(replace(ORDER, body=("字" * 20_001,)))
