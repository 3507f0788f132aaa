"""What was done to a record: joined with another, parted again, corrected."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.keys.fields import SealedModel, SealedText


class RecordEvent(SealedModel):
    """Who, when, why, and sealed JSON of what was there before. Each kind of record adds the record and the `other`."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("合并")
        SPLIT = "split", _("拆分")
        CORRECTED = "corrected", _("更正")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    at = models.DateTimeField(default=timezone.now)
    # access lies above the records: a plain key, as the sealed log has it too.
    by_user = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=50)
    why = SealedText(longest=500)
    before = SealedText(longest=50_000)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


def split_undoes(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(kind="split", undoes__isnull=False) | ~Q(kind="split") & Q(undoes__isnull=True), name=name
    )
