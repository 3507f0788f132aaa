"""What counts as the same value when values are looked up by key. A purpose is a kind of value, not a column: the phone
of a provider and the phone of a trainee must give one key, or nobody could ask who shares it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from chunfeng.kernel import citizen_id, names

_NOISE: Final = re.compile(r"[\s\-—–_.,，。、()（）·'’]+")
_CHINA: Final = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_DIGITS: Final = re.compile(r"[0-9A-Z]+")
#: What nearly every row holds is in its form already.
_RESIDENT: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
#: 无, — and the like are no value, and two of them are not the same one. Characters of rare names may be private ones.
_SOME_DIGIT: Final = re.compile(r"\d")
_SOME_LETTER: Final = re.compile("[^\\W_]|[\ue000-\uf8ff]")


def _folded(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def number(text: str) -> str:
    """A document number; a lawful 15-digit identity number is the 18-digit one that replaced it."""
    if _RESIDENT.fullmatch(text):
        return text
    found = citizen_id.read(text)
    return found.number if isinstance(found, citizen_id.CitizenId) else _folded(text)


def code(text: str) -> str:
    return text if _DIGITS.fullmatch(text) else _folded(text)


def name(text: str) -> str:
    return text if _CHINESE.fullmatch(text) else names.comparable(text)


def phone(text: str) -> str:
    return _CHINA.sub("", text if text.isascii() and text.isdigit() else _folded(text))


def _with(needed: re.Pattern[str], form: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: form(text) if needed.search(text) else ""


#: Purpose → the form that is indexed; an empty form is no value and gets no key.
PURPOSES: Final[dict[str, Callable[[str], str]]] = {
    "name": _with(_SOME_LETTER, name),
    "number": _with(_SOME_DIGIT, number),
    "phone": _with(_SOME_DIGIT, phone),
    "account": _with(_SOME_DIGIT, code),
    "address": _with(_SOME_LETTER, _folded),
    "code": _with(_SOME_DIGIT, code),
    "contact": _with(_SOME_LETTER, lambda text: unicodedata.normalize("NFKC", text).strip().casefold()),
}
