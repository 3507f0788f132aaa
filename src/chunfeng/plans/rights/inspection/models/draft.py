"""Answers of somebody who is still telling us: found by a token in their browser, sealed, and gone after a day."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.policy.privacy import classes


class Draft(SealedModel):
    """answers: JSON by question. files: uids of what was uploaded meanwhile."""

    token = SealedText(longest=64)
    token_key = IndexedKey(of="token", purpose="code")
    answers = SealedText(null=True, longest=12000)
    files = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField(default=timezone.now)

    PRIVACY = classes(internal="id started_at", personal="files", sensitive="token token_key answers")
    RETENTION = "workflow.draft"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["token_key"]), models.Index(fields=["started_at"])]

    def __str__(self) -> str:
        return f"{self.pk}"
