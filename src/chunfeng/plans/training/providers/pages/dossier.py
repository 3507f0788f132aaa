"""The applicant's file as sections: what is asked, what is there, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered, value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Day, Files, Number, Reason, Text
from chunfeng.base.workflow.dossier import Dossier, Line, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers import actions, queries
from chunfeng.plans.training.providers.models import LEVELS, Room
from chunfeng.plans.training.providers.processes import completeness

_TENURES = {"own": _("自有"), "lease": _("租赁")}
_USES = {"theory": _("理论"), "practice": _("实训")}
_EMPLOYMENTS = {"full": _("专职"), "part": _("兼职")}
_LEVELS = {str(level): words for level, words in LEVELS.items()}


def _offered(name: str) -> Any:
    return lambda case: offered(name, queries.day_of(case))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _span(first: date | None, last: date | None) -> str:
    return f"{_day(first)} ～ {_day(last) or gettext('长期')}" if first else ""


# Each section: the values its form is filled with, its saved rows, its answers on the page of checking.


def _profile_values(case: Case) -> Mapping[str, Any]:
    record = case.record
    names = (
        "kind", "licence_number", "licence_scope", "licence_from_on", "licence_to_on", "office_phone", "contact_name", "capacity",
        "practice_base", "startup_lecturers",
    )  # fmt: skip
    return {name: "" if (found := getattr(record, name)) is None else found for name in names}


def _profile_answers(case: Case) -> Sequence[tuple[str, str]]:
    record = case.record
    return [
        (gettext("单位"), case.org.name),
        (gettext("机构类别"), offered("training.provider_kinds").get(record.kind, "")),
        (gettext("办学许可证"), f"{record.licence_number}　{_span(record.licence_from_on, record.licence_to_on)}"),
        (gettext("办学许可范围"), record.licence_scope),
        (gettext("办公电话"), record.office_phone),
        (gettext("经办人"), record.contact_name),
        (gettext("年培训能力"), gettext("%(n)s 人") % {"n": record.capacity} if record.capacity else ""),
        (gettext("实训基地"), record.practice_base),
    ]


def _premises(case: Case) -> Sequence[Line]:
    return [
        Line(
            p.pk,
            p.name,
            f"{p.address}　{_TENURES[p.tenure]}{'　' + gettext('租至') + ' ' + _day(p.lease_to_on) if p.lease_to_on else ''}",
            {
                "name": p.name, "address": p.address, "position": f"{p.latitude},{p.longitude}", "tenure": p.tenure,
                "lease_to_on": _day(p.lease_to_on), "fire_safety_on": _day(p.fire_safety_on),
            },
        )
        for p in case.record.premises.all()
    ]  # fmt: skip


def _rooms(case: Case) -> Sequence[Line]:
    rows = Room.objects.filter(premises__admission__case=case).select_related("premises")
    return [
        Line(
            r.pk,
            f"{r.premises.name} {r.name}",
            gettext("%(use)s，容纳 %(n)s 人，%(m)s 平方米") % {"use": _USES[r.use], "n": r.capacity, "m": r.square_metres},
            {
                "premises": str(r.premises_id), "name": r.name, "use": r.use, "capacity": r.capacity,
                "square_metres": r.square_metres,
            },
        )
        for r in rows
    ]  # fmt: skip


def _teachers(case: Case) -> Sequence[Line]:
    return [
        Line(
            t.pk,
            t.name,
            f"{t.trade} {LEVELS[t.level]}　{_EMPLOYMENTS[t.employment]}　{t.certificate_number}",
            {
                "name": t.name, "trade": t.trade, "level": str(t.level), "certificate_number": t.certificate_number,
                "certificate_from_on": _day(t.certificate_from_on), "certificate_to_on": _day(t.certificate_to_on),
                "employment": t.employment,
            },
        )
        for t in case.record.teachers.all()
    ]  # fmt: skip


def _trades(case: Case) -> Sequence[Line]:
    return [
        Line(
            t.pk,
            f"{t.trade} {LEVELS[t.level]}",
            t.equipment,
            {"trade": t.trade, "level": str(t.level), "equipment": t.equipment},
        )
        for t in case.record.trades.all()
    ]


def _papers(case: Case) -> Sequence[Line]:
    titles = offered("training.admission_papers")
    return [
        Line(
            p.pk,
            titles.get(p.kind, p.kind),
            gettext("%(day)s 上传") % {"day": _day(p.added_on)},
            {"kind": p.kind, "valid_to_on": _day(p.valid_to_on)},
            file=str(p.document),
        )
        for p in case.record.papers.all()
    ]


def _told(lines: Any) -> Any:
    return lambda case: [(line.title, line.said) for line in lines(case)]


def _remove(section: str) -> Any:
    def remove(case: Case, actor: Actor, row: int) -> list[Reason]:
        return actions.remove_row(case, actor, section, row)

    return remove


def _declared_premises(case: Case) -> Mapping[str, str]:
    return {str(p.pk): p.name for p in case.record.premises.all()}


SECTIONS = (
    Section(
        "profile", _("填写机构信息"), _("机构信息"),
        (
            Choice("kind", _("机构类别"), _offered("training.provider_kinds")),
            Text("licence_number", _("办学许可证号")),
            Text("licence_scope", _("办学许可范围"), help=_("照许可证抄写")),
            Day("licence_from_on", _("许可证起日")),
            Day("licence_to_on", _("许可证止日")),
            Text("office_phone", _("办公电话"), help=_("认定后公开，供学员咨询")),
            Text("contact_name", _("经办人姓名")),
            Number("capacity", _("年培训能力（人）"), least=1, most=100000),
            Text("practice_base", _("实训基地"), help=_("名称和地址；没有校外基地的写校内车间")),
            Text("startup_lecturers", _("创业培训讲师"), required=False, help=_("只在申报创业培训时填：姓名和GYB、SYB证书号")),
        ),
        actions.save_profile, completeness.profile, _profile_answers, values=_profile_values,
    ),
    Section(
        "premises", _("填写场地"), _("场地"),
        (
            Text("name", _("场地名称"), help=_("如：主校区")),
            Text("address", _("地址")),
            Text("position", _("坐标（纬度,经度）"), help=_("手机地图里长按位置可以复制，如 36.2003,117.0884")),
            Choice("tenure", _("权属"), _TENURES),
            Day("lease_to_on", _("租期至"), required=False, help=_("租赁的填写")),
            Day("fire_safety_on", _("消防合格日期")),
        ),
        actions.save_premises, completeness.premises, _told(_premises), rows=_premises, remove=_remove("premises"),
        noun=_("场地"),
    ),
    Section(
        "rooms", _("填写教室"), _("教室"),
        (
            Choice("premises", _("所在场地"), _declared_premises),
            Text("name", _("教室名称")),
            Choice("use", _("用途"), _USES),
            Number("capacity", _("容纳人数"), least=1, most=500),
            Number("square_metres", _("面积（平方米）"), least=1, most=20000),
        ),
        actions.save_room, completeness.rooms, _told(_rooms), rows=_rooms, remove=_remove("rooms"), noun=_("教室"),
        after=("premises",),
    ),
    Section(
        "teachers", _("填写师资"), _("师资"),
        (
            Text("name", _("姓名")),
            Text("trade", _("所教工种"), help=_("按工种目录填写")),
            Choice("level", _("证书等级"), _LEVELS),
            Text("certificate_number", _("证书编号")),
            Day("certificate_from_on", _("发证日期")),
            Day("certificate_to_on", _("有效期至"), required=False, help=_("长期有效的不填")),
            Choice("employment", _("聘用方式"), _EMPLOYMENTS),
        ),
        actions.save_teacher, completeness.teachers, _told(_teachers), rows=_teachers, remove=_remove("teachers"),
        noun=_("教师"),
    ),
    Section(
        "trades", _("填写申报工种"), _("申报工种"),
        (
            Text("trade", _("工种"), help=_("按工种目录填写，如：焊工")),
            Choice("level", _("等级"), _LEVELS),
            Text("equipment", _("设备清单"), long=True, help=_("名称和数量；最多500字")),
        ),
        actions.save_trade, completeness.trades, _told(_trades), rows=_trades, remove=_remove("trades"), noun=_("工种"),
        after=("teachers",),
        help=_("只有认定的工种和等级可以申领补贴。"),
    ),
    Section(
        "papers", _("上传材料"), _("材料"),
        (
            Choice("kind", _("材料种类"), _offered("training.admission_papers")),
            Files("files", _("文件"), help=_("扫描件或照片，PDF、JPG、PNG")),
            Day("valid_to_on", _("有效期至"), required=False),
        ),
        actions.save_paper, completeness.papers, _told(_papers), rows=_papers, remove=_remove("papers"), noun=_("材料"),
    ),
)  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    """The terms of the law from a day on: of acceptance first, or of what is left of the review."""
    area = case.place.code
    accept = value("training.provider_accept_days", today, area)
    decide = value("training.provider_decide_days", today, area)
    publicity = value("training.provider_publicity_days", today, area)
    row = case.clocks.filter(code="accept").first()
    left = clocks.workdays_left(row.paused_on, row.due_on) if row and row.paused_on else accept
    by, _provisional = clocks.due(today, "workdays", max(left, 0))
    found = (
        [Promise(by, gettext("%(office)s决定是否受理") % {"office": case.office})] if case.state != "completing" else []
    )
    return [
        *found,
        Promise(None, gettext("受理后审查材料、两人实地核查、抽取专家评审，共 %(n)s 个工作日（专家评审和公示不计）") % {"n": decide}),
        Promise(None, gettext("评审通过后网上公示 %(n)s 日，任何人可以提异议") % {"n": publicity}),
        Promise(None, gettext("公示无异议的，由另一人认定并签订协议，列入公开名单")),
    ]  # fmt: skip


def _asked(case: Case) -> str:
    return case.record.asked_for


DOSSIER = Dossier(
    queries.ADMISSION,
    SECTIONS,
    submits={"draft": "submit", "returned": "submit", "completing": "complete"},
    promises=_promises,
    asked=_asked,
    begin=actions.apply,
)
