"""Numbers of persons in cells: many at once, because every roster has one a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.spelling import unwrapped
from chunfeng.kernel import citizen_id
from chunfeng.kernel.refusal import Refusal

Characters = np.ndarray[Any, np.dtype[np.uint8]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.int64]]

_LOST: Final = Bad("身份证号被表格软件变成了数字，末几位已丢失", "按证件重新录入，单元格设为文本格式；不要猜补")
_NOTHING: Final = re.compile(r"[-—–_/\\.。、\s]+|无|暂无|没有|空|未填|不详")
_WEIGHTS: Final = np.asarray(citizen_id.WEIGHTS, dtype=np.int32)
_CHECKS: Final = np.frombuffer(citizen_id.CHECKS.encode("ascii"), dtype=np.uint8)
_SIX: Final = 10 ** np.arange(5, -1, -1, dtype=np.int32)
_FOUR, _TWO = _SIX[2:], _SIX[4:]
_PERMITS: Final = np.asarray([int(area) for area in citizen_id.HMT_AREAS], dtype=np.int32)
#: Days of the months 1 to 12, February's in a leap year; none of what is no month.
_LENGTHS: Final = np.asarray([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0], dtype=np.int32)
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
    """The same for many cells: the plain 18-digit ones are checked as one matrix of characters."""
    out: list[Any] = [None] * len(cells)
    long, signs = _signs(cells, 18)
    fine = np.zeros(len(cells), dtype=np.bool_)
    if len(long):
        fits, permits = _checked(signs)
        fine[long] = fits
        for at, permit in zip(long[fits].tolist(), permits[fits].tolist(), strict=True):
            out[at] = (cells[at], "hmt_permit" if permit else "resident_id")
    for at in np.nonzero(~fine)[0].tolist():
        cell = cells[at]
        if cell is not None and cell != "":
            out[at] = read_number(cell)
    return out


def like_numbers(cells: Sequence[object]) -> Places:
    """The places of the cells that look like an identity number, whether or not it passes its check."""
    found = []
    for size in (15, 18):
        places, signs = _signs(cells, size)
        digits = signs[:, :14] - np.uint8(ord("0"))
        found.append(places[(digits <= 9).all(axis=1)])
    return np.concatenate(found)


def _signs(cells: Sequence[object], size: int) -> tuple[Places, Characters]:
    """The places of the cells that are ASCII texts of this size, and their characters, a row each."""
    try:
        sizes = np.fromiter(map(len, cells), dtype=np.int64, count=len(cells))  # type: ignore[arg-type]
    except TypeError:
        sizes = np.asarray([len(cell) if isinstance(cell, str) else 0 for cell in cells], dtype=np.int64)
    places = np.nonzero(sizes == size)[0]
    texts: list[Any] = [cells[at] for at in places.tolist()]
    text = "".join(texts)
    if not text.isascii():
        places = places[[one.isascii() for one in texts]]
        text = "".join([one for one in texts if one.isascii()])
    return places, np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, size)


def _checked(signs: Characters) -> tuple[Flags, Flags]:
    """(is a number of a mainland form, has an area of Hong Kong, Macao or Taiwan) of each row of 18 characters."""
    digits = signs.astype(np.int32) - 48
    plain = ((digits[:, :17] >= 0) & (digits[:, :17] <= 9)).all(axis=1) & (digits[:, 0] >= 1) & (digits[:, 0] <= 8)
    right = _CHECKS[(digits[:, :17] @ _WEIGHTS) % 11] == signs[:, 17]
    year, month, day = digits[:, 6:10] @ _FOUR, digits[:, 10:12] @ _TWO, digits[:, 12:14] @ _TWO
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _LENGTHS[np.clip(month, 0, 13)] - ((month == 2) & ~leap)
    today = date.today()
    real = (year >= 1) & (day >= 1) & (day <= last)
    real &= (year * 100 + month) * 100 + day <= (today.year * 100 + today.month) * 100 + today.day
    return plain & right & real, np.isin(digits[:, :6] @ _SIX, _PERMITS)
