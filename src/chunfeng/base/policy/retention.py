"""How long rows are kept and what happens to them then.

A model says both of itself: PRIVACY = classes(…) for all its columns, RETENTION = code of one of the rules below; and, where no
case tells when the term began, RETENTION_FROM = its columns that do, of which the first that is filled in counts. The
numbers are defaults and marked as such where no law gives them; a city's archive rules may lengthen them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from chunfeng.base.policy.privacy import Privacy
from chunfeng.kernel.period import Months

CLASSES: Final[tuple[str, ...]] = get_args(Privacy)


@dataclass(frozen=True, slots=True)
class Retention:
    """since: the event from which `term` runs; term None: as long as the installation. then: what happens after.

    erase removes the row; pseudonymise keeps it for the sums and blanks what is personal; keep is for what is public.
    """

    code: str
    title: str
    since: str
    term: Months | None
    then: Literal["erase", "pseudonymise", "keep"]
    reference: str


RETENTIONS: Final[dict[str, Retention]] = {
    rule.code: rule
    for rule in (
        Retention("policy.parameter", "政策参数", "发布", None, "keep", "政府信息公开条例"),
        Retention("places.place", "行政区划", "登记", None, "keep", "公开信息"),
        Retention("people.person", "人员档案", "最后一次办事", Months(120), "pseudonymise", "培训档案不少于10年（默认）"),
        Retention("people.history", "人员更正记录", "更正", Months(120), "erase", "随人员档案（默认）"),
        Retention("orgs.org", "单位档案", "注销或最后一次办事", Months(120), "pseudonymise", "随业务档案（默认）"),
        Retention("orgs.history", "单位更正记录", "更正", Months(120), "erase", "随单位档案（默认）"),
        Retention("access.account", "账号与岗位", "停用", Months(36), "pseudonymise", "随日志（默认）"),
        # Its rows carry the chain of seals; an officer's words go, their digest stays. Events of a case go with the case.
        Retention("audit.log", "操作日志", "发生", Months(36), "pseudonymise", "网络安全法：不少于6个月；默认3年"),
        Retention("access.code", "登录验证码", "发出", Months(0), "erase", "一天后删除（默认）"),
        Retention("messages.outbox", "短信与通知", "发送", Months(6), "erase", "个人信息保护法第十九条：最短必要（默认）"),
        Retention("documents.file", "附件", "所附事项办结", Months(120), "erase", "随业务档案（默认）"),
        Retention("uploads.upload", "报送的名单", "入库或放弃", Months(6), "erase", "个人信息保护法第十九条：最短必要（默认）"),
        Retention("ledger.entry", "资金账簿", "年度结账", Months(360), "keep", "会计档案管理办法：会计账簿30年"),
        Retention("training.provider", "培训机构认定与监管", "协议终止或办结", Months(120), "pseudonymise", "培训档案不少于10年（默认）"),
        Retention("training.roster", "培训名册", "结业", Months(120), "pseudonymise", "培训档案不少于10年（默认）"),
        Retention("workflow.case", "办件", "办结", Months(360), "pseudonymise", "执法和审批档案10年或30年（默认取长）"),
        Retention("workflow.draft", "没有交的草稿", "开始填写", Months(0), "erase", "一天后删除（默认）"),
    )
}  # fmt: skip


def undeclared(columns: set[str], privacy: object, retention: object) -> list[str]:
    """What a model still has to say about its columns; empty when all is said."""
    if not isinstance(privacy, dict):
        return ["PRIVACY"]
    found = sorted(columns - privacy.keys()) + [f"{name}?" for name in sorted(privacy.keys() - columns)]
    found += [f"{name}: {said}" for name, said in sorted(privacy.items()) if said not in CLASSES]
    if retention not in RETENTIONS:
        found.append(f"RETENTION: {retention}")
    return found
