"""A class as its provider applies for it, and when, where and by whom it is taught.

A CHECK passes on NULL: every constraint that needs a value says so.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes
from chunfeng.kernel.period import overlap
from chunfeng.plans.training.providers.models import LEVELS

#: Kinds of training that are held as classes, as in the facts tables.
KINDS = {"theory": _("理论"), "practice": _("实操"), "guidance": _("引导性培训")}
#: Taught, or to be taught: the rooms, teachers and trainees of these are taken.
HELD = ("in_progress", "suspended", "teaching_finished")
STANDING = ("approved", *HELD)
#: Nothing has to be filled in yet, or not any more.
_UNBOUND = ("draft", "cancelled")


class TrainingClass(models.Model):
    """class_no: how the provider calls it. starts_on, ends_on: first and last day of its calendar. submitted_on: of the first
    time; a file that came back keeps it. holidays_because: why it is taught on a statutory holiday, where it is."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    org = models.ForeignKey("orgs.Org", models.PROTECT, related_name="+", db_index=False)
    agreement = models.ForeignKey("providers.Agreement", models.PROTECT, related_name="classes")
    class_no = models.CharField(max_length=60, blank=True)
    programme = models.CharField(max_length=40, blank=True)
    trade = models.CharField(max_length=60, blank=True)
    level = models.IntegerField(null=True, blank=True, choices=list(LEVELS.items()))
    fund = models.CharField(max_length=40, blank=True)
    head_teacher = models.ForeignKey("providers.Teacher", models.PROTECT, null=True, blank=True, related_name="+")
    remote_village = models.BooleanField(default=False)
    holidays_because = models.CharField(max_length=200, blank=True)
    insurance = models.CharField(max_length=200, blank=True)
    safety_plan = models.CharField(max_length=1000, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    undertaken_at = models.DateTimeField(null=True, blank=True)
    undertaken_by = models.CharField(max_length=50, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    asked_for = models.TextField(blank=True)

    PRIVACY = classes(
        public="class_no programme trade level starts_on ends_on approved_on",
        internal="id case state org agreement fund head_teacher remote_village holidays_because insurance safety_plan "
        "undertaken_at submitted_on checked_on started_on finished_on asked_for",
        personal="undertaken_by",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "starts_on"], name="class_state_days")]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "class_no"],
                condition=~Q(class_no="") & ~Q(state__in=("cancelled", "rejected")),
                name="class_no_once",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None)
                | Q(starts_on__isnull=False, ends_on__isnull=False, ends_on__gte=F("starts_on")),
                name="class_days",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_UNBOUND)
                | Q(
                    submitted_on__isnull=False,
                    starts_on__isnull=False,
                    level__isnull=False,
                    undertaken_at__isnull=False,
                )
                & ~Q(class_no="")
                & ~Q(programme="")
                & ~Q(trade="")
                & ~Q(fund=""),
                name="class_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING)
                | Q(checked_on__isnull=False, approved_on__isnull=False, approved_on__gte=F("submitted_on")),
                name="class_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD) | Q(started_on__isnull=False, started_on__gte=F("starts_on")),
                name="class_started",
            ),
            models.CheckConstraint(
                condition=~Q(state="teaching_finished") | Q(finished_on__isnull=False, finished_on__gt=F("ends_on")),
                name="class_finished",
            ),
        ]

    def __str__(self) -> str:
        return self.class_no


class ClassSession(models.Model):
    """hours: lesson hours. topic: code of training.guidance_topics. room: of the provider's admission, or site: where it is
    held outdoors. group, expected: where a part of the class is taught by itself, and how many they are."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="sessions")
    held_on = models.DateField()
    from_time = models.TimeField()
    to_time = models.TimeField()
    hours = models.SmallIntegerField()
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    topic = models.CharField(max_length=40, blank=True)
    teacher = models.ForeignKey("providers.Teacher", models.PROTECT, related_name="+")
    room = models.ForeignKey("providers.Room", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.CharField(max_length=200, blank=True)
    group = models.CharField(max_length=10, blank=True)
    expected = models.SmallIntegerField(null=True, blank=True)

    PRIVACY = classes(
        public="held_on from_time to_time hours kind topic room site",
        internal="id training_class teacher group expected",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["held_on", "from_time", "id"]
        indexes = [models.Index(fields=["held_on"], name="session_day")]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "held_on", "from_time", "group"], name="session_once"),
            models.CheckConstraint(condition=Q(to_time__gt=F("from_time")), name="session_span"),
            models.CheckConstraint(condition=Q(hours__range=(1, 16)), name="session_hours"),
            models.CheckConstraint(
                condition=Q(kind="guidance") & ~Q(topic="") | ~Q(kind="guidance") & Q(topic=""), name="session_topic"
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=False, site="") | Q(room=None, kind="practice") & ~Q(site=""),
                name="session_where",
            ),
            models.CheckConstraint(
                condition=Q(group="", expected=None) | ~Q(group="") & Q(expected__isnull=False, expected__gt=0),
                name="session_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.from_time:%H:%M}"

    @property
    def minutes(self) -> tuple[int, int]:
        """From and to, counted from midnight."""
        first, last = self.from_time, self.to_time
        return first.hour * 60 + first.minute, last.hour * 60 + last.minute

    @property
    def clock(self) -> str:
        return f"{self.from_time:%H:%M}-{self.to_time:%H:%M}"

    @property
    def where(self) -> str:
        return f"{self.room.premises.name} {self.room.name}" if self.room else self.site

    def meets(self, other: ClassSession) -> bool:
        """Whether one of them begins before the other is over; what ends at ten does not meet what begins at ten."""
        return self.held_on == other.held_on and overlap(*self.minutes, *other.minutes)
