"""A text held against a pack: what was recognised, what was found, and where the two disagree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chunfeng.base.policy.attached import Passage
from chunfeng.base.policy.notice.align import Alignment, Disagreement, align
from chunfeng.base.policy.notice.compare import disagreement, is_repair, named, not_found
from chunfeng.base.policy.notice.headings import Part, Section, divide
from chunfeng.base.policy.notice.link import Found, Link, link, link_head, numbers_of
from chunfeng.base.policy.notice.numbers import plainly
from chunfeng.base.policy.notice.passages import FOUND, best_sentence, passages_of
from chunfeng.base.policy.notice.reading import NotANotice
from chunfeng.base.policy.notice.stated import of_notice, stated_by
from chunfeng.base.policy.notice.sums import Broken, broken_in
from chunfeng.base.policy.notice.tables import broken_tables
from chunfeng.base.policy.pack import Clause, Pack

#: A text in which fewer of the pack's clauses than this share are found is another text.
_ENOUGH = 0.1


@dataclass
class Attachment:
    headings: int = 0
    aligned: list[str] = field(default_factory=list)
    numbers: list[Found] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    repairs: list[dict[str, Any]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    def result(self) -> dict[str, Any]:
        """What `--json` prints."""
        return {
            "headings": self.headings,
            "clauses_aligned": len(self.aligned),
            "numbers_found": len(self.numbers),
            "numbers_linked": len(self.links),
            "disagreements": [found.row() for found in self.disagreements],
            "repairs": self.repairs,
        }


def attach(pack: Pack, lines: list[str]) -> Attachment:
    """Holds a text against a pack. NotANotice when it has no headings or is plainly the text of something else."""
    parts = divide(lines)
    sections = [section for part in parts for section in part.walk()]
    made = Attachment(headings=sum(1 for section in sections if section.label))
    if not made.headings:
        raise NotANotice("文中没有“一、”“(一)”“1.”这样的标题，不像是通知的全文")
    lost = {str(entry["raw"]): str(entry["read"]) for entry in pack.notice.get("lost_hyphens") or ()}
    numbers = {id(section): numbers_of(section, lost) for section in sections}
    made.numbers = sorted(
        (found for one in numbers.values() for found in one), key=lambda found: (found.line, found.number.start)
    )
    alignment = align(pack, parts)
    clauses_of: dict[int, list[str]] = {}
    for clause, section in alignment.sections.items():
        clauses_of.setdefault(id(section), []).append(clause)
    facts = stated_by(pack)
    links: dict[int, list[Link]] = {
        id(section): link([fact for c in clauses_of.get(id(section), ()) for fact in facts[c]], numbers[id(section)])
        for section in sections
    }
    head = of_notice(pack)
    for part in parts:
        own = links[id(part.opening)]
        taken = {id(found.found) for found in own}
        own += [
            found
            for found in link_head(head, numbers[id(part.opening)], part is parts[0])
            if id(found.found) not in taken
        ]
    made.links = [found for section in sections for found in links[id(section)]]
    _align_clauses(pack, made, alignment)
    if len(made.aligned) < _ENOUGH * len(pack.clauses):
        raise NotANotice(
            f"文中只认出“{pack.notice['number']}”的 {len(made.aligned)} 个条款（共 {len(pack.clauses)} 个），不是这份通知；"
            "另一个城市的通知请用 chunfeng policy new"
        )
    made.disagreements += alignment.disagreements
    linked = {found.stated for found in made.links}
    for clause in made.aligned:
        made.disagreements += [not_found(pack, f) for f in facts[clause] if f.expected and f not in linked]
    _compare(pack, made, lines)
    _sums(pack, made, sections, numbers, clauses_of, alignment)
    for part in parts:
        _passages(pack, made, part, numbers, links, clauses_of)
    made.passages.sort(key=lambda passage: passage.line)
    return made


def _clauses_by_section(pack: Pack, sections: dict[str, Section]) -> list[tuple[Section, list[Clause]]]:
    found: dict[int, tuple[Section, list[Clause]]] = {}
    for clause, section in sections.items():
        found.setdefault(id(section), (section, []))[1].append(pack.clauses[clause])
    return list(found.values())


def _align_clauses(pack: Pack, made: Attachment, alignment: Alignment) -> None:
    """A clause is aligned when its section is there and has its figure or its words."""
    linked = {found.stated.clause for found in made.links if found.stated.source == "target"}
    best: dict[str, float] = {}
    for section, clauses in _clauses_by_section(pack, alignment.sections):
        best |= best_sentence(section, clauses)
    for clause in pack.clauses.values():
        here = alignment.sections.get(clause.id)
        if here is None:
            why = alignment.missing.get(clause.id, "文中找不到这一条所在的部分")
            made.disagreements.append(Disagreement(clause.id, None, None, f"{named(pack, clause.id)}：{why}"))
            continue
        if clause.id in linked or best[clause.id] >= FOUND:
            made.aligned.append(clause.id)
        else:
            said = f"{named(pack, clause.id)}：“{here.label}{here.title}”一节里没有找到这一条的话"
            made.disagreements.append(Disagreement(clause.id, None, None, said))


def _compare(pack: Pack, made: Attachment, lines: list[str]) -> None:
    met: dict[tuple[int, int], str | None] = {}
    for found in made.links:
        met[(found.found.line, found.found.number.start)] = found.stated.clause
        wrong = disagreement(pack, found, lines[found.found.line])
        if wrong is not None:
            made.disagreements.append(wrong)
    by_place = {(found.found.line, found.found.number.start): found for found in made.links}
    for number in made.numbers:
        place = (number.line, number.number.start)
        if number.number.lost is not None and (place not in by_place or is_repair(by_place[place])):
            made.repairs.append(
                {
                    "raw": number.number.raw,
                    "read": number.number.read,
                    "line": number.line + 1,
                    "clause": met.get(place),
                }
            )


def _sums(
    pack: Pack,
    made: Attachment,
    sections: Iterable[Section],
    numbers: dict[int, list[Found]],
    clauses_of: dict[int, list[str]],
    alignment: Alignment,
) -> None:
    """Broken sums. One that a figure already told as wrong breaks is added to what is said of that figure: one fault
    is told once."""
    by_place = {(found.found.line, found.found.number.start): found for found in made.links}
    broken: list[tuple[Broken, str | None]] = [(found, None) for found in _of_pack(pack, made)]
    seen = {frozenset((n.line, n.number.start) for n in found.numbers) for found, _ in broken}
    for section in sections:
        by_line: dict[int, list[Found]] = {}
        for number in numbers[id(section)]:
            by_line.setdefault(number.line, []).append(number)
        own = next(iter(clauses_of.get(id(section), ())), None)
        found_here = [b for place, text in section.lines if place in by_line for b in broken_in(text, by_line[place])]
        found_here += broken_tables(section.lines)
        for found in found_here:
            places = frozenset((n.line, n.number.start) for n in found.numbers)
            if places not in seen:
                seen.add(places)
                broken.append((found, own))
    told = {one.clause: n for n, one in reversed([*enumerate(made.disagreements)]) if one.text_value is not None}
    for found, own in broken:
        clauses = [by_place[p].stated.clause for n in found.numbers if (p := (n.line, n.number.start)) in by_place]
        wrong = next((told[clause] for clause in clauses if clause in told), None)
        if wrong is not None:
            one = made.disagreements[wrong]
            said = f"{one.said}；{found.said}"
            made.disagreements[wrong] = Disagreement(one.clause, one.text_value, one.pack_value, said)
            continue
        clause = next((c for c in clauses if c), own)
        total = plainly(found.numbers[0].number.values[0])
        made.disagreements.append(Disagreement(clause, total, None, f"{named(pack, clause)}：{found.said}"))


def _of_pack(pack: Pack, made: Attachment) -> Iterable[Broken]:
    """The sums that the pack names by their targets, with the figures of the text."""
    by_target: dict[str, Found] = {}
    for found in made.links:
        by_target.setdefault(found.stated.target, found.found)
        if found.stated.clause is not None and found.stated.source == "target":
            by_target.setdefault(found.stated.clause, found.found)
    for entry in pack.notice.get("sums") or ():
        names = [str(entry.get("makes") or ""), *map(str, entry.get("of") or ())]
        if len(names) < 3 or not all(name in by_target for name in names):
            continue
        total, *parts = (by_target[name] for name in names)
        values = [part.number.values[0] for part in parts]
        if sum(values, Decimal(0)) != total.number.values[0]:
            terms = "+".join(str(plainly(value)) for value in values)
            made_of, is_said = plainly(sum(values, Decimal(0))), plainly(total.number.values[0])
            yield Broken((total, *parts), f"文中 {terms} 等于 {made_of}，第 {total.line + 1} 行的合计是 {is_said}")


def _passages(
    pack: Pack,
    made: Attachment,
    part: Part,
    numbers: dict[int, list[Found]],
    links: dict[int, list[Link]],
    clauses_of: dict[int, list[str]],
) -> None:
    def put(section: Section, path: tuple[str, ...]) -> None:
        own = [pack.clauses[clause] for clause in clauses_of.get(id(section), ())]
        made.passages += passages_of(section, path, own, links[id(section)], numbers[id(section)])

    top = (part.title,) if part.title else ()
    put(part.opening, top)
    waiting = [(section, top) for section in reversed(part.sections)]
    while waiting:
        section, above = waiting.pop()
        path = (*above, section.label + section.title)
        put(section, path)
        waiting += [(one, path) for one in reversed(section.below)]
