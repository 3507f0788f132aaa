"""What the case page shows of a provider. The applicant sees the file and the result, not how the office came to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.documents.queries import digests_of
from chunfeng.base.policy.values import offered, value
from chunfeng.base.workflow import together
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.objections import ObjectionRecord
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Day,
    Empty,
    Fact,
    Facts,
    Link,
    List,
    Mark,
    Missing,
    Moment,
    Panel,
    Paper,
    Papers,
    Prose,
    Quantity,
    Row,
    Share,
    Span,
)
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import LEVELS, Admission, Card, Evaluation, Room, Supervision
from chunfeng.plans.training.providers.processes.effects import CRITERIA


def _office(actor: Actor, case: Case, permission: str) -> bool:
    """Whether the actor reads this case as one of the office, not as the party: by place, not by organisation."""
    return any(
        g.scope in ("place", "all") and g.covers(case.place_path, None, None) for g in actor.with_permission(permission)
    )


def admission(case: Case, actor: Actor) -> list[Panel]:
    record: Admission = case.record
    queries.read_whole(record)
    found = [Panel(_("机构"), (_profile(case, record),), anchor="profile"), *_file(record)]
    if _office(actor, case, "admission.read") or _judges(actor, record):
        phone = (
            Link(_("在手机上填写"), f"/desk/cases/{case.number}/steps/visit/") if case.state == "site_check" else None
        )
        found.append(Panel(_("实地核查"), _visits(record, case), note=phone, anchor="visits"))
    if _office(actor, case, "admission.read"):
        if record.seats.all():
            found.append(Panel(_("专家评分"), (_scores(record, case),), anchor="scores"))
        if record.objections.all():
            found.append(Panel(_("异议"), (objections(record.objections.all()),), anchor="objections"))
    if record.statement:
        found.append(Panel(_("机构陈述"), (Prose((record.statement,)),), anchor="statement"))
    agreement = getattr(record, "agreement", None) if record.state == "designated" else None
    if agreement is not None:
        facts = (
            Fact(_("协议编号"), agreement.number),
            Fact(_("协议期限"), Span(agreement.from_on, agreement.to_on)),
        )
        own = Link(_("机构页"), f"/desk/providers/{agreement.pk}/") if _office(actor, case, "provider.read") else None
        found.append(Panel(_("定点协议"), (Facts(facts), _listings(agreement)), note=own, anchor="agreement"))
    return found


def _judges(actor: Actor, record: Admission) -> bool:
    return queries.seat_of(record, actor) is not None


def _profile(case: Case, record: Admission) -> Facts:
    rows = [
        Fact(_("单位"), case.org.name),
        Fact(_("机构类别"), offered("training.provider_kinds").get(record.kind) or Missing.EMPTY),
        Fact(_("办学许可证"), record.licence_number or Missing.EMPTY),
        Fact(_("许可证有效期"), Span(record.licence_from_on, record.licence_to_on)),
        Fact(_("办学许可范围"), record.licence_scope or Missing.EMPTY, wide=True),
        Fact(_("年培训能力"), Quantity(record.capacity, _("人")) if record.capacity else Missing.EMPTY),
        Fact(_("实训基地"), record.practice_base or Missing.EMPTY),
        Fact(_("办公电话"), record.office_phone or Missing.EMPTY),
        Fact(_("经办人"), record.contact_name or Missing.EMPTY),
    ]
    if record.undertaken_at:
        rows.append(Fact(_("承诺"), (record.undertaken_by, " ", Moment(record.undertaken_at, "iso")), wide=True))
    if record.asked_for:
        rows.append(Fact(_("要求补正"), record.asked_for, wide=True))
    if record.publicity_from_on:
        rows.append(Fact(_("公示"), Span(record.publicity_from_on, record.publicity_to_on)))
    return Facts(tuple(rows))


def _empty(what: str) -> Empty:
    return Empty(_("没有填%(what)s。") % {"what": what}, _("由机构补填。"))


def _file(record: Admission) -> list[Panel]:
    """The declared premises, rooms, teachers, trades and papers: laid flat, as they were handed in."""
    called = {p.pk: p.name for p in record.premises.all()}
    rooms = together.rows(Room, premises__admission=record.pk) if called else []
    premises = List(
        (Column("name", _("场地")), Column("address", _("地址")), Column("tenure", _("权属")),
         Column("lease", _("租至"), kind="day"), Column("fire", _("消防合格"), kind="day"), Column("at", _("坐标"), wide=True)),
        rows=tuple(
            Row({"name": p.name, "address": p.address, "tenure": p.get_tenure_display(),
                 "lease": p.lease_to_on or Missing.NOT_APPLICABLE, "fire": p.fire_safety_on,
                 "at": f"{p.latitude},{p.longitude}"})
            for p in record.premises.all()
        ),
        empty=_empty(_("场地")),
    )  # fmt: skip
    classrooms = List(
        (Column("premises", _("场地")), Column("name", _("教室")), Column("use", _("用途")),
         Column("capacity", _("容纳"), kind="number", unit=_("人")), Column("size", _("面积"), kind="number", unit=_("平方米"))),
        rows=tuple(
            Row({"premises": called[r.premises_id], "name": r.name, "use": r.get_use_display(), "capacity": r.capacity,
                 "size": r.square_metres})
            for r in rooms
        ),
        empty=_empty(_("教室")),
    )  # fmt: skip
    teachers = List(
        (Column("name", _("姓名")), Column("trade", _("工种")), Column("level", _("等级")), Column("number", _("证书编号")),
         Column("valid", _("证书有效期")), Column("employment", _("聘用"))),
        rows=tuple(
            Row({"name": t.name, "trade": t.trade, "level": LEVELS[t.level], "number": t.certificate_number,
                 "valid": Span(t.certificate_from_on, t.certificate_to_on), "employment": t.get_employment_display()})
            for t in record.teachers.all()
        ),
        empty=_empty(_("教师")),
    )  # fmt: skip
    words = {True: Chip("ok", _("认定")), False: Chip("neutral", _("未认定")), None: Missing.EMPTY}
    decided = any(t.admitted is not None for t in record.trades.all())
    result = (Column("admitted", _("结果"), kind="state"),) if decided else ()
    trades = List(
        (Column("trade", _("工种")), Column("level", _("等级")), Column("equipment", _("设备")), *result),
        rows=tuple(
            Row({"trade": t.trade, "level": LEVELS[t.level], "equipment": t.equipment}
                | ({"admitted": words[t.admitted]} if decided else {}))
            for t in record.trades.all()
        ),
        empty=_empty(_("申报工种")),
    )  # fmt: skip
    titles = offered("training.admission_papers")
    kept = list(record.papers.all())
    digests = digests_of(p.document for p in kept)
    papers = tuple(
        Paper(
            titles.get(p.kind, p.kind),
            f"/files/{p.document}/",
            added=Day(p.added_on),
            digest=digests.get(str(p.document), ""),
        )
        for p in kept
    )
    there = {p.kind for p in kept}
    papers += tuple(Paper(title, missing=True) for code, title in titles.items() if code not in there)
    return [
        Panel(_("场地"), (premises,), anchor="premises"),
        Panel(_("教室"), (classrooms,), anchor="rooms"),
        Panel(_("师资"), (teachers,), anchor="teachers"),
        Panel(_("申报工种"), (trades,), anchor="trades"),
        Panel(_("材料"), (Papers(papers),), anchor="papers"),
    ]


def _visits(record: Admission, case: Case) -> tuple[Any, ...]:
    points = offered("training.visit_points")
    farthest = value("training.provider_site_metres", queries.day_of(case), case.place.code)
    blocks: list[Any] = []
    for visit in reversed(record.visits.all()):
        off: Any = Missing.EMPTY
        if visit.metres_off is not None:
            off = _("与申报坐标相差 %(n)s 米") % {"n": visit.metres_off}
            if visit.metres_off > farthest:
                off = (off, "　", Chip("review", _("偏离")))
        elif visit.no_position_because:
            off = _("没有定位：%(why)s") % {"why": visit.no_position_because}
        second: Any = _("待签字")
        if visit.second_id:
            second = (visit.second.name, " ", _("不同意，重新核查") if visit.disputed else _("已签字"))
        facts = (
            Fact(_("时间"), Moment(visit.visited_at, "iso")),
            Fact(_("核查人"), visit.first.name),
            Fact(_("同行人"), second),
            Fact(_("定位"), off),
            Fact(_("照片"), tuple(_linked(visit.photos)) or Missing.EMPTY, wide=True),
            Fact(_("情况"), visit.said or Missing.EMPTY, wide=True),
        )
        findings = List(
            (Column("point", _("核查项")), Column("met", _("结果"), kind="state")),
            rows=tuple(
                Row({"point": points.get(f.point, f.point), "met": _("符合") if f.met else Chip("bad", _("不符合"))})
                for f in visit.findings.all()
            ),
            key=f"visit-{visit.pk}",
        )
        blocks += [Facts(facts), findings]
    if not blocks:
        return (Prose((_("还没有实地核查。"),)),)
    return tuple(blocks)


def _linked(photos: Sequence[str]) -> list[Any]:
    return [
        part for n, uid in enumerate(photos, 1) for part in (Link(_("照片 %(n)s") % {"n": n}, f"/files/{uid}/"), "　")
    ][:-1]


def _scores(record: Admission, case: Case) -> List:
    """Experts down, criteria across; the average is compared as a sum, and written with one decimal."""
    seats = list(record.seats.all())
    columns = (
        Column("expert", _("专家")),
        *(Column(code, str(label), kind="number") for code, label in CRITERIA.items()),
        Column("total", _("总分"), kind="number"),
        Column("opinion", _("意见")),
    )
    recusals = offered("training.recusal_reasons")
    rows = []
    for seat in seats:
        points = {score.criterion: score.points for score in seat.scores.all()}
        cells: dict[str, Any] = {"expert": seat.expert.user.name, **points}
        if seat.recused_for:
            cells["opinion"] = (_("已回避："), recusals.get(seat.recused_for, seat.recused_for))
        elif seat.scored_at is None:
            cells["opinion"] = Mark(_("未评分"), "dim")
        else:
            cells |= {"total": sum(points.values()), "opinion": seat.opinion or Missing.EMPTY}
        rows.append(Row(cells, dim=bool(seat.recused_for)))
    totals = queries.totals(record)
    mark = value("training.provider_score_pass", queries.day_of(case), case.place.code)
    foot = None
    if totals:
        foot = Row(
            {"expert": _("平均"), "total": Quantity(sum(totals) / len(totals), digits=1), "opinion": _("通过分数 %(mark)s") % {"mark": mark}}
        )  # fmt: skip
    return List(columns, rows=tuple(rows), totals=foot)


def objections(records: Iterable[ObjectionRecord]) -> List:
    """What was said against an entry on public notice, and what became of it."""
    grounds = offered("training.objection_grounds")
    verdicts = {"upheld": Chip("bad", _("属实")), "dismissed": _("不属实"), "": Chip("info", _("待决定"))}
    return List(
        (Column("number", _("编号"), kind="id"), Column("received", _("收到"), kind="moment"), Column("ground", _("理由")),
         Column("text", _("内容")), Column("findings", _("核查")), Column("verdict", _("结论"), kind="state"),
         Column("answer", _("答复")), Column("due", _("答复期限"), kind="day")),
        rows=tuple(
            Row({"number": o.number, "received": o.received_at, "ground": grounds.get(o.ground, o.ground), "text": o.text,
                 "findings": o.findings or _("待核查"), "verdict": verdicts[o.verdict], "answer": o.answer or Missing.EMPTY,
                 "due": o.due_on})
            for o in records
        ),
    )  # fmt: skip


def _listings(agreement: Any) -> List:
    return List(
        (Column("trade", _("工种")), Column("level", _("等级")), Column("capacity", _("同时容纳"), kind="number", unit=_("人"))),
        rows=tuple(Row({"trade": r.trade, "level": LEVELS[r.level], "capacity": r.capacity}) for r in agreement.listings.all()),
        key="listings",
    )  # fmt: skip


def supervision(case: Case, actor: Actor) -> list[Panel]:
    record: Supervision = case.record
    agreement = record.agreement
    grounds = offered("training.card_grounds") | offered("training.exit_grounds")
    facts = [
        Fact(_("机构"), case.org.name),
        Fact(_("协议"), (agreement.number, "　", Span(agreement.from_on, agreement.to_on))),
        Fact(_("线索"), record.get_source_display()),
        Fact(_("发现"), record.found_on),
        Fact(_("问题"), grounds.get(record.ground, record.ground)),
        Fact(_("查明的情况"), record.found, wide=True),
    ]
    if record.rectified:
        facts.append(Fact(_("整改情况"), record.rectified, wide=True))
    if agreement.suspended_from_on:
        facts.append(Fact(_("暂停"), Span(agreement.suspended_from_on, agreement.suspended_to_on)))
    if record.exit_ground:
        facts.append(Fact(_("拟退出事由"), grounds.get(record.exit_ground, record.exit_ground), wide=True))
    found = [
        Panel(_("问题"), (Facts(tuple(facts)),), anchor="finding"),
        Panel(_("牌"), (_cards(case, record),), anchor="cards"),
    ]
    if record.statement:
        found.append(Panel(_("机构陈述"), (Prose((record.statement,)),), anchor="statement"))
    return found


def _cards(case: Case, record: Supervision) -> List:
    day, area = queries.day_of(case), case.place.code
    cards = (
        Card.objects.filter(agreement__org=case.org_id).select_related("supervision__case").order_by("-given_on", "-pk")
    )
    counts = queries.cards_in_year(record.agreement, day)
    limits = {c: value(f"training.provider_{c}_cards", day, area) for c in Card.COLOURS}
    said = _("，").join(
        _("%(card)s %(n)s 张（%(limit)s 张应退出）") % {"card": Card.COLOURS[c], "n": counts[c], "limit": limits[c]} for c in Card.COLOURS
    )  # fmt: skip
    grounds = offered("training.card_grounds")
    return List(
        (Column("given", _("日期"), kind="day"), Column("colour", _("牌")), Column("ground", _("事由")),
         Column("case", _("事项"), kind="id")),
        rows=tuple(
            Row({"given": c.given_on, "colour": c.get_colour_display(), "ground": grounds.get(c.ground, c.ground),
                 "case": c.supervision.case.number})
            for c in cards
        ),
        caption=_("近十二个月：") + said,
        empty=Empty(_("没有黄牌或红牌。"), _("按检查结果给予。")),
    )  # fmt: skip


def evaluation(case: Case, actor: Actor) -> list[Panel]:
    record: Evaluation = case.record
    facts = [Fact(_("机构"), case.org.name), Fact(_("年度"), str(record.year))]
    if record.trained is not None:
        facts += [
            Fact(_("培训"), Quantity(record.trained, _("人"))),
            Fact(_("合格"), (Quantity(record.passed or 0, _("人")), "　", _share(record.passed, record.trained))),
            Fact(
                _("就业创业"), (Quantity(record.employed or 0, _("人")), "　", _share(record.employed, record.trained))
            ),
            Fact(_("评定"), Evaluation.RESULTS[record.result]),
        ]
    past = (
        Evaluation.objects.filter(agreement__org=case.org_id, state="confirmed").exclude(pk=record.pk).order_by("-year")
    )
    table = List(
        (Column("year", _("年度")), Column("result", _("评定"))),
        rows=tuple(Row({"year": str(e.year), "result": Evaluation.RESULTS[e.result]}) for e in past),
        empty=Empty(_("没有往年的评估。"), _("本年度评估后列出。")),
    )  # fmt: skip
    return [Panel(_("评估"), (Facts(tuple(facts)),), anchor="evaluation"), Panel(_("往年"), (table,), anchor="past")]


def _share(part: int | None, whole: int | None) -> Any:
    return Share((part or 0) / whole) if whole else Missing.NOT_APPLICABLE


PANELS: Mapping[str, Callable[[Case, Actor], list[Panel]]] = {
    queries.ADMISSION: admission,
    queries.SUPERVISION: supervision,
    queries.EVALUATION: evaluation,
}
