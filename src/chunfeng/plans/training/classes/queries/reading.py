"""All that the tests of an application are about, read at once: the number of queries does not follow the class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count, Q

from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.catalogue.models import SubsidyStandard
from chunfeng.plans.training.catalogue.queries import standard_on
from chunfeng.plans.training.classes.models import STANDING, ClassSession, RosterEntry, TrainingClass
from chunfeng.plans.training.classes.queries import OPEN_STATES
from chunfeng.plans.training.classes.queries.eligibility import Doubt, Ground, Someone, doubts
from chunfeng.plans.training.planning.queries import planned
from chunfeng.plans.training.providers.models import Agreement, Listing


@dataclass(frozen=True)
class Reading:
    """handed_in_on: the day of handing in, of the first time where it came back. taken: sessions of other classes that stand,
    in the days of this one, with one of its teachers or rooms."""

    klass: TrainingClass
    case: Case
    handed_in_on: date
    sessions: Sequence[ClassSession]
    entries: Sequence[RosterEntry]
    admitted: frozenset[tuple[str, int]]
    taken: Sequence[ClassSession]
    ground: Ground

    def known(self, code: str, day: date | None = None) -> int | None:
        """A parameter on the day that counts for the class, or another."""
        return self.ground.known(code, day or self.on)

    @property
    def on(self) -> date:
        """The day by which the numbers of the law are chosen."""
        return self.klass.starts_on or self.handed_in_on

    @cached_property
    def streams(self) -> Mapping[str, Sequence[ClassSession]]:
        """What one trainee is taught: group → its sessions with those of the whole class; one stream of a class without groups."""
        groups = sorted({s.group for s in self.sessions if s.group}) or [""]
        return {group: [s for s in self.sessions if s.group in ("", group)] for group in groups}

    @cached_property
    def doubts(self) -> Mapping[int, Sequence[Doubt]]:
        """Key of a roster entry → what is said against it; entries in order without any are left out."""
        found = {entry.pk: doubts(someone(entry), self.ground) for entry in self.entries}
        return {key: said for key, said in found.items() if said}

    @cached_property
    def standard(self) -> SubsidyStandard | None:
        """By which the class would be paid, on its opening day."""
        klass = self.klass
        if not klass.trade or klass.level is None:
            return None
        return standard_on(klass.trade, klass.level, klass.programme, self.case.place, self.on, klass.fund)

    @cached_property
    def quota(self) -> tuple[int, int] | None:
        """Persons that the plan gives the place for this kind of training in the year, and those of classes that stand
        together with this one; None without a plan."""
        klass, place = self.klass, self.case.place
        if klass.starts_on is None or not klass.programme:
            return None
        said = planned(place, klass.starts_on.year, klass.programme)
        if said is None:
            return None
        standing = TrainingClass.objects.filter(
            state__in=STANDING, case__place=place, programme=klass.programme, starts_on__year=klass.starts_on.year
        ).exclude(pk=klass.pk)
        return said, len(self.entries) + (standing.aggregate(n=Count("entries", Q(entries__removed_on=None)))["n"] or 0)


def someone(entry: RosterEntry) -> Someone:
    person = entry.person.merged_into or entry.person
    return Someone(person.pk, person.born_on, person.sex, entry.category)


def read(case: Case) -> Reading:
    """Kept with the record: what is shown and what is decided on one page is one reading."""
    klass: TrainingClass = case.record
    found: Reading | None = klass.__dict__.get("_reading")
    if found is None:
        found = klass.__dict__["_reading"] = _read(case, klass)
    return found


def _read(case: Case, klass: TrainingClass) -> Reading:
    klass.agreement = Agreement.objects.select_related("admission").get(pk=klass.agreement_id)
    sessions = list(klass.sessions.select_related("teacher", "room__premises"))
    if head := next((s.teacher for s in sessions if s.teacher_id == klass.head_teacher_id), None):
        klass.head_teacher = head
    rows = klass.entries.filter(removed_on=None)
    entries = list(rows.select_related("person__merged_into").order_by("pk"))
    listed = Listing.objects.filter(agreement=klass.agreement_id).values_list("trade", "level")
    people = {entry.person.merged_into_id or entry.person_id for entry in entries}
    handed_in = klass.submitted_on or case.today
    return Reading(
        klass, case, handed_in, sessions, entries, frozenset(listed), _taken(klass, sessions),
        Ground.of(klass, case.place.code, people, sessions),
    )  # fmt: skip


def _taken(klass: TrainingClass, sessions: Sequence[ClassSession]) -> list[ClassSession]:
    """A teacher is known everywhere by the number of the certificate; a room by its provider and its names."""
    if not sessions:
        return []
    days = [s.held_on for s in sessions]
    rooms = {s.room for s in sessions if s.room}
    teachers = Q(teacher__certificate_number__in={s.teacher.certificate_number for s in sessions})
    own = Q(room__name__in={r.name for r in rooms}, training_class__org=klass.org_id)
    return list(
        ClassSession.objects.filter(
            teachers | own, training_class__state__in=STANDING, held_on__range=(min(days), max(days))
        )
        .exclude(training_class=klass.pk)
        .select_related("teacher", "room__premises", "training_class")
    )


def judged_now(case: Case) -> bool:
    """Whether the tests still decide something; later they would judge a class by what came after it."""
    return case.state in (*OPEN_STATES, "submitted", "checked")
