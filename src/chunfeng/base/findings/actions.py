"""Taking in what a run of the rules said: new findings become cases, known ones are not asked again, gone ones close."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.findings.models import SEVERITIES, UNDECIDED, Finding, Run
from chunfeng.base.findings.processes import FINDINGS, process_of
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.bulk import Opening, lock_numbers, open_many, step_many
from chunfeng.base.workflow.models import Case

_UID = re.compile("[0-9a-f]{32}")
#: Keys in one IN (…): far below what either database takes.
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a rule's result with what is known of its subject. area: code of a place, "" where the snapshot tells
    none: then the whole city answers. org, person: uid without dashes."""

    rule: str
    title: str
    severity: str
    clause: str
    subject_kind: str
    subject: str
    other_kind: str
    other: str
    said: str
    evidence: Mapping[str, Any]
    area: str = ""
    org: str = ""
    person: str = ""
    amount_fen: int | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same word on the same subjects. Not the evidence: a column more is no new finding."""
        parts = (self.rule, self.subject_kind, self.subject, self.other, self.said)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


class Outdated(Exception):
    """Findings of a newer snapshot were taken in already."""


def take_in(
    run: Run, hits: Iterable[Hit], at: datetime | None = None, *, judged: Mapping[str, Collection[str]] | None = None
) -> Run:
    """Saves the run with its counts. judged: kind → keys, where not the whole city was: of others nothing is said to be gone.
    Raises Outdated, and then nothing is written."""
    at = at or timezone.now()
    system = Actor.the_system()
    found = _gravest(hits)
    with transaction.atomic():
        # Whoever holds the numbering of findings is the only run that takes in.
        for process in FINDINGS:
            lock_numbers(process.prefix, timezone.localdate(at).year)
        if Run.objects.filter(taken_at__gt=run.taken_at).exists():
            raise Outdated(run.snapshot)
        run.save()
        known = {
            fingerprint: (pk, state)
            for fingerprint, pk, state in _of_subjects(judged).filter(rule__in=run.ran).values_list("fingerprint", "pk", "state")
        }  # fmt: skip
        seen = [pk for fingerprint, (pk, _) in known.items() if fingerprint in found]
        for chunk in _chunks(seen):
            Finding.objects.filter(pk__in=chunk).update(last_run=run)
        told = {"snapshot": run.snapshot, "run": run.pk}
        gone = [pk for f, (pk, state) in known.items() if f not in found and state in UNDECIDED]
        back = [pk for f, (pk, state) in known.items() if f in found and state == "gone"]
        for step, keys in (("vanish", gone), ("return", back)):
            for chunk in _chunks(keys):
                cases = Case.objects.filter(pk__in=Finding.objects.filter(pk__in=chunk).values("case"))
                for process in FINDINGS:
                    step_many(process, step, cases, system, at=at, **told)
        fresh = [hit for fingerprint, hit in sorted(found.items()) if fingerprint not in known]
        for process in FINDINGS:
            of_it = [hit for hit in fresh if process_of(hit.rule) is process]
            open_many(process, _openings(of_it, run), system, at=at, clauses=[hit.clause for hit in of_it], **told)
        run.new, run.seen, run.gone, run.finished_at = len(fresh), len(seen), len(gone), timezone.now()
        run.save()
    return run


def _of_subjects(judged: Mapping[str, Collection[str]] | None) -> Any:
    if judged is None:
        return Finding.objects.all()
    found = Q(pk__in=())
    for kind, keys in judged.items():
        found |= Q(subject_kind=kind, subject__in=list(keys))
    return Finding.objects.filter(found)


def _gravest(hits: Iterable[Hit]) -> dict[str, Hit]:
    found: dict[str, Hit] = {}
    for hit in hits:
        other = found.get(hit.fingerprint)
        if other is None or SEVERITIES.index(hit.severity) < SEVERITIES.index(other.severity):
            found[hit.fingerprint] = hit
    return found


def _openings(hits: Sequence[Hit], run: Run) -> list[Opening]:
    places = {place.code: place for place in Place.objects.filter(code__in={h.area for h in hits if h.area})}
    city = Place.objects.filter(parent=None).order_by("path").first()
    if hits and city is None:
        raise LookupError("no places are loaded")
    orgs = _of(Org, {h.org for h in hits if h.org}, "name")
    people = _of(Person, {h.person for h in hits if h.person}, "pk")
    openings = []
    for hit in hits:
        finding = Finding(
            fingerprint=hit.fingerprint, rule=hit.rule, severity=hit.severity, subject_kind=hit.subject_kind,
            subject=hit.subject, other_kind=hit.other_kind if hit.other else "", other=hit.other, said=hit.said[:500],
            evidence=dict(hit.evidence), amount_fen=hit.amount_fen, first_run=run, last_run=run,
        )  # fmt: skip
        place = places.get(hit.area) or city
        assert place
        org, name = orgs.get(hit.org, (None, ""))
        person, _key = people.get(hit.person, (None, None))
        openings.append(Opening(finding, place, _title(hit, name), org, person))
    return openings


def _title(hit: Hit, org: str) -> str:
    """What the rule asks and of which organisation or class: never of which person, who is named masked where lists show it."""
    longest = Case._meta.get_field("title").max_length or 120
    whom = [org] if org else []
    # A class has no record of its own: its key is that of its provider and what the provider calls it.
    called = hit.subject.rpartition("|")[2]
    if hit.subject_kind == "class" and not _UID.fullmatch(called):
        whom.append(called)
    ending = "".join(f" · {part}" for part in whom)
    return f"{hit.title[: max(longest - len(ending), 0)]}{ending}"[:longest]


def _of(model: Any, uids: set[str], column: str) -> dict[str, tuple[int, Any]]:
    """uid without dashes → key and one column."""
    found: dict[str, tuple[int, Any]] = {}
    for chunk in _chunks(sorted(uids)):
        rows = model.objects.filter(uid__in=chunk).values_list("uid", "pk", column)
        found |= {uid.hex: (pk, value) for uid, pk, value in rows}
    return found


def _chunks(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (keys[n : n + CHUNK] for n in range(0, len(keys), CHUNK))
