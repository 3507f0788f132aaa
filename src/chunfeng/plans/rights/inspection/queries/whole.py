"""A matter with all that hangs on it, for a page that shows all of it."""

from __future__ import annotations

from typing import Any

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
    found: dict[int, list[str]] = {}
    if inspection.evidence.all():
        pairs: Any = EvidenceItem.inspectors.through
        for pair in together.rows(pairs, "caseinspector_id", evidenceitem__inspection=inspection.pk):
            found.setdefault(pair.evidenceitem_id, []).append(names[pair.caseinspector_id])
    return found
