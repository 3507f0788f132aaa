"""A claim as its provider fills it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Choice, Day, Text
from chunfeng.base.workflow.dossier import Dossier, Line, Promise, Section
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Panel
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.training.classes.models import RosterEntry
from chunfeng.plans.training.subsidy import actions
from chunfeng.plans.training.subsidy.actions.claiming import addable, certified, part_of
from chunfeng.plans.training.subsidy.models import Claim, ClaimLine
from chunfeng.plans.training.subsidy.models.claims import PAYEES
from chunfeng.plans.training.subsidy.pages import claims
from chunfeng.plans.training.subsidy.processes.claims import people, what
from chunfeng.plans.training.subsidy.queries import CLAIM
from chunfeng.plans.training.subsidy.queries.claims import lines_of
from chunfeng.plans.training.subsidy.queries.lines import total


def _classes(case: Case) -> Mapping[str, str]:
    return {str(k.pk): f"{k.class_no}　{k.trade}　{k.starts_on}～{k.ends_on}" for k in certified(case.org_id or 0)}


def _what_values(case: Case) -> Mapping[str, Any]:
    claim: Claim = case.record
    return {
        "training_class": str(claim.training_class_id or ""), "payee": claim.payee,
        "part": part_of(claim) if claim.training_class_id else ClaimLine.Part.FIRST.value,
    }  # fmt: skip


def _what_answers(case: Case) -> Sequence[tuple[str, str]]:
    claim: Claim = case.record
    klass = claim.training_class
    part = ClaimLine.Part(part_of(claim)).label if klass else ""
    return [
        (gettext("班级"), klass.class_no if klass else ""),
        (gettext("申领哪一部分"), str(part)),
        (gettext("付给谁"), str(claim.get_payee_display())),
    ]


def _left(case: Case) -> Mapping[str, str]:
    rows = RosterEntry.objects.filter(pk__in=list(addable(case.record))).select_related("person").order_by("pk")
    return {str(e.pk): f"{e.person.shown_name}　{e.person.shown_number}" for e in rows}


def _people(case: Case) -> Sequence[Line]:
    return [
        Line(
            line.pk, line.entry.person.shown_name,
            gettext("，").join([line.entry.person.shown_number, claims.job(line), claims.computed(line)]),
            {"entry": "", "employed_on": line.employed_on.isoformat() if line.employed_on else "", "employer": line.employer},
        )
        for line in lines_of(case.record)
    ]  # fmt: skip


def _people_answers(case: Case) -> Sequence[tuple[str, str]]:
    lines = lines_of(case.record)
    told = {"n": len(lines), "fen": write_yuan(total(lines))}
    return [(gettext("申领"), gettext("%(n)s 人，共 %(fen)s 元") % told if lines else "")]


SECTIONS = (
    Section(
        "what", _("选择班级和收款方"), _("班级和收款方"),
        (
            Choice("training_class", _("班级"), _classes, help=_("已发证书的班级；出勤、检查、证书由系统带入")),
            Choice("part", _("申领哪一部分"), dict(ClaimLine.Part.choices)),
            Choice("payee", _("付给谁"), PAYEES),
        ),
        actions.save_what, what, _what_answers, values=_what_values,
    ),
    Section(
        "people", _("核对人员和就业情况"), _("人员和就业"),
        (
            Choice("entry", _("学员"), _left, required=False, help=_("新增时选择")),
            Day("employed_on", _("就业日期"), required=False, help=_("劳动合同或营业执照上的日期；没有就业的不填")),
            Text("employer", _("就业单位"), required=False, most=100, help=_("自主创业的写营业执照上的名称")),
        ),
        actions.save_job, people, _people_answers, rows=_people, remove=actions.drop_person, noun=_("学员"), after=("what",),
        help=_("金额由系统按标准和比例计算。有证书的学员已经列入；不申领的可以去掉。"),
    ),
)  # fmt: skip


def _promises(case: Case, today: date) -> Sequence[Promise]:
    area = case.place.code
    by, _provisional = clocks.due(today, "workdays", value("training.claim_accept_days", today, area))
    days = value("training.claim_notice_days", today, area)
    return [
        Promise(None, gettext("系统马上核对全市历史数据；有疑点的只冻结那一个人")),
        Promise(by, gettext("初审，之后由两人先后审核、审定")),
        Promise(None, gettext("公示 %(days)s 天，期满由另一人核准，财务拨付") % {"days": days}),
    ]


def _has_certificates(actor: Actor) -> bool:
    orgs = {g.org for g in actor.with_permission("claim.apply") if g.org}
    return any(certified(org).exists() for org in orgs)


def _tests(case: Case) -> Sequence[Panel]:
    return [claims.lines_panel(case, names=True)] if case.record.training_class_id else []


DOSSIER = Dossier(
    CLAIM, SECTIONS, submits={"draft": "submit", "returned": "submit"}, promises=_promises,
    asked=lambda case: str(case.record.asked_for), begin=actions.begin_claim, several=True, begun_by=_has_certificates,
    tests=_tests,
)  # fmt: skip
