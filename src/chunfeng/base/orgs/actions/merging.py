"""How records of organisations are joined, parted and corrected."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.history.actions import History
from chunfeng.base.orgs.models import Org, OrgEvent, name_form
from chunfeng.base.places.models import Place
from chunfeng.kernel import credit_code
from chunfeng.kernel.refusal import Refusal


class _Orgs(History[Org, OrgEvent]):
    """Two different valid unified codes are two organisations and are never one."""

    record, event, of = Org, OrgEvent, "org"
    identity = ("credit_code",)
    given_up = {"credit_code": None}
    filled = ("place_id", "address", "legal_person", "phone", "account")
    correctable = ("name", "credit_code", "kind", *filled)
    why_one = _("写明根据什么认定是同一单位")
    why_two = _("写明根据什么认定不是同一单位")
    not_back = (_("统一社会信用代码现在属于另一条记录"), _("先核对那条记录"))
    not_new = (_("这个统一社会信用代码已在另一条记录上"), _("核对后合并两条记录"))

    def unlike(self, keep: Org, drop: Org) -> Refusal | None:
        if keep.credit_code and drop.credit_code:
            return Refusal(str(_("两条记录各有统一社会信用代码，是两个单位")), str(_("核对代码；填错的先更正")))
        return None

    def follow(self, keep: Org, drop: Org) -> dict[str, Any]:
        numbers = list(drop.identifiers.order_by("pk").values_list("pk", flat=True))
        drop.identifiers.update(org=keep)
        return {"identifiers": numbers}

    def return_to(self, drop: Org, keep: Org, before: dict[str, Any]) -> None:
        keep.identifiers.filter(pk__in=before["identifiers"]).update(org=drop)

    def read(self, values: dict[str, Any]) -> dict[str, Any] | Refusal:
        if "name" in values and not name_form(values["name"] or ""):
            return Refusal(str(_("没有填写单位名称")), str(_("补填名称")))
        if values.get("place_id") and not Place.objects.filter(pk=values["place_id"]).exists():
            return Refusal(str(_("没有这个地方")), str(_("重新选择")))
        if values.get("credit_code"):
            read = credit_code.read(values["credit_code"])
            if isinstance(read, Refusal):
                return read.told(gettext)
            values["credit_code"] = read.code
        elif "credit_code" in values:
            values["credit_code"] = None
        return values


ORGS = _Orgs()
CORRECTABLE = ORGS.correctable
merge, split, correct = ORGS.merge, ORGS.split, ORGS.correct
