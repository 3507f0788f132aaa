"""What the case page shows of an inspection. Of a secret teller nothing that leads to the person, without the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow import together
from chunfeng.base.workflow.models import Case, IssuedPaper
from chunfeng.engines.display.page import (
    Column,
    Day,
    Empty,
    Fact,
    Facts,
    Id,
    Inline,
    Link,
    List,
    Mark,
    Masked,
    Missing,
    Moment,
    Money,
    Notice,
    Panel,
    Prose,
    Quantity,
    Row,
    Span,
)
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import Complaint, CrimeTransfer, Decision, Inspection
from chunfeng.plans.rights.inspection.pages.papers import PAPER_TITLES
from chunfeng.plans.rights.inspection.pages.publication import publication
from chunfeng.plans.rights.inspection.pages.similar import duplicates
from chunfeng.plans.rights.inspection.queries import employer, whole

#: Where it is asked for, with a reason, who told; drawn by the staff desk.
REVEAL = "/desk/complaints/{number}/"


def inspection(case: Case, actor: Actor, at: Callable[[str], str] = str) -> list[Panel]:
    """at: an address with the list in it that the case was opened from."""
    record: Inspection = case.record
    whole.read(record)
    complaints = list(record.complaints.all())
    found = [
        Panel(_("事项"), _facts(case, record, complaints), anchor="facts"),
        Panel(_("投诉人"), _tellers(case, complaints, actor, at), anchor="tellers"),
    ]
    if record.state == "received":
        found += duplicates(case, record)
    found.append(Panel(_("证据"), (_evidence(record, complaints, actor),), anchor="evidence"))
    found.append(Panel(_("金额"), _money(record, complaints), anchor="money"))
    acts = _acts(case, record)
    if acts:
        found.append(Panel(_("指令和决定"), acts, anchor="acts"))
    if record.filed_on:
        together.read(case, "papers")
    if record.filed_on and (sent := employer.papers(case)):
        found.append(Panel(_("送达"), (_service(record, sent),), anchor="service"))
    if record.inspectors.all():
        found.append(Panel(_("办案监察员"), (_inspectors(record),), anchor="inspectors"))
    related = _related(record)
    if related:
        found.append(Panel(_("相关事项"), related, anchor="related"))
    return found


def _facts(case: Case, record: Inspection, complaints: Sequence[Complaint]) -> tuple[Any, ...]:
    rows = [
        Fact(_("用人单位"), case.org.name if case.org else (record.employer_said or Missing.EMPTY, _("（待核实）"))),
        Fact(_("地点"), record.site or Missing.EMPTY),
        Fact(_("管辖"), case.place.name),
        Fact(_("网格"), record.grid.name if record.grid else Missing.EMPTY),
        Fact(_("事由"), record.get_topic_display()),
        Fact(_("受理"), record.accepted_on or Missing.EMPTY),
        Fact(_("立案"), record.filed_on or Missing.EMPTY),
    ]
    if complaints:
        # The teller knows the number of the receipt alone, and asks by it.
        rows.insert(0, Fact(_("投诉编号"), Id(_("、").join(c.number for c in complaints)), wide=True))
    if case.org and case.org.credit_code:
        rows.insert(2 if complaints else 1, Fact(_("统一社会信用代码"), Id(case.org.credit_code)))
    if record.extended_on:
        rows.append(Fact(_("延长"), record.extended_on))
    if record.outcome:
        rows += [
            Fact(_("调查结论"), record.get_outcome_display()),
            Fact(_("查实"), (Money(record.found_fen or 0), _("，"), Quantity(record.found_persons or 0, _("人")))),
            Fact(_("调查报告"), record.report, wide=True),
        ]
    if record.refusal:
        rows.append(Fact(_("不办的理由"), f"{record.get_refusal_display()}{_('：')}{record.refusal_said}", wide=True))
    if record.reopened_times:
        rows.append(Fact(_("重新办理"), Quantity(record.reopened_times, _("次"))))
    parts: list[Any] = [Facts(tuple(rows))]
    target = queries.behind_target(record, timezone.localdate())
    if target:
        late = target[1] < timezone.localdate()
        words = _("%(title)s：%(day)s，已过") if late else _("%(title)s：%(day)s")
        parts.append(Prose((words % {"title": _(target[0]), "day": target[1]},)))
    if hint := queries.possible_crime(record):
        parts.append(Notice(hint, "review"))
    return tuple(parts)


def _who(complaint: Complaint, actor: Actor, at: Callable[[str], str]) -> Inline:
    if complaint.anonymous:
        return _("未留姓名")
    if not queries.may_know_teller(complaint, actor):
        return _("身份保密")
    shown = " ".join(s.masked() for s in (complaint.name, complaint.phone) if s)
    return Masked(shown, Link(_("显示"), at(REVEAL.format(number=complaint.number))))


def _word(complaint: Complaint) -> Inline:
    if complaint.word:
        return (complaint.get_word_display(), " ", Moment(complaint.word_at))
    return _("问过%(n)d次") % {"n": complaint.asked_times} if complaint.asked_times else Missing.EMPTY


def _tellers(
    case: Case, complaints: Sequence[Complaint], actor: Actor, at: Callable[[str], str]
) -> tuple[Any, ...]:  # fmt: skip
    """Who told, then each one's own words and time: those are long and belong to no cell."""
    rows = tuple(
        Row(
            {
                "number": Id(c.number),
                "who": _who(c, actor, at),
                "kind": f"{c.get_kind_display()} · {c.get_channel_display()}",
                "persons": c.persons or Missing.EMPTY,
                "received": c.received_at,
                "word": _word(c),
            }
        )
        for c in complaints
    )
    table = List(
        (
            Column("number", _("编号"), kind="id"), Column("who", _("投诉人")), Column("kind", _("来源")),
            Column("persons", _("所述人数"), kind="number"), Column("received", _("收到"), kind="moment"), Column("word", _("本人答复")),
        ),
        rows=rows, measure=_("人"), total=len(rows),
        empty=Empty(_("投诉人已并入另一案。"), _("见相关事项。")),
    )  # fmt: skip
    told = tuple(Fact(c.number, _told(case, c, actor), wide=True) for c in complaints)
    return (table, Facts(told)) if told else (table,)


