"""Resident identity numbers (GB 11643-1999) and the permits that share their form.

Hard errors: length, characters, a real birth date not in the future, the check character. The area is never an error:
code lists differ by years, and people keep the number they were given under an older code (stdnum.cn.ric refuses
lawful numbers for that reason). An age limit is no format error either: the standard's own example is born in 1880.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal, NamedTuple

from chunfeng.kernel.refusal import Refusal

Kind = Literal["resident_id", "resident_id_15", "hmt_permit", "foreign_pr"]

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS: Final = "10X98765432"
#: Areas of the residence permits for residents of Hong Kong, Macao and Taiwan (since 2018-09).
HMT_AREAS: Final = ("810000", "820000", "830000")

_CLEAN_18: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_FLOAT: Final = re.compile(r"\d(\.\d+)?[Ee]\+?1[4-7]|\d{15,18}\.0+")
_JUNK: Final = dict.fromkeys(
    map(ord, " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff'`\"\u2018\u2019\u201c\u201d\u00b4\uff07")
)
_FOLD: Final = str.maketrans("０１２３４５６７８９xＸｘХх＋．", "0123456789XXXXX+.") | _JUNK
#: What has been worked out before: a roster has few areas and some thousand birthdays. Each part of a number gives its
#: share of the weighted sum; a date that is none gives no date.
_AREAS: Final[dict[str, int]] = {}
_BIRTHS: Final[dict[str, tuple[date | None, int]]] = {}
_SEQUENCES: Final = {f"{n:03d}": n // 100 * 8 + n // 10 % 10 * 4 + n % 10 * 2 for n in range(1000)}
_MEMORY: Final = 200_000


class CitizenId(NamedTuple):
    """number: 18 characters, upper-case X (a 15-digit number is lengthened). area: first registration, not a home."""

    number: str
    kind: Kind
    area: str
    born_on: date
    sex: Literal["M", "F"]


def check_digit(first17: str) -> str:
    """The check character after 17 digits (ISO 7064 MOD 11-2)."""
    return CHECKS[sum(w * (b - 48) for w, b in zip(WEIGHTS, first17.encode("ascii"), strict=True)) % 11]


def clean(text: str) -> str:
    """Full-width digits folded, spaces, apostrophes and quotes taken out, x upper-case."""
    return text.translate(_FOLD)


def _area(text: str) -> int:
    share = sum(w * int(digit) for w, digit in zip(WEIGHTS[:6], text, strict=True))
    if len(_AREAS) < _MEMORY:
        _AREAS[text] = share
    return share


def _birth(text: str) -> tuple[date | None, int]:
    share = sum(w * int(digit) for w, digit in zip(WEIGHTS[6:14], text, strict=True))
    try:
        found: tuple[date | None, int] = date(int(text[:4]), int(text[4:6]), int(text[6:])), share
    except ValueError:
        found = None, share
    if len(_BIRTHS) < _MEMORY:
        _BIRTHS[text] = found
    return found


def _kind(number: str) -> Kind:
    if number[0] == "9":
        return "foreign_pr"
    return "hmt_permit" if number[:6] in HMT_AREAS else "resident_id"


def _checked(number: str, kind: Kind, today: date | None) -> CitizenId | Refusal:
    area, birth = number[:6], number[6:14]
    born, share = _BIRTHS.get(birth) or _birth(birth)
    if born is None:
        return Refusal("身份证号里的出生日期不是真实日期", "核对第7至14位")
    if born > (today or date.today()):
        return Refusal("身份证号里的出生日期在今天之后", "核对第7至14位")
    share += (_AREAS.get(area) or _area(area)) + _SEQUENCES[number[14:17]]
    if CHECKS[share % 11] != number[17]:
        if number.endswith("000"):
            return Refusal(
                "身份证号末三位为000且校验位不符，多半是表格软件把号码当数字存，末几位已丢失",
                "按证件重新录入，单元格设为文本格式",
            )
        return Refusal("身份证号校验位不符", "对照证件逐位核对")
    return CitizenId(number, kind, area, born, "M" if number[16] in "13579" else "F")


def _lengthened(text: str) -> str:
    """The 18-digit form of a 15-digit number; the sequences 996 to 999 were kept for people over a hundred."""
    century = "18" if text[12:15] in ("996", "997", "998", "999") else "19"
    first17 = text[:6] + century + text[6:]
    return first17 + check_digit(first17)


def read(text: str, historic: bool = True, today: date | None = None) -> CitizenId | Refusal:
    """The number in a cell, or why it cannot be one. 15-digit numbers only where the list may be historic."""
    if _CLEAN_18.fullmatch(text):
        return _checked(text, _kind(text), today)
    number = clean(text)
    if not number:
        return Refusal("没有填写身份证号", "补填身份证号")
    if _FLOAT.fullmatch(number):
        return Refusal("身份证号被表格软件变成了科学计数，末几位已丢失", "按证件重新录入，单元格设为文本格式；不要猜补")
    if "*" in number or "＊" in number:
        return Refusal("身份证号被遮挡", "向填报单位索取完整号码")
    if len(number) == 15 and number.isascii() and number.isdigit():
        if not historic:
            return Refusal("15位旧身份证号不再接受", "改填18位身份证号")
        if number[0] == "0":
            return Refusal("身份证号首位不能为0", "核对号码")
        return _checked(_lengthened(number), "resident_id_15", today)
    if len(number) != 18:
        return Refusal(f"身份证号应为18位，这里是{len(number)}位", "对照证件补全或删去多余的字符")
    if not _CLEAN_18.fullmatch(number):
        return Refusal("身份证号只能是17位数字加1位数字或X", "对照证件逐位核对")
    return _checked(number, _kind(number), today)


def problem(text: str) -> str | None:
    """What is wrong with a number, or nothing."""
    found = read(text)
    return found.wrong if isinstance(found, Refusal) else None
