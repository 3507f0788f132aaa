"""Proposing a parameter and asking about one's data."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from chunfeng.base.access.actor import Actor
from chunfeng.base.governance.models import DataRequest, ParameterChange
from chunfeng.base.governance.queries import reaches_back, worded
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.policy import values
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES

#: By unit, beyond which a number is a slip of the pen; and how far from today a value may begin.
MOST = {
    "工作日": 3_660,
    "天": 3_660,
    "日": 3_660,
    "月": 1_200,
    "年": 100,
    "%": 1_000,
    "倍": 100,
    "小时": 8_784,
    "岁": 150,
}
YEARS = 30
MOST_WHY = 300


def propose(
    actor: Actor, *, code: str, area: str, valid_from_on: date, value: int | None, reference: str, place: Place,
    why: str = "", at: datetime | None = None,
) -> Case | Refused:  # fmt: skip
    """Opens the case of a parameter's new value; every reason against it at once. why: it begins before today; laws often
    are published late, so it is asked and not forbidden."""
    wrong: list[Reason] = []
    parameter = values.pack().parameters.get(code)
    if parameter is None:
        wrong.append(Reason(_("政策包没有参数 %(code)s") % {"code": code}, "#code"))
    if not actor.holds("parameter_change.propose"):
        wrong.append(Reason(_("没有提出参数变更的权限")))
    if not reference.strip():
        wrong.append(Reason(_("请写明依据的文件"), "#reference"))
    if value is not None and value < 0:
        wrong.append(Reason(_("数值不能小于 0"), "#value"))
    if value is not None and parameter and value > MOST.get(parameter.unit.removeprefix("个"), value):
        wrong.append(Reason(_("数值太大，请核对单位（%(unit)s）") % {"unit": _(parameter.unit)}, "#value"))
    today = timezone.localdate(at or timezone.now())
    if abs(valid_from_on.year - today.year) > YEARS:
        wrong.append(Reason(_("生效日期的年份不对，请核对"), "#valid_from_on"))
    if valid_from_on < today and not why.strip():
        wrong.append(Reason(_("%(said)s请写明追溯的理由") % {"said": reaches_back()}, "#why"))
    if len(why) > MOST_WHY:
        wrong.append(Reason(_("追溯的理由最多 %(n)s 个字") % {"n": MOST_WHY}, "#why"))
    before = _value(code, valid_from_on, area) if parameter else None
    if parameter and before == value:
        wrong.append(
            Reason(_("%(day)s 的现值已是 %(value)s") % {"day": valid_from_on, "value": worded(code, value)}, "#value")
        )
    open_ = ParameterChange.objects.filter(code=code, area=area, state="proposed").select_related("case").first()
    if open_:
        wrong.append(
            Reason(_("%(case)s 正在核准同一参数") % {"case": open_.case.number}, f"/desk/cases/{open_.case.number}/")
        )
    if wrong or parameter is None:
        return Refused(tuple(wrong))
    change = ParameterChange(
        code=code, area=area, valid_from_on=valid_from_on, value=value, before=before, reference=reference.strip()
    )
    return open_case(
        PROCESSES["policy.parameter_change"], change, actor, place=place, title=parameter.title, at=at, note=why.strip()
    )


def _value(code: str, day: date, area: str) -> int | None:
    try:
        return values.value(code, day, area)
    except values.NoValue:
        return None


def ask(
    actor: Actor, kind: str, wish: str, *, place: Place, person: Person, at: datetime | None = None
) -> Case | Refused:
    """A person's request about the data kept of them; only about oneself."""
    wrong = []
    if kind not in DataRequest.KINDS:
        wrong.append(Reason(_("请选择要办的事"), "#kind"))
    if kind == DataRequest.CORRECT and not wish.strip():
        wrong.append(Reason(_("请写明哪里不对、应当是什么"), "#wish"))
    if wrong:
        return Refused(tuple(wrong))
    # Stored once for all readers, so in the language of the record.
    with override("zh-hans"):
        title = str(DataRequest.KINDS[kind])
    with transaction.atomic():
        # One at a time: several erasures of one person would stand in each other's way.
        Person.objects.select_for_update().get(pk=person.pk)
        waiting = DataRequest.objects.filter(kind=kind, case__person=person, case__closed_at=None).first()
        if waiting:
            return Refused((Reason(_("%(case)s 正在办理同样的请求") % {"case": waiting.case.number}),))
        request = DataRequest(kind=kind, wish=wish.strip()[:2000])
        return open_case(PROCESSES["privacy.request"], request, actor, place=place, person=person, title=title, at=at)
