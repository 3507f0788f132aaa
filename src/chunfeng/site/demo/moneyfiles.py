"""What was claimed and what was paid: the lists of labour offices, other departments and finance bureaus."""

from collections.abc import Iterator
from datetime import date

from chunfeng.site.demo.layouts import Line, Places, Sheet, Table, book, copy, day, money, text
from chunfeng.site.demo.model import Claim, Enrolment, Klass
from chunfeng.site.demo.people import COUNTIES
from chunfeng.site.demo.truth import claim_ref, notice_ref, payment_ref
from chunfeng.site.demo.world import World

CLAIMED, PAID = "07补贴申领", "08补贴发放"
Entry = tuple[Klass, Enrolment, int, Claim]


def _claims(world: World, code: str, office: str = "") -> list[Entry]:
    return [
        (k, r, n, c)
        for k in world.classes
        if k.provider.county == code
        for r in k.people
        for n, c in enumerate(r.claims)
        if c.list_name == office and c.listed
    ]


def _offices(world: World) -> list[str]:
    return sorted({c.list_name for k in world.classes for r in k.people for c in r.claims if c.list_name})


def claim_table(county: str, entries: list[Entry], style: int, bad: int = 0) -> Table:
    head = [
        "序号",
        "姓名",
        "身份证号",
        "培训机构",
        "班级编号",
        "工种",
        "等级",
        "证书编号",
        "补贴标准",
        "补贴比例",
        "补贴金额（元）",
        "收款账号",
        "开户名",
        "是否就业",
        "就业日期",
        "就业单位",
        "申请日期",
        "核准日期",
        "审核状态",
        "资金来源",
        "补贴项目",
        "申报课时",
        "共同出资",
        "监护人账户",
    ]
    lines: list[Line] = []
    for i, (k, r, n, c) in enumerate(entries, 1):
        share = "" if c.share is None else f"{c.share}%"
        lines.append(
            (
                claim_ref(r, n),
                [
                    i,
                    r.person.name,
                    r.person.number,
                    k.provider.name,
                    k.number,
                    c.trade or k.trade,
                    c.level or k.level,
                    c.certificate,
                    money(c.standard or None),
                    share,
                    money(c.amount, style % 3),
                    c.account if c.account_listed else "",
                    c.holder if c.account_listed else "",
                    c.employed,
                    day(c.employed_on, 5),
                    c.employer,
                    day(c.submitted, 5),
                    day(c.approved, 5),
                    c.state,
                    c.fund,
                    c.item,
                    "" if c.hours is None else c.hours,
                    c.cofinanced,
                    c.guardian,
                ],
            )
        )
    total = sum(e[3].amount for e in entries) + bad
    foot = [["合计", "", "", "", "", "", "", "", "", "", money(total, 1)], ["制表人：", "", "", "审核人："]]
    return Table(
        head, lines, [[f"{county}职业培训补贴申领汇总表"], [f"填报单位：{county}人力资源和社会保障局"]], below=foot
    )


def claims(world: World, places: Places) -> None:
    for n, (code, county) in enumerate(COUNTIES.items()):
        entries = _claims(world, code)
        name = f"{CLAIMED}/{county}补贴申领汇总表.xlsx"
        table = claim_table(county, entries, n, world.bad_totals.get(county, 0))
        large = len(entries) > 5000
        book(places, name, [Sheet("申领", [table], large=large)])
        places.put(f"total:{county}", name, 0, 2 + 1 + len(entries) + 1, "申领")
        if n == 0:
            copy(places, name, f"{CLAIMED}（副本）/{county}补贴申领汇总表（副本）.xlsx")
        if n in (1, 2):  # the same claims once more, as the notice on the wall shows them
            head = ["编号", "姓 名", "公民身份号码", "班级编号", "培训机构", "补贴金额", "资金来源"]
            lines: list[Line] = [
                (
                    notice_ref(r, number),
                    [
                        i,
                        r.person.name,
                        r.person.number,
                        k.number,
                        k.provider.name,
                        money(c.noticed or c.amount, (n + 1) % 3),
                        c.fund,
                    ],
                )
                for i, (k, r, number, c) in enumerate(entries, 1)
                if not c.item
            ]
            above = [[f"{county}职业培训补贴公示"], ["公示期：2016年12月1日至12月7日"]]
            book(
                places,
                f"{CLAIMED}公示/{county}补贴公示名单.xlsx",
                [Sheet("公示", [Table(head, lines, above)], 1, 1, large=large)],
            )
    for office in _offices(world):
        other = [entry for code in COUNTIES for entry in _claims(world, code, office)]
        book(places, f"{CLAIMED}其他部门/{office}补贴申领名单.xlsx", [Sheet("名单", [claim_table(office, other, 0)])])


