"""Parameters: what is in force, what was, and how one is changed by two people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.pages import needs
from chunfeng.base.governance import queries
from chunfeng.base.governance.actions import MOST_WHY, propose
from chunfeng.base.places.models import Place
from chunfeng.base.policy import values
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.pack import Parameter
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, last_events
from chunfeng.base.workflow.models import Case
from chunfeng.desks.open import guides
from chunfeng.desks.open.words import parameter_now, with_unit
from chunfeng.desks.staff.case import address
from chunfeng.desks.staff.rules import headers
from chunfeng.desks.ui.pages import render
from chunfeng.engines.display.page import (
    Column,
    Condition,
    Day,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Id,
    Inline,
    Link,
    List,
    Mark,
    Notice,
    Option,
    Page,
    Panel,
    Row,
)
from chunfeng.engines.screening.found import all_facts
from chunfeng.engines.screening.query import codes_of, one_for_all
from chunfeng.kernel.digits import day as day_of
from chunfeng.kernel.digits import natural
from chunfeng.kernel.money import read_yuan

#: Words of regimes and marks, as the pack spells them.
_MARKS = {
    "notice": later("通知原文"),
    "document": pgettext_lazy("来历", "文件"),
    "practice": later("通行做法，待核"),
    "default": later("系统默认，待地方确定"),
}


def area_named(code: str) -> str:
    known = values.pack().divisions.get(code)
    return known.name if known else code or _("全市")


def _said(parameter: Parameter, value: int | None) -> Inline:
    return _("没有标准") if value is None else with_unit(value, parameter)


@require_GET
@needs("parameter_change.read")
def parameters(request: Any) -> HttpResponse:
    asked = request.GET.get("plan", "")
    pack = values.pack()
    today = timezone.localdate()
    decided = {v.code for v in ParameterValue.objects.all()}
    plans = sorted({code.split(".")[0] for code in pack.parameters})
    rows = []
    for code, parameter in sorted(pack.parameters.items()):
        if asked and not code.startswith(asked + "."):
            continue
        rows.append(
            Row(
                {
                    "title": _(parameter.title),
                    "value": parameter_now(parameter, today),
                    "clause": parameter.clause,
                    "mark": _("本市已定") if code in decided else str(_MARKS.get(parameter.mark, parameter.mark)),
                },
                url=f"/desk/parameters/{code}/",
                key=code,
            )
        )
    found = List(
        (
            Column("title", _("参数")),
            Column("value", _("今天的值"), kind="number"),
            Column("clause", _("条款"), kind="id"),
            Column("mark", _("来历")),
        ),
        rows=tuple(rows),
        conditions=(
            Condition(
                asked or _("全部计划"),
                options=tuple(Link(plan, f"?plan={plan}") for plan in plans if plan != asked),
                without_url="?" if asked else "",
            ),
        ),
        total=len(rows),
        measure=_("项"),
        empty=Empty(_("没有这一类参数。"), Link(_("全部参数"), "?")),
    )
    return render(request, Page(_("参数"), Head(_("参数")), (found,), flat=True, keys=("list",)))


@require_http_methods(["GET", "POST"])
@needs("parameter_change.read")
def parameter(request: Any, code: str) -> HttpResponse:
    found = values.pack().parameters.get(code)
    if found is None:
        raise Http404
    refused: Refused | None = None
    given: dict[str, str] = {}
    if request.method == "POST":
        given = {
            name: request.POST.get(name, "").strip()
            for name in ("valid_from_on", "value", "ends", "reference", "area", "why")
        }
        result = _propose(request.actor, found, given)
        if isinstance(result, Case):
            return redirect(address(result))
        refused = result
    history = List(
        (
            Column("from", _("起始日"), kind="day"),
            Column("area", _("地区")),
            Column("value", _("数值"), kind="number"),
            Column("reference", _("依据")),
            Column("case", _("核准"), kind="id"),
        ),
        rows=tuple(
            Row(
                {
                    "from": day,
                    "area": area_named(area),
                    "value": _said(found, value),
                    "reference": _(reference),
                    "case": Link(case, f"/desk/cases/{case}/") if case else _("政策包"),
                }
            )
            for day, area, value, reference, case in queries.history(code)
        ),
    )
    body: list[Any] = [
        Panel(_("历次数值"), (history,)),
        Panel(
            _("说明"),
            (
                Facts(
                    (
                        Fact(_("代码"), Id(code)),
                        Fact(_("条款"), Link(found.clause, f"/policy/#{found.clause}")),
                        Fact(_("依据"), _(found.reference)),
                        Fact(_("来历"), str(_MARKS.get(found.mark, found.mark))),
                        Fact(_("核对日期"), Day(found.checked) if found.checked else None),
                        *_uses(found, request.actor),
                    )
                ),
            ),
        ),
    ]
    if request.actor.holds("parameter_change.propose"):
        body.insert(1, Panel(_("提出变更"), (_form(found, given, refused),), anchor="propose"))
    title = _(found.title)
    page = Page(title, Head(title, back=Link(_("返回参数"), "/desk/parameters/")), tuple(body))
    return render(request, page, status=422 if refused else 200)


def _form(parameter: Parameter, given: dict[str, str], refused: Refused | None) -> Form:
    def errors(name: str) -> tuple[str, ...]:
        return tuple(str(r) for r in refused.reasons if r.link == f"#{name}") if refused else ()

    whole = tuple(str(r) for r in refused.reasons if not r.link.startswith("#")) if refused else ()
    return Form(
        _("提出变更"),
        (
            Field("value", _("新数值"), "money" if parameter.money else "number", given.get("value", ""),
                  unit=_("元") if parameter.money else _(parameter.unit), errors=errors("value")),
            Field("ends", _("取消标准"), "flag", given.get("ends", ""), optional=True, errors=errors("ends"),
                  hint=_("勾选则不填新数值：自生效日起没有标准")),
            Field("valid_from_on", _("生效日期"), "day", given.get("valid_from_on", ""), errors=errors("valid_from_on"),
                  hint=_("按事件发生之日取值：生效日以前开始的期限和班级仍按旧值")),
            *_asked_of_area(parameter, given.get("area", ""), errors("area")),
            Field("reference", _("依据的文件"), "text", given.get("reference", ""), errors=errors("reference"), max_length=300),
            Field("why", _("追溯的理由"), "long", given.get("why", ""), optional=True, errors=errors("why"), max_length=MOST_WHY,
                  hint=_("生效日期早于今天的必须写：文件何时公布，为何从过去起算")),
        ),
        errors=whole,
        promise=_("提出后由另一人核准，核准前不生效。"),
    )  # fmt: skip


def _one_for_all(parameter: Parameter) -> bool:
    """Whether some rule reads it for the whole city alone: a value of one county would change nothing there."""
    behind = {code for facts in all_facts() for code in codes_of(facts)}
    read = (one_for_all(header.sql) for header in headers().values() if parameter.code in header.params.values())
    return parameter.code in behind or any(parameter.code in codes for codes in read)


def _asked_of_area(parameter: Parameter, given: str, errors: tuple[str, ...]) -> tuple[Field, ...]:
    if _one_for_all(parameter):
        return ()
    counties = Place.objects.filter(kind__in=("county", "zone")).order_by("path")
    options = tuple(Option(p.code, p.name) for p in counties)
    return (
        Field("area", _("地区"), "choice", given, optional=True, errors=errors, options=options, hint=_("不选即全市")),
    )


def _propose(actor: Actor, parameter: Parameter, given: dict[str, str]) -> Case | Refused:
    wrong: list[Reason] = []
    day = day_of(given["valid_from_on"])
    if day is None:
        wrong.append(Reason(_("请填写生效日期，如 2026-01-01"), "#valid_from_on"))
    number = _read(parameter, given["value"])
    if given["ends"] and given["value"]:
        wrong.append(Reason(_("取消标准和新数值只能有一个"), "#ends"))
    elif not given["ends"] and not given["value"]:
        wrong.append(Reason(_("请填写新数值；不再有标准的，请勾选“取消标准”"), "#value"))
    elif number is None and not given["ends"]:
        wrong.append(Reason(_("请填写金额，如 1600.00") if parameter.money else _("请填写整数"), "#value"))
    if given["area"] and _one_for_all(parameter):
        wrong.append(Reason(_("有规则按全市一个数核查，不能只改一个县")))
    elif given["area"] and not Place.objects.filter(code=given["area"], kind__in=("county", "zone")).exists():
        wrong.append(Reason(_("请从列出的地区中选"), "#area"))
    if wrong or day is None:
        return Refused(tuple(wrong))
    city = Place.objects.filter(parent=None).order_by("path").first()
    if city is None:
        raise Http404
    return propose(
        actor,
        code=parameter.code,
        area=given["area"],
        valid_from_on=day,
        value=number,
        reference=given["reference"],
        why=given["why"],
        place=city,
    )


def _read(parameter: Parameter, text: str) -> int | None:
    """What was typed, money as fen."""
    if not parameter.money:
        return natural(text.replace(",", ""))
    fen = read_yuan(text) if text else None
    return fen if isinstance(fen, int) else None


def _uses(parameter: Parameter, actor: Actor) -> tuple[Fact, ...]:
    """What is counted or judged with it. Conditions of a procedure that read it are no declaration: its clause leads to them."""
    terms: list[Inline] = [
        Link(_("%(what)s：%(said)s") % {"what": process.title, "said": clock.title}, guides.address(process.code))
        for process, clock in queries.counted_with(parameter.code)
    ]
    opens = actor.holds("rule.read")
    rules: list[Inline] = [
        Link(_(header.text("title")), f"/desk/rules/{code}/") if opens else _(header.text("title"))
        for code, header in headers().items()
        if parameter.code in header.params.values()
    ]
    return (
        Fact(_("用它计算的期限"), _listed(terms) or _("没有期限用它"), wide=True),
        Fact(_("用它判断的规则"), _listed(rules) or _("没有规则用它"), wide=True),
        Fact(_("同一条款的程序和规则"), Link(parameter.clause, f"/policy/{parameter.clause}/"), wide=True),
    )


def _listed(parts: Sequence[Inline]) -> Inline:
    return tuple(piece for part in parts for piece in (_("、"), part))[1:]


def change_panels(case: Case, actor: Actor) -> list[Any]:
    """What a change of a parameter would touch, before anybody decides."""
    change = case.record
    seen = queries.preview(change)
    parameter = values.pack().parameters[change.code]
    by: Inline = Day(change.valid_from_on)
    if change.state == "enacted":
        by = _("已核准，%(day)s 起生效") % {"day": change.valid_from_on}
    # As the form offered it: a place may be newer than the pack.
    place = Place.objects.filter(code=change.area).first() if change.area else None
    named = place.name if place else area_named(change.area)
    area = Mark(named, "note")
    back = change.valid_from_on < timezone.localdate(case.closed_at)
    warning: list[Any] = [Notice(queries.reaches_back(), "due")] if back else []
    since = [Fact(_("其间已开始的期限"), _("%(n)s 个，不重算") % {"n": seen.begun}, wide=True)] if back else []
    why = last_events(case)["open"].note if back else ""
    return [
        *warning,
        Panel(
            _("变更"),
            (
                Facts(
                    (
                        Fact(_("参数"), Link(case.heading, f"/desk/parameters/{change.code}/")),
                        Fact(_("地区"), named),
                        Fact(_("现值"), (_said(parameter, change.before), " ", area)),
                        Fact(_("新值"), (_said(parameter, change.value), " ", area)),
                        Fact(_("生效日期"), by),
                        Fact(_("依据"), change.reference, wide=True),
                        *((Fact(_("追溯的理由"), why, wide=True),) if why else ()),
                    )
                ),
            ),
        ),
        Panel(
            _("影响"),
            (
                Facts(
                    (
                        *_uses(parameter, actor),
                        Fact(_("正在走的期限"), _("%(n)s 个，按开始之日的旧值走完") % {"n": seen.running}, wide=True),
                        *since,
                    )
                ),
            ),
        ),
    ]
