"""Numbers that fail, serve two names, contradict the sex, or look like somebody else's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from chunfeng.kernel.citizen_id import check_digit
from chunfeng.site.demo.model import Enrolment, Klass
from chunfeng.site.demo.people import Person
from chunfeng.site.demo.plants.planter import NUMBERED, Planter


def _bare(p: Planter) -> tuple[Klass, Enrolment]:
    """Somebody on the roster only: nothing else in the folder carries the right number."""
    k, e = p.one()
    e.claims, e.certificate, e.issued_on, e.score, e.present = [], "", None, None, frozenset()
    return k, e


def _wrong(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")


def failing(p: Planter) -> None:
    _, e = _bare(p)
    e.person.number = _wrong(e.person.number)
    p.truth.hit(p.group("i01-check-digit"), "I-01", "high", e.key)
    _, e = _bare(p)
    e.person.number = f"3.{e.person.number[1:6]}E+17"
    p.truth.hit(p.group("i01-float"), "I-01", "high", e.key)
    _, e = _bare(p)
    e.person.number = e.person.number[:16]
    p.truth.hit(p.group("i01-too-short"), "I-01", "high", e.key)


def old_numbers(p: Planter) -> None:
    for _ in range(2):
        _, e = p.one()
        e.person.printed = e.person.number[:6] + e.person.number[8:17]
        p.truth.near(p.group("i01-fifteen-digits"), "I-01", e.key)
        p.near("i03-fifteen-digits", "I-03", e)
    for wide in (True, False):
        _, e = p.one()
        number = e.person.number
        e.person.printed = (
            number.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if wide else f"'{number} "
        )
        p.truth.near(p.group("i01-wide-digits"), "I-01", e.key)


def _later(p: Planter) -> tuple[Enrolment, Klass]:
    """Somebody, and a class that opens after his own has ended."""
    later = [c for c in p.world.classes if c.base and c.marks in NUMBERED and c.starts > date(2016, 4, 1)]
    k, first = next((k, e) for _ in range(99) for k, e in [p.one()] if k.ends < later[-1].starts)
    return first, next(c for c in later if c.starts > k.ends and any(not r.used and r.claims for r in c.people))


def two_names(p: Planter) -> None:
    """The second class list has the number of somebody of another name, who never came."""
    first, klass = _later(p)
    _, e = p.one(klass=klass)
    other = Person(
        p.world.registry.name(first.person.sex),
        first.person.number,
        first.person.born,
        first.person.sex,
        e.person.phone,
        e.person.account,
        e.person.address,
    )
    e.person, e.claims, e.certificate, e.issued_on, e.score, e.present = other, [], "", None, None, frozenset()
    for row in (first, e):
        p.hit("i02-two-names", "I-02", "high", row)
    # One name, its dot written in two ways.
    first, klass = _later(p)
    first.person.name = first.claims[0].holder = "买买提·艾力"
    second = p.world.again(first, klass, keep=False)
    second.person = replace(first.person, name="买买提•艾力")
    for row in (first, second):
        p.near("i02-two-dots", "I-02", row)


def contradicts(p: Planter) -> None:
    _, e = p.one()
    e.sex_printed = "女" if e.person.sex == "男" else "男"
    p.hit("i03-sex", "I-03", "medium", e)


def alike(p: Planter) -> None:
    """One digit apart, equal name and equal phone: asked, never held."""
    k, first = p.one()
    _, e = next((k2, e) for _ in range(50) for k2, e in [p.one()] if k2 is not k)
    number = first.person.number
    digit = "1" if number[15] != "1" else "3"
    body = number[:15] + digit + number[16]
    old = e.person
    e.person = Person(
        first.person.name,
        body + check_digit(body),
        first.person.born,
        first.person.sex,
        first.person.phone,
        old.account,
        old.address,
    )
    for c in e.claims:
        c.holder = first.person.name
    for row in (first, e):
        p.truth.hit(p.group("i04-alike"), "I-04", "medium", row.key)
    k, first = p.one()
    __, e = next((k2, e) for _ in range(50) for k2, e in [p.one()] if k2 is not k)
    e.person = Person(
        first.person.name,
        e.person.number,
        e.person.born,
        e.person.sex,
        e.person.phone,
        e.person.account,
        e.person.address,
    )
    for c in e.claims:
        c.holder = first.person.name
    p.truth.near(p.group("i04-namesake"), "I-04", e.key)


ALL: tuple[Callable[[Planter], None], ...] = (failing, old_numbers, two_names, contradicts, alike)
