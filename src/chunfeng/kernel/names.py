"""Names of persons (民委发〔2016〕33号): the middle dot is U+00B7, and a field must hold 50 characters.

One-character names, compound surnames, rare characters beyond the BMP and Latin names are all lawful.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from chunfeng.kernel.refusal import Refusal

DOT: Final = "\u00b7"
LONGEST: Final = 50
_DOTS: Final = re.compile("[\u00b7\u2022\u30fb\uff65\uff0e\u2027\u2219\u22c5\u25cf\u2e31\u318d.]")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_SPACE: Final = re.compile(r"\s+")
_PLAIN_CHINESE: Final = re.compile("[\u4e00-\u9fff]{1,50}")
_AROUND: Final = " ,;:、，；：'\"*"
#: Words that stand in a name column and are nobody.
NOBODY: Final = re.compile(r"[\d\W_]+|合计|总计|小计|姓名|无|空|暂缺|本页(合计|小计)")


def _is_chinese(sign: str) -> bool:
    return (
        0x3400 <= ord(sign) <= 0x9FFF
        or 0xF900 <= ord(sign) <= 0xFAFF
        or ord(sign) >= 0x20000
        or sign == "〇"
        or 0xE000 <= ord(sign) <= 0xF8FF
    )


def normalise(name: str) -> str | Refusal:
    """One way to write a name: dots as U+00B7, no spaces in Chinese names, single ones in Latin names."""
    if _PLAIN_CHINESE.fullmatch(name) and not NOBODY.fullmatch(name):
        return name
    text = _INVISIBLE.sub("", name)
    # NFKC only folds full-width Latin letters here: on ideographs it would swap compatibility characters of real names.
    text = "".join(
        unicodedata.normalize("NFKC", sign) if 0xFF01 <= ord(sign) <= 0xFF5E and sign != "．" else sign for sign in text
    )
    text = _SPACE.sub(" ", text).strip(_AROUND)
    if any(map(_is_chinese, text)):
        text = _DOTS.sub(DOT, text.replace(" ", "")).strip(DOT + _AROUND)
        text = re.sub(f"{DOT}+", DOT, text)
    else:
        # In a Latin name a full stop ends an abbreviation; only the look-alikes of the dot are dots.
        text = re.sub("[\u2022\u30fb\uff65\uff0e\u2027\u2219\u22c5]", DOT, text)
    if not text:
        return Refusal("没有填写姓名", "补填姓名")
    if len(text) > LONGEST:
        return Refusal(f"姓名超过{LONGEST}个字", "核对是否填错列")
    if NOBODY.fullmatch(text):
        return Refusal("姓名栏不是姓名", "补填姓名")
    return text


def comparable(name: str) -> str:
    """A form for deciding whether two spellings are one name: no dots, spaces or case."""
    found = normalise(name)
    text = name if isinstance(found, Refusal) else found
    return _SPACE.sub("", _DOTS.sub("", unicodedata.normalize("NFC", text))).casefold()
