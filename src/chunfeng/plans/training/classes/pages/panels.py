"""What the case page shows of a class: the application, what the system finds in it, its calendar, its rooms, its people. Party
and office see the same; names and numbers are masked for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import choices, offered
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Group,
    Inline,
    List,
    Missing,
    Moment,
    Panel,
    Quantity,
    Row,
    Span,
)
from chunfeng.plans.training.catalogue.queries import fund_words, programme_words
from chunfeng.plans.training.classes.models import ClassSession
from chunfeng.plans.training.classes.queries import CLASS, checks
from chunfeng.plans.training.classes.queries.reading import Reading, judged_now, read
from chunfeng.plans.training.providers.models import LEVELS


def panels(case: Case, actor: Actor) -> list[Panel]:
    reading = read(case)
    found = [Panel(_("班级"), (_facts(reading),), anchor="class")]
    if judged_now(case):
        found += tests(case)
    return [
        *found, Panel(_("授课安排"), (_calendar(reading),), anchor="calendar"),
        Panel(_("教室和日期"), (_grid(reading),), anchor="rooms"), Panel(_("名册"), (_roster(reading),), anchor="roster"),
    ]  # fmt: skip


# ---- what the system finds


def tests(case: Case) -> list[Panel]:
    """Every test and what it says; that which stops first."""
    found = sorted(checks.results(read(case)), key=lambda result: (not result.said, result.check.level != "return"))
    rows = tuple(
        Row({"title": str(r.check.title), "result": _verdict(r), "said": _sentences(r.said)}, dim=not r.said)
        for r in found
    )
    columns = (Column("title", _("核对项")), Column("result", _("结果"), kind="state"), Column("said", _("说明")))
    return [Panel(_("自动核对"), (List(columns, rows),), anchor="checks")]


def _verdict(result: checks.Result) -> Inline:
    if not result.said:
        return _("通过")
    return Chip("bad", _("要改正")) if result.check.level == "return" else Chip("review", _("请核对"))


def _sentences(said: Sequence[str]) -> Inline:
    return _("；").join(said)


# ---- the class


def _facts(r: Reading) -> Facts:
    klass = r.klass
    practice, taught = checks.taught(r.sessions)
    guidance = sum(s.hours for s in r.sessions if s.kind == "guidance")
    rows = [
        Fact(_("机构"), str(r.case.org)),
        Fact(_("班级编号"), klass.class_no or Missing.EMPTY),
        Fact(_("培训类别"), programme_words(klass.programme) if klass.programme else Missing.EMPTY),
        Fact(_("工种和等级"), f"{klass.trade} {LEVELS[klass.level]}" if klass.level is not None else Missing.EMPTY),
        Fact(_("资金来源"), fund_words(klass.fund) or Missing.EMPTY),
        Fact(_("班主任"), klass.head_teacher.name if klass.head_teacher else Missing.EMPTY),
        Fact(_("起止日期"), Span(klass.starts_on, klass.ends_on) if klass.starts_on else Missing.EMPTY),
        Fact(_("课时"), _("理论 %(theory)s，实操 %(practice)s，引导性培训 %(guidance)s")
             % {"theory": taught - practice, "practice": practice, "guidance": guidance}),
        Fact(_("名册人数"), Quantity(len(r.entries), _("人"))),
        Fact(_("收费"), _("不向学员收费")),
        Fact(_("学员保险"), klass.insurance or Missing.EMPTY, wide=True),
        Fact(_("安全预案"), klass.safety_plan or Missing.EMPTY, wide=True),
    ]  # fmt: skip
    if klass.remote_village:
        rows.append(Fact(_("办班地点"), _("偏远村")))
    if klass.holidays_because:
        rows.append(Fact(_("节假日授课的理由"), klass.holidays_because, wide=True))
    if klass.undertaken_at:
        rows.append(Fact(_("承诺"), (klass.undertaken_by, " ", Moment(klass.undertaken_at, "iso")), wide=True))
    for label, day in ((_("首次提交"), klass.submitted_on), (_("批准"), klass.approved_on)):
        if day:
            rows.append(Fact(label, day))
    if klass.asked_for:
        rows.append(Fact(_("要求补正"), klass.asked_for, wide=True))
    return Facts(tuple(rows))


def what(session: ClassSession, topics: Mapping[str, str]) -> str:
    return topics.get(session.topic, session.topic) if session.topic else str(session.get_kind_display())


def _calendar(r: Reading) -> List:
    """One group a day."""
    topics = offered("training.guidance_topics")
    columns = (
        Column("clock", _("时间")), Column("what", _("内容")), Column("hours", _("课时"), kind="number"),
        Column("teacher", _("教师")), Column("where", _("地点")), Column("group", _("组别"), wide=True),
    )  # fmt: skip
    groups = tuple(
        Group(
            day.isoformat(),
            tuple(
                Row({"clock": s.clock, "what": what(s, topics), "hours": s.hours, "teacher": s.teacher.name, "where": s.where,
                     "group": _("%(group)s（%(n)s 人）") % {"group": s.group, "n": s.expected} if s.group else ""})
                for s in held
            ),
        )
        for day, held in groupby(r.sessions, key=lambda s: s.held_on)
    )  # fmt: skip
    hours = sum(s.hours for s in r.sessions)
    return List(
        columns, groups=groups, totals=Row({"clock": _("合计"), "hours": hours}) if groups else None,
        empty=Empty(_("还没有排课。"), _("由机构上传或逐条填写。")),
    )  # fmt: skip


def _grid(r: Reading) -> List:
    """Rooms down, days across: when which room is used by this class."""
    days = sorted({s.held_on for s in r.sessions})
    used: dict[str, dict[str, list[str]]] = {}
    for s in r.sessions:
        used.setdefault(s.where, {}).setdefault(s.held_on.isoformat(), []).append(s.clock)
    columns = (Column("room", _("教室")), *(Column(day.isoformat(), f"{day:%m-%d}") for day in days))
    rows = tuple(
        Row({"room": room} | {day: " ".join(clocks) for day, clocks in by_day.items()})
        for room, by_day in sorted(used.items())
    )
    return List(columns, rows, scroll=True, empty=Empty(_("还没有排课。"), _("由机构上传或逐条填写。")), key="grid")


def _roster(r: Reading) -> List:
    told, live = category_words(), judged_now(r.case)
    columns = [
        Column("name", _("姓名")), Column("number", _("证件号码")), Column("category", _("人员类别")),
        Column("note", _("说明")),
    ]  # fmt: skip
    if live:
        columns.insert(3, Column("result", _("条件"), kind="state"))
    rows = []
    for entry in r.entries:
        said = r.doubts.get(entry.pk, ()) if live else ()
        notes = [d.said for d in said]
        if entry.other_name:
            notes.append(_("证件号在档案中是另一个姓名"))
        cells: dict[str, Any] = {
            "name": entry.person.shown_name, "number": entry.person.shown_number,
            "category": told.get(entry.category, entry.category), "note": _sentences(notes),
        }  # fmt: skip
        if live:
            stops, doubtful = any(d.stops for d in said), bool(said)
            cells["result"] = (
                Chip("bad", _("不符合")) if stops else Chip("review", _("请核对")) if doubtful else _("符合")
            )
        rows.append(Row(cells))
    return List(
        tuple(columns), tuple(rows), total=len(rows), measure=_("人"),
        empty=Empty(_("还没有名册。"), _("由机构报送学员花名册。")),
    )  # fmt: skip


def category_words() -> dict[str, str]:
    """Title as the roster writes it → in the language of the page."""
    told = offered("training.trainee_categories")
    return {title: told[code] for code, title in choices("training.trainee_categories").items()}


PANELS: Mapping[str, Callable[[Case, Actor], list[Panel]]] = {CLASS: panels}
