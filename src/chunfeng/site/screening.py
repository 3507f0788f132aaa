"""The nightly round: snapshot out of the database, rules over it, findings into cases. Ties the parts; knows no rule."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.findings.actions import Hit, take_in
from chunfeng.base.findings.models import Run
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.engine import Taken as Stepped
from chunfeng.base.workflow.engine import take as step
from chunfeng.base.workflow.models import Case
from chunfeng.engines.screening import duckdb_engine
from chunfeng.engines.screening.near import chosen, screen_class
from chunfeng.engines.screening.place import Placing
from chunfeng.engines.screening.results import Settings
from chunfeng.engines.screening.rule import Rule, load_rules
from chunfeng.engines.screening.whose import whose
from chunfeng.engines.snapshot import kept
from chunfeng.engines.snapshot.database import Database
from chunfeng.engines.snapshot.kept import Kept
from chunfeng.engines.snapshot.taking import Taken, take
from chunfeng.plans.training.subsidy import queries as subsidy
from chunfeng.site import figures
from chunfeng.site.registry import FACTS, SCREEN_FOLDERS

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Screened:
    taken: Taken
    run: Run


def root() -> Path:
    return cast(Path, settings.HOME) / "snapshots"


def own_rules() -> Path | None:
    """Folder of the city's own rules, where it has one."""
    folder = cast(Path, settings.HOME) / "rules"
    return folder if folder.is_dir() else None


def database() -> Database:
    """The database of this installation as the snapshot's driver reaches it."""
    if connection.vendor == "sqlite":
        return Database("sqlite", str(connection.settings_dict["NAME"]))
    from psycopg.conninfo import make_conninfo

    given = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert")
    return Database("postgresql", make_conninfo(**{n: str(given[n]) for n in names if given.get(n)}))


def take_snapshot(*, full: bool = False, at: datetime | None = None) -> Taken:
    """A new snapshot of this installation. Raises what `take` raises."""
    decided = list(ParameterValue.objects.order_by("code", "area", "valid_from_on", "pk"))
    said = {
        "pack": settings.PACK,
        "decided": [[v.code, v.area, v.valid_from_on.isoformat(), v.value, v.decided_in] for v in decided],
    }
    where = database()
    _leave_the_file()
    return take(where, root(), FACTS, parameter_rows(decided), code=version("chunfeng"), said=said, full=full, at=at)


def _leave_the_file() -> None:
    """The columnar driver brings an SQLite library of its own. Two of them in one process do not see each other's locks:
    the one that closes last but one takes itself for the last and removes the log into which the other goes on writing.
    So Django lets go of the file first; it opens it again by itself. Hence never from a process with threads that write:
    the worker and the command have one."""
    if connection.vendor == "sqlite":
        if connection.in_atomic_block:
            raise RuntimeError("a snapshot is never taken inside a transaction")
        connection.close()


def parameter_rows(decided: list[ParameterValue]) -> list[tuple[object, ...]]:
    """Rows of the facts table: the pack's values, and over them, from their first day on, those decided here."""
    known: dict[tuple[str, str], dict[Any, Any]] = {}
    for row in pack().parameter_rows():
        known.setdefault((str(row["code"]), str(row["area"] or "")), {})[row["valid_from_on"]] = row["value"]
    for value in decided:
        known.setdefault((value.code, value.area), {})[value.valid_from_on] = value.value
    rows: list[tuple[object, ...]] = []
    for (code, area), values in sorted(known.items()):
        days = sorted(values)
        for day, following in zip(days, [*days[1:], None], strict=True):
            if values[day] is not None:
                rows.append((code, area or None, day, following, values[day]))
    return rows


def screen(*, full: bool = False, rules: tuple[Rule, ...] | None = None, at: datetime | None = None) -> Screened:
    """A snapshot and everything that follows from it. rules: other than those of the package and the city."""
    taken = take_snapshot(full=full, at=at)
    figures.publish(taken.kept)
    return Screened(taken, judge(taken.kept, rules, at))


def judge(snapshot: Kept, rules: tuple[Rule, ...] | None = None, at: datetime | None = None) -> Run:
    """The rules over a snapshot; what they say becomes cases. Raises findings.actions.Outdated for an old one."""
    rules = load_rules(SCREEN_FOLDERS, FACTS, own_rules()) if rules is None else rules
    at = at or timezone.now()
    tables = snapshot.files()
    work = Path(tempfile.mkdtemp(prefix="screening-", dir=root()))
    try:
        limits = Settings(temp_directory=work / "spill")
        as_of = timezone.localdate(at)
        result = duckdb_engine.run(rules, tables, as_of, limits, FACTS, work / "hits.parquet")
        untestable: dict[str, int] = {}
        for line in result.untestable:
            untestable[line.rule] = untestable.get(line.rule, 0) + line.count
        run = Run(
            snapshot=snapshot.hash, taken_at=datetime.fromisoformat(snapshot.taken_at), as_of_on=as_of, ran=dict(result.ran),
            not_run={line.rule: [*line.needs] or line.said for line in result.not_run}, untestable=untestable,
        )  # fmt: skip
        placings = [Placing(rule.code, rule.subject, rule.other) for rule in rules]
        told = whose(result.hits, placings, tables, FACTS, limits)
        return take_in(run, _hits(told, {rule.code: rule for rule in rules}), at)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _hits(told: Iterator[dict[str, Any]], rules: dict[str, Rule]) -> Iterator[Hit]:
    for line in told:
        rule = rules[line["rule"]]
        own = line["subject_kind"]
        yield Hit(
            rule=rule.code, title=rule.title, severity=line["severity"], clause=rule.clause, subject_kind=own,
            subject=line["subject"], other_kind=line["other_kind"], other=line["other"] or "", said=line["said"] or rule.title,
            evidence=json.loads(line["evidence"] or "{}"), area=line["area"] or "", org=line["org"] or "",
            person=line["person"] or "", amount_fen=line["amount_fen"],
        )  # fmt: skip


