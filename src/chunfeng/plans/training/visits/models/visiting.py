"""Who is to be visited, by whom, and what became of it (T-3.2.d)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes

COLOURS = {"yellow": _("黄牌"), "red": _("红牌")}
#: Two officials have signed what was found; only then does the provider learn of the visit as a matter.
SIGNED = ("signed", "hearing", "carded", "passed", "rectifying", "verifying", "rectified")
_TERMED = ("rectifying", "verifying", "rectified")


class VisitRound(models.Model):
    """A draw of a county: so many of the classes that are taught within the days are visited in them."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField()
    wanted = models.SmallIntegerField()
    drawn_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id case state from_on to_on wanted drawn_on")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="round_days"),
            models.CheckConstraint(condition=Q(wanted__gt=0), name="round_wanted"),
            models.CheckConstraint(condition=~Q(state="drawn") | Q(drawn_on__isnull=False), name="round_drawn"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Visit(models.Model):
    """drawn_by: the draw it comes from; else ground says why the class is visited without one, a code of
    training.visit_grounds. from_on, to_on: the days in which it is to be made. colour: the card that the count calls for,
    worked out when it was signed, or "". supervision: the matter in which a card was given."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    training_class = models.ForeignKey("classes.TrainingClass", models.PROTECT, related_name="visits")
    drawn_by = models.ForeignKey(VisitRound, models.PROTECT, null=True, blank=True, related_name="visits")
    ground = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    to_on = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    colour = models.CharField(max_length=6, blank=True, choices=list(COLOURS.items()))
    statement = models.TextField(blank=True)
    stated_on = models.DateField(null=True, blank=True)
    to_mend = models.TextField(blank=True)
    mended = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    supervision = models.OneToOneField(
        "providers.Supervision", models.PROTECT, null=True, blank=True, related_name="class_visit"
    )

    PRIVACY = classes(
        internal="id case state training_class drawn_by ground from_on to_on signed_on colour stated_on to_mend mended "
        "decided_on supervision",
        personal="statement",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "from_on"], name="visit_state_days")]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="class_visit_days"),
            models.CheckConstraint(
                condition=Q(drawn_by__isnull=False, ground="") | Q(drawn_by=None) & ~Q(ground=""),
                name="class_visit_drawn_or_ground",
            ),
            models.UniqueConstraint(fields=["drawn_by", "training_class"], name="class_visit_once_a_draw"),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED) | Q(signed_on__isnull=False), name="class_visit_signed"
            ),
            models.CheckConstraint(condition=~Q(state="hearing") | ~Q(colour=""), name="class_visit_heard_for_a_card"),
            models.CheckConstraint(
                condition=~Q(state="carded")
                | Q(supervision__isnull=False, decided_on__isnull=False, decided_on__gte=F("signed_on"))
                & ~Q(colour=""),
                name="class_visit_carded",
            ),
            models.CheckConstraint(condition=~Q(state__in=_TERMED) | ~Q(to_mend=""), name="class_visit_to_mend"),
            models.CheckConstraint(
                condition=~Q(state__in=("verifying", "rectified")) | ~Q(mended=""), name="class_visit_mended"
            ),
            models.CheckConstraint(
                condition=~Q(state="passed") | Q(decided_on__isnull=False, decided_on__gte=F("signed_on")),
                name="class_visit_passed",
            ),
            # The words are personal and go when their term is over.
            models.CheckConstraint(
                condition=Q(stated_on__isnull=False) | Q(statement=""), name="class_visit_statement"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Visitor(models.Model):
    """An official who was drawn. recused_for: of an interest of their own; then another is drawn. signed_at: of the record."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="visitors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recused_for = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = classes(internal="id visit user signed_at", personal="recused_for")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="visitor_once"),
            models.CheckConstraint(
                condition=Q(recused_for="") | Q(signed_at=None), name="visitor_recused_signs_nothing"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
