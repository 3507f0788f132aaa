"""Prints to PDF/A-2a. Text reaches the template as data, never as source, and the template can read only its own folder.

The archive's format is also a guard: typst refuses it for a character that no typeface has, where it would else
draw an empty box for a person's rare name."""

from __future__ import annotations

import functools
import json
import re
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import typst

from chunfeng.engines.papers import qr, typefaces
from chunfeng.engines.papers.paper import (
    Block,
    CannotPrint,
    CaseFile,
    Facts,
    Heading,
    Paper,
    RegisterSheet,
    Slip,
    Table,
    Verify,
    service_rows,
    written_day,
)
from chunfeng.engines.papers.wording import cleaned
from chunfeng.kernel.refusal import Refusal

_TEMPLATES: Final = Path(__file__).with_name("templates")
_UNPRINTABLE: Final = re.compile(r'(?:the text|codepoint) `"((?:\\.|[^"\\])+)"`')
_ESCAPE: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
#: One compiler keeps typefaces and parsed templates; it is not made for two hands at once.
_ONE_AT_A_TIME: Final = threading.Lock()


def pdf(paper: Paper) -> bytes:
    """The paper on A4. Same paper, same machine: same bytes. Raises CannotPrint."""
    paper = cleaned(paper)
    return _print(paper.look.value, _paper(paper), paper.issued_on)


def certificates(papers: Sequence[Paper]) -> bytes:
    """Certificates of one day, each on a page of its own, as one file for the printer. Raises CannotPrint."""
    sheets = [_paper(cleaned(paper)) for paper in papers]
    first = sheets[0]
    data = {"title": first["title"], "issuer": first["issuer"], "sheets": sheets}
    return _print("certificate", data, papers[0].issued_on)


def receipt(slip: Slip) -> bytes:
    """Half an A4 page, 210 × 148.5 mm. Raises CannotPrint."""
    slip = cleaned(slip)
    data = {
        "title": slip.title,
        "number": slip.number,
        "issuer": slip.issuer,
        "day": written_day(slip.received_on),
        "facts": slip.facts,
        "next_steps": slip.next_steps,
        "verify": _verify(slip.verify),
        "note": slip.note,
    }
    return _print("slip", data, slip.received_on)


def case_file(case: CaseFile) -> bytes:
    """Cover, facts, list of papers, whole timeline, signature row, on A4. Raises CannotPrint."""
    case = cleaned(case)
    data = {
        "title": case.title,
        "number": case.number,
        "issuer": case.issuer,
        "cover": case.cover,
        "facts": _blocks(case.facts),
        "papers": [
            [
                str(rank),
                paper.title,
                paper.number or "--",
                paper.dated_on.isoformat() if paper.dated_on else "--",
                "--" if paper.pages is None else str(paper.pages),
                paper.note,
            ]
            for rank, paper in enumerate(case.papers, 1)
        ],
        "timeline": [
            {"when": e.when, "who": e.who, "act": e.act, "note": e.note, "basis": e.basis, "reversed": e.reversed}
            for e in case.timeline
        ],
        "signatures": case.signatures,
        "printed": _printed(case),
        "verify": _verify(case.verify),
        "watermark": case.watermark,
    }
    return _print("case_file", data, case.printed_at.date())


def register_sheet(sheet: RegisterSheet) -> bytes:
    """A list on A4 across, its header on every page. Raises CannotPrint."""
    sheet = cleaned(sheet)
    data = {
        "title": sheet.title,
        "issuer": sheet.issuer,
        "filtered": sheet.filtered,
        "table": _blocks((sheet.table,))[0],
        "printed": _printed(sheet),
        "as_of": sheet.as_of_on.isoformat() if sheet.as_of_on else "",
        "signatures": sheet.signatures,
        "watermark": sheet.watermark,
    }
    return _print("register", data, sheet.printed_at.date())


def _printed(sheet: CaseFile | RegisterSheet) -> str:
    return f"{sheet.printed_by} {sheet.printed_at:%Y-%m-%d %H:%M} 打印"


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "number": paper.number,
        "issuer": paper.issuer,
        "day": written_day(paper.issued_on),
        "body": _blocks(paper.body),
        "addressee": paper.addressee,
        "attachments": paper.attachments,
        "seal_place": paper.seal_place,
        "signatures": paper.signatures,
        "receipt": paper.receipt,
        "case_number": paper.case_number,
        "copies": paper.copies,
        "copies_to": paper.copies_to,
        "service": service_rows(paper),
        "verify": _verify(paper.verify),
        "watermark": paper.watermark,
        "note": paper.note,
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for block in blocks:
        match block:
            case Heading():
                out.append({"is": "heading", "text": block.text, "level": block.level})
            case Facts():
                out.append({"is": "facts", "rows": block.rows})
            case Table():
                out.append(
                    {
                        "is": "table",
                        "caption": block.caption,
                        "heads": [column.head for column in block.columns],
                        "widths": [column.width for column in block.columns],
                        "right": [column.right for column in block.columns],
                        "rows": block.rows,
                        "totals": block.totals,
                    }
                )
            case str():
                out += [{"is": "paragraph", "text": part} for part in block.split("\n") if part.strip()]
    return out


def _verify(verify: Verify | None) -> dict[str, str] | None:
    return {"url": verify.url, "code": verify.code, "svg": qr.svg(verify.url)} if verify else None


@functools.cache
def _compiler() -> tuple[typst.Compiler, dict[str, object]]:
    families = typst.Fonts(include_embedded_fonts=False).families()
    faces = typefaces.choose(frozenset(families))
    return typst.Compiler(_TEMPLATES / "main.typ", root=_TEMPLATES), faces


def _print(kind: str, data: dict[str, Any], dated: date) -> bytes:
    with _ONE_AT_A_TIME:
        compiler, faces = _compiler()
        data |= {"kind": kind, "faces": faces, "dated": [dated.year, dated.month, dated.day]}
        try:
            out, warnings = compiler.compile_with_warnings(
                format="pdf",
                sys_inputs={"data": json.dumps(data)},
                pdf_standards=["a-2a"],
                timestamp=datetime.combine(dated, time(), UTC),
            )
        except typst.TypstError as error:
            missing = dict.fromkeys(_UNPRINTABLE.findall(error.diagnostic))
            if not missing:
                raise
            raise CannotPrint(_without_glyph([_spelled(text) for text in missing])) from None
    if warnings:
        raise CannotPrint(Refusal("字体或版面有问题，没有生成 PDF", "；".join(warning.message for warning in warnings)))
    if not isinstance(out, bytes):
        raise TypeError(f"typst gave {type(out).__name__} for one PDF")
    return out


def _spelled(escaped: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), escaped)


def _without_glyph(texts: list[str]) -> Refusal:
    named = "、".join(f"{text}（{' '.join(f'U+{ord(c):04X}' for c in text)}）" for text in texts[:10])
    return Refusal(
        f"本机字体里没有这些字：{named}", "安装含这些字的字体（如 fonts-lxgw-wenkai）后重启服务，或先用 .docx"
    )
