"""Certificates revoked or issued again by two people, and those of outside bodies registered by two (T-3.2.e; F-43)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.declarations import (
    Beginning,
    Choice,
    Clock,
    Flag,
    Guide,
    Note,
    Process,
    Reason,
    State,
    Step,
    Text,
)
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification.actions import issuing, registering
from chunfeng.plans.training.certification.models import Certificate, CertificateChange
from chunfeng.plans.training.certification.processes.completeness import registration_whole
from chunfeng.plans.training.certification.queries import CHANGE, REGISTRATION, day_of
from chunfeng.plans.training.certification.queries.numbers import form

_PARTY = _("机构")
#: Grounds on which a certificate is printed anew; on all others it is revoked.
_REISSUES = ("lost", "damaged")


def _list(name: str) -> Any:
    return lambda case: offered(name, day_of(case) if case else None)


def _makes(place: Any, day: date, answers: Mapping[str, Any]) -> tuple[CertificateChange, str]:
    found = (
        Certificate.objects.filter(
            number_form=form(answers["number"]), completion__case__place__path__startswith=place.path
        )
        .select_related("completion__training_class")
        .first()
    )
    if found is None:
        raise StepRefused(Reason(gettext("没有查到这个编号的证书"), "#number"))
    kind = "reissue" if answers["ground"] in _REISSUES else "revoke"
    if found.revoked_on:
        raise StepRefused(Reason(gettext("这张证书已经撤销"), "#number"))
    if kind == "reissue" and found.outside:
        raise StepRefused(Reason(gettext("外发证书由原发证机构补发"), "#ground"))
    other = found.changes.filter(state="proposed").select_related("case").first()
    if other is not None:
        raise StepRefused(Reason(gettext("这张证书正在办理 %(number)s") % {"number": other.case.number}, "#number"))
    record = CertificateChange(certificate=found, kind=kind, ground=answers["ground"])
    return record, f"{found.completion.training_class.class_no} · {found.number}"[:120]


def to_be_heard() -> Any:
    rows = CertificateChange.objects.filter(kind="revoke", statement="")
    return rows.values_list("case_id", flat=True)


def heard(case: Case) -> Reason | None:
    """Nobody loses a certificate unheard."""
    if case.record.kind != "revoke" or case.record.statement:
        return None
    return Reason(gettext("还没有听取本人陈述"))


def _of_its_holder(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    person = case.record.certificate.entry.person
    case.person = person.merged_into or person
    case.save(update_fields=["person"])


def _hear(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.statement = answers["statement"]


def _done(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = day_of(case)
    issuing.change(case.record, day_of(case))


def _refuse(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = day_of(case)


CHANGING = Process(
    code=CHANGE,
    title=_("证书撤销和补发"),
    clause="T-3.2.e",
    more_clauses=("T-3.4.b",),
    noun="certificate",
    on="certification.CertificateChange",
    prefix="ZC",
    opens="certificate.propose",
    opening=_("提出"),
    guide=Guide(
        who=_("证书遗失、损坏的学员；有弄虚作假等情形的证书"),
        conditions=(_("证书由本系统签发或登记"), _("撤销由一人提出、另一人决定")),
        papers=(_("遗失、损坏的说明，或者查实的材料"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("撤销的，核验时显示已撤销；补发的，编号不变，旧件作废"),
        questions=((_("补发要重新考核吗？"), _("不用。学员也可以登录后自行下载电子证书。")),),
    ),
    states=(
        State("proposed", _("待决定"), "review", usual=("hear", "decide")),
        State("done", _("已决定"), "ok", final=True),
        State("refused", _("不同意"), "neutral", final=True),
    ),
    steps=(
        Step("hear", _("记录本人陈述"), ("proposed",), "proposed", "certificate.propose", does=_hear, occasion=to_be_heard,
             asks=(Text("statement", _("本人陈述"), long=True, most=1000, help=_("联系不上的，写明联系的经过")),)),
        Step("decide", _("决定"), ("proposed",), "done", "certificate.decide", not_by=("open", "hear"), needs=(heard,), does=_done,
             asks=(Note(_("依据")),), notice=_("您的证书事项已有决定，请登录查看。"),
             confirm=_("撤销后不能恢复，公开核验页显示已撤销；补发后旧件的核验码失效。")),
        Step("refuse", _("不同意"), ("proposed",), "refused", "certificate.decide", not_by=("open",), does=_refuse,
             asks=(Note(_("理由")),)),
    ),
    clocks=(
        Clock("decide", _("决定"), "workdays", "training.certificate_change_days", ("proposed",),
              escalates="certificate.decide"),
    ),
    begins=Beginning(
        _("撤销或补发证书"),
        (
            Text("number", _("证书编号"), personal=False, most=40),
            Choice("ground", _("事由"), lambda case: offered("training.certificate_grounds")),
            Note(_("事实和证据")),
        ),
        _makes,
        does=_of_its_holder,
        promise=_("由另一人决定；决定前证书仍然有效。"),
    ),
)  # fmt: skip


# ---- of outside bodies


def _submit(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.submitted_on, case.record.asked_for = day_of(case), ""


def _return(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.asked_for = answers["note"]


def _register(case: Case, actor: Actor, answers: Mapping[str, Any]) -> None:
    case.record.decided_on = day_of(case)
    registering.register(case.record, day_of(case))


REGISTERING = Process(
    code=REGISTRATION,
    title=_("外发证书登记"),
    clause="T-3.2.e",
    more_clauses=("T-3.4.b",),
    noun="completion",
    on="certification.Registration",
    prefix="ZD",
    opens="completion.apply",
    party=_PARTY,
    guide=Guide(
        who=_("学员取得外部机构证书的培训机构"),
        conditions=(_("班级的准考名单已确认"), _("证书编号符合样式，没有登记过"), _("发证不早于考核，考核不早于结业")),
        papers=(_("证书照片或扫描件"),),
        legal_basis=(_("泰政办发〔2014〕33号"),),
        result=_("证书登记，可以申领补贴"),
    ),
    states=(
        State("draft", _("待提交"), "neutral", waits_on=_PARTY, usual=("submit",)),
        State("submitted", _("待核对"), usual=("check",)),
        State("checked", _("待登记"), "review", usual=("register",)),
        State("returned", _("待补正"), "due", waits_on=_PARTY, usual=("submit",)),
        State("registered", _("已登记"), "ok", final=True),
        State("refused", _("不予登记"), "bad", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
    ),
    steps=(
        Step("submit", _("提交证书登记"), ("draft", "returned"), "submitted", "completion.submit", party=True,
             needs=(registration_whole,), does=_submit,
             asks=(Flag("undertaking", _("承诺证书真实"), required=True),), notice=_("已收到证书登记。")),
        Step("check", _("核对相符"), ("submitted",), "checked", "completion.check",
             asks=(Note(_("在发证机构网站或来函核对的情况")),)),
        Step("return_", _("退回补正"), ("submitted", "checked"), "returned", "completion.check", does=_return,
             asks=(Note(_("要补正的内容")),), notice=_("证书登记需要补正，请登录查看。")),
        Step("register", _("登记证书"), ("checked",), "registered", "completion.confirm",
             not_by=("open", "submit", "check"), does=_register, asks=(Note(required=False),),
             notice=_("证书已登记。")),
        Step("refuse", _("不予登记"), ("submitted", "checked"), "refused", "completion.confirm",
             not_by=("open", "submit", "check"), does=_refuse, asks=(Note(_("理由")),), notice=_("证书不予登记，请登录查看。")),
        Step("withdraw", _("撤回"), ("draft", "submitted", "returned"), "withdrawn", "completion.submit", party=True,
             asks=(Note(_("撤回的原因"), required=False),)),
    ),
    clocks=(
        Clock("check", _("登记"), "workdays", "training.registration_days", ("submitted", "checked"), ("returned",),
              escalates="completion.confirm"),
    ),
)  # fmt: skip
