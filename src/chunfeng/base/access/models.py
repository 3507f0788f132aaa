"""Who may log in and which posts they hold, where and until when."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.policy.privacy import classes


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)

    def create_user(self, username: str, password: str | None = None, **more: object) -> User:
        user = self.model(username=username, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(SealedModel, AbstractBaseUser):
    """One natural person with a login. name: of the official or clerk, seen by colleagues. person: a worker's record.
    number: of the person's document, for nothing but that nobody works under two names; empty in older accounts.
    next_password, kept_password: of a reset that waits for a second person, meanwhile `password` opens nothing: resets.py."""

    username = models.CharField(_("用户名"), max_length=50, unique=True)
    name = models.CharField(_("姓名"), max_length=50)
    office = models.CharField(_("单位和电话"), max_length=100, blank=True)
    person = models.OneToOneField("people.Person", models.PROTECT, null=True, blank=True, related_name="login")
    number = SealedText(mask="number", longest=40, null=True, blank=True)
    number_key = IndexedKey(of="number", purpose="number")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="zh-hans")
    must_change_password = models.BooleanField(default=False)
    next_password = models.CharField(max_length=128, blank=True, default="")
    kept_password = models.CharField(max_length=128, blank=True, default="")
    reset_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    reset_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = Users()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    PRIVACY = classes(
        internal="id username last_login name office is_active language must_change_password created_at reset_by reset_at",
        personal="person",
        sensitive="password next_password kept_password number number_key",
    )
    RETENTION = "access.account"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number_key"], condition=Q(is_active=True), name="user_number_once"),
        ]

    @property
    def is_anonymous_or_inactive(self) -> bool:
        return not self.is_active

    def __str__(self) -> str:
        return self.name


class AssignmentSet(models.QuerySet["Assignment"]):
    def valid_on(self, day: date) -> AssignmentSet:
        return self.effective().filter(Q(valid_to_on=None) | Q(valid_to_on__gte=day), valid_from_on__lte=day)

    def effective(self) -> AssignmentSet:
        """On whatever day: not ended, and not waiting for a second person."""
        return self.filter(ended_at=None, waits_since=None)


class Assignment(models.Model):
    """One post held by one person. on_behalf_of: a substitute during leave; every act then names both.
    waits_since: proposed then, and of no effect while it stands; posts from before and from the console never waited."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=50)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, blank=True, related_name="+")
    org = models.ForeignKey("orgs.Org", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True, blank=True)
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="substitutes")
    given_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    waits_since = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentSet.as_manager()

    PRIVACY = classes(
        internal="id user role place org valid_from_on valid_to_on on_behalf_of given_by waits_since confirmed_by ended_at",
    )
    RETENTION = "access.account"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to_on=None) | Q(valid_to_on__gte=F("valid_from_on")), name="assignment_span"
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None) | Q(valid_to_on__isnull=False), name="assignment_substitute_ends"
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("given_by")) & ~Q(confirmed_by=F("user")), name="assignment_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class PhoneCode(SealedModel):
    """A code sent to a phone to log in with. token: what the browser's session holds. digest: keyed, of token and code.
    Made for unknown phones as well, with person empty, so that nobody learns from it who is registered."""

    token = models.CharField(max_length=64, unique=True)
    phone = SealedText(mask="phone", longest=40)
    phone_key = IndexedKey(of="phone", purpose="phone", db_index=True)
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    digest = models.BinaryField()
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    PRIVACY = classes(internal="id tries made_at used_at", personal="phone phone_key person", sensitive="token digest")
    RETENTION = "access.code"

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)
