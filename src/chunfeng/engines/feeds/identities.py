"""Numbers of persons in cells: many at once, because every roster has one a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.spelling import unwrapped
from chunfeng.kernel import citizen_id
from chunfeng.kernel.refusal import Refusal

_LOST: Final = Bad("身份证号被表格软件变成了数字，末几位已丢失", "按证件重新录入，单元格设为文本格式；不要猜补")
_NOTHING: Final = re.compile(r"[-—–_/\\.。、\s]+|无|暂无|没有|空|未填|不详")
_PLAIN: Final = re.compile("[1-8][0-9]{16}[0-9X]")
#: Other documents that employers' lists hold: permits of Hong Kong and Macao, old permanent residence, passports.
_OTHER: Final = (
    (re.compile(r"[HM]\d{8}(\d{2})?"), "hm_permit"),
    (re.compile(r"[A-Z]{3}\d{12}"), "foreign_pr_old"),
    (re.compile(r"[A-Z]{1,2}\d{7,8}"), "passport"),
)
#: A disabled person's certificate is the citizen's number, a digit of kind, one of grade, and B1… when reissued.
_DISABILITY: Final = re.compile(r"(\d{17}[\dX])[1-7][1-4](B\d)?")
_LABEL: Final = re.compile(r"^(公民)?(居民)?身份(证|号)?(证)?(号码|号)?[:：]")


def read_number(cell: object) -> tuple[str, str] | Bad | None:
    """(number, kind of document). A number that went through a spreadsheet as a figure is never guessed."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return Bad("身份证号栏不是号码", "按证件填写18位号码，单元格设为文本格式")
    if not isinstance(cell, str):
        # Fifteen digits survive as a figure; more do not.
        if not abs(cell) < 1e15:
            return _LOST
        cell = str(int(cell)) if cell == int(cell) else str(cell)
    text = citizen_id.clean(_LABEL.sub("", unwrapped(unicodedata.normalize("NFKC", cell).strip())))
    if not text or _NOTHING.fullmatch(text):
        return None
    found = citizen_id.read(text)
    if not isinstance(found, Refusal):
        return found.number, found.kind
    upper = text.upper()
    for pattern, kind in _OTHER:
        if pattern.fullmatch(upper):
            return upper, kind
    longer = _DISABILITY.fullmatch(upper)
    if longer:
        inner = citizen_id.read(longer[1])
        if not isinstance(inner, Refusal):
            return inner.number, inner.kind
    return Bad(found.wrong, found.mend)


def read_numbers(cells: Sequence[object]) -> list[Any]:
    """The same for many cells: the check character of the plain 18-digit ones is computed for all of them at once."""
    out: list[Any] = [None] * len(cells)
    plain: list[str] = []
    where: list[int] = []
    match = _PLAIN.fullmatch
    for at, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str) and len(cell) == 18 and match(cell):
            plain.append(cell)
            where.append(at)
        else:
            out[at] = read_number(cell)
    if not plain:
        return out
    signs = np.frombuffer("".join(plain).encode("ascii"), dtype=np.uint8).reshape(-1, 18)
    weights = np.asarray(citizen_id.WEIGHTS, dtype=np.int64)
    checks = np.frombuffer(citizen_id.CHECKS.encode("ascii"), dtype=np.uint8)
    right = checks[((signs[:, :17].astype(np.int64) - 48) @ weights) % 11] == signs[:, 17]
    days: dict[str, bool] = {}
    for at, text, fits in zip(where, plain, right.tolist(), strict=True):
        if fits:
            day = text[6:14]
            real = days.get(day)
            if real is None:
                real = days[day] = not isinstance(citizen_id.read(text), Refusal)
            if real:
                out[at] = (text, "hmt_permit" if text[:6] in citizen_id.HMT_AREAS else "resident_id")
                continue
        out[at] = read_number(text)
    return out
