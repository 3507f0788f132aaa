"""The paper as .docx, for the office that still has words to change. The PDF is the record; this is its draft.

Typefaces are only named (仿宋, 方正小标宋简体, 黑体, 楷体): Word takes the office's own. Text is set as text; no value can become a field or markup."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

from docx import Document
from docx.document import Document as Draft
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from chunfeng.engines.papers import qr
from chunfeng.engines.papers.paper import Block, Facts, Heading, Look, Paper, Table, service_rows, written_day
from chunfeng.engines.papers.wording import cleaned

FANG: Final = "仿宋"
SONG: Final = "方正小标宋简体"
HEI: Final = "黑体"
KAI: Final = "楷体"

_BODY: Final = Pt(15.79)  # 28 characters on 156 mm
_PITCH: Final = Pt(28.99)  # 22 lines on 225 mm
_RED: Final = RGBColor(0xB3, 0x20, 0x2A)
_AIR: Final = Pt(4)  # above and below the text of a cell
_GREY: Final = RGBColor(0x70, 0x70, 0x70)
#: The first moment that a zip can name: the draft's own date is in its properties.
_ZIP_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def docx(paper: Paper) -> bytes:
    """The paper as a Word document with the same numbers, dates and QR code. Same paper: same bytes. Raises CannotPrint."""
    paper = cleaned(paper)
    draft = Document()
    _set_up(draft, paper)
    _head(draft, paper)
    if paper.addressee:
        _line(draft, f"{paper.addressee}：")
    for block in paper.body:
        _block(draft, block)
    for rank, name in enumerate(paper.attachments, 1):
        lead = "附件：" if rank == 1 else "\u3000\u3000\u3000"
        _line(draft, lead + (f"{rank}. " if len(paper.attachments) > 1 else "") + name, indent=2)
    if paper.signatures:
        _signatures(draft, paper.signatures)
    _sign(draft, paper)
    _tail(draft, paper)
    _service(draft, paper)
    return _same_bytes(draft)


def _face(run: Run, family: str, size: Length, colour: RGBColor | None = None) -> Run:
    run.font.name = family
    run.font.size = size
    if colour is not None:
        run.font.color.rgb = colour
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), family)
    return run


def _line(
    to: Draft | Cell,
    text: str,
    *,
    family: str = FANG,
    size: Length = _BODY,
    align: ALIGN = ALIGN.LEFT,
    indent: int = 0,
    pitch: Length | None = _PITCH,
    colour: RGBColor | None = None,
) -> Paragraph:
    paragraph = to.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment = align
    shape.space_before = shape.space_after = Pt(0)
    shape.widow_control = True
    if pitch is not None:
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        shape.line_spacing = pitch
    if indent:
        shape.first_line_indent = Length(int(size) * indent)
    _face(paragraph.add_run(text), family, size, colour)
    return paragraph


def _border(paragraph: Paragraph, side: str, eighths: int, colour: str) -> None:
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "8"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    # The schema wants an order of its children; borders come before spacing, indents and alignment.
    properties = paragraph._p.get_or_add_pPr()
    later = (
        "w:shd",
        "w:tabs",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:outlineLvl",
        "w:rPr",
        "w:sectPr",
    )
    properties.insert_element_before(borders, *later)


def _speak_chinese(draft: Draft) -> None:
    """Punctuation drawn as on the mainland; no space slipped between 汉字 and digits (it is off in 公文)."""
    style = draft.styles["Normal"].element
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")  # the digits' language: as Chinese, an amount may break after its point
    language.set(qn("w:eastAsia"), "zh-CN")
    style.get_or_add_rPr().append(language)
    properties = style.get_or_add_pPr()
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        off = OxmlElement(tag)
        off.set(qn("w:val"), "0")
        properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc")


def _field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", code, "end"):
        run = _face(paragraph.add_run(), FANG, Pt(10.5))
        if kind == code:
            instruction = OxmlElement("w:instrText")
            instruction.text = code
            run._r.append(instruction)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _set_up(draft: Draft, paper: Paper) -> None:
    properties = draft.core_properties
    properties.title = paper.title.replace("\n", "")[:255]
    properties.author = properties.last_modified_by = paper.issuer.replace("\n", " ")[:255]
    properties.subject = paper.number[:255]
    properties.comments = ""
    properties.created = properties.modified = datetime.combine(paper.issued_on, time())
    _speak_chinese(draft)
    section = draft.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    if paper.look is Look.CERTIFICATE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin = section.bottom_margin = Mm(28)
    if paper.watermark:
        _face(section.header.paragraphs[0].add_run(paper.watermark), HEI, Pt(9), _GREY)
    _pages(section, counted=paper.service is None)


def _pages(section: Section, counted: bool) -> None:
    # A proof of service is not one of the paper's pages, and no office suite but one counts a section's pages.
    footer = section.footer.paragraphs[0]
    footer.alignment = ALIGN.RIGHT
    for part in ("第 ", "PAGE", " 页", *(("，共 ", "NUMPAGES", " 页") if counted else ())):
        if part.isupper():
            _field(footer, part)
        else:
            _face(footer.add_run(part), FANG, Pt(10.5))


def _head(draft: Draft, paper: Paper) -> None:
    if paper.look is Look.NOTICE:
        longest = max(len(line) for line in paper.issuer.split("\n"))
        size = Mm(min(9.4, 154 / longest))
        _line(draft, paper.issuer, family=SONG, size=size, align=ALIGN.CENTER, pitch=None, colour=_RED)
        _border(_line(draft, paper.number, align=ALIGN.CENTER), "bottom", 16, "B3202A")
    else:
        _line(draft, paper.issuer, align=ALIGN.CENTER)
    _line(draft, "", pitch=Pt(14))
    _line(draft, paper.title, family=SONG, size=Pt(22), align=ALIGN.CENTER, pitch=Pt(34))
    if paper.look is not Look.NOTICE and paper.number:
        _line(draft, paper.number, align=ALIGN.CENTER)
    _line(draft, "", pitch=Pt(14))


def _block(draft: Draft, block: Block) -> None:
    match block:
        case Heading():
            _line(
                draft, block.text, family=HEI if block.level == 1 else KAI, indent=2
            ).paragraph_format.keep_with_next = True
        case Facts():
            _facts(draft, block.rows)
        case Table():
            _table(draft, block)
        case str():
            for part in block.split("\n"):
                if part.strip():
                    _line(draft, part, indent=2, align=ALIGN.JUSTIFY)


def _fill(cell: Cell, text: str, *, family: str = FANG, right: bool = False, air: Length = _AIR) -> None:
    line = _line(cell, text, family=family, size=Pt(12), pitch=None, align=ALIGN.RIGHT if right else ALIGN.LEFT)
    line.paragraph_format.space_before = line.paragraph_format.space_after = air
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    first = cell.paragraphs[0]._p
    cell._tc.remove(first)  # every cell is born with an empty paragraph


def _measure(draft: Draft) -> int:
    section = draft.sections[-1]
    return int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)


def _ruled(draft: Draft, rows: int, shares: tuple[float, ...]) -> Grid:
    grid = draft.add_table(rows, len(shares), style="Table Grid")
    grid.autofit = False
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = Length(round(_measure(draft) * share / sum(shares)))
    return grid


def _facts(draft: Draft, rows: Sequence[tuple[str, str]], label: float = 0.27, air: Length = _AIR) -> None:
    grid = _ruled(draft, len(rows), (label, 1 - label))
    for drawn, (name, value) in zip(grid.rows, rows, strict=True):
        _fill(drawn.cells[0], name, family=HEI, air=air)
        _fill(drawn.cells[1], value, air=air)
    _line(draft, "", pitch=Pt(14))


def _table(draft: Draft, table: Table) -> None:
    if table.caption:
        _line(draft, table.caption, family=HEI, size=Pt(12), align=ALIGN.CENTER).paragraph_format.keep_with_next = True
    heads = tuple(column.head for column in table.columns)
    lines = [heads, *table.rows[:1], *([table.totals] if table.totals else [])]
    grid = _ruled(draft, len(lines), tuple(column.width for column in table.columns))
    for rank, (drawn, values) in enumerate(zip(grid.rows, lines, strict=True)):
        strong = rank == 0 or (rank == len(lines) - 1 and bool(table.totals))
        for cell, column, value in zip(drawn.cells, table.columns, values, strict=True):
            _fill(cell, value, family=HEI if strong else FANG, right=column.right)
    # A list of hundreds of workers: the first row is built, the others are its copies with other words.
    last = grid.rows[1]._tr if table.rows else None
    for values in table.rows[1:]:
        assert last is not None
        row = copy.deepcopy(last)
        for cell, value in zip(row.tc_lst, values, strict=True):
            cell.p_lst[0].r_lst[0].text = value
        last.addnext(row)
        last = row
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _line(draft, "", pitch=Pt(14))


def _signatures(draft: Draft, labels: tuple[str, ...]) -> None:
    _line(draft, "", pitch=Pt(14))
    grid = draft.add_table(1, len(labels))
    for cell, label in zip(grid.rows[0].cells, labels, strict=True):
        _fill(cell, f"{label}：\n\n\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日")


def _sign(draft: Draft, paper: Paper) -> None:
    _line(draft, "")
    lines = [*paper.issuer.split("\n"), written_day(paper.issued_on)]
    right = int(_BODY) * (4 if paper.seal_place else 2)
    left = max(0, _measure(draft) - right - int(_BODY) * max(len(line) for line in lines))
    drawn = [_line(draft, text, align=ALIGN.CENTER) for text in lines]
    if paper.seal_place:
        drawn.append(_line(draft, f"（{paper.seal_place}）", size=Pt(10.5), align=ALIGN.CENTER, colour=_GREY))
    for line in drawn:
        line.paragraph_format.left_indent, line.paragraph_format.right_indent = Length(left), Length(right)
        line.paragraph_format.keep_with_next = line is not drawn[-1]


def _tail(draft: Draft, paper: Paper) -> None:
    lines = list(paper.receipt)
    filed = (f"案号：{paper.case_number}。" if paper.case_number else "") + paper.copies
    verify = paper.verify
    lines += [filed] if filed else []
    if verify:
        lines.append("扫码核验本件真伪。" + (f"核验码 {verify.code}" if verify.code else ""))
    lines += [paper.note] if paper.note else []
    for rank, text in enumerate(lines):
        line = _line(draft, text, size=Pt(11), pitch=Pt(20))
        line.paragraph_format.keep_with_next = rank < len(lines) - 1 or verify is not None
        if rank == 0:
            line.paragraph_format.space_before = Pt(20)
            _border(line, "top", 4, "3C3C3C")
    if verify:
        picture = _line(draft, "", pitch=None)
        picture.add_run().add_picture(io.BytesIO(qr.png(verify.url)), width=Mm(27))
    if paper.copies_to:
        copied = _line(draft, f"抄送：{'，'.join(paper.copies_to)}。", size=Pt(14), pitch=None)
        copied.paragraph_format.space_before = Pt(14)
        _border(copied, "top", 8, "000000")
        issued = f"{paper.issuer.replace(chr(10), ' ')}\u3000\u3000{written_day(paper.issued_on)}印发"
        _border(_line(draft, issued, size=Pt(14), pitch=None), "bottom", 8, "000000")


def _service(draft: Draft, paper: Paper) -> None:
    rows = service_rows(paper)
    if not rows:
        return
    section = draft.add_section(WD_SECTION.NEW_PAGE)
    section.footer.is_linked_to_previous = False  # it comes back to the file: not one of the paper's pages
    _face(section.footer.paragraphs[0].add_run(paper.number), FANG, Pt(10.5))
    _line(draft, paper.issuer, align=ALIGN.CENTER)
    _line(draft, "送达回证", family=SONG, size=Pt(22), align=ALIGN.CENTER, pitch=Pt(34))
    _line(draft, "", pitch=Pt(10))
    _facts(draft, rows, 0.34, Pt(10))
    _line(
        draft, "受送达人拒绝签收的，由送达人记明拒收事由和日期，送达人、见证人签名或者盖章。", size=Pt(10.5), pitch=None
    )


def _same_bytes(draft: Draft) -> bytes:
    """The file without the moment of its making, which the zip would else carry in every entry."""
    made, out = io.BytesIO(), io.BytesIO()
    draft.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()
