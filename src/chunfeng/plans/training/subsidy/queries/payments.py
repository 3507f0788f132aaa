"""What can be paid now, what a batch holds, and the file that goes to the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from chunfeng.base.places.models import Place
from chunfeng.plans.training.subsidy.models import Batch, ClaimLine, Transfer, TransferLine
from chunfeng.plans.training.subsidy.queries.lines import class_key, held


def payable(place: Place) -> Any:
    """Approved lines of a place that are in no batch."""
    moving = TransferLine.objects.filter(line=OuterRef("pk"), live=True)
    return ClaimLine.objects.filter(
        ~Exists(moving), Q(state="approved"), claim__case__place=place, claim__state="approved"
    )


def pools(place: Place) -> Mapping[tuple[str, str, int], tuple[int, int]]:
    """(source, level, year) → how many lines wait, and their fen."""
    rows = (
        payable(place)
        .order_by()
        .values_list("claim__training_class__fund", "claim__level", "claim__year")
        .annotate(n=Count("pk"), fen=Sum("amount_fen"))
    )
    return {(source, level, year): (n, fen) for source, level, year, n, fen in rows}


def of_pool(place: Place, source: str, level: str, year: int) -> Any:
    return payable(place).filter(claim__training_class__fund=source, claim__level=level, claim__year=year)


def transfers_of(batch: Batch) -> Sequence[Transfer]:
    if "_transfers" not in batch.__dict__:
        rows = batch.transfers.select_related("claim__case", "claim__training_class__org")
        batch.__dict__["_transfers"] = list(rows.order_by("serial"))
    return batch.__dict__["_transfers"]


def live_lines(batch: Batch) -> Sequence[ClaimLine]:
    rows = ClaimLine.objects.filter(transfers__transfer__batch=batch, transfers__live=True)
    return list(rows.select_related("claim__case", "claim__training_class__org").order_by("pk"))


def stopped(lines: Sequence[ClaimLine]) -> Mapping[int, list[str]]:
    """Key of a line → what stands against it now, though it was approved."""
    classes = {line.claim_id: class_key(line.claim.training_class) for line in lines if line.claim.training_class}
    return held(lines, classes)


def sums(batch: Batch) -> Mapping[str, tuple[int, int]]:
    """State of transfers → how many, and their fen."""
    rows = batch.transfers.order_by().values_list("state").annotate(n=Count("pk"), fen=Sum("amount_fen"))
    return {state: (n, fen) for state, n, fen in rows}
