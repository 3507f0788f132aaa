"""Who is on the rosters of the demo city: mostly honest classes, and a few rows that the rules must find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.plans.training.certification import demo as certification
from chunfeng.plans.training.classes import demo
from chunfeng.plans.training.classes.demo import Roster, hand_in
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.subsidy import demo as subsidy
from chunfeng.plans.training.visits import demo as visits
from chunfeng.site.demo.people import Registry

#: What the planted rows break; each rule of these must find something, and no other rule.
PLANTED = frozenset({
    "training.rosters_alike", "training.overlapping_class_spans", "training.class_size_above", "training.over_age",
    "training.under_age", "training.shared_phone",
})  # fmt: skip
_CLASS_DAYS = 25


def rosters(today: date, phone: str = "") -> tuple[Roster, Roster, Roster]:
    """Of three providers; phone: of the first person on the first of them. The second class has half of the first one's
    people two months later; the third is too large, has two of the first at the same time, one man past the age, a child,
    and three under one phone."""
    registry = Registry(2026)

    def somebody(born: date | None = None, phone: str = "") -> tuple[str, str, str]:
        made = registry.person("男" if born else "", born or registry.born(1975, 2000))
        return made.name, made.number, phone or made.phone

    def span(ago: int) -> tuple[date, date]:
        first = today - timedelta(days=ago)
        return first, first + timedelta(days=_CLASS_DAYS)

    first = [somebody(phone=phone), *(somebody() for _ in range(23))]
    second = first[:12] + [somebody() for _ in range(10)]
    shared = registry.phone()
    third = (
        first[12:14] + [somebody(today - timedelta(days=64 * 366)), somebody(today - timedelta(days=15 * 365))]
        + [somebody(phone=shared) for _ in range(3)] + [somebody() for _ in range(45)]
    )  # fmt: skip
    return (
        Roster("焊工一期", *span(120), first), Roster("砌筑工三期", *span(60), second), Roster("家政二期", *span(110), third),
    )  # fmt: skip


def enrol(clerks: Sequence[Actor], today: date, phone: str = "") -> None:
    """Three clerks of three providers hand in a roster each."""
    with _here():
        for roster, clerk in zip(rosters(today, phone), clerks, strict=True):
            hand_in(roster, clerk)


def teach(schools: Sequence[tuple[Org, Actor]], office: demo.Office, today: date, phone: str = "") -> None:
    """Two classes that were applied for, of people who are on no other roster but for the one with this phone, who is in the first."""
    registry = Registry(2027)
    people = [
        [(p.name, p.number, p.phone) for p in (registry.person("", registry.born(1975, 1999)) for _n in range(24))]
        for _school in schools
    ]
    if phone:
        people[0][0] = rosters(today, phone)[0].people[0]
    with _here():
        demo.teach(schools, office, people, today)


def inspect(schools: Sequence[tuple[Org, Actor]], team: visits.Team, today: date) -> None:
    """Visits to the class that is taught, and to two before it; of these the people, and their phones, are on no other roster."""
    registry = Registry(2028)
    made = [registry.person("", registry.born(1975, 1999)) for _n in range(48)]
    told = [(p.name, p.number, f"1390539{n:04d}") for n, p in enumerate(made)]
    people = told[:24], told[24:]
    running = TrainingClass.objects.get(org=schools[0][0], state="in_progress")
    with _here():
        visits.inspect(team, schools, running, people, today)


def certify(
    school: tuple[Org, Actor], office: certification.Office, body: certification.Body, today: date, paper: certification.Papers
) -> None:  # fmt: skip
    """Two classes to their end, of people who are on no other roster."""
    registry = Registry(2029)
    made = [registry.person("", registry.born(1975, 1999)) for _n in range(40)]
    told = [(p.name, p.number, f"1390549{n:04d}") for n, p in enumerate(made)]
    with _here():
        certification.certify(school, office, body, (told[:20], told[20:]), today, paper)


def pay(klass: TrainingClass, clerk: Actor, office: subsidy.Office, treasury: subsidy.Treasury, today: date) -> None:
    """The people of a certified class have told their bank accounts."""
    for n, entry in enumerate(klass.entries.select_related("person").order_by("pk")):
        entry.person.account = f"62284500{klass.pk:04d}{n:07d}"
        entry.person.save(update_fields=["account"])
    with _here():
        subsidy.pay(klass, clerk, office, treasury, today)


@contextmanager
def _here() -> Iterator[None]:
    """Files of our own making are read in this process."""
    reader = RECEIVERS.reader
    before, reader.workers = reader.workers, 0  # type: ignore[attr-defined]
    try:
        yield
    finally:
        reader.workers = before  # type: ignore[attr-defined]
