"""Official papers of provider admission and supervision, as values for printing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.queries import office_of
from chunfeng.base.policy.values import choices, pack, value
from chunfeng.base.workflow.engine import last_events
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.remedies import remedy
from chunfeng.engines.papers.paper import Block, Column, Facts, Paper, Table, written_day
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.models import LEVELS

# The text of a paper is Chinese by law and goes into the archive as it was issued: it is not translated.


def _paper(case: Case, title: str, mark: str, *body: Block, **more: object) -> Paper:
    """mark: the character that tells the papers of one case apart in their numbers: 某区人社培认字〔2016〕7号."""
    year, nth = case.number.removeprefix(case.declared.prefix).split("-")
    return Paper(
        title=title, number=f"{case.place.name}人社培{mark}字〔{year}〕{int(nth)}号", issuer=case.office, issued_on=queries.day_of(case), body=body,
        case_number=case.number, **{"addressee": case.org.name, **more},  # type: ignore[arg-type]
    )  # fmt: skip


def _remedy(case: Case) -> str:
    return remedy(case, queries.day_of(case))


def _clock(case: Case, code: str) -> date | None:
    row = case.clocks.filter(code=code).first()
    return row.due_on if row else None


def _trades(case: Case, *, admitted: bool = False) -> Table:
    rows = case.record.trades.filter(admitted=True) if admitted else case.record.trades.all()
    return Table(
        (Column("序号", 1), Column("工种", 4), Column("等级", 3)),
        tuple((str(n), t.trade, str(LEVELS[t.level])) for n, t in enumerate(rows, 1)),
    )


def _notice() -> str:
    notice = pack().notice
    return f"《{notice['title']}》（{notice['number']}）"


def _said(case: Case, step: str) -> str:
    """What the officer wrote at the step, as a sentence of the paper."""
    event = last_events(case).get(step)
    text = event.note.strip().rstrip("。") if event else ""
    return f"{text}。" if text else ""


def accepted(case: Case) -> Paper:
    record = case.record
    due = _clock(case, "decide")
    until = f"，办理期限至{written_day(due)}（专家评审、公示和补充材料的时间不计在内）" if due else ""
    return _paper(
        case, "受理通知书", "受",
        f"你单位{written_day(record.submitted_on)}提交的定点培训机构认定申请收悉。经审查，申请材料齐全、符合形式要求，"
        f"自{written_day(record.accepted_on)}起受理{until}。",
        "申报的工种和等级如下：", _trades(case),
    )  # fmt: skip


def completion(case: Case) -> Paper:
    due = _clock(case, "complete")
    until = f"请于{written_day(due)}前补正；逾期未补正的，视为放弃申请。" if due else ""
    return _paper(
        case, "补正材料通知书", "补", "你单位提交的定点培训机构认定申请，需要补正下列内容：", case.record.asked_for,
        f"{until}补正期间，办理期限停止计算。",
    )  # fmt: skip


def not_accepted(case: Case) -> Paper:
    reason = choices("training.not_accepted_reasons").get(case.record.refused_for, case.record.refused_for)
    return _paper(
        case, "不予受理决定书", "拒", f"你单位提交的定点培训机构认定申请，因{reason}，决定不予受理。", _remedy(case)
    )


def publicity(case: Case) -> Paper:
    record = case.record
    return _paper(
        case, "定点培训机构认定公示", "公",
        f"{case.org.name}申请定点培训机构认定，已经材料审查、实地核查和专家评审，现予公示。",
        Facts((
            ("申请单位", case.org.name),
            ("公示期限", f"{written_day(record.publicity_from_on)}至{written_day(record.publicity_to_on)}"),
        )),
        _trades(case),
        "公示期内，任何单位和个人可以书面、电话或网上提出异议；可以不署名。", *_where_to_object(case), addressee="",
    )  # fmt: skip


def _where_to_object(case: Case) -> tuple[Block, ...]:
    office = office_of("admission.investigate", case.place_path, queries.day_of(case))
    return (f"异议受理：{case.office}，{office}。",) if office else ()


def refused(case: Case) -> Paper:
    reason = choices("training.refuse_reasons").get(case.record.refused_for, case.record.refused_for)
    heard = "你单位的陈述意见已经听取。" if case.record.statement else ""
    return _paper(
        case, "不予认定决定书", "否",
        f"你单位提交的定点培训机构认定申请，经审查，{reason}。{_said(case, 'refuse')}{heard}依据{_notice()}，决定不予认定为"
        "定点培训机构。", _remedy(case),
    )  # fmt: skip


def designated(case: Case) -> Paper:
    agreement = case.record.agreement
    return _paper(
        case, "定点培训机构认定决定书", "认",
        f"依据{_notice()}，经材料审查、实地核查、专家评审和公示，认定你单位为定点培训机构，有效期{written_day(agreement.from_on)}至"
        f"{written_day(agreement.to_on)}。认定的工种和等级如下：",
        _trades(case, admitted=True),
        "未列入的工种和等级不享受培训补贴。请按定点培训协议开展培训，接受监督检查。",
    )  # fmt: skip


def agreement(case: Case) -> Paper:
    record = case.record.agreement
    red = value("training.provider_red_cards", queries.day_of(case), case.place.code)
    yellow = value("training.provider_yellow_cards", queries.day_of(case), case.place.code)
    return _paper(
        case, "定点培训协议", "协",
        f"甲方：{case.office}", f"乙方：{case.org.name}",
        f"一、协议编号{record.number}，期限自{written_day(record.from_on)}至{written_day(record.to_on)}。",
        "二、乙方按下列工种和等级开展培训：", _trades(case, admitted=True),
        "三、乙方不得转包、分包培训任务，不得向学员收费，不得虚报名册、考勤、考核和就业情况。",
        "四、变更时间、地点、教师或培训内容的，乙方应当事先书面申请，经甲方同意。",
        f"五、一年内黄牌达到{yellow}张或红牌达到{red}张的，终止协议，退出定点名单。",
        "六、骗取、挪用补贴的，终止协议，追回资金；涉嫌犯罪的，移送司法机关。",
        signatures=("甲方（盖章）", "乙方（盖章）", "签订日期"), attachments=(),
    )  # fmt: skip


def _card_ground(case: Case) -> str:
    card = case.record.card
    return choices("training.card_grounds").get(card.ground, card.ground)


def card_notice(case: Case) -> Paper:
    card = case.record.card
    counts = queries.cards_in_year(card.agreement, card.given_on)
    return _paper(
        case, f"{card.get_colour_display()}通知书", "牌",
        f"{written_day(case.record.found_on)}检查发现：{case.record.found}。",
        f"依据定点培训协议，因{_card_ground(case)}，给予{card.get_colour_display()}一次。近十二个月你单位累计黄牌{counts['yellow']}张、"
        f"红牌{counts['red']}张。",
        "对本通知有意见的，可以向本单位提交书面说明。",
    )  # fmt: skip


def rectification(case: Case) -> Paper:
    due = _clock(case, "rectify")
    until = f"于{written_day(due)}前" if due else "限期"
    return _paper(
        case, "限期整改通知书", "改", f"你单位存在以下问题：{_card_ground(case)}。{case.record.found}",
        f"请{until}完成整改，并报送整改情况和证明材料。逾期未整改或者整改不合格的，暂停培训，直至终止协议。",
    )  # fmt: skip


def suspension(case: Case) -> Paper:
    held = case.record.agreement
    return _paper(
        case, "暂停培训通知书", "停",
        f"因{_card_ground(case) if hasattr(case.record, 'card') else case.record.found}，且未按要求整改，自"
        f"{written_day(held.suspended_from_on)}至{written_day(held.suspended_to_on)}暂停你单位开展定点培训。暂停期间不得开设新班。",
        _remedy(case),
    )  # fmt: skip


def exit_decision(case: Case) -> Paper:
    record = case.record
    ground = choices("training.exit_grounds").get(record.exit_ground, record.exit_ground)
    heard = "你单位的陈述意见已经听取。" if record.statement else ""
    entry = getattr(record, "blacklisting", None)
    black = (
        f"同时将你单位列入培训机构黑名单，期限至{written_day(entry.to_on)}，期间公开，不得申请认定；期满移出。" if entry else ""
    )  # fmt: skip
    return _paper(
        case, "退出定点培训机构决定书", "退",
        f"经查，你单位{ground}。{record.exit_said}", f"{heard}决定自{written_day(record.decided_on)}起终止定点培训协议"
        f"（{record.agreement.number}），移出定点培训机构名单。{black}", _remedy(case),
    )  # fmt: skip


PAPERS: Mapping[str, Callable[[Case], Paper]] = {
    "training.admission_accepted": accepted,
    "training.admission_completion": completion,
    "training.admission_not_accepted": not_accepted,
    "training.admission_publicity": publicity,
    "training.admission_refused": refused,
    "training.admission_designated": designated,
    "training.admission_agreement": agreement,
    "training.card_notice": card_notice,
    "training.rectification_order": rectification,
    "training.suspension": suspension,
    "training.exit_decision": exit_decision,
}
PAPER_TITLES: Mapping[str, str | Promise] = {
    "training.admission_accepted": _("受理通知书"),
    "training.admission_completion": _("补正材料通知书"),
    "training.admission_not_accepted": _("不予受理决定书"),
    "training.admission_publicity": _("认定公示"),
    "training.admission_refused": _("不予认定决定书"),
    "training.admission_designated": _("认定决定书"),
    "training.admission_agreement": _("定点培训协议"),
    "training.card_notice": _("黄牌、红牌通知书"),
    "training.rectification_order": _("限期整改通知书"),
    "training.suspension": _("暂停培训通知书"),
    "training.exit_decision": _("退出决定书"),
}
