"""What is asked on the spot. A point that is not ticked is not met: one list to go through on a phone, not two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from chunfeng.base.workflow.declarations import PICTURES, Ask, Choice, Files, Flag, Note, Number, Text
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.visits.models import HEADS, Visit
from chunfeng.plans.training.visits.queries import points
from chunfeng.plans.training.visits.queries.visiting import NO_LESSON


def sessions(case: Case) -> Mapping[str, str]:
    """Lessons of the days of the visit; beside them, that none is on now."""
    visit: Visit = case.record
    rows = visit.training_class.sessions.filter(held_on__range=(visit.from_on, visit.to_on + timedelta(days=1)))
    told = {str(s.pk): f"{s.held_on} {s.clock} {s.where}" for s in rows.select_related("room__premises")}
    return {**told, NO_LESSON: _("这个时间没有排课")}


def people(case: Case) -> Mapping[str, str]:
    """The roster in its order; names and numbers masked."""
    rows = case.record.training_class.entries.filter(removed_on=None).select_related("person").order_by("pk")
    return {str(e.pk): f"{n}　{e.person.shown_name}　{e.person.shown_number[-4:]}" for n, e in enumerate(rows, 1)}


FIELD_ASKS: tuple[Ask, ...] = (
    Flag("certificate_shown", _("已出示证件，说明来意"), required=True),
    Choice("session", _("正在上的课"), sessions),
    Number("expected", _("应到人数"), least=0, most=500, help=_("名册人数减去这次课经批准请假的")),
    Number("present", _("到场人数"), least=0, most=500, help=_("当场清点")),
    Number("signed_in", _("签到人数"), least=0, most=500, required=False, help=_("签到表或考勤机上这次课的人数")),
    Ask("here", _("点名到场的学员"), "choices", False, options=people, personal=True, help=_("没有勾的就是没有到")),
    Choice("met", _("符合要求的"), points, several=True, required=False, help=_("没有勾的就是不符合，要在情况里写明")),
    Text("position", _("定位（纬度,经度）"), required=False, personal=False),
    Text("no_position_because", _("取不到定位的原因"), required=False, personal=False),
    Files("photos", _("现场照片"), kinds=PICTURES),
    Choice("head", _("班主任"), HEADS, help=_("把记录给班主任看过再选")),
    Text("head_said", _("班主任的意见或拒签的理由"), required=False),
    Note(_("现场情况"), required=False),
    Text("uid", _("记录编号"), required=False, personal=False, most=36),
    Text("started_at", _("开始时间"), required=False, personal=False, most=40),
)
