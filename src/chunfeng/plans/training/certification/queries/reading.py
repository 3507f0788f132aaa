"""All that a completion is about, read at once: the number of queries does not follow the class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.attendance.queries import Hours, book
from chunfeng.plans.training.catalogue.queries import standard_on
from chunfeng.plans.training.certification.models import Candidate, Certificate, Completion, Examination, Mark
from chunfeng.plans.training.classes.models import ClassSession, RosterEntry, TrainingClass
from chunfeng.plans.training.classes.queries import known


@dataclass(frozen=True)
class Review:
    """entries: who is of the class to its end. hours: by key of an entry. held: lessons at which somebody was, by day, minute of the
    day and group."""

    completion: Completion
    case: Case
    klass: TrainingClass
    sessions: Sequence[ClassSession]
    entries: Sequence[RosterEntry]
    hours: Mapping[int, Hours]
    held: frozenset[tuple[date, int, str]]
    candidates: Mapping[int, Candidate]

    def known(self, code: str) -> int | None:
        """A parameter on the day that counts for the class."""
        return known(f"training.{code}", self.klass.starts_on or self.case.today, self.case.place.code)

    @cached_property
    def planned(self) -> int:
        """Lesson hours that one trainee is to be taught: of groups the longest."""
        groups = {s.group for s in self.sessions if s.group} or {""}
        return max(sum(s.hours for s in self.sessions if s.group in ("", group)) for group in groups)

    def was_held(self, session: ClassSession) -> bool:
        return (session.held_on, session.minutes[0], session.group) in self.held

    @cached_property
    def delivered(self) -> int:
        return max((h.delivered for h in self.hours.values()), default=0)

    @cached_property
    def least_hours(self) -> int | None:
        """By the standard that would pay the class; None without one."""
        k = self.klass
        if k.starts_on is None or k.level is None:
            return None
        found = standard_on(k.trade, k.level, k.programme, self.case.place, k.starts_on, k.fund)
        return found.min_hours if found else None

    def below(self, entry: RosterEntry) -> bool:
        """Whether a person attended less of what was delivered than the parameter asks for."""
        found, share = self.hours.get(entry.pk, Hours(0, 0)), self.known("attend_percent")
        if share is None:
            return False
        return not found.reaches(share)


def read(case: Case) -> Review:
    """Kept with the record: what is shown and what is decided on one page is one reading."""
    completion: Completion = case.record
    found: Review | None = completion.__dict__.get("_review")
    if found is None:
        found = completion.__dict__["_review"] = _read(case, completion)
    return found


def _read(case: Case, completion: Completion) -> Review:
    klass = TrainingClass.objects.select_related("case", "org").get(pk=completion.training_class_id)
    completion.training_class = klass
    sessions = list(klass.sessions.select_related("teacher", "room__premises"))
    entries = list(klass.entries.filter(removed_on=None).select_related("person__merged_into").order_by("pk"))
    candidates = {c.entry_id: c for c in completion.candidates.all()}
    kept = book(klass)
    held = frozenset((day, lesson.first, lesson.group) for (day, _slot), of in kept.delivered.items() for lesson in of)
    return Review(
        completion, case, klass, sessions, entries, {e: kept.total(e) for e in kept.entries}, held, candidates
    )  # fmt: skip


@dataclass(frozen=True)
class Results:
    """What came of the examinations of one completion. marks: of each candidate, the newest last, as far as they were released.
    exams: all, the first first."""

    exams: Sequence[Examination]
    marks: Mapping[int, Sequence[Mark]]
    certificates: Mapping[int, Sequence[Certificate]]

    def passed(self, candidate: Candidate) -> Mark | None:
        return next((m for m in self.marks.get(candidate.pk, ()) if m.passed), None)

    def issued(self, entry: int) -> Certificate | None:
        """That which stands."""
        return next((c for c in self.certificates.get(entry, ()) if c.revoked_on is None), None)


def results_of(completion: Completion) -> Results:
    exams = list(completion.exams.select_related("case", "body").order_by("nth"))
    released = {e.pk: e for e in exams if e.state == "released"}
    marks: dict[int, list[Mark]] = {}
    for mark in Mark.objects.filter(exam__in=released).order_by("exam__nth"):
        mark.exam = released[mark.exam_id]
        marks.setdefault(mark.candidate_id, []).append(mark)
    certificates: dict[int, list[Certificate]] = {}
    for certificate in completion.certificates.order_by("-pk"):
        certificates.setdefault(certificate.entry_id, []).append(certificate)
    return Results(exams, marks, certificates)


def to_examine(completion: Completion) -> list[Candidate]:
    """Admitted, and not passed yet."""
    results = results_of(completion)
    rows = completion.candidates.filter(admitted=True).select_related("entry__person").order_by("pk")
    return [c for c in rows if results.passed(c) is None]


def to_certify(completion: Completion) -> list[tuple[Candidate, Mark]]:
    """Passed, and without a certificate that is not revoked. One that was revoked is not given again by itself, but whoever passes
    once more gets a new one."""
    results = results_of(completion)
    rows = completion.candidates.filter(admitted=True).select_related("entry__person__merged_into").order_by("pk")
    found = []
    for candidate in rows:
        mark, had = results.passed(candidate), results.certificates.get(candidate.entry_id, ())
        if mark and results.issued(candidate.entry_id) is None and mark.exam_id not in {c.exam_id for c in had}:
            found.append((candidate, mark))
    return found
