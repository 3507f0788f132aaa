"""Classes that could not have been held so: F-17, F-23 to F-25, F-28 to F-30, F-32, F-39, F-44, F-57, F-58."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.model import Klass
from chunfeng.site.demo.plants.planter import Planter

D = timedelta


def _punched(p: Planter, klass: Klass, start: str, end: str) -> None:
    klass.start, klass.end, klass.marks = start, end, "punch"


def clashes(p: Planter) -> None:
    """Two classes on the same days, at the same hours or hand in hand."""
    world, when = p.world, date(2016, 6, 13)
    a = world.klass(p.provider(), "电焊工", when, 14, marks="punch")
    b = world.klass(p.provider(), "美容师", when + D(2), 14, marks="punch")
    for step in range(2):
        _, first = p.one(klass=a)
        first.absent = frozenset()
        second = world.again(first, b, keep=False)
        second.absent = frozenset()
        p.hit(f"f17-both-{step}", "F-17", "block", first)
        p.hit(f"f17-both-{step}", "F-17", "block", second)
    _, first = p.one(klass=a)
    second = world.again(first, b, keep=False)
    second.present = frozenset()
    p.near("f17-present-in-one", "F-17", first)
    p.near("f17-present-in-one", "F-17", second)
    c = world.klass(p.provider(), "砌筑工", date(2016, 8, 8), 14, marks="punch", count=14)
    d = world.klass(p.provider(), "钢筋工", date(2016, 8, 8), 14, marks="punch", count=14)
    for k, (start, end) in ((c, ("07:30", "11:30")), (d, ("11:30", "15:30"))):
        _punched(p, k, start, end)
        k.hours = 64
    _, first = p.one(klass=c)
    second = world.again(first, d, keep=False)
    first.punches = dict.fromkeys(c.days, ("07:21", "11:30"))
    second.punches = dict.fromkeys(d.days, ("11:30", "15:38"))
    p.near("f17-hand-in-hand", "F-17", first)
    p.near("f17-hand-in-hand", "F-17", second)
    x = world.klass(p.provider(), "育婴员", date(2016, 9, 5), 14, marks="none")
    y = world.klass(p.provider(), "家政服务员", date(2016, 9, 8), 14, marks="none")
    _, first = p.one(("none",), klass=x)
    second = world.again(first, y, keep=False)
    p.hit("f17-spans", "F-17", "high", first)
    p.hit("f17-spans", "F-17", "high", second)


def hours(p: Planter) -> None:
    """Claimed in full, held on too few days."""
    home = p.provider()
    k = p.world.klass(home, "中式烹调师", date(2016, 5, 16), 14, marks="punch")
    k.entered["held"] = [*k.days[:3], *k.days[-2:]]
    for e in k.people:
        if e.claims:
            p.hit("f23-half-the-days", "F-23", "block", e)
    k = p.world.klass(p.provider(), "中式烹调师", date(2016, 5, 16), 14, marks="punch")
    k.entered["held"] = k.days[:10]
    k.entered["extra"] = ()
    for e in k.people:
        if e.claims:
            p.near("f23-exactly-enough", "F-23", e)
            break


def dwell(p: Planter) -> None:
    for name, part in (("f24-gone-early", 7), ("f24-some-gone", 3)):
        k = p.world.klass(p.provider(), "计算机操作员", date(2016, 7, 4), 14, marks="pairs")
        for e in k.people[:part]:
            e.absent = frozenset()
            e.punches = dict.fromkeys(k.days, ("08:25", "13:20"))
        ref = f"class:{k.number}"
        if part == 7:
            p.truth.hit(p.group(name), "F-24", "high", ref)
        else:
            p.truth.near(p.group(name), "F-24", ref)
    for name, there in (("f24-spot-count", 9), ("f24-spot-near", 13)):
        k = p.world.klass(p.provider(), "缝纫工", date(2016, 7, 4), 14, marks="grid")
        for e in k.people:
            e.absent = e.absent - {k.days[4]}
        p.world.visits.append((p.world.key("visit"), k, k.days[4], there, len(k.people)))
        if there == 9:
            p.truth.hit(p.group(name), "F-24", "high", f"class:{k.number}")
        else:
            p.truth.near(p.group(name), "F-24", f"class:{k.number}")


def machines(p: Planter) -> None:
    """Everybody within the same minute by machine; rows typed in days later; all present, class after class."""
    k = p.world.klass(p.provider(), "电焊工", date(2016, 4, 18), 14, marks="punch")
    for e in k.people:
        e.absent = frozenset()
        e.punches = dict.fromkeys(k.days, ("08:12", "16:41"))
    p.truth.hit(p.group("f25-one-second"), "F-25", "high", f"class:{k.number}")
    k = p.world.klass(p.provider(), "电焊工", date(2016, 4, 18), 14, marks="punch")
    k.entered["late"] = True
    p.truth.hit(p.group("f25-typed-late"), "F-25", "high", f"class:{k.number}")
    home = p.provider()
    home.marks = "grid"
    start = date(2016, 3, 14)
    for _ in range(3):
        k = p.world.klass(home, "养老护理员", start, 14, marks="grid")
        start = k.ends + D(10)
        for e in k.people:
            e.absent = frozenset()
        p.truth.hit(p.group("f25-nobody-ever-ill"), "F-25", "high", f"class:{k.number}")
    home = p.provider()
    start = date(2016, 3, 14)
    for _ in range(2):
        k = p.world.klass(home, "养老护理员", start, 14, marks="grid")
        start = k.ends + D(10)
        for e in k.people:
            e.absent = frozenset()
        p.truth.near(p.group("f25-two-full-classes"), "F-25", f"class:{k.number}")


def rooms(p: Planter) -> None:
    world = p.world
    k = world.klass(p.provider(), "缝纫工", date(2016, 9, 19), 24, room="东楼201", capacity=20)
    k.timetable = list(k.days)
    p.truth.hit(p.group("f28-too-small"), "F-28", "medium", f"class:{k.number}")
    k = world.klass(p.provider(), "缝纫工", date(2016, 9, 19), 24, room="东楼202", capacity=24)
    k.timetable = list(k.days)
    p.truth.near(p.group("f28-exactly-full"), "F-28", f"class:{k.number}")
    home = p.provider()
    a = world.klass(home, "缝纫工", date(2016, 9, 19), 14, room="实训室", capacity=60)
    b = world.klass(home, "电焊工", date(2016, 9, 26), 14, room="实训室", capacity=60)
    b.approved = a.approved + D(5)
    a.timetable, b.timetable = list(a.days), list(b.days)
    p.truth.hit(p.group("f28-one-room"), "F-28", "medium", f"class:{b.number}")


def teachers(p: Planter) -> None:
    world = p.world
    home = p.provider()
    who = world.teacher(home, "缝纫工")
    a = world.klass(home, "缝纫工", date(2016, 4, 5), 14, teacher=who)
    b = world.klass(home, "缝纫工", date(2016, 4, 11), 14, teacher=who)
    b.approved = a.approved + D(5)
    a.timetable, b.timetable = list(a.days), list(b.days)
    p.truth.hit(p.group("f29-two-at-once"), "F-29", "high", f"class:{b.number}")
    home = p.provider()
    who = world.teacher(home, "美容师", end=date(2016, 5, 3))
    k = world.klass(home, "美容师", date(2016, 5, 9), 14, teacher=who)
    k.timetable = list(k.days)
    p.truth.hit(p.group("f29-expired"), "F-29", "high", f"class:{k.number}")
    home = p.provider()
    who = world.teacher(home, "美容师", end=world.working(date(2016, 5, 9), 12)[-1])
    k = world.klass(home, "美容师", date(2016, 5, 9), 14, teacher=who)
    k.timetable = list(k.days)
    p.truth.near(p.group("f29-last-day"), "F-29", f"class:{k.number}")


def unlisted(p: Planter) -> None:
    """A teacher whom his school's list does not name; a school that handed in no list says nothing about its own."""
    for name, listed in (("f29-not-on-the-list", True), ("f29-no-list", False)):
        home = p.provider()
        if listed:
            p.world.teacher(home, "砌筑工")
        who = p.world.registry.name("男")
        k = p.world.klass(home, "砌筑工", date(2016, 10, 17), 6, teacher=who, marks="none", settle=False)
        if listed:
            p.truth.hit(p.group(name), "F-29", "medium", f"class:{k.number}")
        else:
            p.truth.near(p.group(name), "F-29", f"class:{k.number}")


