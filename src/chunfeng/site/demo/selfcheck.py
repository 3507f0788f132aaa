"""The generator's own proof that unplanted people break nothing, from its facts and not from any rule."""

from collections import Counter
from datetime import date

from chunfeng.kernel.citizen_id import check_digit
from chunfeng.site.demo.model import Enrolment, Klass
from chunfeng.site.demo.truth import Truth, claim_ref, notice_ref, payment_ref
from chunfeng.site.demo.world import STANDARD, World

POST = "岗位技能提升培训"


def check(world: World, truth: Truth) -> None:
    planted = {ref for _, _, _, _, refs in truth.lines for ref in refs}
    held = {f"class:{k.number}" for k in world.classes}
    assert len(held) == len(world.classes), "class numbers repeat"
    honest = [(k, e) for k in world.classes for e in k.people if not e.used and not _refs(e) & planted]
    seen = Counter(e.person.number for _, e in honest)
    phones = Counter(e.phone_printed or e.person.phone for _, e in honest)
    accounts = Counter(c.account for _, e in honest for c in e.claims)
    papers = Counter(e.certificate for _, e in honest if e.certificate)
    for what, counted in (("number", seen), ("phone", phones), ("account", accounts), ("certificate", papers)):
        assert not [value for value, times in counted.items() if times > 1], f"{what} twice"
    listed = {
        entry.person.number
        for kind, rows in world.registers.items()
        if kind not in ("poverty", "disability")
        for entry in rows
    }
    employed = {r.person.number for rows in (world.filings, world.insurance, world.shifts) for r in rows}
    schools = {provider.phone for provider in world.providers}
    for k, e in honest:
        assert e.person.number not in listed, "an honest trainee on a register"
        assert e.person.number not in employed or k.programme == POST, "an honest jobseeker at work"
        assert (e.phone_printed or e.person.phone) not in schools, "an honest trainee with a school's phone"
        _honest(k, e)
    _calendars(world, planted)


def _refs(e: Enrolment) -> set[str]:
    refs = {e.key, f"exam:{e.key}", f"cert:{e.key}"}
    for n, claim in enumerate(e.claims):
        refs |= {claim_ref(e, n), notice_ref(e, n), *(payment_ref(e, n, time) for time in range(len(claim.paid)))}
    return refs


def _honest(k: Klass, e: Enrolment) -> None:
    who = e.person
    assert check_digit(who.number[:17]) == who.number[17]
    assert 17 <= k.starts.year - who.born.year <= 50
    assert len(e.absent) * 5 <= len(k.days)
    if e.certificate:
        assert e.exam_on and e.issued_on and k.ends < e.exam_on < e.issued_on
    for c in e.claims:
        assert e.issued_on and c.submitted > e.issued_on and c.approved and c.approved >= c.submitted
        assert (
            c.holder == who.name
            and c.amount * 100 == c.standard * (c.share or 100)
            and c.standard == STANDARD[k.trade][1]
        )
        assert not (c.level or c.trade or c.item or c.noticed or c.in_parts) and c.listed
    assert e.registered_on is None or (k.starts - e.registered_on).days > 7


def _calendars(world: World, planted: set[str]) -> None:
    busy: set[tuple[str, str, date]] = set()
    for k in world.classes:
        if not k.base:
            continue
        assert k.starts < date(2016, 11, 1) and len(k.people) <= 50 <= world.rooms[(k.provider.name, k.room)]
        assert k.submitted <= k.approved < k.starts and k.hours <= 8 * len(k.days)
        for on in k.days:
            for what in (k.teacher, k.room):
                slot = (k.provider.name, what, on)
                assert slot not in busy, "a teacher or a room twice on a day"
                busy.add(slot)
