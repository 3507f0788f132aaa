"""What happened, in order, and the seals over it. Rows are only ever added."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.leaf import canonical, sm3
from chunfeng.base.keys import mac, mac_holds
from chunfeng.base.policy.privacy import classes


class Seal(models.Model):
    """A Merkle root over `count` events, chained to the seal before. mac: by a key that the database does not hold."""

    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    count = models.IntegerField()
    root = models.BinaryField()
    head = models.BinaryField()
    mac = models.BinaryField()

    PRIVACY = classes(
        public="id number at count root head mac",
    )
    RETENTION = "audit.log"

    class Meta:
        ordering = ["number"]


class Event(models.Model):
    """One act: who, in which post, on what, from which state to which, why, by which clause.

    facts: canonical JSON, never personal values. note: an officer's words; the leaf holds only its salted digest, so
    that a note can be erased by law without breaking the seal. mac: over the leaf, by a key that the database does not
    hold: a row that somebody else put in before it was sealed has none that fits.
    """

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=50)
    role = models.CharField(max_length=50, blank=True)
    on_behalf_of = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    step = models.CharField(max_length=40, blank=True)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    note_salt = models.CharField(max_length=32, blank=True)
    note_digest = models.CharField(max_length=64, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    facts = models.TextField(default="{}")
    request_id = models.CharField(max_length=36, blank=True)
    request_key = models.CharField(max_length=64, null=True, unique=True)
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversed_by")
    leaf = models.BinaryField()
    mac = models.BinaryField(default=b"")
    sealed_in = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="events")

    PRIVACY = classes(
        internal="id at actor actor_name role on_behalf_of kind object_kind object_id step before after note_salt "
        "note_digest clause facts request_id request_key reverses leaf mac sealed_in",
        personal="note",
    )
    RETENTION = "audit.log"

    class Meta:
        ordering = ["id"]
        indexes = [
            # By identifier first: an auditor asks for one without its kind.
            models.Index(fields=["object_id", "object_kind", "id"], name="event_object"),
            models.Index(fields=["sealed_in"], condition=models.Q(sealed_in=None), name="event_unsealed"),
            models.Index(fields=["actor", "id"]),
        ]

    @property
    def by_system(self) -> bool:
        """The public and a teller have no account either."""
        return self.actor_id is None and self.actor_name == Actor.the_system().name

    @property
    def doer(self) -> str:
        """Whoever has no account is named by a word: the system, the public, a teller."""
        return self.actor_name if self.actor_id else _(self.actor_name)

    @property
    def known(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.facts)
        return found

    def leaf_text(self) -> str:
        """What the leaf is the digest of; also the line of an exported log."""
        return canonical(
            {
                "id": self.pk,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "actor": self.actor_id,
                "actor_name": self.actor_name,
                "role": self.role,
                "on_behalf_of": self.on_behalf_of,
                "kind": self.kind,
                "object": [self.object_kind, self.object_id],
                "step": [self.step, self.before, self.after],
                "note_digest": self.note_digest,
                "clause": self.clause,
                "facts": self.facts,
                "request": [self.request_id, self.request_key],
                "reverses": self.reverses_id,
            }
        )

    def leaf_now(self) -> bytes:
        return sm3(self.leaf_text().encode())

    def mac_now(self) -> bytes:
        return mac(bytes(self.leaf), "audit.event")

    def as_written(self) -> bool:
        """Whether the row is what `record` wrote."""
        return self.leaf_now() == bytes(self.leaf) and mac_holds(bytes(self.mac), bytes(self.leaf), "audit.event")

    def note_as_signed(self) -> bool:
        """Whether the note is the one written then; of an erased one nothing can be said here."""
        return not self.note or self.note_digest == sm3((self.note_salt + self.note).encode()).hex()
