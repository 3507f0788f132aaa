"""Reads: time limits of a complaint, duplicates, money claimed and proven, true waiting times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.keys.seal import indexes
from chunfeng.base.policy import values
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.period import add_years
from chunfeng.kernel.workdays import Calendar, UnknownYear
from chunfeng.plans.rights.inspection.models import (
    CaseInspector,
    Certificate,
    Complaint,
    Decision,
    Handover,
    Inspection,
    MajorViolationPublication,
    Order,
    Topic,
)
from chunfeng.plans.rights.inspection.models.publication import SHOWN

CODE = "rights.inspection_case"
#: Of so many matters that are called alike the latest are looked at.
MOST_ALIKE = 200
Row = TypeVar("Row")
#: States that a duplicate may still be joined into.
JOINABLE = ("received", "completing", "accepted", "investigating", "suspended")
CONTINUING, FROM_DUE_DAY = 1, 2


# ---------------------------------------------------------------- the two years (监察条例 art. 20)
@dataclass(frozen=True)
class Limitation:
    """last_on: last day on which the act may still be pursued; None while it goes on or when no day is told."""

    last_on: date | None
    within: bool
    reading: int

    @property
    def said(self) -> str:
        if self.last_on is None:
            return _("违法行为仍在持续") if self.reading == CONTINUING else _("没有写明发生的日期")
        how = _("拖欠工资自应付之日起算") if self.reading == FROM_DUE_DAY else _("自违法行为终了之日起算")
        return _("%(how)s，到 %(last_on)s 满两年") % {"how": how, "last_on": self.last_on}


def limitation(complaint: Complaint, area: str = "") -> Limitation:
    """Whether a complaint came within two years of the act, or of its end where it went on.

    Unpaid wages are a continuing state, or end on the day they were due: the law can be read both ways, and the
    parameter chooses. The last day moves to the next working day when it is a holiday.
    """
    day = timezone.localdate(complaint.received_at)
    reading = values.value("rights.inspection_limitation_reading", day, area)
    wages = complaint.topic == Topic.WAGES
    ended = complaint.happened_to
    if complaint.continuing:
        if not wages or reading == CONTINUING:
            return Limitation(None, True, CONTINUING)
        ended = complaint.happened_from
    ended = ended or complaint.happened_from
    if ended is None:
        return Limitation(None, True, reading if wages else CONTINUING)
    last = add_years(ended, values.value("rights.inspection_limitation_years", day, area))
    last = calendar_around(last).next_workday(last)
    return Limitation(last, day <= last, reading if wages and complaint.continuing else CONTINUING)


def calendar_around(day: date) -> Calendar:
    """The calendar for terms that end years from now: a year whose holidays are not ordered yet counts by its weeks."""
    known, unknown = values.calendar(), []
    for year in (day.year, day.year + 1):
        try:
            known.kind(date(year, 1, 1))
        except UnknownYear:
            unknown.append(year)
    return known.with_plain_years(unknown)


# ---------------------------------------------------------------- who told the same
_COMPANY = re.compile(r"(股份)?有限(责任)?公司|集团|公司|工程|项目部?|工地|（.*?）|\(.*?\)|[\s·,，。、-]")


@lru_cache(maxsize=20_000)
def bare(name: str) -> str:
    """A company's name without what every company is called; people say 宏基 of 某市宏基建筑有限公司."""
    return _COMPANY.sub("", unicodedata.normalize("NFKC", name)).lower()


def alike(one: str, other: str) -> bool:
    """Whether two ways of calling an employer may mean the same: one is part of the other, and says something."""
    a, b = sorted((bare(one), bare(other)), key=len)
    return len(a) >= 2 and a in b


@dataclass(frozen=True)
class Duplicate:
    """why: what speaks for it, in words."""

    inspection: Inspection
    why: tuple[str, ...]


def duplicates(inspection: Inspection) -> list[Duplicate]:
    """Open matters that may be the same: employer alike, same topic or overlapping time, told within some weeks. Looked
    for once: guards, questions and the page all ask."""
    found: list[Duplicate] | None = getattr(inspection, "_duplicates", None)
    if found is None:
        found = inspection._duplicates = _duplicates(inspection)  # type: ignore[attr-defined]
    return found


