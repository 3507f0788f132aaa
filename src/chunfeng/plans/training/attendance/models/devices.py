"""Punch devices and what trainees show them. A device knows a person by an opaque code and nothing else: no number, no name,
no part of a body (个人信息保护法 26, 28, 29)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chunfeng.base.policy.privacy import classes

#: Of a device that the county has confirmed and nobody has taken out of use.
IN_USE = "in_use"


class Device(models.Model):
    """premises: where it hangs, with the coordinates by which its punches are placed. key_mac: keyed digest of its key, which was
    shown once; None where none was made or it was taken back."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    org = models.ForeignKey("orgs.Org", models.PROTECT, related_name="+")
    premises = models.ForeignKey("providers.Premises", models.PROTECT, null=True, blank=True, related_name="devices")
    serial = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=60, blank=True)
    spot = models.CharField(max_length=100, blank=True)
    key_mac = models.BinaryField(null=True, blank=True, max_length=40)
    key_made_at = models.DateTimeField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id case state org premises serial model spot key_mac key_made_at confirmed_on ended_on")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "serial"],
                condition=Q(state__in=("submitted", IN_USE)) & ~Q(serial=""),
                name="device_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn")) | Q(premises__isnull=False) & ~Q(serial=""),
                name="device_told",
            ),
            models.CheckConstraint(
                condition=Q(key_mac=None) | Q(state=IN_USE, key_made_at__isnull=False, confirmed_on__isnull=False),
                name="device_key",
            ),
            models.CheckConstraint(condition=~Q(state="ended") | Q(ended_on__isnull=False), name="device_ended"),
        ]

    def __str__(self) -> str:
        return self.serial


class Badge(models.Model):
    """The code by which a device knows a trainee in one class: on a card, or taught to a device that keeps what it recognises to
    itself. A lost one gets a new code."""

    entry = models.OneToOneField("classes.RosterEntry", models.CASCADE, related_name="badge")
    code = models.CharField(max_length=16, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    PRIVACY = classes(internal="id code made_at", personal="entry")
    RETENTION = "training.roster"
    RETENTION_FROM = ("made_at",)

    class Meta:
        ordering = ["entry"]
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="badge_code")]

    def __str__(self) -> str:
        return self.code
