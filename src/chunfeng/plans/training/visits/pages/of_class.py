"""What stands on the page of a class: its visits, cards and calls, for the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Acts,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Inline,
    Link,
    List,
    Panel,
    Quantity,
    Row,
    Span,
)
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import CallBack, Visit
from chunfeng.plans.training.visits.pages.visit import card, counted, state_of
from chunfeng.plans.training.visits.queries import Callbacks
from chunfeng.plans.training.visits.queries.visiting import VISITABLE


def of_class(case: Case, actor: Actor) -> Sequence[Panel]:
    """Nothing before the class was approved, and nothing to its provider: a visit that is planned must not show."""
    klass: TrainingClass = case.record
    office = actor.may("visit.read", place_path=case.place_path)
    if not office or klass.approved_on is None:
        return ()
    rows = list(
        Visit.objects.filter(training_class=klass).select_related("case").prefetch_related("records").order_by("-pk")
    )
    calls = list(CallBack.objects.filter(training_class=klass).select_related("case").order_by("-pk"))
    acts = []
    if klass.state in VISITABLE and actor.may("visit.plan", place_path=case.place_path):
        acts.append(Link(_("安排检查"), f"/desk/classes/{case.number}/visit/"))
    open_ = any(c.state not in ("closed", "dropped") for c in calls)
    if queries.can_be_called(klass) and not open_ and actor.may("callback.call", place_path=case.place_path):
        acts.append(Link(_("电话回访"), f"/desk/classes/{case.number}/callback/"))
    body: list[Any] = [_visits(rows)]
    if calls:
        body += [_calls(calls), Facts(summary(queries.callbacks(klass)))]
    if acts:
        body.append(Acts(tuple(acts), plain=True))
    return (Panel(_("检查和回访"), tuple(body), anchor="visits"),)


def _visits(rows: Sequence[Visit]) -> List:
    return List(
        (
            Column("number", _("编号"), kind="id"), Column("days", _("检查期间")), Column("count", _("到课")),
            Column("card", _("牌")), Column("state", _("状态"), kind="state"),
        ),
        tuple(
            Row({"number": v.case.number, "days": Span(v.from_on, v.to_on), "count": counted(next((r for r in v.records.all() if r.counts), None)),
                 "card": card(v.colour) if v.state in ("hearing", "carded") else "", "state": state_of(v)},
                url=f"/desk/cases/{v.case.number}/")
            for v in rows
        ),
        empty=Empty(_("这个班还没有检查过。"), Link(_("看检查安排"), "/desk/visits/")), key="class-visits",
    )  # fmt: skip


def _calls(rows: Sequence[CallBack]) -> List:
    return List(
        (Column("number", _("回访"), kind="id"), Column("on", _("抽取日期"), kind="day"), Column("state", _("状态"), kind="state")),
        tuple(
            Row({"number": c.case.number, "on": c.drawn_on, "state": str(c.case.state_declared.label)},
                url=f"/desk/cases/{c.case.number}/")
            for c in rows
        ),
        key="class-calls",
    )  # fmt: skip


def summary(found: Callbacks) -> tuple[Fact, ...]:
    def people(n: int) -> Inline:
        return Quantity(n, _("人"))

    def marked(n: int, bad: bool) -> Inline:
        return (people(n), "　", Chip("bad", _("疑点"))) if bad else people(n)

    said: Inline = people(found.called)
    if found.drawn and not found.enough:
        said = (people(found.called), "　", Chip("due", _("不足 %(n)s 人") % {"n": found.wanted}))
    facts = [
        Fact(_("应回访"), people(found.wanted)), Fact(_("已回访"), said), Fact(_("本人接通"), people(found.reached)),
        Fact(_("确认参加"), people(found.confirmed)), Fact(_("否认参加"), marked(found.denied, found.denied_doubtful)),
        Fact(_("说交过费"), marked(found.paid, bool(found.paid))), Fact(_("细节答错"), people(found.wrong)),
    ]  # fmt: skip
    if found.coached_doubtful:
        facts.append(Fact(_("回答"), Chip("review", _("疑似代答")), wide=True))
    return tuple(facts)
