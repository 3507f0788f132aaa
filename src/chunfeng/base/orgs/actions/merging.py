"""Two records of one organisation, and one record of two, with all that was there before."""

from __future__ import annotations

import json
from typing import Any, Final, Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chunfeng.base.keys.secret import Secret
from chunfeng.base.orgs.models import Org, OrgEvent, name_form
from chunfeng.base.places.models import Place
from chunfeng.kernel import credit_code
from chunfeng.kernel.refusal import Refusal

_FILLED: Final = ("place_id", "address", "legal_person", "phone", "account")
CORRECTABLE: Final = ("name", "credit_code", "kind", *_FILLED)


class Who(Protocol):
    """An actor: user is a primary key, None for the system."""

    @property
    def user(self) -> int | None: ...
    @property
    def name(self) -> str: ...


def _values(org: Org, fields: tuple[str, ...]) -> dict[str, Any]:
    found = {field: getattr(org, field) for field in fields}
    return {field: value.clear() if isinstance(value, Secret) else value for field, value in found.items()}


def _set(org: Org, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(org, field, value)


def _locked(*keys: int) -> dict[int, Org]:
    """In the order of their keys, so that two who merge the same pair wait instead of dying."""
    return {org.pk: org for org in Org.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


@transaction.atomic
def merge(keep: Org, drop: Org, why: str, by: Who) -> OrgEvent | Refusal:
    """`keep` stands for both from now on, and takes over what it lacks and `drop` has. Two different valid unified codes
    are two organisations and are never one."""
    if not why.strip():
        return Refusal(_("没有写合并的理由"), _("写明根据什么认定是同一单位"))
    if keep.pk == drop.pk:
        return Refusal(_("这是同一条记录"), _("选两条不同的记录"))
    rows = _locked(keep.pk, drop.pk)
    keep, drop = rows[keep.pk], rows[drop.pk]
    if keep.merged_into_id or drop.merged_into_id:
        return Refusal(_("其中一条已经并入别的记录"), _("刷新后用现有的那条记录"))
    if keep.credit_code and drop.credit_code:
        return Refusal(_("两条记录各有统一社会信用代码，是两个单位"), _("核对代码；填错的先更正"))
    taken = tuple(field for field in _FILLED if not getattr(keep, field) and getattr(drop, field))
    if drop.credit_code:
        taken = (*taken, "credit_code")
    followers = list(Org.objects.filter(merged_into=drop).order_by("pk").values_list("pk", flat=True))
    numbers = list(drop.identifiers.order_by("pk").values_list("pk", flat=True))
    before = {
        "keep": _values(keep, taken),
        "filled": _values(drop, taken),
        "followers": followers,
        "identifiers": numbers,
    }
    if drop.credit_code:
        drop.credit_code = None
    drop.merged_into = keep
    drop.save()
    drop.identifiers.update(org=keep)
    Org.objects.filter(pk__in=followers).update(merged_into=keep)
    _set(keep, before["filled"])  # type: ignore[arg-type]
    keep.save()
    return _event(OrgEvent.Kind.MERGED, keep, why, by, before, other=drop)


@transaction.atomic
def split(event: OrgEvent, why: str, by: Who) -> OrgEvent | Refusal:
    """Undoes a merge: both records stand again, each with what it had, except what somebody corrected since."""
    if not why.strip():
        return Refusal(_("没有写拆分的理由"), _("写明根据什么认定不是同一单位"))
    rows = _locked(event.org_id, event.other_id or 0)
    event = OrgEvent.objects.select_related("undone_by").get(pk=event.pk)
    if event.kind != OrgEvent.Kind.MERGED or hasattr(event, "undone_by"):
        return Refusal(_("这次合并已经拆分过，或者不是一次合并"), _("刷新后再看"))
    keep, drop = rows[event.org_id], rows[event.other_id or 0]
    if keep.merged_into_id or drop.merged_into_id != keep.pk:
        return Refusal(_("之后又有合并"), _("先拆分之后的那次"))
    before = json.loads(event.before.clear())
    now = {"keep": _values(keep, tuple(before["filled"])), "filled": {}}
    _set(keep, {f: before["keep"][f] for f, value in before["filled"].items() if now["keep"][f] == value})
    if "credit_code" in before["filled"]:
        drop.credit_code = before["filled"]["credit_code"]
    drop.merged_into = None
    try:
        with transaction.atomic():
            keep.save()
            drop.save()
    except IntegrityError:
        return Refusal(_("统一社会信用代码现在属于另一条记录"), _("先核对那条记录"))
    keep.identifiers.filter(pk__in=before["identifiers"]).update(org=drop)
    Org.objects.filter(pk__in=before["followers"], merged_into=keep).update(merged_into=drop)
    return _event(OrgEvent.Kind.SPLIT, keep, why, by, now, other=drop, undoes=event)


@transaction.atomic
def correct(org: Org, why: str, by: Who, **values: Any) -> OrgEvent | Refusal:
    """New values of one record (CORRECTABLE; place as place_id), the old ones kept sealed."""
    unknown = values.keys() - set(CORRECTABLE)
    if unknown:
        raise TypeError(f"not correctable: {', '.join(sorted(unknown))}")
    if not why.strip():
        return Refusal(_("没有写更正的理由"), _("写明根据什么更正"))
    if "name" in values and not name_form(values["name"] or ""):
        return Refusal(_("没有填写单位名称"), _("补填名称"))
    if values.get("place_id") and not Place.objects.filter(pk=values["place_id"]).exists():
        return Refusal(_("没有这个地方"), _("重新选择"))
    if values.get("credit_code"):
        read = credit_code.read(values["credit_code"])
        if isinstance(read, Refusal):
            return read
        values["credit_code"] = read.code
    elif "credit_code" in values:
        values["credit_code"] = None
    org = _locked(org.pk)[org.pk]
    if org.merged_into_id:
        return Refusal(_("这条记录已经并入别的记录"), _("更正现有的那条记录"))
    before = _values(org, tuple(values))
    _set(org, values)
    try:
        with transaction.atomic():
            org.save()
    except IntegrityError:
        return Refusal(_("这个统一社会信用代码已在另一条记录上"), _("核对后合并两条记录"))
    return _event(OrgEvent.Kind.CORRECTED, org, why, by, before)


def _event(kind: str, org: Org, why: str, by: Who, before: dict[str, Any], **more: Any) -> OrgEvent:
    return OrgEvent.objects.create(
        kind=kind,
        org=org,
        why=why.strip(),
        by_user=by.user,
        by_name=by.name,
        before=json.dumps(before, ensure_ascii=False),
        **more,
    )
