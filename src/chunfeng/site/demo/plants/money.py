"""Money drawn twice, too high, too late or by somebody else: F-15, F-16, F-20, F-45 to F-57, A-01 to A-04."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.model import Claim, Enrolment, Klass
from chunfeng.site.demo.plants.planter import NUMBERED, Planter
from chunfeng.site.demo.truth import claim_ref, payment_ref, person_refs

D = timedelta


def _twice(p: Planter, same_trade: bool) -> tuple[Klass, Enrolment, Klass, Enrolment]:
    """One person in two classes of the year that do not overlap."""
    world = p.world
    for _ in range(200):
        k, e = p.one()
        for k2 in world.classes:
            if (
                not k2.base
                or k2.used
                or k2.marks not in NUMBERED
                or k2.starts <= k.ends + D(5)
                or (k2.trade == k.trade) != same_trade
            ):
                continue
            if any(not r.used and r.claims for r in k2.people):
                e2 = world.again_claimed(e, k2)
                return k, e, k2, e2
    raise AssertionError("no second class")


def twice(p: Planter) -> None:
    _, _, _, e = _twice(p, same_trade=False)
    p.hit("f15-twice-a-year", "F-15", "block", e)
    _, _, _, e = _twice(p, same_trade=True)
    p.hit("f15-same-trade", "F-15", "block", e)
    _, first, _, second = _twice(p, same_trade=False)
    for c in first.claims:
        c.state, c.paid = "已撤销", []
    p.near("f15-first-cancelled", "F-15", second)
    _, e = p.one()
    extra = Claim(**{f: getattr(e.claims[0], f) for f in Claim.__slots__})
    extra.item, extra.amount, extra.standard, extra.paid = "鉴定补贴", 150, 0, []
    e.claims.append(extra)
    p.truth.near(p.group("f15-appraisal-fee"), "F-15", claim_ref(e, 1))


def two_funds(p: Planter) -> None:
    """The same training on two purses; the later claim is accused."""
    for name, item, agreed in (("f16-two-funds", "", ""), ("f16-stipend", "生活费补贴", ""), ("f16-agreed", "", "是")):
        _, e = p.one(county="370902" if not p.round else "")
        first = e.claims[0]
        other = Claim(**{f: getattr(first, f) for f in Claim.__slots__})
        other.fund, other.list_name, other.item, other.cofinanced = "扶贫资金", "扶贫办", item, agreed
        other.submitted, other.approved, other.paid = (
            first.submitted + D(30),
            (first.approved or first.submitted) + D(30),
            [],
        )
        other.state = "已核准"
        if agreed:
            first.cofinanced = agreed
            first.share, first.amount, other.share, other.amount = 50, first.standard // 2, 50, first.standard // 2
        e.claims.append(other)
        if name == "f16-two-funds":
            p.truth.hit(p.group(name), "F-16", "block", claim_ref(e, 1))
        else:
            p.truth.near(p.group(name), "F-16", claim_ref(e, 1))


def shared(p: Planter) -> None:
    _k, first = p.one((*NUMBERED, "names"))
    trio = [first, *(p.one((*NUMBERED, "names"))[1] for _ in range(2))]
    for e in trio:
        e.phone_printed = trio[0].person.phone
        p.hit("f20-phone", "F-20", "medium", e)
    pair = [p.one()[1] for _ in range(2)]
    for e in pair:
        e.phone_printed = pair[0].person.phone
        p.near("f20-two-on-a-phone", "F-20", e)
    pair = [p.one()[1] for _ in range(2)]
    for e in pair:
        for c in e.claims:
            c.account = pair[0].person.account
        p.hit("f20-account", "F-20", "high", e)


def levels(p: Planter) -> None:
    _k, e = next((k, e) for _ in range(300) for k, e in [p.one()] if k.level == "初级")
    e.claims[0].level = "高级"
    p.hit("f45-better-level", "F-45", "block", e)
    other_names = {"电焊工": "手工电弧焊工", "缝纫工": "服装缝纫工"}
    k, e = next((k, e) for _ in range(300) for k, e in [p.one()] if k.trade in other_names)
    e.claims[0].trade = other_names[k.trade]
    p.near("f45-other-name-of-the-trade", "F-45", e)
    p.near("f45-other-name-of-the-trade", "A-01", e)


def placed(p: Planter) -> None:
    """Claims at 100 % for those in work; F-48 and F-47 look at filings of employers that are covered."""
    firm = f"泰安市泰山纺织{p.round + 1}有限公司"
    other = p.world.registry.person()
    p.filing(firm, other, date(2014, 1, 1))
    p.insured(firm, other, date(2014, 1, 1), date(2017, 1, 1))
    cases = (("honest", 40), ("before", -20), ("never", 40), ("late-inside", 150))
    for name, after in cases:
        k, e = next((k, e) for _ in range(900) for k, e in [p.one()] if k.ends < date(2016, 7, 20))
        c = e.claims[0]
        assert c.approved
        start = (k.ends if after > 0 else k.starts) + D(after)
        c.share, c.employed, c.employed_on, c.employer = 100, "是", start, firm
        if name == "late-inside":
            c.share, c.amount, c.employed, c.employed_on, c.employer = 60, c.standard * 60 // 100, "否", None, ""
        if name != "never":
            p.filing(firm, e.person, start)
        if name == "never":
            p.hit("f47-no-trace", "F-47", "high", e)
        elif name == "before":
            p.hit("f47-employed-before", "F-47", "high", e)
        else:
            p.near(f"f47-{name}", "F-47", e)
            p.near(f"f48-{name}", "F-48", e)
    k, e = p.one()
    c = e.claims[0]
    c.share, c.employed = 100, "否"
    p.hit("f48-full-rate", "F-48", "block", e)
    k, e = p.one()
    c = e.claims[0]
    c.share, c.amount, c.employed = 60, c.standard * 60 // 100, "否"
    p.near("f48-sixty", "F-48", e)


def insurance_fund(p: Planter) -> None:
    for name, item, fund, month, state in (
        ("f54-both", "技能提升补贴", "失业保险基金", 1, "已拨付"),
        ("f54-refused", "技能提升补贴", "失业保险基金", 1, "已退回"),
    ):
        _, e = p.one()
        first = e.claims[0]
        other = Claim(**{f: getattr(first, f) for f in Claim.__slots__})
        other.fund, other.item, other.list_name, other.state = fund, item, "失业保险处", state
        first.submitted, first.approved = date(2016, 12, 2), date(2016, 12, 20)
        first.paid, first.state = [date(2017, month, 9)], "已拨付"
        other.submitted, other.approved = date(2017, 1, 5), date(2017, 1, 16)
        other.paid = [date(2017, month, 20)] if state == "已拨付" else []
        e.claims.append(other)
        if state == "已拨付":
            p.truth.hit(p.group(name), "F-54", "block", claim_ref(e, 1))
        else:
            p.truth.near(p.group(name), "F-54", claim_ref(e, 1))


def payees(p: Planter) -> None:
    _, e = p.one()
    e.claims[0].holder = p.world.registry.name("女")
    p.hit("f56-other-name", "F-56", "block", e)
    _, e = p.one()
    e.claims[0].holder = f" {e.person.name[0]} {e.person.name[1:]}"
    p.near("f56-spaced-name", "F-56", e)
    _, e = p.one()
    e.claims[0].holder, e.claims[0].guardian = p.world.registry.name("女"), "是"
    p.near("f56-guardian", "F-56", e)


def late(p: Planter) -> None:
    home = p.provider()
    k = p.world.klass(home, "缝纫工", date(2015, 8, 10), 12)
    for e in k.people:
        for c in e.claims:
            c.submitted, c.approved, c.paid, c.state = date(2016, 6, 1), date(2016, 7, 1), [date(2016, 8, 1)], "已拨付"
    rest = [e for e in k.people if e.claims]
    assert rest[0].issued_on
    deadline = date(2016, rest[0].issued_on.month, rest[0].issued_on.day)
    rest[0].claims[0].submitted, rest[0].claims[0].approved = deadline + D(20), deadline + D(30)
    rest[0].claims[0].paid, rest[0].claims[0].state = [], "已核准"
    p.hit("f57-late", "F-57", "high", rest[0])
    c = rest[1].claims[0]
    c.submitted, c.approved, c.paid, c.state = deadline - D(4), deadline + D(20), [], "已核准"
    p.near("f57-in-time", "F-57", rest[1])
    _, e = p.one()
    c = e.claims[0]
    c.approved = c.submitted - D(1)
    p.hit("f57-approved-before", "F-57", "block", e)
    _, e = p.one()
    e.claims[0].approved = e.claims[0].submitted
    p.near("f57-same-day", "F-57", e)


def sums(p: Planter) -> None:
    _, e = p.one()
    e.claims[0].amount += 200
    p.truth.hit(p.group("a01-above-standard"), "A-01", "block", *person_refs(e))
    _, e = p.one()
    c = e.claims[0]
    c.share, c.amount = 60, c.standard * 80 // 100
    p.truth.hit(p.group("a02-wrong-share"), "A-02", "high", *person_refs(e))
    _, e = p.one()
    c = e.claims[0]
    c.share, c.amount, c.employed = 60, c.standard * 60 // 100, "否"
    p.truth.near(p.group("a02-right-share"), "A-02", *person_refs(e))
    if not p.round:
        p.world.bad_totals["肥城市"] = 3000
        p.truth.hit(p.group("a03-total"), "A-03", "high", "total:肥城市")
        p.truth.near(p.group("a03-right-total"), "A-03", "total:新泰市")
    _k, e = next((k, e) for _ in range(500) for k, e in [p.one()] if e.claims[0].paid)
    e.claims[0].paid.append(e.claims[0].paid[0] + D(15))
    p.truth.hit(p.group("a04-paid-twice"), "A-04", "block", payment_ref(e, time=1))
    _k, e = next((k, e) for _ in range(500) for k, e in [p.one()] if e.claims[0].paid)
    e.claims[0].in_parts, e.claims[0].paid = True, [e.claims[0].paid[0], e.claims[0].paid[0] + D(15)]
    p.truth.near(p.group("a04-paid-in-two-parts"), "A-04", payment_ref(e, time=1))


ALL: tuple[Callable[[Planter], None], ...] = (
    two_funds,
    twice,
    shared,
    levels,
    placed,
    insurance_fund,
    payees,
    late,
    sums,
)
