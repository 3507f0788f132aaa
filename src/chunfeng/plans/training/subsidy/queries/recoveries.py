"""What is still owed of a recovery, and the interest on it."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Sum

from chunfeng.plans.training.subsidy.models import Recovery, TransferLine

#: The rate is kept in hundredths of a percent a year; a year of interest has 360 days (the banks' rule for deposits).
_RATE, _YEAR = 10_000, 360


def left(recovery: Recovery) -> tuple[int, int]:
    """Capital and interest still to come, in fen."""
    came = recovery.receipts.aggregate(capital=Sum("amount_fen"), interest=Sum("interest_fen"))
    return recovery.amount_fen - (came["capital"] or 0), recovery.interest_fen - (came["interest"] or 0)


def interest_on(recovery: Recovery, until: date, rate: int) -> int:
    """On each line from the day its money arrived, counted in whole fen at the end."""
    rows = TransferLine.objects.filter(
        line__recoveries__recovery=recovery, live=True, transfer__state="settled"
    ).values_list("line__amount_fen", F("transfer__settled_on"))
    total = sum(fen * max((until - day).days, 0) for fen, day in rows)
    return total * rate // (_RATE * _YEAR)
