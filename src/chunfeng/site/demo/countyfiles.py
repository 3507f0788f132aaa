"""What the county's own offices keep: provider, room, teacher and class lists, timetables, certificates."""

from datetime import date

from chunfeng.site.demo.layouts import Line, Places, Sheet, Table, book, day, money, text
from chunfeng.site.demo.model import Klass
from chunfeng.site.demo.people import COUNTIES
from chunfeng.site.demo.world import TRADES, World

BASIC, OPENED = "01基础资料", "02开班"


def basics(world: World, places: Places) -> None:
    head = [
        "序号",
        "培训机构名称",
        "所在区县",
        "实际控制人",
        "联系电话",
        "开户账号",
        "办学许可证有效期起",
        "办学许可证有效期止",
        "认定日期",
        "地址",
        "培训工种",
    ]
    lines: list[Line] = [
        (
            f"provider:{p.name}",
            [
                n,
                p.name,
                COUNTIES[p.county],
                p.controller,
                p.phone,
                p.account,
                day(p.licence_from),
                day(p.licence_to),
                day(p.admitted),
                p.address,
                "、".join(p.trades),
            ],
        )
        for n, p in enumerate(world.providers, 1)
    ]
    book(
        places,
        f"{BASIC}/定点培训机构名单.xlsx",
        [
            Sheet(
                "名单",
                [
                    Table(
                        head,
                        lines,
                        [["泰安市农民工培训定点机构名单"], ["截至2017年1月31日"]],
                        below=[["注：以上机构均已公示。"]],
                    )
                ],
            )
        ],
    )
    rooms = [("", [name, room, capacity, "是"]) for (name, room), capacity in world.rooms.items()]
    text(places, f"{BASIC}/教室场地表.csv", Table(["培训机构", "教室", "容纳人数", "是否自有"], rooms), "gb18030")
    teachers = [("", [n, *row[:4], day(row[4], 1), day(row[5], 1), row[6]]) for n, row in enumerate(world.teachers, 1)]
    head = ["序号", "培训机构", "教师姓名", "身份证号", "任教工种", "证书有效期起", "证书有效期止", "任教等级"]
    book(places, f"{BASIC}/教师名单.xlsx", [Sheet("教师", [Table(head, teachers, [["培训机构教师名单"]])])])
    trades = [("", [n, trade, level, "2015-01-01", ""]) for n, (trade, level, _, _) in enumerate(TRADES, 1)]
    text(places, f"{BASIC}/培训工种目录.csv", Table(["序号", "工种名称", "等级", "生效日期", "失效日期"], trades))
    standards = [
        ("", [n, trade, level, money(amount, 1), hours, day(date(2015, 1, 1), 2)])
        for n, (trade, level, amount, hours) in enumerate(TRADES, 1)
    ]
    head = ["序号", "培训工种", "等级", "补贴标准\n（元/人）", "最低课时", "执行日期"]
    book(
        places,
        f"{BASIC}/补贴标准.xlsx",
        [Sheet("标准", [Table(head, standards, [["泰安市职业培训补贴标准（演示）"]])], 1, 1)],
    )


def opened(world: World, places: Places) -> None:
    for code, county in COUNTIES.items():
        style = int(code) % 6
        head = [
            "序号",
            "班级编号",
            "培训机构",
            "培训项目",
            "培训工种",
            "培训等级",
            "授课教师",
            "上课地点",
            "计划课时",
            "开班日期",
            "结业日期",
            "申报日期",
            "批准日期",
            "每日上课时间起",
            "每日上课时间止",
            "人数",
        ]
        lines: list[Line] = [
            (
                f"class:{k.number}",
                [
                    n,
                    k.number,
                    k.provider.name,
                    k.programme,
                    k.trade,
                    k.level,
                    k.teacher,
                    k.room,
                    k.hours,
                    day(k.starts, style),
                    day(k.ends, style),
                    day(k.submitted, style),
                    day(k.approved, style),
                    k.start,
                    k.end,
                    sum(r.in_roster for r in k.people),
                ],
            )
            for n, k in enumerate((k for k in world.classes if k.provider.county == code), 1)
        ]
        total = [
            ["合计", "", "", "", "", "", "", "", "", "", "", "", "", "", "", sum(int(line[1][15]) for line in lines)]
        ]
        table = Table(
            head,
            lines,
            [[f"{county}农民工培训开班名单"], [f"填报单位：{county}人力资源和社会保障局", "", "", "2016年度"]],
            below=total,
        )
        book(places, f"{OPENED}/{county}开班名单.xlsx", [Sheet("开班", [table], blank_rows=style % 2)])
    timetables(world, places)
    visits = [
        ("", [n, k.number, k.provider.name, day(on, 2), expected, there, "合格"])
        for n, (_, k, on, there, expected) in enumerate(world.visits, 1)
    ]
    head = ["序号", "班级编号", "培训机构", "检查日期", "应到人数", "实到人数", "检查结果"]
    book(places, f"{OPENED}/过程检查记录.xlsx", [Sheet("检查", [Table(head, visits, [["培训过程检查记录表"]])])])


def timetables(world: World, places: Places) -> None:
    rows: list[Line] = []
    for k in world.classes:
        for on in k.timetable or ():
            rows.append(("", [k.number, k.provider.name, day(on, 5), k.start, k.end, 8, k.teacher, k.room, "专业课"]))
    head = ["班级编号", "培训机构", "授课日期", "开始时间", "结束时间", "课时", "授课教师", "教室", "课程内容"]
    text(places, f"{OPENED}/课程表.csv", Table(head, rows))


def certificates(world: World, places: Places) -> None:
    for n, (code, county) in enumerate(COUNTIES.items()):
        found = [(k, r) for k in world.classes if k.provider.county == code for r in k.people if r.certificate]
        if n % 3 == 0:
            head = [
                "姓名[冗余]_real_name",
                "身份证号_id_card_no",
                "资质类别_cert_category",
                "资质名称_cert_name",
                "资质等级_cert_level",
                "取证时间_issue_date",
                "证书编号_cert_no",
                "班级编号_class_no",
            ]
            lines = [
                (
                    f"cert:{r.key}",
                    [
                        r.person.name,
                        r.person.number,
                        "职业资格证书",
                        k.trade,
                        k.level,
                        day(r.issued_on, 5),
                        r.certificate,
                        k.number,
                    ],
                )
                for k, r in found
            ]
            above = [["职称资质"], ["【说明】唯一键=身份证号+资质名称+资质类别。"]]
            book(places, f"06证书/{county}证书导入.xlsx", [Sheet("证书", [Table(head, lines, above)])])
        else:
            head = [
                "序号",
                "证书编号",
                "姓名",
                "身份证号码",
                "职业（工种）",
                "等级",
                "发证日期",
                "发证机关",
                "班级编号",
            ]
            lines = [
                (
                    f"cert:{r.key}",
                    [
                        i,
                        r.certificate,
                        r.person.name,
                        r.person.number,
                        k.trade,
                        k.level,
                        day(r.issued_on, 4),
                        "泰安市职业技能鉴定中心",
                        k.number,
                    ],
                )
                for i, (k, r) in enumerate(found, 1)
            ]
            text(places, f"06证书/{county}证书发放名单.csv", Table(head, lines), "gb18030" if n % 2 else "utf-8-sig")


def provider_of(world: World) -> dict[str, list[Klass]]:
    out: dict[str, list[Klass]] = {}
    for klass in world.classes:
        out.setdefault(klass.provider.name, []).append(klass)
    return out
