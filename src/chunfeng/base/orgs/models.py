"""Organisations: providers, employers, agencies, banks. Their names and codes are public, their people's data are not."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.history.models import RecordEvent, split_undoes
from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.places.models import Place
from chunfeng.base.policy.privacy import classes


def name_form(name: str) -> str:
    """What counts as the same name: width, spaces, case and the shape of brackets do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).split()).upper()


class OrgSet(models.QuerySet["Org"]):
    def standing(self) -> OrgSet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)


class Org(SealedModel):
    """credit_code: 18 characters of GB 32100, absent for bodies known only by older numbers or by name. place: where it
    works, which the area inside the code does not tell. merged_into: as of persons, never a chain."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("培训机构")
        EXAMINER = "examiner", _("考核鉴定机构")
        EMPLOYER = "employer", _("用人单位")
        AGENCY = "agency", _("机关单位")
        BANK = "bank", _("银行")
        COMMITTEE = "committee", _("村（居）民委员会")
        OTHER = "other", _("其他单位")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    name_form = models.CharField(max_length=200, db_index=True, editable=False)
    credit_code = models.CharField(max_length=18, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    legal_person = SealedText(mask="name", longest=50, null=True, blank=True)
    legal_person_key = IndexedKey(of="legal_person", purpose="name", db_index=True)
    phone = SealedText(mask="phone", longest=40, null=True, blank=True)
    phone_key = IndexedKey(of="phone", purpose="phone", db_index=True)
    account = SealedText(mask="account", longest=40, null=True, blank=True)
    account_key = IndexedKey(of="account", purpose="account", db_index=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)

    objects = OrgSet.as_manager()

    PRIVACY = classes(
        public="uid name name_form credit_code kind place address",
        internal="id merged_into created_at",
        personal="legal_person legal_person_key phone phone_key",
        sensitive="account account_key",
    )
    RETENTION = "orgs.org"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(credit_code=""), name="org_code_or_null"),
            models.CheckConstraint(condition=~Q(name=""), name="org_has_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="org_not_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **more: Any) -> None:
        self.name_form = name_form(self.name)
        if (fields := more.get("update_fields")) is not None and "name" in fields:
            more["update_fields"] = {*fields, "name_form"}
        super().save(*args, **more)


class OrgIdentifier(models.Model):
    """A number of the time before the unified code (until 2017), by which papers of 2014 and 2015 name the organisation."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("工商注册号")
        ORGANISATION_CODE = "organisation_code", _("组织机构代码")
        TAX_NUMBER = "tax_number", _("税务登记号")
        LICENCE = "licence", _("办学许可证号")

    org = models.ForeignKey(Org, models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.CharField(max_length=40)
    valid_from_on = models.DateField(null=True, blank=True)
    valid_to_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(public="id org kind value valid_from_on valid_to_on")
    RETENTION = "orgs.org"

    class Meta:
        ordering = ["org", "kind", "value"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="org_identifier_once"),
            models.CheckConstraint(condition=~Q(value=""), name="org_identifier_has_value"),
            models.CheckConstraint(
                condition=Q(valid_from_on=None) | Q(valid_to_on=None) | Q(valid_to_on__gte=F("valid_from_on")),
                name="org_identifier_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class OrgEvent(RecordEvent):
    org = models.ForeignKey(Org, models.PROTECT, related_name="events")
    other = models.ForeignKey(Org, models.PROTECT, null=True, blank=True, related_name="+")

    PRIVACY = classes(internal="id kind org other undoes at by_user by_name", personal="why", sensitive="before")
    RETENTION = "orgs.history"

    class Meta(RecordEvent.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(org=F("other")), name="org_event_of_two"),
            split_undoes("org_split_undoes"),
        ]
