"""What holds of an admitted provider: its agreement, what is listed, cards, evaluations, exit, blacklist."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.providers.models.admission import LEVELS, Admission


class Agreement(models.Model):
    """Both days count. ended_on: the last day it held when it was ended early, with the ground of training.exit_grounds."""

    admission = models.OneToOneField(Admission, models.PROTECT, related_name="agreement")
    org = models.ForeignKey("orgs.Org", models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    from_on = models.DateField()
    to_on = models.DateField()
    suspended_from_on = models.DateField(null=True, blank=True)
    suspended_to_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_for = models.CharField(max_length=60, blank=True)

    PRIVACY = classes(
        public="number from_on to_on suspended_from_on suspended_to_on ended_on ended_for",
        internal="id admission org place",
    )
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["org", "to_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="agreement_span"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_for="")
                | (Q(ended_on__isnull=False, ended_on__lte=F("to_on")) & ~Q(ended_for="")),
                name="agreement_end_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(suspended_from_on=None, suspended_to_on=None)
                | Q(
                    suspended_from_on__isnull=False,
                    suspended_to_on__isnull=False,
                    suspended_to_on__gte=F("suspended_from_on"),
                ),
                name="agreement_suspension",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Listing(models.Model):
    """One line of the open list: an admitted trade and level at an address. capacity: trainees at once."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="listings")
    trade = models.CharField(max_length=60)
    level = models.IntegerField(choices=list(LEVELS.items()))
    address = models.CharField(max_length=200)
    capacity = models.IntegerField()
    office_phone = models.CharField(max_length=30)

    PRIVACY = classes(public="trade level address capacity office_phone", internal="id agreement")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["trade", "level", "id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "trade", "level"], name="listing_once"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="listing_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.trade} {self.level}"


class Supervision(models.Model):
    """What was found at an admitted provider and what came of it. source: whence the finding came.
    statement: what the provider says to it."""

    SOURCES = {
        "spot_check": _("到课抽查"),
        "inspection": _("专项检查"),
        "complaint": _("举报投诉"),
        "screen": _("数据疑点"),
    }

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="supervisions")
    source = models.CharField(max_length=20, choices=list(SOURCES.items()))
    found_on = models.DateField()
    ground = models.CharField(max_length=60)
    found = models.TextField()
    statement = models.TextField(blank=True)
    rectified = models.TextField(blank=True)
    suspended_on = models.DateField(null=True, blank=True)
    exit_ground = models.CharField(max_length=60, blank=True)
    exit_said = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id case state agreement source found_on ground found rectified suspended_on exit_ground "
        "exit_said decided_on",
        personal="statement",
    )
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("exit_proposed", "exited", "blacklisted")) | ~Q(exit_ground=""),
                name="supervision_exit_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("exited", "blacklisted", "dismissed"))
                | Q(decided_on__isnull=False, decided_on__gte=F("found_on")),
                name="supervision_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(suspended_on__isnull=False, suspended_on__gte=F("found_on")),
                name="supervision_suspended",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Card(models.Model):
    """A warning of the ladder. A supervision gives at most one."""

    COLOURS = {"yellow": _("黄牌"), "red": _("红牌")}

    supervision = models.OneToOneField(Supervision, models.PROTECT, related_name="card")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="cards")
    colour = models.CharField(max_length=6, choices=list(COLOURS.items()))
    ground = models.CharField(max_length=60)
    given_on = models.DateField()

    PRIVACY = classes(public="colour ground given_on", internal="id supervision agreement")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["agreement", "given_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(colour__in=("yellow", "red")), name="card_colour"),
            models.CheckConstraint(condition=~Q(ground=""), name="card_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.colour} {self.given_on}"


class Evaluation(models.Model):
    """Of one year of one agreement. trained, passed, employed: persons; a share has the trained as its denominator."""

    RESULTS = {"good": _("优秀"), "passed": _("合格"), "failed": _("不合格")}

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="evaluations")
    year = models.IntegerField()
    trained = models.IntegerField(null=True, blank=True)
    passed = models.IntegerField(null=True, blank=True)
    employed = models.IntegerField(null=True, blank=True)
    result = models.CharField(max_length=10, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        public="year trained passed employed result confirmed_on",
        internal="id case state agreement",
    )
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year"], name="evaluation_once"),
            models.CheckConstraint(
                condition=Q(trained=None)
                | (
                    Q(trained__gte=0, passed__isnull=False, employed__isnull=False)
                    & Q(passed__range=(0, F("trained")), employed__range=(0, F("trained")))
                ),
                name="evaluation_counts",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(result__in=("good", "passed", "failed"), confirmed_on__isnull=False, trained__isnull=False),
                name="evaluation_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.year}"


class BlacklistEntry(models.Model):
    """Disclosed until to_on and no day longer: a listing that never ends would be a penalty no rule gives."""

    org = models.ForeignKey("orgs.Org", models.PROTECT, related_name="+")
    supervision = models.OneToOneField(Supervision, models.PROTECT, related_name="blacklisting")
    ground = models.CharField(max_length=60)
    from_on = models.DateField()
    to_on = models.DateField()

    PRIVACY = classes(public="ground from_on to_on", internal="id org supervision")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["org", "to_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="blacklist_expires"),
            models.CheckConstraint(condition=~Q(ground=""), name="blacklist_ground"),
        ]

    def __str__(self) -> str:
        return f"{self.org_id} {self.to_on}"
