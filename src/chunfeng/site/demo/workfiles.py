"""Registers of other offices, and what employers hand in: filings, contracts, insurance, payrolls, site attendance."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from chunfeng.site.demo.layouts import Line, Places, Sheet, Table, book, day, money, text
from chunfeng.site.demo.model import Entry, Row
from chunfeng.site.demo.world import World

MONTHS = [date(2016, m, 1) for m in range(1, 13)]
#: kind: file, title line, header; the cells follow in `_cells`
REGISTERS: dict[str, tuple[str, list[str]]] = {
    "deceased": ("民政局死亡人员名单", ["姓名", "身份证号", "死亡日期", "登记状态"]),
    "pension": ("养老保险待遇领取人员名单", ["姓名", "身份证号", "待遇类型", "领取开始时间", "停发日期"]),
    "public_payroll": ("财政供养人员名单", ["姓名", "身份证号", "单位", "人员性质", "起始日期", "终止日期"]),
    "student": ("在校学生学籍名单", ["姓名", "身份证号", "学校", "学习形式", "入学日期", "离校日期", "预计毕业年份"]),
    "detained": ("公安局羁押人员名单", ["姓名", "身份证号", "类别", "羁押日期", "释放日期"]),
    "abroad": ("出入境记录（出境人员名单）", ["姓名", "身份证号", "出境类别", "出境日期", "入境日期"]),
    "hospital": ("医保局住院人员名单", ["姓名", "身份证号", "住院类别", "入院日期", "出院日期"]),
    "poverty": ("扶贫办建档立卡贫困户名单", ["姓名", "身份证号", "识别日期", "脱贫日期", "首次识别时间"]),
    "disability": ("残联持证残疾人名单", ["姓名", "身份证号", "发证日期", "有效期至", "首次发证日期"]),
    "shareholder": (
        "市场监管局法定代表人和股东名单",
        ["姓名", "身份证号", "企业名称", "身份", "持股比例", "成立日期", "注销日期", "营业额"],
    ),
    "unemployment": ("失业保险金领取人员名单", ["姓名", "身份证号", "失业登记日期", "失业登记注销日期"]),
}


def _tail(kind: str, e: Entry) -> list[Any]:
    x, start, end = e.extra, day(e.start, 5), day(e.end, 5)
    cells: dict[str, list[Any]] = {
        "deceased": [start, x.get("status", "正常")],
        "pension": [e.sub, start, end],
        "public_payroll": [x.get("unit", ""), e.sub, start, end],
        "student": [x.get("school", ""), e.sub, start, end, x.get("year", "")],
        "detained": [e.sub, day(e.start, 1), day(e.end, 1)],
        "abroad": [e.sub or "因私出境", day(e.start, 4), day(e.end, 4)],
        "hospital": [e.sub, day(e.start, 2), day(e.end, 2)],
        "poverty": [start, end, day(x.get("first"), 5)],
        "disability": [start, end, day(x.get("first"), 5)],
        "shareholder": [x.get("firm", ""), e.sub, x.get("share", ""), start, end, 1200000],
        "unemployment": [start, end],
    }
    return cells[kind]


def registers(world: World, places: Places) -> None:
    for n, (kind, (title, head)) in enumerate(REGISTERS.items()):
        lines: list[Line] = []
        for e in world.registers.get(kind, []):
            who = [e.person.name, e.person.number]
            tail = _tail(kind, e)
            lines.append((e.key, [*who, *tail]))
        if n % 3 == 2:
            text(places, f"09外部名单/{title}.csv", Table(head, lines), "gb18030" if n % 2 else "utf-8-sig")
        else:
            book(
                places,
                f"09外部名单/{title}.xlsx",
                [Sheet("名单", [Table(head, lines, [[title], ["截至2017年1月31日"]])])],
            )


def employment(world: World, places: Places) -> None:
    employers = [
        ("", [n, name, area, "建筑业" if "建" in name else "制造业"])
        for n, (name, area) in enumerate(world.employers.items(), 1)
    ]
    book(
        places,
        "10用工/用人单位名单.xlsx",
        [Sheet("单位", [Table(["序号", "单位名称", "所在区县", "所属行业"], employers, [["用人单位名单"]])])],
    )
    filings = [
        (
            r.key,
            [
                n,
                r.employer,
                r.person.name,
                r.person.number,
                day(r.values["start"], 5),
                day(r.values.get("end"), 5),
                r.values.get("kind", "全日制"),
                "操作工",
            ],
        )
        for n, r in enumerate(world.filings, 1)
    ]
    head = ["序号", "用人单位", "姓名", "身份证号", "就业日期", "终止日期", "用工形式", "岗位"]
    text(places, "10用工/劳动用工备案名单.csv", Table(head, filings), "gb18030")
    contracts = [
        (
            r.key,
            [
                r.employer,
                r.person.name,
                r.person.number,
                r.values.get("kind", "固定期限"),
                day(r.values["start"], 4),
                day(r.values.get("end"), 4),
                r.values.get("user", ""),
            ],
        )
        for r in world.contracts
    ]
    head = ["单位名称", "姓名", "身份证号", "合同类型", "合同起始日期", "合同终止日期", "用工单位"]
    book(places, "10用工/劳动合同台账.xlsx", [Sheet("台账", [Table(head, contracts, [["劳动合同台账"]])])])
    insured = [
        (
            r.key,
            [
                r.employer,
                r.person.name,
                r.person.number,
                r.values.get("kind", "养老保险"),
                f"{r.values['start']:%Y-%m}",
                f"{r.values['end']:%Y-%m}",
                r.values.get("payer", "单位职工"),
            ],
        )
        for r in world.insurance
    ]
    head = ["单位名称", "姓名", "身份证号", "险种", "缴费起始年月", "缴费终止年月", "缴费人员类别"]
    text(places, "10用工/社会保险缴费明细.csv", Table(head, insured))


def _grouped(rows: list[Row]) -> Iterator[tuple[tuple[str, date], list[Row]]]:
    groups: dict[tuple[str, date], list[Row]] = {}
    for r in rows:
        groups.setdefault((r.employer, r.values["month"]), []).append(r)
    yield from sorted(groups.items())


def wages(world: World, places: Places) -> None:
    """Site sheets: employer, project and month stand in the lines above the header."""
    books: dict[str, list[Sheet]] = {}
    for (employer, month), rows in _grouped(world.payroll):
        head = [
            "序号",
            "姓名",
            "身份证号",
            "工种",
            "工作天数",
            "应发工资（元）",
            "实发工资（元）",
            "发放日期",
            "离职日期",
            "签字",
        ]
        lines: list[Line] = [
            (
                r.key,
                [
                    n,
                    r.person.name,
                    r.person.number,
                    "普工",
                    r.values["days"],
                    money(r.values["due"]),
                    money(r.values["paid"]),
                    day(r.values.get("on"), 5),
                    day(r.values.get("left"), 5),
                    r.values.get("signed", ""),
                ],
            )
            for n, r in enumerate(rows, 1)
        ]
        project = f"{employer[:6]}安置房项目"
        above = [
            ["建筑工地工人工资表"],
            [f"单位名称：{employer}", "", "", f"项目名称：{project}", "", f"{month.year}年{month.month}月"],
        ]
        foot = [
            ["合计", "", "", "", "", sum(r.values["due"] for r in rows), sum(r.values["paid"] for r in rows)],
            ["制表：", "", "审核："],
        ]
        books.setdefault(employer, []).append(Sheet(f"{month:%Y-%m}", [Table(head, lines, above, below=foot)]))
    for employer, sheets in books.items():
        book(places, f"11工资/{employer}工资表.xlsx", sheets)
    books = {}
    for (employer, month), rows in _grouped(world.site_marks):
        last = (month + timedelta(32)).replace(day=1) - timedelta(1)
        days = [month + timedelta(n) for n in range(last.day)]
        head = ["序号", "姓名", "身份证号", *[str(d.day) for d in days], "出勤天数"]
        lines = []
        for n, r in enumerate(rows, 1):
            worked = r.values["worked"]
            lines.append(
                (r.key, [n, r.person.name, r.person.number, *["√" if d in worked else "" for d in days], len(worked)])
            )
        above = [
            ["建筑工地工人考勤表"],
            [
                f"单位名称：{employer}",
                "",
                "",
                f"项目名称：{employer[:6]}安置房项目",
                "",
                f"{month.year}年{month.month}月",
            ],
            ["记号：出勤√ 缺勤×"],
        ]
        books.setdefault(employer, []).append(Sheet(f"{month:%Y-%m}", [Table(head, lines, above)]))
    for employer, sheets in books.items():
        book(places, f"11工资/{employer}考勤表.xlsx", sheets)


def shifts(world: World, places: Places) -> None:
    head = ["单位名称", "姓名", "身份证号", "上班打卡时间", "下班打卡时间", "打卡方式"]
    for employer in sorted({r.employer for r in world.shifts}):
        lines: list[Line] = [
            (
                r.key,
                [employer, r.person.name, r.person.number, _clock(r.values["in"]), _clock(r.values["out"]), "人脸识别"],
            )
            for r in world.shifts
            if r.employer == employer
        ]
        text(places, f"11工资/{employer}职工打卡记录.csv", Table(head, lines, [["职工上下班打卡记录"]]), "gb18030")


def _clock(value: datetime) -> str:
    return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
