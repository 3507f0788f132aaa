"""What a person filled in for a step, read and judged: values, or all that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from chunfeng.base.workflow.declarations import Ask, Reason
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.digits import day as day_of
from chunfeng.kernel.digits import money, whole

#: What is asked of a box that was left empty; else to fill it in.
_WANTED = {"flag": "请勾选：", "choice": "请选择", "choices": "请选择", "files": "请上传"}
LONGEST = {"note": 2000, "text": 200, "long": 4000}
#: What an integer column takes, and how far from today a day of a matter can lie.
LARGEST = 2**31 - 1
YEARS = 60


def clean(asks: Sequence[Ask], given: Mapping[str, Any], case: Case) -> tuple[dict[str, Any], list[Reason]]:
    values: dict[str, Any] = {}
    wrong: list[Reason] = []
    for ask in asks:
        raw = given.get(ask.name)
        if raw in (None, "", [], False):
            values[ask.name] = False if ask.kind == "flag" else [] if ask.kind in ("choices", "files") else None
            if ask.required:
                wrong.append(Reason(f"{_WANTED.get(ask.kind, '请填写')}{ask.label}", f"#{ask.name}"))
            continue
        found = _read(ask, raw, case)
        if isinstance(found, Reason):
            wrong.append(found)
        else:
            values[ask.name] = found
    return values, wrong


def _read(ask: Ask, raw: Any, case: Case) -> Any:
    def bad(said: str) -> Reason:
        return Reason(f"{ask.label}：{said}", f"#{ask.name}")

    text = str(raw).strip()
    match ask.kind:
        case "note" | "text" | "long":
            most = ask.most or LONGEST[ask.kind]
            if len(text) > most:
                return bad(f"最多 {most} 个字，现有 {len(text)} 个")
            return text.replace("\r\n", "\n").replace("\0", "")
        case "number":
            number = whole(text)
            if number is None or abs(number) > LARGEST:
                return bad("请填写整数")
            return _within(ask, number, bad, "")
        case "money":
            fen = money(text)
            return bad("请填写金额，如 12600.00，最多两位小数") if fen is None else _within(ask, fen, bad, "分")
        case "day":
            known = raw if isinstance(raw, date) else day_of(text)
            if known is None:
                return bad("请填写日期，如 2016-11-23")
            return known if abs(known.year - timezone.localdate().year) <= YEARS else bad("年份不对，请核对")
        case "choice":
            return text if text in ask.choices(case) else bad("请从列出的各项中选一项")
        case "choices":
            chosen = [str(r) for r in (raw if isinstance(raw, (list, tuple)) else [raw])]
            return chosen if set(chosen) <= set(ask.choices(case)) else bad("请从列出的各项中选")
        case "flag":
            return text in ("1", "on", "true", "True")
        case "files":
            uids = [str(r) for r in (raw if isinstance(raw, (list, tuple)) else [raw])]
            if refused := [uid[1:] for uid in uids if uid.startswith("!")]:
                return bad("；".join(refused))
            return uids if ask.most is None or len(uids) <= ask.most else bad(f"最多 {ask.most} 个文件")


def _within(ask: Ask, value: int, bad: Any, unit: str) -> Any:
    if ask.least is not None and value < ask.least:
        return bad(f"不能小于 {ask.least}{unit}")
    if ask.most is not None and value > ask.most:
        return bad(f"不能大于 {ask.most}{unit}")
    return value