def waiting(at: datetime | None = None) -> int:
    """For the worker: claims that were handed in and batches that were drawn are judged at once, class by class, on what the database
    holds now. Returns how many went on."""
    now = timezone.now()
    later = [key for key, when in _FAILED.items() if now - when < PAUSE]
    cases = list(
        Case.objects.filter(process__in=(subsidy.CLAIM, subsidy.BATCH), state="screening")
        .exclude(pk__in=later)
        .select_related("place", "org")
        .order_by("state_at", "pk")[:AT_ONCE]
    )
    if not cases:
        return 0
    try:
        taken = take_snapshot()
    except kept.Busy:
        return 0
    rules = chosen(load_rules(SCREEN_FOLDERS, FACTS, own_rules()))
    system, done, judged = Actor.the_system(), 0, set[int]()
    for case in cases:
        try:
            for klass in subsidy.classes_of(case):
                if klass.pk not in judged:
                    judge_class(taken.kept, klass, rules, at)
                    judged.add(klass.pk)
            went = step(case, "screened", actor=system, seen=case.version, at=at)
            if not isinstance(went, Stepped):
                raise RuntimeError(str(went))
        except Exception:
            # It waits, and is tried again after a while: those behind it do not wait for it, and no snapshot is taken for it
            # every other second.
            _FAILED[case.pk] = now
            _log.exception("judging %s", case.number)
            continue
        _FAILED.pop(case.pk, None)
        done += 1
    return done


def judge_class(snapshot: Kept, klass: Any, rules: Sequence[Rule] | None = None, at: datetime | None = None) -> Run:
    """The rules that stop money over one class; what they say of it and its people becomes cases."""
    if rules is None:
        rules = chosen(load_rules(SCREEN_FOLDERS, FACTS, own_rules()))
    at, key = at or timezone.now(), subsidy.class_key(klass)
    work = Path(tempfile.mkdtemp(prefix="screening-", dir=root()))
    try:
        as_of = timezone.localdate(at)
        found = screen_class(key, rules, snapshot.files(), FACTS, as_of, Settings(work / "spill"))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if found.broken:
        # A rule that could not be carried out has not passed anybody.
        raise RuntimeError(f"rules that cannot be carried out: {', '.join(sorted(found.broken))}")
    run = Run(
        snapshot=snapshot.hash, about=key[:120], taken_at=datetime.fromisoformat(snapshot.taken_at), as_of_on=as_of,
        ran=dict(found.ran), not_run=dict(found.not_run),
    )  # fmt: skip
    by_code, area, org = {rule.code: rule for rule in rules}, klass.case.place.code, klass.org.uid.hex
    hits = []
    for line in found.hits:
        rule = by_code[line["rule"]]
        of = found.subjects[rule.subject][line["subject"]]
        hits.append(
            Hit(
                rule=rule.code, title=rule.title, severity=line["severity"], clause=rule.clause, subject_kind=rule.subject,
                subject=line["subject"], other_kind=rule.other, other=line["other"] or "", said=line["said"] or rule.title,
                evidence=json.loads(line["evidence"] or "{}"), area=area, org=org, person=of.person, amount_fen=of.amount_fen,
            )
        )  # fmt: skip
    return take_in(run, hits, at, judged=found.subjects)


#: Cases that are judged on one snapshot.
AT_ONCE = 200
#: Those that could not be judged, and when they are tried again.
_FAILED: dict[int, datetime] = {}
PAUSE = timedelta(minutes=10)


def nightly() -> int:
    """For the worker: once a night, after two, when nobody works. Returns 1 when it ran."""
    from chunfeng.base.findings.queries import last_run

    now = timezone.localtime()
    last = last_run()
    if now.hour < HOUR or (last and timezone.localdate(last.taken_at) >= now.date()):
        return 0
    try:
        screen()
        kept.prune(root(), now - RECENT, now - OLDEST)
    except kept.Busy:
        return 0
    return 1


#: All snapshots of the last quarter, then one a month as long as the log of what was done by them.
RECENT, OLDEST = timedelta(days=92), timedelta(days=3 * 366)
#: Local hour from which the night's round may begin.
HOUR = 2
