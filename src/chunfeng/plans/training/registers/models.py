"""Dated registers of the training plan: one table, whatever is registered."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.catalogue.models import Dated, HandedIn


class RegisterList(HandedIn):
    register = models.CharField(max_length=40)

    PRIVACY = classes(public="id case state place register document issued_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "register"], condition=Q(state__in=["drafting", "checking"]), name="register_list_once"
            )
        ]


class Entry(Dated):
    """name: of an organisation, which need not be on file here. sort: of the register's own list. year: 0 where it has none."""

    list = models.ForeignKey(RegisterList, models.CASCADE, related_name="rows")
    register = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    credit_code = models.CharField(max_length=18, blank=True, db_index=True)
    sort = models.CharField(max_length=40, blank=True)
    year = models.SmallIntegerField(default=0)
    document = models.CharField(max_length=200)

    PRIVACY = classes(
        public="id list place register name credit_code sort year document valid_from_on valid_to_on in_force"
    )
    RETENTION = "workflow.case"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "register", "credit_code", "name", "sort", "year", "valid_from_on"],
                condition=Q(in_force=True), name="register_entry_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to_on=None) | Q(valid_to_on__gte=F("valid_from_on")), name="register_entry_span"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="register_entry_has_name"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def same(self) -> tuple[Any, ...]:
        return self.register, self.credit_code or self.name, self.sort, self.year
