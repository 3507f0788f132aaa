"""Which section of a text is meant by which clause of a pack: by the path of numbers, and by the words of the
headings where the two part ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from chunfeng.base.policy.notice.headings import Part, Section, path_of
from chunfeng.base.policy.notice.words import cover
from chunfeng.base.policy.pack import Pack

#: From here on a heading is taken to say the pack's words.
ALIKE = 0.5


@dataclass(frozen=True)
class Disagreement:
    """clause: None for the head of the notice. Values in the pack's unit; None where one side says nothing."""

    clause: str | None
    text_value: Any
    pack_value: Any
    said: str

    def row(self) -> dict[str, Any]:
        return {
            "clause": self.clause,
            "text_value": self.text_value,
            "pack_value": self.pack_value,
            "said": self.said,
        }


@dataclass
class Outline:
    """A section as the pack's clauses name it."""

    rank: int
    number: int
    title: str = ""
    clauses: list[str] = field(default_factory=list)
    below: list[Outline] = field(default_factory=list)

    def every_clause(self) -> list[str]:
        return [*self.clauses, *(clause for outline in self.below for clause in outline.every_clause())]


@dataclass
class Alignment:
    sections: dict[str, Section] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)


def outlines(pack: Pack) -> dict[str, Outline]:
    """Plan → the tree of its sections; clauses without a numbered section stand at the top."""
    plans: dict[str, Outline] = {}
    for clause in pack.clauses.values():
        here = plans.setdefault(clause.plan, Outline(-1, 0))
        for rank, number, title in path_of(clause.section):
            there = next((o for o in here.below if (o.rank, o.number) == (rank, number)), None)
            if there is None:
                there = Outline(rank, number)
                here.below.append(there)
            there.title = max(there.title, title, key=len)
            here = there
        here.clauses.append(clause.id)
    return plans


def align(pack: Pack, parts: list[Part]) -> Alignment:
    made = Alignment()
    plans = outlines(pack)
    if "general" in plans:
        opening = plans.pop("general")
        _resolve(opening, parts[0].opening, parts[0].sections, made)
    made.parts = _parts_of(pack, list(plans), parts[1:])
    for plan, outline in plans.items():
        part = made.parts.get(plan)
        if part is None:
            title = dict(pack.notice.get("plans") or {}).get(plan, plan)
            made.missing |= dict.fromkeys(outline.every_clause(), f"文中找不到“{title}”")
        else:
            _resolve(outline, part.opening, part.sections, made)
    return made


def _parts_of(pack: Pack, plans: list[str], parts: list[Part]) -> dict[str, Part]:
    """Plans by their titles, the most alike first; what has no title in pack or text by order. A text of one part holds
    all plans of a pack that names no titles."""
    titles = {plan: str(title) for plan, title in (pack.notice.get("plans") or {}).items() if plan in plans}
    found: dict[str, Part] = {}
    free = list(range(len(parts)))
    scored = sorted(
        ((-cover(title, parts[n].title), order, n) for order, title in enumerate(titles.values()) for n in free),
    )
    names = list(titles)
    for score, order, n in scored:
        if -score >= ALIKE and n in free and names[order] not in found:
            found[names[order]] = parts[n]
            free.remove(n)
    if len(parts) == 1 and not titles:
        return dict.fromkeys(plans, parts[0])
    untitled = [n for n in free if not parts[n].title or not titles]
    for plan in plans:
        if plan not in found and untitled:
            found[plan] = parts[untitled.pop(0)]
    return found


def _resolve(outline: Outline, own: Section, below: list[Section], made: Alignment) -> None:
    """First by the words of headings, so that a dropped or moved section never lends its number to another; what is
    left over by number."""
    for clause in outline.clauses:
        made.sections[clause] = own
    scored = [
        (-cover(wanted.title, section.title), (wanted.rank, wanted.number) != (section.rank, section.number), w, s)
        for w, wanted in enumerate(outline.below)
        for s, section in enumerate(below)
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for score, _, w, s in sorted(scored):
        if -score >= ALIKE and w not in found and s not in taken:
            found[w] = s
            taken.add(s)
    for _, elsewhere, w, s in scored:
        if not elsewhere and w not in found and s not in taken:
            found[w] = s
            taken.add(s)
    for w, wanted in enumerate(outline.below):
        clauses = wanted.every_clause()
        if w not in found:
            made.missing |= dict.fromkeys(clauses, f"文中找不到“{wanted.title}”（第 {wanted.number} 项）这一节")
            continue
        section = below[found[w]]
        printed = f"第 {section.line} 行的标题是“{section.label}{section.title}”"
        if (wanted.rank, wanted.number) != (section.rank, section.number):
            said = f"{printed}，政策包里“{wanted.title}”是第 {wanted.number} 项"
            made.disagreements.append(Disagreement(clauses[0], section.number, wanted.number, said))
        elif wanted.title and cover(wanted.title, section.title) < ALIKE:
            said = f"{printed}，政策包里是“{wanted.title}”"
            made.disagreements.append(Disagreement(clauses[0], section.title, wanted.title, said))
        _resolve(wanted, section, section.below, made)
