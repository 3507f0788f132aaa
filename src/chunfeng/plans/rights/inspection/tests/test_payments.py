"""Money is counted once, and not while its payee says that it did not come."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.models import Payment, Served
from chunfeng.plans.rights.inspection.pages import PAPERS
from chunfeng.plans.rights.inspection.queries import money, teller

from .conftest import City, Walk, done, refused

pytestmark = pytest.mark.django_db


def printed(case: Case, code: str) -> str:
    return repr(PAPERS[f"rights.{code}"](case))


def test_word_unpaid_reopens_a_closed_matter_and_new_proof_settles_it(city: City, walk: Walk) -> None:
    case = walk("closed")
    complaint = case.record.complaints.get()
    done(case, "say_unpaid", teller(complaint), "2015-02-05", complaint=complaint.number)
    assert (case.state, case.closed_at) == ("disputed", None)
    chen = city.who("chen")
    assert "新的支付凭证" in refused(case, "check_again", chen, "2015-02-06", note="问过银行")
    done(
        case,
        "pay",
        chen,
        "2015-02-09",
        complaint=complaint.number,
        amount="9600",
        paid_on="2015-02-09",
        proof=["uid-2"],
    )
    done(case, "check_again", chen, "2015-02-09", note="补付")
    assert "还没有投诉人的答复" in refused(case, "close", city.who("head"), "2015-02-10")
    done(case, "say_paid", teller(complaint), "2015-02-10", complaint=complaint.number)
    done(case, "close", city.who("head"), "2015-02-10")
    assert case.state == "closed"
    # The first voucher was never confirmed: one worker was paid once.
    sums = money(case.record)
    assert (sums.due, sums.paid, sums.disputed, sums.over) == (960000, 960000, 960000, 0)
    form = printed(case, "closing_approval")
    assert "19,200" not in form
    assert "本人说没有收到，未计入" in form and "责令改正，2015年1月28日认定已改正" in form


def test_a_disputed_payment_that_came_is_confirmed_and_one_registered_wrongly_is_withdrawn(
    city: City, walk: Walk
) -> None:
    case, chen = walk("performed"), city.who("chen")
    complaint = case.record.complaints.get()
    assert "没有投诉人说没收到的支付" in refused(case, "confirm_payment", chen, "2015-01-29", payment="1", note="x")
    done(case, "say_unpaid", teller(complaint), "2015-01-29", complaint=complaint.number)
    assert money(case.record).paid == 0
    first = case.record.payments.get()
    done(case, "confirm_payment", chen, "2015-01-30", payment=str(first.pk), note="银行流水已到账，本人已承认")
    assert money(case.record).paid == 960000
    done(case, "check_again", chen, "2015-01-30", note="已到账")
    again = {"complaint": complaint.number, "amount": "9600", "paid_on": "2015-01-28", "proof": ["uid-7"]}
    done(case, "pay", chen, "2015-01-30", **again)
    assert money(case.record).over == 960000
    assert "多于应付" in printed(case, "closing_approval")
    second = case.record.payments.last()
    assert "请填写撤回的理由" in refused(case, "withdraw_payment", chen, "2015-01-30", payment=str(second.pk))
    done(case, "withdraw_payment", chen, "2015-01-30", payment=str(second.pk), note="同一回单登记了两次")
    assert (money(case.record).over, case.record.payments.count()) == (0, 2)
    assert Event.objects.filter(step="withdraw_payment").get().note == "同一回单登记了两次"


def test_earlier_rows_are_disputed_and_served_by_what_is_known_of_them(city: City, walk: Walk) -> None:
    moved = import_module("chunfeng.plans.rights.inspection.migrations.0005_payments_and_service")
    case = walk("performed")
    complaint = case.record.complaints.get()
    done(case, "say_unpaid", teller(complaint), "2015-01-29", complaint=complaint.number)
    Payment.objects.update(disputed_at=None)
    Served.objects.all().delete()
    for number, day in ((1, date(2015, 1, 20)), (2, date(2015, 1, 22)), (3, date(2015, 1, 23))):
        Served.objects.create(
            inspection=case.record, paper="order", served_on=day, method="direct", receiver=f"签{number}"
        )
    moved.of_earlier_rows(apps, None)
    complaint.refresh_from_db()
    assert Payment.objects.get().disputed_at == complaint.word_at
    order = case.papers.get(kind="rights.rectification_order")
    # The first is older than the order; of two for one order the first was its proof.
    assert [proof.issued for proof in Served.objects.order_by("pk")] == [None, order, None]
    assert Served.objects.last().receiver.clear() == "签3"


def test_no_voucher_twice_and_nothing_beyond_what_can_be_owed(city: City, walk: Walk) -> None:
    case, chen = walk("performed"), city.who("chen")
    complaint, paid = case.record.complaints.get(), Payment.objects.get()
    same = {"complaint": complaint.number, "amount": "9600", "paid_on": f"{paid.paid_on}", "proof": ["uid-9"]}
    assert "已经登记" in refused(case, "pay", chen, "2015-01-30", **same)
    for amount in ("99999999999.99", "9600.01"):
        assert "两倍" in refused(case, "pay", chen, "2015-01-30", **same | {"amount": amount})
    for amount in ("1e3", "1_0", "١٢"):
        assert "请填写金额" in refused(case, "pay", chen, "2015-01-30", **same | {"amount": amount})
    assert "年份不对" in refused(case, "pay", chen, "2015-01-30", **same | {"paid_on": "0001-01-01"})
    done(case, "pay", chen, "2015-01-30", **same | {"amount": "9600.00", "paid_on": "2015-01-29"})
