"""Which number of a section is meant by which figure of the pack, judged by kind and words and never by the value: a
changed digit must stay linked, or it could not be found out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chunfeng.base.policy.notice.headings import Section, heading
from chunfeng.base.policy.notice.numbers import Number, find
from chunfeng.base.policy.notice.reading import fold
from chunfeng.base.policy.notice.stated import Stated
from chunfeng.base.policy.notice.words import cover, letters

ALIKE = 0.5
#: Signs before a number that are looked at.
_REACH = 80
_STOPS = "。;；"
_JOINTS = re.compile("以上|以下|以内|分别|达到?|和|及|与|或|且|、")


@dataclass(frozen=True)
class Found:
    """A number with its place: line counts from 0 in the text; words: what stands before it, sentence: around it."""

    line: int
    number: Number
    words: str
    sentence: str


@dataclass(frozen=True)
class Link:
    found: Found
    stated: Stated


def numbers_of(section: Section, lost_hyphens: Mapping[str, str]) -> list[Found]:
    """The numbers of a section's own body, without the one that counts its heading."""
    made: list[Found] = []
    for place, line in section.lines:
        text = fold(line)
        mark = heading(line) if section.label and place == section.line - 1 else None
        begins = mark[3] if mark else 0
        last, words = begins, ""
        before: Number | None = None
        for number in find(line, lost_hyphens):
            if number.start < begins:
                continue
            sentence = max(text.rfind(stop, last, number.start) for stop in _STOPS) + 1
            if sentence:
                words = ""
            said = text[max(sentence, last, number.start - _REACH) : number.start]
            # 分别达到 75% 以上和 70% 以上: the second number is spoken of by the words before the first.
            words = said if len(letters(_JOINTS.sub("", said))) > 1 or not words else words
            if before is not None and before.kind == "year" and before.end == number.start:
                words = text[before.start : before.end]
            made.append(Found(place, number, words, text[max(sentence, number.start - _REACH) : number.end + 12]))
            last, before = number.end, number
    return made


def link(facts: Iterable[Stated], numbers: list[Found]) -> list[Link]:
    """Best words first, ties in order; every number and every figure once. Years serve any clause of the section."""
    facts = list(facts)
    links: list[Link] = []
    taken: set[int] = set()
    linked: set[int] = set()
    scored: list[tuple[float, int, int]] = []
    by_kind: dict[str, list[int]] = {}
    years = Counter(found.line for found in numbers if found.number.kind == "year")
    for n, found in enumerate(numbers):
        if found.number.kind == "year" and years[found.line] > 1:
            # Several years on a line tell one after another what each is to bring, not until when.
            continue
        by_kind.setdefault(found.number.kind, []).append(n)
    for f, fact in enumerate(facts):
        for n in by_kind.get(fact.kind, ()):
            if fact.words:
                score = cover(fact.words, numbers[n].words)
                if score < ALIKE:
                    continue
                score += 1
            else:
                score = cover(fact.about, numbers[n].sentence) + (0.5 if fact.source == "summary" else 0)
            scored.append((-score, f, n))
    for _, f, n in sorted(scored):
        if n not in taken and f not in linked:
            links.append(Link(numbers[n], facts[f]))
            taken.add(n)
            linked.add(f)
    return links + _left_over(facts, numbers, linked, taken, by_kind)


def _left_over(
    facts: list[Stated], numbers: list[Found], linked: set[int], taken: set[int], by_kind: Mapping[str, list[int]]
) -> list[Link]:
    """Figures whose words the text puts otherwise: in order, where as many numbers of the kind are left."""
    made: list[Link] = []
    for kind, places in by_kind.items():
        wanted = [f for f, fact in enumerate(facts) if fact.kind == kind and f not in linked and fact.expected]
        free = [n for n in places if n not in taken]
        if wanted and len(wanted) == len(free):
            made += [Link(numbers[n], facts[f]) for f, n in zip(wanted, free, strict=True)]
    return made


def link_head(facts: Mapping[str, Stated], numbers: list[Found], first: bool) -> list[Link]:
    """Document number, dates and counts in what stands before the first heading (first) or in the title of a plan."""
    links: list[Link] = []
    for found in numbers:
        number, fact = found.number, None
        if number.kind == "document":
            # Notices cite other documents; only this one's own number is this one's.
            own = facts.get("number")
            fact = own if own and letters(found.words).endswith(letters(own.words)) else None
        elif number.kind == "date" and first:
            published = re.search("成文|发文|发布|印发|公开", found.words)
            alone = not letters(found.words)
            fact = facts.get("published_on" if published else "signed_on" if alone else "")
        elif number.kind == "topic" and "计划" in found.sentence[-12:]:
            fact = facts["plans"]
        elif number.kind == "month" and letters(found.words)[-4:] in letters(facts["years"].words):
            fact = facts["years"] if letters(found.words) else None
        if fact is not None:
            links.append(Link(found, fact))
    return links
