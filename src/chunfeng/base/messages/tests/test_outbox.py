import json
import logging
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from chunfeng.base.messages import actions, queries
from chunfeng.base.messages.actions import FIRST_WAIT, LEASE, LONGEST_WAIT, MOST_TRIES, again, deliver, put
from chunfeng.base.messages.models import Message
from chunfeng.base.messages.transports import LinesOfFile, Outcome, Outgoing, transport
from chunfeng.kernel.refusal import Refusal

PHONE, TEXT = "13800001402", "您的投诉已受理，回执号 1234"


class Gateway:
    """Answers as told; an exception is raised."""

    def __init__(self, *answers: Outcome | BaseException) -> None:
        self.answers, self.got = list(answers), list[Outgoing]()

    def send(self, message: Outgoing) -> Outcome:
        self.got.append(message)
        answer = self.answers.pop(0) if self.answers else "sent"
        if isinstance(answer, BaseException):
            raise answer
        return answer


def sms(key: str = "case-1-accepted") -> Message:
    message = put("phone", PHONE, "complaint.accepted", TEXT, key)
    assert isinstance(message, Message)
    return message


def due_now() -> None:
    Message.objects.update(next_try_at=timezone.now())


@pytest.mark.django_db
def test_a_message_is_put_once_and_sent_once() -> None:
    assert sms() == sms() and Message.objects.count() == 1
    gateway = Gateway()
    assert (deliver(5, gateway), deliver(5, gateway)) == (1, 0)
    assert [(m.to, m.text, m.key) for m in gateway.got] == [(PHONE, TEXT, "case-1-accepted")]
    message = Message.objects.get()
    assert message.state == "sent" and message.sent_at and message.tries == 1


@pytest.mark.django_db
def test_what_is_undone_is_not_told() -> None:
    with transaction.atomic():
        sms()
        transaction.set_rollback(True)
    assert deliver(5, Gateway()) == 0


@pytest.mark.django_db
def test_a_gateway_that_fails_is_asked_later_and_later_and_then_no_more() -> None:
    sms()
    waits = []
    for _ in range(MOST_TRIES):
        due_now()
        before = timezone.now()
        assert deliver(5, Gateway(ConnectionError(PHONE))) == 1
        waits.append(Message.objects.get().next_try_at - before)
    expected = [min(FIRST_WAIT * 2**n, LONGEST_WAIT) for n in range(MOST_TRIES - 1)]
    assert all(abs(wait - want) < timedelta(seconds=5) for wait, want in zip(waits, expected, strict=False))
    message = Message.objects.get()
    assert (message.state, message.fault, message.tries) == ("failed", "ConnectionError", MOST_TRIES)
    due_now()
    assert deliver(5, Gateway()) == 0
    assert again(message) and not again(message)
    assert deliver(5, Gateway()) == 1 and Message.objects.get().state == "sent"


@pytest.mark.django_db
def test_what_can_never_be_delivered_is_not_tried_again() -> None:
    sms()
    assert deliver(5, Gateway("never")) == 1
    assert Message.objects.get().state == "failed"


@pytest.mark.django_db
def test_a_worker_that_dies_delays_a_message_and_loses_none() -> None:
    sms()
    with pytest.raises(KeyboardInterrupt):
        deliver(5, Gateway(KeyboardInterrupt()))
    message = Message.objects.get()
    assert message.state == "waiting" and message.next_try_at > timezone.now() + LEASE - timedelta(minutes=1)
    assert deliver(5, Gateway()) == 0
    due_now()
    assert deliver(5, Gateway()) == 1


@pytest.mark.django_db
def test_one_damaged_message_does_not_hold_up_the_others() -> None:
    first, second = sms("1"), sms("2")
    with connection.cursor() as cursor:
        cursor.execute("update outbox_message set text = %s where id = %s", [b"\x01\x00", first.pk])
    assert deliver(5, Gateway()) == 2
    assert [m.state for m in Message.objects.all()] == ["failed", "sent"] and second.pk


@pytest.mark.django_db
def test_numbers_and_texts_are_neither_logged_nor_shown(caplog: pytest.LogCaptureFixture) -> None:
    message = sms()
    gateway = Gateway("never")
    with caplog.at_level(logging.DEBUG):
        deliver(5, gateway)
    said = caplog.text + repr(message) + repr(vars(message)) + repr(gateway.got) + repr(Message.objects.values_list())
    assert "failed" in caplog.text
    assert PHONE not in said and "1234" not in said.replace(message.uid.hex, "").replace(str(message.uid), "")


@pytest.mark.django_db
def test_a_message_without_recipient_or_text_is_refused() -> None:
    for to, text in (("", TEXT), (" - ", TEXT), (PHONE, " "), (PHONE, "x" * 2001), ("1" * 201, TEXT)):
        assert isinstance(put("phone", to, "t", text, "k"), Refusal)
    with pytest.raises(ValueError, match="pigeon"):
        put("pigeon", PHONE, "t", TEXT, "k")


@pytest.mark.django_db
def test_the_inbox_of_one_is_not_the_inbox_of_another() -> None:
    mine = put("inbox", "7", "case.late", "有一件逾期", "late-1-7")
    put("inbox", "77", "case.late", "有一件逾期", "late-1-77")
    assert [m.pk for m in queries.inbox(7)] == [mine.pk]
    assert deliver(5, Gateway()) == 0, "lying there is its delivery"
    actions.mark_read(mine)
    assert queries.inbox(7).get().read_at


@pytest.mark.django_db
def test_without_a_gateway_messages_wait_and_doctor_says_so() -> None:
    sms()
    assert transport() is None and deliver(5) == 0
    assert ["1条" in fault.wrong for fault in queries.faults()] == [True]


@pytest.mark.django_db
def test_the_file_of_messages_is_private(tmp_path: Path) -> None:
    sms("1"), sms("2")
    file = tmp_path / "outbox.jsonl"
    assert deliver(5, LinesOfFile(file)) == 2
    assert file.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line)["to"] for line in file.read_text("utf-8").splitlines()] == [PHONE, PHONE]


@pytest.mark.django_db
def test_the_constraint_alone_refuses_an_impossible_row() -> None:
    for row in ({"state": "sent"}, {"state": "waiting", "sent_at": timezone.now()}, {"channel": "pigeon"}, {"key": ""}):
        values = {"channel": "phone", "to": PHONE, "text": TEXT, "template": "t", "key": "k"} | row
        with pytest.raises(IntegrityError), transaction.atomic():
            Message(**values).save()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once() -> None:
    for n in range(60):
        sms(str(n))
    gateways = [Gateway(), Gateway(), Gateway()]
    ready = threading.Barrier(3)

    def work(gateway: Gateway) -> None:
        try:
            ready.wait()
            while deliver(7, gateway):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(gateway,)) for gateway in gateways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [message.key for gateway in gateways for message in gateway.got]
    assert sorted(sent) == sorted(str(n) for n in range(60))
    assert Message.objects.filter(state="sent").count() == 60
