"""The applications in which there is something for a step to do: what a list may name as the next one. The guards alone
decide whether a step can be taken."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from chunfeng.plans.training.providers.models import Admission, ExpertSeat, Objection

Keys = QuerySet[Any, Any]


def _where(condition: Any) -> Keys:
    return Admission.objects.filter(condition).values_list("case_id")


def all_scored() -> Keys:
    return _where(~Exists(ExpertSeat.objects.filter(admission=OuterRef("pk"), recused_for="", scored_at=None)))


def _objected(**given: Any) -> Exists:
    return Exists(Objection.objects.filter(admission=OuterRef("pk"), **given))


def objection_to_investigate() -> Keys:
    return _where(_objected(verdict="", investigated_at=None))


def objection_to_decide() -> Keys:
    return _where(_objected(verdict="", investigated_at__isnull=False))


def nothing_upheld() -> Keys:
    return _where(~_objected(verdict="upheld"))
