"""Forms that are more than the questions of a step: the visit on a phone, the score sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.policy.values import offered, value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Fact, Facts, Field, Form, Link, Option, Panel
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.processes.effects import CRITERIA


def _wrong(refused: Sequence[Reason], name: str) -> tuple[str, ...]:
    return tuple(str(r) for r in refused if r.link == f"#{name}")


def _whole(refused: Sequence[Reason], fields: Sequence[Field]) -> tuple[str, ...]:
    named = {f"#{field.name}" for field in fields}
    return tuple(str(r) for r in refused if r.link not in named)


def visit(
    case: Case, url: str, request_key: str, given: Mapping[str, Any] | None = None, refused: Sequence[Reason] = ()
) -> tuple[Panel, Panel]:
    """One column for a phone: where to go, then what was found. The position is a box to paste into: no script asks for
    it, and a visit without one says why."""
    given = given or {}
    points = tuple(Option(c, t) for c, t in offered("training.visit_points", queries.day_of(case)).items())
    places = tuple(
        Fact(p.name, f"{p.address}　{p.latitude},{p.longitude}") for p in case.record.premises.all()
    )  # fmt: skip
    fields = (
        Field("met", _("符合申报的"), "checks", values=tuple(given.get("met", ())), options=points,
              hint=_("每一项都要核：符合的勾在这里，不符合的勾在下一题"), errors=_wrong(refused, "met")),
        Field("unmet", _("不符合申报的"), "checks", values=tuple(given.get("unmet", ())), options=points,
              hint=_("每一项都要勾选一处"), errors=_wrong(refused, "unmet")),
        Field("position", _("定位（纬度,经度）"), value=str(given.get("position", "")),
              hint=_("在手机地图里长按所在位置复制，如 36.2003,117.0884"), errors=_wrong(refused, "position")),
        Field("no_position_because", _("取不到定位的原因"), value=str(given.get("no_position_because", "")), optional=True,
              errors=_wrong(refused, "no_position_because")),
        Field("photos", _("现场照片"), "file", values=tuple(given.get("photos", ())), multiple=True, accept="image/*",
              errors=_wrong(refused, "photos")),
        Field("note", _("核查情况"), "long", value=str(given.get("note", "")), optional=True,
              hint=_("有不符合项的必须填写"), max_length=2000, errors=_wrong(refused, "note")),
    )  # fmt: skip
    form = Form(
        _("提交核查记录"), fields, url, hidden=(("seen", str(case.version)), ("request_key", request_key)),
        errors=_whole(refused, fields), promise=_("提交后由同行人签字，两人都签才算完成。"),
    )  # fmt: skip
    return Panel(_("去哪里"), (Facts(places),)), Panel(_("核查记录"), (form,))


def score(
    case: Case, url: str, request_key: str, given: Mapping[str, Any] | None = None, refused: Sequence[Reason] = ()
) -> Form:
    """The score sheet of one drawn expert; what the others gave is not shown."""
    given = given or {}
    most = value("training.provider_score_max", queries.day_of(case), case.place.code)
    fields = (
        *(
            Field(code, str(label), "number", value=str(given.get(code, "")), unit=_("分"), hint=_("0 ～ %(most)s") % {"most": most},
                  errors=_wrong(refused, code))
            for code, label in CRITERIA.items()
        ),
        Field("note", _("评审意见"), "long", value=str(given.get("note", "")), optional=True, max_length=2000),
        Field("no_interest", _("与申请机构及其负责人没有亲属和其他利害关系"), "flag", value=str(given.get("no_interest", "")),
              errors=_wrong(refused, "no_interest")),
    )  # fmt: skip
    return Form(
        _("提交评分"), fields, url, hidden=(("seen", str(case.version)), ("request_key", request_key)),
        errors=_whole(refused, fields), promise=_("提交后不能修改。"),
        others=(Link(_("有利害关系，申请回避"), "../recuse/"),),
    )  # fmt: skip


#: (procedure, step) → its form.
STEP_FORMS = {
    (queries.ADMISSION, "visit"): visit,
    (queries.ADMISSION, "score"): lambda *given: (score(*given),),
}
