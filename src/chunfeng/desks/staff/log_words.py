"""What an event of the log is called on the page. The log itself holds codes, which no translation changes."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.declarations import Process, State
from chunfeng.base.workflow.registry import PROCESSES

#: Kinds of events; an app adds those that it records beside its steps.
KINDS: dict[str, str | Promise] = {
    "open": later("收到"),
    "reverse": later("撤销一步"),
    "late": later("逾期提醒"),
    "edit": later("修改内容"),
    "show": later("查看个人信息"),
    "person.reveal": later("查看个人信息"),
    "org.reveal": later("查看单位账户"),
    "person.erase": later("删除个人信息"),
    "data.copy": later("下载本人信息"),
    "document.read": later("打开文件"),
    "export": later("导出清单"),
    "download": later("下载银行文件"),
    "ledger": later("入账"),
    "ledger.state": later("记下对方报的余额"),
    "log.read": later("查看日志"),
    "login": later("登录"),
    "login.failed": later("登录失败"),
    "account.create": later("建立账号"),
    "account.close": later("停用账号"),
    "account.reset": later("重置口令"),
    "account.password": later("更换口令"),
    "account.identify": later("登记证件号"),
    "account.assign": later("安排岗位"),
    "account.end": later("结束岗位"),
    "account.propose": later("提出岗位"),
    "account.confirm": later("确认岗位"),
    "account.refuse": later("不同意岗位"),
    "account.withdraw": later("撤回岗位"),
    "reset.propose": later("提出重置口令"),
    "reset.confirm": later("确认重置口令"),
    "reset.refuse": later("不同意重置口令"),
    "reset.withdraw": later("撤回重置口令"),
    "correction": later("更正公开内容"),
    "upload.receive": later("收到表格"),
    "upload.stage": later("读入表格"),
    "upload.refuse": later("退回表格"),
    "upload.mend": later("改正单元格"),
    "upload.confirm": later("确认入库"),
    "upload.commit": later("表格入库"),
    "upload.not_committed": later("没有入库"),
    "upload.returned_rows": later("退回的行"),
    "upload.abandon": later("放弃表格"),
    "backup.make": later("备份"),
    "retention.erase": later("到期删除"),
    "retention.pseudonymise": later("到期去掉个人信息"),
}
OBJECTS: Final = {
    "case": later("事项"),
    "dossier": later("申报材料"),
    "cases": later("事项清单"),
    "user": later("账号"),
    "person": later("个人"),
    "org": later("单位"),
    "attachment": later("文件"),
    "upload": later("表格"),
    "expert": later("专家"),
    "log": later("日志"),
    "receipt": later("回执"),
    "clause": later("条款"),
}


def deed(event: Event) -> str:
    """The step's title for a case, else the name of the kind; a kind without a name shows its code."""
    process = _process(event)
    if event.kind == "step" and process and (step := process.step(event.step)):
        return str(step.label)
    if event.kind == "open" and process:
        return str(process.begun)
    if event.kind == "late" and process and (clock := process.clock(event.known.get("clock", ""))) and clock.passes:
        return _("期满")
    return str(KINDS.get(event.kind, f"{event.kind} {event.step}".strip()))


def case_of(event: Event) -> str:
    """The number of the case that it was done to, or to a file of; empty where there is none."""
    if event.object_kind == "case":
        return event.object_id
    return str(event.known.get("of", "")) if event.known.get("of_kind") == "case" else ""


def thing(event: Event) -> str:
    """What it was done to, with its number where it has one that people use."""
    if event.object_kind == "case":
        return event.object_id
    if number := case_of(event):
        return f"{OBJECTS[event.object_kind]} {number}"
    name = str(OBJECTS.get(event.object_kind, event.object_kind))
    return name if event.object_id == "list" else f"{name} {event.object_id}".strip()


def change(event: Event) -> str:
    """From which state to which; empty when the state stayed."""
    if not event.after or event.before == event.after:
        return ""
    return f"{_state(event, event.before) or _('新收')} → {_state(event, event.after)}"


def _process(event: Event) -> Process | None:
    # A case's number begins with the letters of its process.
    return next((p for p in PROCESSES if event.object_id.startswith(f"{p.prefix}2")), None)


def _state(event: Event, code: str) -> str:
    process = _process(event)
    states: tuple[State, ...] = process.states if process else ()
    return next((str(state.label) for state in states if state.code == code), code)
