"""A message waits in the table until it is sent: the table is the queue."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.policy.privacy import classes


class Message(SealedModel):
    """to: phone number, e-mail address, or for the inbox the key of a user. key: what makes two puts one message; the
    gateway gets it too. next_try_at: when somebody may take it; while it is being sent it lies in the future, so that a
    worker that dies only delays it. fault: a code of the last failure, never a value."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("短信")
        INBOX = "inbox", _("站内信")
        EMAIL = "email", _("邮件")

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    to = SealedText(mask="phone", longest=200)
    to_key = IndexedKey(of="to", purpose="contact", db_index=True)
    template = models.CharField(max_length=60)
    text = SealedText(longest=2000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=120, unique=True)
    fault = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = classes(
        internal="id uid channel template state tries next_try_at key fault created_at sent_at read_at",
        personal="to to_key text",
    )
    RETENTION = "messages.outbox"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="message_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=["phone", "inbox", "email"]), name="message_channel"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | Q(state__in=["waiting", "failed"], sent_at=None),
                name="message_state",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="message_has_key"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
