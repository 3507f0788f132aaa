"""Punches of devices, one or thousands: read, placed in the calendar, kept once. The number of statements does not follow the
number of punches.

Marks only ever widen (first the earlier, last the later), so that order, replays and two senders at once do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import value
from chunfeng.plans.training.attendance.models import Badge, Punch
from chunfeng.plans.training.attendance.queries.devices import Caller
from chunfeng.plans.training.attendance.queries.halves import Half, fitting, halves, local_minute
from chunfeng.plans.training.classes.models import HELD, ClassSession

#: Of one request; a device with more sends the rest in the next.
MOST: Final = 5000
#: Rows of one statement: SQLite takes so many values.
_CHUNK: Final = 2500
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
    early: int
    after: int
    oldest: date
    latest: datetime

    @classmethod
    def on(cls, now: datetime, area: str) -> _Terms:
        today = timezone.localdate(now)
        days = value("training.punch_offline_days", today, area)
        # A clock that is a little ahead has nobody come tomorrow.
        skew = value("training.clock_skew_seconds", today, area)
        return cls(
            value("training.punch_early_minutes", today, area), value("training.punch_after_minutes", today, area),
            today - timedelta(days=days), now + timedelta(seconds=skew),
        )  # fmt: skip


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
    with transaction.atomic():
        fresh = _keep_punches(caller, placed, now, skew)
        # What was known has its mark; what came under a number of another has none.
        _keep_marks(one for one in placed if one.nth in fresh)
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
    terms = _Terms.on(now, caller.area)
    badges = _badges(caller, {one.card for _nth, one in punches})
    moments = {nth: local_minute(one.at) for nth, one in punches}
    days = _days({b[1] for b in badges.values()}, {day for day, _minute in moments.values() if day >= terms.oldest})
    found: list[_Placed] = []
    seen: dict[str, Given] = {}
    for nth, one in punches:
        if first := seen.get(one.uid):
            outcomes[nth] = _again() if first == one else _used(one.uid)
            continue
        day, minute = moments[nth]
        badge, half = badges.get(one.card), None
        if badge:
            half = fitting(days.get((badge[1], day), ()), minute, terms.early, terms.after)
        outcomes[nth] = _barred(one, badge, day, half, terms)
        if outcomes[nth] is None and badge and half:
            seen[one.uid] = one
            found.append(_Placed(nth, one, badge[0], half))
    return found


def _barred(
    one: Given, badge: tuple[int, int, str, date | None] | None, day: date, half: Half | None, terms: _Terms
) -> Outcome | None:
    if badge is None:
        return Outcome("unknown_card", _("没有这个卡号，或者不是本机构的学员"))
    if one.at > terms.latest:
        return Outcome("in_future", _("打卡时间比现在还晚，请校准设备时钟"))
    if day < terms.oldest:
        return Outcome("too_old", _("超过离线补传的期限，请用纸质签到补录"))
    if badge[2] not in HELD:
        return Outcome("not_running", _("这个班没有在上课"))
    if badge[3] is not None and badge[3] <= day:
        return Outcome("left_class", _("这名学员已经退出本班"))
    if half is None:
        return Outcome("no_lesson", _("这个时间没有这名学员的课"))
    return None


def _badges(caller: Caller, cards: set[str]) -> dict[str, tuple[int, int, str, date | None]]:
    """Card → entry, class, state of the class, day of leaving; of the device's own provider alone."""
    rows = Badge.objects.filter(code__in=cards, entry__org=caller.org).order_by()
    wanted = ("code", "entry_id", "entry__training_class_id", "entry__training_class__state", "entry__removed_on")
    return {code: (entry, klass, state, removed) for code, entry, klass, state, removed in rows.values_list(*wanted)}


def _days(classes: set[int], days: set[date]) -> dict[tuple[int, date], list[Half]]:
    if not classes or not days:
        return {}
    rows = ClassSession.objects.filter(training_class__in=classes, held_on__range=(min(days), max(days))).order_by()
    found: dict[int, list[Any]] = {}
    for klass, *row in rows.values_list("training_class_id", "held_on", "from_time", "to_time", "hours", "group"):
        found.setdefault(klass, []).append(row)
    sorted_: dict[tuple[int, date], list[Half]] = {}
    for klass, told in found.items():
        for (day, _slot), half in halves(told).items():
            sorted_.setdefault((klass, day), []).append(half)
    return sorted_


# ---- writing


@dataclass(frozen=True)
class _Table:
    """An INSERT of many rows in the words that both databases share."""

    start: str
    columns: int
    end: str

    def run(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        told: list[Any] = []
        one = f"({', '.join(['%s'] * self.columns)})"
        with connection.cursor() as cursor:
            for at in range(0, len(rows), _CHUNK):
                part = rows[at : at + _CHUNK]
                cursor.execute(
                    f"{self.start} VALUES {', '.join([one] * len(part))} {self.end}", [x for row in part for x in row]
                )
                told += cursor.fetchall()
        return told


_PUNCHES: Final = _Table(
    "INSERT INTO attendance_punch (device_id, uid, entry_id, held_on, slot, at, received_at, skew_seconds, metres_off, accuracy)",
    10,
    "ON CONFLICT DO NOTHING RETURNING uid",
)
_MARKS: Final = _Table(
    "INSERT INTO attendance_mark (entry_id, held_on, slot, first_at, last_at)",
    5,
    """
    ON CONFLICT (entry_id, held_on, slot) DO UPDATE SET
      first_at = CASE WHEN attendance_mark.first_at <= excluded.first_at THEN attendance_mark.first_at ELSE excluded.first_at END,
      last_at = CASE WHEN attendance_mark.last_at >= excluded.last_at THEN attendance_mark.last_at ELSE excluded.last_at END
    RETURNING id
    """,
)


def _keep_punches(caller: Caller, placed: Sequence[_Placed], now: datetime, skew: int | None) -> set[int]:
    """Those that were not known."""
    if not placed:
        return set()
    day, instant_ = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    received = instant_(now)
    rows = [
        (caller.device, p.given.uid, p.entry, day(p.half.held_on), p.half.slot, instant_(p.given.at), received, skew, None, None)
        for p in placed
    ]  # fmt: skip
    fresh = {uid for (uid,) in _PUNCHES.run(rows)}
    return {p.nth for p in placed if p.given.uid in fresh}


def _keep_marks(placed: Iterable[_Placed]) -> None:
    spans: dict[tuple[int, date, int], tuple[datetime, datetime]] = {}
    for p in placed:
        key, at = (p.entry, *p.half.key), p.given.at
        first, last = spans.get(key, (at, at))
        spans[key] = min(first, at), max(last, at)
    widen(spans)


def widen(spans: Mapping[tuple[int, date, int], tuple[datetime, datetime]]) -> None:
    """entry, day, slot → first and last punch, written into the marks."""
    if not spans:
        return
    day, instant_ = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    # In one order, so that two senders wait for each other and never in a circle.
    _MARKS.run([(e, day(d), s, instant_(a), instant_(b)) for (e, d, s), (a, b) in sorted(spans.items())])


def _known(caller: Caller, lost: Iterable[_Placed]) -> dict[str, tuple[int, datetime]]:
    """Number → trainee and time of what stands under it."""
    rows = Punch.objects.filter(device=caller.device, uid__in={p.given.uid for p in lost}).order_by()
    return {uid: (entry, at) for uid, entry, at in rows.values_list("uid", "entry_id", "at")}
