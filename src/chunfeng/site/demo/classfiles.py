"""Attendance and examinations of a class in the layouts of templates that offices really use."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chunfeng.site.demo.layouts import Line, Places, Sheet, Table, book, day, text
from chunfeng.site.demo.model import Enrolment, Klass, Provider
from chunfeng.site.demo.world import World


def present(row: Enrolment, on: date, klass: Klass) -> bool:
    if row.present is not None:
        return on in row.present
    return on in klass.days and on not in row.absent and on not in row.leave


def punch(world: World, row: Enrolment, on: date, klass: Klass) -> tuple[str, str]:
    if on in row.punches:
        return row.punches[on]
    start = int(klass.start[:2]) * 60 + int(klass.start[3:]) - world.rng.randrange(1, 20)
    end = int(klass.end[:2]) * 60 + int(klass.end[3:]) + world.rng.randrange(0, 15)
    return f"{start // 60:02d}:{start % 60:02d}", f"{end // 60:02d}:{end % 60:02d}"


def _days(klass: Klass) -> list[date]:
    held = klass.entered.get("held", klass.days)
    return sorted({*held, *klass.entered.get("extra", ())})


def _away(row: Enrolment, on: date) -> str:
    return "○" if on in row.absent else "×" if on in row.leave else ""


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
            marks = ["/" if present(row, d, klass) else _away(row, d) for d in days]
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


def halves(klass: Klass) -> Table:
    """Two marks a day; who came to one half has no mark for the other."""
    days = _days(klass)
    head = ["序号", "姓名", "身份证号", *["上午", "下午"] * len(days)]
    top = [("序号", 1), ("姓名", 1), ("身份证号", 1), *[(day(d, 5), 2) for d in days]]
    lines: list[Line] = []
    for n, row in enumerate((r for r in klass.people if r.in_roster), 1):
        cells: list[Any] = [n, row.person.name, row.person.number]
        for d in days:
            here = present(row, d, klass)
            for half in ("上午", "下午"):
                cells.append("√" if here and row.halves.get(d, half) == half else "×" if d in row.absent else "")
        lines.append((f"mark:{row.key}", cells))
    above: list[list[Any]] = [
        ["学员出勤表"],
        [f"培训机构：{klass.provider.name}", "", "", "", f"班次：{klass.number}"],
        ["记号：出勤√ 缺勤×"],
    ]
    return Table(head, lines, above, top=top)


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
                        klass.entered.get("reasons", {}).get(d, ""),
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
        elif klass.marks == "halves":
            sheets.append(Sheet(klass.number, [halves(klass)]))
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
