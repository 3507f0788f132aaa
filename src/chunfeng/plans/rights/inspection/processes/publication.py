"""Publication of a major violation: proposed by the inspector, decided by the leader, ended by its term, by repair or because
the decision behind it fell."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy import values
from chunfeng.base.workflow.declarations import (
    Choice,
    Clock,
    Day,
    Files,
    Flag,
    Guide,
    Note,
    Process,
    Reason,
    State,
    Step,
    Text,
)
from chunfeng.base.workflow.engine import StepRefused, open_case
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.money import write_yuan
from chunfeng.kernel.period import add_months, add_years
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import Inspection, MajorViolationPublication
from chunfeng.plans.rights.inspection.models.publication import SHOWN
from chunfeng.plans.rights.inspection.processes.effects import Answers, day_of, not_future, set_term
from chunfeng.plans.rights.inspection.processes.secrecy import told_in

#: A number long enough to be of a person: identity 15 or 18, mobile 11, bank account 16 to 19.
_OF_A_PERSON = re.compile(r"(?<!\d)(?:1\d{10}|\d{14}[\dXx]|\d{17}[\dXx]|\d{16}|\d{19})(?![\dA-Za-z])")
#: What people put between the digits of a number, seen or unseen.
_APART = re.compile(r"(?<=\d)[\s\-—–.·\u200b-\u200f\u2060\ufeff]+(?=[\dXx])")


# ---------------------------------------------------------------- from the inspection
def propose(case: Case, actor: Actor, given: Answers) -> None:
    """Opens the matter of the publication beside the inspection, on the decision that stands."""
    not_future(case, given["acted_to_on"], "acted_to_on", gettext("违法行为终了日期"))
    _names_no_worker(case.record, actor, facts=given["facts"], handling=given["handling"])
    number, on = queries.publishable(case.record) or ("", day_of(case))
    matter = MajorViolationPublication(
        inspection=case.record, proposed_by_id=actor.user, kind=given["kind"], legal_person=given["legal_person"] or "",
        facts=given["facts"], handling=given["handling"], basis=number, basis_on=on, acted_to_on=given["acted_to_on"],
    )  # fmt: skip
    open_case(
        PUBLICATION,
        matter,
        actor,
        place=case.place,
        org=case.org,
        title=case.org.name if case.org else case.number,
        at=case.state_at,
    )


def _names_no_worker(inspection: Inspection, actor: Actor, **texts: str) -> None:
    """A sentence for everybody holds no number of a person and nothing that leads to who told."""
    wrong = told_in(inspection, actor, **texts)
    for name, text in texts.items():
        if _OF_A_PERSON.search(_APART.sub("", unicodedata.normalize("NFKC", text))):
            wrong.append(Reason(gettext("公布的文字里有像是证件、手机或银行卡的号码，请删去"), f"#{name}"))
    if wrong:
        raise StepRefused(*wrong)


# ---------------------------------------------------------------- guards
def has_what_to_publish(case: Case) -> str | Reason | None:
    """Only what was decided and served, or is in the hands of the police, may be told to everybody."""
    if queries.publishable(case.record):
        return None
    return Reason(gettext("还没有送达的处理或处罚决定，公安机关也没有立案"), "#next")


def not_yet_published(case: Case) -> str | Reason | None:
    there = case.record.publications.exclude(state__in=("dropped", "withdrawn")).select_related("case").first()
    if there is None:
        return None
    number = there.case.number
    return Reason(gettext("已有社会公布 %(number)s") % {"number": number}, f"/desk/cases/{number}/")


def still_stands(case: Case) -> str | None:
    """The decision may have fallen between proposal and publication."""
    found = queries.publishable(case.record.inspection)
    if found and found[0] == case.record.basis:
        return None
    return gettext("提议所依据的 %(basis)s 已不是现行的决定") % {"basis": case.record.basis}


def made_good(case: Case) -> str | Reason | None:
    """What the decision demands for workers has reached them, with proof."""
    left = queries.money(case.record.inspection).left
    inspected = case.record.inspection.case.number
    if left:
        return Reason(gettext("还有 %(left)s 元没有支付凭证") % {"left": write_yuan(left)}, f"/desk/cases/{inspected}/")
    return None


# ---------------------------------------------------------------- effects
def last_day(case: Case, published_on: date) -> date:
    """The last day shown: the term from publication, but never later than the law's years from the end of the act."""
    area = case.place.code
    term = published_on + timedelta(days=values.value("rights.publication_days", published_on, area))
    most = add_years(case.record.acted_to_on, values.value("rights.publication_years_most", published_on, area))
    return min(term, most) - timedelta(days=1)


