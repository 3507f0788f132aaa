"""Accounts that lists other than the claims tell of, and amounts that two lists tell differently: F-20, F-56, D-01."""

from collections.abc import Callable
from datetime import date

from chunfeng.site.demo.model import Enrolment, Klass
from chunfeng.site.demo.plants.planter import Planter
from chunfeng.site.demo.truth import notice_ref, payment_ref


def _unbanked(p: Planter) -> tuple[Klass, list[Enrolment]]:
    """A class whose claims name no account; who of it claims."""
    k = p.world.klass(p.provider(), "缝纫工", date(2016, 3, 21), 14, marks="none")
    for e in k.people:
        for c in e.claims:
            c.account_listed = False
    return k, [e for e in k.people if e.claims]


def on_the_roster(p: Planter) -> None:
    """The only list with accounts is the roster; two may share the school's own."""
    k, rest = _unbanked(p)
    for e in k.people:
        e.account_printed = e.person.account
        for c in e.claims:
            c.paid, c.state = [], "已核准"
    rest[1].account_printed = rest[0].account_printed
    for e in rest[:2]:
        p.hit("f20-account-on-the-roster", "F-20", "high", e)
    for e in rest[2:4]:
        e.account_printed = k.provider.account
        p.near("f20-account-of-the-school", "F-20", e)


def when_paid(p: Planter) -> None:
    """The only list with accounts is the finance bureau's."""
    k, rest = _unbanked(p)
    for e in rest[:2]:
        e.claims[0].account = rest[0].person.account
        p.truth.hit(p.group("f20-account-paid-twice"), "F-20", "high", payment_ref(e))
    for e in rest[2:4]:
        e.claims[0].account, e.claims[0].holder = k.provider.account, k.provider.name
        for pattern in ("F-20", "F-56"):
            p.truth.near(p.group("f20-paid-to-the-school"), pattern, payment_ref(e))
    rest[4].claims[0].holder = p.world.registry.name("男")
    p.truth.hit(p.group("f56-paid-to-another"), "F-56", "block", payment_ref(rest[4]))
    rest[5].claims[0].holder, rest[5].claims[0].guardian = p.world.registry.name("女"), "是"
    p.truth.near(p.group("f56-paid-to-a-guardian"), "F-56", payment_ref(rest[5]))


def collected(p: Planter) -> None:
    """A school that draws its class's money: into an account nobody admitted, or into its own."""
    for name in ("f56-account-never-admitted", "f56-admitted-account"):
        k = p.world.klass(p.provider(), "砌筑工", date(2016, 3, 21), 10, marks="none")
        account = k.provider.account if name == "f56-admitted-account" else p.world.registry.account()
        for e in k.people:
            for c in e.claims:
                c.account, c.holder = account, k.provider.name
                if name == "f56-admitted-account":
                    p.near(name, "F-56", e)
                else:
                    p.hit(name, "F-56", "block", e)


def on_the_wall(p: Planter) -> None:
    """The notice says another amount than the claim; all others say the same in other figures."""
    _, e = p.one(county="370911")
    e.claims[0].noticed = e.claims[0].amount + 300
    p.truth.hit(p.group("d01-notice-differs"), "D-01", "medium", notice_ref(e))
    _, e = p.one(county="370911")
    p.truth.near(p.group("d01-same-amount"), "D-01", notice_ref(e))


ALL: tuple[Callable[[Planter], None], ...] = (on_the_roster, when_paid, collected, on_the_wall)
