"""What a provider hands in: one file a try, frozen with the decision made on it.

A CHECK passes on NULL: every constraint that needs a value says so.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.catalogue.models import LEVELS

BEFORE_SUBMISSION = ("draft", "withdrawn")
AFTER_ACCEPTANCE = (
    "review", "completing", "site_check", "site_signing", "drawing", "scoring", "scored", "publicity", "deciding", "refusing",
    "designated", "refused",
)  # fmt: skip


class Admission(models.Model):
    """kind: code of training.provider_kinds. capacity: persons a year. Dates are those of the acts of the law: from them
    papers are written and terms told. refused_for: code of the list that the refusing step offered."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    licence_number = models.CharField(max_length=60, blank=True)
    licence_scope = models.CharField(max_length=300, blank=True)
    licence_from_on = models.DateField(null=True, blank=True)
    licence_to_on = models.DateField(null=True, blank=True)
    office_phone = models.CharField(max_length=30, blank=True)
    contact_name = models.CharField(max_length=50, blank=True)
    capacity = models.IntegerField(null=True, blank=True)
    practice_base = models.CharField(max_length=300, blank=True)
    startup_lecturers = models.CharField(max_length=300, blank=True)
    undertaken_at = models.DateTimeField(null=True, blank=True)
    undertaken_by = models.CharField(max_length=50, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    publicity_from_on = models.DateField(null=True, blank=True)
    publicity_to_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    asked_for = models.TextField(blank=True)
    refused_for = models.CharField(max_length=60, blank=True)
    statement = models.TextField(blank=True)

    PRIVACY = classes(
        public="kind licence_number licence_scope licence_from_on licence_to_on office_phone capacity publicity_from_on "
        "publicity_to_on decided_on",
        internal="id case state practice_base undertaken_at submitted_on accepted_on asked_for refused_for",
        personal="contact_name startup_lecturers undertaken_by statement",
    )
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "publicity_to_on"], name="admission_publicity")]
        constraints = [
            models.CheckConstraint(
                condition=Q(licence_to_on=None)
                | Q(licence_from_on__isnull=False, licence_to_on__gte=F("licence_from_on")),
                name="admission_licence",
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="admission_capacity"),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_SUBMISSION)
                | (Q(submitted_on__isnull=False) & Q(undertaken_at__isnull=False)),
                name="admission_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AFTER_ACCEPTANCE)
                | Q(accepted_on__isnull=False, accepted_on__gte=F("submitted_on")),
                name="admission_accepted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("publicity", "deciding", "designated"))
                | Q(
                    publicity_from_on__isnull=False,
                    publicity_to_on__isnull=False,
                    publicity_to_on__gte=F("publicity_from_on"),
                ),
                name="admission_publicity_span",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("designated", "refused", "not_accepted")) | Q(decided_on__isnull=False),
                name="admission_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "not_accepted", "refusing")) | ~Q(refused_for=""),
                name="admission_refused_for",
            ),
            models.CheckConstraint(
                condition=~Q(state="designated") | Q(decided_on__isnull=False, decided_on__gt=F("publicity_to_on")),
                name="admission_after_publicity",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Premises(models.Model):
    """A place where classes are held. Coordinates in degrees, GCJ-02 as phones in China give them."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="premises")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=200)
    latitude = models.DecimalField(max_digits=8, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    tenure = models.CharField(max_length=10, choices=[("own", _("自有")), ("lease", _("租赁"))])
    lease_to_on = models.DateField(null=True, blank=True)
    fire_safety_on = models.DateField()

    PRIVACY = classes(
        public="name address latitude longitude",
        internal="id admission tenure lease_to_on fire_safety_on",
    )
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["admission", "name"], name="premises_once"),
            models.CheckConstraint(
                condition=Q(latitude__range=(3, 54)) & Q(longitude__range=(73, 136)), name="premises_in_china"
            ),
            models.CheckConstraint(
                condition=Q(tenure="own", lease_to_on=None) | Q(tenure="lease", lease_to_on__isnull=False),
                name="premises_lease",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """capacity: trainees at once. Rules of impossible classes are judged by it."""

    premises = models.ForeignKey(Premises, models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=60)
    use = models.CharField(max_length=10, choices=[("theory", _("理论")), ("practice", _("实训"))])
    capacity = models.IntegerField()
    square_metres = models.IntegerField()

    PRIVACY = classes(public="name use capacity square_metres", internal="id premises")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["premises", "name"], name="room_once"),
            models.CheckConstraint(
                condition=Q(capacity__range=(1, 500)) & Q(square_metres__range=(1, 20000)), name="room_size"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Teacher(models.Model):
    """No identity number is asked: the certificate's number tells who it is."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="teachers")
    name = models.CharField(max_length=50)
    trade = models.CharField(max_length=60)
    level = models.IntegerField(choices=list(LEVELS.items()))
    certificate_number = models.CharField(max_length=60)
    certificate_from_on = models.DateField()
    certificate_to_on = models.DateField(null=True, blank=True)
    employment = models.CharField(max_length=10, choices=[("full", _("专职")), ("part", _("兼职"))])

    PRIVACY = classes(
        internal="id admission trade level certificate_from_on certificate_to_on employment",
        personal="name certificate_number",
    )
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["admission", "certificate_number"], name="teacher_once"),
            models.CheckConstraint(
                condition=Q(certificate_to_on=None) | Q(certificate_to_on__gte=F("certificate_from_on")),
                name="teacher_certificate",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TradeApplied(models.Model):
    """admitted: decided by the designation; None before. Only what is admitted may be subsidised."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="trades")
    trade = models.CharField(max_length=60)
    level = models.IntegerField(choices=list(LEVELS.items()))
    equipment = models.CharField(max_length=500)
    admitted = models.BooleanField(null=True, blank=True)

    PRIVACY = classes(public="trade level admitted", internal="id admission equipment")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["admission", "trade", "level"], name="trade_applied_once")]

    def __str__(self) -> str:
        return f"{self.trade} {self.level}"


class AdmissionPaper(models.Model):
    """kind: code of training.admission_papers. document: uid of the stored attachment."""

    admission = models.ForeignKey(Admission, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=60)
    document = models.CharField(max_length=36)
    valid_to_on = models.DateField(null=True, blank=True)
    added_on = models.DateField()

    PRIVACY = classes(internal="id admission kind document valid_to_on added_on")
    RETENTION = "training.provider"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["admission", "kind", "document"], name="admission_paper_once"),
            models.CheckConstraint(condition=~Q(document=""), name="admission_paper_document"),
        ]

    def __str__(self) -> str:
        return self.kind
