"""The provider's application as sections: what is asked, what is there, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered, pack, value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Day, Flag, Number, Reason, Text
from chunfeng.base.workflow.dossier import Dossier, Line, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.catalogue.queries import fund_words, programme_words
from chunfeng.plans.training.classes import actions
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.classes.models.teaching import KINDS
from chunfeng.plans.training.classes.pages.panels import category_words, tests, what
from chunfeng.plans.training.classes.processes import completeness
from chunfeng.plans.training.classes.queries import CLASS, day_of
from chunfeng.plans.training.classes.queries.reading import read
from chunfeng.plans.training.providers import queries as providers
from chunfeng.plans.training.providers.models import LEVELS, Room

_LEVELS = {str(level): words for level, words in LEVELS.items()}


def _offered(name: str) -> Any:
    return lambda case: offered(name, day_of(case))


def _teachers(case: Case) -> Mapping[str, str]:
    klass: TrainingClass = case.record
    rows = klass.agreement.admission.teachers.all()
    return {str(t.pk): f"{t.name}　{t.trade} {LEVELS[t.level]}" for t in rows}


def _rooms(case: Case) -> Mapping[str, str]:
    klass: TrainingClass = case.record
    rows = Room.objects.filter(premises__admission=klass.agreement.admission_id).select_related("premises")
    return {
        str(r.pk): gettext("%(room)s（%(n)s 人）") % {"room": f"{r.premises.name} {r.name}", "n": r.capacity}
        for r in rows
    }


def _programmes(case: Case) -> Mapping[str, str]:
    return {code: programme_words(code) for code in pack().programme_titles}


def _funds(case: Case) -> Mapping[str, str]:
    return {code: fund_words(code) for code in pack().fund_titles}


def _general_values(case: Case) -> Mapping[str, Any]:
    klass: TrainingClass = case.record
    return {
        "class_no": klass.class_no, "programme": klass.programme, "trade": klass.trade,
        "level": "" if klass.level is None else str(klass.level), "fund": klass.fund,
        "head_teacher": str(klass.head_teacher_id or ""), "remote_village": "1" if klass.remote_village else "",
    }  # fmt: skip


def _general_answers(case: Case) -> Sequence[tuple[str, str]]:
    klass: TrainingClass = case.record
    return [
        (gettext("班级编号"), klass.class_no),
        (gettext("培训类别"), programme_words(klass.programme) if klass.programme else ""),
        (gettext("工种和等级"), f"{klass.trade} {LEVELS[klass.level]}" if klass.level is not None else ""),
        (gettext("资金来源"), fund_words(klass.fund)),
        (gettext("班主任"), klass.head_teacher.name if klass.head_teacher else ""),
    ]


def _sessions(case: Case) -> Sequence[Line]:
    topics = offered("training.guidance_topics")
    return [
        Line(
            s.pk, f"{s.held_on} {s.clock}",
            gettext("%(what)s %(hours)s 课时，%(teacher)s，%(where)s")
            % {"what": what(s, topics), "hours": s.hours, "teacher": s.teacher.name, "where": s.where},
            {
                "held_on": s.held_on.isoformat(), "from_time": f"{s.from_time:%H:%M}", "to_time": f"{s.to_time:%H:%M}",
                "hours": s.hours, "kind": s.kind, "topic": s.topic, "teacher": str(s.teacher_id), "room": str(s.room_id or ""),
                "site": s.site, "group": s.group, "expected": "" if s.expected is None else s.expected,
            },
        )
        for s in read(case).sessions
    ]  # fmt: skip


def _calendar_answers(case: Case) -> Sequence[tuple[str, str]]:
    return [(line.title, line.said) for line in _sessions(case)]


def _people(case: Case) -> Sequence[Line]:
    reading, told = read(case), category_words()
    codes = {words: code for code, words in offered("training.trainee_categories").items()}
    lines = []
    for entry in reading.entries:
        words = told.get(entry.category, entry.category)
        said = [entry.person.shown_number, words, *(doubt.said for doubt in reading.doubts.get(entry.pk, ()))]
        values = {"category": codes.get(words, "")}
        lines.append(Line(entry.pk, entry.person.shown_name, gettext("，").join(said), values))
    return lines


def _roster_answers(case: Case) -> Sequence[tuple[str, str]]:
    reading = read(case)
    return [(gettext("名册人数"), gettext("%(n)s 人") % {"n": len(reading.entries)} if reading.entries else "")]


def _commitment_values(case: Case) -> Mapping[str, Any]:
    klass: TrainingClass = case.record
    return {
        "insurance": klass.insurance, "safety_plan": klass.safety_plan, "holidays_because": klass.holidays_because,
    }  # fmt: skip


def _commitment_answers(case: Case) -> Sequence[tuple[str, str]]:
    klass: TrainingClass = case.record
    return [
        (gettext("学员保险"), klass.insurance),
        (gettext("安全预案"), klass.safety_plan),
        (gettext("节假日授课的理由"), klass.holidays_because),
    ]


def _remove_session(case: Case, actor: Actor, row: int) -> list[Reason]:
    return actions.remove_session(case, actor, row)


def _remove_person(case: Case, actor: Actor, row: int) -> list[Reason]:
    return actions.remove_person(case, actor, row)


SECTIONS = (
    Section(
        "general", _("填写班级信息"), _("班级信息"),
        (
            Text("class_no", _("班级编号"), most=60, help=_("与花名册上的班期写法一致，如：焊工第1期")),
            Choice("programme", _("培训类别"), _programmes),
            Text("trade", _("工种"), help=_("按工种目录填写，须在认定范围内")),
            Choice("level", _("等级"), _LEVELS),
            Choice("fund", _("资金来源"), _funds),
            Choice("head_teacher", _("班主任"), _teachers),
            Flag("remote_village", _("在偏远村办班")),
        ),
        actions.save_general, completeness.general, _general_answers, values=_general_values,
    ),
    Section(
        "calendar", _("填写授课安排"), _("授课安排"),
        (
            Day("held_on", _("授课日期")),
            Text("from_time", _("开始时间"), help=_("如 08:30")),
            Text("to_time", _("结束时间"), help=_("如 11:30")),
            Number("hours", _("课时"), least=1, most=16),
            Choice("kind", _("课型"), KINDS),
            Choice("topic", _("引导内容"), _offered("training.guidance_topics"), required=False, help=_("引导性培训填写")),
            Choice("teacher", _("教师"), _teachers),
            Choice("room", _("教室"), _rooms, required=False),
            Text("site", _("户外实训地点"), required=False, most=200, help=_("不在教室上的实操课填写")),
            Text("group", _("组别"), required=False, most=10, help=_("分组上课的填写，如：甲")),
            Number("expected", _("组别人数"), least=1, most=500, required=False),
        ),
        actions.save_session, completeness.calendar, _calendar_answers, rows=_sessions, remove=_remove_session, noun=_("课次"),
        after=("general",), upload="class_calendar", help=_("可以逐条填写，也可以上传授课安排；上传的替换全部课次。"),
    ),
    Section(
        "roster", _("填写名册"), _("名册"),
        (
            Choice("category", _("人员类别"), _offered("training.trainee_categories")),
            Text("name", _("姓名"), required=False, most=50, help=_("新增时填写")),
            Text("number", _("身份证号"), required=False, most=18),
            Text("phone", _("手机号"), required=False, most=20, help=_("本人的号码")),
        ),
        actions.add_person, completeness.roster, _roster_answers, rows=_people, remove=_remove_person, noun=_("学员"),
        after=("general",), upload="roster", help=_("可以逐人填写，也可以报送学员花名册；班期要与班级编号一致。"),
    ),
    Section(
        "commitments", _("填写保险和安全预案"), _("保险和安全"),
        (
            Text("insurance", _("学员保险"), most=200, help=_("保险公司、险种和保单号")),
            Text("safety_plan", _("安全预案"), long=True, most=1000, help=_("实训安全、消防和突发情况的处置")),
            Text("holidays_because", _("节假日授课的理由"), required=False, most=200, help=_("在法定节假日授课的填写")),
        ),
        actions.save_commitments, completeness.commitments, _commitment_answers, values=_commitment_values,
    ),
)  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    by, _provisional = clocks.due(today, "workdays", value("training.class_check_days", today, case.place.code))
    return [
        Promise(by, gettext("%(office)s审核，由另一人批准") % {"office": case.office}),
        Promise(None, gettext("批准后授课安排和名册锁定；变动要先申请")),
        Promise(None, gettext("到开班日自动开班；检查不预先通知")),
    ]


def _asked(case: Case) -> str:
    return str(case.record.asked_for)


def _admitted(actor: Actor) -> bool:
    """Whether one of the actor's organisations has an agreement today."""
    orgs = {g.org for g in actor.with_permission("training_class.apply") if g.org}
    return bool(orgs) and providers.in_force(timezone.localdate()).filter(org__in=orgs).exists()


DOSSIER = Dossier(
    CLASS,
    SECTIONS,
    submits={"draft": "submit", "returned": "submit"},
    promises=_promises,
    asked=_asked,
    begin=actions.apply,
    several=True,
    begun_by=_admitted,
    tests=tests,
)
