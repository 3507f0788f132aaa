"""The bodies that examine, as the office of a place registers them: a list, like that of its employers."""

from __future__ import annotations

import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.actions import Entry, find_or_create
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.uploads.checking import at_most
from chunfeng.base.uploads.declarations import Done, Receiver, Target
from chunfeng.kernel import credit_code
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.certification.feeds import BODIES

_LONGEST = {"employer": 200, "address": 200, "controller": 50, "phone": 40}
_MISPLACED = gettext_lazy("核对是否填错列")


def _places(actor: Actor) -> list[Target]:
    paths = {grant.place_path for grant in actor.with_permission("exam_body.register") if grant.place_path}
    rows = Place.objects.filter(path__in=paths).order_by("path")
    return [Target(f"place:{place.code}", place.name, place.pk, place.path) for place in rows]


def _code(text: str) -> Refusal | None:
    read = credit_code.read(text)
    return read if isinstance(read, Refusal) else None


def _commit(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    """Who is on file already stays as it is; what trains cannot become what examines by being on a list."""
    place = Place.objects.get(pk=target.place)
    rows = table.to_pylist()
    found = find_or_create(
        [
            Entry(
                row["employer"], "examiner", row["code"], place=place, address=row["address"] or "",
                legal_person=row["controller"] or "", phone=row["phone"] or "",
            )
            for row in rows
        ]
    )  # fmt: skip
    for row, org in zip(rows, found, strict=True):
        if isinstance(org, Refusal):
            return Refusal(_("第%(row)s行：%(why)s") % {"row": row["row"], "why": org.wrong}, org.mend)
    kinds = dict(
        Org.objects.filter(pk__in=[org.id for org in found if not isinstance(org, Refusal)]).values_list("pk", "kind")
    )
    for row, org in zip(rows, found, strict=True):
        if not isinstance(org, Refusal) and kinds[org.id] != Org.Kind.EXAMINER:
            said = _("第%(row)s行：这家单位已登记为%(kind)s") % {
                "row": row["row"],
                "kind": Org.Kind(kinds[org.id]).label,
            }
            return Refusal(said, _("考核机构要与培训、用人单位分开；核对统一社会信用代码"))
    made = sum(not isinstance(org, Refusal) and org.by == "new" for org in found)
    return Done(made, len(found) - made)


RECEIVERS = (
    Receiver(
        "exam_bodies", BODIES, "exam_body.register", _places, _commit, same=("code",),
        cells={"code": _code, **{name: at_most(longest, _MISPLACED) for name, longest in _LONGEST.items()}},
        example={
            "employer": "某某市职业技能鉴定中心", "code": "18位统一社会信用代码", "controller": "李某某", "phone": "0538-0000000",
            "address": "某某路1号",
        },
    ),
)  # fmt: skip
