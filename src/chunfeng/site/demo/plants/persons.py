"""People who could not have been there, or were not meant: F-03 to F-14 and F-18."""

from collections.abc import Callable
from datetime import date, timedelta

from chunfeng.site.demo.model import Enrolment, Klass
from chunfeng.site.demo.plants.planter import Planter, reborn

D = timedelta


def _come(klass: Klass, first: int, last: int) -> frozenset[date]:
    return frozenset(klass.days[first:last])


def deceased(p: Planter) -> None:
    for step, back in enumerate((4, 1)):
        k, e = p.one()
        e.absent = frozenset()
        p.register("deceased", e.person, k.days[-1 - back])
        p.hit(f"f03-attended-{step}", "F-03", "block", e)
    k, e = p.one(("names",))
    e.absent = frozenset()
    p.register("deceased", e.person, k.days[2])
    assert (
        e.exam_on and e.exam_on > k.days[2]
    )  # the exam list carries the number: plain although the book has names only
    p.hit("f03-exam", "F-03", "block", e)
    k, e = p.one()
    assert e.exam_on
    p.register("deceased", e.person, e.exam_on)
    p.near("f03-on-the-day", "F-03", e)
    k, e = p.one()
    p.register("deceased", e.person, e.exam_on and e.exam_on + D(9))
    p.near("f03-afterwards", "F-03", e)
    k, e = p.one()
    p.register("deceased", e.person, k.days[1], status="已注销")
    p.near("f03-cancelled-entry", "F-03", e)


def _span(p: Planter, kind: str, name: str, *, pattern: str, severity: str, bad: str, good: str) -> None:
    k, e = p.one()
    e.absent = frozenset()
    p.register(kind, e.person, k.days[2], k.days[5], bad)
    p.hit(f"{name}-inside", pattern, severity, e)
    k, e = p.one()
    e.absent = frozenset()
    p.register(kind, e.person, k.days[0] - D(40), k.days[1] + D(0) if k.days[1] > k.days[0] else None, bad)
    e.absent = frozenset({k.days[0]})
    p.near(f"{name}-last-day", pattern, e)
    k, e = p.one()
    e.absent = frozenset({k.days[5], k.days[6]})
    p.register(kind, e.person, k.days[4], k.days[7], bad)
    p.near(f"{name}-absent", pattern, e)
    if good:
        k, e = p.one()
        p.register(kind, e.person, k.days[2], k.days[8], good)
        p.near(f"{name}-other-kind", pattern, e)


def detained(p: Planter) -> None:
    _span(p, "detained", "f04", pattern="F-04", severity="block", bad="刑事拘留", good="社区矫正")


def abroad(p: Planter) -> None:
    _span(p, "abroad", "f05", pattern="F-05", severity="block", bad="", good="")


def hospital(p: Planter) -> None:
    _span(p, "hospital", "f18", pattern="F-18", severity="high", bad="住院", good="日间病房")


def student(p: Planter) -> None:
    k, e = p.one()
    p.register("student", e.person, date(2014, 9, 1), None, "全日制", school="泰安市第十五中学", year=2018)
    p.hit("f06-full-time", "F-06", "block", e)
    k, e = p.one()
    p.register("student", e.person, date(2013, 9, 1), date(2016, 12, 30), "全日制", school="岱岳职业中专", year=2016)
    p.hit("f06-last-year", "F-06", "high", e)
    k, e = p.one()
    p.register("student", e.person, date(2014, 9, 1), None, "函授", school="山东广播电视大学", year=2018)
    p.near("f06-part-time", "F-06", e)
    k, e = p.one()
    p.register("student", e.person, date(2012, 9, 1), k.starts - D(3), "全日制", school="泰安市第十五中学", year=2016)
    p.near("f06-left", "F-06", e)


def _born(p: Planter) -> tuple[Klass, Enrolment]:
    """Nobody is born on a day that other years do not have."""
    return next((k, e) for _ in range(99) for k, e in [p.one()] if (k.starts.month, k.starts.day) != (2, 29))


def _birthday(day: date, years: int) -> date:
    return date(day.year - years, day.month, day.day)


