"""A change of an approved class: one lesson moved, or one person who leaves (T-3.2.d)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes

CHANGES = {"lesson": _("调整一次课"), "person": _("一名学员退出")}
_UNBOUND = ("draft", "withdrawn")


class ClassChange(models.Model):
    """session, and what it is to be: of a lesson; entry: of a person. was: what the lesson was before, as it was told."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    training_class = models.ForeignKey(
        "classes.TrainingClass", models.PROTECT, null=True, blank=True, related_name="changes"
    )
    kind = models.CharField(max_length=10, blank=True, choices=list(CHANGES.items()))
    why = models.CharField(max_length=500, blank=True)
    session = models.ForeignKey("classes.ClassSession", models.PROTECT, null=True, blank=True, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    to_time = models.TimeField(null=True, blank=True)
    teacher = models.ForeignKey("providers.Teacher", models.PROTECT, null=True, blank=True, related_name="+")
    room = models.ForeignKey("providers.Room", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.CharField(max_length=200, blank=True)
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, null=True, blank=True, related_name="+")
    was = models.CharField(max_length=300, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id case state training_class kind session held_on from_time to_time teacher room site was submitted_on "
        "decided_on",
        personal="why entry",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_UNBOUND)
                | Q(submitted_on__isnull=False, training_class__isnull=False)
                & ~Q(why="")
                & (
                    Q(kind="person", entry__isnull=False, session=None)
                    | Q(
                        kind="lesson",
                        entry=None,
                        session__isnull=False,
                        held_on__isnull=False,
                        from_time__isnull=False,
                        to_time__isnull=False,
                        teacher__isnull=False,
                    )
                ),
                name="change_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "rejected")) | Q(decided_on__isnull=False), name="change_decided"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
