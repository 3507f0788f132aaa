"""What says that a trainee was there. A mark is one person in one half day of a class: normally one punch in and one out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes

#: A lesson is of the half day in which it begins.
SLOTS = {1: _("上午"), 2: _("下午"), 3: _("晚上")}


class Answer(models.Model):
    """What a trainee says from the own phone: registered in this class, rightly or not. The last word counts; the log has all."""

    entry = models.OneToOneField("classes.RosterEntry", models.CASCADE, related_name="answer")
    takes_part = models.BooleanField()
    answered_at = models.DateTimeField(default=timezone.now)

    PRIVACY = classes(internal="id takes_part answered_at", personal="entry")
    RETENTION = "training.roster"
    RETENTION_FROM = ("answered_at",)

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.takes_part}"


class Punch(models.Model):
    """As it came in. device: None where a trainee opened the code on the teacher's screen. uid: the sender's own number of it, so
    that what is sent again is known. at: by the device's clock, which was skew_seconds ahead of ours. metres_off, accuracy:
    from the premises, where a phone gave its position; the position itself is not kept."""

    device = models.ForeignKey(
        "attendance.Device", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    uid = models.CharField(max_length=64)
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="+", db_index=False)
    held_on = models.DateField()
    slot = models.SmallIntegerField(choices=list(SLOTS.items()))
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    skew_seconds = models.IntegerField(null=True, blank=True)
    metres_off = models.IntegerField(null=True, blank=True)
    accuracy = models.IntegerField(null=True, blank=True)

    PRIVACY = classes(
        internal="id device uid held_on slot at received_at skew_seconds", personal="entry metres_off accuracy"
    )
    RETENTION = "training.roster"
    RETENTION_FROM = ("at",)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["entry", "held_on"], name="punch_of_entry")]
        constraints = [
            models.UniqueConstraint(fields=["device", "uid"], name="punch_once"),
            models.UniqueConstraint(fields=["entry", "uid"], condition=Q(device=None), name="punch_by_code_once"),
            models.CheckConstraint(condition=~Q(uid="") & Q(slot__in=tuple(SLOTS)), name="punch_told"),
            models.CheckConstraint(
                condition=Q(metres_off=None) | Q(metres_off__gte=0, accuracy__isnull=False, accuracy__gte=0),
                name="punch_position",
            ),
        ]

    def __str__(self) -> str:
        return self.uid


class Sheet(models.Model):
    """A signed list of one half day, transcribed by the provider; equal to any device. document: uid of its photo. void_*: taken
    back by the provider, or not accepted by the office; the row stays."""

    training_class = models.ForeignKey("classes.TrainingClass", models.PROTECT, related_name="sheets")
    held_on = models.DateField()
    slot = models.SmallIntegerField(choices=list(SLOTS.items()))
    because = models.CharField(max_length=300)
    document = models.CharField(max_length=36)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    persons = models.SmallIntegerField()
    signed = models.ManyToManyField("classes.RosterEntry", related_name="+")
    void_at = models.DateTimeField(null=True, blank=True)
    void_because = models.CharField(max_length=300, blank=True)

    PRIVACY = classes(
        internal="id training_class held_on slot because document entered_at entered_by persons void_at void_because",
        personal="signed",
    )
    RETENTION = "training.roster"
    RETENTION_FROM = ("entered_at",)

    class Meta:
        ordering = ["held_on", "slot", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(because="") & ~Q(document="") & Q(slot__in=tuple(SLOTS), persons__gt=0), name="sheet_told"
            ),
            models.CheckConstraint(
                condition=Q(void_at=None, void_because="") | Q(void_at__isnull=False) & ~Q(void_because=""),
                name="sheet_void",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.slot}"


class Mark(models.Model):
    """One trainee in one half day: first and last punch, or the sheet that he signed, or both."""

    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="marks", db_index=False)
    held_on = models.DateField()
    slot = models.SmallIntegerField(choices=list(SLOTS.items()))
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    sheet = models.ForeignKey(Sheet, models.PROTECT, null=True, blank=True, related_name="marks")

    PRIVACY = classes(internal="id held_on slot first_at last_at sheet", personal="entry")
    RETENTION = "training.roster"
    RETENTION_FROM = ("held_on",)

    class Meta:
        ordering = ["entry", "held_on", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "held_on", "slot"], name="mark_once"),
            models.CheckConstraint(
                condition=Q(slot__in=tuple(SLOTS))
                & (
                    Q(first_at__isnull=False, last_at__isnull=False, last_at__gte=F("first_at"))
                    | Q(first_at=None, last_at=None, sheet__isnull=False)
                ),
                name="mark_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.held_on} {self.slot}"
