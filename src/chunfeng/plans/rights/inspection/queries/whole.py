"""A matter with all that hangs on it, for a page that shows all of it."""

from __future__ import annotations

from chunfeng.base.workflow import together
from chunfeng.plans.rights.inspection.models import EvidenceItem, Inspection


def read(inspection: Inspection) -> None:
    """All that a case page and the guards of its steps ask of a matter."""
    together.read(
        inspection, "complaints", "payments", "evidence", "inspectors", "orders", "decisions", "served", joined=["case"],
        crime_transfers=["case"], publications=["case"], handovers=["from_place", "to_place"],
    )  # fmt: skip


def signed(inspection: Inspection) -> dict[int, list[str]]:
    """Item of evidence → who signed it, by name: one query, and none where there is no evidence."""
    names = {inspector.pk: inspector.certificate.user.name for inspector in inspection.inspectors.all()}
    items = [item.pk for item in inspection.evidence.all()]
    found: dict[int, list[str]] = {}
    if items:
        pairs = EvidenceItem.inspectors.through.objects.filter(evidenceitem__in=items).order_by("caseinspector")
        for item, inspector in pairs.values_list("evidenceitem", "caseinspector"):
            found.setdefault(item, []).append(names[inspector])
    return found
