"""Values of parameters that this installation's policy staff decided over those of the pack."""

from __future__ import annotations

from django.db import models

from chunfeng.base.policy.privacy import classes


class ParameterValue(models.Model):
    """From valid_from_on on, until the next value, for an area or (area empty) everywhere. Rows are only added: a value
    that was in force decided cases, and they must stay explicable. decided_in: number of the case of its decision."""

    code = models.CharField(max_length=100)
    area = models.CharField(max_length=12, blank=True)
    valid_from_on = models.DateField()
    value = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=300)
    decided_in = models.CharField(max_length=24)
    decided_at = models.DateTimeField(auto_now_add=True)

    PRIVACY = classes(
        public="id code area valid_from_on value reference decided_in decided_at",
    )
    RETENTION = "policy.parameter"

    class Meta:
        ordering = ["code", "area", "valid_from_on", "id"]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from_on}"
