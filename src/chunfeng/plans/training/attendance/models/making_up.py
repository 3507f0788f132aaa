"""Hours that a trainee missed for a cause on paper and made up later (T-3.2.d)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.attendance.models.marks import SLOTS

#: Code of the list of causes in the pack.
CAUSES = "training.absence_causes"
_UNBOUND = ("draft", "withdrawn")


class MakeUp(models.Model):
    """missed_on, slot: the half day that was missed. cause: code of training.absence_causes; its paper is asked for when it is
    handed in. made_on, hours: when, and how many lesson hours of it were made up."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    training_class = models.ForeignKey(
        "classes.TrainingClass", models.PROTECT, null=True, blank=True, related_name="make_ups"
    )
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, null=True, blank=True, related_name="make_ups")
    missed_on = models.DateField(null=True, blank=True)
    slot = models.SmallIntegerField(null=True, blank=True, choices=list(SLOTS.items()))
    cause = models.CharField(max_length=40, blank=True)
    made_on = models.DateField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    to_time = models.TimeField(null=True, blank=True)
    hours = models.SmallIntegerField(null=True, blank=True)
    teacher = models.ForeignKey("providers.Teacher", models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        # The entry stays: it tells nobody once its person is blanked.
        internal="id case state training_class entry missed_on slot made_on from_time to_time hours teacher decided_on",
        personal="cause",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "missed_on", "slot"],
                condition=Q(state__in=("submitted", "accepted")),
                name="make_up_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_UNBOUND)
                | Q(
                    training_class__isnull=False,
                    entry__isnull=False,
                    missed_on__isnull=False,
                    slot__isnull=False,
                    made_on__isnull=False,
                    made_on__gte=F("missed_on"),
                    from_time__isnull=False,
                    to_time__isnull=False,
                    to_time__gt=F("from_time"),
                    hours__isnull=False,
                    hours__gt=0,
                    teacher__isnull=False,
                ),
                name="make_up_told",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "refused")) | Q(decided_on__isnull=False), name="make_up_decided"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
