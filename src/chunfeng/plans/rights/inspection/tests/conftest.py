"""A city of two counties with its inspectors, heads and reviewer; matters are walked through the front door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.engine import Refused, Taken, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.actions import Receipt, Told, take_in
from chunfeng.plans.rights.inspection.models import Certificate
from chunfeng.plans.rights.inspection.queries import teller

SHANGHAI = ZoneInfo("Asia/Shanghai")
CODE_OF_EMPLOYER = "91350100M000100Y43"


def at(text: str) -> datetime:
    """2015-01-05 or 2015-01-05 16:30, in the city's own time."""
    return datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=SHANGHAI)


def place(code: str, name: str, kind: str, parent: Place | None = None) -> Place:
    path = (parent.path if parent else "") + code + "/"
    return Place.objects.create(code=code, name=name, kind=kind, parent=parent, path=path)


class City:
    def __init__(self) -> None:
        self.city = place("370900", "泰安市", "city")
        self.daiyue = place("370911", "岱岳区", "county", self.city)
        self.ningyang = place("370921", "宁阳县", "county", self.city)
        self.town = place("370911100", "粥店街道", "town", self.daiyue)
        self.grid = place("370911100-01", "一号网格", "grid", self.town)
        self.users: dict[str, User] = {}
        self.actors: dict[str, Actor] = {}
        for county in (self.daiyue, self.ningyang):
            for name in ("chen", "wang"):
                user = self.post(f"{name}@{county.code}", "inspector", county)
                Certificate.objects.create(
                    user=user,
                    number=f"{county.code}-{name}",
                    valid_from_on=date(2013, 1, 1),
                    valid_to_on=date(2018, 12, 31),
                )
            self.post(f"head@{county.code}", "inspection_head", county)
            self.post(f"lawyer@{county.code}", "legal_reviewer", county)
            self.post(f"director@{county.code}", "leader", county)
            self.post(f"clerk@{county.code}", "phone_clerk", county)
        self.post("city", "leader", self.city)
        self.post("grid", "grid_assistant", self.grid)

    def post(self, username: str, role: str, where: Place) -> User:
        user = User.objects.create_user(username, name=username.split("@", maxsplit=1)[0])
        Assignment.objects.create(user=user, role=role, place=where, valid_from_on=date(2014, 1, 1))
        self.users[username] = user
        self.actors[username] = actor_of(user)
        return user

    def who(self, name: str) -> Actor:
        """chen is chen of 岱岳区."""
        return self.actors.get(name) or self.actors[f"{name}@370911"]

    def told(self, when: str = "2015-01-05", **more: Any) -> Receipt:
        values: dict[str, Any] = {
            "topic": "wages", "channel": "worker", "place": self.town, "employer": "宏基建筑", "site": "滨河家园",
            "happened_from": date(2014, 10, 1), "continuing": True, "amount_fen": 960000, "name": "赵建国",
            "phone": "13800001402", "said": "三个月没发工资",
        } | more  # fmt: skip
        receipt = take_in(Told(**values), Actor.the_public(), at=at(when))
        assert isinstance(receipt, Receipt)
        return receipt

    def case(self, when: str = "2015-01-05", **more: Any) -> Case:
        return self.told(when, **more).complaint.inspection.case


@pytest.fixture
def city(db: None) -> City:
    return City()


def do(case: Case, step: str, actor: Actor, when: str, **answers: Any) -> Taken | Refused:
    case.refresh_from_db()
    case.__dict__.pop("_record", None)
    return take(case, step, actor=actor, seen=case.version, answers=answers, at=at(when))


def done(case: Case, step: str, actor: Actor, when: str, **answers: Any) -> Case:
    result = do(case, step, actor, when, **answers)
    assert isinstance(result, Taken), f"{step}: {result}"
    return case


def refused(case: Case, step: str, actor: Actor, when: str, **answers: Any) -> str:
    before = Case.objects.get(pk=case.pk)
    result = do(case, step, actor, when, **answers)
    assert isinstance(result, Refused), f"{step} was taken"
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.version) == (before.state, before.version)
    return str(result)


Walk = Callable[..., Case]


@pytest.fixture
def walk(city: City) -> Walk:
    """A wage matter taken up to a state on a plain path; each leg has its usual day in 2015."""

    def walked(until: str, case: Case | None = None, legs: Any = None) -> Case:
        case = case or city.case()
        for state, step, who, when, answers in legs or LEGS:
            if case.state == until:
                return case
            actor = teller(case.record.complaints.order_by("pk")[0]) if who == "teller" else city.who(who)
            done(case, step, actor, when, **answers(case))
            assert case.state == (state or case.state), (step, case.state)
        assert case.state == until, case.state
        return case

    return walked


def serve(case: Case, city: City, kind: str, when: str, method: str = "direct", **more: Any) -> Case:
    """Registers service of the latest paper of a kind on the day itself."""
    code = case.papers.filter(kind=f"rights.{kind}").order_by("-pk")[0].code
    return done(case, "serve", city.who("chen"), when, paper=code, served_on=when, method=method, **more)


def decide(case: Case, city: City, when: str) -> Case:
    """The lawyer's look and the leader's decision."""
    done(case, "review", city.who("lawyer"), when, note="合法")
    return done(case, "decide", city.who("director"), when)


def _first(case: Case) -> str:
    return str(case.record.complaints.order_by("pk")[0].number)


def both() -> list[str]:
    return ["370911-chen", "370911-wang"]


LEGS: tuple[tuple[str, str, str, str, Any], ...] = (
    ("accepted", "accept", "chen", "2015-01-07", lambda c: {}),
    ("investigating", "file", "head", "2015-01-07", lambda c: {"inspectors": both()}),
    ("", "identify", "chen", "2015-01-09", lambda c: {"code": CODE_OF_EMPLOYER, "name": "泰安宏基建筑有限公司"}),
    ("", "enquire", "chen", "2015-01-12", lambda c: {
        "held_on": "2015-01-12", "where": "监察大队", "about": "孙某", "inspectors": both(), "said": "承认欠薪"}),
    ("investigated", "finish", "chen", "2015-01-20", lambda c: {
        "outcome": "violation", "found": "9600", "persons": "1", "report": "欠薪属实"}),
    ("ordered", "order", "director", "2015-01-21", lambda c: {
        "demand": "支付工资", "law": "劳动法（1994年）第五十条", "due_on": "2015-01-28", "amount": "9600", "persons": "1"}),
    ("", "serve", "chen", "2015-01-21", lambda c: {
        "paper": c.papers.get(kind="rights.rectification_order").code, "served_on": "2015-01-21", "method": "direct"}),
    ("", "pay", "chen", "2015-01-27", lambda c: {
        "complaint": _first(c), "amount": "9600", "paid_on": "2015-01-27", "proof": ["uid-1"]}),
    ("performed", "corrected", "chen", "2015-01-28", lambda c: {"note": "看过银行回单"}),
    ("", "say_paid", "teller", "2015-01-29", lambda c: {"complaint": _first(c)}),
    ("closed", "close", "head", "2015-01-30", lambda c: {}),
)  # fmt: skip
