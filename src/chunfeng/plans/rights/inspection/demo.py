"""Inspection in the demo city: every way a matter can go, each walked through the front door on dated days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import calendar
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection.actions import Told, take_in
from chunfeng.plans.rights.inspection.models import Certificate, Channel, Complaint, Topic
from chunfeng.plans.rights.inspection.queries import teller


class NotTaken(Exception):
    """A step of the demo was refused: the demo and the procedures no longer agree."""


@dataclass(frozen=True)
class Office:
    """Who acts at one place; two inspectors, because the law asks for two."""

    place: Place
    inspectors: tuple[Actor, Actor]
    head: Actor
    reviewer: Actor
    leader: Actor
    clerk: Actor


Papers = Callable[[Case | Complaint, str], str]


@dataclass(frozen=True)
class Town:
    """other: the county to which matters are transferred. paper: case or complaint and title → uid of a document of it."""

    office: Office
    other: Office
    employers: Sequence[Org]
    paper: Papers


Answers = Callable[["Life"], Mapping[str, Any]]


@dataclass(frozen=True)
class Leg:
    """A step some working days after the one before. who: a field of Office, `second`, `teller`, `system`, `other.…`."""

    after: int
    step: str
    who: str
    answers: Answers = lambda life: {}


@dataclass
class Life:
    """One matter on its way."""

    town: Town
    case: Case
    employer: Org
    fen: int
    day: date
    others: Sequence[Case] = ()

    @property
    def yuan(self) -> str:
        return f"{self.fen // 100}.{self.fen % 100:02d}"

    @property
    def complaint(self) -> Complaint:
        return self.case.record.complaints.order_by("pk")[0]  # type: ignore[no-any-return]

    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time(10, 30)))

    def certificates(self, office: Office) -> list[str]:
        users = [i.user for i in office.inspectors]
        return list(Certificate.objects.filter(user__in=users).order_by("number").values_list("number", flat=True))

    def actor(self, who: str) -> Actor:
        office = self.town.other if who.startswith("other.") else self.town.office
        match who.removeprefix("other."):
            case "inspector":
                return office.inspectors[0]
            case "second":
                return office.inspectors[1]
            case "teller":
                return teller(self.complaint)
            case "system":
                return Actor.the_system()
            case name:
                found: Actor = getattr(office, name)
                return found

    def take(self, leg: Leg) -> None:
        self.day = calendar().add_workdays(self.day, leg.after)
        self.case.refresh_from_db()
        self.case.__dict__.pop("_record", None)
        result = take(
            self.case,
            leg.step,
            actor=self.actor(leg.who),
            seen=self.case.version,
            answers=leg.answers(self),
            at=self.at(),
        )
        if isinstance(result, Refused):
            raise NotTaken(f"{self.case.number} {leg.step}（{self.day}）：{result}")


# ------------------------------------------------------------------ the legs
def _inspectors(life: Life) -> dict[str, Any]:
    return {"inspectors": life.certificates(life.town.office)}


def _enquiry(life: Life) -> dict[str, Any]:
    return {
        "held_on": life.day.isoformat(), "where": "劳动保障监察大队询问室", "about": "单位负责人", "said": "承认没有按时支付，称工程款没有到账。",
        **_inspectors(life),
    }  # fmt: skip


def _site(life: Life) -> dict[str, Any]:
    return {
        "held_on": life.day.isoformat(), "where": life.case.record.site, "said": "现场有考勤簿，没有工资支付台账。",
        "files": [life.town.paper(life.case, "现场照片")], **_inspectors(life),
    }  # fmt: skip


def _found(outcome: str, owed: bool = True) -> Answers:
    return lambda life: {
        "outcome": outcome, "found": life.yuan if owed else "0", "persons": "1",
        "report": "查明用工和工资支付情况，有询问笔录、现场检查笔录和考勤为证。",
    }  # fmt: skip


def _order(life: Life) -> dict[str, Any]:
    until = calendar().due(life.day, _week())
    return {
        "demand": "一、足额支付拖欠的工资，直接发至本人；\n二、书面报告改正情况，附支付凭证。", "law": "劳动法（2018年修正）第五十条",
        "due_on": until.isoformat(), "amount": life.yuan, "persons": "1",
    }  # fmt: skip


def _week() -> Any:
    from chunfeng.kernel.period import NaturalDays

    return NaturalDays(7)


def _notice(fen: int | None = None) -> Answers:
    return lambda life: {
        "facts": "你单位拖欠工资，责令改正后仍不支付，有询问笔录、考勤表为证。", "law": "劳动保障监察条例第二十六条、第三十条",
        "amount": life.yuan if fen is None else f"{fen // 100}",
    }  # fmt: skip


def _pay(life: Life) -> dict[str, Any]:
    return {
        "complaint": life.complaint.number, "amount": life.yuan, "paid_on": life.day.isoformat(),
        "proof": [life.town.paper(life.case, "工资支付凭证")],
    }  # fmt: skip


def _mine(life: Life) -> dict[str, Any]:
    return {"complaint": life.complaint.number}


def _asked(life: Life) -> dict[str, Any]:
    return {"complaints": [life.complaint.number], "note": "电话联系"}


def _served(paper: str) -> Answers:
    return lambda life: {
        "paper": life.case.papers.filter(kind=f"rights.{paper}").order_by("-pk")[0].code,
        "served_on": life.day.isoformat(), "method": "direct", "receiver": "单位签收人",
    }  # fmt: skip


def _note(text: str) -> Answers:
    return lambda life: {"note": text}


ACCEPT = Leg(2, "accept", "inspector")
FILE = Leg(0, "file", "head", _inspectors)
FILED = (ACCEPT, FILE)
_IDENTIFY = Leg(
    1, "identify", "inspector", lambda life: {"code": life.employer.credit_code, "name": life.employer.name}
)
_EVIDENCE = (_IDENTIFY, Leg(3, "enquire", "inspector", _enquiry), Leg(2, "check_site", "second", _site))
FOUND = (*FILED, *_EVIDENCE, Leg(12, "finish", "inspector", _found("violation")))
#: Handed over on the day itself: the days that an order or notice gives count from the day after its service.
ORDERED = (*FOUND, Leg(2, "order", "leader", _order), Leg(0, "serve", "inspector", _served("rectification_order")))
FAILED = (*ORDERED, Leg(9, "not_corrected", "inspector", _note("期满没有支付")))
PERFORMED = (*ORDERED, Leg(3, "pay", "inspector", _pay), Leg(1, "corrected", "inspector", _note("看过银行回单")))
CLOSED = (*PERFORMED, Leg(2, "say_paid", "teller", _mine), Leg(1, "close", "head"))
SILENT = (
    *PERFORMED, *(Leg(2, "ask_word", "inspector", _asked) for _ in range(3)), Leg(1, "close", "head"),
)  # fmt: skip
NOTICED = (
    *FAILED, Leg(2, "notice_treatment", "inspector", _notice()), Leg(0, "serve", "inspector", _served("treatment_notice")),
)  # fmt: skip
REVIEWING = (
    *NOTICED,
    Leg(2, "defend", "inspector", lambda life: {"said": "资金周转困难，请求分期。"}),
    Leg(2, "submit", "inspector", _note("建议作出处理决定")),
)
DECIDED = (
    *REVIEWING, Leg(1, "review", "reviewer", _note("事实清楚，适用法律正确")), Leg(1, "decide", "leader"), Leg(1, "serve", "inspector", _served("decision")),
)  # fmt: skip
REMINDED = (*DECIDED, Leg(14, "remind", "inspector"), Leg(1, "serve", "inspector", _served("reminder")))
#: Six months to sue after service, then the court.
ENFORCING = (*REMINDED, Leg(115, "apply_court", "leader"))
FINED = (
    *FAILED, Leg(2, "notice_penalty", "inspector", _notice(2_000_000)), Leg(0, "serve", "inspector", _served("penalty_notice")),
)  # fmt: skip
HEARING = (
    *FINED, Leg(1, "ask_hearing", "inspector", lambda life: {"asked_on": life.day.isoformat()}),
    Leg(1, "announce_hearing", "reviewer", lambda life: {"on": calendar().add_workdays(life.day, 8).isoformat()}),
    Leg(0, "serve", "inspector", _served("hearing_notice")),
)  # fmt: skip
CRIME = (
    *FAILED,
    Leg(1, "propose_crime", "inspector", lambda life: {
        "officers": life.certificates(life.town.office), "amount": life.yuan, "persons": "1", "checked": "1",
        "report": "单位有能力支付而不支付，责令后仍不支付。"}),
)  # fmt: skip

#: Standing → how it came there, how many of them, how many working days it has stood so.
LIVES: Mapping[str, tuple[tuple[Leg, ...], int, int]] = {
    "received": ((), 4, 1),
    "received_late": ((), 2, 8),
    "completing": ((Leg(1, "ask_completion", "inspector", _note("请写明工地在哪里、谁招的工")),), 2, 3),
    "lapsed": ((Leg(1, "ask_completion", "inspector", _note("请写明用人单位")), Leg(11, "lapse", "system")), 1, 5),
    "refused_too_old": ((Leg(2, "refuse_too_old", "head"),), 2, 20),
    "refused": ((Leg(2, "refuse", "head", lambda life: {"ground": "not_labour", "said": "属于承揽合同纠纷，可以向人民法院起诉"}),), 1, 25),
    "referred": ((Leg(1, "refer", "inspector", lambda life: {"agency": "区职业培训科 0538-0000002"}),), 2, 15),
    "elsewhere": ((Leg(1, "tell_elsewhere", "inspector"),), 1, 18),
    "accepted": ((ACCEPT,), 1, 1),
    "investigating": (FILED, 5, 6),
    "investigating_late": ((*FILED, *_EVIDENCE), 2, 62),
    "extended": ((*FILED, *_EVIDENCE, Leg(45, "ask_extension", "inspector", _note("涉及多个班组，账册缺失")), Leg(2, "extend", "head")), 2, 10),
    "suspended": ((*FILED, Leg(4, "suspend", "head", _note("等待工伤鉴定"))), 1, 12),
    "joined": ((), 5, 0),
    "arriving": ((Leg(2, "transfer", "head", lambda life: {"place": life.town.other.place.code, "note": "工地在该县"}),), 1, 2),
    "taken_over": (
        (*FILED, Leg(2, "transfer", "head", lambda life: {"place": life.town.other.place.code, "note": "工地在该县"}),
         Leg(2, "take_over_filed", "other.head"),
         Leg(0, "assign", "other.head", lambda life: {"inspectors": life.certificates(life.town.other)})), 1, 8,
    ),
    "investigated": (FOUND, 2, 3),
    "ordered": (ORDERED, 3, 3),
    "ordered_late": (ORDERED, 1, 12),
    "noticed": (NOTICED, 2, 1),
    "hearing": (HEARING, 1, 2),
    "reviewing": (REVIEWING, 1, 2),
    "decided": (DECIDED, 2, 5),
    "reminded": (REMINDED, 1, 5),
    "enforcing": (ENFORCING, 1, 6),
    "court_closed": (
        (*ENFORCING, Leg(20, "court_took", "head", lambda life: {"number": "（2026）鲁0911执1号", "note": "已执行到位"})), 1, 5,
    ),
    "performed": (PERFORMED, 2, 2),
    "disputed": ((*PERFORMED, Leg(2, "say_unpaid", "teller", _mine)), 1, 1),
    "reopened": ((*CLOSED, Leg(15, "reopen", "head", _note("又有工友反映没有收到"))), 1, 4),
    "revoked": (
        (*FILED, *_EVIDENCE, Leg(10, "finish", "inspector", _found("none", owed=False)),
         Leg(3, "revoke", "leader", lambda life: {"ground": "unfounded", "note": "查无欠薪事实"})), 2, 30,
    ),
    "crime": (CRIME, 2, 1),
    "closed": (CLOSED, 10, 20),
    "repaired": (
        (*DECIDED, Leg(3, "pay", "inspector", _pay), Leg(1, "perform", "inspector", _note("看过银行回单")),
         Leg(2, "say_paid", "teller", _mine), Leg(1, "close", "head")), 1, 170,
    ),
    "closed_silent": (SILENT, 2, 25),
    "to_serve": (DECIDED[:-1], 1, 1),
}  # fmt: skip

_TOPICS = (Topic.WAGES, Topic.WAGES, Topic.WAGES, Topic.INSURANCE, Topic.CONTRACT, Topic.DEPOSIT)
_SURNAMES, _GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    ("建国", "秀兰", "志强", "玉梅", "海波", "桂英", "立新", "春花", "大伟"),
)
_SITES = ("滨河家园二期", "东岳大街综合楼", "汶水新城", "高铁片区安置房", "科创园厂房", "泮河绿道")


def certify(office: Office, since: date) -> None:
    """Gives the inspectors of a place their certificates."""
    for n, actor in enumerate(office.inspectors, 1):
        Certificate.objects.get_or_create(
            number=f"鲁监{office.place.code}{n:02d}",
            defaults={"user_id": actor.user, "valid_from_on": since, "valid_to_on": since + timedelta(days=365 * 6)},
        )


def seed(town: Town, today: date) -> list[Case]:
    """About seventy matters in all standings. NotTaken where a procedure refuses what the demo does."""
    since = today - timedelta(days=900)
    certify(town.office, since)
    certify(town.other, since)
    made: list[Case] = []
    count = 0
    for standing, (legs, times, rest) in LIVES.items():
        for _ in range(times):
            count += 1
            made.append(_live(town, standing, legs, rest, count, made, today))
    return made


def _live(town: Town, standing: str, legs: Sequence[Leg], rest: int, n: int, made: Sequence[Case], today: date) -> Case:
    days = sum(leg.after for leg in legs) + rest + (n % 4 if standing.startswith("closed") else 0)
    start = today
    for _ in range(days):
        start -= timedelta(days=1)
        while not calendar().is_workday(start):
            start -= timedelta(days=1)
    if not legs and not days:
        start = calendar().next_workday(today - timedelta(days=3))
    employer = town.employers[n % len(town.employers)]
    twin = None
    if standing == "joined":
        twin = [c for c in made if c.state == "investigating"][n % 5]
        start = max(start, calendar().next_workday(timezone.localdate(twin.opened_at)))
    told = _told(town, standing, n, start, twin, employer)
    at = timezone.make_aware(datetime.combine(start, time(9, n % 60)))
    by = (
        town.office.clerk
        if told.channel == Channel.PHONE
        else town.office.inspectors[0]
        if told.channel == Channel.PATROL
        else Actor.the_public()
    )
    receipt = take_in(told, by, at=at)
    if isinstance(receipt, Refusal):
        raise NotTaken(str(receipt))
    life = Life(town, receipt.complaint.inspection.case, employer, receipt.complaint.amount_fen or 480_000, start)
    if n % 3 == 0:
        receipt.complaint.files = [town.paper(receipt.complaint, "投诉材料")]
        receipt.complaint.save(update_fields=["files"])
    for leg in legs:
        life.take(leg)
    if twin is not None:
        life.take(Leg(0, "join", "inspector", lambda life: {"into": twin.number}))
    if standing == "crime" and n % 2:
        _to_the_police(life)
    if standing in PUBLISHED and (standing != "crime" or n % 2):
        _to_everybody(life, PUBLISHED[standing])
    return life.case


def _told(town: Town, standing: str, n: int, start: date, twin: Case | None, employer: Org) -> Told:
    topic = Topic.WAGES if legal_wages(standing) else _TOPICS[n % len(_TOPICS)]
    anonymous = n % 9 == 4 and not legal_wages(standing)
    secret = anonymous or n % 7 == 3
    channel = (Channel.WORKER, Channel.WORKER, Channel.PHONE, Channel.WORKER, Channel.PATROL)[n % 5]
    old = standing == "refused_too_old"
    began = start - timedelta(days=1100 if old else 60 + n % 50)
    name = f"{_SURNAMES[n % len(_SURNAMES)]}{_GIVEN[n % len(_GIVEN)]}"
    lead = channel == Channel.PATROL
    return Told(
        topic=(Topic.HOURS if old else twin.record.topic if twin else topic),
        channel=channel.value,
        kind=(Complaint.Kind.LEAD if lead and not legal_wages(standing) else Complaint.Kind.REPORT if secret else Complaint.Kind.COMPLAINT).value,
        place=town.office.place,
        employer=twin.record.employer_said if twin else employer.name.removesuffix("有限公司"),
        site=twin.record.site if twin else _SITES[n % len(_SITES)],
        said="说好每月发工资，到现在没有发。" if topic == Topic.WAGES else "单位一直没有办。",
        happened_from=began,
        happened_to=began + timedelta(days=200) if old else None,
        continuing=not old,
        amount_fen=360_000 + 12_345 * n if topic == Topic.WAGES and not old else None,
        persons=1 + n % 12,
        elsewhere="arbitration" if standing == "elsewhere" else "",
        anonymous=anonymous,
        secret=secret,
        name="" if anonymous else name,
        phone="" if anonymous else f"1390000{n:04d}",
    )  # fmt: skip


def legal_wages(standing: str) -> bool:
    """Standings whose legs speak of a sum owed to the teller."""
    return LIVES[standing][0][: len(FOUND)] == FOUND


def _beside(life: Life, matter: Case, *steps: tuple[str, str, Mapping[str, Any]]) -> None:
    """Steps of a matter beside the inspection, all on the day on which the inspection stands."""
    for step, who, answers in steps:
        matter.refresh_from_db()
        matter.__dict__.pop("_record", None)
        result = take(matter, step, actor=life.actor(who), seen=matter.version, answers=answers, at=life.at())
        if isinstance(result, Refused):
            raise NotTaken(f"{matter.number} {step}：{result}")


def _to_the_police(life: Life) -> None:
    """The transfer of one of them goes all the way; the other waits for the head."""
    _beside(
        life, life.case.record.crime_transfers.get().case, ("approve", "leader", {}),
        ("send", "inspector", {"received_by": "县公安局经侦大队"}),
        ("police_file", "inspector", {"number": "公立字〔2026〕1号", "on": life.day.isoformat()}),
    )  # fmt: skip
    life.take(Leg(0, "hand_over", "head"))


#: Standings whose matter is told to everybody → how far that has come.
PUBLISHED = {
    "decided": "proposed", "reminded": "published", "enforcing": "objected", "court_closed": "published", "crime": "published",
    "repaired": "repaired",
}  # fmt: skip


def _to_everybody(life: Life, until: str) -> None:
    ended = life.day
    life.take(
        Leg(0, "propose_publication", "inspector", lambda life: {
            "kind": "crime" if life.case.state == "handed" else "arrears", "legal_person": "纪方圆",
            "acted_to_on": ended.isoformat(), "facts": f"拖欠劳动者工资{life.yuan}元，责令支付后逾期仍不支付。",
            "handling": "已由公安机关立案侦查。" if life.case.state == "handed" else "作出行政处理决定，责令支付全部拖欠的工资。"})
    )  # fmt: skip
    matter = life.case.record.publications.get().case
    if until == "proposed":
        return
    _beside(life, matter, ("publish", "leader", {}))
    if until == "objected":
        life.day = calendar().add_workdays(life.day, 3)
        _beside(life, matter, ("object", "inspector", {"said": "工资已有一部分用材料抵付，请核查。"}))
    if until == "repaired":
        life.day = calendar().add_workdays(life.day, 140)
        _beside(
            life,
            matter,
            ("ask_repair", "second", {"files": [life.town.paper(matter, "纠正失信行为的材料")], "promised": "1"}),
        )
        life.day = calendar().add_workdays(life.day, 6)
        _beside(life, matter, ("repair", "leader", {}))
