"""The yearly training plan of a city: how many persons, in which kind of training, in which county."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from chunfeng.base.places.models import Place
from chunfeng.base.policy.privacy import classes
from chunfeng.base.workflow.models import Case


class YearPlan(models.Model):
    """revises: the plan of the same year that this one takes the place of, once it is issued. in_force: issued, and not
    replaced since."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    revises = models.ForeignKey("self", models.PROTECT, null=True, related_name="revisions")
    issued_on = models.DateField(null=True)
    in_force = models.BooleanField(default=False)

    PRIVACY = classes(public="id case state place year revises issued_on in_force")
    RETENTION = "workflow.case"

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

    def __str__(self) -> str:
        return f"{self.year}"


class PlanLine(models.Model):
    """persons: to be trained in a year. place: a county, or the city itself for the sum over all of it. item: of the pack's
    plan items."""

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="lines")
    item = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    persons = models.PositiveIntegerField()

    PRIVACY = classes(public="id plan item place persons")
    RETENTION = "workflow.case"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "item", "place"], name="plan_line_once")]
