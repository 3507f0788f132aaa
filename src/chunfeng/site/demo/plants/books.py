"""Marks, certificates and rooms that do not add up: F-30, F-39, F-40, F-43."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.plants.planter import Planter
from chunfeng.site.demo.world import TRADES

D = timedelta


def crowded(p: Planter) -> None:
    """One small room, five classes at a time; no class list names the room, only the provider's room list does."""
    home = p.provider()
    for n in range(5):
        k = p.world.klass(home, TRADES[n][0], date(2016, 5, 3), 24, room=f"x{n}", marks="grid")
        k.room = ""
        p.world.rooms.pop((home.name, f"x{n}"))
    p.world.rooms[(home.name, "唯一教室")] = 10
    p.truth.hit(p.group("f30-one-small-room"), "F-30", "high", f"provider:{home.name}")
    # Ten seats are free three times a day: fifteen trainees who stay for two sessions fill them and no more.
    home = p.provider()
    k = p.world.klass(home, "缝纫工", date(2016, 5, 3), 15, room="y", marks="grid")
    k.room = ""
    p.world.rooms.pop((home.name, "y"))
    p.world.rooms[(home.name, "唯一教室")] = 10
    for e in k.people:
        e.absent = frozenset()
    p.truth.near(p.group("f30-just-full"), "F-30", f"provider:{home.name}")


def marks(p: Planter) -> None:
    k, e = p.one()
    assert e.exam_on
    e.changed_on = e.exam_on + D(6)
    p.truth.hit(p.group("f40-mark-changed"), "F-40", "high", f"exam:{e.key}")
    _, fair = p.one(klass=k)
    fair.changed_on, fair.signed = e.changed_on, p.world.registry.name("男")
    p.truth.near(p.group("f40-countersigned"), "F-40", f"exam:{fair.key}")
    k = p.world.klass(p.provider(), "缝纫工", date(2016, 3, 21), 34)
    for n, e in enumerate(k.people):
        if e.score and e.score >= 60:
            e.score = 60 + n % 3
    p.truth.hit(p.group("f40-all-just-passed"), "F-40", "low", f"class:{k.number}")
    k = p.world.klass(p.provider(), "缝纫工", date(2016, 3, 21), 28)
    for n, e in enumerate(k.people):
        if e.score and e.score >= 60:
            e.score = 60 + n % 3
    p.truth.near(p.group("f40-small-class"), "F-40", f"class:{k.number}")


def papers(p: Planter) -> None:
    _, a = p.one()
    _, b = p.one()
    b.certificate = a.certificate
    for c in b.claims:
        c.certificate = a.certificate
    for e in (a, b):
        p.truth.hit(p.group("f43-one-number"), "F-43", "block", f"cert:{e.key}")
    k, e = p.one()
    e.issued_on = k.days[-2]
    p.truth.hit(p.group("f43-before-the-end"), "F-43", "block", f"cert:{e.key}")
    k, e = p.one()
    assert e.exam_on
    e.issued_on = e.exam_on - D(1)
    p.truth.hit(p.group("f43-before-the-exam"), "F-43", "block", f"cert:{e.key}")
    k, e = p.one()
    e.issued_on = e.exam_on
    p.truth.near(p.group("f43-exam-day"), "F-43", f"cert:{e.key}")


def closing(p: Planter) -> None:
    """Nobody handed in a day of this class: its own last day is all there is."""
    k = p.world.klass(p.provider(), "砌筑工", date(2016, 5, 9), 8, marks="none")
    for name, day in (("f43-before-the-last-day", -1), ("f43-on-the-last-day", 0)):
        _, e = p.one(("none",), klass=k)
        e.score = e.exam_on = None
        e.issued_on = k.ends + D(day)
        if day < 0:
            p.truth.hit(p.group(name), "F-43", "block", f"cert:{e.key}")
        else:
            p.truth.near(p.group(name), "F-43", f"cert:{e.key}")


def graded(p: Planter) -> None:
    """A trade in which a third of the candidates fails: at one school nobody does, at another a few fewer."""
    if p.round:
        return
    for name, passed in (("f40-nobody-fails", 34), ("f40-a-good-school", 28), ("f40-the-others", 18)):
        home = p.provider()
        k = p.world.klass(home, "中式面点师", date(2016, 4, 11), 34, marks="none", settle=False)
        for n, e in enumerate(k.people):
            e.exam_on = p.world.working(k.ends + D(3), 1)[0]
            e.score = 64 + n if n < passed else 58 - n % 20
            if n < passed:
                p.world.certify(k, e)
        if passed == 34:
            p.truth.hit(p.group(name), "F-40", "low", f"provider:{home.name}")
        else:
            p.truth.near(p.group(name), "F-40", f"provider:{home.name}")


def newcomers(p: Planter) -> None:
    """Admitted in spring, certificates by the hundred in sixty days; ten peers of the trade took their time."""
    if p.round:
        return
    for _ in range(11):
        home = p.provider()
        home.admitted = date(2016, 3, 1)
        p.world.klass(home, "保育员", date(2016, 3, 7), 6, marks="none", roster="stacked")
    p.truth.near(p.group("f39-slow"), "F-39", f"provider:{home.name}")
    big = p.provider()
    big.admitted = date(2016, 3, 1)
    for n in range(2):
        p.world.klass(big, "保育员", date(2016, 3, 7), 18, marks="none", room=f"大{n}")
    p.truth.hit(p.group("f39-newcomer"), "F-39", "high", f"provider:{big.name}")


ALL: tuple[Callable[[Planter], None], ...] = (marks, papers, crowded, closing, graded, newcomers)
