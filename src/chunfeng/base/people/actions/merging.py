"""Two records of one person, and one record of two: joined and parted by an officer, with all that was there before."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final, Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chunfeng.base.keys.secret import Secret
from chunfeng.base.people.models import Person, PersonEvent
from chunfeng.kernel import citizen_id, names
from chunfeng.kernel.refusal import Refusal

_FILLED: Final = ("born_on", "sex", "phone", "account", "address")
_NUMBER: Final = ("number", "number_kind", "absent_because")
CORRECTABLE: Final = ("name", *_NUMBER, *_FILLED)


class Who(Protocol):
    """An actor: user is a primary key, None for the system."""

    @property
    def user(self) -> int | None: ...
    @property
    def name(self) -> str: ...


def _plain(value: Any) -> Any:
    return value.clear() if isinstance(value, Secret) else value.isoformat() if isinstance(value, date) else value


def _values(person: Person, fields: tuple[str, ...]) -> dict[str, Any]:
    return {field: _plain(getattr(person, field)) for field in fields}


def _set(person: Person, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(person, field, date.fromisoformat(value) if field == "born_on" and isinstance(value, str) else value)


def _locked(*keys: int) -> dict[int, Person]:
    """In the order of their keys, so that two who merge the same pair wait instead of dying."""
    return {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


@transaction.atomic
def merge(keep: Person, drop: Person, why: str, by: Who) -> PersonEvent | Refusal:
    """`keep` stands for both from now on, and takes over what it lacks and `drop` has."""
    if not why.strip():
        return Refusal(_("没有写合并的理由"), _("写明根据什么认定是同一人"))
    if keep.pk == drop.pk:
        return Refusal(_("这是同一条记录"), _("选两条不同的记录"))
    rows = _locked(keep.pk, drop.pk)
    keep, drop = rows[keep.pk], rows[drop.pk]
    if keep.merged_into_id or drop.merged_into_id:
        return Refusal(_("其中一条已经并入别的记录"), _("刷新后用现有的那条记录"))
    before: dict[str, Any] = {"keep": {}, "drop": {}, "filled": {}}
    taken = [field for field in _FILLED if not getattr(keep, field) and getattr(drop, field)]
    moves = tuple(taken) + (_NUMBER if keep.number is None and drop.number is not None else ())
    if moves:
        before["keep"], before["filled"] = _values(keep, moves), _values(drop, moves)
    if "number" in moves:
        before["drop"] = _values(drop, _NUMBER)
        _set(drop, {"number": None, "number_kind": "", "absent_because": Person.Absence.MERGED})
    elif drop.number is not None and drop.number == keep.number:
        # Two rows of one number exist only where they were indexed under two generations of keys.
        before["drop"] = _values(drop, _NUMBER)
        _set(drop, {"number": None, "number_kind": "", "absent_because": Person.Absence.MERGED})
    followers = list(Person.objects.filter(merged_into=drop).order_by("pk").values_list("pk", flat=True))
    before["followers"] = followers
    drop.merged_into = keep
    drop.save()
    Person.objects.filter(pk__in=followers).update(merged_into=keep)
    _set(keep, before["filled"])
    keep.save()
    return _event(PersonEvent.Kind.MERGED, keep, why, by, before, other=drop)


@transaction.atomic
def split(event: PersonEvent, why: str, by: Who) -> PersonEvent | Refusal:
    """Undoes a merge: both records stand again, each with what it had, except what somebody corrected since."""
    if not why.strip():
        return Refusal(_("没有写拆分的理由"), _("写明根据什么认定不是同一人"))
    rows = _locked(event.person_id, event.other_id or 0)
    event = PersonEvent.objects.select_related("undone_by").get(pk=event.pk)
    if event.kind != PersonEvent.Kind.MERGED or hasattr(event, "undone_by"):
        return Refusal(_("这次合并已经拆分过，或者不是一次合并"), _("刷新后再看"))
    keep, drop = rows[event.person_id], rows[event.other_id or 0]
    if keep.merged_into_id or drop.merged_into_id != keep.pk:
        return Refusal(_("之后又有合并"), _("先拆分之后的那次"))
    before = json.loads(event.before.clear())
    back = _values(keep, tuple(before["filled"]))
    untouched = {field for field, value in before["filled"].items() if back[field] == value}
    if not untouched.issuperset(_NUMBER):
        # A number and the reason for having none go together.
        untouched -= set(_NUMBER)
    now = {"keep": back, "drop": _values(drop, _NUMBER), "filled": {}, "followers": before["followers"]}
    _set(keep, {field: before["keep"][field] for field in untouched})
    _set(drop, before["drop"])
    drop.merged_into = None
    try:
        with transaction.atomic():
            keep.save()
            drop.save()
    except IntegrityError:
        return Refusal(_("证件号码现在属于另一条记录"), _("先核对那条记录"))
    Person.objects.filter(pk__in=before["followers"], merged_into=keep).update(merged_into=drop)
    return _event(PersonEvent.Kind.SPLIT, keep, why, by, now, other=drop, undoes=event)


@transaction.atomic
def correct(person: Person, why: str, by: Who, **values: Any) -> PersonEvent | Refusal:
    """New values of one record (CORRECTABLE), the old ones kept sealed. A number is checked like any other; giving one
    takes the reason for absence away, and the reverse."""
    unknown = values.keys() - set(CORRECTABLE)
    if unknown:
        raise TypeError(f"not correctable: {', '.join(sorted(unknown))}")
    if not why.strip():
        return Refusal(_("没有写更正的理由"), _("写明根据什么更正"))
    person = _locked(person.pk)[person.pk]
    if person.merged_into_id:
        return Refusal(_("这条记录已经并入别的记录"), _("更正现有的那条记录"))
    if "name" in values:
        name = names.normalise(values["name"] or "")
        if isinstance(name, Refusal):
            return name
        values["name"] = name
    if values.get("number"):
        read = citizen_id.read(values["number"])
        if isinstance(read, citizen_id.CitizenId):
            kind = "resident_id" if read.kind == "resident_id_15" else read.kind
            values |= {"number": read.number, "number_kind": kind, "born_on": read.born_on, "sex": read.sex}
        elif values.get("number_kind", "") in ("", "resident_id", "hmt_permit"):
            return read
        values["absent_because"] = ""
    elif values.get("absent_because"):
        values |= {"number": None, "number_kind": ""}
    before = _values(person, tuple(values))
    _set(person, values)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        return Refusal(
            _("这个证件号码已在另一条记录上，或号码和原因没有恰好填一项"), _("核对后合并两条记录，或补填一项")
        )
    return _event(PersonEvent.Kind.CORRECTED, person, why, by, before)


def _event(kind: str, person: Person, why: str, by: Who, before: dict[str, Any], **more: Any) -> PersonEvent:
    return PersonEvent.objects.create(
        kind=kind,
        person=person,
        why=why.strip(),
        by_user=by.user,
        by_name=by.name,
        before=json.dumps(before, ensure_ascii=False),
        **more,
    )