def by_dates(p: Planter) -> None:
    """One teacher for two classes without a timetable: at the same hours, or one before noon and one after."""
    for name, hours in (
        ("f29-same-hours", (("08:30", "16:30"), ("08:30", "16:30"))),
        ("f29-mornings-and-afternoons", (("08:00", "11:30"), ("13:30", "17:00"))),
    ):
        home = p.provider()
        who = p.world.teacher(home, "砌筑工")
        a, b = (
            p.world.klass(home, "砌筑工", date(2016, 10, 17) + D(7 * n), 6, teacher=who, marks="none", settle=False)
            for n in range(2)
        )
        for k, (start, end) in zip((a, b), hours, strict=True):
            k.start, k.end = start, end
        if name == "f29-same-hours":
            p.truth.hit(p.group(name), "F-29", "medium", f"class:{b.number}")
        else:
            p.truth.near(p.group(name), "F-29", f"class:{b.number}")


def approvals(p: Planter) -> None:
    for name, after in (("f57-class-approved-before", -1), ("f57-class-approved-same-day", 0)):
        k = p.world.klass(p.provider(), "砌筑工", date(2016, 10, 17), 6, marks="none", settle=False)
        k.approved = k.submitted + D(after)
        if after < 0:
            p.truth.hit(p.group(name), "F-57", "block", f"class:{k.number}")
        else:
            p.truth.near(p.group(name), "F-57", f"class:{k.number}")


