"""The tests of an application (T-3.2.c, T-2.3): each a small function over what was read, giving sentences that name the
session, what is wrong with it and how to mend it. Every number is a dated parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from chunfeng.base.policy.values import calendar, offered, pack
from chunfeng.kernel.workdays import UnknownYear
from chunfeng.plans.training.catalogue.queries import programme_words
from chunfeng.plans.training.classes.models import ClassSession
from chunfeng.plans.training.classes.queries.reading import Reading
from chunfeng.plans.training.providers.models import LEVELS, Teacher

if TYPE_CHECKING:
    from chunfeng.base.access.roles import Words

Test = Callable[[Reading], Iterator[str]]
#: return: it cannot be handed in, nor approved, before it is mended. warn: both sides are shown it.
Level = Literal["return", "warn"]
#: More sessions than these are not read out in one sentence.
_TOLD = 3


@dataclass(frozen=True)
class Check:
    """section: where it is mended."""

    code: str
    title: Words
    level: Level
    section: str
    test: Test


@dataclass(frozen=True)
class Result:
    check: Check
    said: tuple[str, ...]


# ---- the application as a whole


def lead_time(r: Reading) -> Iterator[str]:
    least, first = r.known("training.opening_lead_days", r.handed_in_on), r.klass.starts_on
    if first is None or least is None:
        return
    days = (first - r.handed_in_on).days
    if days < least:
        yield _("%(first)s 开班，%(handed)s 提交，只提前 %(days)s 天，应提前 %(least)s 天：开班日改到 %(to)s 或以后") % {
            "first": first, "handed": r.handed_in_on, "days": days, "least": least, "to": r.handed_in_on + timedelta(days=least),
        }  # fmt: skip


def not_begun(r: Reading) -> Iterator[str]:
    first = r.klass.starts_on
    if first and first < r.case.today:
        yield _("第一次课 %(first)s 已经过去，批准之前不能开课：改后面的日期") % {"first": first}


def scope(r: Reading) -> Iterator[str]:
    klass, agreement, first = r.klass, r.klass.agreement, r.klass.starts_on
    if klass.trade and klass.level is not None:
        admitted = {(pack().canonical_trade(trade), level) for trade, level in r.admitted}
        if (klass.trade, klass.level) not in admitted:
            told = _("、").join(f"{trade} {LEVELS[level]}" for trade, level in sorted(r.admitted))
            yield _("%(trade)s %(level)s不在认定的工种等级内：改为已认定的（%(told)s），或先申报新增工种") % {
                "trade": klass.trade, "level": LEVELS[klass.level], "told": told,
            }  # fmt: skip
    if first is None:
        return
    last = min(agreement.ended_on or agreement.to_on, agreement.to_on)
    if not agreement.from_on <= first <= last:
        yield _("开班日 %(first)s 不在定点协议期内（%(from)s～%(to)s）：改开班日，或先续签协议") % {
            "first": first, "from": agreement.from_on, "to": last,
        }  # fmt: skip
    since, until = agreement.suspended_from_on, agreement.suspended_to_on
    if since and until and since <= first <= until:
        yield _("开班日 %(first)s 在暂停培训期内（%(from)s～%(to)s）：恢复后再开班") % {
            "first": first, "from": since, "to": until,
        }  # fmt: skip
    licence = agreement.admission.licence_to_on
    if licence and licence < first:
        yield _("办学许可证 %(day)s 到期，早于开班日 %(first)s：先换证并报送") % {"day": licence, "first": first}


def quota(r: Reading) -> Iterator[str]:
    if found := r.quota:
        said, with_this = found
        if with_this > said:
            yield _("本年%(programme)s计划 %(planned)s 人，连同本班已安排 %(n)s 人") % {
                "programme": programme_words(r.klass.programme), "planned": f"{said:,}", "n": f"{with_this:,}",
            }  # fmt: skip


# ---- the calendar


def _day(day: date) -> str:
    return day.isoformat()


def _named(sessions: Sequence[ClassSession]) -> str:
    told = _("、").join(f"{s.held_on} {s.clock}" for s in sessions[:_TOLD])
    return _("%(told)s等 %(n)s 次课") % {"told": told, "n": len(sessions)} if len(sessions) > _TOLD else told


def _of(group: str) -> str:
    return _("%(group)s组") % {"group": group} if group else ""


def day_hours(r: Reading) -> Iterator[str]:
    most, outdoors = r.known("training.day_hours_max"), r.known("training.field_day_hours_max")
    for group, sessions in r.streams.items():
        for day, held in groupby(sessions, key=lambda s: s.held_on):
            on_day = list(held)
            limit = outdoors if any(s.site for s in on_day) else most
            hours = sum(s.hours for s in on_day)
            if limit is not None and hours > limit:
                yield _("%(day)s %(group)s排了 %(hours)s 课时，一天最多 %(most)s 课时：移走 %(over)s 课时") % {
                    "day": day, "group": _of(group), "hours": hours, "most": limit, "over": hours - limit,
                }  # fmt: skip


def minutes(r: Reading) -> Iterator[str]:
    each = r.known("training.lesson_minutes")
    for s in r.sessions:
        first, last = s.minutes
        if each is not None and s.hours * each > last - first:
            yield _("%(session)s 只有 %(minutes)s 分钟，容不下 %(hours)s 课时（每课时 %(each)s 分钟）：改时间或课时") % {
                "session": _named([s]), "minutes": last - first, "hours": s.hours, "each": each,
            }  # fmt: skip


def one_at_a_time(r: Reading) -> Iterator[str]:
    told: set[tuple[int, int]] = set()
    for sessions in r.streams.values():
        for one, other in pairwise(sessions):
            if one.meets(other) and (one.pk, other.pk) not in told:
                told.add((one.pk, other.pk))
                yield _("%(one)s 与 %(other)s 时间重叠：改时间；分组上课的，写明组别和人数") % {
                    "one": _named([one]), "other": other.clock,
                }  # fmt: skip


def groups(r: Reading) -> Iterator[str]:
    sizes: dict[str, int] = {}
    for s in r.sessions:
        if s.group:
            sizes[s.group] = max(sizes.get(s.group, 0), s.expected or 0)
    if sizes and sum(sizes.values()) < len(r.entries):
        yield _("各组合计 %(n)s 人，名册上有 %(all)s 人：核对各组人数") % {
            "n": sum(sizes.values()),
            "all": len(r.entries),
        }


def taught(sessions: Sequence[ClassSession]) -> tuple[int, int]:
    """Lesson hours of practice and all; guidance stays out of both."""
    counted = [s for s in sessions if s.kind != "guidance"]
    return sum(s.hours for s in counted if s.kind == "practice"), sum(s.hours for s in counted)


def total_hours(r: Reading) -> Iterator[str]:
    """Of the standard by which the class would be paid; without one, or without hours in it, any length is lawful."""
    least = r.standard.min_hours if r.standard else None
    for group, sessions in r.streams.items() if least else ():
        hours = sum(s.hours for s in sessions)
        if hours < least:
            yield _("%(group)s共 %(hours)s 课时，%(trade)s标准 %(least)s 课时：补 %(lack)s 课时") % {
                "group": _of(group), "hours": hours, "trade": r.klass.trade, "least": least, "lack": least - hours,
            }  # fmt: skip


def length(r: Reading) -> Iterator[str]:
    klass = r.klass
    if klass.programme in ("RESERVE_SKILL", "STARTUP") or (klass.level or 9) <= 2:
        return
    most, days = r.known("training.class_days_max"), len({s.held_on for s in r.sessions})
    if most is not None and days > most:
        yield _("排了 %(days)s 天，短期班一般不超过 %(most)s 天") % {"days": days, "most": most}


def practice_share(r: Reading) -> Iterator[str]:
    if r.klass.programme in ("STARTUP", "GUIDANCE"):
        return
    least = r.known("training.practice_share_percent")
    for group, sessions in r.streams.items():
        practice, whole = taught(sessions)
        if least is not None and practice * 100 < least * whole:
            yield _("%(group)s实操 %(practice)s 课时，占 %(whole)s 课时的比例不足 %(least)s%%：实操至少 %(need)s 课时") % {
                "group": _of(group), "practice": practice, "whole": whole, "least": least, "need": -(-least * whole // 100),
            }  # fmt: skip


def holidays(r: Reading) -> Iterator[str]:
    if r.klass.holidays_because:
        return
    days = sorted({s.held_on for s in r.sessions})
    if found := [day for day in days if statutory(day)]:
        yield _("%(days)s是法定节假日：改期，或写明在节假日授课的理由") % {"days": _("、").join(map(_day, found))}


def statutory(day: date) -> bool:
    """As far as the calendar of that year is ordered."""
    try:
        return calendar().kind(day) == "statutory"
    except UnknownYear:
        return False


def guidance(r: Reading) -> Iterator[str]:
    if not r.known("training.guidance_topics"):
        return
    titles = offered("training.guidance_topics", r.on)
    for group, sessions in r.streams.items():
        there = {s.topic for s in sessions if s.kind == "guidance"}
        if lacking := [title for code, title in titles.items() if code not in there]:
            yield _("%(group)s引导性培训缺 %(topics)s：每项至少排 1 课时") % {
                "group": _of(group), "topics": _("、").join(lacking),
            }  # fmt: skip


# ---- rooms and teachers


def room_size(r: Reading) -> Iterator[str]:
    small: dict[tuple[int, int], list[ClassSession]] = {}
    for s in r.sessions:
        expected = len(r.entries) if s.expected is None else s.expected
        if s.room and expected > s.room.capacity:
            small.setdefault((s.room_id or 0, expected), []).append(s)
    for (_room, expected), sessions in small.items():
        room = sessions[0].room
        assert room
        yield _("%(sessions)s 在%(room)s，容纳 %(capacity)s 人，名册 %(n)s 人：换大的教室，或分组上课") % {
            "sessions": _named(sessions), "room": sessions[0].where, "capacity": room.capacity, "n": expected,
        }  # fmt: skip


def room_taken(r: Reading) -> Iterator[str]:
    by_room: dict[str, list[ClassSession]] = {}
    for other in r.taken:
        if other.room and other.training_class.org_id == r.klass.org_id:
            by_room.setdefault(other.where, []).append(other)
    for s in r.sessions:
        for other in by_room.get(s.where, ()) if s.room else ():
            if s.meets(other):
                yield _("%(session)s %(room)s已由“%(class)s”使用（%(clock)s）：换教室或改时间") % {
                    "session": _named([s]), "room": s.where, "class": other.training_class, "clock": other.clock,
                }  # fmt: skip


def teacher_taken(r: Reading) -> Iterator[str]:
    by_teacher: dict[str, list[ClassSession]] = {}
    for other in (*r.taken, *r.sessions):
        by_teacher.setdefault(other.teacher.certificate_number, []).append(other)
    told: set[frozenset[int]] = set()
    for s in r.sessions:
        for other in by_teacher.get(s.teacher.certificate_number, ()):
            pair = frozenset((s.pk, other.pk))
            if other.pk == s.pk or pair in told or not s.meets(other):
                continue
            told.add(pair)
            yield _("%(session)s %(teacher)s同时有另一次课（%(clock)s）：换教师或改时间") % {
                "session": _named([s]), "teacher": s.teacher.name, "clock": other.clock,
            }  # fmt: skip


def teacher_certified(r: Reading) -> Iterator[str]:
    """On each day of teaching, for the trade and at the level or above it."""
    if not r.klass.trade or r.klass.level is None:
        return
    wrong: dict[tuple[str, str], list[ClassSession]] = {}
    for s in r.sessions:
        if s.kind != "guidance" and (why := _uncertified(s.teacher, r.klass.trade, r.klass.level, s.held_on)):
            wrong.setdefault((s.teacher.name, why), []).append(s)
    for (name, why), sessions in wrong.items():
        yield _("%(teacher)s%(why)s，任教 %(sessions)s：换有证教师，或先更新师资") % {
            "teacher": name, "why": why, "sessions": _named(sessions),
        }  # fmt: skip


def _uncertified(teacher: Teacher, trade: str, level: int, day: date) -> str:
    if pack().canonical_trade(teacher.trade) != trade:
        return _("的证书是%(trade)s，不是本班工种") % {"trade": teacher.trade}
    # 1 is the highest of 5 … 1; 6 and 7 stand beside them, and whoever holds one of those may teach them.
    if not (teacher.level == level or (level > 5 and teacher.level <= 5) or teacher.level <= level <= 5):
        return _("的证书是%(level)s，低于本班等级") % {"level": LEVELS[teacher.level]}
    if teacher.certificate_from_on > day:
        return _("的证书 %(day)s 才生效") % {"day": teacher.certificate_from_on}
    if teacher.certificate_to_on and teacher.certificate_to_on < day:
        return _("的证书 %(day)s 到期") % {"day": teacher.certificate_to_on}
    return ""


# ---- the roster


def too_many(r: Reading) -> Iterator[str]:
    code = "training.class_size_max_startup" if r.klass.programme == "STARTUP" else "training.class_size_max"
    most, n = r.known(code), len(r.entries)
    if most is not None and n > most:
        yield _("名册 %(n)s 人，班额上限 %(most)s 人：移出 %(over)s 人，或分成两个班") % {
            "n": n,
            "most": most,
            "over": n - most,
        }


def too_few(r: Reading) -> Iterator[str]:
    klass = r.klass
    special = klass.programme == "DISABLED" or klass.remote_village or (klass.level or 9) <= 2
    code = "training.class_size_min_special" if special else "training.class_size_min"
    least, n = r.known(code), len(r.entries)
    if least is not None and n < least:
        yield _("名册 %(n)s 人，少于班额下限 %(least)s 人") % {"n": n, "least": least}


def _people(r: Reading, *, stops: bool) -> Iterator[str]:
    for entry in r.entries:
        said = [d.said for d in r.doubts.get(entry.pk, ()) if d.stops == stops]
        if said:
            yield _("%(name)s：%(said)s") % {"name": entry.person.shown_name, "said": _("；").join(said)}


def people_excluded(r: Reading) -> Iterator[str]:
    for said in _people(r, stops=True):
        yield _("%(said)s。请移出名册") % {"said": said}


def people_doubtful(r: Reading) -> Iterator[str]:
    return _people(r, stops=False)


CHECKS: tuple[Check, ...] = (
    Check("lead_time", later("提前申请"), "return", "calendar", lead_time),
    Check("not_begun", later("没有提前开课"), "return", "calendar", not_begun),
    Check("scope", later("工种等级和协议"), "return", "general", scope),
    Check("day_hours", later("每天课时"), "return", "calendar", day_hours),
    Check("minutes", later("课时与时间相符"), "return", "calendar", minutes),
    Check("one_at_a_time", later("本班课次不重叠"), "return", "calendar", one_at_a_time),
    Check("total_hours", later("总课时"), "return", "calendar", total_hours),
    Check("practice_share", later("实操比例"), "return", "calendar", practice_share),
    Check("guidance", later("引导性培训六项内容"), "return", "calendar", guidance),
    Check("room_size", later("教室容量"), "return", "calendar", room_size),
    Check("room_taken", later("教室不冲突"), "return", "calendar", room_taken),
    Check("teacher_certified", later("教师证书"), "return", "calendar", teacher_certified),
    Check("teacher_taken", later("教师不冲突"), "return", "calendar", teacher_taken),
    Check("groups", later("分组人数"), "return", "calendar", groups),
    Check("too_many", later("班额上限"), "return", "roster", too_many),
    Check("people_excluded", later("学员条件"), "return", "roster", people_excluded),
    Check("too_few", later("班额下限"), "warn", "roster", too_few),
    Check("people_doubtful", later("学员待核对"), "warn", "roster", people_doubtful),
    Check("length", later("培训天数"), "warn", "calendar", length),
    Check("holidays", later("法定节假日"), "warn", "calendar", holidays),
    Check("quota", later("年度计划"), "warn", "roster", quota),
)


def results(r: Reading) -> list[Result]:
    """Every test with what it found, in their order."""
    return [Result(check, tuple(check.test(r))) for check in CHECKS]


def failing(r: Reading) -> list[Result]:
    """What keeps the file from being handed in or approved."""
    return [Result(check, said) for check in CHECKS if check.level == "return" and (said := tuple(check.test(r)))]
