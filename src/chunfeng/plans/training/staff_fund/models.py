"""What an employer sets aside of its wage bill in a year to train its staff, and what of it reached the front line."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chunfeng.base.orgs.models import Org
from chunfeng.base.policy.privacy import classes
from chunfeng.base.workflow.models import Case


class Declaration(models.Model):
    """Empty until it is filled in. front_line_fen: of what was used. asked: what the office wants explained; said: the answer."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    year = models.SmallIntegerField(null=True)
    wage_bill_fen = models.BigIntegerField(null=True)
    set_aside_fen = models.BigIntegerField(null=True)
    used_fen = models.BigIntegerField(null=True)
    front_line_fen = models.BigIntegerField(null=True)
    asked = models.TextField(blank=True)
    said = models.TextField(blank=True)

    PRIVACY = classes(internal="id case state org year wage_bill_fen set_aside_fen used_fen front_line_fen asked said")
    RETENTION = "workflow.case"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["org", "year"], condition=~Q(state="withdrawn"), name="staff_fund_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(
                    year__isnull=False, wage_bill_fen__isnull=False, set_aside_fen__isnull=False, used_fen__isnull=False,
                    front_line_fen__isnull=False,
                ),
                name="staff_fund_whole",
            ),
            models.CheckConstraint(condition=Q(wage_bill_fen=None) | Q(wage_bill_fen__gt=0), name="staff_fund_wages"),
            models.CheckConstraint(
                condition=Q(set_aside_fen=None) | Q(set_aside_fen__gte=0, set_aside_fen__lte=F("wage_bill_fen")),
                name="staff_fund_set_aside",
            ),
            models.CheckConstraint(
                condition=Q(front_line_fen=None) | Q(front_line_fen__gte=0, front_line_fen__lte=F("used_fen")),
                name="staff_fund_front_line",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.org_id} {self.year}"
