"""Wages: building sites with attendance books and payrolls, most of them honest. W-01 to W-06."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.model import Row
from chunfeng.site.demo.people import Person
from chunfeng.site.demo.plants.planter import Planter

D = timedelta


def _worker(p: Planter) -> Person:
    name, number = p.world.registry.worker()
    return Person(name, number, date(1980, 1, 1), "男", "", "", "")


def _days(p: Planter, month: date, count: int) -> list[date]:
    return p.world.working(month, count)


def _month(
    p: Planter,
    site: str,
    who: Person,
    month: date,
    due: int,
    *,
    days: int = 20,
    paid: bool = True,
    on: date | None = None,
    attended: bool = True,
    left: date | None = None,
    sheet: bool = True,
) -> tuple[str, str]:
    world = p.world
    pay, mark = world.key("pay"), world.key("site")
    if attended:
        world.site_marks.append(Row(mark, site, who, {"month": month, "worked": frozenset(_days(p, month, days))}))
    if sheet:
        values = {
            "month": month,
            "days": days,
            "due": due,
            "paid": due if paid else 0,
            "left": left,
            "on": (on or (month + D(40)).replace(day=15)) if paid else None,
            "signed": who.name if paid else "",
        }
        world.payroll.append(Row(pay, site, who, values))
    return pay, mark


def _site(p: Planter, name: str, heads: int, months: range) -> tuple[str, list[Person]]:
    site = f"泰安{name}{'一二三四五六七八九'[p.round % 9]}建筑劳务有限公司"
    p.world.employers[site] = "岱岳区"
    people: list[Person] = []
    while len(people) < heads:
        who = _worker(p)
        if who.name not in {other.name for other in people}:
            people.append(who)
    for m in months:
        for n, who in enumerate(people):
            _month(p, site, who, date(2016, m, 1), 3200 + n * 20)
    return site, people


def unpaid(p: Planter) -> None:
    """One in twenty-five never paid for May; below the share that makes a site's fault of it."""
    site, _ = _site(p, "天成", 24, range(3, 10))
    who = _worker(p)
    for m in range(3, 10):
        _, mark = _month(p, site, who, date(2016, m, 1), 3300, sheet=m != 5)
        if m == 5:
            p.truth.hit(p.group("w01-no-pay"), "W-01", "high", mark)
            p.truth.hit(p.group("w01-no-pay"), "W-03", "medium", mark)
    other = _worker(p)
    for m in range(3, 10):
        pay, mark = _month(p, site, other, date(2016, m, 1), 3300, on=(date(2016, m, 1) + D(62)).replace(day=1) - D(1))
        if m == 5:
            p.truth.near(p.group("w01-paid-on-the-last-day"), "W-01", pay)
            p.truth.near(p.group("w03-on-the-sheet"), "W-03", mark)
    gone = _worker(p)
    pay, _ = _month(p, site, gone, date(2016, 6, 1), 2900, paid=False, left=date(2016, 6, 28))
    p.truth.hit(p.group("w06-leaver"), "W-06", "high", pay)
    p.truth.hit(p.group("w06-leaver"), "W-01", "high", pay)
    fair = _worker(p)
    pay, _ = _month(p, site, fair, date(2016, 6, 1), 2900, left=date(2016, 6, 28), on=date(2016, 7, 1))
    p.truth.near(p.group("w06-settled"), "W-06", pay)


def leavers(p: Planter) -> None:
    """Filed as gone, at work in the last month: on no sheet, on the sheet, or taken on again."""
    site, _ = _site(p, "宏图", 24, range(4, 8))
    for name, sheet, again in (
        ("w06-gone-unpaid", False, False),
        ("w06-paid-and-gone", True, False),
        ("w06-taken-on-again", False, True),
    ):
        who = _worker(p)
        p.filing(site, who, date(2016, 4, 1), date(2016, 6, 28))
        if again:
            p.filing(site, who, date(2016, 7, 4))
        for m in range(4, 8 if again else 7):
            _, mark = _month(p, site, who, date(2016, m, 1), 3100, sheet=sheet or m != 6)
            if m != 6:
                continue
            if not sheet:
                p.truth.near(p.group("w04-two-unpaid"), "W-04", mark)
                p.truth.hit(p.group(name), "W-01", "high", mark)
                p.truth.hit(p.group(name), "W-03", "medium", mark)
            if name == "w06-gone-unpaid":
                p.truth.hit(p.group(name), "W-06", "high", mark)
            else:
                p.truth.near(p.group(name), "W-06", mark)


def low(p: Planter) -> None:
    site, _ = _site(p, "恒信", 12, range(7, 12))
    for name, due, days, hit in (
        ("w02-low", 1200, 22, True),
        ("w02-exact", 1710, 22, False),
        ("w02-half-month", 900, 10, False),
    ):
        who = _worker(p)
        pay, _ = _month(p, site, who, date(2016, 9, 1), due, days=days)
        if hit:
            p.truth.hit(p.group(name), "W-02", "high", pay)
        else:
            p.truth.near(p.group(name), "W-02", pay)


def many(p: Planter) -> None:
    """Three of twenty-two without a wage row in August."""
    site, _ = _site(p, "鲁班", 19, range(6, 11))
    for _ in range(3):
        who = _worker(p)
        for m in range(6, 11):
            _, mark = _month(p, site, who, date(2016, m, 1), 3600, sheet=m != 8)
            if m == 8:
                for pattern, severity in (("W-04", "high"), ("W-03", "medium"), ("W-01", "high")):
                    p.truth.hit(p.group("w04-three-unpaid"), pattern, severity, mark)


def large(p: Planter) -> None:
    """The cap is twenty-six times the monthly minimum."""
    site, _ = _site(p, "齐鲁", 12, range(7, 12))
    who = _worker(p)
    pay, _ = _month(p, site, who, date(2016, 10, 1), 52000)
    p.truth.hit(p.group("w05-large"), "W-05", "medium", pay)
    who = _worker(p)
    pay, _ = _month(p, site, who, date(2016, 10, 1), 36140)
    p.truth.near(p.group("w05-below-the-cap"), "W-05", pay)


ALL: tuple[Callable[[Planter], None], ...] = (unpaid, leavers, low, many, large)
