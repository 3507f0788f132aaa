"""Providers of the demo city: every state of the procedures, each reached through the front door with dated steps.

The year is lived at one go: clocks, holidays, draws and refusals are those of the real thing, only `at` is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import calendar, choices
from chunfeng.base.workflow.engine import Refused, Taken, take
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.providers import actions, queries
from chunfeng.plans.training.providers.models import Agreement, Expert, Objection
from chunfeng.plans.training.providers.processes.effects import CRITERIA

#: Trade, level and what is needed for it.
_TRADES = (
    ("焊工", 5, "电焊机20台，氩弧焊机6台"),
    ("砌筑工", 5, "砌筑工位24个"),
    ("中式烹调师", 4, "灶台16个"),
    ("家政服务员", 5, "居家实训室2间"),
    ("育婴员", 5, "婴儿模型12个"),
    ("电工", 4, "配电实训台18套"),
)
_NAMES = (
    "启程", "岱宗", "汶水", "东岳", "春晖", "徂徕", "平阳", "桃乡", "圣源", "天成", "鲁中", "明德",
    "金牛", "安驾", "青云", "和圣", "泮河", "凤凰", "翔宇", "惠民", "力行", "华泰", "蓝海", "同心",
)  # fmt: skip
#: Where each of them stands on the demo's day; the walk to it is in _LIVES.
STANDINGS = (
    "draft", "submitted", "submitted_late", "returned", "review", "completing", "site_check", "site_signing", "drawing", "scoring",
    "scored", "publicity", "publicity_objected", "deciding", "refusing", "refused", "not_accepted", "withdrawn",
    "designated", "designated_long", "carded", "suspended", "exited", "blacklisted",
)  # fmt: skip


class NotTaken(Exception):
    """A step of the demo was refused: the demo and the procedures no longer agree."""


@dataclass(frozen=True)
class Staff:
    """Who acts in the demo and in tests. Two checkers, because two hands are asked for; experts by key of their account,
    more than are drawn."""

    counter: Actor
    checkers: tuple[Actor, ...]
    head: Actor
    leader: Actor
    experts: Mapping[int, Actor]


@dataclass(frozen=True)
class Town:
    """What `site` has made before: places, organisations of providers and their clerks and staff."""

    place: Any
    orgs: tuple[Any, ...]
    clerks: Mapping[int, Actor]
    staff: Staff
    #: Case and title of a paper → uid of a document of that case.
    paper: Callable[[Case, str], str]


class Clockwork:
    """A case going from step to step on working days."""

    def __init__(self, case: Case, town: Town, start: date, clerk: Actor) -> None:
        self.case, self.town, self.day, self.clerk = case, town, start, clerk

    @property
    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, time(9, 30)))

    def later(self, workdays: int = 1) -> Clockwork:
        self.day = calendar().add_workdays(self.day, workdays)
        return self

    def go(self, step: str, actor: Actor, **answers: Any) -> Taken:
        found = take(self.case, step, actor=actor, seen=self.case.version, answers=answers, at=self.at)
        if isinstance(found, Refused):
            raise NotTaken(f"{self.case.number} {step}: {found}")
        return found


def fill(case: Case, clerk: Actor, paper: Callable[[Case, str], str], at: datetime, variety: int = 0) -> None:
    """A complete file. variety: which trades and numbers it has."""
    day = timezone.localdate(at)
    trade, level, equipment = _TRADES[variety % len(_TRADES)]
    profile = {
        "kind": "private_school", "licence_number": f"人社民3709{variety:03d}号", "licence_scope": trade,
        "licence_from_on": add_months(day, -12), "licence_to_on": add_months(day, 48), "office_phone": f"0538-55{variety:05d}",
        "contact_name": "孙立梅", "capacity": 400 + 20 * variety, "practice_base": "校内实训车间",
        "startup_lecturers": None,
    }  # fmt: skip
    todo = [actions.save_profile(case, clerk, profile, at=at)]
    premises = {
        "name": "主校区", "address": f"东岳大街{100 + variety}号", "position": f"36.{190000 + 2900 * variety},117.{120000 + 7300 * variety}",
        "tenure": "own", "lease_to_on": None, "fire_safety_on": add_months(day, -6),
    }  # fmt: skip
    todo.append(actions.save_premises(case, clerk, premises, at=at))
    place = case.record.premises.first()
    for name, use, capacity in (("101", "theory", 50), ("实训一", "practice", 40)):
        todo.append(
            actions.save_room(
                case,
                clerk,
                {"premises": str(place.pk), "name": name, "use": use, "capacity": capacity, "square_metres": 90},
                at=at,
            )
        )
    for n, name in enumerate(("周国强", "郑小云")):
        teacher = {
            "name": name, "trade": trade, "level": "3", "certificate_number": f"37{variety:04d}{n:06d}",
            "certificate_from_on": add_months(day, -30), "certificate_to_on": None, "employment": "full" if n else "part",
        }  # fmt: skip
        todo.append(actions.save_teacher(case, clerk, teacher, at=at))
    todo.append(actions.save_trade(case, clerk, {"trade": trade, "level": str(level), "equipment": equipment}, at=at))
    for kind, title in choices("training.admission_papers", day).items():
        todo.append(
            actions.save_paper(case, clerk, {"kind": kind, "files": [paper(case, title)], "valid_to_on": None}, at=at)
        )
    wrong = [str(reason) for reasons in todo for reason in reasons]
    if wrong:
        raise NotTaken("；".join(wrong))


def begin(town: Town, n: int, start: date) -> Clockwork:
    """A new file of the n-th organisation, filled in and not handed in."""
    org = town.orgs[n]
    clerk = town.clerks[org.pk]
    at = timezone.make_aware(datetime.combine(start, time(9, 0)))
    case = actions.apply(org, town.place, clerk, at=at)
    if isinstance(case, Refused):
        raise NotTaken(str(case))
    fill(case, clerk, town.paper, at, n)
    # Filled in elsewhere: the case keeps the record it was opened with.
    return Clockwork(Case.objects.get(pk=case.pk), town, start, clerk)


def _submit(w: Clockwork) -> None:
    w.go("submit", w.clerk, undertaking=True)


def _accept(w: Clockwork) -> None:
    _submit(w)
    w.later(2).go("accept", w.town.staff.counter)


def _pass_review(w: Clockwork) -> None:
    _accept(w)
    w.later(2).go("pass_review", w.town.staff.checkers[0], note="材料齐全，与申报一致")


def _visit(w: Clockwork) -> None:
    _pass_review(w)
    place = w.case.record.premises.first()
    points = list(choices("training.visit_points", w.day))
    w.later(2).go(
        "visit", w.town.staff.checkers[0], met=points, position=f"{place.latitude},{place.longitude}",
        photos=[w.town.paper(w.case, "现场照片")], note="现场与申报相符",
    )  # fmt: skip


def _sign(w: Clockwork) -> None:
    _visit(w)
    w.go("sign_visit", w.town.staff.checkers[1])


def _draw(w: Clockwork) -> None:
    _sign(w)
    w.later().go("draw_experts", w.town.staff.checkers[1])


def _scores(w: Clockwork, points: int) -> None:
    _draw(w)
    for seat in queries.seats(w.case.record):
        w.later().go(
            "score",
            w.town.staff.experts[seat.expert.user_id],
            **dict.fromkeys(CRITERIA, points),
            no_interest=True,
            note="同意",
        )


def _score_all(w: Clockwork) -> None:
    _scores(w, 17)
    w.later().go("close_scoring", w.town.staff.checkers[1])


def publish(w: Clockwork) -> None:
    _score_all(w)
    w.later().go("publish", w.town.staff.checkers[1])


def _object(w: Clockwork) -> None:
    publish(w)
    w.later()
    found = actions.object_to(w.case.record, ground="untrue", text="实训设备是临时借来的。", at=w.at)
    if isinstance(found, Refused):
        raise NotTaken(str(found))


def _end_publicity(w: Clockwork) -> None:
    publish(w)
    w.day = w.case.record.publicity_to_on + timedelta(days=1)
    w.go("end_publicity", Actor.the_system())


def _propose_refusal(w: Clockwork) -> None:
    _scores(w, 11)
    w.later().go("close_scoring", w.town.staff.checkers[1])
    w.later().go("propose_refusal", w.town.staff.checkers[0], reason="score", note="平均55分，未达到通过分数")


def _refuse(w: Clockwork) -> None:
    _propose_refusal(w)
    w.later(3).go("refuse", w.town.staff.head, note="专家评审未通过")


def _return(w: Clockwork) -> None:
    _submit(w)
    w.later(2).go("return_", w.town.staff.counter, reasons=["unreadable"], note="消防合格证明看不清，请重新扫描上传")


def _complete(w: Clockwork) -> None:
    _accept(w)
    w.later(2).go(
        "ask_completion", w.town.staff.checkers[0], reasons=["scope"], note="补充氩弧焊设备的购置凭证"
    )  # fmt: skip


def _not_accept(w: Clockwork) -> None:
    _submit(w)
    w.later(2).go("not_accept", w.town.staff.counter, reason="not_ours", note="注册地在外市，请向当地申请")


def _withdraw(w: Clockwork) -> None:
    _accept(w)
    w.later(3).go("withdraw", w.clerk, note="校舍搬迁，搬迁后再申请")


def designate(w: Clockwork) -> Agreement:
    """From a filled file to the agreement."""
    _end_publicity(w)
    w.later()
    w.go(
        "designate", w.town.staff.head, trades=[str(t.pk) for t in w.case.record.trades.all()], from_on=w.day,
        to_on=add_months(w.day, 24) - timedelta(days=1),
    )  # fmt: skip
    return w.case.record.agreement


def finding(w: Clockwork, ground: str = "attendance", found: str = "抽查到课率86%") -> Clockwork:
    """A supervision of a designated provider, opened by the second checker the next working day."""
    w.later()
    case = actions.supervise(
        w.case.record.agreement, w.town.staff.checkers[1], source="spot_check", ground=ground, found=found, found_on=w.day,
        at=w.at,
    )  # fmt: skip
    if isinstance(case, Refused):
        raise NotTaken(str(case))
    return Clockwork(case, w.town, w.day, w.clerk)


def _card(w: Clockwork) -> Clockwork:
    designate(w)
    s = finding(w)
    s.later(2).go("give_yellow", s.town.staff.head, ground="attendance", note="15个工作日内补足课时，报送签到记录")
    return s


def _suspend(w: Clockwork) -> None:
    s = _card(w)
    s.later(16).go("suspend", s.town.staff.head, note="逾期未报告整改")


def _propose_exit(w: Clockwork) -> Clockwork:
    designate(w)
    s = finding(w, "fraud", "两个班共11人没有参训，名册和签到系补造")
    s.later(3).go("propose_exit", s.town.staff.checkers[0], ground="fraud", note="名册、签到与学员笔录不一致")
    s.later(2).go("state_case", s.clerk, statement="系经办人个人行为，学校已辞退。")
    return s


def _exit(w: Clockwork) -> None:
    designate(w)
    s = finding(w, "idle", "六个月没有开班")
    s.later(3).go("propose_exit", s.town.staff.checkers[0], ground="idle", note="协议签订后未开展培训")
    s.later(3).go("decide_exit", s.town.staff.leader, note="同意退出")


def _blacklist(w: Clockwork) -> None:
    s = _propose_exit(w)
    s.later(3).go("decide_blacklist", s.town.staff.leader, note="骗取补贴，列入黑名单")


def _nothing(w: Clockwork) -> None:
    """Left as it was begun."""


#: Standing → the walk to it, and how many days before the demo's day it begins.
_LIVES: Mapping[str, tuple[Callable[[Clockwork], Any], int]] = {
    "draft": (_nothing, 3),
    "submitted": (_submit, 1),
    "submitted_late": (_submit, 20),
    "returned": (_return, 8),
    "review": (_accept, 9),
    "completing": (_complete, 14),
    "site_check": (_pass_review, 12),
    "site_signing": (_visit, 13),
    "drawing": (_sign, 15),
    "scoring": (_draw, 18),
    "scored": (_score_all, 24),
    "publicity": (publish, 25),
    "publicity_objected": (_object, 25),
    "deciding": (_end_publicity, 38),
    "refusing": (_propose_refusal, 29),
    "refused": (_refuse, 60),
    "not_accepted": (_not_accept, 40),
    "withdrawn": (_withdraw, 50),
    "designated": (designate, 150),
    # Long enough that a year of the agreement is over and can be evaluated.
    "designated_long": (designate, 515),
    "carded": (_card, 52),
    "suspended": (_suspend, 90),
    "exited": (_exit, 260),
    "blacklisted": (_blacklist, 220),
}


def names() -> tuple[str, ...]:
    """Of the organisations that `site` makes for the demo, in the order of STANDINGS."""
    return tuple(f"{name}职业培训学校" for name in _NAMES)


@transaction.atomic
def seed(town: Town, today: date) -> dict[str, Case]:
    """All providers of the demo; name of the organisation → its admission case. All or nothing."""
    made = {}
    _empanel(town, calendar().next_workday(today - timedelta(days=600)))
    for n, standing in enumerate(STANDINGS):
        walk, days = _LIVES[standing]
        start = calendar().next_workday(today - timedelta(days=days))
        w = begin(town, n, start)
        walk(w)
        made[town.orgs[n].name] = w.case
    _decide_one_objection(made, town)
    return made


def _empanel(town: Town, day: date) -> None:
    """The pool of the city: whoever is not in it yet."""
    at = timezone.make_aware(datetime.combine(day, time(9, 0)))
    users = get_user_model().objects.filter(pk__in=town.staff.experts)
    there = set(Expert.objects.values_list("user_id", flat=True))
    fields = ("职业教育", "安全工程", "建筑施工", "餐饮服务", "家政护理", "财务审计")
    for n, user in enumerate(users.order_by("pk")):
        if user.pk not in there:
            place = town.place.parent or town.place
            actions.add_expert(user, place, fields[n % len(fields)], Actor.the_system(), from_on=day, at=at)


def _decide_one_objection(made: Mapping[str, Case], town: Town) -> None:
    """One objection is investigated and waits for its decision: a person of the demo has it on the desk."""
    objection = Objection.objects.filter(verdict="").order_by("pk").first()
    if objection is None:
        return
    case = objection.admission.case
    w = Clockwork(
        case, town, calendar().add_workdays(timezone.localdate(objection.received_at), 1), town.clerks[case.org_id]
    )
    w.go("investigate", town.staff.checkers[0], objection=objection.number, findings="发票和固定资产账证明设备为自有。")
