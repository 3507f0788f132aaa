"""The tree of a notice: parts (one plan each), then headings of whatever depth the city uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chunfeng.base.policy.notice.numbers import find, han
from chunfeng.base.policy.notice.reading import fold

_HAN = "[一二三四五六七八九十百]+"
#: Ways to number a heading, the widest first: the order is the depth.
_SIGNS = [
    (re.compile(rf"第({_HAN}|\d+)(?:部分|编|章)\s*"), "第{}章"),
    (re.compile(rf"第({_HAN}|\d+)节\s*"), "第{}节"),
    (re.compile(rf"({_HAN})、\s*"), "{}、"),
    (re.compile(rf"第({_HAN}|\d+)条\s*"), "第{}条"),
    (re.compile(rf"\(({_HAN})\)[、.]?\s*"), "({})"),
    (re.compile(r"(\d{1,2})(?:、|\.(?!\d))\s*"), "{}."),
    (re.compile(r"\((\d{1,2})\)[、.]?\s*"), "({})"),
    (re.compile(r"([①-⑳])\s*"), "{}"),
]
_ENDS = re.compile(r"[。:：;；]")
_TITLE_WORDS = ("计划", "方案", "意见", "办法", "规定", "规划", "措施", "细则", "要点")
_LONGEST_TITLE = 60


@dataclass
class Section:
    """rank: which way of numbering; number: as counted; label: as printed, e.g. (二). lines: (place in the text, words)
    of its own body, its heading line first, without the sections below it."""

    rank: int
    number: int
    label: str
    title: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)
    below: list[Section] = field(default_factory=list)

    def walk(self) -> Iterator[Section]:
        waiting = [self]
        while waiting:
            section = waiting.pop()
            yield section
            waiting.extend(reversed(section.below))


@dataclass
class Part:
    """What stands under one title from one 一、 to the next; the part before the first heading has no sections."""

    title: str
    opening: Section
    sections: list[Section] = field(default_factory=list)

    def walk(self) -> Iterator[Section]:
        yield self.opening
        for section in self.sections:
            yield from section.walk()


def _count(sign: str) -> int:
    if sign.isdecimal():
        return int(sign)
    return ord(sign) - ord("①") + 1 if "①" <= sign <= "⑳" else int(han(sign))


def heading(line: str) -> tuple[int, int, str, int] | None:
    """(rank, number, label, where the title begins) of a line that opens with a heading's number."""
    text = fold(line)
    for rank, (sign, label) in enumerate(_SIGNS):
        found = sign.match(text)
        if found and found.end() < len(text):
            return rank, _count(found[1]), label.format(found[1]), found.end()
    return None


def title_of(text: str) -> str:
    """The words of a heading up to its first stop; none when a sentence follows the number at once."""
    title = _ENDS.split(text[: _LONGEST_TITLE + 1], maxsplit=1)[0]
    # Articles often have no title: their number is followed by a sentence, with its commas and figures.
    sentence = len(title) > _LONGEST_TITLE or (
        re.search("[,，]", title) and any(n.kind != "plain" for n in find(title))
    )
    return "" if sentence else title.strip()


def body_begins(line: str, title_begins: int) -> int:
    """Where the words of a heading's line begin that are not its title."""
    start = title_begins + len(title_of(line[title_begins:]))
    while start < len(line) and line[start] in "。:：;； ":
        start += 1
    return start


def path_of(section: str) -> list[tuple[int, int, str]]:
    """A section as clauses name it, 二、重点任务(一)1.就业技能培训 → [(rank, number, title), …]."""
    path: list[tuple[int, int, str]] = []
    text, words = fold(section), ""
    while text:
        found = heading(text + "。")
        if found and (not path or found[0] > path[-1][0]):
            if path:
                path[-1] = (*path[-1][:2], words.strip())
            path.append((found[0], found[1], ""))
            text, words = text[min(found[3], len(text)) :], ""
            continue
        words, text = words + text[0], text[1:]
    if path:
        path[-1] = (*path[-1][:2], words.strip())
    return path


def _tail_title(section: Section, most: int = 4) -> tuple[str, list[tuple[int, str]]]:
    """The title lines that end a body and belong to the part that begins after it; most: of lines with words."""
    taken: list[tuple[int, str]] = []
    filled = 0
    for place, line in reversed(section.lines):
        if line:
            filled += 1
            own_heading = bool(section.label) and place == section.line - 1
            if filled > most or own_heading or len(line) > _LONGEST_TITLE or fold(line)[-1] in "。;:,.)、":
                break
        taken.append((place, line))
    taken.reverse()
    words = ["".join(line.split()) for _, line in taken]
    first = next((n for n, word in enumerate(words) if any(title in word for title in _TITLE_WORDS)), None)
    if first is None:
        return "", []
    return "".join(words[first:]), taken[first:]


def divide(lines: list[str]) -> list[Part]:
    """The parts of a notice. The first holds what stands before any heading; a part begins where the widest numbering
    used starts again at one."""
    opening = Part("", Section(-1, 0, "", "", 1))
    parts = [opening]
    here, stack = opening.opening, list[Section]()
    found = [heading(line) for line in lines]
    widest = min((mark[0] for mark in found if mark and mark[0] <= 4), default=None)
    if widest is None:
        widest = min((mark[0] for mark in found if mark), default=None)
    for place, line in enumerate(lines):
        mark = found[place]
        if mark is None or (widest is not None and not stack and mark[0] != widest):
            here.lines.append((place, line))
            continue
        rank, number, label, begins = mark
        tops = parts[-1].sections
        again = not tops or number <= tops[-1].number
        title, taken = _tail_title(here) if rank == widest and again else ("", [])
        if rank == widest and (len(parts) == 1 or title or (again and number == 1)):
            if taken:
                del here.lines[-len(taken) :]
            part = Part(title, Section(-1, 0, "", title, taken[0][0] + 1 if taken else place + 1, taken))
            parts.append(part)
            stack = []
        section = Section(rank, number, label, title_of(line[begins:]), place + 1, [(place, line)])
        while stack and stack[-1].rank >= rank:
            stack.pop()
        (stack[-1].below if stack else parts[-1].sections).append(section)
        stack.append(section)
        here = section
    return parts