def _told(case: Case, complaint: Complaint, actor: Actor) -> Inline:
    """Since when and what. The words of a secret teller often say who it is."""
    limit = queries.limitation(complaint, case.place.code)
    parts: list[Inline] = []
    if complaint.continuing:
        parts.append(_("%(from)s起，仍在持续。") % {"from": complaint.happened_from})
    elif complaint.happened_from:
        parts += [Span(complaint.happened_from, complaint.happened_to), _("。")]
    if not limit.within:
        parts.append(Mark(_("超过两年：%(said)s。") % {"said": limit.said}))
    if complaint.elsewhere:
        parts.append(Mark(_("%(where)s。") % {"where": complaint.get_elsewhere_display()}))
    if not queries.may_know_teller(complaint, actor):
        parts.append(_("所述内容保密。"))
    elif complaint.said:
        parts.append(complaint.said.clear())
    return tuple(parts)


def _evidence(record: Inspection, complaints: Sequence[Complaint], actor: Actor) -> List:
    rows = []
    for c in complaints:
        if c.files and queries.may_know_teller(c, actor):
            rows.append(Row({"kind": _("投诉时提交"), "on": timezone.localdate(c.received_at), "where": c.number,
                             "who": "", "said": "", "files": _files(c.files)}))  # fmt: skip
    by_number = {c.pk: c for c in complaints}
    signed = whole.signed(record)
    for item in record.evidence.all():
        teller = by_number.get(item.complaint_id)
        hidden = teller is not None and not queries.may_know_teller(teller, actor)
        rows.append(
            Row(
                {
                    "kind": item.get_kind_display(),
                    "on": item.held_on,
                    "where": item.where or (teller.number if teller else ""),
                    "who": _("、").join(signed.get(item.pk, ())),
                    "said": _("身份保密") if hidden else item.said.clear() if item.said else "",
                    "files": "" if hidden else _files(item.files),
                }
            )
        )
    return List(
        (
            Column("kind", _("证据")), Column("on", _("日期"), kind="day"), Column("where", _("地点")), Column("who", _("监察员")),
            Column("said", _("内容"), wide=True), Column("files", _("附件")),
        ),
        rows=tuple(rows), total=len(rows), measure=_("件"),
        empty=Empty(_("还没有证据。"), _("从下一步登记询问、检查或者书证。")),
    )  # fmt: skip


def _files(uids: Sequence[str]) -> Inline:
    return tuple(Link(_("附件%(n)d") % {"n": n}, f"/files/{uid}/") for n, uid in enumerate(uids, 1)) or ""


