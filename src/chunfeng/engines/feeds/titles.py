"""Header words: how a header cell is compared with the titles that feeds declare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from chunfeng.base.policy.declarations import Column, Feed

_BRACKETS = re.compile(r"[(\[{【〔《<][^()\[\]{}【】〔〕《》<>]*[)\]}】〕》>]")
_SUFFIX = re.compile(r"(?<=[^\x00-\x7f])_+[A-Za-z][A-Za-z0-9_]*$")
_SPACE = re.compile(r"[\s\u00a0\u3000\u200b-\u200f\ufeff]+")
#: 身分 is how 身份 was written before, and what an input method offers; neither is another word.
_SPELT = ("身分", "身份")
_EDGES = "*:：;；,，.。、'\"‘’“”-—_/|※★#"

#: Words put before 姓名, 身份证号 … that leave the meaning alone. 紧急联系人, 法人 and the like are not here: other people.
_WHOSE = re.compile(
    r"^(参训学员|参训人员|培训学员|培训人员|受训人员|学员|学生|职工|员工|工人|农民工|务工人员|劳动者|从业人员|申请人|申领人"
    r"|参保人员|参保人|被保险人|考生|持证人|获证人员|本人|人员)(?=.{2,})"
)

#: Changing one of these changes the meaning: 入职日期 is no misspelling of 离职日期.
_MEANINGFUL = frozenset(
    "入离出进起止始终开结闭上下前后原现应实首末父母正副甲乙一二三四五六七八九十年月日时签交收发领缴退停复新旧大小总合分"
    "不未无非已待男女内外公私户社工学农城乡省市区县镇村天次元价额数率人家"
)

#: About the sheet of paper, not about what stands on it: 填报日期 is no misspelt 申报日期, and a list printed in December was
#: not applied for in December.
_OF_THE_PAPER = frozenset(
    f"{act}{when}"
    for act in ("填报", "填表", "制表", "填写", "打印", "导出", "统计", "报表", "编制", "更新", "汇总")
    for when in ("日期", "时间")
)


def plain(cell: object) -> str:
    """A header cell without spaces, line breaks, brackets' content, bilingual suffix and edge marks."""
    return _plain(cell if isinstance(cell, str) else str(cell))


@lru_cache(maxsize=1 << 14)
def _plain(cell: str) -> str:
    text = _SPACE.sub("", unicodedata.normalize("NFKC", cell)).replace(*_SPELT)
    if not text:
        return ""
    bare = _BRACKETS.sub("", text)
    bare = _SUFFIX.sub("", bare).strip(_EDGES)
    return bare or text.strip(_EDGES)


def unbracketed(cell: object) -> str:
    """The same with the brackets' content kept: 身份证号(码) → 身份证号码."""
    text = _SPACE.sub("", unicodedata.normalize("NFKC", str(cell))).replace(*_SPELT)
    return _SUFFIX.sub("", re.sub(r"[()\[\]【】〔〕]", "", text)).strip(_EDGES)


def one_edit(a: str, b: str) -> bool:
    """True if a turns into b by one harmless insertion, deletion, substitution or swap."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    if len(left) == 2 and len(right) == 2 and left == right[::-1]:
        return True
    if len(left) > 1 or len(right) > 1:
        return False
    return not (set(left) | set(right)) & _MEANINGFUL


class Titles:
    """All titles of all feeds, and the columns each header word means in each feed."""

    def __init__(self, feeds: Sequence[Feed]) -> None:
        self.feeds = tuple(feeds)
        self._exact: list[dict[str, Column]] = []
        for feed in feeds:
            table: dict[str, Column] = {}
            said = [(column, title) for column in feed.columns for title in (*column.titles, column.name)]
            # 上课时间（日期） without its brackets must not take the place of the column that is called 上课时间.
            for column, title in said:
                table.setdefault(unbracketed(title), column)
            for column, title in said:
                table.setdefault(plain(title), column)
            table.pop("", None)
            self._exact.append(table)
        self.known = frozenset(word for table in self._exact for word in table)
        #: The names of each feed's columns.
        self.names = tuple(frozenset(c.name for c in feed.columns) for feed in feeds)
        #: Raw spellings: a cell equal to one of these makes its row worth a look as a repeated or further header.
        self.raw = frozenset(t for f in feeds for c in f.columns for t in c.titles if len(t) >= 2) | {"序号", "编号"}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self.known):
            if len(word) >= 3:
                self._by_length.setdefault(len(word), []).append(word)
        self._cache: dict[tuple[str, ...], tuple[Column | None, ...]] = {}
        self._known: dict[str, bool] = {}

    def match(self, *spellings: str) -> tuple[Column | None, ...]:
        """The column of each feed that the first fitting spelling means (None where a feed does not know it)."""
        hit = self._cache.get(spellings)
        if hit is None:
            if len(self._cache) > 20_000:
                self._cache.clear()
            hit = self._cache[spellings] = self._match(spellings)
        return hit

    def _exactly(self, word: str) -> str | None:
        """The known title that a cell says, if it says one without a misspelling."""
        if word in self.known:
            return word
        bare = _WHOSE.sub("", word)
        return bare if bare != word and bare in self.known else None

    def _match(self, spellings: tuple[str, ...]) -> tuple[Column | None, ...]:
        words: list[str] = []
        for spelling in spellings:
            for word in (unbracketed(spelling), plain(spelling)):
                if word and word not in words and len(word) <= 40:
                    words.append(word)
        known = [t for w in words if (t := self._exactly(w))]
        if known:
            return tuple(next((table[w] for w in known if w in table), None) for table in self._exact)
        if not _OF_THE_PAPER.isdisjoint(words):
            return (None,) * len(self.feeds)
        near = [
            t
            for w in words
            if 3 <= len(w) <= 12 and not any(c.isdigit() for c in w)
            for size in (len(w) - 1, len(w), len(w) + 1)
            for t in self._by_length.get(size, ())
            if one_edit(w, t)
        ]
        if not near:
            return (None,) * len(self.feeds)
        found: list[Column | None] = []
        for table in self._exact:
            columns = {table[t].name: table[t] for t in near if t in table}
            found.append(next(iter(columns.values())) if len(columns) == 1 else None)
        return tuple(found)

    def knows(self, cell: Any) -> bool:
        """Whether a cell is a header word as it stands: the test for finding header rows, run on every cell at the top."""
        if not isinstance(cell, str) or not 0 < len(cell) <= 60:
            return False
        hit = self._known.get(cell)
        if hit is None:
            if len(self._known) > 50_000:
                self._known.clear()
            # Data cells come by here too: what is all digits is no header word, and costs no regular expression.
            hit = not cell.isdigit() and any(self._exactly(w) for w in (plain(cell), unbracketed(cell)) if w)
            self._known[cell] = hit
        return hit
