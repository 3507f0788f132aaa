"""A claim read once: its lines, what holds them, what may be approved, what is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from chunfeng.base.policy.values import value
from chunfeng.base.workflow.models import Case
from chunfeng.engines.ledger.postings import Move, Pool, Posting
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.subsidy.models import Claim, ClaimLine
from chunfeng.plans.training.subsidy.queries.lines import class_key, held

#: Nothing more happens to a line in these.
DONE = ("paid", "recovered", "refused", "withdrawn")


def of_day(code: str, case: Case, day: date | None = None) -> int:
    """A parameter at the case's place, on the day of the step unless another counts."""
    return value(f"training.{code}", day or case.today, case.place.code)


def lines_of(claim: Claim) -> Sequence[ClaimLine]:
    """With persons and certificates, kept with the claim: one query."""
    if "_lines" not in claim.__dict__:
        rows = claim.lines.select_related("entry__person", "certificate", "standard")
        claim.__dict__["_lines"] = list(rows.order_by("pk"))
    return claim.__dict__["_lines"]


def holds_of(claim: Claim) -> Mapping[int, list[str]]:
    """Key of a line → why its money does not move; kept with the claim."""
    if "_holds" not in claim.__dict__:
        klass = claim.training_class
        claim.__dict__["_holds"] = held(lines_of(claim), {claim.pk: class_key(klass)}) if klass else {}
    return claim.__dict__["_holds"]


def free(claim: Claim, *, lock: bool = False) -> list[ClaimLine]:
    """Lines that may be approved now. lock: asked anew, with the lines held until the transaction ends."""
    if lock:
        list(ClaimLine.objects.select_for_update().filter(claim=claim).values_list("pk"))
        claim.__dict__.pop("_lines", None)
        claim.__dict__.pop("_holds", None)
    holds = holds_of(claim)
    return [line for line in lines_of(claim) if line.state == "claimed" and line.pk not in holds]


def open_lines(claim: Claim) -> list[ClaimLine]:
    return [line for line in lines_of(claim) if line.state not in DONE]


def late(claim: Claim) -> list[ClaimLine]:
    """Whose certificate is older than the term on the day the claim was first handed in, the last day of the term included."""
    klass, on = claim.training_class, claim.submitted_on
    if klass is None or klass.ends_on is None or on is None:
        return []
    months = value("training.claim_deadline_months", klass.ends_on, klass.case.place.code)
    return [
        line
        for line in lines_of(claim)
        if line.part == ClaimLine.Part.FIRST and add_months(line.certificate.issued_on, months) < on
    ]


def moves_of(claim: Claim, lines: Iterable[ClaimLine], way: Posting, what: str, nth: Any = None) -> list[Move]:
    """One move a line. what, nth: of which act, so that the same act is booked once and the next one again."""
    assert claim.year
    pool = Pool(claim.fund, claim.case.place_id, claim.year)
    tail = "" if nth is None else f":{nth}"
    return [
        Move(f"{what}:{line.pk}{tail}", way, line.amount_fen, pool, number=claim.case.number, subject=line.subject)
        for line in lines
    ]