def _money(record: Inspection, complaints: Sequence[Complaint]) -> tuple[Any, ...]:
    sums = queries.money(record)
    lines: list[dict[str, Inline]] = []
    payments = list(record.payments.all())
    for c in complaints:
        paid = sum(p.amount_fen for p in payments if p.counts and p.complaint_id == c.pk)
        disputed = sum(p.amount_fen for p in payments if p.disputed and p.complaint_id == c.pk)
        lines.append(
            {
                "number": Id(c.number), "claimed": c.amount_fen if c.amount_fen else Missing.EMPTY,
                "paid": paid or Missing.EMPTY, "disputed": disputed or Missing.EMPTY,
            }
        )  # fmt: skip
    others = sum(p.amount_fen for p in payments if p.counts and p.complaint_id is None)
    if others:
        none = Missing.NOT_APPLICABLE
        lines.append({"number": _("其他劳动者"), "claimed": none, "paid": others, "disputed": none})
    lines.append({"number": _("合计"), "claimed": sums.claimed, "paid": sums.paid, "disputed": sums.disputed})
    columns = [
        Column("number", _("编号")), Column("claimed", _("主张"), kind="money", unit=_("元")),
        Column("paid", _("有凭证的支付"), kind="money", unit=_("元")),
    ]  # fmt: skip
    if sums.disputed:
        columns.append(Column("disputed", _("本人说没有收到，不计入"), kind="money", unit=_("元")))
    *rows, totals = (Row({column.key: line[column.key] for column in columns}) for line in lines)
    table = List(
        tuple(columns),
        rows=tuple(rows), totals=totals,
        empty=Empty(_("没有主张金额。"), _("查实后在下一步填写。")),
    )  # fmt: skip
    said = _("查实 %(found)s 元，责令支付 %(due)s 元，有凭证 %(paid)s 元，还差 %(left)s 元。") % {
        "found": write_yuan(sums.found), "due": write_yuan(sums.due), "paid": write_yuan(sums.paid), "left": write_yuan(sums.left),
    }  # fmt: skip
    parts: list[Any] = [Prose((said,))] if sums.found or sums.due or sums.paid else []
    if sums.over:
        much = _("有凭证的支付比应付多 %(over)s 元，请核对是否重复登记；登记错的用“撤回支付登记”。")
        parts.append(Notice(much % {"over": write_yuan(sums.over)}, "bad"))
    return (*parts, table)


def _service(record: Inspection, sent: Sequence[IssuedPaper]) -> List:
    """Every paper sent to the employer with its proof of service, or that there is none yet."""
    proofs = {s.issued_id: s for s in record.served.all()}
    rows = []
    for paper in sent:
        proof = proofs.get(paper.pk)
        rows.append(
            Row(
                {
                    "what": str(PAPER_TITLES.get(paper.kind, paper.title)),
                    "number": Id(paper.number),
                    "on": paper.issued_on,
                    "served": proof.served_on if proof else Mark(_("还没有送达")),
                    "how": proof.get_method_display() if proof else "",
                    "receiver": proof.receiver.masked() if proof and proof.receiver else "",
                    "files": _files(proof.files) if proof else "",
                }
            )
        )
    return List(
        (
            Column("what", _("文书")), Column("number", _("文号")), Column("on", _("日期"), kind="day"),
            Column("served", _("送达日期"), kind="day"), Column("how", _("方式")), Column("receiver", _("签收人")),
            Column("files", _("送达回证")),
        ),
        rows=tuple(rows), total=len(rows), measure=_("件"),
    )  # fmt: skip


def _term(case: Case, decision: Decision) -> Inline:
    """The term that runs against the employer as the decision stands now, or ran last."""
    if decision != queries.standing(case.record):
        return Missing.NOT_APPLICABLE
    decided = decision.decided_on
    if not decided:
        return decision.hearing_due_on or decision.defence_until_on
    # A matter that was reopened still has the clocks of its first decision.
    until = {clock.code: clock.due_on for clock in case.clocks.all() if clock.started_on >= decided}
    return until.get("remind") or until.get("perform") or Missing.EMPTY


