"""Certificates: issued here to whoever passed, or given by an outside body and registered; revoked by two people."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.training.certification.models.completion import Completion
from chunfeng.plans.training.certification.models.examination import Examination
from chunfeng.plans.training.providers.models import LEVELS

KINDS = {
    "training": _("培训合格证书"),
    "special_ability": _("专项职业能力证书"),
    "vocational_qualification": _("职业资格证书"),
    "skill_level": _("职业技能等级证书"),
    "startup": _("创业培训合格证"),
}
#: Kinds that only the authority's own office vouches for.
OF_THE_OFFICE = ("training", "startup")
CHANGES = {"revoke": _("撤销"), "reissue": _("补发")}


class Certificate(models.Model):
    """number_form: the number as it is compared: a letter that is read as a digit is that digit. code: stands in the square code,
    unguessable, and changes when the certificate is issued again; empty for those of outside bodies. class_ended_on, held_on: last
    lesson and examination, held here so that no certificate can stand before them. outside: registered, not issued here; scan: uid of
    its picture. reissued_on: of the last printing after the first."""

    completion = models.ForeignKey(Completion, models.PROTECT, related_name="certificates")
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="certificates")
    exam = models.ForeignKey(Examination, models.PROTECT, null=True, blank=True, related_name="certificates")
    number = models.CharField(max_length=40, unique=True)
    number_form = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=40, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=24, choices=list(KINDS.items()))
    trade = models.CharField(max_length=60)
    level = models.IntegerField(choices=list(LEVELS.items()))
    class_ended_on = models.DateField()
    held_on = models.DateField()
    issued_on = models.DateField()
    issuer = models.CharField(max_length=200)
    outside = models.BooleanField(default=False)
    scan = models.CharField(max_length=36, blank=True)
    reissued_on = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_because = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    PRIVACY = classes(
        public="kind trade level issued_on issuer revoked_on revoked_because",
        internal="id completion exam number number_form code class_ended_on held_on outside scan reissued_on added_at",
        personal="entry",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "kind", "level"], condition=Q(revoked_on=None), name="certificate_once_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(number_form="") & ~Q(code=""), name="certificate_number"
            ),
            models.CheckConstraint(
                condition=Q(held_on__gte=F("class_ended_on"), issued_on__gte=F("held_on")), name="certificate_days"
            ),
            models.CheckConstraint(
                condition=Q(outside=True, code=None)
                | Q(outside=False, code__isnull=False, scan="", exam__isnull=False),
                name="certificate_source",
            ),
            models.CheckConstraint(
                condition=Q(reissued_on=None) | Q(reissued_on__gte=F("issued_on")), name="certificate_reissued"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_because="")
                | Q(revoked_on__isnull=False, revoked_on__gte=F("issued_on")) & ~Q(revoked_because=""),
                name="certificate_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FormerCode(models.Model):
    """The code of a printing that another one took the place of: whoever scans it is told so."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="former_codes")
    code = models.CharField(max_length=40, unique=True)
    until_on = models.DateField()

    PRIVACY = classes(internal="id certificate code until_on")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.certificate_id)


class CertificateChange(models.Model):
    """A certificate revoked or issued again: proposed by one, decided by another. ground: code of training.certificate_grounds."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=list(CHANGES.items()))
    ground = models.CharField(max_length=40)
    statement = models.CharField(max_length=1000, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id case state kind ground decided_on", personal="certificate statement")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="certificate_change_ground"),
            models.CheckConstraint(
                condition=~Q(state__in=("done", "refused")) | Q(decided_on__isnull=False),
                name="certificate_change_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Registration(models.Model):
    """Certificates of one class that an outside body issued, as its provider hands them in."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    completion = models.ForeignKey(Completion, models.PROTECT, null=True, blank=True, related_name="registrations")
    kind = models.CharField(max_length=24, blank=True, choices=list(KINDS.items()))
    issuer = models.CharField(max_length=200, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    asked_for = models.TextField(blank=True)

    PRIVACY = classes(internal="id case state completion kind issuer submitted_on decided_on asked_for")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "withdrawn"))
                | Q(submitted_on__isnull=False, completion__isnull=False) & ~Q(kind="") & ~Q(issuer=""),
                name="registration_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("registered", "refused")) | Q(decided_on__isnull=False),
                name="registration_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class RegisteredRow(models.Model):
    """One certificate to be registered; scan: uid of its picture."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="rows", db_index=False)
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    number_form = models.CharField(max_length=40)
    held_on = models.DateField()
    issued_on = models.DateField()
    scan = models.CharField(max_length=36, blank=True)

    PRIVACY = classes(internal="id registration number number_form held_on issued_on scan", personal="entry")
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "entry"], name="registered_once_a_person"),
            models.UniqueConstraint(fields=["registration", "number_form"], name="registered_number_once"),
            models.CheckConstraint(condition=Q(issued_on__gte=F("held_on")), name="registered_days"),
        ]

    def __str__(self) -> str:
        return self.number
