"""政策文件: the notice typeset as a document, with notes in the margin beside the clause they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chunfeng.base.policy.attached import Passage, attached, folder_for
from chunfeng.base.policy.pack import Clause as PackClause
from chunfeng.base.policy.values import pack
from chunfeng.desks.living.clauses import Carried, carried, needs_words, owner
from chunfeng.desks.open import figures
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.lists import address as listed
from chunfeng.desks.open.targets import target_words
from chunfeng.desks.open.words import (
    agencies_title,
    agency_title,
    clause_title,
    full_width,
    kind_title,
    parameter_now,
    period_title,
    plan_title,
    section_title,
    since,
)
from chunfeng.engines.display.page import (
    Chapter,
    Chinese,
    Clause,
    Contents,
    Empty,
    Head,
    Inline,
    Link,
    Links,
    MarginNote,
    Missing,
    Page,
    Panel,
    Tabs,
)

PLANS: Final = ("general", "training", "rights", "services")
#: Parameters told beside a clause; the rest stand on its own page.
_BESIDE: Final = 3


def address(clause: str) -> str:
    return f"/policy/{clause}/"


def passages() -> dict[str, list[Passage]]:
    """Words of the notice by clause, where they were attached."""
    found: dict[str, list[Passage]] = {}
    for passage in attached(pack(), folder_for(pack(), Path(settings.HOME))):
        for clause in (passage.clause, *passage.also):
            if clause and not passage.heading:
                found.setdefault(clause, []).append(passage)
    return found


def words_of(passage: Passage) -> Inline:
    """A passage with its numbers linked to their targets."""
    parts: list[Inline] = []
    at = 0
    for start, end, target in sorted(passage.numbers):
        if target is None or start < at:
            continue
        parts += [
            Chinese(passage.text[at:start]),
            Link(passage.text[start:end], f"{address(target.split('/')[0])}#targets"),
        ]
        at = end
    parts.append(Chinese(passage.text[at:]))
    return tuple(part for part in parts if part != Chinese(""))


def _text(one: Carried) -> Inline:
    parts: list[Inline] = [Chinese(full_width(one.clause.summary))]
    for n, target in enumerate(one.targets):
        parts += [_("：") if n == 0 else _("，"), Link(target_words(target), f"{address(one.clause.id)}#targets")]
    parts.append(_("。"))
    return tuple(parts)


def note(one: Carried, today: date) -> MarginNote:
    lines: list[Inline] = []
    here = address(one.clause.id)
    if one.targets and one.clause.kind == "indicator" and one.covered and not figures.of_clause(one.clause.id):
        lines.append((_("完成："), Missing.NOT_REPORTED))
    lines += [(_("办理"), " ", Link(str(process.title), f"/guides/{process.code}/")) for process in one.processes]
    lines += [(_("名单"), " ", Link(str(shown.title), listed(shown))) for shown in one.lists]
    if one.rules:
        n = len(one.rules)
        lines.append((_("核查"), " ", Link(ngettext("%(n)s条规则", "%(n)s条规则", n) % {"n": n}, f"{here}#rules")))
    for parameter in one.parameters[:_BESIDE]:
        first = since(parameter, today)
        lines.append(
            (_("参数"), " ", Link(_(parameter.title), f"{here}#parameters"), " ", parameter_now(parameter, today),
             *((_("，自"), first) if first else ()))
        )  # fmt: skip
    if (more := len(one.parameters) - _BESIDE) > 0:
        lines.append(Link(ngettext("另有%(n)s项参数", "另有%(n)s项参数", more) % {"n": more}, f"{here}#parameters"))
    if one.feeds:
        lines.append(_("台账：按材料夹报送"))
    if one.clause.partners:
        lines.append(_("配合：%(who)s") % {"who": agencies_title(one.clause.partners)})
    lines.append(period_title(one.clause.period))
    gap = needs_words(one.needs) if one.needs else ""
    if gap:
        lines.insert(0, _("责任：%(who)s") % {"who": owner(one.clause)})
    return MarginNote(tuple(map(figures.shown, figures.of_clause(one.clause.id))), tuple(lines), gap)


def _clause(one: Carried, today: date, original: list[Passage]) -> Clause:
    words: list[Inline] = []
    for passage in original:
        words += [" " if words else "", words_of(passage)]
    return Clause(
        one.clause.id, clause_title(one.clause), kind_title(one.clause.kind), _text(one), note(one, today),
        owner=owner(one.clause), url=address(one.clause.id), original=tuple(words) if words else None,
    )  # fmt: skip


def chapters(shown: Iterable[Carried], *, with_plan: bool) -> tuple[Chapter, ...]:
    today = timezone.localdate()
    original = passages()
    found = []
    order = {c: n for n, c in enumerate(dict.fromkeys((c.plan, c.section) for c in pack().clauses.values()))}
    for (plan, section), group in groupby(shown, key=lambda one: (one.clause.plan, one.clause.section)):
        own = section_title(section)
        title = f"{plan_title(plan)} · {own}" if with_plan and own != plan_title(plan) else own
        clauses = tuple(_clause(one, today, original.get(one.clause.id, [])) for one in group)
        found.append(Chapter(title, f"k{order[plan, section]}", clauses))
    return tuple(found)


def _document(title: str, chosen: Callable[[PackClause], bool], here: str, *, with_plan: bool) -> Drawn:
    shown = [one for one in carried().values() if chosen(one.clause)]
    notice = pack().notice
    covered = sum(one.covered for one in shown)
    said = (
        str(notice["number"]), " · ", str(notice["issuer"]), " · ", date.fromisoformat(str(notice["signed_on"])), _("印发"), " · ",
        _("%(n)s条，已覆盖%(m)s条，灰字为未覆盖") % {"n": len(shown), "m": covered},
    )  # fmt: skip
    parts = chapters(shown, with_plan=with_plan)
    tabs = Tabs(
        (
            Link(_("全部"), "/policy/", current=here == "/policy/"),
            *(Link(plan_title(plan), f"/policy/{plan}/", current=here == f"/policy/{plan}/") for plan in PLANS),
        ),
        _("哪一项计划"),
    )
    by_agency = Panel(
        _("按责任单位看"),
        (Links(tuple(
            Link(agency_title(code), f"/policy/?agency={code}", current=here.endswith(f"={code}"))
            for code in pack().agencies
        )),),
        anchor="agencies",
    )  # fmt: skip
    nothing = Empty(_("没有它牵头或配合的条款。"), Link(_("看全部条款"), "/policy/"))
    return Drawn(
        Page(title, Head(title, said=said), (tabs, *(parts or (nothing,)), by_agency), (Contents(parts),)), "living"
    )


def whole() -> Drawn:
    return _document(_(pack().title), lambda clause: True, "/policy/", with_plan=True)


def of_plan(plan: str) -> Drawn | None:
    if plan not in PLANS:
        return None
    return _document(plan_title(plan), lambda clause: clause.plan == plan, f"/policy/{plan}/", with_plan=False)


def of_agency(agency: str) -> Drawn | None:
    if agency not in pack().agencies:
        return None
    title = _("%(who)s的条款") % {"who": agency_title(agency)}
    return _document(
        title,
        lambda clause: agency in clause.lead or agency in clause.partners,
        f"/policy/?agency={agency}",
        with_plan=True,
    )
