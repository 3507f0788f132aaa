"""The end of a class: what its provider reports, and who may be examined (T-3.2.e).

A CHECK passes on NULL: every constraint that needs a value says so.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chunfeng.base.policy.privacy import classes

#: The office decided who may be examined.
CONFIRMED = ("confirmed", "scheduled", "examined", "issuing", "certified", "closed")


class Completion(models.Model):
    """evaluations, satisfied: forms that trainees filled in, and those that were content. delivered, planned: lesson hours of
    the class on the day of the review."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    training_class = models.OneToOneField("classes.TrainingClass", models.PROTECT, related_name="completion")
    summary = models.CharField(max_length=1000, blank=True)
    evaluations = models.SmallIntegerField(null=True, blank=True)
    satisfied = models.SmallIntegerField(null=True, blank=True)
    planned = models.SmallIntegerField(null=True, blank=True)
    delivered = models.SmallIntegerField(null=True, blank=True)
    undertaken_at = models.DateTimeField(null=True, blank=True)
    undertaken_by = models.CharField(max_length=50, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    certified_on = models.DateField(null=True, blank=True)
    asked_for = models.TextField(blank=True)

    PRIVACY = classes(
        internal="id case state training_class summary evaluations satisfied planned delivered undertaken_at submitted_on "
        "reviewed_on confirmed_on certified_on asked_for",
        personal="undertaken_by",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(submitted_on__isnull=False, undertaken_at__isnull=False, evaluations__isnull=False),
                name="completion_submitted",
            ),
            models.CheckConstraint(
                condition=Q(evaluations=None, satisfied=None)
                | Q(evaluations__gte=0, satisfied__gte=0, satisfied__lte=F("evaluations")),
                name="completion_evaluated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("reviewed", *CONFIRMED))
                | Q(reviewed_on__isnull=False, planned__isnull=False, delivered__isnull=False),
                name="completion_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=CONFIRMED) | Q(confirmed_on__isnull=False, confirmed_on__gte=F("reviewed_on")),
                name="completion_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="certified") | Q(certified_on__isnull=False, certified_on__gte=F("confirmed_on")),
                name="completion_certified",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class CompletionFile(models.Model):
    """kind: code of training.completion_files. document: uid of the stored attachment."""

    completion = models.ForeignKey(Completion, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=40)
    document = models.CharField(max_length=36)
    added_on = models.DateField()

    PRIVACY = classes(internal="id completion kind document added_on")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["completion", "kind", "document"], name="completion_file_once"),
            models.CheckConstraint(condition=~Q(document=""), name="completion_file_document"),
        ]

    def __str__(self) -> str:
        return self.kind


class Candidate(models.Model):
    """One person of the roster as the review left it. attended, delivered: lesson hours; the share is of what was delivered.
    reason: code of training.not_admitted_reasons; why: the officer's words."""

    completion = models.ForeignKey(Completion, models.CASCADE, related_name="candidates", db_index=False)
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="+")
    attended = models.SmallIntegerField()
    delivered = models.SmallIntegerField()
    admitted = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=500, blank=True)

    PRIVACY = classes(internal="id completion attended delivered admitted reason", personal="entry why")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["completion", "entry"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(attended__gte=0, delivered__gte=0, attended__lte=F("delivered")), name="candidate_hours"
            ),
            models.CheckConstraint(
                condition=Q(admitted=True, reason="", why="") | Q(admitted=False) & ~Q(reason=""),
                name="candidate_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.completion_id} {self.entry_id}"
