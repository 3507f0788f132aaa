"""Rows of honest strangers: registers are full of people who never saw a class."""

from datetime import date, timedelta

from chunfeng.site.demo.model import Entry, Row
from chunfeng.site.demo.world import World


def settle_noise(world: World) -> None:
    many = 60 if world.size == "small" else 3000
    kinds = {
        "deceased": "",
        "pension": "城镇职工基本养老保险",
        "public_payroll": "在编",
        "student": "全日制",
        "detained": "刑事拘留",
        "abroad": "",
        "hospital": "住院",
        "poverty": "",
        "disability": "",
        "shareholder": "法定代表人",
        "unemployment": "",
    }
    for kind, sub in kinds.items():
        rows = world.registers.setdefault(kind, [])
        for n in range(many):
            who = world.registry.person()
            start = date(2016, 1, 4) + timedelta(n * 11 % 330)
            end = start + timedelta(12) if kind in ("detained", "abroad", "hospital") else None
            extra = {
                "school": "山东省泰安某学校",
                "year": 2018,
                "unit": "某事业单位",
                "firm": f"泰安{who.name}商店",
                "share": "100%",
                "first": start,
            }
            rows.append(Entry(who, world.key(kind), start, end, sub, dict(extra)))
    firm = "泰安市东岳机械有限公司"
    world.employers[firm] = "泰山区"
    for _ in range(30):
        who = world.registry.person()
        start = date(2014, 6, 3)
        world.filings.append(Row(world.key("filing"), firm, who, {"start": start, "end": None}))
        world.contracts.append(Row(world.key("contract"), firm, who, {"start": start, "end": date(2018, 6, 2)}))
        world.insurance.append(
            Row(world.key("insurance"), firm, who, {"start": start.replace(day=1), "end": date(2016, 12, 1)})
        )
    for n, klass in enumerate(k for k in world.classes if k.base):
        if n % 4 == 0:
            on = klass.days[3]
            for e in klass.people:
                e.absent = e.absent - {on}
            world.visits.append((world.key("visit"), klass, on, len(klass.people), len(klass.people)))