def _duplicates(inspection: Inspection) -> list[Duplicate]:
    case = inspection.case
    day = timezone.localdate(case.opened_at)
    span = timedelta(days=values.value("rights.inspection_duplicate_days", day, case.place.code))
    near = (
        Inspection.objects.filter(
            state__in=JOINABLE, case__place_path=case.place_path, case__opened_at__range=(case.opened_at - span, case.opened_at + span)
        )
        .exclude(pk=inspection.pk)
        .exclude(pk__in=inspection.apart.values("other"))
        .exclude(apart__other=inspection)
    )  # fmt: skip
    # A city has thousands of them: names first, whole records only of those that are called alike.
    named = near.order_by("pk").values_list("pk", "case__org", "case__org__name", "employer_said")
    mine_called = called(inspection)
    keys = [
        pk for pk, org, name, said in named if (org and org == case.org_id) or alike(mine_called, name if org else said)
    ]
    rows = (
        Inspection.objects.filter(pk__in=keys[-MOST_ALIKE:])
        .select_related("case", "case__org", "case__place")
        .prefetch_related("complaints")
        .order_by("pk")
    )
    mine = list(inspection.complaints.all())
    found = []
    for row in rows:
        why = []
        if case.org_id and case.org_id == row.case.org_id:
            why.append(_("同一用人单位"))
        elif alike(called(inspection), called(row)):
            why.append(_("单位名称相近"))
        else:
            continue
        theirs = list(row.complaints.all())
        if inspection.topic == row.topic:
            why.append(_("同一事由"))
        if any(overlapping(a, b) for a in mine for b in theirs):
            why.append(_("发生时间重叠"))
        if len(why) == 1:
            continue
        if inspection.site and row.site and alike(inspection.site, row.site):
            why.append(_("同一工地"))
        days = abs((timezone.localdate(row.case.opened_at) - day).days)
        why.append(_("相隔 %(days)s 天") % {"days": days} if days else _("同一天收到"))
        found.append(Duplicate(row, tuple(why)))
    return found


def called(inspection: Inspection) -> str:
    org = inspection.case.org
    return org.name if org else inspection.employer_said


def overlapping(a: Complaint, b: Complaint) -> bool:
    if a.happened_from is None or b.happened_from is None:
        return False
    return a.happened_from <= (b.happened_to or date.max) and b.happened_from <= (a.happened_to or date.max)


# ---------------------------------------------------------------- inspectors
def active(inspection: Inspection) -> list[CaseInspector]:
    return [inspector for inspector in inspection.inspectors.all() if inspector.ended_on is None]


def eligible(case: Case, day: date) -> dict[str, str]:
    """Certificate number → name of inspectors with a valid certificate and a post at this place."""
    from chunfeng.base.access.roles import ROLES

    roles = [role.code for role in ROLES if "inspection.investigate" in role.permissions]  # type: ignore[attr-defined]
    above = _above(case.place_path)
    rows = (
        Certificate.objects.filter(
            valid_from_on__lte=day, valid_to_on__gte=day, user__is_active=True, user__assignments__role__in=roles,
            user__assignments__place__path__in=above, user__assignments__ended_at=None,
            user__assignments__waits_since=None,
        )
        .select_related("user")
        .order_by("number")
        .distinct()
    )  # fmt: skip
    return {row.number: row.user.name for row in rows}


