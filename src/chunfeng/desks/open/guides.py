"""事项指南: what a citizen is told of a procedure, out of its declaration, in the order and words of the service sites."""

from __future__ import annotations

import re

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.roles import ROLES
from chunfeng.base.policy.values import NoValue, pack, value
from chunfeng.base.workflow.declarations import Clock, Process
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.stored import Made
from chunfeng.desks.open.words import agencies_title, clause_title
from chunfeng.engines.display.page import (
    Column,
    Fact,
    Facts,
    Head,
    Id,
    Inline,
    Link,
    Links,
    List,
    Page,
    Panel,
    Picture,
    Prose,
    Quantity,
    Row,
)
from chunfeng.engines.display.process_graph import svg


def address(code: str) -> str:
    return f"/guides/{code}/"


def begun_outside(process: Process) -> bool:
    """Whether somebody outside the offices begins it: everybody, or a post that is none of the staff's."""
    return process.opens == "public" or any(process.opens in r.permissions for r in ROLES if not r.staff)


def find(code: str) -> Process | None:
    return next((process for process in PROCESSES if process.code == code), None)


def index() -> Drawn:
    outside = [p for p in PROCESSES if begun_outside(p)]
    inside = [p for p in PROCESSES if not begun_outside(p)]
    body = [Panel(_("可以申请和反映的"), (_table(outside),))]
    if inside:
        body.append(Panel(_("机关依职权办的"), (_table(inside),), note=_("公开办法，便于监督。")))
    said = _("条件、材料、步骤、时限和依据，都从系统正在执行的程序生成：程序改了，这里同时改。")
    return Drawn(Page(_("办事指南"), Head(_("办事指南"), said=said), tuple(body)))


def _table(processes: list[Process]) -> List:
    return List(
        (Column("title", _("事项")), Column("who", _("谁可以办")), Column("terms", _("时限")), Column("fee", _("收费"))),
        rows=tuple(
            Row({"title": str(p.title), "who": str(p.guide.who), "terms": _short_terms(p), "fee": str(p.guide.fee)}, address(p.code))
            for p in processes
        ),
        total=len(processes),
        measure=_("项"),
    )  # fmt: skip


def _short_terms(process: Process) -> Inline:
    parts: list[Inline] = []
    for clock in process.clocks[:3]:
        parts += [*((_("，"),) if parts else ()), str(clock.title), " ", _days(clock)]
    return tuple(parts) if parts else None


def _days(clock: Clock) -> Inline:
    unit = _("个工作日") if clock.unit == "workdays" else _("日")
    try:
        return Quantity(value(clock.term, timezone.localdate()), unit)
    except NoValue:
        return _("今天没有标准")


def guide(code: str) -> Drawn | None:
    process = find(code)
    if process is None:
        return None
    told = process.guide
    parts = (
        Panel(_("基本信息"), (_basics(process),), anchor="basics"),
        Panel(_("申请条件"), (_lines(told.conditions, _("没有条件。")),), anchor="conditions"),
        Panel(_("申报材料"), (_lines(told.papers, _("不用交材料。")),), anchor="papers"),
        Panel(
            _("办理流程"),
            (Picture(f"{address(code)}flow.svg", _("流程图，步骤见下表"), *_size(svg(process))), _steps(process)),
            anchor="steps",
        ),
        Panel(_("办理时限"), (_terms(process),), anchor="terms"),
        Panel(_("收费标准"), (Prose((str(told.fee),)),), anchor="fee"),
        Panel(_("设定依据"), _basis(process), anchor="basis"),
        Panel(
            _("办理地点与时间"),
            (Prose((str(told.where) or _("网上随时可以办；窗口在受理地的人力资源社会保障部门，工作日办公时间。"),)),),
            anchor="where",
        ),
        Panel(_("常见问题"), (_questions(process),), anchor="questions"),
        Panel(_("咨询与投诉"), (_contact(),), anchor="contact"),
    )
    head = Head(str(process.title), back=Link(_("返回办事指南"), "/guides/"), said=str(told.result))
    return Drawn(Page(str(process.title), head, parts))


