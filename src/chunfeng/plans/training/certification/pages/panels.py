"""What the case pages show: the review of a class with its exceptions first, its examinations and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Group,
    Id,
    Inline,
    Link,
    Links,
    List,
    Missing,
    Moment,
    Panel,
    Quantity,
    Row,
    Span,
)
from chunfeng.plans.training.certification.models import (
    KINDS,
    Candidate,
    Certificate,
    CertificateChange,
    Completion,
    Mark,
)
from chunfeng.plans.training.certification.queries import checks
from chunfeng.plans.training.certification.queries.reading import Hours, Results, Review, read, results_of
from chunfeng.plans.training.classes.models import RosterEntry
from chunfeng.plans.training.providers.models import LEVELS


def panels(case: Case, actor: Actor) -> list[Panel]:
    review = read(case)
    results = results_of(review.completion)
    found = [Panel(_("结业审核"), (_facts(review), *_files(review)), anchor="completion")]
    if case.state in ("draft", "submitted", "returned"):
        found += tests(case, office=_staff(actor, "completion.read"))
    found.append(Panel(_("学员"), (_people(review, results),), anchor="people"))
    if results.exams:
        found.append(Panel(_("考核"), (_exams(results, actor),), anchor="exams"))
    if results.certificates:
        prints = Links((Link(_("打印全班证书（PDF）"), f"/prints/{case.number}/certificates.pdf"),))
        own = any(not c.outside and c.revoked_on is None for rows in results.certificates.values() for c in rows)
        body = (_certificates(results), *((prints,) if own else ()))
        found.append(Panel(_("证书"), body, anchor="certificates"))
    return found


# ---- the review


def tests(case: Case, *, office: bool = False) -> list[Panel]:
    """Every test and what it says; that which stops first."""
    found = sorted(checks.results(read(case), office=office), key=lambda r: (not r.said, r.check.level != "return"))
    rows = tuple(
        Row({"title": str(r.check.title), "result": _verdict(r), "said": _("；").join(r.said)}, dim=not r.said)
        for r in found
    )
    columns = (Column("title", _("核对项")), Column("result", _("结果"), kind="state"), Column("said", _("说明")))
    return [Panel(_("自动核对"), (List(columns, rows, key="tests"),), anchor="checks")]


def _verdict(result: checks.Result) -> Inline:
    if not result.said:
        return _("通过")
    return Chip("bad", _("要改正")) if result.check.level == "return" else Chip("review", _("请核对"))


def _facts(r: Review) -> Facts:
    c, k = r.completion, r.klass
    rows = [
        Fact(_("机构"), str(r.case.org)),
        Fact(_("班级编号"), k.class_no),
        Fact(_("工种和等级"), f"{k.trade} {LEVELS[k.level]}" if k.level is not None else Missing.EMPTY),
        Fact(_("起止日期"), Span(k.starts_on, k.ends_on) if k.starts_on else Missing.EMPTY),
        Fact(_("实授课时"), _("%(n)s，批准的授课安排 %(planned)s") % {"n": r.delivered, "planned": r.planned}),
        Fact(_("在册人数"), Quantity(len(r.entries), _("人"))),
        Fact(_("学员评价表"), _("收回 %(n)s 份，满意 %(satisfied)s 份") % {"n": c.evaluations, "satisfied": c.satisfied}
             if c.evaluations is not None else Missing.EMPTY),
    ]  # fmt: skip
    if c.summary:
        rows.append(Fact(_("培训小结"), c.summary, wide=True))
    if c.undertaken_at:
        rows.append(Fact(_("承诺"), (c.undertaken_by, " ", Moment(c.undertaken_at, "iso")), wide=True))
    for label, day in ((_("提交"), c.submitted_on), (_("确认"), c.confirmed_on), (_("首次发证"), c.certified_on)):
        if day:
            rows.append(Fact(label, day))
    if c.asked_for:
        rows.append(Fact(_("要求补正"), c.asked_for, wide=True))
    return Facts(tuple(rows))


def _files(r: Review) -> tuple[Links, ...]:
    titles = offered("training.completion_files")
    links = tuple(
        Link(f"{titles.get(f.kind, f.kind)} {f.added_on}", f"/files/{f.document}/") for f in r.completion.files.all()
    )
    return (Links(links),) if links else ()


def of_people(case: Case) -> list[Panel]:
    """As the report is handed in: whom the hours let in."""
    review = read(case)
    return [Panel(_("学员"), (_people(review, results_of(review.completion)),), anchor="people")]


def hours_words(attended: int, delivered: int) -> str:
    share = attended * 100 // delivered if delivered else 0
    return _("%(attended)s / %(delivered)s（%(share)s%%）") % {
        "attended": attended,
        "delivered": delivered,
        "share": share,
    }


def score_words(mark: Mark | None) -> str:
    if mark is None or not mark.entered:
        return ""
    if mark.absent:
        return _("缺考")
    parts = [
        _("理论 %(n)s") % {"n": mark.theory} if mark.theory is not None else "",
        _("实操 %(n)s") % {"n": mark.practice} if mark.practice is not None else "",
    ]
    return _("，").join(filter(None, parts))


def _people(r: Review, results: Results) -> List:
    """One look: who is not admitted or did not pass first."""
    groups: dict[str, list[Row]] = {}
    titles = offered("training.not_admitted_reasons")
    for entry in r.entries:
        candidate = r.candidates.get(entry.pk)
        group, said = _standing(r, results, entry, candidate, titles)
        hours = r.hours.get(entry.pk, Hours(0, 0))
        if candidate:
            hours = Hours(candidate.attended, candidate.delivered)
        marks = results.marks.get(candidate.pk, ()) if candidate else ()
        cells: dict[str, Any] = {
            "name": entry.person.shown_name, "number": entry.person.shown_number,
            "hours": hours_words(hours.attended, hours.delivered), "said": said,
        }  # fmt: skip
        if results.marks:
            cells["marks"] = _("；").join(map(score_words, marks))
        groups.setdefault(group, []).append(Row(cells))
    order = [_("不准考核"), _("没有通过"), _("可以考核"), _("待补考或待发证"), _("证书已撤销"), _("已发证")]
    columns = [
        Column("name", _("姓名")), Column("number", _("证件号码")), Column("hours", _("出勤课时"), kind="number"),
        Column("said", _("说明")),
    ]  # fmt: skip
    if results.marks:
        columns.insert(3, Column("marks", _("成绩")))
    return List(
        tuple(columns), groups=tuple(Group(g, tuple(groups[g]), len(groups[g])) for g in order if g in groups),
        total=len(r.entries), measure=_("人"), empty=Empty(_("名册上没有人。"), _("学员都已退出，可以办结。")), key="people",
    )  # fmt: skip


def _standing(
    r: Review, results: Results, entry: RosterEntry, candidate: Candidate | None, titles: Any
) -> tuple[str, Inline]:
    if candidate is None:
        share = r.known("attend_percent")
        return (_("不准考核"), _("出勤不到 %(share)s%%") % {"share": share}) if r.below(entry) else (_("可以考核"), "")
    if not candidate.admitted:
        said = titles.get(candidate.reason, candidate.reason)
        return _("不准考核"), _("%(reason)s：%(why)s") % {
            "reason": said,
            "why": candidate.why,
        } if candidate.why else said
    if certificate := results.issued(entry.pk):
        return _("已发证"), Id(certificate.number)
    if results.passed(candidate):
        revoked = results.certificates.get(entry.pk)
        return (_("证书已撤销"), Id(revoked[0].number)) if revoked else (_("待补考或待发证"), _("合格，待发证"))
    if results.marks.get(candidate.pk):
        return _("没有通过"), _("可以补考")
    return _("可以考核"), ""


# ---- examinations and certificates


def _staff(actor: Actor, permission: str) -> bool:
    return any(g.scope in ("place", "all") for g in actor.with_permission(permission))


def _exams(results: Results, actor: Actor) -> List:
    columns = (
        Column("nth", _("场次")), Column("body", _("考核机构")), Column("when", _("时间")), Column("site", _("地点")),
        Column("state", _("状态"), kind="state"), Column("case", _("编号")),
    )  # fmt: skip
    staff, rows = _staff(actor, "examination.read"), []
    for e in results.exams:
        state = e.case.state_declared
        rows.append(
            Row({
                "nth": _("第%(n)s次") % {"n": e.nth}, "body": str(e.body), "when": f"{e.held_on} {e.from_time:%H:%M}", "site": e.site,
                "state": str(state.label) if state.final else Chip(state.tone, str(state.label)),
                "case": Link(e.case.number, f"/desk/cases/{e.case.number}/") if staff else Id(e.case.number),
            })
        )  # fmt: skip
    return List(columns, tuple(rows), key="exams")


def _certificates(results: Results) -> List:
    """One line for those issued together: whose each is stands among the people."""
    together: dict[tuple[Any, ...], list[Certificate]] = {}
    for rows in results.certificates.values():
        for c in rows:
            together.setdefault((c.issued_on, c.kind, c.issuer, c.outside), []).append(c)
    columns = (
        Column("kind", _("种类")), Column("on", _("发证日期"), kind="day"), Column("issuer", _("发证机构")),
        Column("numbers", _("编号")), Column("n", _("张数"), kind="number"), Column("revoked", _("已撤销"), kind="number"),
    )  # fmt: skip
    rows = []
    for (issued_on, kind, issuer, outside), of in sorted(together.items()):
        numbers = sorted(c.number for c in of)
        rows.append(
            Row({
                "kind": _("%(kind)s（外发）") % {"kind": KINDS[kind]} if outside else str(KINDS[kind]), "on": issued_on, "issuer": issuer,
                "numbers": numbers[0] if len(numbers) == 1 else _("%(first)s 至 %(last)s") % {"first": numbers[0], "last": numbers[-1]},
                "n": len(of), "revoked": sum(1 for c in of if c.revoked_on),
            })
        )  # fmt: skip
    return List(columns, tuple(rows), key="certificates")


def of_class(case: Case, actor: Actor) -> list[Panel]:
    """On the page of the class itself, once it is over."""
    if case.state != "teaching_finished":
        return []
    completion = Completion.objects.filter(training_class__case=case).select_related("case").first()
    if completion is None:
        return []
    results = results_of(completion)
    state = completion.case.state_declared
    candidates = list(completion.candidates.all())
    passed = sum(1 for c in candidates if results.passed(c))
    standing = sum(1 for rows in results.certificates.values() for c in rows if c.revoked_on is None)
    staff = _staff(actor, "completion.read")
    where = f"/desk/cases/{completion.case.number}/" if staff else f"/portal/cases/{completion.case.number}/"
    facts = [
        Fact(_("结业和鉴定"), Link(completion.case.number, where)),
        Fact(_("状态"), str(state.label) if state.final else Chip(state.tone, str(state.label))),
    ]
    if candidates:
        admitted = sum(c.admitted for c in candidates)
        facts.append(
            Fact(_("准考"), _("%(n)s 人，不准考 %(out)s 人") % {"n": admitted, "out": len(candidates) - admitted})
        )
    if results.marks:
        facts.append(Fact(_("合格"), Quantity(passed, _("人"))))
    if results.certificates:
        facts.append(Fact(_("有效证书"), Quantity(standing, _("张"))))
    return [Panel(_("结业和证书"), (Facts(tuple(facts)),), anchor="certification")]


def certificate_facts(c: Certificate, name: str) -> list[Fact]:
    return [
        Fact(_("证书编号"), Id(c.number)),
        Fact(_("姓名"), name),
        Fact(_("种类"), str(KINDS[c.kind])),
        Fact(_("工种和等级"), f"{c.trade} {LEVELS[c.level]}"),
        Fact(_("发证日期"), c.issued_on),
        Fact(_("发证机构"), c.issuer, wide=True),
    ]


def change_panels(case: Case, actor: Actor) -> Sequence[Any]:
    record: CertificateChange = case.record
    c = Certificate.objects.select_related("entry__person", "completion__case").get(pk=record.certificate_id)
    grounds = offered("training.certificate_grounds")
    facts = [
        *certificate_facts(c, c.entry.person.shown_name),
        Fact(_("办理"), str(record.get_kind_display())),
        Fact(_("事由"), grounds.get(record.ground, record.ground)),
        Fact(_("班级"), Link(c.completion.case.number, f"/desk/cases/{c.completion.case.number}/")),
    ]
    if record.statement:
        facts.append(Fact(_("本人陈述"), record.statement, wide=True))
    if c.revoked_on:
        facts.append(Fact(_("撤销日期"), c.revoked_on))
    if c.reissued_on:
        facts.append(Fact(_("补发日期"), c.reissued_on))
    return [Panel(_("证书"), (Facts(tuple(facts)),), anchor="certificate")]
