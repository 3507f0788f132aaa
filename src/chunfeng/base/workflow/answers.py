"""What a person filled in for a step, read and judged: values, or all that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from chunfeng.base.workflow.declarations import Ask, Reason
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.digits import day as day_of
from chunfeng.kernel.digits import money, whole
from chunfeng.kernel.money import write_yuan

_CHOOSE, _FILL_IN = later("请选择%(what)s"), later("请填写%(what)s")
#: What is asked of a box that was left empty; else to fill it in.
_WANTED = {"flag": later("请勾选：%(what)s"), "choice": _CHOOSE, "choices": _CHOOSE, "files": later("请上传%(what)s")}
LONGEST = {"note": 2000, "text": 200, "long": 4000}
#: What an integer column takes, and how far from today a day of a matter can lie.
LARGEST = 2**31 - 1
YEARS = 60


def clean(
    asks: Sequence[Ask], given: Mapping[str, Any], case: Case | None = None
) -> tuple[dict[str, Any], list[Reason]]:
    """case: None of what is asked before there is one."""
    values: dict[str, Any] = {}
    wrong: list[Reason] = []
    for ask in asks:
        raw = given.get(ask.name)
        if raw in (None, "", [], False):
            values[ask.name] = False if ask.kind == "flag" else [] if ask.kind in ("choices", "files") else None
            if ask.required:
                wrong.append(Reason(_WANTED.get(ask.kind, _FILL_IN) % {"what": ask.label}, f"#{ask.name}"))
            continue
        found = _read(ask, raw, case)
        if isinstance(found, Reason):
            wrong.append(found)
        else:
            values[ask.name] = found
    return values, wrong


def _read(ask: Ask, raw: Any, case: Case | None) -> Any:
    def bad(said: str) -> Reason:
        return Reason(_("%(what)s：%(said)s") % {"what": ask.label, "said": said}, f"#{ask.name}")

    text = str(raw).strip()
    match ask.kind:
        case "note" | "text" | "long":
            most = ask.most or LONGEST[ask.kind]
            if len(text) > most:
                return bad(_("最多 %(most)s 个字，现有 %(n)s 个") % {"most": most, "n": len(text)})
            return text.replace("\r\n", "\n").replace("\0", "")
        case "number":
            number = whole(text)
            if number is None or abs(number) > LARGEST:
                return bad(_("请填写整数"))
            return _within(ask, number, bad)
        case "money":
            fen = money(text)
            return bad(_("请填写金额，如 12600.00，最多两位小数")) if fen is None else _within(ask, fen, bad)
        case "day":
            known = raw if isinstance(raw, date) else day_of(text)
            if known is None:
                return bad(_("请填写日期，如 2016-11-23"))
            return known if abs(known.year - timezone.localdate().year) <= YEARS else bad(_("年份不对，请核对"))
        case "choice":
            return text if text in ask.choices(case) else bad(_("请从列出的各项中选一项"))
        case "choices":
            chosen = [str(r) for r in (raw if isinstance(raw, (list, tuple)) else [raw])]
            return chosen if set(chosen) <= set(ask.choices(case)) else bad(_("请从列出的各项中选"))
        case "flag":
            return text in ("1", "on", "true", "True")
        case "files":
            uids = [str(r) for r in (raw if isinstance(raw, (list, tuple)) else [raw])]
            if refused := [uid[1:] for uid in uids if uid.startswith("!")]:
                return bad(_("；").join(refused))
            return uids if ask.most is None or len(uids) <= ask.most else bad(_("最多 %(n)s 个文件") % {"n": ask.most})


def _within(ask: Ask, value: int, bad: Any) -> Any:
    def said(limit: int) -> str:
        return _("%(amount)s元") % {"amount": write_yuan(limit)} if ask.kind == "money" else str(limit)

    if ask.least is not None and value < ask.least:
        return bad(_("不能小于 %(n)s") % {"n": said(ask.least)})
    if ask.most is not None and value > ask.most:
        return bad(_("不能大于 %(n)s") % {"n": said(ask.most)})
    return value
