"""Words of the policy pack, and how a cell's text is spelt before anything compares it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final


@dataclass
class Words:
    """What the policy pack calls things: word → code. Keys must be written as `fold` writes them.

    levels: 初级工 → 5. programmes: 岗位技能提升培训 → POST_UPGRADE. trades: everyday name → canonical name.
    funds: 失业保险基金 → code. counties: name of a county → code.
    """

    levels: dict[str, int] = field(default_factory=dict)
    programmes: dict[str, str] = field(default_factory=dict)
    trades: dict[str, str] = field(default_factory=dict)
    funds: dict[str, str] = field(default_factory=dict)
    counties: dict[str, str] = field(default_factory=dict)


SPACES: Final = " \t\r\n\u00a0\u3000\u200b\ufeff"
FORMULA_ERRORS: Final = {"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NUM!", "#NULL!"}
INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
WHITE: Final = re.compile(r"\s+")
NOTHING: Final = re.compile(r"[-—–_/\\.。、*×\s]+|无|暂无|没有|空|未填|不详|N/?A|null|none|nan", re.IGNORECASE)
LONG: Final = 10**15
BESIDE: Final = re.compile(r"\s*[（(:：-]?\s*(?<=\D)\d[\d\s-]{5,}[Xx]?\s*[)）]?$")


def fold(text: str) -> str:
    """One spelling for comparing words: compatibility forms folded, no spaces, lower case."""
    return WHITE.sub("", INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).lower()


def is_nothing(text: str) -> bool:
    """Dashes, strokes, 无: a writer's way to leave a cell empty."""
    return len(text) <= 12 and NOTHING.fullmatch(text) is not None


def without_number(name: str) -> str:
    """赵铁柱13805380000, 王芳（370902…）: a number beside a name is no part of it."""
    return BESIDE.sub("", name) if len(name) > 8 else name


def unwrapped(text: str) -> str:
    """Exports write ="0012" so that a spreadsheet keeps the digits as text."""
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 3 else text


def as_text(cell: object) -> str:
    """A cell as its reader sees it: whole numbers without .0, dates as year-month-day."""
    if isinstance(cell, str):
        return unwrapped(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e16:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    return str(cell)
