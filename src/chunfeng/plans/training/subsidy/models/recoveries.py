"""Money that has to come back: of whom, on what ground, with how much interest, in what instalments (T-3.4.b)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.subsidy.models.claims import Claim, ClaimLine

#: Not dropped: its lines are in no other one.
_DECIDED = ("decided", "repaid")


class Recovery(models.Model):
    """ground: code of training.recovery_grounds. amount_fen: of all its lines; interest_fen: fixed by the decision. instalments: into how many
    parts it was divided; due_on: the last day of the last of them."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="recoveries")
    ground = models.CharField(max_length=40)
    why = models.CharField(max_length=1000)
    amount_fen = models.BigIntegerField(default=0)
    interest_fen = models.BigIntegerField(default=0)
    statement = models.TextField(blank=True)
    told_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    instalments = models.SmallIntegerField(default=1)
    due_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id case state claim ground amount_fen interest_fen told_on decided_on instalments due_on ended_on",
        personal="why statement",
    )
    RETENTION = "ledger.entry"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, interest_fen__gte=0, instalments__range=(1, 24)) & ~Q(ground=""),
                name="recovery_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_DECIDED)
                | Q(told_on__isnull=False, decided_on__isnull=False, due_on__isnull=False, due_on__gte=F("decided_on")),
                name="recovery_decided",
            ),
            models.CheckConstraint(condition=~Q(state="repaid") | Q(ended_on__isnull=False), name="recovery_ended"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class RecoveryLine(models.Model):
    """live: of a recovery that was not dropped; a line is taken back by one at a time."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(ClaimLine, models.PROTECT, related_name="recoveries")
    amount_fen = models.BigIntegerField()
    back_fen = models.BigIntegerField(default=0)
    live = models.BooleanField(default=True)

    PRIVACY = classes(internal="id recovery line amount_fen back_fen live")
    RETENTION = "ledger.entry"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recovery", "line"], name="recovery_line_once"),
            models.UniqueConstraint(fields=["line"], condition=Q(live=True), name="line_in_one_recovery"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, back_fen__gte=0, back_fen__lte=F("amount_fen")),
                name="recovery_line_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recovery_id} {self.line_id}"


class Receipt(models.Model):
    """What came in on one day. document: number of the bank's or the treasury's paper, once for each."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="receipts", db_index=False)
    received_on = models.DateField()
    amount_fen = models.BigIntegerField()
    interest_fen = models.BigIntegerField(default=0)
    document = models.CharField(max_length=100)

    PRIVACY = classes(internal="id recovery received_on amount_fen interest_fen document")
    RETENTION = "ledger.entry"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recovery", "document"], name="receipt_once"),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, interest_fen__gte=0)
                & (Q(amount_fen__gt=0) | Q(interest_fen__gt=0))
                & ~Q(document=""),
                name="receipt_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.document
