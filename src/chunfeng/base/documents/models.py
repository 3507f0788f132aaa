"""A stored file is content; an attachment is what it means to a record. One content lies on disk once."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from chunfeng.base.documents.content import KINDS
from chunfeng.base.keys.fields import SealedModel, SealedText
from chunfeng.base.policy.privacy import classes


class StoredFile(SealedModel):
    """sm3, sha256: of the clear content, hexadecimal. key: of this file alone, sealed; changing the keys of the ring
    re-seals it and leaves the file as it is. path: below CHUNFENG_HOME/files. scanned_by: name of the scanner, or
    empty."""

    sm3 = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    path = models.CharField(max_length=120, unique=True)
    key = SealedText(longest=64)
    scanned_by = models.CharField(max_length=60, blank=True)
    stored_at = models.DateTimeField(default=timezone.now)

    PRIVACY = classes(internal="id sm3 sha256 size kind path scanned_by stored_at", sensitive="key")
    RETENTION = "documents.file"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="stored_file_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sm3[:12]}"


class Attachment(SealedModel):
    """object_kind, object_uid: the record it belongs to, as the log names it. slot: which paper of that record it is, or that the
    act it came with is not taken.
    received_sm3: of the bytes as they came, where an image was cleaned. taken_at, latitude, longitude: what the camera
    said, kept only where the record asks for it (a site visit)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    object_kind = models.CharField(max_length=40)
    object_uid = models.CharField(max_length=64)
    slot = models.CharField(max_length=60, blank=True)
    name = SealedText(longest=130)
    received_sm3 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    stored_at = models.DateTimeField(default=timezone.now)
    by_user = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(max_length=50)

    PRIVACY = classes(
        internal="id uid file object_kind object_uid slot received_sm3 stored_at by_user by_name",
        personal="name taken_at latitude longitude",
    )
    RETENTION = "documents.file"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_kind", "object_uid"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="attachment_position",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def media_type(self) -> str:
        return KINDS[self.file.kind].media_type
