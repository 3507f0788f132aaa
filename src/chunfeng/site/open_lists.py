"""Lists of the plans' apps as the open site shows them: with a key for ever, a term, and the case that explains a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chunfeng.base.policy.values import offered
from chunfeng.base.workflow.engine import Refused
from chunfeng.engines.display.page import Fact, Facts, Id, List, Span
from chunfeng.engines.display.publication import (
    Objecting,
    ObjectionTaken,
    OpenEntry,
    OpenList,
    OpenRow,
    OpenTable,
)
from chunfeng.plans.rights.inspection import queries as inspection_queries
from chunfeng.plans.rights.inspection.models import MajorViolationPublication
from chunfeng.plans.rights.inspection.pages import about, published
from chunfeng.plans.training.catalogue import pages as standards_pages
from chunfeng.plans.training.catalogue import queries as standards
from chunfeng.plans.training.providers import queries
from chunfeng.plans.training.providers.actions import object_to
from chunfeng.plans.training.providers.models import LEVELS, Admission, BlacklistEntry
from chunfeng.plans.training.providers.pages import OPEN_LISTS as PROVIDER_LISTS
from chunfeng.plans.training.registers import pages as register_pages
from chunfeng.plans.training.registers import queries as registers
from chunfeng.plans.training.registers.feeds import REGISTERS, Register
from chunfeng.plans.training.subsidy import queries as subsidy
from chunfeng.plans.training.subsidy.actions import object_to as object_to_subsidy
from chunfeng.plans.training.subsidy.pages import lists as subsidy_pages
from chunfeng.plans.training.visits import pages as visit_pages
from chunfeng.plans.training.visits.queries import VISIT
from chunfeng.plans.training.visits.queries.cards import cards_in_force, counts_until

_OFFICE = gettext_lazy("人力资源社会保障部门")
VIOLATION = "rights.violation_publication"


About = Callable[[Any], tuple[str, date | None, str]]


def _made(make: Callable[[Sequence[Any], date], List], find: Callable[[date], Iterable[Any]], about: About) -> Any:
    """The list of a day whose rows bear the key, the last day and the case of the record that each was made of."""

    def made(day: date) -> OpenTable:
        # Read once: between two readings the worker or a clerk may add a record.
        records = list(find(day))
        shown = make(records, day)
        told = zip(shown.rows, map(about, records), strict=True)
        return OpenTable(shown.columns, tuple(OpenRow(key, row.cells, until, case) for row, (key, until, case) in told))

    return made


def _notice_entry(key: str, day: date) -> OpenEntry | None:
    record = (
        Admission.objects.filter(case__number=key, publicity_from_on__lte=day)
        .select_related("case__org", "case__place")
        .prefetch_related("trades")
        .first()
    )
    if record is None:
        return None
    title = _("机构认定公示 %(number)s") % {"number": key}
    span = Span(record.publicity_from_on, record.publicity_to_on)
    if day > record.publicity_to_on:
        return OpenEntry(title, (_("公示期"), span), over=record.publicity_to_on + timedelta(days=1))
    if record.state != "publicity":
        return OpenEntry(title, _("这件申请已不在公示。"), over=timezone.localdate(record.case.state_at))
    facts = (
        Fact(_("申请机构"), record.case.org.name),
        Fact(_("属地"), record.case.place.name),
        Fact(_("公示期"), span),
        Fact(_("办件编号"), Id(key)),
        Fact(_("申报工种"), _("、").join(f"{t.trade} {LEVELS[t.level]}" for t in record.trades.all()), wide=True),
    )
    return OpenEntry(title, record.case.org.name, (Facts(facts),), objection_until_on=record.publicity_to_on)


def _object(key: str, ground: str, text: str, contact: str) -> ObjectionTaken | tuple[tuple[str, str], ...]:
    return _taken(object_to(Admission.objects.get(case__number=key), ground=ground, text=text, contact=contact))


def _object_to_subsidy(key: str, ground: str, text: str, contact: str) -> ObjectionTaken | tuple[tuple[str, str], ...]:
    return _taken(object_to_subsidy(subsidy_pages.line_of(key), ground=ground, text=text, contact=contact))


def _taken(taken: Any) -> ObjectionTaken | tuple[tuple[str, str], ...]:
    if isinstance(taken, Refused):
        return tuple((str(reason), reason.link.removeprefix("#")) for reason in taken.reasons)
    return ObjectionTaken(taken.number, taken.due_on)


def _blacklisted(key: str, day: date) -> OpenEntry | None:
    entry = BlacklistEntry.objects.filter(supervision__case__number=key, from_on__lte=day).select_related("org").first()
    if entry is None:
        return None
    title = _("黑名单记录 %(number)s") % {"number": key}
    if day > entry.to_on:
        return OpenEntry(title, _("期满已移出，不再公开是哪一家。"), over=entry.to_on + timedelta(days=1))
    grounds = offered("training.exit_grounds")
    facts = (
        Fact(_("机构"), entry.org.name),
        Fact(_("事由"), grounds.get(entry.ground, entry.ground)),
        Fact(_("公开期"), Span(entry.from_on, entry.to_on)),
    )
    return OpenEntry(title, entry.org.name, (Facts(facts),))


def _violation(key: str, day: date) -> OpenEntry | None:
    """A page of its own for ever; when the entry has left the list it no longer says whom it was about."""
    record = (
        MajorViolationPublication.objects.filter(case__number=key, published_on__lte=day)
        .select_related("case__org", "case__place")
        .first()
    )
    if record is None:
        return None
    title = _("社会公布 %(number)s") % {"number": key}
    over = record.ended_on or (record.until_on + timedelta(days=1) if day > record.until_on else None)
    if over is not None and over <= day:
        why = {
            "repaired": _("已改正并修复信用，提前移出。"),
            "withdrawn": _("公布所依据的决定已变更、撤销或者异议成立，已撤回。"),
        }
        return OpenEntry(title, why.get(record.state, _("期满已移出，不再公开是哪一家。")), over=over)
    said = record.case.org.name
    if record.state == "objected":
        said = _("%(employer)s（单位有异议，正在核查）") % {"employer": said}
    return OpenEntry(title, said, (Facts(about(record)),))


def _list(code: str, leaves: Any, measure: Any, processes: tuple[str, ...], about: About, **more: Any) -> OpenList:
    theirs = PROVIDER_LISTS[code]
    made = _made(theirs.make, theirs.records, about)
    return OpenList(code, theirs.title, theirs.clause, theirs.said, _OFFICE, leaves, measure, processes, made, **more)


def _register(register: Register) -> OpenList:
    made = _made(
        register_pages.published(register), partial(registers.on, register),
        lambda r: (f"{r.list.case.number}-{r.pk}", r.valid_to_on, r.list.case.number),
    )  # fmt: skip
    return OpenList(
        register.code.replace("_", "-"), register.title, register.clause, register.said, register.who, register.leaves,
        gettext_lazy("条"), (register.process,), made,
    )  # fmt: skip


OPEN_LISTS: tuple[OpenList, ...] = (
    _list(
        "providers-on-notice", gettext_lazy("公示期满当日24时移出"), gettext_lazy("件"), (queries.ADMISSION,),
        lambda r: (r.case.number, r.publicity_to_on, r.case.number),
        home=True, entry=_notice_entry, objecting=Objecting(lambda day: offered("training.objection_grounds", day), _object),
    ),
    _list(
        "providers", gettext_lazy("协议到期或终止时移出"), gettext_lazy("条"), (queries.ADMISSION, queries.SUPERVISION),
        lambda r: (f"{r.agreement.number}-{r.pk}", r.agreement.to_on, r.agreement.admission.case.number),
    ),
    _list(
        "provider-exits", gettext_lazy("公开一年后移出"), gettext_lazy("家"), (queries.SUPERVISION,),
        lambda r: (r.number, queries.exit_told_until(r), r.admission.case.number),
    ),
    _list(
        "provider-blacklist", gettext_lazy("期满次日自动移出"), gettext_lazy("家"), (queries.SUPERVISION,),
        lambda r: (r.supervision.case.number, r.to_on, r.supervision.case.number),
        entry=_blacklisted,
    ),
    OpenList(
        "subsidies-on-notice", gettext_lazy("拟发放的培训补贴"), "T-3.4.d",
        gettext_lazy("审定后、核准前公示的人员和金额；姓名和号码遮盖。公示期内任何人可以提出异议，只影响这一个人。"), _OFFICE,
        gettext_lazy("公示期满当日24时移出"), gettext_lazy("人"), (subsidy.CLAIM,),
        _made(subsidy_pages.notice, subsidy_pages.on_notice,
              lambda r: (subsidy_pages.key_of(r), r.claim.notice_to_on, r.claim.case.number)),
        personal=True, home=True, entry=subsidy_pages.notice_entry,
        objecting=Objecting(lambda day: offered("training.objection_grounds", day), _object_to_subsidy),
    ),
    OpenList(
        "subsidies-paid", gettext_lazy("已发放的培训补贴"), "T-3.4.d",
        gettext_lazy("一年内发放的培训补贴，按班级合计，不公开个人；人数很少的班不列。"), _OFFICE,
        gettext_lazy("发放一年后移出"), gettext_lazy("个班"), (subsidy.CLAIM, subsidy.BATCH),
        _made(subsidy_pages.payments, subsidy_pages.paid, lambda r: (r[0].case.number, None, r[0].case.number)),
    ),
    OpenList(
        "provider-cards", gettext_lazy("培训机构的黄牌和红牌"), "T-3.4.d",
        gettext_lazy("近十二个月发的牌；一年内达到规定张数的，取消申领和定点资格。"), _OFFICE,
        gettext_lazy("满十二个月移出"), gettext_lazy("张"), (queries.SUPERVISION, VISIT),
        _made(visit_pages.cards, cards_in_force, lambda r: (r.supervision.case.number, counts_until(r), r.supervision.case.number)),
    ),
    OpenList(
        "standards", gettext_lazy("培训补贴标准"), "T-3.3.c",
        gettext_lazy("现行的培训补贴标准，按开班日期适用；本县的先于全市的。"), _OFFICE,
        gettext_lazy("有了新标准或到期时移出"), gettext_lazy("条"), (standards.STANDARDS,),
        _made(standards_pages.published, standards.on, lambda r: (f"{r.list.case.number}-{r.pk}", r.valid_to_on, r.list.case.number)),
    ),
    *map(_register, REGISTERS.values()),
    OpenList(
        "violations", gettext_lazy("重大劳动保障违法行为"), "R-2.1.h",
        gettext_lazy("依法查处并作出决定的重大违法行为，公布单位、事实和处理情况，不公布劳动者。"), _OFFICE,
        gettext_lazy("期满次日自动移出；修复信用的、决定被变更或撤销的提前移出"), gettext_lazy("件"), (VIOLATION,),
        _made(published, inspection_queries.published, lambda r: (r.case.number, r.until_on, r.case.number)),
        decisions=True, entry=_violation,
    ),
)  # fmt: skip
