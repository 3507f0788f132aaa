"""更正记录: what was published and is not so any more, with the reason, out of the sealed log.

The worker compares each list with what it said before. An entry that changed or went before its term is a correction and
becomes an event; one that is new, or whose term is over, is not. What a personal entry said is never kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.leaf import canonical, sm3
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.models import Case
from chunfeng.desks.open import figures, plain, sources
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.stored import Made
from chunfeng.desks.open.words import with_unit
from chunfeng.engines.display.page import Column, Empty, Head, Id, Inline, Link, List, Page, Panel, Row
from chunfeng.engines.display.publication import OpenList, OpenTable

OBJECT = "open_list"


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry said when it was last looked at. cells: column → words."""

    cells: Mapping[str, str]
    until_on: str
    case: str


def _file(code: str) -> Path:
    return Path(settings.HOME) / "published" / f"{code}.json"


def _before(code: str) -> dict[str, Said] | None:
    """None when the list was never looked at: then nothing can be said of changes."""
    try:
        found = json.loads(_file(code).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return {key: Said(row["cells"], row["until_on"], row["case"]) for key, row in found.items()}


def _keep(code: str, said: Mapping[str, Said]) -> None:
    file = _file(code)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}.new")
    rows = {key: {"cells": dict(s.cells), "until_on": s.until_on, "case": s.case} for key, s in said.items()}
    draft.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    draft.replace(file)


def now_of(shown: OpenTable) -> dict[str, Said]:
    return {
        row.key: Said(
            {c.key: plain.text_of(row.cells.get(c.key)) for c in shown.columns},
            row.until_on.isoformat() if row.until_on else "",
            row.case,
        )
        for row in shown.rows
    }


def changes(before: Mapping[str, Said], now: Mapping[str, Said], day: date) -> Iterable[tuple[str, Said, Said | None]]:
    """(entry, as it was, as it is or None when it is gone before its term)."""
    for key, was in before.items():
        is_now = now.get(key)
        if is_now is None:
            if not was.until_on or was.until_on >= day.isoformat():
                yield key, was, None
        elif is_now.cells != was.cells:
            yield key, was, is_now


def notice_changes(found: OpenList) -> int:
    """Records what changed on a list since the last look; how many entries."""
    day = timezone.localdate()
    with override(settings.LANGUAGE_CODE):
        shown = found.made(day)
        now = now_of(shown)
    before = _before(found.code)
    made = 0
    for key, was, is_now in changes(before or {}, now, day):
        columns = (
            [] if is_now is None else [c for c in shown.columns if was.cells.get(c.key) != is_now.cells.get(c.key)]
        )
        facts: dict[str, Any] = {"entry": key, "columns": [str(c.title) for c in columns], "gone": is_now is None}
        if not found.personal and is_now is not None:
            facts["was"] = [was.cells.get(c.key, "") for c in columns]
            facts["is"] = [is_now.cells[c.key] for c in columns]
        case = is_now.case if is_now else was.case
        facts |= _why(case)
        # Two workers, or one that was killed in between, find the same change: it is recorded once.
        once = sm3(
            canonical({"list": found.code, "day": day.isoformat(), "was": dict(was.cells), **facts}).encode()
        ).hex()
        if not Event.objects.filter(request_key=once).exists():
            record(
                "correction", Actor.the_system(), OBJECT, found.code, clause=facts.pop("clause", "") or found.clause,
                request_key=once, **facts,
            )  # fmt: skip
            made += 1
    if before != now:
        _keep(found.code, now)
    return made


def _why(number: str) -> dict[str, str]:
    """The last step of the case behind an entry: what was done and by which clause. Its note may be personal and stays."""
    if not number:
        return {}
    event = Event.objects.filter(object_kind="case", object_id=number, kind__in=("step", "reverse")).last()
    case = Case.objects.filter(number=number).first()
    step = case.declared.step(event.step) if case and event else None
    if event is None or step is None:
        return {}
    words = str(step.label) if event.kind == "step" else _("撤回%(step)s") % {"step": step.label}
    return {"why": words, "why_on": timezone.localdate(event.at).isoformat(), "clause": event.clause}


