"""Who is on the roster of a class, as its provider handed it in."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.privacy import classes


class RosterSet(models.QuerySet["RosterEntry"]):
    def visible_to(self, actor: Actor) -> RosterSet:
        return self.filter(actor.scope("roster.submit", place="org__place__path"))


class RosterEntry(models.Model):
    """class_no: how the provider calls the class; class_starts_on, class_ends_on: its days, where told. category: title of
    training.trainee_categories. other_name: the number stood on file under another name; nothing was overwritten, an
    officer compares. training_class: the class of that name that was applied for; upload: None where it was written by
    hand. removed_on: from that day on the person is not of the class any more; the row stays."""

    # The unique constraint begins with it and serves for look-ups.
    org = models.ForeignKey("orgs.Org", models.PROTECT, related_name="+", db_index=False)
    class_no = models.CharField(max_length=60)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="roster_entries")
    class_starts_on = models.DateField(null=True, blank=True)
    class_ends_on = models.DateField(null=True, blank=True)
    category = models.CharField(max_length=60)
    other_name = models.BooleanField(default=False)
    training_class = models.ForeignKey(
        "classes.TrainingClass", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    removed_on = models.DateField(null=True, blank=True)
    removed_because = models.CharField(max_length=500, blank=True)
    upload = models.ForeignKey("uploads.Upload", models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = RosterSet.as_manager()

    PRIVACY = classes(
        internal="id org class_no class_starts_on class_ends_on category other_name training_class removed_on upload "
        "added_at",
        personal="person removed_because",
    )
    RETENTION = "training.roster"
    #: Of a class that is a case its days stand here as well; of one that is not, nothing else does.
    RETENTION_FROM = ("class_ends_on", "added_at")

    class Meta:
        ordering = ["org", "class_no", "id"]
        constraints = [
            models.UniqueConstraint(fields=["org", "class_no", "person"], name="roster_entry_once"),
            models.CheckConstraint(
                # The reason is personal, and goes when its term is over.
                condition=Q(removed_on__isnull=False) | Q(removed_because=""),
                name="roster_removed_for",
            ),
            models.CheckConstraint(
                condition=Q(class_starts_on=None) | Q(class_ends_on=None) | Q(class_ends_on__gte=F("class_starts_on")),
                name="roster_class_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.class_no}"
