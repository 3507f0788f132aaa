"""The case: what every procedure has in common, so that one queue, one search and one clock serve them all."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.policy.agencies import agency
from chunfeng.base.policy.privacy import classes
from chunfeng.base.workflow import together
from chunfeng.base.workflow.declarations import Process, State
from chunfeng.base.workflow.registry import PROCESSES


class CaseSet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor, *, walked: bool = True) -> CaseSet:
        """Cases whose procedure the actor may read, in the actor's places or organisation; else they do not exist. walked: as
        of `queries.in_hand`."""
        if actor.system:
            return self
        by_posts: dict[tuple[Grant, ...], list[Process]] = {}
        for process in PROCESSES:
            if posts := tuple(actor.with_permission(process.reads)):
                by_posts.setdefault(posts, []).append(process)
        found = Q(pk__in=())
        for processes in by_posts.values():
            codes = [process.code for process in processes]
            found |= actor.scope(processes[0].reads) & Q(**{"process__among" if walked else "process__in": codes})
        return self.filter(found)

    def open(self) -> CaseSet:
        return self.filter(closed_at=None)


class Case(models.Model):
    """title: never personal; it stands in lists and titles of pages. version: rises with every step. received_at: when
    it came to the office; empty while the party that began it still fills it in. moment: of the step that is being taken, for the
    guards, which are asked before `state_at` moves."""

    moment: datetime | None = None

    number = models.CharField(max_length=24, unique=True)
    process = models.CharField(max_length=60)
    state = models.CharField(max_length=40)
    version = models.IntegerField(default=1)
    title = models.CharField(max_length=120)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120)
    org = models.ForeignKey("orgs.Org", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(null=True, blank=True)
    state_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True, blank=True)
    due_clock = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CaseSet.as_manager()

    PRIVACY = classes(
        internal="id number process state version title place place_path org holder opened_at received_at state_at due_on "
        "due_clock closed_at",
        personal="person",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        indexes = [
            # What a queue asks of an open case stands in the index: cases of others are passed over without being read.
            models.Index(
                fields=["due_on", "id", "process", "state", "place_path", "number"],
                condition=Q(closed_at=None),
                name="case_open_due",
            ),
            models.Index(fields=["process", "state", "id", "place_path", "due_on", "closed_at"], name="case_state"),
            models.Index(fields=["org", "id"]),
            models.Index(fields=["person", "id"]),
            models.Index(fields=["place_path", "id"], name="case_place", opclasses=["varchar_pattern_ops", "int8_ops"]),
            models.Index(fields=["holder", "due_on"], condition=Q(closed_at=None), name="case_held"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def declared(self) -> Process:
        return PROCESSES[self.process]

    @property
    def today(self) -> date:
        """The day of the step that is being taken; where none is, today."""
        return timezone.localdate(self.moment or timezone.now())

    @property
    def heading(self) -> str:
        """The title as its reader has it: stored in Chinese for all; names of whom it is about stay as they are."""
        return " · ".join(_(part) for part in self.title.split(" · "))

    @property
    def state_declared(self) -> State:
        return self.declared.state(self.state)

    @property
    def office(self) -> str:
        """The agency in charge, by its name."""
        return agency(self.declared.clause, self.place.name)

    def refresh_from_db(self, *given: Any, **named: Any) -> None:
        """The app's own row goes with it: shown under a fresh version, an old one would pass the check of the next step."""
        self.__dict__.pop("_record", None)
        super().refresh_from_db(*given, **named)

    @property
    def record(self) -> Any:
        """The app's own row of this case: one query, then kept."""
        if not hasattr(self, "_record"):
            self._record: Any = together.rows(apps.get_model(self.declared.on), case_id=self.pk)[0]
            self._record.case = self
        return self._record


class CaseClock(models.Model):
    """One statutory term of one case. due_on is frozen while paused. provisional: the calendar of that year is not
    ordered yet; counted as if it had no holidays, told as "不早于", and computed anew when the calendar is loaded."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    code = models.CharField(max_length=40)
    unit = models.CharField(max_length=10)
    days = models.IntegerField()
    started_on = models.DateField()
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    paused_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    told_late_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = classes(
        internal="id case code unit days started_on due_on provisional paused_on finished_on told_late_at",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="clock_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("started_on")), name="clock_forward"),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(finished_on=None, paused_on=None), name="clock_running"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"

    @property
    def running(self) -> bool:
        return self.finished_on is None and self.paused_on is None

    def late_on(self, today: date) -> bool:
        return self.running and self.due_on < today


class Numbering(models.Model):
    """The last number given under a prefix in a year."""

    prefix = models.CharField(max_length=12)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    PRIVACY = classes(
        internal="id prefix year last",
    )
    RETENTION = "workflow.case"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="numbering_once")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.year}"


def next_number(prefix: str, year: int) -> str:
    """JG2016-000123, without gaps, inside the caller's transaction: the row stays locked until it ends."""
    return f"{prefix}{year}-{next_numbers(prefix, year, 1):06d}"


def next_numbers(prefix: str, year: int, count: int) -> int:
    """The first of so many numbers in a row, as `next_number` gives them."""
    Numbering.objects.get_or_create(prefix=prefix, year=year)
    Numbering.objects.filter(prefix=prefix, year=year).update(last=F("last") + count)
    return Numbering.objects.get(prefix=prefix, year=year).last - count + 1


class IssuedPaper(models.Model):
    """An official paper as it was signed. code: printed beside its square code, for verification by anybody. document:
    uid of the stored PDF; digest: SM3 of its bytes. withdrawn: why it no longer holds, empty while it does."""

    code = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    event = models.ForeignKey("audit.Event", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField()
    document = models.CharField(max_length=36)
    digest = models.CharField(max_length=64)
    withdrawn = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    PRIVACY = classes(
        public="code number title issuer issued_on digest withdrawn", internal="id case event kind document at"
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="paper_once_an_event")]

    def __str__(self) -> str:
        return self.number
