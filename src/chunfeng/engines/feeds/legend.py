"""What the signs in an attendance sheet mean: the sheet's own legend first, customary signs where it is silent."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from chunfeng.engines.feeds.chunks import is_blank

PRESENT, LATE, LEFT_EARLY, ABSENT, LEAVE, SICK = "present", "late", "left_early", "absent", "leave", "sick"
REST = "rest"
#: What a mark can say of a person; rest days say nothing.
STATUSES = (PRESENT, LATE, LEFT_EARLY, ABSENT, LEAVE, SICK)

_WORDS: dict[str, str] = {}
for _status, _list in (
    (PRESENT, "到 出勤 到课 到岗 正常 签到 已到 实到 全勤 出席 上课 在岗 上班 出工 有 外勤 公出 出差 加班 半天 补签"),
    (LATE, "迟到"),
    (LEFT_EARLY, "早退"),
    (ABSENT, "不到 未到 旷课 旷工 缺勤 缺课 缺席 旷 缺 没到 无故缺勤 未签到 未出勤"),
    (LEAVE, "告假 请假 事假 假 休假 年假 年休假 婚假 产假 丧假 调休 补休 探亲假 陪产假 公假 工伤 工伤假"),
    (SICK, "病假 病"),
    (REST, "休息 公休 轮休 放假 节假日 假日 休 停课 停工 未上课 无课"),
):
    for _word in _list.split():
        _WORDS[_word] = _status
_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_BLANK = re.compile(r"空白|空格|留空|不填|不画|未画")
_BLANK_MEANS = re.compile(
    rf"(?:空白|空格|留空|不填|不画|未画)(?:处|格|者)?(?:即)?(?:表示|代表|视为|视同|记为|为|是|[:：=-])?({_WORD.pattern})"
)
_LABEL = re.compile(r"^[^：:]{0,12}?(?:记号|符号|图例|说明|标记|注|备注)[^：:√○×]{0,4}[：:]")
_SOFT = "/\\-—–|~"
_DROP = re.compile(r"[\s,，、;；。.:：=＝“”\"'‘’（）()\[\]【】《》→为是用表示代表打画记即者]+")

_CANON = {
    "✓": "√", "✔": "√", "☑": "√", "v": "√", "V": "√", "╳": "×", "✕": "×", "✖": "×", "✗": "×", "✘": "×", "x": "×",
    "X": "×", "〇": "○", "◯": "○", "o": "○", "O": "○", "⚪": "○", "▲": "△", "￠": "¢", "Ø": "∅", "ø": "∅",
}  # fmt: skip
_CUSTOM = {"√": PRESENT, "×": ABSENT, "○": ABSENT, "/": PRESENT, "●": PRESENT, "1": PRESENT, "": None}

_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:：时点]([0-5]\d)(?:[:：][0-5]\d)?")


def canon(sign: str) -> str:
    text = unicodedata.normalize("NFKC", sign).strip()
    return _CANON.get(text, text)


@dataclass
class Legend:
    """signs: canonical sign → status. blank: what an empty cell means, None when the legend does not say."""

    signs: dict[str, str] = field(default_factory=dict)
    blank: str | None = None

    def status(self, value: object) -> str | None:
        """The status of one cell's text; None for a sign that nobody explained."""
        text = str(value).strip()
        exact = unicodedata.normalize("NFKC", text)
        if exact in self.signs:
            return self.signs[exact]
        sign = canon(text)
        if sign in self.signs:
            return self.signs[sign]
        if text in _WORDS:
            return _WORDS[text]
        if sign in _CUSTOM and not self._says_otherwise(sign):
            return _CUSTOM[sign]
        if len(sign) > 1 and len(set(sign)) == 1:
            return self.status(sign[0])
        word = _WORD.fullmatch(re.sub(r"[\s\d.天次时小]+", "", text))
        return _WORDS[word.group()] if word else None

    def _says_otherwise(self, sign: str) -> bool:
        """A customary sign is not used for what the legend writes with another sign of the same look-alike family."""
        return sign == "/" and PRESENT in self.signs.values()


