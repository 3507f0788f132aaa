"""Finds people and classes that nobody planted anything on yet."""

import random
from dataclasses import dataclass, field
from datetime import date

from chunfeng.site.demo.model import Enrolment, Entry, Klass, Provider, Row
from chunfeng.site.demo.people import Person
from chunfeng.site.demo.truth import Truth, person_refs
from chunfeng.site.demo.world import World

#: attendance layouts in which every mark carries the person's number
NUMBERED = ("grid", "pairs", "punch")


@dataclass
class Planter:
    world: World
    truth: Truth
    rng: random.Random
    round: int = 0
    cursor: int = 0
    programme_classes: dict[str, Klass] = field(default_factory=dict)

    def group(self, name: str) -> str:
        return f"{name}-{self.round + 1}"

    def one(
        self, marks: tuple[str, ...] = NUMBERED, klass: Klass | None = None, county: str = ""
    ) -> tuple[Klass, Enrolment]:
        """An unused person with a paid-up claim in an ordinary class with the wanted attendance layout."""
        pool = [klass] if klass else [k for k in self.world.classes if k.base and not k.used]
        for step in range(len(pool)):
            found = pool[(self.cursor + step) % len(pool)]
            if found.marks not in marks or (county and found.provider.county != county):
                continue
            for row in found.people:
                if not row.used and row.claims and row.in_roster:
                    row.used = True
                    self.cursor += step + 1
                    return found, row
        raise AssertionError("the demo city has too few people for its plants")

    def provider(self) -> Provider:
        """A provider of its own, so that a class fault accuses nobody else."""
        made = self.world.provider()
        made.roster, made.marks = "plain", "grid"
        return made

    def register(
        self, kind: str, who: Person, start: date | None, end: date | None = None, sub: str = "", **extra: object
    ) -> Entry:
        entry = Entry(who, self.world.key(kind), start, end, sub, dict(extra))
        self.world.registers.setdefault(kind, []).append(entry)
        return entry

    def filing(self, employer: str, who: Person, start: date, end: date | None = None, kind: str = "全日制") -> Row:
        self.world.employers.setdefault(employer, "泰山区")
        row = Row(self.world.key("filing"), employer, who, {"start": start, "end": end, "kind": kind})
        self.world.filings.append(row)
        return row

    def contract(self, employer: str, who: Person, start: date, end: date | None, kind: str = "固定期限") -> Row:
        self.world.employers.setdefault(employer, "泰山区")
        row = Row(self.world.key("contract"), employer, who, {"start": start, "end": end, "kind": kind})
        self.world.contracts.append(row)
        return row

    def insured(self, employer: str, who: Person, start: date, end: date, *, payer: str = "单位职工") -> Row:
        self.world.employers.setdefault(employer, "泰山区")
        row = Row(self.world.key("insurance"), employer, who, {"start": start, "end": end, "payer": payer})
        self.world.insurance.append(row)
        return row

    def hit(self, name: str, pattern: str, severity: str, row: Enrolment) -> None:
        self.truth.hit(self.group(name), pattern, severity, *person_refs(row))

    def near(self, name: str, pattern: str, row: Enrolment) -> None:
        self.truth.near(self.group(name), pattern, *person_refs(row))


def reborn(world: World, row: Enrolment, born: date, sex: str) -> None:
    """The same place on the roster, taken by a person of another age."""
    old = row.person
    name = world.registry.name(sex)
    row.person = Person(name, world.registry.number(born, sex), born, sex, old.phone, old.account, old.address)
    for claim in row.claims:
        claim.holder = name
