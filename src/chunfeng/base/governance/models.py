"""Records of the two procedures that every installation has: changing a parameter, and a person's request about data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.policy.privacy import classes


class ParameterChange(models.Model):
    """A proposed value of a parameter from a day on. value None: from then on no standard is loaded."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    code = models.CharField(max_length=100)
    area = models.CharField(max_length=12, blank=True)
    valid_from_on = models.DateField()
    value = models.BigIntegerField(null=True)
    before = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=300)

    PRIVACY = classes(public="id case state code area valid_from_on value before reference")
    RETENTION = "policy.parameter"

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reference=""), name="parameter_change_has_reference")]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from_on}"


class DataRequest(models.Model):
    """What a person asks of data about them (个人信息保护法 44-47). answer: an official's words to that person."""

    SEE, CORRECT, COPY, ERASE = "see", "correct", "copy", "erase"
    KINDS = {SEE: _("查阅"), CORRECT: _("更正"), COPY: _("复制"), ERASE: _("删除")}

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    wish = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    PRIVACY = classes(internal="id case state kind", personal="wish answer")
    RETENTION = "workflow.case"
    ERASED = {"answer": "-"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=("see", "correct", "copy", "erase")), name="data_request_kind"),
            models.CheckConstraint(
                condition=~Q(state__in=("granted", "refused")) | ~Q(answer=""), name="data_request_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