class Watching:
    """Looks at a list when a procedure that changes it moved, or the day did."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def look(self) -> int:
        sources.look()
        made = 0
        for found in PUBLISHED.lists:
            version = sources.version(map(sources.cases, found.processes), timezone.localdate().isoformat())
            if self._seen.get(found.code) != version:
                made += notice_changes(found)
                self._seen[found.code] = version
        return made


def _columns() -> tuple[Column, ...]:
    return (
        Column("at", _("更正日期"), kind="day"), Column("list", _("名单")), Column("entry", _("条目"), kind="id"),
        Column("what", _("改了什么")), Column("why", _("为什么")),
    )  # fmt: skip


def _rows() -> list[Row]:
    rows = []
    for event in Event.objects.filter(object_kind=OBJECT, kind="correction").order_by("-pk"):
        known = event.known
        found = PUBLISHED.list(event.object_id)
        rows.append(
            Row({
                "at": timezone.localdate(event.at),
                "list": str(found.title) if found else event.object_id,
                "entry": Id(known["entry"]),
                "what": _what(known),
                "why": _reason(known, event.clause),
            })
        )  # fmt: skip
    return rows


def _what(known: Mapping[str, Any]) -> Inline:
    if known["gone"]:
        return _("提前移出")
    if "was" not in known:
        return _("、").join(known["columns"])
    parts: list[Inline] = []
    for column, was, is_now in zip(known["columns"], known["was"], known["is"], strict=True):
        parts += [_("；") if parts else "", f"{column}{_('：')}{was or '--'} → {is_now or '--'}"]
    return tuple(parts)


def _reason(known: Mapping[str, Any], clause: str) -> Inline:
    link = Link(clause, f"/policy/{clause}/") if clause in pack().clauses else ""
    if "why" not in known:
        return (_("来源记录已更正"), " ", link)
    return (known["why"], " ", date.fromisoformat(known["why_on"]), " ", link)


def page() -> Drawn:
    lists = List(
        _columns(),
        rows=tuple(_rows()),
        empty=Empty(_("没有更正过的条目。"), Link(_("看名单公示"), "/lists/")),
        exports=(Link(_("下载CSV"), "/corrections.csv"),),
        key="entries",
    )
    loaded = pack()
    decided = tuple(
        Row({
            "from": value.valid_from_on,
            "what": Link(_(loaded.parameters[value.code].title), f"/policy/{loaded.parameters[value.code].clause}/#parameters"),
            "value": with_unit(value.value, loaded.parameters[value.code]),
            "why": value.reference,
            "case": Id(value.decided_in),
        })
        for value in ParameterValue.objects.order_by("-pk")
        if value.code in loaded.parameters
    )  # fmt: skip
    parameters = List(
        (
            Column("from", _("自"), kind="day"), Column("what", _("参数")), Column("value", _("新值")), Column("why", _("依据")),
            Column("case", _("决定"), kind="id"),
        ),
        rows=decided,
        empty=Empty(_("参数没有改过，用的是政策包里的数值。"), Link(_("看政策文件"), "/policy/")),
        key="parameters",
    )  # fmt: skip
    numbers = List(
        (
            Column("on", _("更正日期"), kind="day"), Column("figure", _("指标")), Column("period", _("月份")), Column("was", _("原数")),
            Column("is", _("更正后")),
        ),
        rows=figures.changed(),
        empty=Empty(_("公布过的月份没有改过。"), Link(_("看目标"), "/policy/")),
        key="figures",
    )  # fmt: skip
    said = _("公布过的每一个数、每一条名单，改了什么、为什么改，都留在这里，不删除。期满移出不是更正。")
    body = (
        Panel(_("名单"), (lists,)),
        Panel(_("参数"), (parameters,)),
        Panel(_("指标"), (numbers,), note=_("过完的月份后来补登的写在这里；人数的指标只写总数。")),
    )
    return Drawn(Page(_("更正记录"), Head(_("更正记录"), said=said), body))


def file() -> Made:
    columns = _columns()
    rows = ([row.cells.get(c.key) for c in columns] for row in _rows())
    return plain.file([c.title for c in columns], rows, "corrections.csv")
