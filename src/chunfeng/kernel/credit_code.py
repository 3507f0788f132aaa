"""Unified social credit codes (GB 32100-2015) and the organisation codes (GB 11714) inside them.

The check character is hard; a failing inner organisation code or an unknown first pair is at most a warning: newer
bodies may be numbered otherwise, and the list of first pairs grows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from chunfeng.kernel.refusal import Refusal

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_VALUES: Final = {sign: value for value, sign in enumerate(ALPHABET)}
_SPACES: Final = re.compile(r"[\s\u3000\u200b\ufeff'`’‘-]+")
_FOLD: Final = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class CreditCode:
    code: str
    area: str
    body: str
    warnings: tuple[str, ...] = ()


def check_character(first17: str) -> str:
    return ALPHABET[-sum(w * _VALUES[sign] for w, sign in zip(WEIGHTS, first17, strict=True)) % 31]


def body_check(first8: str) -> str:
    """The check character of an organisation code, of whose letters A counts 10 and Z counts 35."""
    rest = 11 - sum(w * int(sign, 36) for w, sign in zip(BODY_WEIGHTS, first8, strict=True)) % 11
    return "X" if rest == 10 else "0" if rest == 11 else str(rest)


def read(text: str) -> CreditCode | Refusal:
    code = _SPACES.sub("", text.translate(_FOLD)).upper()
    if not code:
        return Refusal("没有填写统一社会信用代码", "补填代码")
    if len(code) != 18:
        return Refusal(f"统一社会信用代码应为18位，这里是{len(code)}位", "对照登记证书核对")
    strange = sorted(set(code) - set(ALPHABET))
    if strange:
        return Refusal(f"统一社会信用代码不使用字符{'、'.join(strange)}", "对照登记证书核对")
    if not code[2:8].isdigit():
        return Refusal("统一社会信用代码第3至8位应为登记机关行政区划码", "对照登记证书核对")
    if check_character(code[:17]) != code[17]:
        return Refusal("统一社会信用代码校验位不符", "对照登记证书逐位核对")
    body = code[8:17]
    warnings = () if body_check(body[:8]) == body[8] else ("第9至17位主体标识码的校验位不符",)
    return CreditCode(code, code[2:8], body, warnings)


def problem(text: str) -> str | None:
    found = read(text)
    return found.wrong if isinstance(found, Refusal) else None
