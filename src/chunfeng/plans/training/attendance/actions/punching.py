"""Punches of devices, one or thousands: read, placed in the calendar, kept once. The number of statements does not follow the
number of punches.

Marks only ever widen (first the earlier, last the later), so that order, replays and two senders at once do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from time import monotonic
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import value
from chunfeng.plans.training.attendance.models import Punch
from chunfeng.plans.training.attendance.queries.devices import Caller, Known, area_of, badges_of, days_of
from chunfeng.plans.training.attendance.queries.halves import Half, fitting, local_minute
from chunfeng.plans.training.classes.models import HELD

#: Of one request; a device with more sends the rest in the next.
MOST: Final = 5000
#: Rows of one statement: SQLite takes so many values.
_CHUNK: Final = 2500
#: Seconds for which the terms stand once they were looked up.
_LOOKED: Final = 10
_UID: Final = re.compile(r"[!-~]{1,64}")
_CARD: Final = re.compile(r"[0-9A-Z]{4,16}")


@dataclass(frozen=True, slots=True)
class Given:
    """One punch as a device sends it. at: by its own clock, whole seconds."""

    uid: str
    card: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """code: taken; known (sent before); or why it was not taken. said: the same for a person."""

    code: str
    said: str
    held_on: date | None = None
    slot: int | None = None

    @property
    def kept(self) -> bool:
        return self.code in ("taken", "known")


@dataclass(slots=True)
class _Placed:
    """A punch with the trainee and the half day that it is of."""

    nth: int
    given: Given
    entry: int
    half: Half


@dataclass(frozen=True)
class _Terms:
    """In minutes and days. skew: seconds that a clock may be ahead; nobody comes tomorrow."""

    early: int
    after: int
    days: int
    skew: int


@lru_cache(maxsize=256)
def _terms(today: date, case: int, _moment: int) -> _Terms:
    """Looked up once in some seconds: a city's devices ask all the time."""
    names = ("punch_early_minutes", "punch_after_minutes", "punch_offline_days", "clock_skew_seconds")
    area = area_of(case)
    return _Terms(*(value(f"training.{name}", today, area) for name in names))


def read(raw: Any) -> Given | Outcome:
    """What a device sent as one punch, or what is wrong with it."""
    if not isinstance(raw, Mapping):
        return Outcome("unreadable", _("每条打卡应是一个对象，有 uid、card、at"))
    uid, card, at = raw.get("uid"), raw.get("card"), raw.get("at")
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        return Outcome("unreadable", _("uid 是设备自己的流水号：1 到 64 个可见的英文字符"))
    card = card.strip().upper() if isinstance(card, str) else ""
    if not _CARD.fullmatch(card):
        return Outcome("unreadable", _("card 是学员卡号：4 到 16 位字母和数字"))
    told = instant(at)
    if told is None:
        return Outcome("unreadable", _("at 是打卡时间，写成 2016-05-16T08:25:30+08:00"))
    return Given(uid, card, told)


def instant(raw: Any) -> datetime | None:
    """Of a device: ISO 8601; without an offset it is the time of China."""
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw.strip()[:40])
        except ValueError:
            return None
    if not isinstance(raw, datetime):
        return None
    try:
        aware = raw if raw.tzinfo else raw.replace(tzinfo=timezone.get_default_timezone())
        return aware.astimezone(UTC).replace(microsecond=0)
    except (OverflowError, ValueError):
        # The first and the last year that there are have no other time of day.
        return None


def take(caller: Caller, given: Sequence[Given | Outcome], now: datetime, skew: int | None = None) -> list[Outcome]:
    """An outcome for each, in their order; what could not be read stays as it was told."""
    outcomes: list[Outcome | None] = [one if isinstance(one, Outcome) else None for one in given]
    placed = _place(caller, given, now, outcomes)
    fresh = _keep(caller, placed, now, skew)
    lost = [one for one in placed if one.nth not in fresh]
    told = _known(caller, lost) if lost else {}
    for one in placed:
        half, same = one.half, told.get(one.given.uid)
        if one.nth in fresh:
            outcomes[one.nth] = Outcome("taken", _("已收到"), *half.key)
        elif same == (one.entry, one.given.at):
            outcomes[one.nth] = _again(half)
        else:
            outcomes[one.nth] = _used(one.given.uid)
    return [one for one in outcomes if one is not None]


def _again(half: Half | None = None) -> Outcome:
    return Outcome("known", _("这条已经收到过"), *(half.key if half else ()))


def _used(uid: str) -> Outcome:
    return Outcome("number_used", _("流水号 %(uid)s 已用于另一次打卡，换一个流水号再传") % {"uid": uid})


