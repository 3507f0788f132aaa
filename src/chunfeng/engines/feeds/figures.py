"""Amounts, counts, shares, scores and years: the cells that hold one figure."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Final

from chunfeng.engines.feeds.moments import read_date
from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.spelling import SPACES, WHITE, Words, as_text, fold, is_nothing
from chunfeng.kernel.money import LARGEST, read_yuan
from chunfeng.kernel.refusal import Refusal


def read_money(cell: object, _: Words) -> object:
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        return Bad("金额栏不是金额", "按“1200.00”的样子填写")
    if isinstance(cell, int | float):
        if isinstance(cell, float) and not math.isfinite(cell):
            return Bad("金额读不出来", "按“1200.00”的样子填写")
        # Decimal(str()): the shortest text of a float is what the writer typed; its binary value is not.
        fen = int((Decimal(str(cell)) * 100).to_integral_value(ROUND_HALF_EVEN))
        return fen if abs(fen) <= LARGEST else Bad("金额大得不合理", "核对是否填错列")
    text = str(cell)
    if is_nothing(text.strip()):
        return None
    found = read_yuan(text.strip(SPACES))
    return Bad(found.wrong, found.mend) if isinstance(found, Refusal) else found


_NUMBER: Final = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?")


def _decimal(cell: object) -> Decimal | None:
    """The one number in a cell, None when there is none or more than one."""
    if isinstance(cell, bool | dt.date | dt.time):
        return None
    if isinstance(cell, int | float):
        return Decimal(str(cell)) if math.isfinite(cell) else None
    found = _NUMBER.findall(unicodedata.normalize("NFKC", str(cell)))
    try:
        return Decimal(found[0].replace(",", "")) if len(found) == 1 else None
    except InvalidOperation:
        return None


def read_whole(cell: object, _: Words, *, rounding: str, most: int, what: str, mend: str, units: str) -> object:
    if isinstance(cell, str):
        if is_nothing(cell.strip()):
            return None
        cell = WHITE.sub("", unicodedata.normalize("NFKC", cell))
        if not re.fullmatch(rf"[约共第]?{_NUMBER.pattern}({units})?", cell):
            return Bad(f"{what}读不出来", mend)
    number = _decimal(cell)
    if number is None:
        return Bad(f"{what}读不出来", mend)
    whole = int(number.to_integral_value(rounding))
    if whole < 0 or whole > most:
        return Bad(f"{what}超出合理范围", mend)
    return whole


_HOURS: Final = re.compile(r"(\d+(?:\.\d+)?)(?:个)?(?:标准)?(?:课时|学时|小时|h)")


def read_hours(cell: object, words: Words) -> object:
    """Lesson hours. 10天（80课时）is 80; a number of days alone is not a number of hours."""
    if isinstance(cell, str):
        found = _HOURS.findall(fold(cell))
        if len(found) == 1:
            return int(Decimal(found[0]).to_integral_value(ROUND_FLOOR))
    return read_whole(
        cell, words, rounding=ROUND_FLOOR, most=5000, what="课时", mend="只填课时数，例如 80", units="个|节"
    )


def read_score(cell: object, words: Words) -> object:
    """Floored: 59.5 is not 60."""
    if isinstance(cell, str):
        word = fold(cell)
        if re.search(r"缺考|未考|未参加|弃考|免考|合格|通过|及格|^优秀?$|^良好?$|^中$|^差$", word):
            return None
    return read_whole(cell, words, rounding=ROUND_FLOOR, most=1000, what="成绩", mend="填0至100的分数", units="分")


def read_share(cell: object, _: Words, *, floor: bool = False) -> object:
    """Percent. 0.6, 60% and 60 are the same share; 1 is the whole."""
    text = fold(as_text(cell))
    if is_nothing(text):
        return None
    if text in ("全额", "全部", "足额", "全"):
        return 100
    found = re.fullmatch(r"(?:百分之)?(\d+(?:\.\d+)?)%?", text)
    if not found:
        return Bad("比例读不出来", "按“60%”的样子填写")
    number = Decimal(found[1])
    if number <= 1 and "%" not in text and "百分之" not in text:
        number *= 100
    if number > 100:
        return Bad("比例超过100%", "按“60%”的样子填写")
    whole = int(number)
    # 24.99 % is below a limit of 25 %; a rounded share of money would make honest amounts look wrong.
    return whole if floor or whole == number else Bad("比例不是整数", "按“60%”的样子填写，或留空只填金额")


def read_year(cell: object, _: Words) -> object:
    if isinstance(cell, dt.date):
        return cell.year
    found = re.match(r"(19|20)\d{2}(?!级)", fold(as_text(cell)))
    if found:
        return int(found[0])
    if is_nothing(as_text(cell).strip()):
        return None
    read = read_date(cell)
    return read.year if isinstance(read, dt.date) else Bad("年份读不出来", "按“2016”的样子填写")