def _basics(process: Process) -> Facts:
    clause = pack().clauses[process.clause]
    return Facts((
        Fact(_("事项名称"), str(process.title)),
        Fact(_("事项代码"), process.code),
        Fact(_("服务对象"), str(process.guide.who)),
        Fact(_("主管部门"), agencies_title(clause.lead)),
        Fact(_("办理结果"), str(process.guide.result)),
        Fact(_("办件编号"), Id(_("以%(prefix)s开头") % {"prefix": process.prefix})),
    ))  # fmt: skip


def _lines(texts: tuple[str, ...], nothing: str) -> Prose:
    return Prose(tuple(f"{n}. {text}" for n, text in enumerate(texts, 1)) or (nothing,))


def _steps(process: Process) -> List:
    rows = []
    for n, step in enumerate(process.steps, 1):
        if step.by_system:
            who = _("系统，到期自动")
        elif step.party:
            who = str(process.party) or _("申请人")
        else:
            who = _("经办机关")
        sources = _("、").join(str(process.state(code).label) for code in step.sources)
        rows.append(
            Row({
                "n": Id(str(n)),
                "what": str(step.label),
                "who": who,
                "from": sources,
                "to": str(process.state(step.target).label) if step.target else _("不变"),
                "asks": _("、").join(str(ask.label) for ask in step.asks) or None,
            })
        )  # fmt: skip
    return List(
        (
            Column("n", _("序号"), kind="id"), Column("what", _("步骤")), Column("who", _("由谁办")), Column("from", _("在什么状态")),
            Column("to", _("办后的状态")), Column("asks", _("要写明的")),
        ),
        rows=tuple(rows),
        key="steps-list",
    )  # fmt: skip


def _terms(process: Process) -> List | Prose:
    if not process.clocks:
        return Prose((_("没有法定时限。"),))
    rows = []
    for clock in process.clocks:
        parameter = pack().parameters.get(clock.term)
        stops = _("、").join(str(process.state(code).label) for code in clock.pauses)
        rows.append(
            Row({
                "what": str(clock.title),
                "days": _days(clock),
                "stops": stops or None,
                "law": str(clock.legal) or (_(parameter.reference) if parameter else None),
                "clause": Link(process.clause, f"/policy/{parameter.clause if parameter else process.clause}/"),
            })
        )  # fmt: skip
    return List(
        (
            Column("what", _("环节")), Column("days", _("时限")), Column("stops", _("不计在内的时间")), Column("law", _("依据")),
            Column("clause", _("条款"), kind="id"),
        ),
        rows=tuple(rows),
        key="terms-list",
        source=_("开始当日不算，从次日起算；工作日按国务院放假办法计算。时限是带日期的参数，以开始计算那一天的数值为准。"),
    )  # fmt: skip


def _basis(process: Process) -> tuple[Prose, Links]:
    clauses = [pack().clauses[c] for c in (process.clause, *process.more_clauses)]
    told = tuple(str(text) for text in process.guide.legal_basis)
    return Prose(told), Links(tuple(Link(f"{c.id} {clause_title(c)}", f"/policy/{c.id}/") for c in clauses))


def _questions(process: Process) -> Prose | Facts:
    if not process.guide.questions:
        return Prose((_("还没有常见问题。有疑问请按下面的方式咨询。"),))
    return Facts(tuple(Fact(str(question), str(answer), wide=True) for question, answer in process.guide.questions))


def _contact() -> Links:
    return Links((
        Link(_("拨打12333，人力资源社会保障咨询"), "tel:12333"),
        Link(_("反映办理中的问题"), "/w/"),
        Link(_("核对收到的文书是不是真的"), "/verify/"),
    ))  # fmt: skip


def flow(code: str) -> Made | None:
    process = find(code)
    return None if process is None else Made(svg(process).encode(), "image/svg+xml")


def _size(drawing: str) -> tuple[int, int]:
    """Width and height that the drawing's own frame states."""
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawing)
    if found is None:
        raise ValueError("the drawing of a procedure states no frame")
    return int(found[1]), int(found[2])