def calendar(p: Planter) -> None:
    for name, moved in (("f32-other-day", True), ("f32-saturday", False)):
        k = p.world.klass(p.provider(), "育婴员", date(2016, 10, 10), 14, marks="grid")
        k.timetable = list(k.days)
        saturday = next(on for on in (k.days[0] + D(n) for n in range(9)) if on.weekday() == 5)
        k.entered["extra"] = (saturday,)
        for e in k.people:
            e.present = frozenset(d for d in [*k.days, saturday] if d not in e.absent)
        if moved:
            p.truth.hit(p.group(name), "F-32", "medium", f"class:{k.number}")
        else:
            k.timetable.append(saturday)
            p.truth.near(p.group(name), "F-32", f"class:{k.number}")


def rush(p: Planter) -> None:
    """A provider with twenty classes, nine of them in the last weeks of the year."""
    for name, late in (("f58-rush", 9), ("f58-even", 8)):
        home = p.provider()
        start, refs = date(2016, 3, 7), []
        for n in range(20):
            if n == 20 - late:
                start = date(2016, 11, 8)
            k = p.world.klass(home, "缝纫工", start, 3, room=f"村{n}", marks="none", roster="stacked")
            refs.append(k)
            start += D(2) if n >= 20 - late else D(9)
            k.entered["rush"] = True
        if name == "f58-rush":
            p.truth.hit(p.group(name), "F-58", "low", f"provider:{home.name}")
        else:
            p.truth.near(p.group(name), "F-58", f"provider:{home.name}")


def twins(p: Planter) -> None:
    a, b = p.provider(), p.provider()
    b.controller, b.address = a.controller, a.address
    for one in (a, b):
        p.world.klass(one, "家政服务员", date(2016, 6, 6), 14)
        p.truth.hit(p.group("f44-two-shared"), "F-44", "high", f"provider:{one.name}")
    c, d = p.provider(), p.provider()
    d.phone = c.phone
    for one in (c, d):
        p.world.klass(one, "家政服务员", date(2016, 6, 6), 14)
        p.truth.near(p.group("f44-one-shared"), "F-44", f"provider:{one.name}")


ALL: tuple[Callable[[Planter], None], ...] = (
    clashes,
    hours,
    dwell,
    machines,
    rooms,
    teachers,
    unlisted,
    by_dates,
    approvals,
    calendar,
    rush,
    twins,
)
