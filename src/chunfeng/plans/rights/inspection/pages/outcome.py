"""What an investigation found and how a matter ended, in the words of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.engines.papers.paper import written_day
from chunfeng.kernel.money import write_capitals, write_yuan
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import EvidenceItem, Inspection, Topic


def written_sum(fen: int) -> str:
    """9,600.00元（大写：玖仟陆佰元整）"""
    return f"{write_yuan(fen)}元（大写：{write_capitals(fen)}）"


def event_of(case: Case, step: str) -> Event | None:
    return (
        Event.objects.filter(object_kind="case", object_id=case.number, step=step, kind="step").order_by("-pk").first()
    )


def answers_to(case: Case, step: str) -> dict[str, Any]:
    event = event_of(case, step)
    return event.known.get("answers", {}) if event else {}


_DEEDS: Mapping[str, str] = {
    Topic.WAGES: "拖欠劳动者工资", Topic.CONTRACT: "没有依法与劳动者订立书面劳动合同",
    Topic.INSURANCE: "没有依法为劳动者缴纳社会保险费", Topic.HOURS: "违反工作时间和休息休假的规定",
    Topic.DEPOSIT: "扣押劳动者的证件或者向劳动者收取财物", Topic.CHILD: "招用未满十六周岁的未成年人",
    Topic.INJURY: "没有依法保障受工伤或者患职业病的劳动者", Topic.TRAINING: "违反职业培训的规定",
}  # fmt: skip
#: What may be named to the employer; what complainants handed in may not.
_PROOFS = (EvidenceItem.Kind.ENQUIRY, EvidenceItem.Kind.SITE, EvidenceItem.Kind.DOCUMENT, EvidenceItem.Kind.RECTIFIED)


def finding(record: Inspection) -> str:
    """The finding of the investigation, from its columns: the report itself is free text and may name who told."""
    parts = [f"经查，你单位{_DEEDS.get(record.topic, '违反劳动保障法律法规')}"]
    if record.found_persons:
        parts.append(f"涉及{record.found_persons}人")
    if record.found_fen:
        parts.append(f"查实欠付{written_sum(record.found_fen)}")
    kinds = set(record.evidence.values_list("kind", flat=True))
    proofs = "、".join(str(kind.label) for kind in _PROOFS if kind in kinds)
    return "，".join(parts) + (f"。以上事实有{proofs}为证。" if proofs else "。")


def ended(case: Case) -> str:
    """How it was closed, not that it was."""
    record = case.record
    found = queries.standing(record)
    match case.state:
        case "closed" if found and found.decided_on:
            return f"{found.get_kind_display()}决定（{found.number}）已履行"
        case "closed" if record.corrected_on:
            return f"责令改正，{written_day(record.corrected_on)}认定已改正"
        case "revoked":
            grounds = {"unfounded": "违法事实不成立", "minor": "违法情节轻微，已改正"}
            return f"撤销立案：{grounds.get(answers_to(case, 'revoke').get('ground', ''), '')}".rstrip("：")
        case "court_closed":
            return f"人民法院强制执行（{record.court_number}）"
        case "handed":
            filed = record.crime_transfers.filter(state="filed").last()
            return "移送公安机关立案" + (f"（{filed.police_number}）" if filed else "")
        case _:
            return str(case.state_declared.label)
