"""From raw cells to values. Only the distinct cells of a column are parsed; a cell that cannot be read says why.

Cells come as a spreadsheet holds them (text, float, int, bool, date, time, timedelta) or as text from a text file.
Blank is None. A parser returns a value, None for "nothing there", or Bad. Some cells hold two things (焊工(初级),
2015.3.5-2015.4.2): their parsers return a pair, and `outputs` says which staged columns the pair fills.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP
from functools import partial
from typing import Any, Final

import pyarrow as pa

from chunfeng.engines.feeds import vocabulary
from chunfeng.engines.feeds.figures import read_hours, read_money, read_score, read_share, read_whole, read_year
from chunfeng.engines.feeds.identities import read_number, read_numbers
from chunfeng.engines.feeds.moments import (
    read_clock,
    read_date,
    read_month,
    read_month_span,
    read_span,
    read_time,
    read_time_span,
    read_timestamp,
    read_year_or_date,
)
from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.spelling import (
    FORMULA_ERRORS,
    INVISIBLE,
    LONG,
    NOTHING,
    SPACES,
    WHITE,
    Words,
    as_text,
    fold,
    is_nothing,
    without_number,
)
from chunfeng.engines.feeds.trade_words import longest, longest_word, read_fund, read_level, read_programme, read_trade
from chunfeng.kernel import names
from chunfeng.kernel.masking import scrub
from chunfeng.kernel.refusal import Refusal

__all__ = ["ARROW_TYPES", "PAIRS", "Bad", "Words", "fold", "is_nothing", "outputs", "parse"]


_TEXT, _INT, _DATE = pa.string(), pa.int32(), pa.date32()
#: Parser → type of (the first of) its values.
ARROW_TYPES: Final[dict[str, pa.DataType]] = {
    "text": _TEXT, "code": _TEXT, "class_no": _TEXT, "name": _TEXT, "person_name": _TEXT, "number": _TEXT,
    "org": _TEXT, "area": _TEXT,
    "address": _TEXT, "phone": _TEXT, "account": _TEXT, "sex": _TEXT, "trade": _TEXT, "programme": _TEXT,
    "fund": _TEXT,
    "date": _DATE, "from_date": _DATE, "to_date": _DATE, "from_year": _DATE, "to_year": _DATE, "span": _DATE, "month": _DATE, "month_span": _DATE,
    "clock": _DATE, "time_span": _TEXT, "machine": pa.bool_(), "timestamp": pa.timestamp("us"), "time": _TEXT,
        "money": pa.int64(), "int": _INT, "score": _INT, "share": _INT, "share_floor": _INT, "register_note": _TEXT, "pay_note": _TEXT,
    "hours": _INT, "days": _INT, "level": _INT, "year": _INT, "yesno": pa.bool_(), "cancelled": _TEXT,
    **{f"{name}_word": _TEXT for name in vocabulary.VOCABULARIES}, "insurance": _TEXT, "paid_for": _TEXT, "part_note": _TEXT,
}  # fmt: skip
#: Parsers whose values are pairs → the staged column of each half; "" is the column's own name. A column of a span is
#: itself named after both: starts_on+ends_on. A half never overwrites what a column of its own says.
PAIRS: Final[dict[str, tuple[str, str]]] = {
    "number": ("", "number_kind"), "trade": ("", "level"), "insurance": ("kind", "payer"),
    "span": ("+", "+"), "month_span": ("+", "+"), "time_span": ("+", "+"),
    "clock": ("+", "+"), "paid_for": ("", "part"),
}  # fmt: skip


def outputs(name: str, parse_name: str) -> tuple[tuple[str, pa.DataType], ...]:
    """The staged columns (name, type) that a feed column fills: one, or two for the parsers of PAIRS."""
    first = ARROW_TYPES[parse_name]
    if parse_name not in PAIRS:
        return ((name, first),)
    if "+" in name:
        a, b = name.split("+")
        return ((a, first), (b, _TEXT if parse_name == "clock" else first))
    a, b = PAIRS[parse_name]
    return ((a or name, first), (b, _INT if b == "level" else _TEXT))


def parse(parse_name: str, distinct: Sequence[object], words: Words) -> list[Any]:
    """One result for each distinct cell: a value (a pair for the parsers of PAIRS), None for blank, or Bad."""
    if parse_name == "number":
        return read_numbers(distinct)
    read = _PARSERS[parse_name]
    as_it_stands = _AS_IT_STANDS.get(parse_name)
    out: list[Any] = []
    for cell in distinct:
        if cell is None or cell == "":
            out.append(None)
        elif as_it_stands is not None and cell.__class__ is str and as_it_stands(cell):  # type: ignore[arg-type]
            out.append(cell)
        elif isinstance(cell, str):
            if cell[0] == "#" and cell in FORMULA_ERRORS:
                out.append(Bad("公式出错", "在原表中改正公式，或直接填写数值"))
            else:
                out.append(read(cell, words) if cell[0] not in SPACES or cell.strip(SPACES) else None)
        elif isinstance(cell, float) and not math.isfinite(cell):
            out.append(Bad("公式出错", "在原表中改正公式，或直接填写数值"))
        else:
            out.append(read(cell, words))
    return out


def _text(cell: object, _: Words) -> object:
    text = WHITE.sub(" ", INVISIBLE.sub("", as_text(cell))).strip().lstrip("'")
    # Remarks hold numbers and phones of people; the tables keep keys of persons only.
    return scrub(text) if text and not is_nothing(text) else None


def _long_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LONG


_LOST: Final = Bad("长号码被表格软件变成了数字，末几位已丢失", "按原件重新录入，单元格设为文本格式")
_SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?[Ee]\+?\d{2}")
#: What nearly every code looks like, needing no clean-up: too long for NULL, and for 3E17 without a point.
_USUAL: Final = re.compile(r"[0-9A-Z][0-9A-Z-]{4,}")


def _code(cell: object, words: Words) -> object:
    """A number that is a name: of a certificate, a class, a room. Never arithmetic: a float may have lost digits."""
    if isinstance(cell, str) and _USUAL.fullmatch(cell):
        return cell
    if _long_number(cell):
        return _LOST
    text = unicodedata.normalize("NFKC", as_text(cell))
    text = WHITE.sub("", INVISIBLE.sub("", text)).strip("'\"")
    if not text or is_nothing(text):
        return None
    return _LOST if _SCIENTIFIC.fullmatch(text) else text.upper()


_LABEL: Final = re.compile(r"(?:第)?([0-9]{1,3}|[一二三四五六七八九十]{1,3})(期|班次|班|期班|期培训班|次)?")
_DIGITS: Final = {c: n for n, c in enumerate("零一二三四五六七八九")}


def _small(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.partition("十") if "十" in text else ("", "", text)
    ten = _DIGITS.get(tens, 1) * 10 if "十" in text else 0
    return ten + (_DIGITS.get(ones, 0) if ones else 0)


def _class_no(cell: object, words: Words) -> object:
    code = _code(cell, words)
    if not isinstance(code, str):
        return code
    code = code.strip("：:,，。")
    if code.endswith("班级"):
        code = code[:-2]
    found = _LABEL.fullmatch(code)
    if found:
        return f"第{_small(found[1])}{'班' if found[2] == '班' else '期'}"
    return code


def _name(cell: object, _: Words) -> object:
    if not isinstance(cell, str):
        return Bad("姓名栏不是文字", "补填姓名")
    if is_nothing(cell.strip()):
        return None
    found = names.normalise(without_number(cell))
    return Bad(found.wrong, found.mend) if isinstance(found, Refusal) else found


_STAMP: Final = re.compile(r"[（(【\[](加盖)?(公章|盖章|签章|章|单位公章|签字|印章)[）)】\]]")
_PLACEHOLDER: Final = re.compile(r"[×xX*＊_＿某○]{2,}")


def _org(cell: object, _: Words) -> object:
    """An organisation's name as its key: brackets full-width, no spaces, no 公章. ××公司 is a blank form."""
    if not isinstance(cell, str):
        return as_text(cell) if isinstance(cell, int | float) and not _long_number(cell) else None
    text = _STAMP.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", cell)))
    text = WHITE.sub("", text).strip("_-—:;,.，。；：'\"*")
    text = (
        text.replace("(", "（")
        .replace(")", "）")
        .replace("[", "（")
        .replace("]", "）")
        .replace("〔", "（")
        .replace("〕", "）")
    )
    if not text or is_nothing(text) or _PLACEHOLDER.search(text):
        return None
    return scrub(text)


