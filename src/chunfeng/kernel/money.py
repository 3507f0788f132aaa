"""Money in whole fen. Amounts are read from text and written to text, never through floating point."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from chunfeng.kernel.refusal import Refusal

#: 99,999,999,999.99 yuan: a bound above any payment, below where a spreadsheet loses fen.
LARGEST: Final = 9_999_999_999_999

_FOLD: Final = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xFFE5: "¥", 0x3002: "."}
_PLAIN: Final = re.compile(r"-?\d{1,11}(\.\d{1,2})?")
_MARKS: Final = re.compile(r"[\s\u00a0\u200b\ufeff'’]|人民币|RMB|CNY|¥|￥|大写|小写|[:：]", re.IGNORECASE)
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER: Final = re.compile(r"\d+(\.\d+)?|\.\d+")
_NOTHING: Final = re.compile(r"[-—–/－]+|无")
_CAPITAL: Final = re.compile(
    "(?P<yuan>[零〇一二三四五六七八九十百千万亿两]+)?元?"
    "((?P<jiao>[零一二三四五六七八九])角)?零?((?P<fen>[零一二三四五六七八九])分)?"
)
_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億圆圓貳參陸", "一二三四五六七八九十百千万亿元元二三六")
_UNITS: Final = {"元": 100, "块": 100, "万元": 1_000_000, "万": 1_000_000, "角": 10, "分": 1, "": 100}
_UNIT: Final = re.compile(r"(万元|万|元|块|角|分)?(整|正)?(/[人月天日次]|每人)?$")


def _capitals(text: str) -> int | None:
    body = text.translate(_FORMAL).rstrip("整正")
    found = _CAPITAL.fullmatch(body)
    if not body or found is None or not ("元" in body or found["jiao"] or found["fen"] or len(body) > 1):
        return None
    if found["yuan"] and (found["jiao"] or found["fen"]) and "元" not in body:
        return None
    if not (found["yuan"] or found["jiao"] or found["fen"]):
        return None
    total = 0
    if found["yuan"] and found["yuan"].strip("零〇"):
        import cn2an  # type: ignore[import-untyped]  # slow to load and seldom needed

        try:
            total = int(cn2an.cn2an(found["yuan"].replace("〇", "零"), "normal")) * 100
        except ValueError:
            return None
    digits = "零一二三四五六七八九"
    return total + digits.index(found["jiao"] or "零") * 10 + digits.index(found["fen"] or "零")


def read_yuan(text: str) -> int | Refusal:
    """Fen from an amount in yuan as people write it: 1200, 1,200.00元, ¥1200, 0.12万元, 壹仟贰佰元整."""
    if _PLAIN.fullmatch(text):
        whole, _, part = text.partition(".")
        fen = int(whole.lstrip("-")) * 100 + int((part + "00")[:2])
        return -fen if text[0] == "-" else fen
    body = _MARKS.sub("", text.translate(_FOLD))
    if not body or _NOTHING.fullmatch(body):
        return Refusal("没有填写金额", "补填金额")
    negative = body[0] == "-" or (body[0] == "(" and body[-1] == ")")
    body = body.strip("-()+")
    unit = _UNIT.search(body)
    number = body[: unit.start()] if unit else body
    if _GROUPED.fullmatch(number) or _NUMBER.fullmatch(number) or re.fullmatch(r"\d+(\.\d+)?[Ee][+-]?\d{1,2}", number):
        factor = _UNITS[(unit and unit[1]) or ""]
        try:
            exact = Decimal(number.replace(",", "")) * factor
        except InvalidOperation:
            return Refusal("金额读不出来", "按“1200.00”的样子填写")
        fen = int(exact.to_integral_value("ROUND_HALF_UP"))
        # A formula's residue (1199.9999999998) is the spreadsheet's, a third decimal is the writer's.
        if abs(exact - fen) > Decimal("0.001"):
            return Refusal("金额不足一分", "金额精确到分")
    else:
        capitals = _capitals(body)
        if capitals is None:
            return Refusal("金额读不出来", "按“1200.00”的样子填写")
        fen = capitals
    if fen > LARGEST:
        return Refusal("金额大得不合理", "核对是否填错列")
    return -fen if negative else fen


def write_yuan(fen: int) -> str:
    """1,200.00"""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def write_capitals(fen: int) -> str:
    """壹仟贰佰元整, as cheques and payment sheets ask for it."""
    import cn2an

    if fen == 0:
        return "零元整"
    return ("负" if fen < 0 else "") + str(cn2an.an2cn(f"{abs(fen) // 100}.{abs(fen) % 100:02d}", "rmb"))
