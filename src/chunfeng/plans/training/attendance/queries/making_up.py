"""What stands against hours made up."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from chunfeng.base.policy.values import value
from chunfeng.base.workflow.declarations import Reason
from chunfeng.plans.training.attendance.models import MakeUp
from chunfeng.plans.training.attendance.queries.halves import minute
from chunfeng.plans.training.attendance.queries.hours import Book, book
from chunfeng.plans.training.attendance.queries.sheets import may_be_written


def missed(kept: Book, entry: int, key: tuple[date, int]) -> int:
    """Lesson hours of a half day that were delivered without the trainee and not made up yet."""
    half = kept.halves.get(key)
    if half is None:
        return 0
    told = kept.of(entry, half)
    return told.delivered - told.attended


def barred(up: MakeUp, today: date) -> list[Reason]:
    klass, entry = up.training_class, up.entry
    if klass is None:
        return [Reason(_("没有选择班级"), "section:what")]
    if entry is None or up.missed_on is None or up.slot is None or up.made_on is None or not up.hours:
        return [Reason(_("没有填补课内容"), "section:how")]
    if said := may_be_written(klass):
        return [said]
    if entry.removed_on:
        return [Reason(_("这名学员已经退出"), "section:how")]
    if up.made_on < up.missed_on:
        return [Reason(_("补课在缺课以前，请核对日期"), "section:how")]
    if up.made_on > today:
        return [Reason(_("补课上完以后再提交"), "section:how")]
    assert up.from_time and up.to_time
    unit = value("training.lesson_minutes", up.made_on)
    taught = (minute(up.to_time) - minute(up.from_time) + unit // 2) // unit
    if up.hours > taught:
        return [Reason(_("从开始到结束只有 %(n)s 课时") % {"n": max(taught, 0)}, "section:how")]
    left = missed(book(klass), entry.pk, (up.missed_on, up.slot))
    if up.hours > left:
        said_ = _("这次课缺 %(n)s 课时，补课不能更多") if left else _("这名学员这次课没有缺课，或者课没有上")
        return [Reason(said_ % {"n": left} if left else said_, "section:how")]
    return []
