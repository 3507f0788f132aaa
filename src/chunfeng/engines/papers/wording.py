"""Text as it may be printed: without what no printer shows, within bounds. Nothing else of it is changed."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Any, Final, TypeVar

from chunfeng.engines.papers.paper import CannotPrint, Table, Verify
from chunfeng.kernel.refusal import Refusal

#: Characters of one piece of text, of all text of one print; lines of one list.
LONGEST_TEXT: Final = 20_000
LONGEST_PRINT: Final = 400_000
LONGEST_LIST: Final = 5_000
LONGEST_URL: Final = 300

_T = TypeVar("_T")
_BREAKS: Final = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_WEB: Final = re.compile(r"https?://[!-~]+")


def _invisible(character: str) -> bool:
    # Cf holds the bidirectional overrides: with them a name or an amount can be made to read backwards.
    point = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Cs"} or 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    )


def clean(text: str) -> str:
    """The text without control, format and bidirectional characters; line breaks as \\n, tabs as spaces."""
    text = _BREAKS.sub("\n", text).replace("\t", " ")
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c == "\n" or not _invisible(c))


def cleaned(value: _T) -> _T:
    """The same value with all of its text cleaned. Raises CannotPrint beyond the bounds."""
    left = LONGEST_PRINT

    def walk(part: Any) -> Any:
        nonlocal left
        if isinstance(part, str) and type(part) is str:
            left -= len(part)
            if len(part) > LONGEST_TEXT or left < 0:
                raise CannotPrint(
                    Refusal("文书太长", f"全文不超过{LONGEST_PRINT}字，一段不超过{LONGEST_TEXT}字；其余改作附件")
                )
            return clean(part)
        if isinstance(part, tuple):
            if len(part) > LONGEST_LIST:
                raise CannotPrint(Refusal("表格太长", f"一张表不超过{LONGEST_LIST}行；分开打印，或导出电子表格"))
            return tuple(walk(item) for item in part)
        if isinstance(part, Verify) and not (_WEB.fullmatch(part.url) and len(part.url) <= LONGEST_URL):
            raise CannotPrint(Refusal("核验网址不对", "以 http:// 或 https:// 开头，不超过 300 个字符"))
        if isinstance(part, Table) and any(len(row) != len(part.columns) for row in (*part.rows, part.totals) if row):
            raise CannotPrint(Refusal("表格各行的列数与表头不同", "每行列数与表头一致"))
        if dataclasses.is_dataclass(part) and not isinstance(part, type):
            return dataclasses.replace(part, **{f.name: walk(getattr(part, f.name)) for f in dataclasses.fields(part)})
        return part

    result: _T = walk(value)
    for needed in ("title", "issuer"):
        if hasattr(result, needed) and not str(getattr(result, needed)).strip():
            raise CannotPrint(Refusal("文书没有标题或发文机关", "补填后再打印"))
    return result
