"""What a file still lacks, section by section: the guard of handing in and the applicant's task list ask the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from chunfeng.base.policy.values import offered, value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.dossier import lacking
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers.models import Admission, Premises, Room, Teacher
from chunfeng.plans.training.providers.queries import day_of


def profile(case: Case) -> list[str]:
    admission: Admission = case.record
    wanted = {
        "kind": _("机构类别"),
        "licence_number": _("办学许可证号"),
        "licence_scope": _("办学许可范围"),
        "licence_from_on": _("许可证起日"),
        "licence_to_on": _("许可证止日"),
        "office_phone": _("办公电话"),
        "contact_name": _("经办人"),
        "capacity": _("年培训能力"),
        "practice_base": _("实训基地"),
    }
    found = [_("没有填%(what)s") % {"what": label} for name, label in wanted.items() if not getattr(admission, name)]
    day = day_of(case)
    least = value("training.provider_capacity_min", day, case.place.code)
    if admission.capacity and admission.capacity < least:
        found.append(_("年培训能力不足 %(least)s 人") % {"least": least})
    if admission.licence_to_on and admission.licence_to_on < day:
        found.append(_("办学许可证已于 %(day)s 到期") % {"day": admission.licence_to_on.isoformat()})
    return found


def premises(case: Case) -> list[str]:
    return [] if case.record.premises.exists() else [_("没有填场地")]


def rooms(case: Case) -> list[str]:
    bare = [p.name for p in Premises.objects.filter(admission__case=case, rooms=None)]
    uses = set(Room.objects.filter(premises__admission__case=case).values_list("use", flat=True))
    found = [_("场地“%(name)s”没有教室") % {"name": name} for name in bare]
    if "theory" not in uses:
        found.append(_("没有理论教室"))
    if "practice" not in uses:
        found.append(_("没有实训教室"))
    return found


def teachers(case: Case) -> list[str]:
    rows = list(case.record.teachers.all())
    if not rows:
        return [_("没有填教师")]
    day = day_of(case)
    return [
        _("%(name)s的证书已过期") % {"name": t.name} for t in rows if t.certificate_to_on and t.certificate_to_on < day
    ]


def trades(case: Case) -> list[str]:
    rows = list(case.record.trades.all())
    if not rows:
        return [_("没有填申报工种")]
    taught = set(case.record.teachers.values_list("trade", flat=True))
    return [
        _("申报的“%(trade)s”没有教师") % {"trade": trade}
        for trade in sorted({t.trade for t in rows})
        if trade not in taught
    ]


def papers(case: Case) -> list[str]:
    there = set(case.record.papers.values_list("kind", flat=True))
    wanted = offered("training.admission_papers", day_of(case))
    return [_("没有上传%(paper)s") % {"paper": title} for code, title in wanted.items() if code not in there]


SECTIONS: dict[str, Callable[[Case], Sequence[str]]] = {
    "profile": profile,
    "premises": premises,
    "rooms": rooms,
    "teachers": teachers,
    "trades": trades,
    "papers": papers,
}


def whole(case: Case) -> Reason | None:
    return lacking(case, SECTIONS)


def certified_teacher(admission: Admission, trade: str, level: int) -> Teacher | None:
    """A teacher of a trade at that level or above: 1 is the highest of 5 … 1; 6 and 7 stand beside them."""
    rows = admission.teachers.filter(trade=trade)
    return next((t for t in rows if t.level == level or (level > 5 and t.level <= 5) or t.level <= level <= 5), None)
