"""The demo's worker: on two rosters, with a matter told of and two requests about the own data; and what a visitor must know
to be this worker."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone

from chunfeng.base.access import phone_codes
from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import User
from chunfeng.base.governance.actions import ask
from chunfeng.base.keys import indexes
from chunfeng.base.messages.models import Message
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection.actions import Told, take_in
from chunfeng.plans.rights.inspection.models import Complaint
from chunfeng.site.demo.personas import WORKER_PHONE


def settle(county: Place, employer: Org, inspector: Actor, privacy: Actor) -> None:
    """Lives the worker's last weeks. Raises RuntimeError where a procedure refuses."""
    now = timezone.now()
    person = Person.objects.get(phone_key__in=indexes(WORKER_PHONE, "phone"))
    made: list[str] = []
    token = phone_codes.begin(WORKER_PHONE, lambda code, key: made.append(code))
    user = phone_codes.redeem(token, made[0])
    assert user
    told = Told(
        topic="wages", channel="worker", place=county, employer=employer.name, site="滨河家园二期", said="两个月的工资没有发。",
        happened_from=timezone.localdate(now - timedelta(days=70)), continuing=True, amount_fen=960_000,
        name=person.name.clear(), phone=WORKER_PHONE,
    )  # fmt: skip
    receipt = take_in(told, Actor.the_public(), at=now - timedelta(days=4))
    if isinstance(receipt, Refusal):
        raise RuntimeError(str(receipt))
    _took(take(receipt.complaint.inspection.case, "accept", actor=inspector, seen=1, answers={}))
    city = county.parent
    assert city
    for kind, wish, days in (
        ("correct", "手机号码换成了现在这个，请更正。", 20),
        ("correct", "住址写错了，应为现住址。", 2),
    ):
        at = now - timedelta(days=days)
        asked = ask(actor_of(User.objects.get(pk=user.pk)), kind, wish, place=city, person=person, at=at)
        if isinstance(asked, Refused):
            raise RuntimeError(str(asked))
        if days > 10:
            answer = {"answer": "已按您出示的身份证核对并更正。", "phone": WORKER_PHONE}
            _took(take(asked, "correct", actor=privacy, seen=1, answers=answer, at=at + timedelta(days=3)))


def _took(result: object) -> None:
    if isinstance(result, Refused):
        raise RuntimeError(str(result))


def shown_code() -> str:
    """The last code sent to the worker's phone, while it is good: the demo has no phone to read it on."""
    since = timezone.now() - timedelta(minutes=phone_codes.MINUTES)
    keys = indexes(WORKER_PHONE, "contact")
    last = Message.objects.filter(template="login.code", to_key__in=keys, created_at__gt=since).order_by("-pk").first()
    found = re.search(r"\d{6}", last.text.clear()) if last else None
    return found.group() if found else ""


def receipt() -> tuple[str, str]:
    """Number and code of the worker's own receipt; empty where the demo was seeded without."""
    found = Complaint.objects.filter(phone_key__in=indexes(WORKER_PHONE, "phone")).order_by("pk").first()
    return (found.number, found.code.clear()) if found and found.code else ("", "")
