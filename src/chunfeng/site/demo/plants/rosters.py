"""Rosters that look composed: F-06, F-12, F-14, F-44, F-57 and class sizes (C-01)."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.model import Klass
from chunfeng.site.demo.plants.planter import NUMBERED, Planter, reborn

D = timedelta


def phones(p: Planter) -> None:
    k, e = p.one()
    e.phone_printed = k.provider.phone
    p.hit("f14-phone-of-the-school", "F-14", "low", e)
    _, e = p.one()
    e.phone_printed = p.world.providers[-1].phone
    p.near("f14-phone-of-another-school", "F-14", e)


def registered(p: Planter) -> None:
    """Jobseekers' certificates by the score on one day, in the last week before the class."""
    for name, on_one_day, before in (
        ("f12-registered-in-one-day", 20, 7),
        ("f12-a-day-earlier", 20, 8),
        ("f12-one-fewer", 19, 7),
    ):
        # A day on which two schools' trainees register is a day set for all: each round has its own.
        k = _listed(p, date(2016, 12, 5) + D(p.round), 22)
        for n, e in enumerate(k.people):
            e.registered_on = k.starts - D(before if n < on_one_day else 60 + n)
            if n >= on_one_day:
                continue
            if name == "f12-registered-in-one-day":
                p.hit(name, "F-12", "medium", e)
            else:
                p.near(name, "F-12", e)


def _listed(p: Planter, start: date, size: int) -> Klass:
    """A class of the last months that has its roster and nothing else yet."""
    return p.world.klass(p.provider(), "保育员", start, size, marks="none", settle=False)


def schoolmates(p: Planter) -> None:
    for name, school, how in (
        ("f06-whole-class-of-a-school", "东平县职业中专", "全日制"),
        ("f06-evening-students", "泰安广播电视大学", "业余"),
    ):
        k = p.world.klass(p.provider(), "计算机操作员", date(2016, 9, 19), 13)
        for n, e in enumerate(k.people[:10]):
            reborn(p.world, e, date(1997, 9, 1) + D(n * 81), "女" if n % 2 else "男")
            p.register("student", e.person, date(2015, 9, 1), None, how, school=school, year=2018)
            if how == "全日制":
                p.hit(name, "F-06", "block", e)
                p.hit(name, "F-06", "high", e)
            else:
                p.near(name, "F-06", e)


def alike(p: Planter) -> None:
    """Of two classes of twenty ten persons in common are three in ten of all; nine are not."""
    for name, common in (("f44-same-people-again", 10), ("f44-some-came-back", 9)):
        a = p.world.klass(p.provider(), "缝纫工", date(2016, 3, 14), 20)
        b = p.world.klass(p.provider(), "美容师", date(2016, 6, 20), 20)
        for _ in range(common):
            _, first = p.one(NUMBERED, klass=a)
            p.world.again(first, b, keep=False)
        for k in (a, b):
            if name == "f44-same-people-again":
                p.truth.hit(p.group(name), "F-44", "high", f"class:{k.number}")
            else:
                p.truth.near(p.group(name), "F-44", f"class:{k.number}")


def sizes(p: Planter) -> None:
    k = _listed(p, date(2016, 11, 21), 51)
    p.truth.hit(p.group("c01-one-too-many"), "C-01", "medium", f"class:{k.number}")
    k = _listed(p, date(2016, 11, 21), 50)
    p.truth.near(p.group("c01-just-full"), "C-01", f"class:{k.number}")


def at_the_line(p: Planter) -> None:
    """Inspectors come to classes above thirty: five in a quarter stay just below or on the line, four are chance."""
    for name, many in (("f57-five-at-the-line", (29, 30, 30, 29, 30)), ("f57-four-at-the-line", (30, 29, 30, 30, 28))):
        home = p.provider()
        for n, size in enumerate(many):
            k = p.world.klass(
                home, "家政服务员", date(2016, 10, 10) + D(n * 14), size, marks="none", room=f"村{n}", settle=False
            )
            if name == "f57-five-at-the-line":
                p.truth.hit(p.group(name), "F-57", "medium", f"class:{k.number}")
            else:
                p.truth.near(p.group(name), "F-57", f"class:{k.number}")


ALL: tuple[Callable[[Planter], None], ...] = (phones, registered, schoolmates, alike, sizes, at_the_line)
