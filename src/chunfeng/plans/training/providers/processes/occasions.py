"""Of many applications, by key of the case, those in which there is something for a step to do: what a list may name as
the next one. One query each; the guards alone decide whether a step can be taken."""

from __future__ import annotations

from collections.abc import Collection

from chunfeng.plans.training.providers.models import Admission, Objection

Keys = Collection[int]


def all_scored(cases: Keys) -> set[int]:
    waiting = Admission.objects.filter(case__in=cases, seats__recused_for="", seats__scored_at=None).order_by()
    return set(cases) - set(waiting.values_list("case_id", flat=True))


def _objected(cases: Keys, investigated: bool) -> set[int]:
    found = Objection.objects.filter(admission__case__in=cases, verdict="", investigated_at__isnull=not investigated)
    return set(found.order_by().values_list("admission__case_id", flat=True))


def objection_to_investigate(cases: Keys) -> set[int]:
    return _objected(cases, investigated=False)


def objection_to_decide(cases: Keys) -> set[int]:
    return _objected(cases, investigated=True)


def nothing_upheld(cases: Keys) -> set[int]:
    upheld = Objection.objects.filter(admission__case__in=cases, verdict="upheld").order_by()
    return set(cases) - set(upheld.values_list("admission__case_id", flat=True))
