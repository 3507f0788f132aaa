"""Divisions, functional zones, villages and grid cells as one tree."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.places import lookups as _lookups  # noqa: F401  so that they are known


class PlaceSet(models.QuerySet["Place"]):
    def visible_under(self, path: str) -> PlaceSet:
        """A place and all below it, by the path of that place; an empty path is no place and sees nothing."""
        return self.filter(path__begins=path) if path else self.none()

    def valid_on(self, day: date) -> PlaceSet:
        return self.filter(
            Q(valid_from_on=None) | Q(valid_from_on__lte=day), Q(valid_to_on=None) | Q(valid_to_on__gte=day)
        )


class Place(models.Model):
    """code: of GB/T 2260 or the statistical list; zones and grid cells have codes outside its range. path: codes from the
    root, each followed by a slash. counted_in: the county in whose statistics a zone falls. Grid assistants are users
    with a post at a place of kind grid."""

    class Kind(models.TextChoices):
        CITY = "city", _("市")
        COUNTY = "county", _("县（市、区）")
        ZONE = "zone", _("功能区")
        TOWN = "town", _("乡镇（街道）")
        VILLAGE = "village", _("村（社区）")
        GRID = "grid", _("网格")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=50)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    valid_from_on = models.DateField(null=True, blank=True)
    valid_to_on = models.DateField(null=True, blank=True)
    counted_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="counts")

    objects = PlaceSet.as_manager()

    PRIVACY = dict.fromkeys(
        ("id", "code", "name", "kind", "parent", "path", "valid_from_on", "valid_to_on", "counted_in"), "public"
    )
    RETENTION = "places.place"

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=Q(path__endswith="/"), name="place_path_ends"),
            models.CheckConstraint(
                condition=Q(kind__in=["city", "county", "zone", "town", "village", "grid"]), name="place_kind"
            ),
            models.CheckConstraint(
                condition=Q(valid_to_on=None) | Q(valid_from_on=None) | Q(valid_to_on__gte=F("valid_from_on")),
                name="place_span",
            ),
            models.CheckConstraint(condition=Q(counted_in=None) | Q(kind="zone"), name="place_counted_in_of_zone"),
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, path: str) -> bool:
        """Whether a path lies at or under this place."""
        return path.startswith(self.path)

    def name_on(self, day: date) -> str:
        """What it was called then: certificates and contracts keep the name of their day."""
        return next((former.name for former in self.former_names.all() if former.covers(day)), self.name)


class FormerName(models.Model):
    """A name that a place had from a day (None: as far back as is known) to a day, both counted."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=50)
    valid_from_on = models.DateField(null=True, blank=True)
    valid_to_on = models.DateField()

    PRIVACY: dict[str, Any] = dict.fromkeys(("id", "place", "name", "valid_from_on", "valid_to_on"), "public")
    RETENTION = "places.place"

    class Meta:
        ordering = ["place", "valid_to_on"]
        constraints = [
            models.UniqueConstraint(fields=["place", "valid_to_on"], name="former_name_once"),
            models.CheckConstraint(
                condition=Q(valid_from_on=None) | Q(valid_to_on__gte=F("valid_from_on")), name="former_name_span"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, day: date) -> bool:
        return (self.valid_from_on is None or self.valid_from_on <= day) and day <= self.valid_to_on