def _address(cell: object, _: Words) -> object:
    if not isinstance(cell, str):
        return None
    text = WHITE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", cell))).strip("，,。.;；")
    return text if len(text) >= 2 and not is_nothing(text) else None


_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_DIAL: Final = re.compile(
    r"(?:\+?86-?)?(1[3-9]\d{9})(?!\d)|(?<!\d)(0\d{2,3})[-)）]?(\d{7,8})(?!\d)|(?<!\d)([2-8]\d{6,7})(?!\d)"
)


def _phone(cell: object, _: Words) -> object:
    text = WHITE.sub("", unicodedata.normalize("NFKC", as_text(cell)))
    if is_nothing(text):
        return None
    compact = re.sub(r"(?<=\d)[-.·—](?=\d)", "", text)
    found = _DIAL.search(compact) or _DIAL.search(text)
    if not found:
        return Bad("电话号码读不出来", "手机填11位数字，座机填区号和号码")
    return found[1] or (f"{found[2]}{found[3]}" if found[2] else found[4])


_ACCOUNT: Final = re.compile(r"\d{10,30}")


def _account(cell: object, words: Words) -> object:
    text = _code(cell, words)
    if not isinstance(text, str):
        return text
    if "*" in text:
        return Bad("账号被遮挡", "向填报单位索取完整账号")
    bare = re.sub(r"[-.·]", "", text)
    found = _ACCOUNT.search(bare)
    if found:
        return found[0]
    if re.fullmatch(r"[0-9A-Z]{5,30}", bare) and any(c.isdigit() for c in bare):
        return bare
    return Bad("银行账号读不出来", "按存折或银行卡填写完整账号")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TRUE: Final = _set(
    "是 有 √ ✓ ✔ ☑ y yes t true 1 已 对 合格 通过 及格 已就业 就业 已签 已签订 签订 已领 "
    "已签字 已代签 在岗 享受 参加 已参加 符合"
    " 同意 补发 换发 补办 属实 已稳定就业 稳定就业 灵活就业 自主创业 已创业 指纹 按手印 手印"
)
_FALSE: Final = _set(
    "否 无 没有 × x ✗ ✘ ☐ □ n no f false 0 未 不 - / — 不合格 未通过 不及格 未就业 待就业 "
    "未签 未签订 未领 未参加 不符合"
    " 失业 缺考 不同意 新发 首发 首次 没 未考"
)


