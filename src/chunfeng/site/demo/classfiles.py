"""Rosters, attendance, examinations and certificates in the layouts of templates that offices really use."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

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


def present(row: Enrolment, on: date, klass: Klass) -> bool:
    if row.present is not None:
        return on in row.present
    return on in klass.days and on not in row.absent


def punch(world: World, row: Enrolment, on: date, klass: Klass) -> tuple[str, str]:
    if on in row.punches:
        return row.punches[on]
    start = int(klass.start[:2]) * 60 + int(klass.start[3:]) - world.rng.randrange(1, 20)
    end = int(klass.end[:2]) * 60 + int(klass.end[3:]) + world.rng.randrange(0, 15)
    return f"{start // 60:02d}:{start % 60:02d}", f"{end // 60:02d}:{end % 60:02d}"


def _days(klass: Klass) -> list[date]:
    held = klass.entered.get("held", klass.days)
    return sorted({*held, *klass.entered.get("extra", ())})


def grid(world: World, klass: Klass, named: bool) -> list[Table]:
    """One table a month, a column a day; only the legend says what a symbol means."""
    out = []
    for month in sorted({(d.year, d.month) for d in _days(klass)}):
        first = date(month[0], month[1], 1)
        days = [first + timedelta(n) for n in range(31) if (first + timedelta(n)).month == month[1]]
        head = [
            "学员签名" if not named else "姓名",
            *([] if not named else ["身份证号"]),
            *[str(d.day) for d in days],
            "出勤",
            "缺勤",
            "其它",
        ]
        lines: list[Line] = []
        for row in klass.people:
            if not row.in_roster:
                continue
            marks = ["/" if present(row, d, klass) else ("○" if d in row.absent else "") for d in days]
            who = [row.person.name, row.person.number] if named else [row.person.name]
            lines.append((f"mark:{row.key}", [*who, *marks, marks.count("/"), marks.count("○"), ""]))
        above: list[list[Any]] = [
            ["培训学员出勤簿"],
            [f"单位名称：{klass.provider.name}", "", f"班次：{klass.number}", "", f"{month[0]}年{month[1]}月"],
            ["记号：到/  不到○  告假×  迟到¢  早退△"],
        ]
        out.append(Table(head, lines, above, below=[["班主任签字："]]))
    return out


def pairs(world: World, klass: Klass) -> Table:
    days = _days(klass)
    head = ["序号", "姓名", "身份证号", *["签到", "签退"] * len(days)]
    top = [("序号", 1), ("姓名", 1), ("身份证号", 1), *[(day(d, 5), 2) for d in days]]
    lines: list[Line] = []
    for n, row in enumerate((r for r in klass.people if r.in_roster), 1):
        cells: list[Any] = [n, row.person.name, row.person.number]
        for d in days:
            cells.extend(punch(world, row, d, klass) if present(row, d, klass) else ("", ""))
        lines.append((f"mark:{row.key}", cells))
    meta = [f"培训机构：{klass.provider.name}", "", "", "", f"班次：{klass.number}"]
    return Table(head, lines, [["学员签到签退表"], meta], top=top)


def punches(world: World, klass: Klass) -> Iterator[Line]:
    late = klass.entered.get("late")
    for d in _days(klass):
        for row in klass.people:
            if row.in_roster and present(row, d, klass):
                came, went = punch(world, row, d, klass)
                typed = f"{day(d + timedelta(5), 4)} 9:10:00" if late else f"{day(d, 4)} {went}"
                yield (
                    f"mark:{row.key}",
                    [
                        klass.number,
                        row.person.name,
                        row.person.number,
                        f"{day(d, 4)} {came}",
                        f"{day(d, 4)} {went}",
                        "人工补录" if late else klass.entered.get("machine", "指纹机"),
                        typed,
                        "录入员01" if late else "设备",
                        "",
                    ],
                )


PUNCH_HEAD = ["班级编号", "姓名", "身份证号", "签到时间", "签退时间", "打卡方式", "录入时间", "录入人", "补录原因"]


def attendance(world: World, places: Places, provider: Provider, classes: list[Klass]) -> None:
    folder = "04考勤"
    sheets = []
    for klass in classes:
        if klass.marks in ("grid", "names"):
            for table in grid(world, klass, klass.marks == "grid"):
                month = str(table.above[1][-1]).partition("年")[2]
                sheets.append(Sheet(f"{klass.number}_{month}", [table], blank_rows=provider.index % 2))
        elif klass.marks == "pairs":
            sheets.append(Sheet(klass.number, [pairs(world, klass)]))
    if sheets:
        book(places, f"{folder}/{provider.name}考勤.xlsx", sheets)
    listed = [k for k in classes if k.marks == "punch"]
    if listed:
        rows = (line for k in listed for line in punches(world, k))
        text(
            places,
            f"{folder}/{provider.name}打卡记录.csv",
            Table(PUNCH_HEAD, rows),
            "utf-8-sig" if provider.index % 2 else "gb18030",
        )


def exams(places: Places, provider: Provider, classes: list[Klass]) -> None:
    sheets = []
    for klass in classes:
        rows = [r for r in klass.people if r.score is not None]
        if not rows:
            continue
        changed = any(r.changed_on for r in rows)
        by_day: dict[date, list[Enrolment]] = {}
        for r in rows:
            assert r.exam_on is not None
            by_day.setdefault(r.exam_on, []).append(r)
        tables = []
        for on, group in sorted(by_day.items()):
            head = [
                "序号",
                "准考证号",
                "姓名",
                "身份证号",
                "成绩",
                "是否合格",
                *(["成绩修改日期", "复核签字"] if changed else []),
                "备注",
            ]
            lines: list[Line] = [
                (
                    f"exam:{r.key}",
                    [
                        n,
                        f"{klass.number[-4:]}{n:03d}",
                        r.person.name,
                        r.person.number,
                        r.score,
                        "合格" if (r.score or 0) >= 60 else "不合格",
                        *([day(r.changed_on, 5), r.signed] if changed else []),
                        "",
                    ],
                )
                for n, r in enumerate(group, 1)
            ]
            meta = [f"培训单位：{klass.provider.name}", "", f"班次：{klass.number}", "", f"考核日期：{day(on, 2)}"]
            tables.append(Table(head, lines, [["职业技能鉴定成绩单"], meta], below=[["考评员签字："]]))
        sheets.append(Sheet(klass.number, tables, blank_columns=1))
    if sheets:
        book(places, f"05考核/{provider.name}成绩单.xlsx", sheets)
