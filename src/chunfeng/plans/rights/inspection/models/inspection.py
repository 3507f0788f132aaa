"""The case itself: one matter of one employer, whoever told of it and however many they are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes
from chunfeng.plans.rights.inspection.models.complaint import Topic

#: States in which a matter has been accepted; in those of the second list it has been filed as well.
ACCEPTED = ("accepted",)
FILED = (
    "investigating", "suspended", "investigated", "ordered", "noticed", "hearing", "reviewing", "decided", "reminded",
    "enforcing", "performed", "disputed", "revoked", "handed", "court_closed", "closed",
)  # fmt: skip
FOUND = tuple(state for state in FILED if state not in ("investigating", "suspended"))
REFUSED = ("refused", "referred", "elsewhere")


class Inspection(models.Model):
    """employer_said: as the complainant calls it; the identified employer is `case.org`. grid: the cell of the site.

    filed_on: by law the day of acceptance, also when the head signed later. found_fen, found_persons: what the
    investigation established, not what was claimed. Money in 分.
    """

    class Outcome(models.TextChoices):
        VIOLATION = "violation", _("违法事实成立")
        MINOR = "minor", _("轻微，已改正")
        NONE = "none", _("违法事实不成立")

    class Refusal(models.TextChoices):
        TOO_OLD = "too_old", _("超过两年")
        NOT_LABOUR = "not_labour", _("不属于劳动保障监察事项")
        SETTLED = "settled", _("已依法处理，没有新的事实")
        NOT_OURS = "not_ours", _("由其他机关办理")
        ARBITRATION = "arbitration", _("已申请劳动争议仲裁")
        COURT = "court", _("已向人民法院起诉")

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    topic = models.CharField(max_length=12, choices=Topic.choices)
    employer_said = models.CharField(max_length=120, blank=True)
    site = models.CharField(max_length=120, blank=True)
    grid = models.ForeignKey("places.Place", models.PROTECT, null=True, blank=True, related_name="+")
    accepted_on = models.DateField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    extension_asked_on = models.DateField(null=True, blank=True)
    extended_on = models.DateField(null=True, blank=True)
    investigated_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    found_fen = models.BigIntegerField(null=True, blank=True)
    found_persons = models.IntegerField(null=True, blank=True)
    report = models.TextField(blank=True)
    refusal = models.CharField(max_length=12, choices=Refusal.choices, blank=True)
    refusal_said = models.CharField(max_length=300, blank=True)
    joined_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    corrected_on = models.DateField(null=True, blank=True)
    court_number = models.CharField(max_length=60, blank=True)
    reopened_times = models.IntegerField(default=0)

    PRIVACY = classes(
        internal="id case state topic site grid accepted_on filed_on extension_asked_on extended_on investigated_on "
        "outcome found_fen found_persons refusal refusal_said joined_into corrected_on court_number reopened_times",
        personal="employer_said report",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["topic", "accepted_on"]),
            models.Index(fields=["employer_said"], name="inspection_named", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=ACCEPTED + FILED) | Q(accepted_on__isnull=False), name="inspection_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FILED) | Q(filed_on__isnull=False), name="inspection_filed"
            ),
            models.CheckConstraint(
                condition=Q(filed_on=None) | Q(filed_on=F("accepted_on")), name="inspection_filed_when_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FOUND) | Q(investigated_on__isnull=False) & ~Q(outcome=""),
                name="inspection_found",
            ),
            models.CheckConstraint(
                condition=Q(extended_on=None) | Q(extension_asked_on__isnull=False, extended_on__gte=F("extension_asked_on")),
                name="inspection_extension_asked",
            ),
            models.CheckConstraint(
                condition=Q(state__in=REFUSED, accepted_on=None) & ~Q(refusal="") | ~Q(state__in=REFUSED) & Q(refusal=""),
                name="inspection_refusal_has_ground",
            ),
            models.CheckConstraint(
                condition=Q(state="joined", joined_into__isnull=False) | ~Q(state="joined") & Q(joined_into=None),
                name="inspection_joined",
            ),
            models.CheckConstraint(
                condition=~Q(state="court_closed") | ~Q(court_number=""), name="inspection_court_number"
            ),
            models.CheckConstraint(
                condition=(Q(found_fen=None) | Q(found_fen__gte=0)) & (Q(found_persons=None) | Q(found_persons__gte=0)),
                name="inspection_found_counts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id}"


class Apart(models.Model):
    """Two matters that somebody looked at side by side and found to be two: they are not proposed again."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="apart")
    other = models.ForeignKey(Inspection, models.CASCADE, related_name="+")

    PRIVACY = classes(internal="id inspection other")
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "other"], name="apart_once"),
            models.CheckConstraint(condition=~Q(inspection=F("other")), name="apart_from_another"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.other_id}"
