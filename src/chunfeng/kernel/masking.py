"""How personal values are written for people who need not see them in full.

Office form: enough to find the row in one's own list. Open form: for publication; there 6 + 4 digits of an identity
number would still lead to the person, so fewer are shown and the 17th (sex) never.
"""

from __future__ import annotations

import re
from typing import Final

_LONG_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])"
    r"([1-9]\d{16}[\dXx]|[1-9]\d{14}|1[3-9]\d{9}|\d{15,19})(?![0-9A-Za-z])"
)
_HOUSE: Final = re.compile(
    r"(?<=[村社区镇乡街道办屯庄寨园苑路])[\dA-Za-z０-９一二三四五六七八九十百零#＃\-－—]+"
    r"(号楼|号院|号|栋|幢|单元|组|室|户|排|巷|弄|楼|层)?.*$"
)
_DOWN_TO: Final = re.compile(r"^(.*?(村委会|居委会|村|社区|居委|屯))")
_TOWN: Final = re.compile(r"^(.*?(街道办事处|街道|镇|乡|县|区|市))(?!.*(街道|镇|乡|县|区|市))")


def name(text: str) -> str:
    """赵*国: the second character, and all between first and last when longer than three. 张*, 王**五, 欧**雪."""
    text = text.strip()
    if len(text) <= 1:
        return text
    if len(text) == 2:
        return text[0] + "*"
    if len(text) == 3:
        return f"{text[0]}*{text[2]}"
    return text[0] + "*" * (len(text) - 2) + text[-1]


def number(text: str) -> str:
    """370902********1234; a number of another length keeps at most six and four, and always loses its middle."""
    text = text.strip()
    if len(text) >= 15:
        return text[:6] + "*" * (len(text) - 10) + text[-4:]
    return _middle(text)


def number_open(text: str) -> str:
    """370***29 in the eighteen places: three, thirteen stars, two."""
    text = text.strip()
    return text[:3] + "*" * (len(text) - 5) + text[-2:] if len(text) >= 15 else "*" * len(text)


def _middle(text: str) -> str:
    """For values of unexpected length: no more than a third stays at either end."""
    keep = len(text) // 3
    return text[: min(keep, 3)] + "*" * (len(text) - min(keep, 3) - min(keep, 4)) + text[len(text) - min(keep, 4) :]


def phone(text: str) -> str:
    """138****1402"""
    text = re.sub(r"[\s-]", "", text)
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) >= 11 else _middle(text)


def account(text: str) -> str:
    """The last four digits of a bank account."""
    text = re.sub(r"[\s-]", "", text)
    return "*" * (len(text) - 4) + text[-4:] if len(text) > 8 else "*" * max(len(text) - 2, 0) + text[-2:]


def address(text: str) -> str:
    """Down to the village or community; the house is left out."""
    text = text.strip()
    found = _DOWN_TO.match(text) or _TOWN.match(text)
    kept = found[1] if found else _HOUSE.sub("", text)
    if not found and kept == text:
        kept = text[: len(text) // 2]
    return kept + "*" if kept != text else text


def office(kind: str, text: str) -> str:
    """kind: name, number, phone, account, address, as columns of feeds declare it."""
    return {"name": name, "number": number, "phone": phone, "account": account, "address": address}[kind](text)


def scrub(text: str) -> str:
    """Free text (a cell of unknown kind) with whatever looks like an identity number, phone or account masked."""

    def masked(found: re.Match[str]) -> str:
        value = found[1]
        return phone(value) if len(value) == 11 else number(value)

    return _LONG_NUMBER.sub(masked, text)
