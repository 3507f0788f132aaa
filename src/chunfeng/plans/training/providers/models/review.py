"""What the office, the experts and the public found out about an application."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes
from chunfeng.base.workflow.objections import ObjectionRecord, privacy
from chunfeng.plans.training.providers.models.admission import Admission


class _Visits(models.Manager["SiteVisit"]):
    def get_queryset(self) -> models.QuerySet[SiteVisit]:
        return super().get_queryset().select_related("first", "second").prefetch_related("findings")


class SiteVisit(models.Model):
    """One visit. Two officers go (行政处罚法 and 劳动保障监察条例 ask for two in their field; here it is the city's rule):
    the first writes, the second signs what was written or objects. metres_off: position to the nearest declared premises;
    empty when the phone gave none, and then no_position_because says why."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="visits")
    visited_at = models.DateTimeField()
    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    disputed = models.BooleanField(default=False)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    metres_off = models.IntegerField(null=True, blank=True)
    no_position_because = models.CharField(max_length=200, blank=True)
    photos = models.JSONField(default=list)
    said = models.TextField(blank=True)

    #: Whoever asks for a visit asks for who was there and what they found.
    objects = _Visits()

    PRIVACY = classes(
        internal="id admission visited_at first second signed_at disputed latitude longitude metres_off "
        "no_position_because photos said"
    )
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(second=None) | ~Q(second=F("first")), name="visit_two_visitors"),
            models.CheckConstraint(
                condition=Q(second=None, signed_at=None)
                | Q(second__isnull=False, signed_at__isnull=False, signed_at__gte=F("visited_at")),
                name="visit_signed",
            ),
            models.CheckConstraint(
                condition=Q(
                    latitude__isnull=False, longitude__isnull=False, metres_off__isnull=False, metres_off__gte=0
                )
                | (Q(latitude=None, longitude=None, metres_off=None) & ~Q(no_position_because="")),
                name="visit_position_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.visited_at}"


class SiteFinding(models.Model):
    """point: code of training.visit_points."""

    visit = models.ForeignKey(SiteVisit, models.CASCADE, related_name="findings")
    point = models.CharField(max_length=60)
    met = models.BooleanField()

    PRIVACY = classes(internal="id visit point met")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "point"], name="site_finding_once")]

    def __str__(self) -> str:
        return f"{self.point} {self.met}"


class Expert(models.Model):
    """A member of the pool. org: the employer, whose own application the expert never judges."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    org = models.ForeignKey("orgs.Org", models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    field = models.CharField(_("专业领域"), max_length=60)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id org place field valid_from_on valid_to_on", personal="user")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to_on=None) | Q(valid_to_on__gte=F("valid_from_on")), name="expert_span"
            )
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class _Seats(models.Manager["ExpertSeat"]):
    def get_queryset(self) -> models.QuerySet[ExpertSeat]:
        return super().get_queryset().select_related("expert__user").prefetch_related("scores")


class ExpertSeat(models.Model):
    """One drawn expert of one application: scored, recused or still to score."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="seats")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats")
    recused_for = models.CharField(max_length=60, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(blank=True)

    #: Whoever asks for a seat asks for whose it is and how it scored.
    objects = _Seats()

    PRIVACY = classes(internal="id admission expert recused_for scored_at opinion")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["admission", "expert"], name="seat_once"),
            models.CheckConstraint(condition=Q(recused_for="") | Q(scored_at=None), name="seat_recused_or_scored"),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.expert_id}"


class ExpertScore(models.Model):
    """criterion: code of training.score_criteria. most: the full mark of that day."""

    seat = models.ForeignKey(ExpertSeat, models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=60)
    points = models.IntegerField()
    most = models.IntegerField()

    PRIVACY = classes(internal="id seat criterion points most")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(points__gte=0) & Q(points__lte=F("most")), name="score_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"


class Objection(ObjectionRecord):
    """Against an application on public notice."""

    admission = models.ForeignKey(Admission, models.PROTECT, related_name="objections")

    PRIVACY = privacy("admission")
    RETENTION = "training.provider"
