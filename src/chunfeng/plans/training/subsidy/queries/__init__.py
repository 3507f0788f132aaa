"""Reads of training money: pools, claims, payments."""

from django.db.models import Q, QuerySet

from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.subsidy.queries.funds import (
    CAME,
    LEVELS,
    ORDER,
    PoolReport,
    available,
    pool_named,
    report,
    years,
)
from chunfeng.plans.training.subsidy.queries.lines import class_key

CLAIM = "training.subsidy_claim"
BATCH = "training.payment_batch"
RECOVERY = "training.recovery"


def classes_of(case: Case) -> QuerySet[TrainingClass]:
    """Whose people a claim or a batch of payments is about."""
    of = Q(claims__case=case) if case.process == CLAIM else Q(claims__transfers__batch__case=case)
    return TrainingClass.objects.filter(of).select_related("case__place", "org").distinct().order_by("pk")


__all__ = [
    "BATCH",
    "CAME",
    "CLAIM",
    "LEVELS",
    "ORDER",
    "RECOVERY",
    "PoolReport",
    "available",
    "class_key",
    "classes_of",
    "pool_named",
    "report",
    "years",
]
