"""Trade, level, programme and fund as people write them: 焊工(初级), 电焊工五级, 岗位技能提升培训."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from chunfeng.engines.feeds.outcome import Bad
from chunfeng.engines.feeds.spelling import INVISIBLE, WHITE, Words, as_text, fold, is_nothing

_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4, "ⅴ": 5}
_GRADE: Final = r"[一二三四五1-5]级|[一二三四五1-5]级/?高级技师|高级技师|技师|高级工?|中级工?|初级工?"
_LEVEL_WORD: Final = {
    "高级技师": 1, "技师": 2, "高级工": 3, "高级": 3, "中级工": 4, "中级": 4, "初级工": 5, "初级": 5,
    "一级": 1, "二级": 2, "三级": 3, "四级": 4, "五级": 5, "1级": 1, "2级": 2, "3级": 3, "4级": 4, "5级": 5,
    "专项职业能力": 6, "专项能力": 6, "专项": 6, "培训合格证": 7, "培训合格": 7, "培训证": 7, "结业证": 7,
    "合格证": 7,
}  # fmt: skip
_LEVEL_ANY: Final = re.compile("|".join(sorted(_LEVEL_WORD, key=len, reverse=True)))


def level_of(text: str, words: Words) -> int | None:
    """The level that folded text names, None if it names none or several different ones."""
    if text in words.levels:
        return words.levels[text]
    if text in _ROMAN:
        return _ROMAN[text]
    found = {_LEVEL_WORD[m] for m in _LEVEL_ANY.findall(text)}
    return found.pop() if len(found) == 1 else None


def read_level(cell: object, words: Words) -> object:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if cell in (1, 2, 3, 4, 5, 6, 7) else Bad("技能等级读不出来", "填“初级”“中级”“高级”“技师”等")
    text = fold(as_text(cell))
    if text in "1234567" and len(text) == 1:
        return int(text)
    if is_nothing(text) or text in ("无等级", "不分级", "不分等级", "未定级"):
        return None
    level = level_of(text, words)
    return level if level is not None else Bad("技能等级读不出来", "填“初级”“中级”“高级”“技师”“专项职业能力”等")


_BRACKETED: Final = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_HEAD: Final = re.compile(r"^(初级|中级|高级(?!技师)|[一二三四五1-5]级)工?(?=.{2,})")
_TAIL: Final = re.compile(
    r"[-—_/、,·.:]?(?:国家职业资格|职业技能等级|职业资格)?(高级技师|(?<=.{2})技师|高级工?|中级工?|初级工?"
    r"|(?<![0-9])[一二三四五1-5]级|专项职业能力|专项能力"
    r"|(?<=[\u4e00-\u9fff])(?:I{1,3}|IV|V|i{1,3}|iv|v))(?:工|证书|证|班)?$"
)


def read_trade(cell: object, words: Words) -> object:
    """(canonical name, level or None). Two trades are one only through the pack's mapping, never by likeness."""
    text = WHITE.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", as_text(cell)))).strip("_-—:,，。;；、*'\"")
    if not text or is_nothing(text):
        return None
    if text.isdigit():
        return Bad("工种栏不是工种名称", "填写工种名称")
    known = words.trades.get(text.lower())
    if known:
        return known, None
    level: int | None = None
    bare = text
    for inside in _BRACKETED.findall(text):
        found = level_of(inside.lower(), words)
        if found is not None:
            level = level or found
            bare = re.sub(rf"[(\[【〔]{re.escape(inside)}[)\]】〕]", "", bare)
    if bare.lower() not in words.trades:
        for pattern in (_TAIL, _HEAD):
            hit = pattern.search(bare)
            if hit and len(bare) - len(hit[0]) >= 2:
                found = level_of(hit[1].lower(), words)
                if found is not None:
                    bare, level = (bare[: hit.start()] + bare[hit.end() :]).strip("-—_/、,·.:"), level or found
                    break
    if not bare or bare in _LEVEL_WORD:
        return Bad("工种栏只有等级", "填写工种名称")
    known = words.trades.get(bare.lower()) or words.trades.get(_BRACKETED.sub("", bare).lower())
    return known or bare, level


def longest_word(text: str, table: dict[str, str]) -> str | None:
    """The longest word of the table that stands in the text."""
    if text in table:
        return text
    return max((word for word in table if len(word) >= 2 and word in text), key=lambda w: (len(w), w), default=None)


def longest(text: str, table: dict[str, str]) -> str | None:
    word = longest_word(text, table)
    return table[word] if word else None


def read_programme(cell: object, words: Words) -> object:
    text = fold(as_text(cell))
    if is_nothing(text):
        return None
    if as_text(cell).strip() in words.programmes.values():
        return as_text(cell).strip()
    found = longest(text, words.programmes)
    return found or Bad("培训项目不在政策所列项目中", "按政策文件的项目名称填写")


def read_fund(cell: object, words: Words) -> object:
    """A fund that the pack does not know is still a fund of its own: its name stands for it."""
    text = fold(as_text(cell))
    if is_nothing(text):
        return None
    if as_text(cell).strip() in words.funds.values():
        return as_text(cell).strip()
    return longest(text, words.funds) or as_text(cell).strip()
