"""What is kept of one's classes, for the file of one's own data (个人信息保护法 45)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.people.models import Person
from chunfeng.desks.worker.classes import said
from chunfeng.plans.training.attendance.models import SLOTS
from chunfeng.plans.training.classes.models import RosterEntry


def kept(person: Person) -> list[dict[str, Any]]:
    """All that stands of one's classes, for the file of one's data."""
    entries = (
        RosterEntry.objects.filter(person=person)
        .select_related("org", "answer")
        .prefetch_related("marks")
        .order_by("id")
    )
    return [
        {
            _("培训班"): f"{e.org.name} {e.class_no}", _("人员类别"): e.category, _("您说"): str(said(e)) if hasattr(e, "answer") else "",
            _("考勤"): [
                {
                    _("课次"): f"{m.held_on} {SLOTS[m.slot]}",
                    _("打卡"): [timezone.localtime(at).isoformat() for at in (m.first_at, m.last_at) if at],
                    _("纸质签到"): m.sheet_id is not None,
                }
                for m in e.marks.all()
            ],
        }
        for e in entries
    ]  # fmt: skip
