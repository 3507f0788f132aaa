"""The examination by a body that did not teach (考培分离): its day and place, its marks, and each change of a mark."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.certification.models.completion import Candidate, Completion

_SCORE = Q(theory=None) | Q(theory__range=(0, 100))
_SCORE_OF_PRACTICE = Q(practice=None) | Q(practice__range=(0, 100))


class Examination(models.Model):
    """nth: 1, and from 2 on the resits. class_ended_on: last lesson of the class, held here so that no examination can stand
    before it. filed_on: when the roster was filed with the body. examiners: their names, a line each."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="exams", db_index=False)
    nth = models.SmallIntegerField()
    body = models.ForeignKey("orgs.Org", models.PROTECT, related_name="+")
    class_ended_on = models.DateField()
    filed_on = models.DateField()
    held_on = models.DateField()
    from_time = models.TimeField()
    site = models.CharField(max_length=200)
    examiners = models.CharField(max_length=300, blank=True)
    arranged_on = models.DateField(null=True, blank=True)
    marked_on = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id case state completion nth body class_ended_on filed_on held_on from_time site arranged_on marked_on "
        "released_on",
        personal="examiners",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["completion", "nth"], name="exam_once"),
            models.CheckConstraint(condition=Q(nth__gte=1), name="exam_nth"),
            models.CheckConstraint(
                condition=Q(held_on__gte=F("class_ended_on"), held_on__gt=F("filed_on")), name="exam_days"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("arranged", "marked", "released")) | Q(arranged_on__isnull=False),
                name="exam_arranged",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("marked", "released"))
                | Q(marked_on__isnull=False, marked_on__gte=F("held_on")),
                name="exam_marked",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_on__isnull=False, released_on__gte=F("marked_on")),
                name="exam_released",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.completion_id} {self.nth}"


class Mark(models.Model):
    """One candidate in one examination; neither marks nor absent: not entered yet. seat: counted from 1 in the order of the
    roster, part of the ticket. changed_on: of the last change after the
    release, which two people signed."""

    exam = models.ForeignKey(Examination, models.CASCADE, related_name="marks", db_index=False)
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="marks")
    seat = models.SmallIntegerField()
    theory = models.SmallIntegerField(null=True, blank=True)
    practice = models.SmallIntegerField(null=True, blank=True)
    absent = models.BooleanField(default=False)
    passed = models.BooleanField(default=False)
    changed_on = models.DateField(null=True, blank=True)

    # Whose mark it is stands in the roster alone: without it the marks are figures.
    PRIVACY = classes(internal="id exam candidate seat theory practice absent passed changed_on")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "candidate"], name="exam_mark_once"),
            models.UniqueConstraint(fields=["exam", "seat"], name="exam_mark_seat_once"),
            models.CheckConstraint(condition=_SCORE & _SCORE_OF_PRACTICE, name="exam_mark_range"),
            models.CheckConstraint(
                condition=Q(absent=False) | Q(theory=None, practice=None, passed=False), name="exam_mark_absent"
            ),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(theory__isnull=False) | Q(practice__isnull=False), name="exam_mark_passed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} {self.candidate_id}"

    @property
    def ticket(self) -> str:
        """How the body knows the candidate: number of the examination and seat."""
        return f"{self.exam.case.number}-{self.seat:02d}"

    @property
    def entered(self) -> bool:
        return self.absent or self.theory is not None or self.practice is not None


class MarkChange(models.Model):
    """A mark changed after its release (F-40): what it was stays beside what it became. was_*: as it stood when it was asked for."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    exam = models.ForeignKey(Examination, models.PROTECT, null=True, blank=True, related_name="changes")
    mark = models.ForeignKey(Mark, models.PROTECT, null=True, blank=True, related_name="changes")
    was_theory = models.SmallIntegerField(null=True, blank=True)
    was_practice = models.SmallIntegerField(null=True, blank=True)
    was_absent = models.BooleanField(default=False)
    theory = models.SmallIntegerField(null=True, blank=True)
    practice = models.SmallIntegerField(null=True, blank=True)
    absent = models.BooleanField(default=False)
    why = models.CharField(max_length=500, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    PRIVACY = classes(
        internal="id case state exam mark was_theory was_practice was_absent theory practice absent submitted_on decided_on "
        "added_at",
        personal="why",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=_SCORE & _SCORE_OF_PRACTICE, name="mark_change_range"),
            models.CheckConstraint(
                condition=Q(absent=False) | Q(theory=None, practice=None), name="mark_change_absent"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(submitted_on__isnull=False, exam__isnull=False, mark__isnull=False),
                name="mark_change_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "rejected")) | Q(decided_on__isnull=False),
                name="mark_change_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
