"""What steps bring about: who may be examined, an examination and its seats, certificates, their revocation and reprint."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import StepRefused, open_case
from chunfeng.base.workflow.models import Case, next_numbers
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.certification.models import (
    Candidate,
    Certificate,
    CertificateChange,
    Completion,
    Examination,
    FormerCode,
    Mark,
)
from chunfeng.plans.training.certification.models.certificates import OF_THE_OFFICE
from chunfeng.plans.training.certification.queries import EXAM, of_day
from chunfeng.plans.training.certification.queries.bodies import related
from chunfeng.plans.training.certification.queries.numbers import form, own
from chunfeng.plans.training.certification.queries.reading import Hours, read, to_certify, to_examine

#: Read from paper and typed: no 0 O 1 I.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def judge(case: Case, excluded: Collection[int], reason: str, why: str) -> None:
    """Writes down of every person whether the examination is open to them, with the hours as they stand today."""
    review, completion = read(case), case.record
    completion.planned, completion.delivered = review.planned, review.delivered
    completion.candidates.all().delete()
    rows = []
    for entry in review.entries:
        hours = review.hours.get(entry.pk, Hours(0, 0))
        said = "attendance" if review.below(entry) else reason if entry.pk in excluded else ""
        rows.append(
            Candidate(
                completion=completion, entry=entry, attended=hours.attended, delivered=hours.delivered, admitted=not said,
                reason=said, why=why[:500] if said and said != "attendance" else "",
            )
        )  # fmt: skip
    Candidate.objects.bulk_create(rows)


def unjudge(completion: Completion) -> None:
    completion.candidates.all().delete()


def schedule(case: Case, actor: Actor, body: Org, held_on: date, clock: time, site: str, at: datetime) -> Case:
    """An examination of all who are admitted and have not passed, as a case of the body's."""
    completion: Completion = case.record
    klass, day = completion.training_class, case.today
    wrong = []
    if said := related(klass.org, body):
        wrong.append(Reason(said, "#body"))
    days = of_day("exam_file_days", case)
    if (held_on - day).days < days:
        wrong.append(Reason(_("考核名册要在考核 %(n)s 天前报送") % {"n": days}, "#held_on"))
    candidates = to_examine(completion)
    if not candidates:
        wrong.append(Reason(_("没有要考核的学员")))
    if wrong:
        raise StepRefused(*wrong)
    exam = Examination(
        completion=completion, nth=completion.exams.count() + 1, body=body, class_ended_on=klass.ends_on, filed_on=day,
        held_on=held_on, from_time=clock, site=site,
    )  # fmt: skip
    title = f"{klass.org.name} · {klass.class_no}"[:120]
    opened = open_case(PROCESSES[EXAM], exam, actor, place=case.place, org=body, title=title, at=at)
    Mark.objects.bulk_create(Mark(exam=exam, candidate=c, seat=n) for n, c in enumerate(candidates, 1))
    return opened


def kind_of(case: Case, programme: str, level: int) -> str:
    """What is issued for a programme and level on the day of the step: qualifications became skill levels one day."""
    if programme == "STARTUP":
        return "startup"
    if level == 7:
        return "training"
    if level == 6:
        return "special_ability"
    return "skill_level" if of_day("skill_level_certificates", case) else "vocational_qualification"


def new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _n in range(12))


def issue(case: Case) -> list[Certificate]:
    """To all who passed and have none, numbered in the order of the roster."""
    completion: Completion = case.record
    klass, day = completion.training_class, case.today
    found = to_certify(completion)
    if not found:
        raise StepRefused(Reason(_("没有要发证的合格学员")))
    kind = kind_of(case, klass.programme, klass.level or 7)
    area = case.place.code
    first = next_numbers(f"ZS{area}"[:12], day.year, len(found))
    rows = []
    for serial, (candidate, mark) in enumerate(found, first):
        number = own(area, day, klass.level or 7, serial)
        rows.append(
            Certificate(
                completion=completion, entry_id=candidate.entry_id, exam=mark.exam, number=number, number_form=form(number),
                code=new_code(), kind=kind, trade=klass.trade, level=klass.level or 7, class_ended_on=klass.ends_on,
                held_on=mark.exam.held_on, issued_on=day,
                issuer=case.office if kind in OF_THE_OFFICE else mark.exam.body.name,
            )
        )  # fmt: skip
    completion.certified_on = completion.certified_on or day
    return Certificate.objects.bulk_create(rows)


def change(record: CertificateChange, day: date) -> None:
    """Revokes a certificate, or gives it a new printing under the same number."""
    certificate: Certificate = Certificate.objects.select_for_update().get(pk=record.certificate_id)
    if certificate.revoked_on:
        raise StepRefused(Reason(_("这张证书已经撤销")))
    if record.kind == "revoke":
        certificate.revoked_on, certificate.revoked_because = day, record.ground
    else:
        if certificate.outside:
            raise StepRefused(Reason(_("外发证书由原发证机构补发")))
        FormerCode.objects.create(certificate=certificate, code=certificate.code or "", until_on=day)
        certificate.code, certificate.reissued_on = new_code(), day
    certificate.save()
    record.certificate = certificate
