"""Calls back to trainees of a class: drawn, asked about details of their own class, answered before the right answer is shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes

#: Of the last call to a person. Those who were not reached are counted apart.
OUTCOMES = {
    "confirmed": _("确认参加"),
    "denied": _("否认参加"),
    "relative": _("亲属接听"),
    "refused": _("拒绝回答"),
    "unreached": _("无人接听"),
    "wrong_number": _("号码不是本人"),
}
REACHED = ("confirmed", "denied")


class CallBack(models.Model):
    """The calls of one class. one_voice: so many phones were answered by one voice, as the callers heard it."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    training_class = models.ForeignKey("classes.TrainingClass", models.PROTECT, related_name="callbacks")
    drawn_on = models.DateField(null=True, blank=True)
    one_voice = models.SmallIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id case state training_class drawn_on one_voice closed_on")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class"], condition=~Q(state__in=("closed", "dropped")), name="callback_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("calling", "closed")) | Q(drawn_on__isnull=False), name="callback_drawn"
            ),
            models.CheckConstraint(condition=~Q(state="closed") | Q(closed_on__isnull=False), name="callback_closed"),
            models.CheckConstraint(condition=Q(one_voice__gte=0), name="callback_voices"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Call(models.Model):
    """questions: codes that were drawn for this person. answers: code → what was said, written before anything was shown.
    judged: code → right, wrong or unsure, beside the right answer. paid_fen: what the person says to have paid for the class.
    tries: how often it was called."""

    callback = models.ForeignKey(CallBack, models.PROTECT, related_name="calls")
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="+")
    questions = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, blank=True, choices=list(OUTCOMES.items()))
    tries = models.SmallIntegerField(default=0)
    answers = models.JSONField(default=dict)
    judged = models.JSONField(default=dict)
    paid_fen = models.BigIntegerField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    PRIVACY = classes(
        internal="id callback questions outcome tries judged paid_fen called_at judged_at by",
        personal="entry answers said",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["callback", "entry"], name="called_once_a_draw"),
            models.CheckConstraint(
                condition=Q(outcome="", called_at=None, tries=0)
                | ~Q(outcome="") & Q(called_at__isnull=False, by__isnull=False, tries__gt=0),
                name="call_made",
            ),
            models.CheckConstraint(
                condition=Q(judged_at=None) | Q(called_at__isnull=False, outcome="confirmed"), name="call_judged"
            ),
            models.CheckConstraint(condition=Q(paid_fen=None) | Q(paid_fen__gt=0), name="call_paid"),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)
