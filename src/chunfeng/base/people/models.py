"""A person: known by a number, or by the reason why there is none. What identifies is sealed and found by key."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.history.models import RecordEvent, split_undoes
from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.policy.privacy import classes
from chunfeng.kernel.masking import number_open


class PersonSet(models.QuerySet["Person"]):
    def standing(self) -> PersonSet:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)


class Person(SealedModel):
    """merged_into: the record that stands for this one; always a standing record, never a chain. What points to a
    merged record goes on pointing to it."""

    class NumberKind(models.TextChoices):
        RESIDENT_ID = "resident_id", _("居民身份证")
        HMT_PERMIT = "hmt_permit", _("港澳台居民居住证")
        HM_TRAVEL_PERMIT = "hm_travel_permit", _("港澳居民来往内地通行证")
        TW_TRAVEL_PERMIT = "tw_travel_permit", _("台湾居民来往大陆通行证")
        FOREIGN_PR = "foreign_pr", _("外国人永久居留身份证")
        PASSPORT = "passport", _("护照")

    class Absence(models.TextChoices):
        NOT_GIVEN = "not_given", _("未提供")
        NOT_HELD = "not_held", _("无证件")
        UNREADABLE = "unreadable", _("号码不能用")
        MERGED = "merged", _("号码已归并")
        ERASED = "erased", _("已依法删除")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = SealedText(mask="name", longest=50)
    name_key = IndexedKey(of="name", purpose="name", db_index=True)
    number = SealedText(mask="number", longest=40, null=True, blank=True)
    number_key = IndexedKey(of="number", purpose="number")
    number_kind = models.CharField(max_length=20, choices=NumberKind.choices, blank=True)
    absent_because = models.CharField(max_length=20, choices=Absence.choices, blank=True)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=[("M", _("男")), ("F", _("女"))], blank=True)
    phone = SealedText(mask="phone", longest=40, null=True, blank=True)
    phone_key = IndexedKey(of="phone", purpose="phone", db_index=True)
    account = SealedText(mask="account", longest=40, null=True, blank=True)
    account_key = IndexedKey(of="account", purpose="account", db_index=True)
    address = SealedText(mask="address", longest=200, null=True, blank=True)
    address_key = IndexedKey(of="address", purpose="address", db_index=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonSet.as_manager()

    PRIVACY = classes(
        internal="id uid number_kind absent_because merged_into created_at",
        personal="name name_key born_on sex phone phone_key address address_key",
        sensitive="number number_key account account_key",
    )
    RETENTION = "people.person"
    #: What stands in columns once a person's data were erased by law.
    ERASED = {"number_kind": "", "absent_because": "erased"}

    class Meta:
        ordering = ["id"]
        constraints = [
            # The kind belongs to it: two states may give out one passport number.
            models.UniqueConstraint(fields=["number_key", "number_kind"], name="person_number_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, number_key__isnull=False, absent_because="") & ~Q(number_kind="")
                | Q(number__isnull=True, number_key__isnull=True, number_kind="") & ~Q(absent_because=""),
                name="person_number_or_reason",
            ),
            models.CheckConstraint(condition=Q(sex__in=["", "M", "F"]), name="person_sex"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_not_into_itself"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def shown_name(self) -> str:
        """赵*国: the office form, for lists and pages of those who need no more."""
        return self.name.masked()

    @property
    def shown_number(self) -> str:
        """370902********1234, or why there is none."""
        return self.number.masked() if self.number else str(self.get_absent_because_display())

    @property
    def open_number(self) -> str:
        """370*************34: for what everybody may read."""
        return number_open(self.number.clear()) if self.number else str(self.get_absent_because_display())


class PersonEvent(RecordEvent):
    person = models.ForeignKey(Person, models.PROTECT, related_name="events")
    other = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    PRIVACY = classes(internal="id kind person other undoes at by_user by_name", personal="why", sensitive="before")
    RETENTION = "people.history"

    class Meta(RecordEvent.Meta):
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="person_event_of_two"),
            split_undoes("person_split_undoes"),
        ]