def age(p: Planter) -> None:
    cases = (("f07-too-young", 16, "女", 1), ("f07-man-60", 60, "男", 0), ("f07-woman-55", 55, "女", 0))
    for name, years, sex, later in cases:
        k, e = _born(p)
        reborn(p.world, e, _birthday(k.starts, years) + D(later), sex)
        p.hit(name, "F-07", "block", e)
    for name, years, sex, later in (
        ("f07-just-16", 16, "男", 0),
        ("f07-man-59", 60, "男", 1),
        ("f07-woman-54", 55, "女", 1),
    ):
        k, e = _born(p)
        reborn(p.world, e, _birthday(k.starts, years) + D(later), sex)
        p.near(name, "F-07", e)
    k, e = _born(p)
    reborn(p.world, e, date(1963, 5, 6), "女")
    p.register("pension", e.person, date(2013, 6, 1), None, "城镇职工基本养老保险")
    p.hit("f07-pension", "F-07", "block", e)
    k, e = _born(p)
    p.register("pension", e.person, date(2014, 6, 1), None, "遗属待遇")
    p.near("f07-survivor", "F-07", e)
    k, e = _born(p)
    reborn(p.world, e, date(1962, 3, 6), "女")
    p.register("pension", e.person, k.starts + D(60), None, "城镇职工基本养老保险")
    p.near("f07-pension-later", "F-07", e)


def payroll(p: Planter) -> None:
    k, e = p.one()
    p.register("public_payroll", e.person, date(2010, 1, 1), None, "在编", unit="岱岳区某镇人民政府")
    p.hit("f08-established", "F-08", "block", e)
    for name, sub in (("f08-cadre", "村干部"), ("f08-temporary", "临时工")):
        k, e = p.one()
        p.register("public_payroll", e.person, date(2010, 1, 1), None, sub, unit="某村民委员会")
        p.near(name, "F-08", e)
    k, e = p.one()
    p.register("public_payroll", e.person, date(2008, 1, 1), k.starts.replace(day=1) - D(32), "在编", unit="某县小学")
    p.near("f08-left", "F-08", e)


def employed(p: Planter) -> None:
    k, e = p.one()
    p.filing("泰安市东岳机械有限公司", e.person, k.starts - D(200))
    p.hit("f09-employed", "F-09", "high", e)
    k, e = p.one()
    p.filing("泰安市东岳机械有限公司", e.person, k.starts - D(30))
    p.hit("f09-thirty-days", "F-09", "high", e)
    k, e = p.one()
    p.filing("泰安市东岳机械有限公司", e.person, k.starts - D(29))
    p.near("f09-just-hired", "F-09", e)
    k, e = p.one()
    p.filing("泰安市东岳机械有限公司", e.person, k.starts - D(300), k.starts - D(10))
    p.near("f09-left-before", "F-09", e)
    k, e = p.one()
    p.insured("灵活就业人员", e.person, date(2015, 1, 1), date(2016, 12, 1), payer="灵活就业")
    p.near("f09-flexible", "F-09", e)
    firm = f"泰安市岱岳食品{p.round + 1}厂有限公司"
    k, e = p.one()
    p.insured(firm, e.person, date(2015, 1, 1), date(2016, 12, 1))
    p.hit("f09-insured-by-an-employer", "F-09", "high", e)
    k, e = p.one()
    p.insured(firm, e.person, k.starts.replace(day=1), date(2016, 12, 1))
    p.near("f09-insured-since-the-class", "F-09", e)
    k, e = p.one()
    p.filing(firm, e.person, date(2014, 1, 1), k.starts - D(15))
    p.insured(firm, e.person, date(2014, 1, 1), date(2016, 12, 1))
    p.near("f09-paid-on-after-the-job", "F-09", e)


