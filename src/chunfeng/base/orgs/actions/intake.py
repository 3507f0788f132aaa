"""Organisations out of lists."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chunfeng.base.keys.bulk import insert, rows_with
from chunfeng.base.orgs.models import Org, OrgIdentifier, name_form
from chunfeng.base.orgs.queries import identifier_form
from chunfeng.base.places.models import Place
from chunfeng.kernel import credit_code
from chunfeng.kernel.refusal import Refusal

TRIES: Final = 5


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """An organisation as a row has it. identifiers: (kind of OrgIdentifier, value), older numbers."""

    name: str
    kind: str
    credit_code: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    place: Place | None = None
    address: str = ""
    legal_person: str = ""
    phone: str = ""
    account: str = ""


class Found(NamedTuple):
    """by: code, identifier or name, by which it was found; new. same_name: false where the code is on file under
    another name, for an officer to compare."""

    id: int
    uid: uuid.UUID
    by: str
    same_name: bool


class _Known(NamedTuple):
    id: int
    uid: uuid.UUID
    name_form: str


def _checked(entry: Entry) -> Entry | Refusal:
    if not name_form(entry.name):
        return Refusal(_("没有填写单位名称"), _("补填名称"))
    if len(entry.name) > 200 or len(entry.address) > 200 or len(entry.legal_person) > 50:
        return Refusal(_("名称、地址或负责人过长"), _("核对是否填错列"))
    if len(entry.phone) > 40 or len(entry.account) > 40:
        return Refusal(_("电话或账号过长"), _("核对是否填错列"))
    if entry.kind not in Org.Kind.values:
        return Refusal(_("不认识的单位种类"), _("从列出的种类里选"))
    if any(kind not in OrgIdentifier.Kind.values for kind, value in entry.identifiers):
        return Refusal(_("不认识的证照种类"), _("从列出的种类里选"))
    if entry.credit_code.strip():
        read = credit_code.read(entry.credit_code)
        if isinstance(read, Refusal):
            return read.told(_)
    return entry


def _names_of(entry: Entry) -> list[tuple[str, str]]:
    """All by which an entry may be on file, the surest first. A name speaks only for a row that has no number at all."""
    found: list[tuple[str, str]] = []
    read = credit_code.read(entry.credit_code) if entry.credit_code.strip() else None
    if isinstance(read, credit_code.CreditCode):
        found += [("code", read.code), (OrgIdentifier.Kind.ORGANISATION_CODE, read.body)]
    found += [(kind, form) for kind, value in entry.identifiers if (form := identifier_form(value))]
    return found or [("name", name_form(entry.name))]


def find_or_create(entries: Sequence[Entry]) -> list[Found | Refusal]:
    """For each entry, in order, its organisation, or why it cannot be one. By code, else by older numbers; by name only
    where the row has no number and one standing record bears the name. Joins the caller's transaction."""
    checked = [_checked(entry) for entry in entries]
    rows = [entry for entry in checked if isinstance(entry, Entry)]
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                found = iter(_taken_in(rows))
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
            continue
        return [entry if isinstance(entry, Refusal) else next(found) for entry in checked]
    raise AssertionError("unreachable")


def _taken_in(rows: list[Entry]) -> list[Found]:
    names = [_names_of(entry) for entry in rows]
    known = _look_up({name for of_row in names for name in of_row})
    fresh: dict[uuid.UUID, tuple[Entry, list[tuple[str, str]]]] = {}
    answered: list[tuple[_Known, str, bool]] = []
    for entry, of_row in zip(rows, names, strict=True):
        name = next((name for name in of_row if name in known), None)
        if name is None:
            uid = uuid.uuid4()
            fresh[uid] = entry, of_row
            person = _Known(0, uid, name_form(entry.name))
            known.update(dict.fromkeys(of_row, person))
            answered.append((person, "new", True))
        else:
            by = name[0] if name[0] in ("code", "name") else "identifier"
            answered.append((known[name], by, known[name].name_form == name_form(entry.name)))
    ids = _write(fresh)
    return [Found(known.id or ids[known.uid], known.uid, by, same) for known, by, same in answered]


def _look_up(names: set[tuple[str, str]]) -> dict[tuple[str, str], _Known]:
    wanted = ("id", "uid", "name_form", "merged_into_id", "merged_into__uid", "merged_into__name_form")

    def standing(row: Sequence[object]) -> _Known:
        return _Known(*(row[3:6] if row[3] else row[:3]))  # type: ignore[arg-type]

    found: dict[tuple[str, str], _Known] = {}
    codes = [value for kind, value in names if kind == "code"]
    for code, *row in rows_with(Org.objects.all(), "credit_code", codes, "credit_code", *wanted):
        found["code", code] = standing(row)
    older = [value for kind, value in names if kind not in ("code", "name")]
    through = tuple(f"org__{name}" for name in wanted)
    for kind, value, *row in rows_with(OrgIdentifier.objects.all(), "value", older, "kind", "value", *through):
        found[kind, value] = standing(row)
    spoken = [value for kind, value in names if kind == "name"]
    twice: set[str] = set()
    for row in rows_with(Org.objects.standing(), "name_form", spoken, *wanted):
        if ("name", row[2]) in found:
            twice.add(row[2])
        found["name", row[2]] = standing(row)
    return {name: org for name, org in found.items() if name[0] != "name" or name[1] not in twice}


def _write(fresh: dict[uuid.UUID, tuple[Entry, list[tuple[str, str]]]]) -> dict[uuid.UUID, int]:
    if not fresh:
        return {}
    # In the order of their numbers: two who write the same rows in two orders would wait for each other.
    fresh = dict(sorted(fresh.items(), key=lambda item: item[1][1]))
    entries = [entry for entry, names in fresh.values()]
    codes = [next((value for kind, value in names if kind == "code"), None) for entry, names in fresh.values()]
    insert(
        Org,
        {
            "uid": list(fresh),
            "name": [entry.name.strip() for entry in entries],
            "name_form": [name_form(entry.name) for entry in entries],
            "credit_code": codes,
            "kind": [entry.kind for entry in entries],
            "place": [entry.place and entry.place.pk for entry in entries],
            "address": [entry.address.strip() for entry in entries],
            "legal_person": [entry.legal_person.strip() or None for entry in entries],
            "phone": [entry.phone.strip() or None for entry in entries],
            "account": [entry.account.strip() or None for entry in entries],
        },
    )
    ids = {uid: id_ for id_, uid in rows_with(Org.objects.all(), "uid", fresh, "id", "uid")}
    numbers = {(kind, value): ids[uid] for uid, (_e, names) in fresh.items() for kind, value in names}
    OrgIdentifier.objects.bulk_create(
        OrgIdentifier(org_id=numbers[kind, value], kind=kind, value=value)
        for kind, value in sorted({(k, identifier_form(v)) for entry in entries for k, v in entry.identifiers})
        if value
    )
    return ids
