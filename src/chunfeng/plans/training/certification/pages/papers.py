"""What is printed: the roster of an examination, certificates. Chinese, as the papers of the law are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.cells import safe
from chunfeng.engines.papers.paper import Column, Look, Paper, RegisterSheet, Table, Verify, written_day
from chunfeng.engines.papers.press import certificates as press_certificates
from chunfeng.engines.papers.press import register_sheet
from chunfeng.plans.training.certification.feeds import MARKS
from chunfeng.plans.training.certification.models import KINDS, Certificate, Examination
from chunfeng.plans.training.certification.pages.examination import marks_of
from chunfeng.plans.training.certification.queries import COMPLETION, EXAM, standing
from chunfeng.plans.training.providers.models import LEVELS

_MOST = 200


def address(certificate: Certificate) -> str:
    return f"{settings.PUBLIC_URL}/certificates/{certificate.code}/"


def certificate_paper(c: Certificate) -> Paper:
    """In the person's full name: it is theirs. Their number is masked as everywhere."""
    klass, person = c.completion.training_class, c.entry.person
    person = person.merged_into or person
    number = f"（证件号码 {person.number.masked()}）" if person.number else ""
    kind = str(KINDS[c.kind])
    training = (
        f"{person.name.clear()}{number}于{written_day(klass.starts_on)}至{written_day(c.class_ended_on)}"
        f"参加{klass.org.name}举办的{c.trade}{LEVELS[c.level]}培训，共{c.completion.delivered}课时。"
    )
    result = f"{written_day(c.held_on)}经考核成绩合格，特发此证。"
    reissued = f"本件于{written_day(c.reissued_on)}补发，以前的同号证书作废。" if c.reissued_on else ""
    return Paper(
        title=kind, number=f"编号：{c.number}", issuer=c.issuer, issued_on=c.issued_on, body=(training, result),
        look=Look.CERTIFICATE, verify=Verify(address(c), c.code or ""), note=reissued,
    )  # fmt: skip


def one(certificate: Certificate) -> bytes:
    return press_certificates([certificate_paper(certificate)])


def _of_class(case: Case, actor: Actor) -> bytes | None:
    rows = (
        standing()
        .filter(completion=case.record, outside=False)
        .select_related("completion__training_class__org", "entry__person__merged_into")
        .order_by("number")[:_MOST]
    )
    papers = [certificate_paper(c) for c in rows]
    return press_certificates(papers) if papers else None


def _roster(case: Case, actor: Actor) -> bytes | None:
    exam: Examination = case.record
    klass = exam.completion.training_class
    table = Table(
        (
            Column("座号", 1),
            Column("准考证号", 3),
            Column("姓名", 2),
            Column("证件号码", 3),
            Column("签到", 2),
            Column("备注", 2),
        ),
        tuple(
            (
                str(m.seat),
                m.ticket,
                m.candidate.entry.person.name.clear(),
                m.candidate.entry.person.shown_number,
                "",
                "",
            )
            for m in marks_of(exam)
        ),
    )
    level = LEVELS[klass.level] if klass.level is not None else ""
    told = (
        f"{klass.org.name} {klass.class_no} {klass.trade}{level}；考核时间 {exam.held_on} {exam.from_time:%H:%M}，地点 {exam.site}；"
        f"考评员 {exam.examiners or '（待安排）'}"
    )
    return register_sheet(
        RegisterSheet(
            title="考核名册", issuer=case.org.name if case.org else "", filtered=told, table=table,
            printed_at=timezone.localtime(), printed_by=actor.name, signatures=("考评员", "考评员", "考场负责人"),
        )
    )  # fmt: skip


def _marks(case: Case, actor: Actor) -> bytes | None:
    """The list of marks with its candidates written in, to be filled in and handed in."""
    if case.state != "arranged" or all(grant.org != case.org_id for grant in actor.grants):
        return None
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([column.titles[0] for column in MARKS.columns])
    for m in marks_of(case.record):
        scores = ("" if score is None else score for score in (m.theory, m.practice))
        rows.writerow((m.ticket, safe(m.candidate.entry.person.name.clear()), *scores, "是" if m.absent else ""))
    return out.getvalue().encode("utf-8-sig")


#: Procedure → what may be printed of its cases by whoever may see them.
PRINTS: Mapping[str, Mapping[str, Callable[[Case, Actor], bytes | None]]] = {
    COMPLETION: {"certificates.pdf": _of_class},
    EXAM: {"roster.pdf": _roster, "marks.csv": _marks},
}
