"""Accounts, entries and their lines. Rows are only ever added; what was wrong is set right by an entry that reverses it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from chunfeng.base.audit.models import Event
from chunfeng.base.documents.models import Attachment
from chunfeng.base.places.models import Place
from chunfeng.base.policy.privacy import classes


class Account(models.Model):
    """Where money stands. role: of a posting, as `available`; fund: its source and level, as EMPLOYMENT.county; place: whose
    pool; year: of the budget; subject: the one claim or debt it is kept for, where there is one. balance_fen: the sum of its
    lines, kept by the database itself. outside: beyond the books (the treasury, a payee): alone may it fall below nothing."""

    role = models.CharField(max_length=40)
    fund = models.CharField(max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    subject = models.CharField(max_length=60, blank=True)
    outside = models.BooleanField(default=False)
    balance_fen = models.BigIntegerField(default=0)

    PRIVACY = classes(internal="id role fund place year subject outside balance_fen")
    RETENTION = "ledger.entry"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "fund", "place", "year", "subject"], name="account_once"),
            models.CheckConstraint(
                condition=Q(outside=True) | Q(balance_fen__gte=0), name="account_holds_what_it_pays"
            ),
        ]
        indexes = [models.Index(fields=["place", "year", "role"], name="account_of_pool")]

    def __str__(self) -> str:
        """What the digest of an entry calls it."""
        return f"{self.role} {self.fund} {self.place_id} {self.year} {self.subject}"


class Entry(models.Model):
    """One act of money. key: what it is for, so that the same act is booked once. posting: its declaration. number: of the case.
    event: the record in the sealed log, which holds the digest of all entries that were booked with it."""

    key = models.CharField(max_length=120, unique=True)
    posting = models.CharField(max_length=60)
    number = models.CharField(max_length=40, blank=True)
    booked_on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    PRIVACY = classes(internal="id key posting number booked_on at event reverses")
    RETENTION = "ledger.entry"

    class Meta:
        indexes = [models.Index(fields=["number"], name="entry_of_case")]


class Line(models.Model):
    """amount_fen: into the account; below nothing: out of it. The lines of an entry add up to nothing."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    amount_fen = models.BigIntegerField()

    PRIVACY = classes(internal="id entry account amount_fen")
    RETENTION = "ledger.entry"

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="line_of_something")]


class Assertion(models.Model):
    """What a bank or a finance bureau says that an account held at the end of a day (as_of_on), with its paper. found_fen: what the books
    said then, when it was stated; a difference is for people to explain."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="assertions")
    as_of_on = models.DateField()
    stated_fen = models.BigIntegerField()
    found_fen = models.BigIntegerField()
    source = models.CharField(max_length=100)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")

    PRIVACY = classes(internal="id account as_of_on stated_fen found_fen source document event")
    RETENTION = "ledger.entry"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "as_of_on", "source"], name="assertion_once"),
        ]

    @property
    def holds(self) -> bool:
        return self.stated_fen == self.found_fen

    @classmethod
    def failed(cls) -> Any:
        return cls.objects.exclude(stated_fen=F("found_fen")).order_by("-as_of_on", "pk")
