"""Where is that."""

from __future__ import annotations

from datetime import date

from chunfeng.base.places.models import Place, PlaceSet


def visible_under(path: str) -> PlaceSet:
    return Place.objects.visible_under(path)


def by_code(code: str) -> Place | None:
    return Place.objects.filter(code=code).first()


def name_on(code: str, day: date) -> str:
    """The name of a place on a day; the code itself where no such place is known."""
    found = Place.objects.filter(code=code).prefetch_related("former_names").first()
    return found.name_on(day) if found else code


def ancestors(place: Place) -> PlaceSet:
    """From the root down to the place itself: one query, by the codes in its path."""
    return Place.objects.filter(code__in=place.path.strip("/").split("/")).order_by("path")