def _above(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


# ---------------------------------------------------------------- money
@dataclass(frozen=True)
class Money:
    """Sums of one matter in 分. due: what an order or a decision demands for workers; fines are not theirs. paid:
    what counts as paid; disputed: has a proof, but its payee says that nothing came."""

    claimed: int
    found: int
    due: int
    paid: int
    disputed: int = 0
    unproven: tuple[Complaint, ...] = ()

    @property
    def left(self) -> int:
        return max(self.due - self.paid, 0)

    @property
    def over(self) -> int:
        """More proven than is due: likely one payment registered twice."""
        return max(self.paid - self.due, 0) if self.due else 0


def money(inspection: Inspection) -> Money:
    complaints, payments = inspection.complaints.all(), list(inspection.payments.all())
    counted = [payment for payment in payments if payment.counts]
    proven = {payment.complaint_id for payment in counted}
    decided = _last(d for d in inspection.decisions.all() if d.kind == Decision.Kind.TREATMENT and d.decided_on)
    order = last_order(inspection)
    due = decided.amount_fen + decided.extra_fen if decided else order.amount_fen if order else 0
    return Money(
        claimed=sum(c.amount_fen or 0 for c in complaints),
        found=inspection.found_fen or 0,
        due=due,
        paid=sum(payment.amount_fen for payment in counted),
        disputed=sum(payment.amount_fen for payment in payments if payment.disputed),
        unproven=tuple(c for c in complaints if c.amount_fen and c.pk not in proven),
    )


def standing(inspection: Inspection) -> Decision | None:
    """The decision that is being prepared or stands."""
    return _last(decision for decision in inspection.decisions.all() if decision.withdrawn_on is None)


def publishable(inspection: Inspection) -> tuple[str, date] | None:
    """Number and day of what may be told to everybody: the decision that stands and was served, else the police's filing."""
    decision = standing(inspection)
    if decision and decision.served_on and decision.number and decision.decided_on:
        return decision.number, decision.decided_on
    filed = inspection.crime_transfers.filter(state="filed").last()
    return (filed.police_number, filed.filed_on) if filed and filed.filed_on else None


def published(day: date) -> QuerySet[MajorViolationPublication]:
    """Entries that stand on the open site on a day: those whose term is over are out, whether or not the worker came."""
    found = MajorViolationPublication.objects.filter(
        state__in=SHOWN, published_on__lte=day, until_on__gte=day, case__org__isnull=False
    )
    return found.select_related("case__org", "case__place").order_by("-published_on", "-pk")


def last_order(inspection: Inspection) -> Order | None:
    return _last(inspection.orders.all())


def _last(rows: Iterable[Row]) -> Row | None:
    return next(reversed(list(rows)), None)


# ---------------------------------------------------------------- what the teller may see
_RECEIPT = re.compile(r"([A-Z]{2}\d{4})(\d{6,})")


def receipt_number(text: str) -> str:
    """TS2026-000071, however it was copied from the receipt: without the hyphen, in small or full-width signs, with gaps."""
    signs = re.sub(r"[\s\-_.·－—–―]", "", unicodedata.normalize("NFKC", text)).upper()
    found = _RECEIPT.fullmatch(signs)
    return f"{found[1]}-{found[2]}" if found else signs[:24]


def by_receipt(number: str, code: str) -> Complaint | None:
    """The complaint of a receipt; both must fit. Not told apart: no such number, wrong code."""
    keys = indexes(code, "code")
    if not keys:
        return None
    return (
        Complaint.objects.filter(number=receipt_number(number), code_key__in=keys)
        .select_related("inspection__case__place", "inspection__case__org")
        .first()
    )


def teller(complaint: Complaint) -> Actor:
    """The actor of somebody who showed the receipt: may speak in this one matter, and has no name in the log."""
    case = complaint.inspection.case
    may = frozenset({"complaint.say", "complaint.add", "complaint.complete"})
    return Actor(None, "投诉人", (Grant("teller", may, "place", place_path=case.place_path),))


def in_posts(actor: Actor, permission: str, path: str) -> Q:
    """Rows whose path column lies under a place where the actor holds a permission; posts of an organisation give none."""
    found = Q(pk__in=())
    for grant in actor.with_permission(permission):
        if grant.scope == "all":
            return ~Q(pk__in=())
        if grant.scope == "place" and grant.place_path:
            found |= Q(**{f"{path}__under": grant.place_path})
    return found


def leads_of(actor: Actor) -> QuerySet[Complaint]:
    """The latest leads that the actor reported, with the matter each now belongs to."""
    own = Complaint.objects.filter(kind=Complaint.Kind.LEAD, received_by=actor.user)
    return own.select_related("inspection__case").order_by("-received_at", "-pk")[:50]


def complaints_taken_by(actor: Actor) -> QuerySet[Complaint]:
    """The latest complaints that the actor registered, with the matter each now belongs to."""
    own = Complaint.objects.filter(received_by=actor.user).exclude(kind=Complaint.Kind.LEAD)
    return own.select_related("inspection__case").order_by("-received_at", "-pk")[:50]


def sent_elsewhere(actor: Actor) -> QuerySet[Handover]:
    """Matters that left the actor's places: number and where to, nothing else."""
    found = Handover.objects.filter(in_posts(actor, "inspection.read", "from_path"))
    return found.select_related("to_place").order_by("-pk")


def may_know_teller(complaint: Complaint, actor: Actor) -> bool:
    """Whether the actor may see who told: everybody who reads the matter, but of a secret teller only few."""
    case = complaint.inspection.case
    permission = "informer.read" if complaint.secret else "inspection.read"
    return actor.system or actor.may(permission, place_path=case.place_path)


def known_tellers(actor: Actor) -> Q:
    """`may_know_teller` as a condition on complaints, for where they are looked for: to find by a name tells the name."""
    path = "inspection__case__place_path"
    return Q(secret=False) & in_posts(actor, "inspection.read", path) | Q(secret=True) & in_posts(
        actor, "informer.read", path
    )


def may_open_file(complaint_number: str, actor: Actor) -> bool:
    """Whether the actor may open an attachment of this complaint: a photo can show who took it."""
    complaint = Complaint.objects.filter(number=complaint_number).select_related("inspection__case").first()
    if complaint is None:
        return False
    seen = Case.objects.visible_to(actor).filter(pk=complaint.inspection.case_id).exists()
    return seen and may_know_teller(complaint, actor)


# ---------------------------------------------------------------- how long it truly takes
@dataclass(frozen=True)
class Waiting:
    """Working days of comparable matters closed in the last year. cases: how many they were."""

    cases: int
    half: int
    nine_in_ten: int


def waiting(inspection: Inspection, today: date) -> Waiting | None:
    """From receipt to the end, of matters of the same topic and place; None when they are too few to say anything."""
    case = inspection.case
    rows = list(
        Case.objects.filter(
            process=CODE, place_path=case.place_path, state="closed",
            closed_at__date__gte=today - timedelta(days=365), closed_at__date__lte=today,
            pk__in=Inspection.objects.filter(topic=inspection.topic).values("case"),
        )
        .order_by("-closed_at")
        .values_list("opened_at", "closed_at")[:500]
    )  # fmt: skip
    if len(rows) < values.value("rights.inspection_comparable_cases", today, case.place.code):
        return None
    calendar = calendar_around(today)
    days = sorted(
        calendar.workdays_between(timezone.localdate(opened), timezone.localdate(closed)) for opened, closed in rows
    )
    return Waiting(len(days), _share(days, 50), _share(days, 90))


def _share(sorted_days: list[int], percent: int) -> int:
    """The smallest number of days within which at least so many per cent were done."""
    return sorted_days[-(-len(sorted_days) * percent // 100) - 1]


def behind_target(inspection: Inspection, today: date) -> tuple[str, date] | None:
    """The office's own faster target (四快) of the present stage and its day; None where there is none."""
    case, area = inspection.case, inspection.case.place.code
    match inspection.state:
        case "received":
            code, since = "rights.inspection_accept_target_days", timezone.localdate(case.opened_at)
        case "investigating" if inspection.topic == Topic.WAGES and inspection.filed_on:
            code, since = "rights.inspection_investigate_target_days", inspection.filed_on
        case "investigated" | "reviewing" if inspection.investigated_on:
            code, since = "rights.inspection_decide_target_days", inspection.investigated_on
        case _:
            return None
    parameter = values.pack().parameters[code]
    try:
        days = values.value(code, since, area)
    except values.NoValue:
        return None
    from chunfeng.base.workflow.clocks import due

    return _(parameter.title), due(since, "workdays", days)[0]


def possible_crime(inspection: Inspection) -> str:
    """A hint that the sum may reach that of the crime of refusing to pay; never that it does."""
    day = inspection.investigated_on
    if day is None or inspection.topic != Topic.WAGES or not inspection.found_fen:
        return ""
    persons, fen = inspection.found_persons or 0, inspection.found_fen - money(inspection).paid
    try:
        one = values.value("rights.crime_one_floor_fen", day)
        many = values.value("rights.crime_many_floor_fen", day)
    except values.NoValue:
        return ""
    if (persons >= 10 and fen >= many) or (persons and fen // persons >= one):
        return _("欠薪数额可能达到拒不支付劳动报酬罪的标准，请核对后决定是否移送公安")
    return ""


def case_of_complaint(number: str) -> str:
    """The number of the case to which a complaint was joined; empty where there is no such complaint."""
    found = Complaint.objects.filter(number=number).values_list("inspection__case__number", flat=True).first()
    return found or ""
