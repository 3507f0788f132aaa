"""report.html: one file that opens anywhere, prints on A4 and goes into the dossier. No script, no outside request."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from chunfeng.engines.display import words
from chunfeng.engines.display.audit_data import AuditResult, RuleInfo, SheetRead
from chunfeng.engines.display.sums import Sum, Sums
from chunfeng.engines.display.workbook import ASKED, asked_name, ordered

#: How many lines of a long list the report prints; what is left out is always counted, and stands in a named file.
FIRST = 20
_ASKED = 30
_OFFICES = 3
_FILES = 300
_PROVIDERS = 30
_GROUPS = 40
_NOT_JOINED = 30
_WHOLE = 200

_HERE = Path(__file__).parent / "templates"


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.filters.update(
        yuan=words.yuan,
        risk=_risk,
        count=words.count,
        numeral=words.numeral,
        severity=lambda code: words.SEVERITY.get(code, code),
        tone=lambda code: words.TONE.get(code, ""),
        mark=lambda code: words.MARK.get(code, code),
    )
    env.globals.update(address=words.address, quantity=words.quantity, percent=words.percent, asked_name=asked_name)
    return env


def write_report(path: Path, result: AuditResult, sums: Sums) -> None:
    env = _environment()
    env.filters["subject"] = lambda code: words.subject(code, result.kind_titles)
    css = _css(result)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    ran = ordered(result, sums)
    hit = [rule for rule in ran if rule.code in sums.by_rule]
    page = env.get_template("report.html").render(
        result=result,
        sums=sums,
        # The style sheet is ours but for the notice's number, which is escaped for CSS where it is put in.
        css=Markup(css),
        csp=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        hit=[_rule(rule, result, sums) for rule in hit],
        clean=[rule for rule in ran if rule.code not in sums.by_rule],
        idle=[rule for rule in result.rules if rule.status == "not_run"],
        missing=_missing(result),
        run_count=sum(1 for rule in result.rules if rule.status == "run"),
        providers=_upto(sums.by_provider, _PROVIDERS, result.claims_by_provider),
        counties=_upto(sums.by_county, _PROVIDERS, result.claims_by_county),
        asked=_asked(sums),
        numbers={rule.code: number for number, rule in enumerate(hit, 1)},
        titles={rule.code: rule.title for rule in result.rules},
        asks={rule.code: rule.asks for rule in result.rules},
        asked_sheet=ASKED,
        rows=_counts(result.sheets),
        by_kind=_by_kind(result),
        files=_files(result),
        untestable=[(rule, line) for rule in ran for line in rule.untestable],
        groups=result.unread.groups[:_GROUPS],
        whole=result.unread.whole[:_WHOLE],
        unknown=_unknown(result.sheets),
        not_joined=result.not_joined[:_NOT_JOINED],
        first=FIRST,
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def _css(result: AuditResult) -> str:
    text = (_HERE / "report.css").read_text(encoding="utf-8") + (_HERE / "print.css").read_text(encoding="utf-8")
    running = f"核查报告　{result.pack.number}　截至{result.as_of.isoformat()}"
    if result.digest:
        running += f"　报告校验值 {result.digest[:8]}"
    return text.replace("RUNNING_HEAD", css_string(running))


def css_string(text: str) -> str:
    """A CSS string whose content cannot end it, nor the style element that holds it."""
    return '"' + "".join(c if c.isalnum() or c in " 　“”-" else f"\\{ord(c):x} " for c in text) + '"'


def _rule(rule: RuleInfo, result: AuditResult, sums: Sums) -> dict[str, Any]:
    lines = []
    for line in sums.first.get(rule.code, [])[:FIRST]:
        place = words.address(line["file"], line["sheet"], line["row"])
        lines.append(
            line
            | {
                "pairs": words.evidence(line["evidence"], result.evidence_titles, place),
                "place": place,
                "other": words.address(line["other_file"], line["other_sheet"], line["other_row"]),
            }
        )
    spread = {s: sums.severities[rule.code, s] for s in words.SEVERITY if (rule.code, s) in sums.severities}
    return {
        "rule": rule,
        "sum": sums.by_rule[rule.code],
        "lines": lines,
        "spread": spread,
        "params": _params(rule),
        "offices": sums.offices[rule.code][:_OFFICES],
        "more_offices": len(sums.offices[rule.code]) - _OFFICES,
        "has_money": sums.by_rule[rule.code].lines > 0 or any(line["amount_fen"] is not None for line in lines),
    }


def _params(rule: RuleInfo) -> list[dict[str, Any]]:
    """One entry a parameter, with its values by day and area: title and source are said once."""
    found: dict[str, dict[str, Any]] = {}
    for param in rule.params:
        entry = found.setdefault(
            param.code, {"title": param.title, "reference": param.reference, "mark": param.mark, "values": []}
        )
        entry["values"].append(param)
    return list(found.values())


def _missing(result: AuditResult) -> list[dict[str, Any]]:
    """Which list would let how many more rules run: what is to be asked for first stands first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for rule in result.rules:
        if rule.status == "not_run":
            for need in rule.needs:
                entry = found.setdefault((need.table, need.title), {"need": need, "rules": []})
                entry["rules"].append(rule)
    return sorted(found.values(), key=lambda entry: (-len(entry["rules"]), entry["need"].table))