def read_legend(lines: list[str]) -> Legend:
    return _legend(tuple(lines))


@lru_cache(maxsize=1 << 10)
def _legend(lines: tuple[str, ...]) -> Legend:
    legend = Legend()
    for line in lines:
        text = _LABEL.sub("", unicodedata.normalize("NFKC", line).replace("￠", "¢").strip())
        _one(text, legend)
    return legend


def _one(text: str, legend: Legend) -> None:
    said = _BLANK_MEANS.search(text)
    if said:
        legend.blank = _WORDS[said.group(1)]
        text = text[: said.start()] + " " + text[said.end() :]
    words = list(_WORD.finditer(text))
    if not words:
        return
    gaps = [text[: words[0].start()]]
    for at, word in enumerate(words):
        stop = words[at + 1].start() if at + 1 < len(words) else len(text)
        gaps.append(text[word.end() : stop])
    symbol_first = bool(_sign(gaps[0]) or _BLANK.search(gaps[0]))
    for at, word in enumerate(words):
        gap = gaps[at] if symbol_first else gaps[at + 1]
        status = _WORDS[word.group()]
        if _BLANK.search(gap):
            legend.blank = status
            continue
        sign = _sign(gap)
        if sign:
            legend.signs.setdefault(sign, status)
            legend.signs.setdefault(canon(sign), status)


def _sign(gap: str) -> str:
    """The sign in what stands between two words. A slash or dash counts only if nothing else stands there."""
    bare = _DROP.sub(" ", gap).strip()
    runs = re.findall(r"[^\s\u4e00-\u9fff]+", bare)
    if not runs:
        return ""
    hard = [r.strip(_SOFT) for r in runs if r.strip(_SOFT)]
    return str(hard[0] if hard else runs[0][:1])


@lru_cache(maxsize=1 << 13)
def _times(text: str) -> tuple[int, ...]:
    return tuple(int(h) % 24 * 60 + int(m) for h, m in _TIME.findall(unicodedata.normalize("NFKC", text)))


def minutes_of(value: object) -> tuple[int, ...]:
    """Clock times of a cell in minutes of the day: a time, a timestamp, a day fraction, or text with 8:05 in it."""
    if isinstance(value, dt.datetime):
        return (value.hour * 60 + value.minute,)
    if isinstance(value, dt.time):
        return (value.hour * 60 + value.minute,)
    if isinstance(value, dt.timedelta):
        return (int(value.total_seconds()) // 60 % 1440,)
    if isinstance(value, float) and 0 < value < 1 and value not in (0.5, 0.25, 0.75):
        return (round(value * 1440) % 1440,)
    if isinstance(value, str) and len(value) >= 4:
        return _times(value)
    return ()


class Mark(NamedTuple):
    """One grid cell: a status, or clock times in minutes; known False for a sign that nobody explained."""

    status: str | None
    came: int | None = None
    left: int | None = None
    known: bool = True


def marks(values: list[Any], legend: Legend, binary: bool) -> list[Mark]:
    """binary: the sheet uses only 1 and 0, so that 0 is an absence and not zero hours."""
    out: list[Mark] = []
    for value in values:
        if is_blank(value):
            out.append(Mark(None if legend.blank == REST else legend.blank))
            continue
        times = minutes_of(value)
        if times:
            out.append(Mark(PRESENT, times[0], times[-1] if len(times) > 1 else None))
            continue
        number = _number(value)
        if number is not None and canon(str(value)) not in legend.signs and f"{number:g}" not in legend.signs:
            if 0 < number <= 24:
                out.append(Mark(PRESENT))
            elif number == 0:
                out.append(Mark(ABSENT if binary else None))
            else:
                out.append(Mark(None, known=False))
            continue
        status = legend.status(f"{number:g}" if isinstance(value, float) and number is not None else value)
        out.append(Mark(None if status == REST else status, known=status is not None))
    return out


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return float(text) if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text) else None
