"""The door is for people; the constraints are for everything else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chunfeng.plans.rights.inspection.models import Apart, Complaint, Decision, Handover, Inspection, Order, Payment

from .conftest import City, Walk

pytestmark = pytest.mark.django_db
DAY = date(2015, 1, 7)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"state": "accepted"}, "inspection_accepted"),
        ({"state": "investigating", "accepted_on": DAY}, "inspection_filed"),
        ({"accepted_on": DAY, "filed_on": date(2015, 1, 8)}, "inspection_filed_when_accepted"),
        ({"state": "decided", "accepted_on": DAY, "filed_on": DAY}, "inspection_found"),
        ({"extended_on": DAY}, "inspection_extension_asked"),
        ({"state": "refused"}, "inspection_refusal_has_ground"),
        ({"refusal": "too_old"}, "inspection_refusal_has_ground"),
        ({"state": "joined"}, "inspection_joined"),
        ({"found_fen": -1}, "inspection_found_counts"),
        (
            {
                "state": "court_closed",
                "accepted_on": DAY,
                "filed_on": DAY,
                "investigated_on": DAY,
                "outcome": "violation",
            },
            "inspection_court_number",
        ),
    ],
)
def test_an_inspection_has_what_its_state_needs(city: City, columns: dict[str, Any], name: str) -> None:
    record = city.case().record
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Inspection.objects.filter(pk=record.pk).update(**columns)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"anonymous": True}, "complaint_anonymous_without_contact"),
        ({"happened_to": date(2014, 1, 1)}, "complaint_span"),
        ({"happened_to": date(2015, 1, 1), "continuing": True}, "complaint_continuing_has_no_end"),
        ({"amount_fen": 0}, "complaint_counts"),
        ({"persons": 0}, "complaint_counts"),
        ({"word": "paid"}, "complaint_word_dated"),
        ({"asked_times": 1}, "complaint_asked_dated"),
    ],
)
def test_a_complaint_does_not_contradict_itself(city: City, columns: dict[str, Any], name: str) -> None:
    complaint = city.told(continuing=False).complaint
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(**columns)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"amount_fen": 0}, "payment_counts"),
        ({"proof": []}, "payment_proven"),
        ({"persons": 2}, "payment_of_one"),
    ],
)
def test_a_payment_has_a_sum_and_a_proof(city: City, columns: dict[str, Any], name: str) -> None:
    complaint = city.told().complaint
    values = {"amount_fen": 1, "proof": ["u"], "persons": 1} | columns
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Payment.objects.create(
            inspection=complaint.inspection, complaint=complaint, paid_on=DAY, recorded_at=timezone.now(), **values
        )


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"due_on": DAY}, "order_gives_time"),
        ({"amount_fen": -1}, "order_counts"),
        ({"outcome": "not"}, "order_checked"),
        ({"outcome": "not", "checked_on": date(2015, 1, 14)}, "order_not_judged_early"),
    ],
)
def test_an_order_gives_time_and_is_not_judged_early(city: City, columns: dict[str, Any], name: str) -> None:
    values = {"due_on": date(2015, 1, 14), "number": "令1", "demand": "d", "law": "l"} | columns
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Order.objects.create(inspection=city.case().record, issued_on=DAY, **values)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"amount_fen": 0}, "decision_amounts"),
        ({"extra_fen": 1}, "decision_extra_of_treatment"),
        ({"decided_on": DAY}, "decision_numbered"),
        ({"decided_on": date(2015, 1, 6), "number": "罚1", "reviewed_on": DAY}, "decision_after_notice"),
        ({"decided_on": DAY, "number": "罚1"}, "decision_penalty_reviewed"),
        ({"hearing_asked_on": DAY, "hearing_due_on": date(2015, 1, 6)}, "decision_hearing_in_time"),
        (
            {"decided_on": DAY, "number": "罚1", "reviewed_on": DAY, "hearing_asked_on": DAY, "hearing_due_on": DAY},
            "decision_after_hearing",
        ),
        ({"decided_on": DAY, "number": "罚1", "reviewed_on": DAY, "withdrawn_on": DAY}, "decision_withdrawn_before"),
    ],
)
def test_a_penalty_comes_after_notice_review_and_hearing(city: City, columns: dict[str, Any], name: str) -> None:
    values = {"amount_fen": 100, "notice_number": "告1", "facts": "f", "law": "l", "defence_until_on": DAY} | columns
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Decision.objects.create(inspection=city.case().record, kind="penalty", noticed_on=DAY, **values)


def test_nothing_goes_from_a_place_to_itself(city: City) -> None:
    case = city.case()
    with pytest.raises(IntegrityError, match="handover_elsewhere"), transaction.atomic():
        Handover.objects.create(
            inspection=case.record,
            number=case.number,
            from_place=case.place,
            to_place=case.place,
            from_path="p",
            sent_on=DAY,
        )


def test_a_matter_is_not_apart_from_itself(city: City) -> None:
    record = city.case().record
    with pytest.raises(IntegrityError, match="apart_from_another"), transaction.atomic():
        Apart.objects.create(inspection=record, other=record)


def test_an_inspector_stands_on_a_matter_once(city: City, walk: Walk) -> None:
    record = walk("investigating").record
    first = record.inspectors.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        record.inspectors.create(certificate=first.certificate, from_on=DAY)
