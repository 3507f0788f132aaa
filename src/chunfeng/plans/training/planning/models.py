"""The yearly training plan of a city: how many persons, in which kind of training, in which county."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chunfeng.base.places.models import Place
from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.catalogue.models import HandedIn


class YearPlan(HandedIn):
    """revises: the plan of the same year that this one takes the place of, once it is issued. in_force: issued, and not
    replaced since."""

    year = models.SmallIntegerField()
    revises = models.ForeignKey("self", models.PROTECT, null=True, related_name="revisions")
    in_force = models.BooleanField(default=False)

    PRIVACY = classes(public="id case state place document year revises issued_on in_force")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "year"], condition=Q(in_force=True), name="plan_in_force_once"),
            models.UniqueConstraint(
                fields=["place", "year"], condition=Q(state__in=["drafting", "checking"]), name="plan_drawn_up_once"
            ),
            models.CheckConstraint(condition=Q(year__range=(2000, 2100)), name="plan_year"),
            models.CheckConstraint(
                condition=Q(in_force=False) | Q(issued_on__isnull=False), name="plan_in_force_issued"
            ),
        ]


class PlanLine(models.Model):
    """persons: to be trained in a year. place: a county, or the city itself for the sum over all of it. item: of the pack's
    plan items."""

    list = models.ForeignKey(YearPlan, models.CASCADE, related_name="rows")
    item = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    persons = models.PositiveIntegerField()

    PRIVACY = classes(public="id list item place persons")
    RETENTION = "workflow.case"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "item", "place"], name="plan_line_once")]
