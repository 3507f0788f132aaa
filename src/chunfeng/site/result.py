"""From what the engines found to what people read: fills the report's data and writes every file of OUT."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from chunfeng.base.policy.pack import Pack
from chunfeng.engines.display import audit_data as shown
from chunfeng.engines.display.findings_csv import write_findings_csv
from chunfeng.engines.display.report import write_report
from chunfeng.engines.display.summary import write_summary
from chunfeng.engines.display.sums import Sums, summed
from chunfeng.engines.display.unread import write_unread
from chunfeng.engines.display.workbook import write_workbook
from chunfeng.engines.feeds.reading import Reading
from chunfeng.engines.screening.results import RunResult
from chunfeng.engines.screening.rule import Rule
from chunfeng.engines.snapshot.build import Snapshot, write_manifest
from chunfeng.kernel import masking
from chunfeng.site.registry import FACTS

#: How many rows that could not be tied to a person the report shows; all are counted, and all are in the tables.
NOT_JOINED_SHOWN = 50


@dataclass(frozen=True)
class Said:
    """What the outputs say of the run itself. decided: findings that --decisions kept from being asked again."""

    as_of: date
    pack: Pack
    decided: int
    show_personal: bool


def write(
    out: Path,
    said: Said,
    reading: Reading,
    snapshot: Snapshot,
    rules: Sequence[Rule],
    ran: RunResult,
    lines: Path,
    counts: Mapping[str, int],
) -> tuple[shown.AuditResult, Sums]:
    """Writes findings.csv, findings.xlsx, report.html, unread.csv, summary.json and tables/ into `out`."""
    pack, show_personal = said.pack, said.show_personal
    unread = write_unread(
        out / "unread.csv", (shown.Unread(**line) for line in reading.unread), show_personal=show_personal
    )
    digest = _tables(out, snapshot, reading)
    not_joined, examples = _not_joined(snapshot, show_personal)
    claims = _claims_by(snapshot, "provider"), _claims_by(snapshot, "area")
    counties, first_on = county_names(pack), _first_event(snapshot, said.as_of)
    result = shown.AuditResult(
        as_of=said.as_of,
        pack=shown.Pack(pack.code, pack.title, str(pack.notice.get("number", ""))),
        rules=[_info(rule, pack, ran, first_on, said.as_of) for rule in rules],
        findings=lines,
        sheets=[shown.SheetRead(**{k: s[k] for k in shown.SheetRead.__dataclass_fields__}) for s in reading.sheets],
        files=[shown.FileSeen(f["file"], (f["sha256"] or "")[:8], f["state"] == "read") for f in reading.files],
        unread=unread,
        copies=[shown.Copy(f["file"], f["copy_of"]) for f in reading.files if f["copy_of"]],
        not_joined_count=not_joined,
        not_joined=examples,
        decided_count=said.decided,
        claims_by_provider=claims[0],
        claims_by_county={counties.get(area, area): n for area, n in claims[1].items()},
        kind_titles={f.table: f.title for f in FACTS},
        digest=digest,
        show_personal=show_personal,
    )
    sums = summed(result)
    write_findings_csv(out / "findings.csv", lines)
    write_workbook(out / "findings.xlsx", result, sums)
    write_report(out / "report.html", result, sums)
    write_summary(out / "summary.json", _summary(result, reading, snapshot, ran, counts, digest))
    return result, sums


def _tables(out: Path, snapshot: Snapshot, reading: Reading) -> str:
    folder = out / "tables"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = dict(snapshot.rows)
    for name in rows:
        shutil.copyfile(snapshot.folder / f"{name}.parquet", folder / f"{name}.parquet")
    sources = [{"file": f["file"], "sha256": f["sha256"]} for f in reading.files if f["state"] == "read"]
    return write_manifest(folder, rows, sources)


def _info(rule: Rule, pack: Pack, ran: RunResult, first_on: date, as_of: date) -> shown.RuleInfo:
    absent = next((n for n in ran.not_run if n.rule == rule.code), None)
    clause = pack.clauses.get(rule.clause)
    return shown.RuleInfo(
        code=rule.code,
        title=rule.title,
        asks=rule.asks,
        clause=rule.clause,
        clause_text=clause.summary if clause else "",
        patterns=rule.patterns,
        severity=rule.severity,
        params=_params(rule, pack, first_on, as_of),
        not_for=rule.not_for,
        stands_in_for=rule.stands_in_for or "",
        sql_text=rule.sql,
        status="not_run" if absent else "run",
        needs=[_need(need, pack) for need in absent.needs] if absent else [],
        untestable=[shown.Untestable(u.said, u.count) for u in ran.untestable if u.rule == rule.code],
        why=absent.said if absent else "",
    )


def _params(rule: Rule, pack: Pack, first_on: date, as_of: date) -> list[shown.Param]:
    """The values a rule could choose: in force on some day between the folder's first event and the day of judgement.
    Areas with the same value from the same day share a line."""
    names = county_names(pack)
    found = []
    for code in sorted(set(rule.params.values())):
        parameter = pack.parameters.get(code)
        if parameter is None:
            continue
        areas: dict[tuple[date, int | None], list[str]] = {}
        for v in parameter.values:
            if v.valid_from_on <= as_of and (v.valid_to_on is None or v.valid_to_on > first_on):
                areas.setdefault((v.valid_from_on, v.value), []).append(names.get(v.area, v.area) if v.area else "")
        found.extend(
            shown.Param(
                code,
                parameter.title,
                value,
                parameter.unit,
                from_on,
                parameter.reference,
                parameter.mark or "",
                "、".join(n for n in named if n),
            )
            for (from_on, value), named in sorted(areas.items(), key=lambda entry: entry[0][0])
        )
    return found


#: Whose dates say when the events of a folder begin: rules choose parameters by them.
_EVENTS = (
    ("classes", "starts_on"),
    ("attendance", "marked_on"),
    ("claims", "submitted_on"),
    ("payments", "paid_on"),
    ("payroll", "month"),
)


def _first_event(snapshot: Snapshot, as_of: date) -> date:
    """The first day on which the folder tells of something; the day of judgement when it tells of nothing."""
    with duckdb.connect() as db:
        days = [
            db.execute(f"select min({column})::date from read_parquet('{snapshot.folder}/{table}.parquet')").fetchone()
            for table, column in _EVENTS
        ]
    return min([as_of, *(day[0] for day in days if day and day[0] is not None)])


def county_names(pack: Pack) -> dict[str, str]:
    """Area code → its name: today's where there is one, else the names it had."""
    return pack.areas | {code: division.name for code, division in pack.divisions.items()}


