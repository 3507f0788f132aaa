"""Rosters in the layouts of templates that offices really use."""

from chunfeng.site.demo.layouts import Line, Places, Sheet, Table, book, day, text
from chunfeng.site.demo.model import Enrolment, Klass, Provider
from chunfeng.site.demo.world import LEVELS, World

_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def mess(world: World, number: str, chance: float = 0.02) -> str:
    """A number as typed by hand: still the same number after normalising."""
    roll = world.rng.random()
    if roll > chance * 4:
        return number.lower() if number.endswith("X") and roll > 0.5 else number
    if roll < chance:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    if roll < chance * 2:
        return "'" + number
    if roll < chance * 3:
        return number.translate(_WIDE)
    return f" {number}"


def _number(world: World, row: Enrolment) -> str:
    return row.person.printed or mess(world, row.person.number)


def _sex(row: Enrolment) -> str:
    return row.sex_printed or row.person.sex


def _phone(row: Enrolment) -> str:
    return row.phone_printed or row.person.phone


def _level(klass: Klass) -> str:
    return f"{klass.trade}({klass.level})" if int(klass.number[-4:]) % 2 else f"{klass.trade}{LEVELS[klass.level]}"


def roster(world: World, klass: Klass) -> Table:
    rows = [row for row in klass.people if row.in_roster]
    kind, count = klass.roster, len(rows)
    sign = ["经办人签字：", "", "", "负责人签字：", "", "", day(klass.starts, 2)]
    if kind == "web":
        head = [
            "序号",
            "姓名",
            "性别",
            "名族",
            "文化程度",
            "身份证号码",
            "工种",
            "工作单位",
            "联系电话",
            "原技术的等级",
            "培训等级",
            "家庭地址",
        ]
        lines: list[Line] = [
            (
                r.key,
                [
                    n,
                    r.person.name,
                    _sex(r),
                    "汉",
                    "初中",
                    _number(world, r),
                    klass.trade,
                    r.employer,
                    _phone(r),
                    "",
                    klass.level,
                    r.person.address,
                ],
            )
            for n, r in enumerate(rows, 1)
        ]
        meta = [
            f"培训机构：{klass.provider.name}",
            "",
            "",
            f"工种等级：{_level(klass)}",
            "",
            "",
            f"班次：{klass.number}",
            "",
            "",
            f"开班日期：{day(klass.starts, 2)}",
        ]
        return Table(head, lines, [["培训人员花名册"], meta], below=[sign])
    if kind == "gov":
        head = [
            "序号",
            "姓名",
            "性别",
            "学历",
            "年龄",
            "身份证号码",
            "联系电话",
            "户口\n所在地",
            "户口\n性质",
            "就业安排承诺单位",
        ]
        lines = [
            (
                r.key,
                [
                    n,
                    r.person.name,
                    _sex(r),
                    "初中",
                    klass.starts.year - r.person.born.year,
                    _number(world, r),
                    _phone(r),
                    r.person.address,
                    r.hukou,
                    "",
                ],
            )
            for n, r in enumerate(rows, 1)
        ]
        meta = [
            f"培训单位（公章）：{klass.provider.name}",
            "",
            "",
            f"班级编号：{klass.number}",
            "",
            f"开班日期：{day(klass.starts, 1)}",
        ]
        return Table(
            head,
            lines,
            [["    泰安市农民工技能培训学员花名册"], meta],
            below=[[f"注：本班共{count}人，名单须如实填写。"], sign],
        )
    if kind == "bilingual":
        head = [
            "姓名_real_name",
            "身份证号_id_card_no",
            "性别_gender",
            "联系方式_phone",
            "民族_ethnicity",
            "户口类型_hukou_type",
            "工作单位_company",
            "班级编号_class_no",
        ]
        lines = [
            (r.key, [r.person.name, _number(world, r), _sex(r), _phone(r), "汉族", r.hukou, r.employer, klass.number])
            for r in rows
        ]
        return Table(
            head,
            lines,
            [
                ["培训学员花名册"],
                ["【说明】每名学员一行；身份证号不可重复。"],
                [f"培训机构：{klass.provider.name}", "", f"开班日期：{day(klass.starts, 5)}"],
            ],
        )
    head = [
        "序号",
        "姓名",
        "性别",
        "出生年月",
        "身份证号",
        "民族",
        "人员类别",
        "户籍性质",
        "联系电话",
        "家庭住址",
        "工作单位",
        "班次",
    ]
    if registered := any(r.registered_on for r in rows):
        head.append("就业失业登记证发证日期")
    if banked := any(r.account_printed for r in rows):
        head.append("银行账号")
    lines = [
        (
            r.key,
            [
                n,
                r.person.name,
                _sex(r),
                f"{r.person.born:%Y.%m}",
                _number(world, r),
                "汉",
                r.category,
                r.hukou,
                _phone(r),
                r.person.address,
                r.employer,
                klass.number,
                *([day(r.registered_on, 1)] if registered else []),
                *([r.account_printed] if banked else []),
            ],
        )
        for n, r in enumerate(rows, 1)
    ]
    meta = [
        f"培训机构：{klass.provider.name}",
        "",
        "",
        f"培训工种：{_level(klass)}",
        "",
        "",
        f"开班日期：{day(klass.starts, 4)}",
    ]
    return Table(head, lines, [["培训学员花名册"], meta], below=[["合计", f"{count}人"], sign])


def rosters(world: World, places: Places, provider: Provider, classes: list[Klass]) -> None:
    folder = "03花名册"
    plain = [k for k in classes if k.roster not in ("csv_gb", "csv_bom", "stacked")]
    for klass in classes:
        if klass.roster in ("csv_gb", "csv_bom"):
            table = roster(world, klass)
            flat = Table(table.header, table.rows, [table.above[1]] if klass.roster == "csv_bom" else table.above)
            text(
                places,
                f"{folder}/{provider.name}/{klass.number}.csv",
                flat,
                "gb18030" if klass.roster == "csv_gb" else "utf-8-sig",
            )
    stacked = [roster(world, k) for k in classes if k.roster == "stacked"]
    if stacked:
        book(
            places,
            f"{folder}/{provider.name}（各班汇总）.xlsx",
            [Sheet("花名册", stacked, blank_rows=1, blank_columns=1)],
        )
    if plain:
        odd = provider.index % 3 == 0
        book(
            places,
            f"{folder}/{provider.name}花名册.xlsx",
            [Sheet(f"{k.number}班", [roster(world, k)], int(odd), int(odd)) for k in plain]
            + [Sheet("Sheet3", [], hidden=True)],
        )
