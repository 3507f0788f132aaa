"""What the steps of an inspection write. The instant of the act is `case.state_at`: never the clock of the machine.

Whatever depends on the day of the act or on who acts is judged here, because a guard knows neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.actions import Entry, find_or_create
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.policy import values
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case, CaseClock, next_number
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.actions import title_of
from chunfeng.plans.rights.inspection.models import (
    Apart,
    Certificate,
    Complaint,
    Decision,
    EvidenceItem,
    Handover,
    Inspection,
)
from chunfeng.plans.rights.inspection.processes.secrecy import names_no_teller
from chunfeng.plans.rights.inspection.queries import employer

Answers = Mapping[str, Any]


def day_of(case: Case) -> date:
    """The local day of the act."""
    return timezone.localdate(case.state_at)


def document_number(case: Case, word: str) -> str:
    """某区人社监令字〔2016〕17号: one sequence a kind of paper, place and year, without gaps."""
    year = day_of(case).year
    given = next_number(f"{word}{case.place.code}"[:12], year)
    return f"{case.place.name}人社监{word}字〔{year}〕{int(given.rsplit('-', 1)[1])}号"


def not_future(case: Case, day: date, name: str, label: str) -> None:
    if day > day_of(case):
        raise StepRefused(Reason(_("%(label)s：不能晚于今天") % {"label": label}, f"#{name}"))


def set_term(case: Case, code: str, unit: str, start: date, last: date, days: int | None = None) -> None:
    """A clock whose last day an official paper names. Set before the engine starts it, so that it keeps this day. days: as
    the law says them, where the last one was moved off a holiday or the first is counted."""
    CaseClock.objects.update_or_create(
        case=case, code=code,
        defaults={
            "unit": unit, "days": (last - start).days if days is None else days, "started_on": start, "due_on": last, "provisional": False,
            "paused_on": None, "finished_on": None, "told_late_at": None,
        },
    )  # fmt: skip


def standing(case: Case) -> Decision:
    found = queries.standing(case.record)
    if found is None:
        raise StepRefused(_("没有事先告知书"))
    return found


def complaint_options(case: Case) -> Mapping[str, str]:
    return {c.number: c.number for c in case.record.complaints.all() if c.kind != Complaint.Kind.LEAD}


def complaint_of(case: Case, number: str) -> Complaint:
    found: Complaint = case.record.complaints.get(number=number)
    return found


# ---------------------------------------------------------------- intake
def accept(case: Case, actor: Actor, given: Answers) -> None:
    case.record.accepted_on = day_of(case)


def complete(case: Case, actor: Actor, given: Answers) -> None:
    record = case.record
    record.employer_said = given["employer"] or record.employer_said
    record.site = given["site"] or record.site
    if given["said"]:
        add_item(case, actor, EvidenceItem.Kind.STATEMENT, day_of(case), given["said"])


def refuse(case: Case, actor: Actor, given: Answers) -> None:
    case.record.refusal, case.record.refusal_said = given["ground"], given["said"]


def refuse_too_old(case: Case, actor: Actor, given: Answers) -> None:
    limit = queries.limitation(case.record.complaints.order_by("pk")[0], case.place.code)
    # What is stored goes into the notice, whose language is not that of the officer's screen.
    with override("zh-hans"):
        case.record.refusal, case.record.refusal_said = Inspection.Refusal.TOO_OLD, limit.said


def refer(case: Case, actor: Actor, given: Answers) -> None:
    case.record.refusal, case.record.refusal_said = Inspection.Refusal.NOT_OURS, given["agency"]


def tell_elsewhere(case: Case, actor: Actor, given: Answers) -> None:
    told = case.record.complaints.exclude(elsewhere="").first()
    case.record.refusal = told.elsewhere
    case.record.refusal_said = "《劳动保障监察条例》第二十一条"


def duplicate_options(case: Case) -> Mapping[str, str]:
    return {
        d.inspection.case.number: f"{d.inspection.case.number} {queries.called(d.inspection)}{_('（')}{_('、').join(d.why)}{_('）')}"
        for d in queries.duplicates(case.record)
    }


def join(case: Case, actor: Actor, given: Answers) -> None:
    """The complainants go over to the older matter; each keeps the own receipt."""
    into = Inspection.objects.select_related("case").get(case__number=given["into"])
    case.record.joined_into = into
    case.record.complaints.update(inspection=into)
    case.record.evidence.update(inspection=into)


def keep_apart(case: Case, actor: Actor, given: Answers) -> None:
    Apart.objects.get_or_create(inspection=case.record, other=Inspection.objects.get(case__number=given["other"]))


def identify(case: Case, actor: Actor, given: Answers) -> None:
    """The employer as it is registered; a code that does not pass its check digit is refused, not guessed at."""
    entry = Entry(given["name"], Org.Kind.EMPLOYER.value, given["code"], place=case.place)
    found = find_or_create([entry])[0]
    if isinstance(found, Refusal):
        raise StepRefused(Reason(_("统一社会信用代码：%(found)s") % {"found": found}, "#code"))
    if case.org_id and case.org_id != found.id and employer.was_told(case):
        # Or another organisation could read what was sent to the first.
        raise StepRefused(Reason(_("已向原单位发出文书，不能改为另一单位；请先撤销立案"), "#code"))
    case.org = Org.objects.get(pk=found.id)
    case.title = title_of(case.record.topic, case.org.name)


# ---------------------------------------------------------------- place
def other_places(case: Case) -> Mapping[str, str]:
    rows = Place.objects.filter(kind__in=("city", "county", "zone"), valid_to_on=None).exclude(pk=case.place_id)
    return {place.code: place.name for place in rows.order_by("code")}


def transfer(case: Case, actor: Actor, given: Answers) -> None:
    """The matter leaves: the old place keeps a line that says where it went."""
    _move(case, Place.objects.get(code=given["place"]))


def _move(case: Case, place: Place) -> None:
    today = day_of(case)
    Handover.objects.filter(inspection=case.record, taken_on=None).update(taken_on=today)
    Handover.objects.create(
        inspection=case.record, number=case.number, from_place=case.place, to_place=place, from_path=case.place_path,
        sent_on=today,
    )  # fmt: skip
    case.record.inspectors.filter(ended_on=None).update(ended_on=today)
    case.record.grid = None
    case.place, case.place_path, case.holder = place, place.path, None


def take_over(case: Case, actor: Actor, given: Answers) -> None:
    Handover.objects.filter(inspection=case.record, taken_on=None).update(taken_on=day_of(case))
    if case.state == "received":
        case.record.accepted_on = None


# ---------------------------------------------------------------- inspectors
def inspector_options(case: Case) -> Mapping[str, str]:
    return queries.eligible(case, timezone.localdate(case.state_at))


def active_options(case: Case) -> Mapping[str, str]:
    return {i.certificate.number: i.certificate.user.name for i in queries.active(case.record)}


def file(case: Case, actor: Actor, given: Answers) -> None:
    """The day of filing is the day of acceptance, whenever the head signs: the sixty days count from it."""
    case.record.filed_on = case.record.accepted_on
    _assign(case, given["inspectors"])
    need = values.value("rights.inspection_inspectors", day_of(case), case.place.code)
    if len(queries.active(case.record)) < need:
        raise StepRefused(Reason(_("办案监察员至少 %(need)s 名") % {"need": need}, "#inspectors"))


def assign(case: Case, actor: Actor, given: Answers) -> None:
    _assign(case, given["inspectors"])


def _assign(case: Case, numbers: list[str]) -> None:
    recused = set(case.record.inspectors.exclude(recusal="").values_list("certificate__number", flat=True))
    if back := recused & set(numbers):
        raise StepRefused(
            Reason(_("%(back)s 已经回避，不能再办本案") % {"back": _("、").join(sorted(back))}, "#inspectors")
        )
    there = {i.certificate.number for i in queries.active(case.record)}
    for certificate in Certificate.objects.filter(number__in=set(numbers) - there).order_by("number"):
        case.record.inspectors.create(certificate=certificate, from_on=day_of(case))


def recuse(case: Case, actor: Actor, given: Answers) -> None:
    gone = case.record.inspectors.get(certificate__number=given["inspector"], ended_on=None)
    gone.ended_on, gone.recusal = day_of(case), given["why"]
    gone.save(update_fields=["ended_on", "recusal"])


# ---------------------------------------------------------------- investigation
def add_item(
    case: Case, actor: Actor, kind: str, held_on: date, said: str | None = None, *, about: str | None = None,
    where: str = "", files: Any = (), complaint: Complaint | None = None,
) -> EvidenceItem:  # fmt: skip
    return EvidenceItem.objects.create(
        inspection=case.record, kind=kind, held_on=held_on, said=said, about=about, where=where or "",
        files=list(files), added_by_id=actor.user, complaint=complaint,
    )  # fmt: skip


def _signed(case: Case, numbers: list[str], held_on: date) -> list[Any]:
    """The inspectors who held it: as many as the law asks for, on the case and with a certificate valid that day."""
    chosen = [i for i in queries.active(case.record) if i.certificate.number in numbers]
    need = values.value("rights.inspection_inspectors", day_of(case), case.place.code)
    if len(chosen) < need:
        raise StepRefused(
            Reason(
                _("要有 %(need)s 名监察员在场，只选了 %(chosen)s 名") % {"need": need, "chosen": len(chosen)},
                "#inspectors",
            )
        )
    stale = [i.certificate.user.name for i in chosen if not i.certificate.valid_on(held_on)]
    if stale:
        raise StepRefused(Reason(_("%(stale)s 的监察证当日无效") % {"stale": _("、").join(stale)}, "#inspectors"))
    return chosen


def summon(case: Case, actor: Actor, given: Answers) -> None:
    names_no_teller(case.record, actor, where=given["where"], bring=given["bring"])


def enquire(case: Case, actor: Actor, given: Answers) -> None:
    not_future(case, given["held_on"], "held_on", _("询问日期"))
    signed = _signed(case, given["inspectors"], given["held_on"])
    item = add_item(
        case, actor, EvidenceItem.Kind.ENQUIRY, given["held_on"], given["said"], about=given["about"],
        where=given["where"], files=given["files"],
    )  # fmt: skip
    item.inspectors.set(signed)


def check_site(case: Case, actor: Actor, given: Answers) -> None:
    not_future(case, given["held_on"], "held_on", _("检查日期"))
    signed = _signed(case, given["inspectors"], given["held_on"])
    item = add_item(
        case, actor, EvidenceItem.Kind.SITE, given["held_on"], given["said"], where=given["where"], files=given["files"]
    )
    item.inspectors.set(signed)


def collect(case: Case, actor: Actor, given: Answers) -> None:
    add_item(case, actor, EvidenceItem.Kind.DOCUMENT, day_of(case), given["said"], files=given["files"])


def add_statement(case: Case, actor: Actor, given: Answers) -> None:
    """What a complainant hands in later, from the phone."""
    complaint = complaint_of(case, given["complaint"])
    add_item(
        case, actor, EvidenceItem.Kind.STATEMENT, day_of(case), given["said"], files=given["files"], complaint=complaint
    )


def ask_extension(case: Case, actor: Actor, given: Answers) -> None:
    case.record.extension_asked_on = day_of(case)


def extend(case: Case, actor: Actor, given: Answers) -> None:
    case.record.extended_on = day_of(case)


def finish(case: Case, actor: Actor, given: Answers) -> None:
    record = case.record
    record.investigated_on, record.outcome = day_of(case), given["outcome"]
    record.found_fen, record.found_persons, record.report = given["found"], given["persons"], given["report"]
    if given["outcome"] == Inspection.Outcome.NONE and given["found"]:
        raise StepRefused(Reason(_("违法事实不成立的，查实金额应为 0"), "#found"))