def posts(p: Planter) -> None:
    """A post-upgrade class: everybody has a contract for years, is filed and insured, except the planted."""
    employer = f"泰安市鲁中机械制造{p.round + 1}厂有限公司"
    home = p.provider()
    k = p.world.klass(home, "维修电工", date(2016, 4, 11), 14, programme="岗位技能提升培训")
    for e in k.people:
        e.employer, e.category = employer, "在岗农民工"
        for c in e.claims:
            c.employer = ""
    rest = [e for e in k.people if e.claims]
    planted = {
        id(e): name
        for e, name in zip(rest, ("none", "short", "six", "open", "filed-late", "not-insured"), strict=False)
    }
    for e in k.people:
        name = planted.get(id(e), "")
        if name != "not-insured":
            p.insured(employer, e.person, date(2015, 3, 1), date(2016, 12, 1))
        if name not in ("none", "filed-late"):
            p.filing(employer, e.person, date(2015, 3, 1))
        if name == "none":
            p.world.insurance.pop()
            for pattern, severity in (("F-10", "block"), ("F-55", "block")):
                p.hit("f10-no-contract", pattern, severity, e)
            p.hit("f10-no-contract", "F-55", "high", e)
        elif name == "short":
            p.contract(employer, e.person, k.starts - D(20), k.starts + D(70))
            p.hit("f55-short-term", "F-55", "block", e)
        elif name == "six":
            p.contract(employer, e.person, date(2016, 3, 1), date(2016, 8, 31))
            p.near("f55-six-months", "F-55", e)
        elif name == "open":
            p.contract(employer, e.person, date(2015, 3, 1), None, "无固定期限")
            p.near("f55-open-ended", "F-55", e)
        else:
            p.contract(employer, e.person, date(2015, 3, 1), date(2018, 2, 28))
            if name == "filed-late":
                p.filing(employer, e.person, k.starts + D(30))
                p.near("f10-filed-late", "F-10", e)
            elif name == "not-insured":
                p.hit("f55-not-insured", "F-55", "high", e)


def categories(p: Planter) -> None:
    home = p.provider()
    for programme, kind, category in (
        ("残疾人培训", "disability", "残疾人"),
        ("雨露计划", "poverty", "贫困家庭劳动力"),
    ):
        k = p.world.klass(home, "养老护理员", date(2016, 5 if kind == "poverty" else 8, 9), 12, programme=programme)
        for e in k.people:
            e.category = category
        rest = [e for e in k.people if e.claims]
        for e in k.people:
            if e is rest[0]:
                p.register(kind, e.person, k.starts + D(9), None, first=k.starts + D(9))
                p.hit(f"f11-{kind}", "F-11", "block", e)
            elif e is rest[1]:
                p.register(kind, e.person, k.starts + D(9), None, first=date(2013, 4, 2))
                p.near(f"f11-{kind}-renewed", "F-11", e)
            elif e is rest[2]:
                p.register(kind, e.person, k.starts, None, first=k.starts)
                p.near(f"f11-{kind}-same-day", "F-11", e)
            else:
                p.register(kind, e.person, date(2013, 4, 2), None, first=date(2013, 4, 2))


def rural(p: Planter) -> None:
    _k, e = next(
        (k, e) for _ in range(400) for k, e in [p.one()] if k.roster in ("plain", "bilingual", "gov", "stacked", "book")
    )
    e.hukou = "非农业"
    p.hit("f12-not-rural", "F-12", "high", e)


def owners(p: Planter) -> None:
    for name, sub, share, start, end in (
        ("f13-owner", "法定代表人", "100%", date(2012, 1, 1), None),
        ("f13-quarter", "股东", "25%", date(2012, 1, 1), None),
        ("f13-small", "股东", "24%", date(2012, 1, 1), None),
        ("f13-closed", "法定代表人", "60%", date(2012, 1, 1), date(2015, 6, 1)),
        ("f13-cooperative", "合作社成员", "30%", date(2012, 1, 1), None),
    ):
        _k, e = p.one()
        p.register("shareholder", e.person, start, end, sub, share=share, firm=f"泰安{name[4:6].upper()}商贸有限公司")
        if name in ("f13-owner", "f13-quarter"):
            p.hit(name, "F-13", "medium", e)
        else:
            p.near(name, "F-13", e)


def own_staff(p: Planter) -> None:
    k, e = p.one()
    p.filing(k.provider.name, e.person, k.starts - D(20))
    p.hit("f14-own-staff", "F-14", "high", e)
    k, e = p.one()
    p.filing(k.provider.name, e.person, k.starts + D(30))
    p.near("f14-hired-later", "F-14", e)


ALL: tuple[Callable[[Planter], None], ...] = (
    deceased,
    detained,
    abroad,
    hospital,
    student,
    age,
    payroll,
    employed,
    posts,
    categories,
    rural,
    owners,
    own_staff,
)