def _place(
    caller: Caller, given: Sequence[Given | Outcome], now: datetime, outcomes: list[Outcome | None]
) -> list[_Placed]:
    """Writes into outcomes why a punch belongs nowhere. Of two with one number the first is placed."""
    punches = [(nth, one) for nth, one in enumerate(given) if isinstance(one, Given)]
    if not punches:
        return []
    today = timezone.localdate(now)
    terms = _terms(today, caller.case, int(monotonic() // _LOOKED))
    oldest, latest = today - timedelta(days=terms.days), now + timedelta(seconds=terms.skew)
    badges = badges_of(caller.org, {one.card for _nth, one in punches})
    moments = {nth: local_minute(one.at) for nth, one in punches}
    days = days_of(
        {b.klass for b in badges.values()}, {day for day, _minute in moments.values() if oldest <= day <= today}
    )
    found: list[_Placed] = []
    seen: dict[str, Given] = {}
    for nth, one in punches:
        if first := seen.get(one.uid):
            outcomes[nth] = _again() if first == one else _used(one.uid)
            continue
        day, minute = moments[nth]
        badge, half = badges.get(one.card), None
        if badge:
            half = fitting(days.get((badge.klass, day), ()), minute, terms.early, terms.after)
        outcomes[nth] = _barred(badge, day, half, one.at > latest, day < oldest)
        if outcomes[nth] is None and badge and half:
            seen[one.uid] = one
            found.append(_Placed(nth, one, badge.entry, half))
    return found


def _barred(badge: Known | None, day: date, half: Half | None, in_future: bool, too_old: bool) -> Outcome | None:
    if badge is None:
        return Outcome("unknown_card", _("没有这个卡号，或者不是本机构的学员"))
    if in_future:
        return Outcome("in_future", _("打卡时间比现在还晚，请校准设备时钟"))
    if too_old:
        return Outcome("too_old", _("超过离线补传的期限，请用纸质签到补录"))
    if badge.state not in HELD:
        return Outcome("not_running", _("这个班没有在上课"))
    if badge.removed_on is not None and badge.removed_on <= day:
        return Outcome("left_class", _("这名学员已经退出本班"))
    if half is None:
        return Outcome("no_lesson", _("这个时间没有这名学员的课"))
    return None


# ---- writing

_PUNCH = "device_id, uid, entry_id, held_on, slot, at, received_at, skew_seconds"
_WIDEN: Final = """
    ON CONFLICT (entry_id, held_on, slot) DO UPDATE SET
      first_at = CASE WHEN attendance_mark.first_at <= excluded.first_at THEN attendance_mark.first_at ELSE excluded.first_at END,
      last_at = CASE WHEN attendance_mark.last_at >= excluded.last_at THEN attendance_mark.last_at ELSE excluded.last_at END
"""


def _keep(caller: Caller, placed: Sequence[_Placed], now: datetime, skew: int | None) -> set[int]:
    """Writes the punches that were not known, and their marks with them; which those are."""
    day, instant_ = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    received, fresh = instant_(now), set[str]()
    for start in range(0, len(placed), _CHUNK):
        part = placed[start : start + _CHUNK]
        rows = [
            (caller.device, p.given.uid, p.entry, day(p.half.held_on), p.half.slot, instant_(p.given.at), received, skew) for p in part
        ]  # fmt: skip
        fresh |= _both(rows) if connection.vendor == "postgresql" else _one_then_other(rows, part)
    return {p.nth for p in placed if p.given.uid in fresh}


def _both(rows: Sequence[Sequence[Any]]) -> set[str]:
    """PostgreSQL does it in one statement, one way there and back. In one order, so that two senders wait for each other and
    never in a circle."""
    return _run(
        f"""
        WITH fresh AS (INSERT INTO attendance_punch ({_PUNCH}) VALUES {{}} ON CONFLICT DO NOTHING
                       RETURNING uid, entry_id, held_on, slot, at),
             marked AS (INSERT INTO attendance_mark (entry_id, held_on, slot, first_at, last_at)
                        SELECT entry_id, held_on, slot, min(at), max(at) FROM fresh GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 {_WIDEN})
        SELECT uid FROM fresh
        """,
        rows,
    )


def _one_then_other(rows: Sequence[Sequence[Any]], part: Sequence[_Placed]) -> set[str]:
    with transaction.atomic():
        fresh = _run(f"INSERT INTO attendance_punch ({_PUNCH}) VALUES {{}} ON CONFLICT DO NOTHING RETURNING uid", rows)
        spans: dict[tuple[int, date, int], tuple[datetime, datetime]] = {}
        for p in part:
            if p.given.uid in fresh:
                key, at = (p.entry, *p.half.key), p.given.at
                first, last = spans.get(key, (at, at))
                spans[key] = min(first, at), max(last, at)
        widen(spans)
    return fresh


def _run(statement: str, rows: Sequence[Sequence[Any]]) -> set[Any]:
    """With the rows where the statement leaves room for them; what it returns."""
    marks = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(statement.format(marks), [x for row in rows for x in row])
        return {told for (told,) in cursor.fetchall()}


def widen(spans: Mapping[tuple[int, date, int], tuple[datetime, datetime]]) -> None:
    """entry, day, slot → first and last punch, written into the marks."""
    if not spans:
        return
    day, instant_ = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    rows = [(e, day(d), s, instant_(a), instant_(b)) for (e, d, s), (a, b) in sorted(spans.items())]
    _run(
        f"INSERT INTO attendance_mark (entry_id, held_on, slot, first_at, last_at) VALUES {{}} {_WIDEN} RETURNING id",
        rows,
    )


def _known(caller: Caller, lost: Iterable[_Placed]) -> dict[str, tuple[int, datetime]]:
    """Number → trainee and time of what stands under it."""
    rows = Punch.objects.filter(device=caller.device, uid__in={p.given.uid for p in lost}).order_by()
    return {uid: (entry, at) for uid, entry, at in rows.values_list("uid", "entry_id", "at")}
