"""findings.xlsx: a summary and one sheet a rule, which officers filter, tick off and file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from chunfeng.engines.display import words
from chunfeng.engines.display.audit_data import AuditResult, RuleInfo
from chunfeng.engines.display.findings_csv import rows
from chunfeng.engines.display.sums import Asked, Sum, Sums

#: Header row included, a sheet of .xlsx holds 1,048,576 rows.
SHEET_ROWS = 1_048_576
_CELL = 32_767
_MOST_LINES = 8
_HEAD = 5  # rows of title and notes above the header of a rule's sheet
#: title, width, column of the findings; what is printed stands first, up to and with the note of the decision.
_COLUMNS: Sequence[tuple[str, int, str]] = (
    ("序号", 6, "#"), ("严重程度", 9, "severity"), ("对象", 9, "subject_kind"), ("人员", 26, "person"),
    ("培训机构或单位", 22, "provider"), ("说明", 40, "said"), ("文件", 28, "file"), ("工作表", 13, "sheet"), ("行", 7, "row"),
    ("金额（元）", 12, "amount_fen"), ("认定", 10, "decision"), ("认定说明", 18, "note"), ("证据", 90, "evidence"),
    ("对照文件", 28, "other_file"), ("对照工作表", 14, "other_sheet"), ("对照行", 9, "other_row"), ("县市区", 12, "county"),
    ("已发放（元）", 13, "paid_fen"), ("指纹", 20, "fingerprint"),
)  # fmt: skip
_PRINTED = next(at for at, (_, _, field) in enumerate(_COLUMNS) if field == "note")
_FIELDS = tuple(f for _, _, f in _COLUMNS if f not in ("#", "decision", "note"))
ASKED = "该问谁"
DECISIONS = ("属实", "已说明", "数据有误")


def write_workbook(path: Path, result: AuditResult, sums: Sums, *, sheet_rows: int = SHEET_ROWS) -> None:
    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    try:
        created = datetime.combine(result.as_of, time(), tzinfo=UTC).replace(tzinfo=None)
        book.set_properties(
            {"title": f"疑点明细：截至 {result.as_of.isoformat()}", "created": created, "author": "chunfeng"}
        )
        formats = _formats(book)
        summary = book.add_worksheet("汇总")
        asked = book.add_worksheet(ASKED) if sums.asked else None
        hit = [rule for rule in ordered(result, sums) if rule.code in sums.by_rule]
        sheets = _RuleSheets(book, formats, result, sums, rules=hit, most=sheet_rows)
        _summary(summary, formats, result, sums, hit=hit, names=sheets.names)
        if asked is not None:
            _asked(asked, formats, result, sums, names=sheets.names)
        _not_run(book, formats, result)
        sheets.fill()
    finally:
        book.close()


def asked_name(asked: Asked) -> str:
    return f"报送“{asked.who}”的单位" if asked.is_file else asked.who


def ordered(result: AuditResult, sums: Sums) -> list[RuleInfo]:
    """The rules that ran: first those that hit, gravest first, then the others as they were given. A finding whose rule
    nobody described gets a bare description, lest it be lost."""
    known = {rule.code: rule for rule in result.rules}
    hit = [known.get(code) or RuleInfo(code, code, "", "") for code in sums.by_rule]
    return hit + [rule for rule in result.rules if rule.status == "run" and rule.code not in sums.by_rule]


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
    line = base | {"bottom": 1, "bottom_color": "#D9DEE3"}
    kinds = {
        "title": base | {"bold": True, "font_size": 14},
        "note": base | {"font_color": "#4A525C"},
        "head": base
        | {
            "bold": True,
            "bg_color": "#E9ECEF",
            "bottom": 1,
            "bottom_color": "#1B1F24",
            "valign": "vcenter",
            "text_wrap": True,
        },
        "text": line,
        "wrap": line | {"text_wrap": True},
        "after": line | {"indent": 1},
        "none": line | {"align": "right", "font_color": "#656D77"},
        "whole": line | {"num_format": "#,##0", "align": "right"},
        "row": line | {"num_format": "0", "align": "right"},
        "money": line | {"num_format": "#,##0.00", "align": "right"},
        "link": line | {"font_color": "#1A4E8A", "underline": 1},
        "back": base | {"font_color": "#1A4E8A", "underline": 1},
        "if_open": {"bg_color": "#FFF8DC", "bottom": 1, "bottom_color": "#D9DEE3"},
        "if_line": {"bottom": 1, "bottom_color": "#D9DEE3"},
        "small": line | {"font_color": "#656D77", "font_size": 8},
        "total": base | {"bold": True, "top": 1},
        "total_n": base | {"bold": True, "top": 1, "num_format": "#,##0"},
        "total_m": base | {"bold": True, "top": 1, "num_format": "#,##0.00"},
        "block": line | {"indent": 1, "font_color": "#8A1620", "bg_color": "#FBE4E5", "bold": True},
        "high": line | {"indent": 1, "font_color": "#6B4300", "bg_color": "#FCEFD2", "bold": True},
        "medium": line | {"indent": 1, "font_color": "#123F73", "bg_color": "#E1ECF8"},
        "low": line | {"indent": 1, "font_color": "#3D454F", "bg_color": "#E9ECEF"},
    }
    return {name: book.add_format(kind) for name, kind in kinds.items()}


def sheet_name(title: str, number: int, taken: set[str], part: int = 0) -> str:
    """A legal name not yet taken: no []:*?/\\, 31 characters as Excel counts them, differing by more than case."""
    clean = "".join(" " if c in "[]:*?/\\" or ord(c) < 32 else c for c in title).strip(" '") or "规则"
    tail = f"（{part + 1}）" if part else ""
    head = f"{number:02d} "
    room = 31 - len((head + tail).encode("utf-16-le")) // 2
    while len(clean.encode("utf-16-le")) // 2 > room:
        clean = clean[:-1]
    name = head + clean.strip(" '") + tail
    while name.casefold() in taken:
        name = "_" + name[:30]
    taken.add(name.casefold())
    return name


class _RuleSheets:
    """The sheets of all rules, open at once: findings come by severity, so that those of one rule may lie apart."""

    def __init__(
        self, book: Any, formats: dict[str, Any], result: AuditResult, sums: Sums, *, rules: list[RuleInfo], most: int
    ) -> None:
        self.formats, self.result, self.room = formats, result, most - _HEAD - 1
        self.names: dict[str, str] = {}
        self._severities = sums.severities
        self._sheets: dict[tuple[str, int], Any] = {}
        self._written: dict[str, int] = {}
        taken = {"汇总", ASKED, "没运行的规则", "history"}
        for number, rule in enumerate(rules, 1):
            hits = sums.by_rule[rule.code].hits
            for part in range((hits - 1) // self.room + 1):
                sheet = book.add_worksheet(sheet_name(rule.title, number, taken, part))
                self.names.setdefault(rule.code, sheet.get_name())
                self._sheets[rule.code, part] = sheet
                self._head(sheet, rule, min(hits - part * self.room, self.room), hits)

    def _head(self, sheet: Any, rule: RuleInfo, lines: int, hits: int) -> None:
        f = self.formats
        sheet.hide_gridlines(2)
        for column, (_, width, _) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, rule.title, f["title"])
        patterns = "、".join(rule.patterns)
        found = [words.SEVERITY[s] for s in words.SEVERITY if (rule.code, s) in self._severities]
        told = f"{'、'.join(found)}　条款 {rule.clause}　问题编号 {patterns}　规则 {rule.code}"
        told += f"　共 {hits:,} 笔"
        sheet.write_string(1, 0, told, f["note"])
        sheet.write_string(2, 0, "查什么：" + rule.asks if rule.asks else "", f["note"])
        sheet.write_string(3, 0, "不算：" + rule.not_for if rule.not_for else "", f["note"])
        sheet.write_url(4, 0, "internal:'汇总'!A1", f["back"], "回汇总")
        sheet.set_row(_HEAD, 30)
        for column, (title, _, _) in enumerate(_COLUMNS):
            sheet.write_string(_HEAD, column, title, f["head"])
        sheet.freeze_panes(_HEAD + 1, 4)
        sheet.autofilter(_HEAD, 0, _HEAD + lines, len(_COLUMNS) - 1)
        decision = next(i for i, (_, _, field) in enumerate(_COLUMNS) if field == "decision")
        sheet.data_validation(
            _HEAD + 1, decision, _HEAD + lines, decision, {"validate": "list", "source": list(DECISIONS)}
        )
        # Hairlines, and the ground of the cells to be filled in, for written and empty cells alike.
        last = _HEAD + lines
        always = {"type": "formula", "criteria": "=TRUE"}
        sheet.conditional_format(_HEAD + 1, decision, last, decision + 1, always | {"format": f["if_open"]})
        sheet.conditional_format(_HEAD + 1, 0, last, len(_COLUMNS) - 1, always | {"format": f["if_line"]})
        sheet.print_area(0, 0, last, _PRINTED)
        _printed(sheet)

    def fill(self) -> None:
        titles, kinds, room = self.result.evidence_titles, self.result.kind_titles, self.room
        writers = [
            (at, field, *_writer(field, self.formats, titles, kinds)) for at, (_, _, field) in enumerate(_COLUMNS)
        ]
        places = {field: nth for nth, field in enumerate(_FIELDS)}
        plain = [(at, places[field], write, said, form) for at, field, write, said, form in writers if field in places]
        shades = self.formats
        severity = places["severity"]
        wrapped = [(place, said, _COLUMNS[at][1]) for at, place, _, said, form in plain if form is shades["wrap"]]
        for rule, *cells in rows(self.result.findings, ("rule", *_FIELDS)):
            nth = self._written.get(rule, 0)
            self._written[rule] = nth + 1
            sheet = self._sheets[rule, nth // room]
            line = _HEAD + 1 + nth % room
            # Excel fits wrapped rows when it opens a file; other offices' programs show one cut line.
            lines = max(_lines(said(cells[place]), width) for place, said, width in wrapped if cells[place])
            if lines > 1:
                sheet.set_row(line, 15 * min(lines, _MOST_LINES))
            sheet.write_number(line, 0, nth + 1, shades["row"])
            for at, place, write, said, form in plain:
                value = cells[place]
                # Blank cells are not written: most lines lack something, and a million lines are many cells.
                if value is not None and value != "":
                    shade = shades.get(value, form) if place == severity else form
                    getattr(sheet, write)(line, at, said(value), shade)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many digits; a Chinese character is as wide as two."""
    return -(-(len(text.encode()) + len(text)) // (2 * (width - 1)))


def _writer(field: str, f: dict[str, Any], titles: Any, kinds: Any) -> tuple[str, Callable[[Any], Any], Any]:
    """How the cells of a column are written: method of the sheet, what is said of the value, format."""
    if field in ("amount_fen", "paid_fen"):
        return "write_number", lambda fen: int(fen) / 100, f["money"]
    if field in ("row", "other_row"):
        return "write_number", int, f["row"]
    if field == "severity":
        return "write_string", lambda code: words.SEVERITY.get(code, code), f["text"]
    if field == "subject_kind":
        return "write_string", lambda code: words.subject(code, kinds), f["text"]
    if field == "evidence":
        return "write_string", lambda text: words.evidence_line(text, titles)[:_CELL], f["wrap"]
    form = (
        f["wrap"]
        if field in ("said", "file", "sheet", "provider", "other_file")
        else f["small"]
        if field == "fingerprint"
        else f["text"]
    )
    return "write_string", lambda text: str(text)[:_CELL], form


_SUMMARY_COLUMNS = (
    ("序号", 6), ("严重程度", 9), ("规则", 50), ("命中（笔）", 11), ("涉及（人）", 11), ("风险金额（元）", 15),
    ("其中已发放（元）", 16), ("条款", 12), ("问题编号", 12), ("规则代码", 42),
)  # fmt: skip
_ASKED_COLUMNS = (
    ("序号", 6), ("问谁", 40), ("县市区", 12), ("严重程度", 9), ("问什么", 50), ("疑点（笔）", 11), ("涉及（人）", 11),
    ("风险金额（元）", 15), ("其中已发放（元）", 16),
)  # fmt: skip
_NOT_RUN_COLUMNS = (("规则", 52), ("缺什么", 52), ("向谁要", 30), ("条款", 12), ("规则代码", 42))
_ONCE = "一笔申领命中多条规则时，金额只计入最重的一条，各行相加等于合计；涉及人数有重复，不相加。"
_OPEN = "含未遮盖的个人信息，按规定保管和销毁。"
_MASKED = "姓名、号码已遮盖；凭文件、工作表和行回到原表。"


def _headed(sheet: Any, f: dict[str, Any], columns: Sequence[tuple[str, int]], at: int) -> None:
    sheet.hide_gridlines(2)
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(at, column, title, f["head"])
    sheet.freeze_panes(at + 1, 0)


def _printed(sheet: Any, head: int = _HEAD) -> None:
    """A4 across, as wide as the sheet, its head on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")


def _measures(sheet: Any, f: dict[str, Any], at: int, column: int, found: Sum) -> None:
    """Four cells: hits, persons, money at risk, paid. What does not apply is --, as in the report."""
    sheet.write_number(at, column, found.hits, f["whole"])
    for nth, (known, value, form) in enumerate(
        (
            (found.persons, found.persons, f["whole"]),
            (found.lines or found.touched, found.fen / 100, f["money"]),
            (found.lines or found.touched, found.paid / 100, f["money"]),
        ),
        column + 1,
    ):
        if known:
            sheet.write_number(at, nth, value, form)
        else:
            sheet.write_string(at, nth, "--", f["none"])


def _total(sheet: Any, f: dict[str, Any], at: int, columns: int, title: int, hits: int, sums: Sums) -> None:
    """The line of totals: title at one column, hits, (persons do not add up,) risk and paid from another."""
    cells = {title: "合计", hits: sums.total.hits, hits + 2: sums.total.fen / 100, hits + 3: sums.total.paid / 100}
    for column in range(columns):
        value = cells.get(column)
        if isinstance(value, str):
            sheet.write_string(at, column, value, f["total"])
        elif value is not None:
            sheet.write_number(at, column, value, f["total_n" if column == hits else "total_m"])
        else:
            sheet.write_blank(at, column, None, f["total"])


def _summary(
    sheet: Any, f: dict[str, Any], result: AuditResult, sums: Sums, *, hit: list[RuleInfo], names: dict[str, str]
) -> None:
    ran = sum(1 for rule in result.rules if rule.status == "run")
    idle = len(result.rules) - ran
    notes = (
        f"依据 {result.pack.title} {result.pack.number}　截至 {result.as_of.isoformat()}",
        f"规则 {ran} 条运行，{idle} 条未运行。这是疑点清单，不是结论；每笔由人认定。",
        _ONCE,
        _OPEN if result.show_personal else _MASKED,
    )
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, "疑点明细", f["title"])
    for line, told in enumerate(notes, 1):
        sheet.write_string(line, 0, told, f["note"])
    _headed(sheet, f, _SUMMARY_COLUMNS, _HEAD)
    at = _HEAD
    for number, rule in enumerate(hit, 1):
        at += 1
        found = sums.by_rule[rule.code]
        sheet.write_number(at, 0, number, f["row"])
        sheet.write_string(at, 1, words.SEVERITY.get(found.gravest, ""), f.get(found.gravest, f["text"]))
        sheet.write_url(at, 2, _to(names[rule.code]), f["link"], rule.title[:255])
        _measures(sheet, f, at, 3, found)
        sheet.write_string(at, 7, rule.clause, f["after"])
        for column, text in ((8, "、".join(rule.patterns)), (9, rule.code)):
            sheet.write_string(at, column, text, f["text"])
    if hit:
        sheet.autofilter(_HEAD, 0, at, len(_SUMMARY_COLUMNS) - 1)
    # A row between, so that sorting and filtering leave the total alone.
    _total(sheet, f, at + 2, len(_SUMMARY_COLUMNS), 2, 3, sums)
    _printed(sheet)


def _asked(sheet: Any, f: dict[str, Any], result: AuditResult, sums: Sums, *, names: dict[str, str]) -> None:
    """One line an office and rule: the list to send out letters by."""
    titles = {rule.code: rule.title for rule in result.rules}
    _headed(sheet, f, _ASKED_COLUMNS, 0)
    at = 0
    for number, asked in enumerate(sums.asked, 1):
        for part in asked.rules:
            at += 1
            sheet.write_number(at, 0, number, f["row"])
            sheet.write_string(at, 1, asked_name(asked)[:_CELL], f["wrap"])
            sheet.write_string(at, 2, asked.county, f["text"])
            sheet.write_string(at, 3, words.SEVERITY.get(part.gravest, ""), f.get(part.gravest, f["text"]))
            sheet.write_url(at, 4, _to(names[part.name]), f["link"], titles.get(part.name, part.name)[:255])
            _measures(sheet, f, at, 5, part)
    sheet.autofilter(0, 0, at, len(_ASKED_COLUMNS) - 1)
    _total(sheet, f, at + 2, len(_ASKED_COLUMNS), 1, 5, sums)
    _printed(sheet, 0)


def _to(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"internal:'{quoted}'!A1"


def _not_run(book: Any, f: dict[str, Any], result: AuditResult) -> None:
    idle = [rule for rule in result.rules if rule.status == "not_run"]
    if not idle:
        return
    sheet = book.add_worksheet("没运行的规则")
    _headed(sheet, f, _NOT_RUN_COLUMNS, 0)
    for at, rule in enumerate(idle, 1):
        needs = "；".join(need.title for need in rule.needs) or rule.why
        holders = "；".join(dict.fromkeys(need.holder for need in rule.needs))
        for column, text in enumerate((rule.title, needs, holders, rule.clause, rule.code)):
            sheet.write_string(at, column, text, f["wrap" if column < 3 else "text"])
    sheet.autofilter(0, 0, len(idle), 4)
    _printed(sheet, 0)
