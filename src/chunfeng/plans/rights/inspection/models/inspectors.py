"""Who may inspect, and who inspects which matter (监察条例 art. 16: two with a certificate, none with an interest)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chunfeng.base.policy.privacy import classes


class Certificate(models.Model):
    """The inspector's certificate 劳动保障监察证."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="inspection_certificates")
    number = models.CharField(max_length=30, unique=True)
    valid_from_on = models.DateField()
    valid_to_on = models.DateField()

    PRIVACY = classes(internal="id user number valid_from_on valid_to_on")
    RETENTION = "access.account"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to_on__gte=F("valid_from_on")), name="certificate_span")
        ]

    def __str__(self) -> str:
        return self.number

    def valid_on(self, day: date) -> bool:
        return self.valid_from_on <= day <= self.valid_to_on


class _Named(models.Manager["CaseInspector"]):
    def get_queryset(self) -> models.QuerySet[CaseInspector]:
        return super().get_queryset().select_related("certificate__user")


class CaseInspector(models.Model):
    """One inspector on one matter. ended_on: recused, or the matter went elsewhere; recusal says why."""

    inspection = models.ForeignKey("inspection.Inspection", models.CASCADE, related_name="inspectors")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    from_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    recusal = models.CharField(max_length=300, blank=True)

    #: Whoever asks for an inspector of a case asks for the name.
    objects = _Named()

    PRIVACY = classes(internal="id inspection certificate from_on ended_on recusal")
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "certificate"], condition=Q(ended_on=None), name="inspector_once"
            ),
            models.CheckConstraint(condition=Q(recusal="") | Q(ended_on__isnull=False), name="inspector_recused_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.certificate_id}"
