"""A claim as its provider puts it together: the class, who is paid, who found work. Sums follow by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused, open_case
from chunfeng.base.workflow.filling import NotSaved, saving
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.certification.models import Certificate
from chunfeng.plans.training.certification.queries import passed
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.subsidy.models import Claim, ClaimLine
from chunfeng.plans.training.subsidy.queries import CLAIM
from chunfeng.plans.training.subsidy.queries.lines import Pricing, claimable, improvable, standards

OPEN_STATES = ("draft", "returned")
Part = ClaimLine.Part


def begin_claim(org: Any, place: Any, actor: Actor, *, at: datetime | None = None) -> Case | Refused:
    if not actor.may("claim.apply", org=org.pk):
        return Refused((Reason(_("没有为这家单位申领的权限")),))
    with transaction.atomic():
        type(org).objects.select_for_update().get(pk=org.pk)
        own = certified(org.pk).first()
        if own is None:
            return Refused((Reason(_("没有已发证书、还没有申领的班级")),))
        bare = Claim.objects.filter(case__org=org, state="draft").select_related("case").first()
        if bare is not None:
            return Refused((Reason(_("还有一份没有提交的补贴申领 %(number)s，先办它") % {"number": bare.case.number}),))
        return open_case(PROCESSES[CLAIM], Claim(), actor, place=own.case.place, org=org, title=org.name, at=at)


def certified(org: int) -> Any:
    """Classes of a provider that have certificates."""
    rows = TrainingClass.objects.filter(
        org=org, state="teaching_finished", completion__certificates__isnull=False
    ).distinct()
    return rows.select_related("case__place", "org").order_by("-ends_on", "pk")


def save_what(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    def work(claim: Claim) -> None:
        klass = certified(case.org_id or 0).filter(pk=int(values["training_class"])).first()
        if klass is None:
            raise NotSaved(Reason(_("这个班级现在不能申领"), "#training_class"))
        # Sent back, it still bears what the office said of single persons: nobody is made new.
        if claim.lines.exclude(state="claimed", held_on=None).exists():
            raise NotSaved(Reason(_("有人被冻结或不予补贴，不能重新选择；可以修改其他人的就业情况"), "#training_class"))
        claim.training_class, claim.payee = klass, values["payee"]
        claim.save()
        claim.lines.all().delete()
        if values["part"] == Part.FIRST:
            if not (people := claimable(klass)):
                raise NotSaved(Reason(_("这个班已经全部申领过"), "#training_class"))
            ClaimLine.objects.bulk_create(_lines(claim, klass, Part.FIRST, people), batch_size=500)
        elif not improvable(klass):
            raise NotSaved(Reason(_("这个班没有按未就业发放、可以补领差额的人"), "#part"))
        case.title = f"{case.org} · {klass.class_no}"[:120]
        case.save(update_fields=["title"])

    return saving(case, actor, "what", OPEN_STATES, work, at)


def _lines(
    claim: Claim, klass: TrainingClass, part: str, people: Mapping[int, Certificate], employed_on: date | None = None,
    employer: str = "",
) -> list[ClaimLine]:  # fmt: skip
    """Unsaved. NotSaved where no standard holds."""
    pricing = Pricing.of(klass)
    known, earlier = standards(pricing, people.values()), improvable(klass) if part == Part.REST else {}
    lines = []
    for entry, certificate in people.items():
        standard = known.get(certificate.pk)
        if standard is None:
            told = {"trade": certificate.trade, "level": certificate.get_level_display()}
            raise NotSaved(Reason(_("%(trade)s %(level)s在开班那天没有补贴标准，不能申领") % told, "#training_class"))
        line = ClaimLine(
            claim=claim, entry_id=entry, certificate=certificate, part=part, standard=standard, employed_on=employed_on,
            employer=employer,
        )  # fmt: skip
        _price(line, pricing, earlier.get(entry, 0))
        lines.append(line)
    return lines


def _price(line: ClaimLine, pricing: Pricing, earlier_fen: int) -> None:
    due = pricing.due(line.standard, line.employed_on, earlier_fen)
    line.standard_fen, line.share, line.earlier_fen = line.standard.amount_fen, due.share, earlier_fen
    line.amount_fen = due.amount_fen


def save_job(
    case: Case, actor: Actor, values: Mapping[str, Any], row: int | None = None, *, at: datetime | None = None
) -> list[Reason]:
    """Where a person of the claim works; without a row, one more person."""

    def work(claim: Claim) -> None:
        klass = claim.training_class
        if klass is None:
            raise NotSaved(Reason(_("先选择班级，再填写人员"), "section:what"))
        on, employer = values["employed_on"], values["employer"] or ""
        if (on is None) != (employer == ""):
            raise NotSaved(Reason(_("就业日期和就业单位要一起填写"), "#employed_on" if on is None else "#employer"))
        if on is not None:
            _told_in_time(on, Pricing.of(klass))
        if row is None:
            _add(claim, klass, values["entry"], on, employer)
            return
        line = claim.lines.select_related("standard").filter(pk=row, state="claimed").first()
        if line is None:
            raise NotSaved(Reason(_("这名学员不在本次申领里"), "#entry"))
        if on is None and line.part == Part.REST:
            raise NotSaved(_needs_a_job())
        line.employed_on, line.employer = on, employer
        _price(line, Pricing.of(klass), line.earlier_fen)
        line.save()

    return saving(case, actor, "people", OPEN_STATES, work, at)


def _needs_a_job() -> Reason:
    return Reason(_("补领差额要写明在哪里就业；没有就业的，不列入本次申领"), "#employed_on")


def _add(claim: Claim, klass: TrainingClass, entry: str, on: date | None, employer: str) -> None:
    if not entry:
        raise NotSaved(Reason(_("请选择学员"), "#entry"))
    part = part_of(claim)
    if part == Part.REST and on is None:
        raise NotSaved(_needs_a_job())
    certificate = addable(claim).get(int(entry))
    if certificate is None:
        raise NotSaved(Reason(_("这名学员现在不能申领"), "#entry"))
    (line,) = _lines(claim, klass, part, {int(entry): certificate}, on, employer)
    line.save()


def part_of(claim: Claim) -> str:
    """A claim without lines yet asks for the rest: the first part brings its people with it."""
    line = claim.lines.first()
    return line.part if line else Part.REST


def addable(claim: Claim) -> Mapping[int, Certificate]:
    """Key of a roster entry → the certificate for which the claim may have one more line."""
    klass = claim.training_class
    if klass is None:
        return {}
    if part_of(claim) == Part.FIRST:
        return claimable(klass)
    certificates = passed(klass)
    return {entry: certificates[entry] for entry in improvable(klass) if entry in certificates}


def _told_in_time(on: date, pricing: Pricing) -> None:
    first, last = pricing.window
    if not pricing.employed_in_time(on):
        raise NotSaved(
            Reason(
                _("就业日期应在 %(first)s 至 %(last)s 之间（结业当天起算）") % {"first": first, "last": last},
                "#employed_on",
            )
        )


def drop_person(case: Case, actor: Actor, row: int) -> list[Reason]:
    """One person is left out of this claim; the certificate can be claimed for later."""

    def work(claim: Claim) -> None:
        if claim.lines.count() < 2:
            raise NotSaved(Reason(_("至少留一人；都不申领的，撤回本次申领")))
        line = claim.lines.filter(pk=row).first()
        if line and (line.held_on or line.state != "claimed"):
            raise NotSaved(Reason(_("这个人被冻结或不予补贴，不能去掉；由主管部门处理")))
        claim.lines.filter(pk=row).delete()

    return saving(case, actor, "people", OPEN_STATES, work, None)


def lock(lines: Iterable[ClaimLine]) -> list[ClaimLine]:
    """The same lines, held until the transaction ends."""
    rows = ClaimLine.objects.select_for_update().filter(pk__in=[line.pk for line in lines])
    return list(rows.select_related("entry__person", "certificate").order_by("pk"))
