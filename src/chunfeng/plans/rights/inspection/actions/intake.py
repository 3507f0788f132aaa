"""How a matter begins: somebody tells us. And what is read out of sealed columns, with a trace."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.engine import open_case
from chunfeng.base.workflow.models import next_number
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection.models import Channel, Complaint, Inspection, Topic
from chunfeng.plans.rights.inspection.queries import CODE, may_know_teller

#: Without 0 O 1 I L 5 S: the code is read from a screen and told over the phone. It always holds a digit.
_LETTERS: Final = "ABCDEFGHJKMNPQRTUVWXYZ"
_DIGITS: Final = "2346789"
#: Six signs of 29: half a milliard, behind a limit of tries.
CODE_SIGNS: Final = 6
RECEIPT_PREFIX: Final = "TS"


@dataclass(frozen=True)
class Told:
    """What somebody told, as cleaned values. place: where the site or the employer is, as deep as known."""

    topic: str
    channel: str
    place: Place
    kind: str = Complaint.Kind.COMPLAINT
    employer: str = ""
    org: Org | None = None
    site: str = ""
    said: str = ""
    happened_from: date | None = None
    happened_to: date | None = None
    continuing: bool = False
    amount_fen: int | None = None
    persons: int | None = None
    elsewhere: str = ""
    anonymous: bool = False
    secret: bool = False
    name: str = ""
    phone: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """code: shown once, then sealed."""

    complaint: Complaint
    code: str


def new_code() -> str:
    """ABC-2DE: drawn until it holds a digit, because its index key is made of values that have one."""
    while True:
        signs = "".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(CODE_SIGNS))
        if any(sign in _DIGITS for sign in signs):
            return f"{signs[:3]}-{signs[3:]}"


def title_of(topic: str, employer: str = "") -> str:
    """欠薪 · 宏基建筑劳务: never the words of the complainant, which may name a person."""
    # Stored once for all readers, so in the language of the record.
    with override("zh-hans"):
        return f"{str(Topic(topic).label).split('（')[0]} · {employer or _('单位待核实')}"[:120]


def competent(place: Place) -> Place | Refusal:
    """The county, zone or city that may enforce at a place; towns and grid cells only report (监察条例 art. 3)."""
    above = Place.objects.filter(code__in=place.path.strip("/").split("/"), kind__in=("county", "zone", "city"))
    found = above.order_by("-path").first()
    return found or Refusal(_("这个地方没有劳动保障监察机构"), _("另选县（市、区）"))


def take_in(
    told: Told, actor: Actor, *, at: datetime | None = None, request_key: str | None = None
) -> Receipt | Refusal:
    """A complaint with its own matter and receipt. Doubles are joined by an officer, who sees them side by side.

    request_key: of the form; it lies on the opening event, so that the same form cannot open two matters.
    """
    at = at or timezone.now()
    office = competent(told.place)
    if isinstance(office, Refusal):
        return office
    code = new_code()
    with transaction.atomic():
        matter = Inspection(
            topic=told.topic, employer_said=told.employer[:120], site=told.site[:120],
            grid=told.place if told.place.kind == "grid" else None,
        )  # fmt: skip
        open_case(
            PROCESSES[CODE], matter, actor, place=office, org=told.org,
            title=title_of(told.topic, told.org.name if told.org else ""), at=at, channel=told.channel,
            request_key=request_key,
        )  # fmt: skip
        complaint = Complaint.objects.create(
            number=next_number(RECEIPT_PREFIX, timezone.localdate(at).year), code=code, inspection=matter,
            kind=told.kind, channel=told.channel, topic=told.topic, said=told.said or None,
            employer_said=told.employer[:120], site=told.site[:120], happened_from=told.happened_from,
            happened_to=told.happened_to, continuing=told.continuing, amount_fen=told.amount_fen, persons=told.persons,
            elsewhere=told.elsewhere, anonymous=told.anonymous, secret=told.secret,
            name=None if told.anonymous else told.name or None, phone=None if told.anonymous else told.phone or None,
            files=list(told.files), received_at=at,
            received_by_id=None if told.channel == Channel.WORKER else actor.user,
        )  # fmt: skip
    return Receipt(complaint, code)


def show_teller(complaint: Complaint, actor: Actor, reason: str) -> tuple[str, str] | Refusal:
    """Name and phone in clear, for who has the right and says why; who looked stays in the log."""
    if not may_know_teller(complaint, actor):
        return Refusal(_("没有查看举报人身份的权限"), _("需要联系的，请负责人联系"))
    if not reason.strip():
        return Refusal(_("请写明查看的原因"), _("填写原因"))
    case = complaint.inspection.case
    record("show", actor, "case", case.number, note=reason, complaint=complaint.number, field="teller")
    return (
        complaint.name.clear() if complaint.name else "",
        complaint.phone.clear() if complaint.phone else "",
    )
