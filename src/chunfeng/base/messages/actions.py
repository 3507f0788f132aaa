"""Putting messages into the outbox, and delivering them from there."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.keys import Unopenable, index
from chunfeng.base.messages.models import Message
from chunfeng.base.messages.transports import Outcome, Outgoing, Transport, transport
from chunfeng.kernel.refusal import Refusal

log = logging.getLogger("chunfeng.messages")

#: How long a taken message belongs to its worker. A transport answers within a minute, a worker takes few at a time.
LEASE: Final = timedelta(minutes=10)
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
MOST_TRIES: Final = 12
_LONGEST: Final = {"to": 200, "text": 2000}


def put(channel: str, to: str, template: str, text: str, key: str) -> Message | Refusal:
    """A message that goes out if the caller's transaction is committed, and only once for a key."""
    to, text = to.strip(), text.strip()
    if channel not in Message.Channel.values:
        raise ValueError(f"no channel {channel}")
    if index(to, "contact") is None or not text:
        return Refusal(_("没有可送达的号码，或消息没有内容"), _("补填联系方式"))
    if len(to) > _LONGEST["to"] or len(text) > _LONGEST["text"]:
        return Refusal(_("号码或消息过长"), _("缩短后再发"))
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    message = Message(channel=channel, to=to, template=template, text=text, key=key)
    if channel == Message.Channel.INBOX:
        # Lying in the table is its delivery.
        message.state, message.sent_at = Message.State.SENT, timezone.now()
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError:
        return Message.objects.get(key=key)
    return message


def deliver(limit: int = 20, through: Transport | None = None) -> int:
    """Takes up to `limit` messages that are due and hands them to the transport; returns how many were taken. Two
    workers never take the same one. One that dies between handing over and noting it makes the message go again after
    the lease: at least once, with the same key."""
    gateway = through or transport()
    if gateway is None:
        return 0
    taken = _take(limit)
    until = timezone.now() + LEASE - timedelta(minutes=1)
    for message in taken:
        if timezone.now() > until:
            break  # what is left belongs to whoever comes after the lease
        outcome, fault = _hand_over(message, gateway)
        _note(message, outcome, fault)
    return len(taken)


def _take(limit: int) -> list[Message]:
    now = timezone.now()
    with transaction.atomic(durable=True):
        # PostgreSQL passes over what another worker holds; on SQLite the transaction is the only writer.
        due = Message.objects.select_for_update(skip_locked=True).filter(
            state=Message.State.WAITING, next_try_at__lte=now
        )
        taken = list(due.order_by("next_try_at", "id")[:limit])
        Message.objects.filter(pk__in=[m.pk for m in taken]).update(tries=F("tries") + 1, next_try_at=now + LEASE)
    for message in taken:
        message.tries += 1
    return taken


def _hand_over(message: Message, gateway: Transport) -> tuple[Outcome, str]:
    try:
        outgoing = Outgoing(message.channel, message.to.clear(), message.template, message.text.clear(), message.key)
    except Unopenable:
        return "never", "unopenable"
    try:
        outcome = gateway.send(outgoing)
    except Exception as error:
        # The text of a gateway's exception may hold the number: only its class is kept.
        return "later", type(error).__name__[:40]
    return outcome, "" if outcome == "sent" else outcome


def _note(message: Message, outcome: Outcome, fault: str) -> None:
    now = timezone.now()
    mine = Message.objects.filter(pk=message.pk, state=Message.State.WAITING, tries=message.tries)
    if outcome == "sent":
        mine.update(state=Message.State.SENT, sent_at=now, fault="")
    elif outcome == "never" or message.tries >= MOST_TRIES:
        mine.update(state=Message.State.FAILED, fault=fault)
        log.warning("message %s failed: %s", message.uid, fault)
    else:
        wait = min(FIRST_WAIT * 2 ** (message.tries - 1), LONGEST_WAIT)
        mine.update(next_try_at=now + wait, fault=fault)


def again(message: Message) -> bool:
    """Puts a failed message back, as after a gateway's outage; false when it is not failed."""
    return bool(
        Message.objects.filter(pk=message.pk, state=Message.State.FAILED).update(
            state=Message.State.WAITING, tries=0, next_try_at=timezone.now(), fault=""
        )
    )


def mark_read(message: Message) -> None:
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())
