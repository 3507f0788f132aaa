"""Who may examine: a body of its own, apart from whoever taught (考培分离)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chunfeng.base.orgs.models import Org, name_form
from chunfeng.base.places.models import Place


def bodies(place: Place) -> QuerySet[Org]:
    """Those that work at a place, above it or beside it in one city."""
    top = place.path.split("/")[0] + "/"
    return Org.objects.standing().filter(kind=Org.Kind.EXAMINER, place__path__startswith=top).order_by("name")


def own_issuer(provider: Org, issuer: str) -> str:
    """Why an issuer's name cannot stand on a certificate of this provider's trainees; empty where it can."""
    if name_form(issuer) == provider.name_form:
        return _("培训机构不能给自己的学员发证")
    return next(
        (tied for body in Org.objects.filter(name_form=name_form(issuer)) if (tied := related(provider, body))), ""
    )


def related(provider: Org, body: Org) -> str:
    """What ties a body to the provider; empty where nothing does."""
    if provider.pk == body.pk:
        return _("培训机构不能考核自己的学员")
    ties: Mapping[str, str] = {
        "legal_person_key": _("法定代表人"), "phone_key": _("电话"), "account_key": _("银行账户"),
    }  # fmt: skip
    same = [words for name, words in ties.items() if (key := getattr(provider, name)) and key == getattr(body, name)]
    if provider.address and name_form(provider.address) == name_form(body.address):
        same.append(_("地址"))
    return _("考核机构和培训机构的%(what)s相同，不能考核这个班") % {"what": _("、").join(same)} if same else ""
