"""Rosters: a list of any length becomes persons and entries, in a number of queries that follows pages, not rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.keys.bulk import insert, rows_with
from chunfeng.base.keys.seal import index_many, keeper
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.actions import Entry, find_or_create
from chunfeng.base.people.models import Person
from chunfeng.base.policy.values import choices
from chunfeng.base.uploads.checking import at_most
from chunfeng.base.uploads.declarations import Done, Fault, Receiver, Target
from chunfeng.base.workflow.models import Case
from chunfeng.kernel import citizen_id
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.classes.feeds.rosters import ROSTER
from chunfeng.plans.training.classes.models import RosterEntry, TrainingClass
from chunfeng.plans.training.classes.queries import OPEN_STATES, eligibility

#: Kinds of documents as the reader of lists names them → as persons have them.
_KINDS = {"hm_permit": "hm_travel_permit", "foreign_pr_old": "foreign_pr", "resident_id_15": "resident_id"}


def _orgs(actor: Actor) -> list[Target]:
    keys = {grant.org for grant in actor.with_permission("roster.submit") if grant.scope == "org" and grant.org}
    rows = Org.objects.filter(pk__in=keys, kind="provider").exclude(place=None).select_related("place").order_by("pk")
    return [
        Target(f"org:{org.pk}", org.name, org.place_id or 0, org.place.path if org.place else "", org.pk)
        for org in rows
    ]


def categories() -> Sequence[str]:
    return list(choices("training.trainee_categories").values())


def _kind(read: str | None) -> str:
    return _KINDS.get(read or "", read or "")


def _applied(org: int | None, names: Iterable[str]) -> dict[str, TrainingClass]:
    """The applications of the classes that a list names, by their names."""
    found = TrainingClass.objects.filter(org=org).exclude(class_no="").exclude(state__in=("cancelled", "rejected"))
    wanted = set(names)
    return {klass.class_no: klass for klass in found.select_related("case__place") if klass.class_no in wanted}


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    """Who is on the class's roster already, by the number under every key that is live; and of a class that was applied for, who
    cannot be."""
    numbers = table.column("number").to_pylist()
    kinds = list(map(_kind, table.column("number_kind").to_pylist()))
    classes = table.column("class_no").to_pylist()
    spans = zip(table.column("class_starts_on").to_pylist(), table.column("class_ends_on").to_pylist(), strict=True)
    for at, (first, last) in enumerate(spans):
        if first and last and last < first:
            yield at, Fault("class_ends_on", _("结业早于开班"), _("核对开班日期和结业日期"))
    applied = _applied(target.org, classes)
    for at, name in enumerate(classes):
        if (klass := applied.get(name)) and klass.state not in OPEN_STATES:
            yield at, Fault("class_no", *_locked(klass))
    there = set(
        RosterEntry.objects.filter(org=target.org, class_no__in=set(classes)).values_list("class_no", "person_id")
        if len(set(classes)) <= 500
        else RosterEntry.objects.filter(org=target.org).values_list("class_no", "person_id")
    )
    if not there and not applied:
        return
    people = _known(numbers, kinds)
    said = Fault("number", _("这个人已经在这个班的名册上"), _("不必再报：放弃这一行；不是同一人的，核对证件号"))
    for at, (person, name) in enumerate(zip(people, classes, strict=True)):
        if person and (name, person[0]) in there:
            yield at, said
    yield from _ineligible(applied, table, people, kinds)


_Known = tuple[int, date | None, str]


def _known(numbers: Sequence[str | None], kinds: Sequence[str]) -> list[_Known | None]:
    """For each row the person on record: key, day of birth and sex."""
    found: list[_Known | None] = [None] * len(numbers)
    for generation in keeper().live():
        keys = index_many(numbers, "number", generation)
        known: dict[tuple[bytes, str], _Known] = {}
        wanted = ("number_key", "number_kind", "id", "merged_into_id", "born_on", "sex")
        for key, kind, one, into, born, sex in rows_with(
            Person.objects.all(), "number_key", filter(None, keys), *wanted
        ):
            known[bytes(key), kind] = (into or one, born, sex)
        for at, key in enumerate(zip(keys, kinds, strict=True)):
            if key[0] and (person := known.get((key[0], key[1]))):
                found[at] = person
    return found


def _locked(klass: TrainingClass) -> tuple[str, str]:
    said = _("“%(class)s”的开班申请%(state)s，名册不能改") % {
        "class": klass.class_no, "state": klass.case.state_declared.label,
    }  # fmt: skip
    if klass.state in ("submitted", "checked"):
        return said, _("请审核人退回后再报")
    return said, _("学员退出的，提出班级变更")


def _ineligible(
    applied: Mapping[str, TrainingClass], table: pa.Table, people: Sequence[_Known | None], kinds: Sequence[str]
) -> Iterator[tuple[int, Fault]]:
    """Rows of persons who cannot be in the class that they are listed for: a handful of queries for each class."""
    numbers, classes, groups = (table.column(n).to_pylist() for n in ("number", "class_no", "category"))
    for name, klass in applied.items():
        rows = [at for at, other in enumerate(classes) if other == name]
        ground = eligibility.Ground.of(klass, klass.case.place.code, {p[0] for at in rows if (p := people[at])})
        for at in rows:
            who = _someone(people[at], numbers[at], kinds[at], groups[at])
            for doubt in eligibility.doubts(who, ground):
                if doubt.stops:
                    yield at, Fault(doubt.column, doubt.said, _("核对后改正；不符合条件的，放弃这一行"))


def _someone(known: _Known | None, number: str | None, kind: str, category: str) -> eligibility.Someone:
    if known:
        return eligibility.Someone(*known, category)
    read = citizen_id.read(number) if number and kind in ("resident_id", "hmt_permit") else None
    if isinstance(read, citizen_id.CitizenId):
        return eligibility.Someone(None, read.born_on, read.sex, category)
    return eligibility.Someone(None, None, "", category)


def commit_roster(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    # Two rosters of one provider come one after the other: neither writes what the other is writing.
    Org.objects.select_for_update().get(pk=target.org)
    names, numbers, kinds, phones, classes, groups, firsts, lasts = (
        table.column(name).to_pylist()
        for name in (
            "name",
            "number",
            "number_kind",
            "phone",
            "class_no",
            "category",
            "class_starts_on",
            "class_ends_on",
        )
    )
    found = find_or_create(
        [
            Entry(name, number, _kind(kind), phone=phone or "")
            for name, number, kind, phone in zip(names, numbers, kinds, phones, strict=True)
        ]
    )
    for row, person in zip(table.column("row").to_pylist(), found, strict=True):
        if isinstance(person, Refusal):
            return Refusal(_("第%(row)s行：%(why)s") % {"row": row, "why": person.wrong}, person.mend)
    applied = _applied(target.org, classes)
    # What is being handed in or approved at this moment is waited for.
    list(Case.objects.select_for_update().filter(pk__in=[klass.case_id for klass in applied.values()]).order_by("pk"))
    for klass in _applied(target.org, classes).values():
        if klass.state not in OPEN_STATES:
            return Refusal(*_locked(klass))
    there = set(RosterEntry.objects.filter(org=target.org).values_list("class_no", "person_id"))
    fresh: dict[tuple[str, int], int] = {}
    for at, (name, person) in enumerate(zip(classes, found, strict=True)):
        key = (name, person.id)  # type: ignore[union-attr]
        if key not in there:
            fresh.setdefault(key, at)
    places = list(fresh.values())
    insert(
        RosterEntry,
        {
            "org": [target.org] * len(places),
            "class_no": [name for name, _id in fresh],
            "person": [one for _name, one in fresh],
            "class_starts_on": [firsts[at] for at in places],
            "class_ends_on": [lasts[at] for at in places],
            "category": [groups[at] for at in places],
            "other_name": [not found[at].same_name for at in places],  # type: ignore[union-attr]
            "training_class": [applied[name].pk if name in applied else None for name, _id in fresh],
            "upload": [upload] * len(places),
        },
    )
    return Done(len(places), len(found) - len(places))


RECEIVERS = (
    Receiver(
        "roster", ROSTER, "roster.submit", _orgs, commit_roster, _check, same=("number", "class_no"),
        words={"category": categories}, cells={"class_no": at_most(60)},
        example={
            "name": "张某某", "number": "按身份证填写18位", "phone": "11位手机号", "class_no": "第1期", "class_starts_on": "2016-03-01",
            "class_ends_on": "2016-03-28", "category": "农村新成长劳动力",
        },
    ),
)  # fmt: skip
