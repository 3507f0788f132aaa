"""A run of the rules over a snapshot, and what each rule said of whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chunfeng.base.policy.privacy import classes

UNDECIDED = ("open", "assigned", "proposed")
#: In somebody's hands who decides it.
TO_JUDGE = ("assigned", "proposed")
DECIDED = ("confirmed", "explained", "data_error")
SEVERITIES = ("block", "high", "medium", "low")


class Run(models.Model):
    """snapshot: hash of its manifest. about: key of the one class that was judged; empty: the whole city. ran: rule → hits; not_run:
    rule → the tables it lacked, or a sentence; untestable: rule → lines that could not be judged."""

    snapshot = models.CharField(max_length=64)
    about = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField()
    as_of_on = models.DateField()
    finished_at = models.DateTimeField(default=timezone.now)
    ran = models.JSONField(default=dict)
    not_run = models.JSONField(default=dict)
    untestable = models.JSONField(default=dict)
    new = models.IntegerField(default=0)
    seen = models.IntegerField(default=0)
    gone = models.IntegerField(default=0)

    PRIVACY = classes(
        internal="id snapshot about taken_at as_of_on finished_at ran not_run untestable new seen gone",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["taken_at"])]

    def __str__(self) -> str:
        return self.snapshot[:12]


class Finding(models.Model):
    """subject and other: keys of facts tables, as the snapshot has them. said: the rule's sentence. evidence: what it
    showed, by column of the rule. first_run, last_run: between them every run of the rule saw it."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, unique=True)
    rule = models.CharField(max_length=80)
    severity = models.CharField(max_length=10)
    subject_kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    other_kind = models.CharField(max_length=20, blank=True)
    other = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=500)
    evidence = models.JSONField(default=dict)
    amount_fen = models.BigIntegerField(null=True)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id case state fingerprint rule severity subject_kind other_kind said amount_fen first_run last_run "
        "decided_on",
        personal="subject other evidence",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["rule", "state"]),
            models.Index(fields=["subject_kind", "subject"]),
            models.Index(fields=["state", "id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="finding_severity"),
            models.CheckConstraint(condition=~Q(said="") & ~Q(subject=""), name="finding_says_of_whom"),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_on__isnull=False) | ~Q(state__in=DECIDED) & Q(decided_on=None),
                name="finding_decided_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.fingerprint[:12]}"
