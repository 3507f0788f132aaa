"""Transfer of a suspected crime to the police 涉嫌犯罪案件移送 (国务院令第310号): a matter beside the inspection, which goes on
recovering the wages meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from chunfeng.base.policy.privacy import classes


class CrimeTransfer(models.Model):
    """officers: the special group of at least two. amount_fen, persons: what is still owed, to how many."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    inspection = models.ForeignKey("inspection.Inspection", models.PROTECT, related_name="crime_transfers")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    officers = models.ManyToManyField("inspection.Certificate", related_name="+")
    report = models.TextField()
    amount_fen = models.BigIntegerField()
    persons = models.IntegerField()
    proposed_on = models.DateField()
    approved_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, unique=True, null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    received_by = models.CharField(max_length=60, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    police_number = models.CharField(max_length=60, blank=True)
    filed_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id case state inspection proposed_by officers amount_fen persons proposed_on approved_on number sent_on "
        "received_by declined_on police_number filed_on",
        personal="report",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0, persons__gt=0), name="crime_counts"),
            models.CheckConstraint(
                condition=Q(sent_on=None) | Q(approved_on__isnull=False, number__isnull=False),
                name="crime_approved_first",
            ),
            models.CheckConstraint(
                condition=~Q(state="filed") | Q(filed_on__isnull=False) & ~Q(police_number=""), name="crime_filed"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "declined", "objected", "filed", "ended", "supervised"))
                | Q(sent_on__isnull=False),
                name="crime_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.case_id)
