"""Orders that bring money into a pool, move it between pools or give it back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.places.models import Place
from chunfeng.base.policy.privacy import classes
from chunfeng.base.workflow.models import Case


class FundOrder(models.Model):
    """kind: which way the money goes. source: code of a fund of the pack; level: whose budget. pool: whose money it is, or
    becomes; county: the other pool of an allotment. document: number of the paper that orders it."""

    class Kind(models.TextChoices):
        GRANT = "grant", _("财政拨入")
        ALLOT = "allot", _("下达到县")
        CARRY = "carry", _("结转下年")
        HAND_BACK = "hand_back", _("上缴财政")

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    year = models.SmallIntegerField()
    amount_fen = models.BigIntegerField()
    county = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=100)
    booked_on = models.DateField(null=True)

    PRIVACY = classes(public="id case state kind source level year amount_fen county document booked_on")
    RETENTION = "workflow.case"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="fund_order_of_something"),
            models.CheckConstraint(condition=Q(kind="allot") ^ Q(county=None), name="fund_order_to_a_county"),
            models.CheckConstraint(condition=Q(state="booked") ^ Q(booked_on=None), name="fund_order_booked"),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="fund_order_year"),
        ]

    @property
    def fund(self) -> str:
        """As the ledger calls it: source and whose budget."""
        return f"{self.source}.{self.level}"
