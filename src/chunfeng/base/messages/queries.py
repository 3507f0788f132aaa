"""The inbox of a user, and what stands against sending, for `doctor`."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from chunfeng.base.keys import indexes
from chunfeng.base.messages.models import Message
from chunfeng.base.messages.transports import transport
from chunfeng.kernel.refusal import Refusal


def inbox(user: int) -> models.QuerySet[Message]:
    """A user's own messages, newest first."""
    keys = indexes(str(user), "contact")
    return Message.objects.filter(channel=Message.Channel.INBOX, to_key__in=keys).order_by("-id")


def faults() -> list[Refusal]:
    found = []
    outside = Message.objects.exclude(channel=Message.Channel.INBOX)
    if transport() is None:
        waiting = outside.filter(state=Message.State.WAITING).count()
        said = _("没有配置短信网关，{n}条消息在等").format(n=waiting)
        found.append(Refusal(said, _("设置 CHUNFENG_TRANSPORT")))
    if failed := outside.filter(state=Message.State.FAILED).count():
        found.append(Refusal(_("{n}条消息发送失败").format(n=failed), _("查明网关故障后重发")))
    return found
