"""Loading the divisions of a pack and changing the tree. Nothing is deleted: what ended has a last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from chunfeng.base.places.models import FormerName, Place
from chunfeng.base.policy.pack import Pack
from chunfeng.kernel.refusal import Refusal

_KINDS = {"township": "town"}
#: A path's room: the root's six digits down to a grid cell, with slack for a deeper tree.
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Loaded:
    added: int
    changed: int


@transaction.atomic
def load(pack: Pack) -> Loaded:
    """The pack's divisions.csv into the tree; loading twice is loading once. A name that differs from the one on file is
    corrected without history (the list was wrong); a real renaming goes through `rename`."""
    rows = {row["code"]: row for row in pack.tables["divisions.csv"]}
    known = {place.code: place for place in Place.objects.all()}
    paths: dict[str, str] = {}

    def path(code: str) -> str:
        if code not in paths:
            parent = rows[code]["parent"]
            paths[code] = (path(parent) if parent in rows else "") + code + "/"
        return paths[code]

    added = changed = 0
    # Parents first: a shorter path is never below a longer one.
    for depth, codes in groupby(
        sorted(rows, key=lambda code: (path(code).count("/"), code)), lambda c: path(c).count("/")
    ):
        fresh = []
        for code in codes:
            row = rows[code]
            wanted = {
                "name": row["name"],
                "kind": _KINDS.get(row["kind"], row["kind"]),
                "parent_id": known[row["parent"]].pk if depth > 1 else None,
                "path": path(code),
            }
            place = known.get(code)
            if place is None:
                fresh.append(Place(code=code, **wanted))
            elif any(getattr(place, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(place, name, value)
                place.save()
                changed += 1
        known.update((place.code, place) for place in Place.objects.bulk_create(fresh, batch_size=500))
        added += len(fresh)
    for code, row in rows.items():
        place, county = known[code], known.get(row["counted_in"])
        if place.counted_in_id != (county.pk if county else None):
            place.counted_in = county
            place.save(update_fields=["counted_in"])
    return Loaded(added, changed)


def add(parent: Place, code: str, name: str, kind: str, from_on: date | None = None) -> Place | Refusal:
    """A place below another: a new grid cell, a new zone."""
    code, name = code.strip(), name.strip()
    if not code or "/" in code or not name:
        return Refusal(_("代码或名称没有填，或代码里有斜线"), _("填写代码和名称"))
    if parent.path.count("/") >= DEEPEST:
        return Refusal(_("层级太深"), _("加在上一级"))
    if Place.objects.filter(code=code).exists():
        return Refusal(_("这个代码已经有了"), _("换一个代码"))
    return Place.objects.create(
        code=code, name=name, kind=kind, parent=parent, path=f"{parent.path}{code}/", valid_from_on=from_on
    )


@transaction.atomic
def rename(place: Place, name: str, from_on: date) -> None:
    """A new name from a day on; the old one stays findable for the days before."""
    last = place.former_names.order_by("-valid_to_on").first()
    since = last.valid_to_on + timedelta(days=1) if last else place.valid_from_on
    FormerName.objects.create(
        place=place, name=place.name, valid_from_on=since, valid_to_on=from_on - timedelta(days=1)
    )
    place.name = name
    place.save(update_fields=["name"])


@transaction.atomic
def move(place: Place, parent: Place) -> Place | Refusal:
    """Under another parent with all below it: a town that a zone takes over."""
    if place.covers(parent.path):
        return Refusal(_("不能移到自己下面"), _("另选上级"))
    old, new = place.path, f"{parent.path}{place.code}/"
    place.parent = parent
    place.save(update_fields=["parent"])
    Place.objects.visible_under(old).update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    place.refresh_from_db()
    return place


def close(place: Place, on: date) -> Place | Refusal:
    """The last day of a place; what lies below must have ended before."""
    if Place.objects.visible_under(place.path).exclude(pk=place.pk).filter(valid_to_on=None).exists():
        return Refusal(_("下面还有未撤销的地方"), _("先撤销或移走下级"))
    place.valid_to_on = on
    place.save(update_fields=["valid_to_on"])
    return place
