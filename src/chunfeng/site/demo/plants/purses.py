"""One training on two purses, and one employer for half a class: F-16, F-47, F-54."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.model import Claim
from chunfeng.site.demo.plants.planter import Planter
from chunfeng.site.demo.truth import claim_ref, payment_ref

D = timedelta


def spans(p: Planter) -> None:
    """Two offices, two classes over the turn of the year; with timetables one is seen to be taught in the evening."""
    for name, timed in (("f16-two-classes-two-funds", False), ("f16-evening-class", True)):
        a = p.world.klass(p.provider(), "砌筑工", date(2015, 12, 14), 10, marks="none")
        b = p.world.klass(p.provider(), "钢筋工", date(2015, 12, 21), 10, marks="none")
        _, first = p.one(("none",), klass=a)
        second = p.world.again_claimed(first, b)
        claim = second.claims[0]
        claim.fund, claim.list_name, claim.paid, claim.state = "扶贫资金", "扶贫办", [], "已核准"
        if timed:
            a.start, a.end, b.start, b.end = "08:00", "11:30", "18:00", "21:30"
            a.timetable, b.timetable = list(a.days), list(b.days)
            p.near(name, "F-16", second)
            p.near(name, "F-17", second)
        else:
            p.hit(name, "F-16", "high", second)
            p.hit(name, "F-17", "high", first)
            p.hit(name, "F-17", "high", second)


def paid_twice(p: Planter) -> None:
    """The insurance office keeps no list of claims, only of what it paid; the ban began with 2017."""
    for name, on, other_paper in (
        ("f54-paid-by-both", date(2017, 1, 20), False),
        ("f54-before-the-ban", date(2016, 12, 30), False),
        ("f54-another-certificate", date(2017, 1, 20), True),
    ):
        _, e = p.one()
        first = e.claims[0]
        first.submitted, first.approved, first.paid = date(2016, 12, 2), date(2016, 12, 20), [date(2017, 1, 9)]
        first.state = "已拨付"
        second = Claim(**{f: getattr(first, f) for f in Claim.__slots__})
        second.fund, second.item, second.list_name, second.listed = "失业保险基金", "技能提升补贴", "失业保险处", False
        second.paid = [on]
        if other_paper:
            second.certificate = f"1415003{p.world.serial:09d}"
        e.claims.append(second)
        if name == "f54-paid-by-both":
            p.truth.hit(p.group(name), "F-54", "block", payment_ref(e, 1))
        else:
            p.truth.near(p.group(name), "F-54", payment_ref(e, 1))
            p.truth.near(p.group(name), "F-54", claim_ref(e))


def only_paid(p: Planter) -> None:
    """What was asked for stands on no list: two payments to one person, a payment to somebody who had died."""
    _, e = next((k, e) for _ in range(500) for k, e in [p.one()] if e.claims[0].paid)
    first = e.claims[0]
    first.listed = False
    first.paid.append(first.paid[0] + D(15))
    p.truth.hit(p.group("a04-paid-again-unclaimed"), "A-04", "high", payment_ref(e, time=1))
    _, e = next((k, e) for _ in range(500) for k, e in [p.one()] if e.claims[0].paid)
    first = e.claims[0]
    first.listed = False
    second = Claim(**{f: getattr(first, f) for f in Claim.__slots__})
    second.fund, second.list_name, second.paid = "扶贫资金", "扶贫办", [first.paid[0] + D(15)]
    e.claims.append(second)
    p.truth.near(p.group("a04-two-purses-unclaimed"), "A-04", payment_ref(e, 1))
    for name, before in (("f03-paid-unlisted", 3), ("f03-paid-died-that-day", 0)):
        k, e = next((k, e) for _ in range(500) for k, e in [p.one()] if e.claims[0].paid)
        e.in_roster, e.claims[0].listed = False, False
        p.register("deceased", e.person, k.starts - D(before))
        if before:
            p.truth.hit(p.group(name), "F-03", "block", payment_ref(e))
        else:
            p.truth.near(p.group(name), "F-03", payment_ref(e))


def one_employer(p: Planter) -> None:
    """Eight of fourteen go to one firm: three of them insured there, or all."""
    for name, insured in (("f47-firm-insures-few", 3), ("f47-firm-insures-all", 8)):
        firm = f"泰安市{'泰山' if insured == 8 else '徂徕'}服装{p.round + 1}厂有限公司"
        k = p.world.klass(p.provider(), "缝纫工", date(2016, 3, 28), 14, marks="none")
        start = k.ends + D(20)
        for n, e in enumerate([e for e in k.people if e.claims][:8]):
            c = e.claims[0]
            c.share, c.employed, c.employed_on, c.employer = 100, "是", start, firm
            p.filing(firm, e.person, start)
            if n < insured:
                p.insured(firm, e.person, start.replace(day=1), date(2016, 12, 1))
            if insured == 8:
                p.near(name, "F-47", e)
            else:
                p.hit(name, "F-47", "high", e)


ALL: tuple[Callable[[Planter], None], ...] = (spans, paid_twice, one_employer, only_paid)