def _upto(sums: tuple[Sum, ...], most: int, claims: Any) -> dict[str, Any]:
    """The first lines, the others as one, those that name nobody as one: the rows add up to the total."""
    named = [s for s in sums if s.name]
    nobody = [s for s in sums if not s.name]
    shown, rest = (named, []) if len(named) <= most + 1 else (named[:most], named[most:])
    lines = [{"name": s.name, "sum": s, "claims": claims.get(s.name)} for s in shown]
    if rest:
        known = [claims[s.name] for s in rest if s.name in claims]
        lines.append({"name": f"其余 {len(rest)} 个", "sum": _added(rest), "claims": sum(known) if known else None})
    lines.extend({"name": "没有写明", "sum": s, "claims": None} for s in nobody)
    return {"lines": lines, "total": _added(sums), "claims": bool(claims), "named": len(named)}


def _asked(sums: Sums) -> dict[str, Any]:
    """The first offices with all their rules, the others as one line: the rows add up to the total."""
    shown = sums.asked if len(sums.asked) <= _ASKED + 1 else sums.asked[:_ASKED]
    rest = sums.asked[len(shown) :]
    return {"lines": shown, "rest": _added(a.sum for a in rest) if rest else None, "rest_count": len(rest)}


def _counts(sheets: Iterable[SheetRead]) -> dict[str, int]:
    """Rows of some sheets: in = accepted + rejected."""
    given = list(sheets)
    return {name: sum(getattr(s, name) for s in given) for name in ("rows_in", "accepted", "rejected")}


def _by_kind(result: AuditResult) -> list[dict[str, Any]]:
    """What was handed in, by kind of list, the largest first; a sheet of two kinds is a line of its own."""
    kinds: dict[str, list[SheetRead]] = {}
    for sheet in result.sheets:
        if sheet.rows:
            kinds.setdefault(_kinds(sheet.kinds, result), []).append(sheet)
    told = [
        {"kind": kind, "files": len({s.file for s in sheets}), "sheets": len(sheets), **_counts(sheets)}
        for kind, sheets in kinds.items()
    ]
    return sorted(told, key=lambda line: (-line["rows_in"], line["kind"]))


def _files(result: AuditResult) -> dict[str, Any]:
    """One line a file that holds anything. Of very many, those with something amiss first, the others as one line."""
    digests = {seen.file: seen.digest[:8] for seen in result.files}
    of_file: dict[str, list[SheetRead]] = {}
    for sheet in result.sheets:
        if sheet.rows:
            of_file.setdefault(sheet.file, []).append(sheet)
    lines = [
        {
            "file": file,
            "sheets": [s.sheet for s in sheets],
            "kinds": _kinds([kind for s in sheets for kind in s.kinds], result),
            "digest": digests.get(file, ""),
            **_counts(sheets),
        }
        for file, sheets in of_file.items()
    ]
    amiss = [line for line in lines if line["rejected"] or not line["rows_in"]]
    shown = lines if len(lines) <= _FILES else amiss[:_FILES]
    kept = {line["file"] for line in shown}
    rest = [sheet for file, sheets in of_file.items() if file not in kept for sheet in sheets]
    return {
        "lines": shown,
        "rest": _counts(rest),
        "rest_count": len(lines) - len(shown),
        "digests": any(digests.values()),
        "empty": sum(1 for s in result.sheets if not s.rows),
    }


def _unknown(sheets: Iterable[SheetRead]) -> dict[str, Any]:
    """By header: a hundred rosters of one layout are one line."""
    found: dict[str, list[SheetRead]] = {}
    for sheet in sheets:
        for label in sheet.unknown:
            found.setdefault(label, []).append(sheet)
    lines = [{"label": label, "sheets": len(held), "first": held[0]} for label, held in found.items()]
    return {"lines": lines[:_GROUPS], "more": len(lines[_GROUPS:])}


def _added(sums: Iterable[Sum]) -> Sum:
    given = list(sums)
    hits, persons, fen, paid, lines, touched = (
        sum(getattr(s, name) for s in given) for name in ("hits", "persons", "fen", "paid", "lines", "touched")
    )
    return Sum("", hits, persons, fen, paid, lines=lines, touched=touched)


def _risk(of: Sum) -> str:
    """0.00 where a graver line has counted all the money; -- where the findings concern no sum at all."""
    return words.yuan(of.fen) if of.lines or of.touched else "--"


def _kinds(kinds: Any, result: AuditResult) -> str:
    told = []
    for kind in kinds:
        head, _, tail = kind.partition(".")
        title = result.kind_titles.get(kind) or words.KIND.get(tail or head) or result.kind_titles.get(head)
        told.append(title or words.KIND.get(head) or kind)
    return "、".join(dict.fromkeys(told)) or "没有认出"