def _yesno(cell: object, _: Words) -> object:
    if isinstance(cell, bool):
        return cell
    text = fold(as_text(cell))
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if re.match(r"(未|不|无|没|否|失业|待业)", text):
        return False
    if re.match(r"(已|是|有)", text):
        return True
    return Bad("应填“是”或“否”", "填“是”或“否”")


def _signed(cell: object, _: Words) -> object:
    """Anything written in a signature cell is a signature, but for the words that deny it."""
    text = fold(as_text(cell))
    return text not in _FALSE and not re.match(r"(未|没|无|缺|拒)", text)


def _machine(cell: object, _: Words) -> object:
    """Whether a device wrote the mark: only then are equal seconds suspicious."""
    text = fold(as_text(cell))
    if re.search(r"手工|手动|纸|补录|补签|点名|签名|签字|人工|表格", text):
        return False
    return True if re.search(r"指纹|人脸|刷脸|刷卡|扫码|打卡|设备|机|系统|app|定位|虹膜", text) else None


def _sex(cell: object, _: Words) -> object:
    text = fold(as_text(cell))
    if text in ("男", "男性", "m", "male", "1", "1.男"):
        return "M"
    if text in ("女", "女性", "f", "female", "2", "2.女"):
        return "F"
    return None if is_nothing(text) else Bad("性别读不出来", "填“男”或“女”")


def _area(cell: object, words: Words) -> object:
    text = fold(as_text(cell))
    if is_nothing(text):
        return None
    if text in words.counties.values():
        return text
    return longest(text, words.counties) or WHITE.sub("", as_text(cell))


def _cancelled(cell: object, _: Words) -> object:
    return vocabulary.status_of(fold(as_text(cell)))


def _register_note(cell: object, _: Words) -> object:
    return vocabulary.noted(fold(as_text(cell)))


def _pay_note(cell: object, _: Words) -> object:
    return vocabulary.pay_noted(fold(as_text(cell)))


def _part_note(cell: object, _: Words) -> object:
    return vocabulary.part_of(fold(as_text(cell)))


def _paid_for(cell: object, words: Words) -> object:
    """(item, part): 培训补贴第一笔. A cell that says nothing but 尾款 names no item."""
    part = _part_note(cell, words)
    item = _word(cell, words, table=vocabulary.VOCABULARIES["item"][1], what="补贴项目")
    if isinstance(item, Bad) and part is None:
        return item
    return (None if isinstance(item, Bad) else item, part)


