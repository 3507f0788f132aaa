"""What was found on the spot, as each of the visitors wrote it down. Nothing that a phone sent is overwritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.visits.models.visiting import Visit

#: What the head teacher did with the record.
HEADS = {"signed": _("已签字"), "refused": _("拒绝签字"), "away": _("不在现场")}


class FieldRecord(models.Model):
    """uid: made by the phone, so that what is sent twice is one record. counts: the one that is signed; another of the same
    visit stands beside it. started_at: when it was begun, by the phone's own clock; received_at: by ours. expected: roster
    without those who have leave; signed_in: on the sign-in sheet. points: code of training.class_visit_points → met.
    metres_off: to the nearest declared premises."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="records")
    uid = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    counts = models.BooleanField(default=False)
    session = models.ForeignKey("classes.ClassSession", models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    received_at = models.DateTimeField()
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    metres_off = models.IntegerField(null=True, blank=True)
    no_position_because = models.CharField(max_length=200, blank=True)
    photos = models.JSONField(default=list)
    present = models.SmallIntegerField()
    expected = models.SmallIntegerField()
    signed_in = models.SmallIntegerField(null=True, blank=True)
    points = models.JSONField(default=dict)
    said = models.TextField(blank=True)
    head = models.CharField(max_length=10, choices=list(HEADS.items()))
    head_said = models.CharField(max_length=500, blank=True)

    PRIVACY = classes(
        internal="id visit uid by counts session started_at received_at latitude longitude metres_off no_position_because "
        "photos present expected signed_in points head",
        personal="said head_said",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(counts=True), name="one_record_counts"),
            models.CheckConstraint(
                condition=Q(present__range=(0, 500), expected__range=(0, 500))
                & (Q(signed_in=None) | Q(signed_in__range=(0, 500))),
                name="field_record_heads",
            ),
            models.CheckConstraint(
                condition=Q(
                    latitude__isnull=False, longitude__isnull=False, metres_off__isnull=False, metres_off__gte=0
                )
                | Q(latitude=None, longitude=None, metres_off=None) & ~Q(no_position_because=""),
                name="field_record_position_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class HeadCount(models.Model):
    """One person of the roster, there or not when the heads were counted."""

    record = models.ForeignKey(FieldRecord, models.CASCADE, related_name="heads")
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="+")
    here = models.BooleanField()

    PRIVACY = classes(internal="id record here", personal="entry")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["record", "entry"], name="head_counted_once")]

    def __str__(self) -> str:
        return str(self.entry_id)