def publish(case: Case, actor: Actor, given: Answers) -> None:
    record, today = case.record, day_of(case)
    until = last_day(case, today)
    if until < today:
        raise StepRefused(gettext("违法行为终了于 %(day)s，已过公布的最长年限") % {"day": record.acted_to_on})
    record.published_on, record.until_on = today, until
    # Shown from today on: the first day counts, or 1,095 days would read 1,094.
    set_term(case, "shown", "days", today, until, (until - today).days + 1)


def object_(case: Case, actor: Actor, given: Answers) -> None:
    case.record.objected_on = day_of(case)


def ask_repair(case: Case, actor: Actor, given: Answers) -> None:
    """Not before the months that must have passed since the money was paid or the wrong put right."""
    inspection = case.record.inspection
    good = inspection.corrected_on
    paid = inspection.payments.counted().order_by("-paid_on").values_list("paid_on", flat=True).first()
    since = max(day for day in (good, paid, case.record.basis_on) if day)
    earliest = add_months(since, values.value("rights.publication_repair_months", day_of(case), case.place.code))
    if day_of(case) < earliest:
        raise StepRefused(
            gettext("改正于 %(since)s，%(earliest)s 起可以申请修复") % {"since": since, "earliest": earliest}
        )
    case.record.repair_asked_on = day_of(case)


def amend(case: Case, actor: Actor, given: Answers) -> None:
    """The decision or the words were changed: the entry is corrected and says so."""
    _names_no_worker(case.record.inspection, actor, facts=given["facts"], handling=given["handling"])
    case.record.facts, case.record.handling, case.record.quashed = given["facts"], given["handling"], ""


def recall(case: Case, actor: Actor, given: Answers) -> None:
    case.record.quashed = given["ground"]


def withdraw(case: Case, actor: Actor, given: Answers) -> None:
    case.record.quashed, case.record.ended_on = given["ground"], day_of(case)


def end(case: Case, actor: Actor, given: Answers) -> None:
    case.record.ended_on = day_of(case)


def expire(case: Case, actor: Actor, given: Answers) -> None:
    """By the term and not by the hour at which the worker came round."""
    case.record.ended_on = case.record.until_on + timedelta(days=1)


_WORDS = (
    Text("facts", _("主要违法事实"), long=True, personal=False, help=_("写单位，不写劳动者的姓名和号码")),
    Text(
        "handling",
        _("处理情况"),
        long=True,
        personal=False,
        help=_("责令改正、处理或处罚决定，以及履行情况；不写劳动者的姓名和号码"),
    ),
)
PROPOSE = Step(
    "propose_publication", _("提议社会公布"),
    ("decided", "reminded", "enforcing", "performed", "disputed", "closed", "court_closed", "handed"), "", "publication.propose",
    needs=(not_yet_published, has_what_to_publish),
    asks=(
        Choice("kind", _("公布的情形"), {k.value: k.label for k in MajorViolationPublication.Kind}),
        Text("legal_person", _("法定代表人或负责人"), required=False, personal=False, most=50),
        Day("acted_to_on", _("违法行为终了日期"), help=_("公布的最长年限自这一天起算")), *_WORDS,
    ),
    does=propose, clause="R-2.1.h",
)  # fmt: skip

