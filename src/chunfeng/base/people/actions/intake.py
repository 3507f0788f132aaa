"""Persons out of lists: each is found or made, a whole roster in a handful of queries."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chunfeng.base.keys.bulk import insert, reserved, rows_with
from chunfeng.base.keys.seal import index_many, keeper
from chunfeng.base.people.models import Person
from chunfeng.kernel import citizen_id, names
from chunfeng.kernel.refusal import Refusal

#: Somebody else may take in the same person at the same moment; after that many times something else is wrong.
TRIES: Final = 5


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """A person as a row has them. number_kind: needed for documents that are not read by their form (passports, travel
    permits). absent_because: why there is no number, a value of Person.Absence. uid: given for a row without a number
    that may be handed in again, so that it is the same person then; nothing else would tell."""

    name: str
    number: str = ""
    number_kind: str = ""
    absent_because: str = ""
    born_on: date | None = None
    sex: str = ""
    phone: str = ""
    account: str = ""
    address: str = ""
    uid: uuid.UUID | None = None


class Found(NamedTuple):
    """same_name: false where the number is on file under another name: for an officer to compare, never overwritten."""

    id: int
    uid: uuid.UUID
    is_new: bool
    same_name: bool


class _Row(NamedTuple):
    name: str
    number: str
    kind: str
    absent: str
    born_on: date | None
    sex: str
    entry: Entry


def _checked(entry: Entry, today: date) -> _Row | Refusal:
    name = names.normalise(entry.name)
    if isinstance(name, Refusal):
        return name.told(_)
    if len(entry.phone) > 40 or len(entry.account) > 40 or len(entry.address) > 200:
        return Refusal(_("电话、账号或地址过长"), _("核对是否填错列"))
    text = entry.number.strip()
    if not text:
        if entry.absent_because not in Person.Absence.values:
            return Refusal(_("没有证件号码，也没有写明原因"), _("补填号码或原因"))
        return _Row(name, "", "", entry.absent_because, entry.born_on, entry.sex, entry)
    if entry.absent_because:
        return Refusal(_("既有证件号码又写了无号码的原因"), _("只留一项"))
    read = citizen_id.read(text, today=today)
    if isinstance(read, citizen_id.CitizenId):
        kind = "resident_id" if read.kind == "resident_id_15" else read.kind
        return _Row(name, read.number, kind, "", read.born_on, read.sex, entry)
    if entry.number_kind in ("", "resident_id", "hmt_permit"):
        return read.told(_)
    if entry.number_kind not in Person.NumberKind.values:
        return Refusal(_("不认识的证件种类"), _("从列出的种类里选"))
    if not any(map(str.isdigit, text)) or len(text) > 40:
        return Refusal(_("证件号码不像号码"), _("对照证件核对"))
    return _Row(name, text.upper(), entry.number_kind, "", entry.born_on, entry.sex, entry)


class _Known(NamedTuple):
    id: int
    uid: uuid.UUID
    name_key: bytes | None


def find_or_create(entries: Sequence[Entry]) -> list[Found | Refusal]:
    """For each entry, in order, its person, or why it cannot be one. Two rows with one number are one person; a blank
    number matches nobody. Who was merged into another is found as that other. Joins the caller's transaction."""
    today = date.today()
    checked = [_checked(entry, today) for entry in entries]
    rows = [row for row in checked if isinstance(row, _Row)]
    found = iter(_taken_in(rows))
    return [row if isinstance(row, Refusal) else next(found) for row in checked]


def _taken_in(rows: list[_Row]) -> list[Found]:
    live = keeper().live()
    numbers = [index_many([row.number for row in rows], "number", generation) for generation in live]
    name_keys = [index_many([row.name for row in rows], "name", generation) for generation in live]
    # One identity a row: its number, else its own uid.
    whose: list[tuple[object, str]] = [
        (key, row.kind) if key else (row.entry.uid or uuid.uuid4(), "")
        for key, row in zip(numbers[0], rows, strict=True)
    ]
    known: dict[object, _Known] = {}
    made: set[object] = set()
    for attempt in range(TRIES):
        _look_up(rows, whose, numbers, known)
        first = {who: place for place, who in reversed(list(enumerate(whose))) if who not in known}
        if not first:
            break
        try:
            with transaction.atomic():
                # In the order of their keys: two who write the same people in two orders would wait for each other.
                places = sorted(first.values(), key=lambda place: (numbers[0][place] or b"", place))
                fresh = _write(rows, whose, places, numbers[0], name_keys[0])
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
            continue
        known |= fresh
        made |= fresh.keys()
        break
    answered = []
    for place, who in enumerate(whose):
        person = known[who]
        same = person.name_key in {keys[place] for keys in name_keys}
        answered.append(Found(person.id, person.uid, who in made, same))
        made.discard(who)
    return answered


_WANTED = ("id", "uid", "name_key", "merged_into_id", "merged_into__uid", "merged_into__name_key")


def _standing(row: tuple[object, ...]) -> _Known:
    return _Known(*(row[3:6] if row[3] else row[:3]))  # type: ignore[arg-type]


def _look_up(
    rows: list[_Row], whose: list[tuple[object, str]], numbers: list[list[bytes | None]], known: dict[object, _Known]
) -> None:
    """Adds who is on file, under the key of any live generation."""
    asked: dict[tuple[bytes, str], object] = {}
    uids: dict[uuid.UUID, object] = {}
    for place, row in enumerate(rows):
        if whose[place] in known:
            continue
        if row.number:
            asked.update({(key, row.kind): whose[place] for keys in numbers if (key := keys[place])})
        elif row.entry.uid:
            uids[row.entry.uid] = whose[place]
    people = Person.objects.all()
    for key, kind, *rest in rows_with(
        people, "number_key", [key for key, kind in asked], "number_key", "number_kind", *_WANTED
    ):
        if (who := asked.get((bytes(key), kind))) is not None:
            known[who] = _standing(tuple(rest))
    for found in rows_with(people, "uid", uids, *_WANTED):
        known[uids[found[1]]] = _standing(found)


def _write(
    rows: list[_Row],
    whose: list[tuple[object, str]],
    places: list[int],
    numbers: list[bytes | None],
    name_keys: list[bytes | None],
) -> dict[object, _Known]:
    new = [rows[place] for place in places]
    uids = [row.entry.uid or uuid.uuid4() for row in new]
    keys = reserved(Person, len(new))
    insert(
        Person,
        ({"id": keys} if keys else {})
        | {
            "uid": uids,
            "name": [row.name for row in new],
            "name_key": [name_keys[place] for place in places],
            "number": [row.number or None for row in new],
            "number_key": [numbers[place] for place in places],
            "number_kind": [row.kind for row in new],
            "absent_because": [row.absent for row in new],
            "born_on": [row.born_on for row in new],
            "sex": [row.sex for row in new],
            "phone": [row.entry.phone.strip() or None for row in new],
            "account": [row.entry.account.strip() or None for row in new],
            "address": [row.entry.address.strip() or None for row in new],
        },
    )
    asked = () if keys else rows_with(Person.objects.all(), "uid", uids, "id", "uid")
    ids = dict(zip(uids, keys, strict=True)) if keys else {uid: id_ for id_, uid in asked}
    return {whose[place]: _Known(ids[uid], uid, name_keys[place]) for place, uid in zip(places, uids, strict=True)}
