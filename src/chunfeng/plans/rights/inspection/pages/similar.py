"""A matter beside those that seem to be the same one, line by line, for whoever judges whether to join them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Compare,
    Compared,
    Link,
    Panel,
    Prose,
    compared,
)
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import Complaint, Inspection


def duplicates(case: Case, record: Inspection) -> list[Panel]:
    """Each candidate beside this matter; to join or not is asked by the steps, and none of them is the usual one."""
    panels = []
    for found in queries.duplicates(record)[:3]:
        other = found.inspection
        lines = _compared(record, other)
        panels.append(
            Panel(
                _("可能是同一案：%(number)s") % {"number": other.case.number},
                (
                    Compare(
                        Link(case.number, f"/desk/cases/{case.number}/", current=True),
                        Link(other.case.number, f"/desk/cases/{other.case.number}/"),
                        ((_("两案"), lines),),
                    ),
                    Prose((_("、").join(found.why),)),
                ),
                anchor=f"duplicate-{other.pk}",
            )
        )
    return panels


def _compared(one: Inspection, other: Inspection) -> tuple[Compared, ...]:
    """Line by line what the two say, judged by the same tests that made them candidates."""
    mine, theirs = list(one.complaints.all()), list(other.complaints.all())
    overlap = any(queries.overlapping(a, b) for a in mine for b in theirs)
    called, called_other = queries.called(one), queries.called(other)
    topic, topic_other = str(one.get_topic_display()), str(other.get_topic_display())
    received, received_other = (f"{timezone.localdate(i.case.opened_at)}" for i in (one, other))
    return (
        _line(_("用人单位"), called, called_other, near=_("相近") if queries.alike(called, called_other) else ""),
        _line(_("地点"), one.site, other.site, near=_("相近") if queries.alike(one.site, other.site) else ""),
        _line(_("事由"), topic, topic_other),
        _line(_("发生时间"), _spans(mine), _spans(theirs), near=_("重叠") if overlap else ""),
        _line(_("收到"), received, received_other),
        _line(_("投诉人数"), str(len(mine)), str(len(theirs))),
        _line(_("所述人数"), _persons(mine), _persons(theirs)),
    )


def _line(label: str, left: str, right: str, near: str = "") -> Compared:
    """near: the verdict on values that differ as text and yet speak for each other; empty where they do not."""
    if not (left and right):
        said = _("缺")
    elif left == right:
        said = _("相同")
    else:
        said = near or _("不同")
    return compared(label, left, right, said)


def _spans(complaints: Sequence[Complaint]) -> str:
    return _("；").join(
        f"{c.happened_from or '--'} ～ {_('至今') if c.continuing else c.happened_to or '--'}"
        for c in complaints
        if c.happened_from or c.happened_to or c.continuing
    )


def _persons(complaints: Sequence[Complaint]) -> str:
    """How many are concerned as each teller said, never added up: two tellers may count the same colleagues."""
    return _("；").join(str(c.persons) for c in complaints if c.persons)
