"""Finding organisations by any number they ever had, or by name."""

from __future__ import annotations

from chunfeng.base.keys import indexes
from chunfeng.base.orgs.models import Org, OrgIdentifier, OrgSet, name_form
from chunfeng.kernel import credit_code


def _standing(org: Org | None) -> Org | None:
    return org and (org.merged_into or org)


def by_code(code: str) -> Org | None:
    """By the unified code, or by the organisation code that stands inside it."""
    read = credit_code.read(code)
    if not isinstance(read, credit_code.CreditCode):
        return None
    found = Org.objects.filter(credit_code=read.code).select_related("merged_into").first()
    return _standing(found) or by_identifier(read.body, OrgIdentifier.Kind.ORGANISATION_CODE)


def by_identifier(value: str, kind: str = "") -> Org | None:
    """By an older number, of whichever kind unless one is named."""
    found = OrgIdentifier.objects.filter(value=identifier_form(value)).select_related("org__merged_into")
    if kind:
        found = found.filter(kind=kind)
    first = found.first()
    return _standing(first.org) if first else None


def by_name(name: str) -> OrgSet:
    return Org.objects.standing().filter(name_form=name_form(name)) if name.strip() else Org.objects.none()


def by_account(account: str) -> OrgSet:
    return Org.objects.standing().filter(account_key__in=indexes(account, "account"))


def identifier_form(value: str) -> str:
    """Older numbers as they are kept: upper case, no spaces and no hyphen before the check character."""
    return name_form(value).replace("-", "")


def as_one(org: Org) -> list[int]:
    """Keys of all records that are this one organisation."""
    standing = org.merged_into_id or org.pk
    return [standing, *Org.objects.filter(merged_into=standing).order_by("pk").values_list("pk", flat=True)]
