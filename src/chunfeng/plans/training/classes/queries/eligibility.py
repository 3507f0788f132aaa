"""Who may be on the roster of a class, judged on its opening day (T-3.4.b): a person, the class, and the person's other
classes give sentences. Registers of outside offices are the screens' matter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import choices, offered
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.catalogue.queries import programme_words
from chunfeng.plans.training.classes.models import STANDING, ClassSession, RosterEntry, TrainingClass
from chunfeng.plans.training.classes.queries import known

#: For whom a kind of training is meant (T-2.1.1.c, T-2.1.1.d, T-2.1.2); a kind that is not named takes all.
MEANT_FOR: Mapping[str, frozenset[str]] = {
    "EMPLOYMENT_SKILL": frozenset({"new_rural_labour", "would_be_transferee"}),
    "RESERVE_SKILL": frozenset({"school_leaver", "veteran"}),
    "POST_UPGRADE": frozenset({"post_worker"}),
    "POST_TRANSFER": frozenset({"post_worker"}),
}
#: Not counted as a subsidy of the year.
_UNCOUNTED = ("GUIDANCE",)


@dataclass(frozen=True)
class Someone:
    """person: key of the standing record, None where there is none yet. category: as the roster writes it."""

    person: int | None
    born_on: date | None
    sex: str
    category: str


@dataclass(frozen=True)
class Doubt:
    """stops: the person cannot be on this roster; else somebody should look. column: of the roster, where it is mended."""

    said: str
    stops: bool = True
    column: str = "number"


@dataclass(frozen=True)
class Ground:
    """A class at a place and all that is known of its people elsewhere. sessions: of the class. others: key of a person → classes that
    stand; taught: key of a class → its sessions, within the days of this one."""

    klass: TrainingClass
    area: str
    sessions: Sequence[ClassSession]
    others: Mapping[int, Sequence[TrainingClass]]
    taught: Mapping[int, Sequence[ClassSession]]

    @classmethod
    def of(
        cls, klass: TrainingClass, area: str, people: Collection[int], sessions: Sequence[ClassSession] | None = None
    ) -> Ground:  # fmt: skip
        """At most three queries."""
        sessions = list(klass.sessions.all()) if sessions is None else sessions
        others = classes_of(people, klass)
        keys = {other.pk for found in others.values() for other in found}
        taught: dict[int, list[ClassSession]] = {}
        if keys and sessions:
            days = [s.held_on for s in sessions]
            rows = ClassSession.objects.filter(training_class__in=keys, held_on__range=(min(days), max(days)))
            for row in rows:
                taught.setdefault(row.training_class_id, []).append(row)
        return cls(klass, area, sessions, others, taught)

    def known(self, code: str, day: date) -> int | None:
        """A parameter on a day, asked for once, however many people it judges."""
        if (code, day) not in self._values:
            self._values[code, day] = known(code, day, self.area)
        return self._values[code, day]

    @cached_property
    def _values(self) -> dict[tuple[str, date], int | None]:
        return {}

    @cached_property
    def by_day(self) -> Mapping[date, Sequence[ClassSession]]:
        found: dict[date, list[ClassSession]] = {}
        for session in self.sessions:
            found.setdefault(session.held_on, []).append(session)
        return found

    def meets(self, other: TrainingClass) -> tuple[ClassSession, ClassSession] | None:
        """The first two sessions of both classes that one person would have to be in at once."""
        for theirs in self.taught.get(other.pk, ()):
            for ours in self.by_day.get(theirs.held_on, ()):
                if ours.meets(theirs):
                    return ours, theirs
        return None

    @cached_property
    def _meetings(self) -> dict[int, tuple[ClassSession, ClassSession] | None]:
        return {}

    def meeting(self, other: TrainingClass) -> tuple[ClassSession, ClassSession] | None:
        """The same, looked for once."""
        if other.pk not in self._meetings:
            self._meetings[other.pk] = self.meets(other)
        return self._meetings[other.pk]


def classes_of(people: Collection[int], besides: TrainingClass) -> dict[int, list[TrainingClass]]:
    """Key of a standing person → the other classes that stand in which they are enrolled. One query."""
    found: dict[int, list[TrainingClass]] = {}
    if not people:
        return found
    rows = (
        RosterEntry.objects.filter(Q(person__in=people) | Q(person__merged_into__in=people))
        .filter(training_class__state__in=STANDING, removed_on=None)
        .exclude(training_class=besides.pk)
        .select_related("training_class", "person")
        .order_by("training_class__starts_on", "pk")
    )
    for row in rows:
        assert row.training_class
        found.setdefault(row.person.merged_into_id or row.person_id, []).append(row.training_class)
    return found


def doubts(who: Someone, ground: Ground) -> list[Doubt]:
    klass = ground.klass
    others = ground.others.get(who.person, ()) if who.person else ()
    return [
        *_age(who, ground), *_group(who, klass), *_again(ground, others),
        *_elsewhere(ground, others),
    ]  # fmt: skip


def _age(who: Someone, ground: Ground) -> Iterator[Doubt]:
    klass = ground.klass
    if klass.starts_on is None or klass.ends_on is None:
        return
    if who.born_on is None:
        yield Doubt(_("没有出生日期，请核对年龄"), stops=False)
        return
    least = ground.known("training.min_age", klass.starts_on)
    # Who leaves middle school is often fifteen: what counts is the end of the course.
    by = klass.ends_on if klass.programme == "RESERVE_SKILL" else klass.starts_on
    if least is not None and (from_on := add_months(who.born_on, 12 * least)) > by:
        yield Doubt(_("到 %(day)s 才满 %(n)s 周岁") % {"day": from_on, "n": least})
    if not who.sex:
        yield Doubt(_("没有性别，请核对年龄"), stops=False)
    elif (limit := upper_limit(who.born_on, who.sex, klass.starts_on, ground.known)) and klass.starts_on >= limit:
        yield Doubt(_("%(day)s 已到年龄上限") % {"day": limit})


def upper_limit(
    born_on: date, sex: str, day: date, asked: Callable[[str, date], int | None] = known
) -> date | None:  # fmt: skip
    """The birthday from which nobody is trained any more, moved by the raised pension age from 2025 on: a month for every four
    (of a base of fifty: every two) of birth after the first ones concerned."""
    years = asked("training.upper_age_men" if sex == "M" else "training.upper_age_women", day)
    most = asked("training.retirement_delay_max", day)
    if years is None:
        return None
    months = (born_on.year - 2025 + years) * 12 + born_on.month - 1
    delay = 0
    if most and months >= 0:
        delay = min(months // 2 + 1, 60) if years == 50 else min(months // 4 + 1, most)
    return add_months(born_on, 12 * years + delay)


def _group(who: Someone, klass: TrainingClass) -> Iterator[Doubt]:
    meant = MEANT_FOR.get(klass.programme)
    if meant is None:
        return
    titles, told = choices("training.trainee_categories"), offered("training.trainee_categories")
    code = next((code for code, title in titles.items() if title == who.category), "")
    if code not in meant:
        wanted = _("、").join(told[code] for code in titles if code in meant)
        said = {
            "category": told.get(code, who.category),
            "programme": programme_words(klass.programme),
            "wanted": wanted,
        }
        yield Doubt(_("“%(category)s”不是%(programme)s的对象，应为：%(wanted)s") % said, column="category")


def _called(other: TrainingClass) -> str:
    """Without its provider: whom else a person is trained by is not for every school to know."""
    return _("%(trade)s班（%(first)s～%(last)s）") % {
        "trade": other.trade, "first": other.starts_on, "last": other.ends_on,
    }  # fmt: skip


def _again(ground: Ground, others: Sequence[TrainingClass]) -> Iterator[Doubt]:
    """Levels: 1 is the highest of 5 … 1; 6 and 7 stand beside them."""
    klass = ground.klass
    for other in others:
        if other.trade != klass.trade or klass.level is None or other.level is None:
            continue
        if other.level == klass.level:
            yield Doubt(_("同一工种同一等级已参加过：%(class)s") % {"class": _called(other)})
        elif other.level < klass.level <= 5:
            yield Doubt(_("已参加过同一工种更高等级：%(class)s") % {"class": _called(other)})
    if klass.ends_on is None or klass.programme in _UNCOUNTED:
        return
    same_year = [o for o in others if o.ends_on and o.ends_on.year == klass.ends_on.year and _counts(o, klass)]
    most = ground.known("training.subsidies_a_year", klass.ends_on)
    if most is not None and len(same_year) >= most:
        told = _("、").join(map(_called, same_year))
        yield Doubt(_("%(year)s 年已参加 %(class)s，每人每年补贴 %(n)s 次")
                    % {"year": klass.ends_on.year, "class": told, "n": most})  # fmt: skip


def _counts(other: TrainingClass, klass: TrainingClass) -> bool:
    if other.programme in _UNCOUNTED:
        return False
    # Awareness, founding, improving: steps of one chain, each of them once.
    return not (other.programme == klass.programme == "STARTUP" and other.trade != klass.trade)


def _elsewhere(ground: Ground, others: Sequence[TrainingClass]) -> Iterator[Doubt]:
    for other in others:
        if found := ground.meeting(other):
            ours, theirs = found
            yield Doubt(
                _("%(day)s %(ours)s 的课与%(class)s %(theirs)s 的课冲突")
                % {
                    "day": ours.held_on, "ours": ours.clock, "class": _called(other), "theirs": theirs.clock,
                }
            )  # fmt: skip
