"""A claim is the package of one class; what is held, refused or paid is one of its lines, which is a person (T-3.4.a, T-3.4.b).

A CHECK passes on NULL: every constraint that needs a value says so.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.policy.privacy import classes
from chunfeng.base.workflow.objections import ObjectionRecord, privacy

PAYEES = {"provider": _("机构账户（学员未交学费，机构代为申请）"), "persons": _("学员本人账户")}
#: Out of whose budget it is paid is known once the section has reviewed it.
_BUDGETED = ("reviewed", "noticed", "deciding", "approved", "settled")
_UNBOUND = ("draft", "withdrawn")
LINE_STATES = {
    "claimed": _("申领中"),
    "approved": _("待拨付"),
    "sent": _("已送银行"),
    "paid": _("已发放"),
    "recovered": _("已追回"),
    "refused": _("不予补贴"),
    "withdrawn": _("已撤回"),
}
#: Of these a certificate can have one a part.
LIVE = ("claimed", "approved", "sent", "paid", "recovered")


class Claim(SealedModel):
    """account: that of the provider as it was on file when the claim was handed in; where persons are paid, theirs count. level,
    year: whose budget pays, and of which year. snapshot: hash of what the rules were last asked over."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    training_class = models.ForeignKey(
        "classes.TrainingClass", models.PROTECT, null=True, blank=True, related_name="claims"
    )
    payee = models.CharField(max_length=10, blank=True, choices=list(PAYEES.items()))
    account = SealedText(mask="account", longest=40, null=True, blank=True)
    account_key = IndexedKey(of="account", purpose="account", db_index=True)
    level = models.CharField(max_length=10, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    undertaken_at = models.DateTimeField(null=True, blank=True)
    undertaken_by = models.CharField(max_length=50, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    screened_at = models.DateTimeField(null=True, blank=True)
    snapshot = models.CharField(max_length=64, blank=True)
    notice_from_on = models.DateField(null=True, blank=True)
    notice_to_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    asked_for = models.TextField(blank=True)

    PRIVACY = classes(
        internal="id case state training_class payee level year undertaken_at submitted_on screened_at snapshot notice_from_on "
        "notice_to_on decided_on asked_for",
        personal="undertaken_by",
        sensitive="account account_key",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=_UNBOUND)
                | Q(training_class__isnull=False, submitted_on__isnull=False) & ~Q(payee=""),
                name="claim_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_BUDGETED) | Q(year__isnull=False) & ~Q(level=""), name="claim_budgeted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("deciding", "approved", "settled"))
                | Q(notice_from_on__isnull=False, notice_to_on__isnull=False, notice_to_on__gte=F("notice_from_on")),
                name="claim_published",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "settled", "refused")) | Q(decided_on__isnull=False),
                name="claim_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)

    @property
    def fund(self) -> str:
        """As the ledger calls it: source and whose budget."""
        assert self.training_class
        return f"{self.training_class.fund}.{self.level}"


class ClaimLine(models.Model):
    """part: the first claim, or the rest that is due once a person found work within the time. standard_fen: of the class's
    opening day; share: percent of it; earlier_fen: what the first part paid; amount_fen: what is asked now. employer: as the
    provider tells it. held_because: by an officer, until another lifts it; what the rules hold stands in the findings."""

    class Part(models.TextChoices):
        FIRST = "first", _("首次申领")
        REST = "rest", _("就业后补领差额")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines", db_index=False)
    entry = models.ForeignKey("classes.RosterEntry", models.PROTECT, related_name="claim_lines")
    certificate = models.ForeignKey("certification.Certificate", models.PROTECT, related_name="claim_lines")
    part = models.CharField(max_length=6, choices=Part.choices, default=Part.FIRST)
    standard = models.ForeignKey("catalogue.SubsidyStandard", models.PROTECT, related_name="+")
    standard_fen = models.BigIntegerField()
    share = models.SmallIntegerField()
    earlier_fen = models.BigIntegerField(default=0)
    amount_fen = models.BigIntegerField()
    employed_on = models.DateField(null=True, blank=True)
    employer = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=10, choices=list(LINE_STATES.items()), default="claimed")
    held_on = models.DateField(null=True, blank=True)
    held_because = models.CharField(max_length=500, blank=True)
    refused_because = models.CharField(max_length=500, blank=True)

    PRIVACY = classes(
        internal="id claim certificate part standard standard_fen share earlier_fen amount_fen state held_on held_because "
        "refused_because",
        personal="entry employed_on employer",
    )
    RETENTION = "training.roster"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "entry"], name="claim_line_once_a_person"),
            models.UniqueConstraint(
                fields=["certificate", "part"], condition=Q(state__in=LIVE), name="claim_line_once_a_certificate"
            ),
            models.CheckConstraint(condition=Q(standard_fen__gt=0, share__range=(1, 100)), name="claim_line_share"),
            models.CheckConstraint(
                # What is paid in all never goes beyond the share of the standard.
                condition=LessThanOrEqual((F("amount_fen") + F("earlier_fen")) * 100, F("standard_fen") * F("share")),
                name="claim_line_within_standard",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, earlier_fen__gte=0), name="claim_line_amount"),
            models.CheckConstraint(
                condition=Q(part="first", earlier_fen=0) | Q(part="rest", earlier_fen__gt=0), name="claim_line_part"
            ),
            models.CheckConstraint(
                condition=Q(employed_on=None, employer="") | Q(employed_on__isnull=False) & ~Q(employer=""),
                name="claim_line_job",
            ),
            models.CheckConstraint(condition=Q(held_on=None) ^ ~Q(held_because=""), name="claim_line_held_for"),
            models.CheckConstraint(condition=Q(state="refused") ^ Q(refused_because=""), name="claim_line_refused_for"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> str:
        """What the ledger keeps its accounts for."""
        return f"claim:{self.pk}"


class ClaimObjection(ObjectionRecord):
    """Against one person of a claim on public notice: that person waits until it is decided, the others do not."""

    line = models.ForeignKey(ClaimLine, models.PROTECT, related_name="objections")

    PRIVACY = privacy("line")
    RETENTION = "training.roster"
