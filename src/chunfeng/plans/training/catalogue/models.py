"""What a training is worth here, and the lists by which that is set: each drawn up by one officer and issued by another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.places.models import Place
from chunfeng.base.policy.privacy import classes
from chunfeng.base.workflow.models import Case

#: 5 lowest … 1 highest, 6 special ability, 7 training certificate: as in the facts tables.
LEVELS = {
    5: _("五级（初级）"),
    4: _("四级（中级）"),
    3: _("三级（高级）"),
    2: _("二级（技师）"),
    1: _("一级（高级技师）"),
    6: _("专项能力"),
    7: _("培训合格证"),
}


class HandedIn(models.Model):
    """A list in its procedure. document: what it rests on."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    document = models.CharField(max_length=200)
    issued_on = models.DateField(null=True)

    RETENTION = "workflow.case"

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.document


class Dated(models.Model):
    """A row of such a list, from a day to a day, both counted. in_force: issued, and not taken back before it began."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True)
    in_force = models.BooleanField(default=False)

    #: Columns by which a newer row takes the place of an older one.
    SAME: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def same(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.SAME)

    def holds(self, day: date) -> bool:
        return self.valid_from_on <= day and (self.valid_to_on is None or day <= self.valid_to_on)


def following(old: Iterable[Dated], new: Sequence[Dated]) -> list[Dated]:
    """The older rows as they are once the newer hold: ended the day before, or taken back where they would begin no earlier.
    Only rows that change."""
    by_same: dict[Any, list[Dated]] = {}
    for row in old:
        by_same.setdefault((row.place_id, *row.same), []).append(row)
    changed = []
    for row in new:
        for before in by_same.get((row.place_id, *row.same), ()):
            if before.valid_from_on >= row.valid_from_on:
                before.in_force = False
            elif before.valid_to_on is None or before.valid_to_on >= row.valid_from_on:
                before.valid_to_on = row.valid_from_on - timedelta(days=1)
            else:
                continue
            changed.append(before)
    return changed


def take_effect(old: Iterable[Dated], new: Sequence[Dated]) -> None:
    """Within a transaction, and with no other list of the place on its way: what its procedure sees to."""
    for changed in (following(old, new), new):
        for row in changed:
            if changed is new:
                row.in_force = True
        if changed:
            type(changed[0])._base_manager.bulk_update(changed, ["in_force", "valid_to_on"], batch_size=500)


class StandardsList(HandedIn):
    """valid_from_on: the first day of all its rows."""

    valid_from_on = models.DateField()

    PRIVACY = classes(public="id case state place document valid_from_on issued_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(state__in=["drafting", "checking"]), name="standards_drawn_up_once"
            )
        ]


class SubsidyStandard(Dated):
    """What is paid for one person. trade, programme: empty for every one; level 0: every level. min_hours: lessons at least."""

    list = models.ForeignKey(StandardsList, models.CASCADE, related_name="rows")
    trade = models.CharField(max_length=60, blank=True)
    level = models.SmallIntegerField(default=0)
    programme = models.CharField(max_length=20, blank=True)
    fund = models.CharField(max_length=20)
    amount_fen = models.BigIntegerField()
    min_hours = models.SmallIntegerField(null=True)

    PRIVACY = classes(
        public="id list place trade level programme fund amount_fen min_hours valid_from_on valid_to_on in_force"
    )
    RETENTION = "policy.parameter"
    SAME = ("trade", "level", "programme", "fund")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "trade", "level", "programme", "fund"], name="standard_listed_once"),
            models.UniqueConstraint(
                fields=["place", "trade", "level", "programme", "fund", "valid_from_on"], condition=Q(in_force=True),
                name="standard_once",
            ),
            models.UniqueConstraint(
                fields=["place", "trade", "level", "programme", "fund"], condition=Q(in_force=True, valid_to_on=None),
                name="standard_open_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to_on=None) | Q(valid_to_on__gte=F("valid_from_on")), name="standard_span"
            ),
            models.CheckConstraint(condition=Q(level__range=(0, 7)), name="standard_level"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="standard_amount"),
            models.CheckConstraint(
                condition=Q(min_hours=None) | Q(min_hours__gt=0), name="standard_hours"
            ),
            models.CheckConstraint(condition=~Q(fund=""), name="standard_has_fund"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.trade} {self.level} {self.amount_fen}"
