"""Publication of a major violation 重大劳动保障违法行为社会公布 (人社部令第29号): a matter beside the inspection, as long as its
entry is shown and until it has left the open site."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes

#: States in which the entry stands on the open site, until its last day.
SHOWN = ("published", "objected", "repairing", "recalling")
ENDED = ("withdrawn", "repaired", "expired")


class MajorViolationPublication(models.Model):
    """What is told of one employer. kind: one of the seven of article 5. basis: number of the decision that stands (or of
    the police's filing), and its day. ended_on: first day on which the entry is no longer shown; until_on: last by term.

    facts, handling: words for everybody; they name the employer, never a worker.
    """

    class Kind(models.TextChoices):
        ARREARS = "arrears", _("克扣、无故拖欠劳动报酬，数额较大")
        CRIME = "crime", _("拒不支付劳动报酬，移送司法机关")
        INSURANCE = "insurance", _("不依法参保缴费，情节严重")
        HOURS = "hours", _("违反工作时间和休息休假规定，情节严重")
        PROTECTED = "protected", _("违反女职工和未成年工保护规定，情节严重")
        CHILD = "child", _("违反禁止使用童工规定")
        EFFECT = "effect", _("造成严重不良社会影响")
        OTHER = "other", _("其他重大劳动保障违法行为")

    class Quashed(models.TextChoices):
        CHANGED = "changed", _("决定被变更")
        ANNULLED = "annulled", _("决定被撤销")
        UNLAWFUL = "unlawful", _("决定被确认违法或者无效")
        UPHELD = "upheld", _("异议成立")

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    inspection = models.ForeignKey("inspection.Inspection", models.PROTECT, related_name="publications")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    legal_person = models.CharField(max_length=50, blank=True)
    facts = models.TextField()
    handling = models.TextField()
    basis = models.CharField(max_length=60)
    basis_on = models.DateField()
    acted_to_on = models.DateField()
    published_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    objected_on = models.DateField(null=True, blank=True)
    repair_asked_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    quashed = models.CharField(max_length=12, choices=Quashed.choices, blank=True)

    PRIVACY = classes(
        public="kind legal_person facts handling basis basis_on published_on until_on ended_on quashed",
        internal="id case state inspection proposed_by acted_to_on objected_on repair_asked_on",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["until_on"], condition=Q(state__in=SHOWN), name="publication_shown")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=SHOWN + ENDED) | Q(published_on__isnull=False, until_on__isnull=False),
                name="publication_has_a_term",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(published_on__isnull=False, until_on__gte=F("published_on")),
                name="publication_span",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_on__isnull=False) | ~Q(state__in=ENDED) & Q(ended_on=None),
                name="publication_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(quashed=""), name="publication_withdrawn_for_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id}"