def _need(need: str, pack: Pack) -> shown.Need:
    titles, holders = [], []
    by_table = {f.table: f for f in FACTS}
    for choice in need.split("|"):
        source = pack.sources.get(choice) or pack.sources.get(choice.split(".")[0])
        facts = by_table.get(choice.split(".")[0])
        titles.append(source["title"] if source else facts.title if facts else choice)
        holders.append(source["holder"] if source else facts.holder if facts else "")
    return shown.Need(need, "或".join(titles), "、".join(dict.fromkeys("、".join(holders).split("、"))))


def _not_joined(snapshot: Snapshot, show_personal: bool) -> tuple[int, list[shown.NotJoined]]:
    """Rows accepted without a person: nobody of that name in the class or employer, or several."""
    db = snapshot.store.db
    tables = [
        f.table
        for f in FACTS
        if f.joined_in
        and db.execute("select 1 from duckdb_tables() where table_name = ?", [f"rows_{f.table}"]).fetchall()
    ]
    if not tables:
        return 0, []
    every = " union all ".join(
        f"select file, sheet, row, pos, name_cmp from rows_{t} where person is null" for t in tables
    )
    count = db.execute(f"select count(*) from ({every})").fetchone()
    rows = db.execute(
        f"select file, sheet, row, name_cmp from ({every}) order by pos limit {NOT_JOINED_SHOWN}"
    ).fetchall()
    why = "没有号码，班级（单位）里没有或不止一个同名的人"
    return (count or (0,))[0], [
        shown.NotJoined(file, sheet, row, (name or "") if show_personal else masking.name(name or ""), why)
        for file, sheet, row, name in rows
    ]


def _claims_by(snapshot: Snapshot, column: str) -> dict[str, int]:
    """Claims by `provider`, or by `area` as findings are housed: the class's own, else its provider's."""
    tables = snapshot.folder
    with duckdb.connect() as db:
        rows = db.execute(
            f"""
            with housed as (
              select coalesce(k.provider, c.provider) as provider, k.area
                from read_parquet('{tables}/claims.parquet') as c
                left join read_parquet('{tables}/classes.parquet') as k on k.class = c.class
            ), areas as (
              select provider, min(area) as area from read_parquet('{tables}/providers.parquet') group by provider
            )
            select {"h.provider" if column == "provider" else "coalesce(h.area, a.area)"} as name, count(*)
              from housed as h left join areas as a on a.provider = h.provider group by 1 order by 1
            """
        ).fetchall()
    return {name: n for name, n in rows if name is not None}


def _summary(
    result: shown.AuditResult,
    reading: Reading,
    snapshot: Snapshot,
    ran: RunResult,
    counts: Mapping[str, int],
    digest: str,
) -> dict[str, Any]:
    return {
        "as_of": str(result.as_of),
        "pack": result.pack.code,
        "findings": dict(counts),
        "decided": result.decided_count,
        "not_joined": result.not_joined_count,
        "sheets": [{k: s[k] for k in shown.SheetRead.__dataclass_fields__ if k != "unknown"} for s in reading.sheets],
        "unrecognised": [
            {"file": s["file"], "sheet": s["sheet"], "columns": s["unknown"]} for s in reading.sheets if s["unknown"]
        ],
        "files": [{k: f[k] for k in ("file", "sha256", "size", "state", "copy_of")} for f in reading.files],
        "unread": dict(result.unread.counts),
        "tables": dict(snapshot.rows),
        "rules_run": dict(ran.ran),
        "rules_not_run": {n.rule: list(n.needs) for n in ran.not_run},
        "untestable": [{"rule": u.rule, "said": u.said, "count": u.count} for u in ran.untestable],
        "snapshot": digest,
    }
