"""Days that a person or a class did not have: F-17, F-18, F-23, F-32 by marks without times, shifts and examinations."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from chunfeng.site.demo.model import Klass, Row
from chunfeng.site.demo.people import Person
from chunfeng.site.demo.plants.planter import Planter

D = timedelta


def own_absence(p: Planter) -> None:
    """Fewer than four in five; days of leave are on neither side."""
    k, e = p.one(("grid",))
    e.absent = frozenset((k.days[1], k.days[5], k.days[7]))
    p.hit("f23-three-days-missed", "F-23", "high", e)
    k, e = p.one(("grid",))
    e.absent, e.leave = frozenset((k.days[1], k.days[5])), frozenset((k.days[7], k.days[8]))
    p.near("f23-on-leave", "F-23", e)
    k = p.world.klass(p.provider(), "缝纫工", date(2016, 4, 11), 6, count=10)
    _, e = p.one(("grid",), klass=k)
    e.absent = frozenset((k.days[1], k.days[5]))
    p.near("f23-eight-of-ten", "F-23", e)


def too_long(p: Planter) -> None:
    """No attendance was handed in: eight lessons on each day from Monday to Friday are forty."""
    for name, count, hours in (("f23-longer-than-its-week", 5, 64), ("f23-every-day-full", 8, 80)):
        k = p.world.klass(p.provider(), "砌筑工", date(2016, 5, 16), 6, count=count, marks="none")
        k.hours = hours
        for e in k.people:
            e.absent = frozenset()
            if not e.claims:
                continue
            if count == 5:
                p.hit(name, "F-23", "high", e)
            else:
                p.near(name, "F-23", e)


def afterwards(p: Planter) -> None:
    """Marks of a day after the end of a class without a timetable."""
    for name, many in (("f32-after-the-end", 3), ("f32-two-after-the-end", 2), ("f32-power-cut", 8)):
        k = p.world.klass(p.provider(), "育婴员", date(2016, 5, 9), 8, marks="punch" if many == 8 else "grid")
        extra = k.ends + D(1)
        k.entered["extra"] = (extra,)
        for e in k.people[:many]:
            e.present = frozenset({extra, *k.days} - e.absent)
        if many == 8:
            k.entered["reasons"] = {extra: "停电补课，已报备"}
        if many == 3:
            p.truth.hit(p.group(name), "F-32", "low", f"class:{k.number}")
        else:
            p.truth.near(p.group(name), "F-32", f"class:{k.number}")


def _untimed(p: Planter, trade: str, marks: str) -> Klass:
    k = p.world.klass(p.provider(), trade, date(2016, 6, 13), 8, marks=marks)
    k.start = k.end = ""
    return k


def two_at_once(p: Planter) -> None:
    """Two classes whose hours nobody wrote down: a whole day in each, or a half day in each."""
    for name, marks in (("f17-whole-days", "grid"), ("f17-half-days", "halves")):
        a, b = _untimed(p, "电焊工", marks), _untimed(p, "美容师", marks)
        _, first = p.one((marks,), klass=a)
        second = p.world.again(first, b, keep=False)
        first.absent = second.absent = frozenset()
        if marks == "halves":
            first.halves, second.halves = dict.fromkeys(a.days, "上午"), dict.fromkeys(b.days, "下午")
        for e in (first, second):
            if marks == "grid":
                p.hit(name, "F-17", "high", e)
            else:
                p.near(name, "F-17", e)


def shifts(p: Planter) -> None:
    """Clocked in at the factory: around the whole lesson, at night, or until before its end."""
    firm = f"泰安市岱宗纺织{p.round + 1}厂有限公司"
    p.world.employers[firm] = "泰山区"
    for name, start, end in (
        ("f18-at-work-all-day", time(7, 50), time(17, 30)),
        ("f18-night-shift", time(20, 0), time(7, 0)),
        ("f18-off-before-the-end", time(7, 50), time(16, 0)),
    ):
        k, e = p.one(("punch", "pairs"))
        e.absent = frozenset()
        for on in k.days[4:7]:
            _shift(p, firm, e.person, datetime.combine(on, start), datetime.combine(on + D(int(end < start)), end))
        if name == "f18-at-work-all-day":
            p.hit(name, "F-18", "high", e)
        else:
            p.near(name, "F-18", e)
    who = p.world.registry.person()
    for on in p.world.working(date(2016, 6, 1), 20):
        _shift(p, firm, who, datetime.combine(on, time(7, 52)), datetime.combine(on, time(17, 4)))


def _shift(p: Planter, firm: str, who: Person, start: datetime, end: datetime) -> None:
    p.world.shifts.append(Row(p.world.key("shift"), firm, who, {"in": start, "out": end}))


def examined(p: Planter) -> None:
    """On the day of one class's examination all day in another, or in the morning only."""
    a = p.world.klass(p.provider(), "电焊工", date(2016, 4, 11), 8)
    b = p.world.klass(p.provider(), "美容师", a.ends + D(1), 8, marks="halves")
    for name in ("f18-examined-elsewhere", "f18-examined-in-the-afternoon"):
        _, first = p.one(klass=a)
        second = p.world.again(first, b, keep=False)
        second.absent = frozenset()
        assert first.exam_on in b.days
        if name == "f18-examined-elsewhere":
            p.hit(name, "F-18", "medium", second)
        else:
            second.halves = {first.exam_on: "上午"}
            p.near(name, "F-18", second)


ALL: tuple[Callable[[Planter], None], ...] = (own_absence, too_long, afterwards, two_at_once, shifts, examined)