Payment = tuple[Klass, Enrolment, int, Claim, int, date]


def _paid_amount(claim: Claim) -> int:
    return claim.amount // len(claim.paid) if claim.in_parts else claim.amount


def _payments(world: World, office: str = "") -> Iterator[Payment]:
    """What this office paid, class by class: class, person, number of the claim, claim, number of the payment, day."""
    for k in world.classes:
        for r in k.people:
            for number, c in enumerate(r.claims):
                if c.list_name == office:
                    for time, on in enumerate(c.paid):
                        yield k, r, number, c, time, on


def payments(world: World, places: Places) -> None:
    paid: dict[str, list[Payment]] = {code: [] for code in COUNTIES}
    for payment in _payments(world):
        paid[payment[0].provider.county].append(payment)
    head = [
        "序号",
        "姓名",
        "身份证号",
        "培训机构",
        "班级编号",
        "发放金额（元）",
        "收款账号",
        "开户名",
        "发放日期",
        "资金来源",
    ]
    for n, (code, county) in enumerate(COUNTIES.items()):
        lines: list[Line] = [
            (
                payment_ref(r, number, time),
                [
                    i,
                    r.person.name,
                    r.person.number,
                    k.provider.name,
                    k.number,
                    money(_paid_amount(c)),
                    c.account,
                    c.holder,
                    day(on, 5),
                    c.fund,
                ],
            )
            for i, (k, r, number, c, time, on) in enumerate(paid[code], 1)
        ]
        if n % 2:
            text(places, f"{PAID}/{county}财政局补贴发放名单.csv", Table(head, lines), "gb18030")
        else:
            total = sum(_paid_amount(c) for _, _, _, c, _, _ in paid[code])
            table = Table(head, lines, [[f"{county}职业培训补贴发放名单"]], below=[["合计", "", "", "", "", total]])
            book(places, f"{PAID}/{county}财政局补贴发放名单.xlsx", [Sheet("发放", [table], large=len(lines) > 5000)])
    for office in _offices(world):
        _paid_elsewhere(places, office, list(_payments(world, office)))


def _paid_elsewhere(places: Places, office: str, paid: list[Payment]) -> None:
    """An office that pays by the certificate."""
    head = [
        "姓名",
        "身份证号码",
        "班级编号",
        "工种",
        "等级",
        "证书编号",
        "补贴种类",
        "实发金额",
        "银行卡号",
        "户名",
        "支付日期",
        "基金名称",
    ]
    lines: list[Line] = [
        (
            payment_ref(r, number, time),
            [
                r.person.name,
                r.person.number,
                k.number,
                k.trade,
                k.level,
                c.certificate,
                c.item,
                money(_paid_amount(c), 2),
                c.account,
                c.holder,
                day(on, 2),
                c.fund,
            ],
        )
        for k, r, number, c, time, on in paid
    ]
    if lines:
        book(
            places,
            f"{PAID}其他部门/{office}发放明细.xlsx",
            [Sheet("明细", [Table(head, lines, [[f"{office}补贴发放明细表"]])])],
        )
