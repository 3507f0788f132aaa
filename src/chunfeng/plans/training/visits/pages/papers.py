"""The on-the-spot record as it is printed and kept. Its text is Chinese by law: nothing here is translated."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.values import choices
from chunfeng.base.workflow.models import Case
from chunfeng.engines.papers.paper import Column, Facts, Look, Paper, Table, written_day
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import Visit


def record(case: Case) -> Paper:
    visit: Visit = case.record
    found = queries.counting(visit)
    assert found
    klass, began = visit.training_class, timezone.localtime(found.started_at)
    year, nth = case.number.removeprefix(case.declared.prefix).split("-")
    lesson = (
        f"{found.session.clock} {found.session.get_kind_display()} {found.session.where}"
        if found.session
        else "这个时间没有排课"
    )
    share = f"，到课率{found.present * 1000 // found.expected / 10:.1f}%" if found.expected else ""
    place = (
        f"与申报坐标相差{found.metres_off}米"
        if found.metres_off is not None
        else f"没有定位：{found.no_position_because}"
    )
    told = choices("training.class_visit_points", began.date())
    names = "、".join(seat.user.name for seat in queries.visitors(visit))
    facts = Facts((
        ("被检查机构", str(klass.org.name)), ("班级", f"{klass.class_no}（{klass.trade}）"),
        ("检查时间", f"{written_day(began.date())}{began:%H:%M}"), ("检查人员", f"{names}（已出示证件）"), ("正在上的课", lesson),
        ("人数", f"应到{found.expected}人，到场{found.present}人{share}"),
        ("签到人数", f"{found.signed_in}人" if found.signed_in is not None else "没有查到"), ("定位", place),
        ("照片", f"{len(found.photos)}张"),
    ))  # fmt: skip
    rows = tuple(
        (str(n), told.get(code, code), "符合" if met else "不符合")
        for n, (code, met) in enumerate(found.points.items(), 1)
    )
    head = str(found.get_head_display()) + (f"：{found.head_said}" if found.head_said else "")
    return Paper(
        title="培训班级现场检查记录", number=f"{case.place.name}人社培检字〔{year}〕{int(nth)}号", issuer=case.office,
        issued_on=queries.day_of(case), case_number=case.number, look=Look.FORM,
        body=(facts, Table((Column("序号", 1), Column("检查项", 6), Column("结果", 2)), rows), f"现场情况：{found.said or '没有其他情况。'}",
              f"班主任：{head}。"),
        signatures=("检查人员", "检查人员", "班主任"),
    )  # fmt: skip


PAPERS: Mapping[str, Callable[[Case], Paper]] = {"training.class_visit_record": record}
PAPER_TITLES: Mapping[str, str | Promise] = {"training.class_visit_record": _("现场检查记录")}
