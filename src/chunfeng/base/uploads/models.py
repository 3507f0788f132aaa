"""An upload and the rows of it that came back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.keys.fields import SealedModel, SealedText
from chunfeng.base.policy.privacy import classes
from chunfeng.base.uploads.declarations import RECEIVERS, Fault, Receiver, Target

#: Uploads in these states do not stand in the way of the same file.
OVER = ("refused", "abandoned")


class UploadSet(models.QuerySet["Upload"]):
    def visible_to(self, actor: Actor) -> UploadSet:
        allowed = Q(pk__in=())
        for receiver in RECEIVERS:
            allowed |= Q(feed=receiver.code) & actor.scope(receiver.permission)
        return self.filter(allowed)


class Upload(SealedModel):
    """feed: code of its Receiver. target: what it is for. key: of its files alone, sealed. claim: drawn anew by whoever
    takes the upload up; only the holder of the last one writes a result. said: why it was refused or did not commit."""

    class State(models.TextChoices):
        RECEIVED = "received", _("待读取")
        READING = "reading", _("读取中")
        STAGED = "staged", _("待确认")
        COMMITTING = "committing", _("入库中")
        COMMITTED = "committed", _("已入库")
        REFUSED = "refused", _("未接收")
        ABANDONED = "abandoned", _("已放弃")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    feed = models.CharField(max_length=40)
    target = models.CharField(max_length=60)
    target_title = models.CharField(max_length=200)
    org = models.ForeignKey("orgs.Org", models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=120)
    name = SealedText(longest=200)
    size = models.BigIntegerField()
    sm3 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    staged = models.CharField(max_length=120, blank=True)
    key = SealedText(longest=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    claim = models.UUIDField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.IntegerField(default=0)
    rows_accepted = models.IntegerField(default=0)
    rows_returned = models.IntegerField(default=0)
    rows_given_up = models.IntegerField(default=0)
    rows_made = models.IntegerField(default=0)
    rows_already = models.IntegerField(default=0)
    said = models.CharField(max_length=500, blank=True)
    by_user = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=50)
    received_at = models.DateTimeField(default=timezone.now)
    staged_at = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)

    objects = UploadSet.as_manager()

    PRIVACY = classes(
        internal="id uid feed target target_title org place place_path size sm3 path staged state claim heartbeat_at rows_read "
        "rows_accepted rows_returned rows_given_up rows_made rows_already said by_user by_name received_at staged_at committed_at",
        personal="name",
        sensitive="key",
    )
    RETENTION = "uploads.upload"

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "heartbeat_at"]), models.Index(fields=["org", "feed"])]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "target", "sm3"], condition=~Q(state__in=OVER), name="upload_same_bytes_once"
            ),
            models.CheckConstraint(
                condition=Q(rows_read=F("rows_accepted") + F("rows_returned") + F("rows_given_up")),
                name="upload_rows_accounted",
            ),
            models.CheckConstraint(
                condition=~Q(state="committed")
                | Q(committed_at__isnull=False, rows_returned=0, rows_accepted=F("rows_made") + F("rows_already")),
                name="upload_committed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("staged", "committing")) | ~Q(staged=""), name="upload_staged_has_file"
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def receiver(self) -> Receiver:
        return RECEIVERS[self.feed]

    @property
    def for_target(self) -> Target:
        return Target(self.target, self.target_title, self.place_id, self.place_path, self.org_id)

    @property
    def actor(self) -> Actor:
        """Whoever handed it in, for what is done in their name later; without posts."""
        return Actor(self.by_user, self.by_name)

    @property
    def busy(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.READING, self.State.COMMITTING)


class UploadRow(SealedModel):
    """A row that came back. cells: sealed JSON of what is written in it, mended or not. faults: JSON of (column, wrong,
    mend), which name no values."""

    class State(models.TextChoices):
        RETURNED = "returned", _("待改正")
        MENDED = "mended", _("已改正")

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows")
    sheet_no = models.IntegerField()
    row = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices)
    cells = SealedText(longest=50_000)
    faults = models.TextField(default="[]")

    PRIVACY = classes(internal="id upload sheet_no row state faults", sensitive="cells")
    RETENTION = "uploads.upload"

    class Meta:
        ordering = ["sheet_no", "row"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "sheet_no", "row"], name="upload_row_once"),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(faults="[]"), name="upload_returned_for"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.sheet_no}:{self.row}"

    @property
    def written(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(self.cells.clear())
        return found

    @property
    def told(self) -> list[Fault]:
        return [Fault(*fault) for fault in json.loads(self.faults)]

    def tell(self, faults: Iterable[tuple[str, str, str]]) -> None:
        self.faults = json.dumps([tuple(fault) for fault in faults], ensure_ascii=False)