_DECIDES = "publication.decide"
PUBLICATION = Process(
    "rights.violation_publication", _("重大劳动保障违法行为社会公布"), clause="R-2.1.h", noun="publication",
    on="inspection.MajorViolationPublication", prefix="GB",
    states=(
        State("proposed", _("待决定"), "review", usual=("publish",)),
        State("published", _("公布中"), "ok", waits_on=_("公布期满")),
        State("objected", _("异议核查"), "due"),
        State("repairing", _("待修复决定"), "review"),
        State("recalling", _("待撤回"), "due"),
        State("dropped", _("不予公布"), "neutral", final=True),
        State("withdrawn", _("已撤回"), "neutral", final=True),
        State("repaired", _("修复移出"), "neutral", final=True),
        State("expired", _("期满移出"), "neutral", final=True),
    ),
    steps=(
        Step(
            "publish", _("决定公布"), ("proposed",), "published", _DECIDES, needs=(still_stands,), not_by=("open",),
            asks=(Note(required=False),), does=publish, papers=("rights.publication_notice",),
            confirm=_("单位名称、信用代码、违法事实和处理情况即刻在公开网站列出，期满自动移出。"),
            notice=_("您单位的重大劳动保障违法行为已依法向社会公布；怎样提异议、怎样修复，见告知书。"),
        ),
        Step(
            "drop", _("不予公布"), ("proposed",), "dropped", _DECIDES, not_by=("open",), asks=(Note(_("理由")),),
        ),
        Step(
            "object", _("登记异议"), ("published",), "objected", "publication.register",
            asks=(Text("said", _("异议内容"), long=True), Files("files", _("书面材料"), required=False)), does=object_,
        ),
        Step(
            "uphold", _("异议不成立"), ("objected",), "published", _DECIDES, asks=(Note(_("理由")),), not_by=("object",),
            notice=_("经核查，对社会公布的异议不成立。"),
        ),
        Step(
            "amend", _("更正内容"), ("objected", "recalling"), "published", _DECIDES, asks=(*_WORDS, Note(_("更正的理由"))),
            does=amend, not_by=("object", "recall"), notice=_("社会公布的内容已经更正。"),
            confirm=_("更正后的内容即刻公开，更正记录里留下原来的内容。"),
        ),
        Step(
            "ask_repair", _("登记修复申请"), ("published",), "repairing", "publication.register", needs=(made_good,),
            asks=(Files("files", _("改正证明和信用承诺书")), Flag("promised", _("已书面承诺守法诚信"), required=True)),
            does=ask_repair,
        ),
        Step(
            "repair", _("准予修复移出"), ("repairing",), "repaired", _DECIDES, needs=(made_good,), asks=(Note(required=False),),
            does=end, not_by=("ask_repair",), notice=_("信用修复申请已准予，公布的信息已移出。"),
            confirm=_("公布的信息即刻移出，网址保留并写明已移出。"),
        ),
        Step(
            "keep", _("不予修复"), ("repairing",), "published", _DECIDES, asks=(Note(_("理由")),), not_by=("ask_repair",),
            notice=_("信用修复申请没有准予，理由可向公布机关查询。"),
        ),
        Step(
            "recall", _("登记决定变更或撤销"), SHOWN[:3], "recalling", "publication.register",
            asks=(
                Choice("ground", _("情形"), {k.value: k.label for k in MajorViolationPublication.Quashed if k != "upheld"}),
                Text("said", _("复议决定或裁判文书"), personal=False), Files("files", _("文书"), required=False),
            ),
            does=recall, clause="R-2.1.h",
        ),
        Step(
            "withdraw", _("撤回公布"), ("objected", "recalling"), "withdrawn", _DECIDES,
            asks=(
                Choice("ground", _("撤回的理由"), {k.value: k.label for k in MajorViolationPublication.Quashed}),
                Note(required=False),
            ),
            does=withdraw, not_by=("object", "recall"), notice=_("社会公布已经撤回。"),
            confirm=_("公布的信息即刻移出，更正记录里写明理由。"),
        ),
        Step(
            "expire", _("期满移出"), SHOWN, "expired", _DECIDES, by_system=True, does=expire, notice=_("社会公布期满，信息已移出。"),
        ),
    ),
    opens="publication.propose", opening=_("提出"),
    guide=Guide(
        who=_("劳动保障监察机构；被公布的单位可以提异议、申请修复"),
        conditions=(
            _("违法行为属于规定公布的情形"), _("已经依法作出处理或处罚决定并送达，或者已由公安机关立案"),
            _("不公开劳动者个人信息、国家秘密和商业秘密"),
        ),
        papers=(_("处理或处罚决定书"), _("异议：书面理由和证据"), _("修复：改正证明、支付凭证和信用承诺书")),
        legal_basis=(
            _("重大劳动保障违法行为社会公布办法（人力资源社会保障部令第29号，2017年1月1日起）"),
            _("行政处罚法（2021年修订）第四十八条"),
        ),
        result=_("在公开网站列出单位名称、信用代码、违法事实和处理情况，期满、修复或者决定被撤销时移出"),
        questions=(
            (_("会公布劳动者的姓名吗？"), _("不会。只公布单位和它的法定代表人。")),
            (_("付清以后就移出吗？"), _("改正满规定的月数，作出信用承诺，可以申请修复；准予的提前移出。")),
        ),
    ),
    clocks=(
        Clock(
            "decide", _("决定公布期限"), "days", "rights.publication_decide_days", ("proposed",), escalates=_DECIDES,
            legal=_("人社部令第29号：市县每季度公布一次"),
        ),
        Clock("shown", _("公布期"), "days", "rights.publication_days", SHOWN, at_end="expire"),
        Clock(
            "objection", _("异议答复期限"), "workdays", "rights.publication_objection_days", ("objected",),
            escalates=_DECIDES, anew=True,
        ),
        Clock(
            "repair", _("修复决定期限"), "workdays", "rights.publication_repair_days", ("repairing",), escalates=_DECIDES,
            anew=True,
        ),
        Clock(
            "recall", _("撤回期限"), "workdays", "rights.publication_recall_days", ("recalling",), escalates=_DECIDES,
            legal=_("行政处罚法第四十八条"), anew=True,
        ),
    ),
    party=_("被公布的单位"),
)  # fmt: skip