def _acts(case: Case, record: Inspection) -> tuple[Any, ...]:
    rows = [
        Row({"what": _("限期改正指令书"), "number": Id(o.number), "on": o.issued_on, "amount": o.amount_fen, "due": o.due_on,
             "result": o.get_outcome_display() or _("期限内")})
        for o in record.orders.all()
    ]  # fmt: skip
    for d in record.decisions.all():
        if d.withdrawn_on:
            result: Inline = _("已退回重办")
        elif d.served_on:
            result = (_("已送达"), " ", Day(d.served_on))
        else:
            result = _("已决定") if d.decided_on else _("已告知")
        rows.append(
            Row({"what": d.get_kind_display(), "number": Id(d.number or d.notice_number), "on": d.decided_on or d.noticed_on,
                 "amount": d.amount_fen + d.extra_fen, "due": _term(case, d), "result": result})
        )  # fmt: skip
    if not rows:
        return ()
    return (
        List(
            (
                Column("what", _("文书")), Column("number", _("文号")), Column("on", _("日期"), kind="day"),
                Column("amount", _("金额"), kind="money", unit=_("元")), Column("due", _("期限"), kind="day"), Column("result", _("结果")),
            ),
            rows=tuple(rows),
        ),
    )  # fmt: skip


def _inspectors(record: Inspection) -> List:
    rows = tuple(
        Row(
            {
                "name": i.certificate.user.name, "number": Id(i.certificate.number),
                "valid": Span(i.certificate.valid_from_on, i.certificate.valid_to_on),
                "state": (_("回避："), i.recusal) if i.recusal else _("已交接") if i.ended_on else _("在办"),
            },
            dim=bool(i.ended_on),
        )
        for i in record.inspectors.all()
    )  # fmt: skip
    return List(
        (Column("name", _("姓名")), Column("number", _("监察证")), Column("valid", _("有效期")), Column("state", _("状态"))),
        rows=rows,
    )  # fmt: skip


def _related(record: Inspection) -> tuple[Any, ...]:
    facts = []
    if record.joined_into:
        number = record.joined_into.case.number
        facts.append(Fact(_("并入"), Link(number, f"/desk/cases/{number}/")))
    facts += [Fact(_("并来"), Link(r.case.number, f"/desk/cases/{r.case.number}/")) for r in record.joined.all()]
    facts += [
        Fact(_("移送公安"), (Link(t.case.number, f"/desk/cases/{t.case.number}/"), " ", t.case.state_declared.label))
        for t in record.crime_transfers.all()
    ]
    facts += [
        Fact(_("社会公布"), (Link(p.case.number, f"/desk/cases/{p.case.number}/"), " ", p.case.state_declared.label))
        for p in record.publications.all()
    ]
    facts += [
        Fact(
            _("移送其他地方"),
            _("%(day)s 由%(a)s移送%(b)s") % {"day": h.sent_on, "a": h.from_place.name, "b": h.to_place.name},
        )
        for h in record.handovers.all()
    ]
    return (Facts(tuple(facts)),) if facts else ()


def crime_transfer(case: Case, actor: Actor) -> list[Panel]:
    record: CrimeTransfer = case.record
    number = record.inspection.case.number
    facts = (
        Fact(_("监察案件"), Link(number, f"/desk/cases/{number}/")),
        Fact(_("单位"), case.org.name if case.org else Missing.EMPTY),
        Fact(_("尚欠金额"), Money(record.amount_fen)),
        Fact(_("涉及人数"), Quantity(record.persons, _("人"))),
        Fact(
            _("专案人员"), _("、").join(o.user.name for o in record.officers.select_related("user").order_by("number"))
        ),
        Fact(_("提议人"), record.proposed_by.name),
        Fact(_("移送"), (Day(record.sent_on), " ", record.received_by) if record.sent_on else Missing.EMPTY),
        Fact(_("公安立案"), (Day(record.filed_on), " ", record.police_number) if record.filed_on else Missing.EMPTY),
        Fact(_("书面报告"), record.report, wide=True),
    )
    return [Panel(_("移送"), (Facts(facts),), anchor="facts")]


PANELS: Mapping[str, Callable[[Case, Actor], Sequence[Any]]] = {
    "rights.inspection_case": inspection,
    "rights.crime_transfer": crime_transfer,
    "rights.violation_publication": publication,
}
#: Of which the panels lead to pages of their own.
LEADING: Mapping[str, Callable[[Case, Actor, Callable[[str], str]], Sequence[Any]]] = {
    "rights.inspection_case": inspection
}