#: What turns the word that follows it round: 不予通过 is no 通过, 非在编 no 在编.
_NEGATED: Final = re.compile(r"(不予|不准予|未予|不能|未能|没有|不|未|非|无)$")


def _word(cell: object, _: Words, *, table: dict[str, str], what: str) -> object:
    text = fold(as_text(cell))
    if text in table:
        return table[text]
    if is_nothing(text):
        return None
    word = longest_word(text, table)
    if word and _NEGATED.search(text[: text.index(word)]):
        word = next((f"{no}{word}" for no in "不未非" if f"{no}{word}" in table), None)
    return table[word] if word else Bad(f"{what}读不出来", "按“" + "、".join(list(table)[:4]) + "”等填写")


def _subkind(cell: object, words: Words) -> object:
    """A kind of entry that no table knows is "other": the list's title must not speak for it."""
    found = _word(cell, words, table=vocabulary.VOCABULARIES["subkind"][1], what="类别")
    return "other" if isinstance(found, Bad) else found


def _insurance(cell: object, _: Words) -> object:
    """(kind, payer): 企业职工基本养老保险 is pension paid by an employer, 城乡居民养老 a resident's."""
    text = fold(as_text(cell))
    if is_nothing(text):
        return None
    kind, payer = vocabulary.insurance_of(text)
    return (kind, payer) if kind else Bad("险种读不出来", "填“养老”“医疗”“失业”“工伤”“生育”等")


def _moment(cell: object, _: Words, *, read: Callable[..., Any], **how: Any) -> object:
    # Nearly every date begins with its century; 9999 is no end.
    if (
        isinstance(cell, str)
        and cell[0] not in "12"
        and (is_nothing(cell.strip()) or vocabulary.OPEN_END.fullmatch(cell.strip()))
    ):
        return None
    return read(cell, **how)


_PARSERS: Final[dict[str, Callable[[Any, Words], Any]]] = {
    "text": _text, "code": _code, "class_no": _class_no, "name": _name, "person_name": _name, "org": _org,
    "address": _address,
    "phone": _phone, "account": _account, "money": read_money, "hours": read_hours, "score": read_score, "share": read_share,
    "share_floor": partial(read_share, floor=True), "register_note": _register_note, "pay_note": _pay_note,
    "year": read_year, "yesno": _yesno, "sex": _sex, "level": read_level, "trade": read_trade, "programme": read_programme,
    "fund": read_fund, "area": _area, "insurance": _insurance, "cancelled": _cancelled,
    "number": lambda cell, _: read_number(cell),
    "date": partial(_moment, read=read_date),
    "from_date": partial(_moment, read=read_date, month="first"),
    "to_date": partial(_moment, read=read_date, month="last"),
    "from_year": partial(_moment, read=read_year_or_date, month="first"),
    "to_year": partial(_moment, read=read_year_or_date, month="last"),
    "span": partial(_moment, read=read_span), "month_span": partial(_moment, read=read_month_span),
    "month": partial(_moment, read=read_month), "time": partial(_moment, read=read_time),
    "timestamp": partial(_moment, read=read_timestamp), "clock": partial(_moment, read=read_clock),
    "time_span": partial(_moment, read=read_time_span), "machine": _machine,
    "int": partial(read_whole, rounding=ROUND_HALF_UP, most=2_000_000_000, what="数字", mend="只填数字",
                   units="人|人次|名|个|间|平方米|天|日|月|次|年|节|期|周岁|岁"),
    "days": partial(read_whole, rounding=ROUND_HALF_UP, most=3700, what="天数", mend="只填天数，例如 22", units=
        "天|日|个工作日|工日|个工|工"),
    **{f"{name}_word": partial(_word, table=table, what=what)
       for name, (what, table) in vocabulary.VOCABULARIES.items()},
    "signed_word": _signed, "subkind_word": _subkind, "paid_for": _paid_for, "part_note": _part_note,
}  # fmt: skip
ARROW_TYPES["signed_word"] = pa.bool_()
#: What nearly every cell of these columns looks like: it is its own value.
_AS_IT_STANDS: Final[dict[str, Callable[[str], object]]] = {
    "name": re.compile(rf"(?!(?:{NOTHING.pattern}|{names.NOBODY.pattern})$)[\u4e00-\u9fff]{{1,8}}").fullmatch,
    "phone": _MOBILE.fullmatch,
    "account": _ACCOUNT.fullmatch,
}
