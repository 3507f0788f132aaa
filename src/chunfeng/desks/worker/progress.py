"""How far a matter is, in full sentences with true dates. Never that anybody complained: whoever looks may be the boss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from chunfeng.base.audit.models import Event
from chunfeng.base.policy import values
from chunfeng.base.workflow.clocks import due
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Entry
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.rights.inspection.models import Complaint, Inspection, Word
from chunfeng.plans.rights.inspection.queries import Waiting, limitation


def said_day(day: date, provisional: bool = False) -> str:
    """2026年11月23日; a day in a year whose holidays are not ordered yet is a day before which it will not be."""
    text = _("%(y)d年%(m)d月%(d)d日") % {"y": day.year, "m": day.month, "d": day.day}
    return _("%(day)s（放假安排公布后可能顺延）") % {"day": text} if provisional else text


def _clock(case: Case, code: str) -> str:
    row = case.clocks.filter(code=code).first()
    return said_day(row.due_on, row.provisional) if row else ""


def _with_clock(text: str, code: str) -> Callable[[Case], str]:
    return lambda case: _(text) % {"day": _clock(case, code)}


def _plain(text: str) -> Callable[[Case], str]:
    return lambda case: _(text)


_NOW: dict[str, Callable[[Case], str]] = {
    "received": _with_clock(noop("已经收到，%(day)s前告诉您是否受理。"), "accept"),
    "completing": _with_clock(noop("还缺一些内容，请在%(day)s前补充。补充期间不计入办理时间。"), "completion"),
    "arriving": _with_clock(noop("已转到有管辖权的地方，%(day)s前接收。"), "take_over"),
    "accepted": _with_clock(noop("已受理，%(day)s前查清。"), "investigate"),
    "investigating": _with_clock(noop("正在查，%(day)s前查清。"), "investigate"),
    "suspended": _plain(noop("在等鉴定或其他机关的结果，等到以后接着查。")),
    "investigated": _with_clock(noop("已查清，%(day)s前作出处理。"), "decide"),
    "ordered": _with_clock(noop("已责令单位改正，期限到%(day)s。"), "correct"),
    "noticed": _plain(noop("已告诉单位准备怎样处理，正在听它的意见。")),
    "hearing": _plain(noop("单位要求听证，听证后作出决定。")),
    "reviewing": _with_clock(noop("正在作决定，最晚%(day)s。"), "decide"),
    "decided": _plain(noop("已作出决定，等单位履行。")),
    "reminded": _plain(noop("单位没有按时履行，已经催告。")),
    "enforcing": _plain(noop("已申请法院强制执行。")),
    "performed": _plain(noop("单位说已经办好。请告诉我们，您收到了没有。")),
    "disputed": _plain(noop("您说没有收到，正在核实。")),
    "refused": _plain(noop("没有受理，理由写在下面。")),
    "referred": _plain(noop("由另一个机关办理，写在下面。")),
    "elsewhere": _plain(noop("已在仲裁或法院办理，这里不再办。")),
    "lapsed": _plain(noop("超过期限没有补充，已经结束。可以随时再来。")),
    "revoked": _plain(noop("查过了，没有认定违法，或者轻微并已改正，已经结束。")),
    "handed": _plain(noop("已交公安机关办理。")),
    "court_closed": _plain(noop("已由法院执行。")),
    "closed": _plain(noop("已经办完。没有收到的，请告诉我们。")),
}


def now(complaint: Complaint) -> str:
    case = complaint.inspection.case
    if case.state == "performed" and complaint.word == Word.PAID:
        return _("单位说已经办好，您也说收到了。等办案人员核对后办结。")
    return _NOW[case.state](case)


def why(complaint: Complaint) -> str:
    """The ground of a refusal and what one can do about it; empty where nothing was refused."""
    record = complaint.inspection
    if record.state == "refused":
        if record.refusal == Inspection.Refusal.TOO_OLD:
            limit = limitation(complaint, record.case.place.code)
            return _(
                "法律规定超过两年的不再查处。%(said)s。您仍可以申请劳动仲裁；认为不对的，可以在60日内申请行政复议。"
            ) % {"said": limit.said}
        return _("%(ground)s：%(said)s。认为不对的，可以在60日内申请行政复议，或者依法起诉。") % {
            "ground": record.get_refusal_display(), "said": record.refusal_said,
        }  # fmt: skip
    if record.state == "referred":
        return _("请找：%(agency)s") % {"agency": record.refusal_said}
    if record.state == "elsewhere":
        return _("同一件事不能两处同时办。结果以仲裁裁决或法院判决为准；不执行的，可以申请法院强制执行。")
    return ""


def missing(complaint: Complaint) -> str:
    """What the office asked for when it asked to complete."""
    case = complaint.inspection.case
    if case.state != "completing":
        return ""
    event = (
        Event.objects.filter(object_kind="case", object_id=case.number, step="ask_completion").order_by("-pk").first()
    )
    return event.note if event else ""


def paid(complaint: Complaint) -> str:
    """What has been proven as paid to this person."""
    fen = sum(complaint.payments.counted().values_list("amount_fen", flat=True))
    return _("单位交来付给您%(yuan)s元的凭证。") % {"yuan": write_yuan(fen)} if fen else ""


def how_long(complaint: Complaint, today: date, waited: Waiting | None) -> str:
    """What comparable matters really took, or the last day by law where they are too few to say."""
    if waited:
        return _("最近一年同类的办完%(n)d件：一半在%(half)d个工作日内办完，十件里九件在%(nine)d个工作日内办完。") % {
            "n": waited.cases,
            "half": waited.half,
            "nine": waited.nine_in_ten,
        }
    last, provisional = last_day(complaint.inspection.case, today)
    return _("同类的还太少，说不出通常要多久。依法最晚%(day)s查清，复杂的经批准可以延长。") % {
        "day": said_day(last, provisional)
    }


def last_day(case: Case, today: date) -> tuple[date, bool]:
    """The last day of investigation by law: of its clock, or counted from the last day of acceptance."""
    row = case.clocks.filter(code="investigate").first()
    if row:
        return row.due_on, row.provisional
    accept = case.clocks.filter(code="accept").first()
    start = accept.due_on if accept else today
    last, provisional = due(
        start, "workdays", values.value("rights.inspection_investigate_days", today, case.place.code)
    )
    return last, provisional or bool(accept and accept.provisional)


def line(complaint: Complaint) -> tuple[Entry, ...]:
    """What happened, and what comes next with its day: newest first."""
    record = complaint.inspection
    case = record.case
    stamp = f"{timezone.localtime(complaint.received_at):%Y-%m-%d %H:%M}"
    entries = [Entry(_("收到"), stamp)]
    for day, words in (
        (record.accepted_on, _("受理")), (record.filed_on, _("立案")), (record.extended_on, _("延长办理时间")),
        (record.investigated_on, _("查清")),
    ):  # fmt: skip
        if day:
            entries.append(Entry(words, f"{day:%Y-%m-%d}"))
    entries += [
        Entry(_("责令单位改正"), f"{day:%Y-%m-%d}") for day in record.orders.values_list("issued_on", flat=True)
    ]
    entries += [
        Entry(_("作出决定"), f"{day:%Y-%m-%d}")
        for day in record.decisions.filter(decided_on__isnull=False).values_list("decided_on", flat=True)
    ]
    if case.closed_at:
        entries.append(Entry(_("办结"), f"{timezone.localdate(case.closed_at):%Y-%m-%d}"))
    # Of one day the later step above the earlier: they were put down in the order of the procedure.
    return tuple(sorted(entries, key=lambda entry: str(entry.when)[:10])[::-1])
