"""Money stands where it was put, once, and never below nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.places.models import Place
from chunfeng.engines.ledger.balances import by_role, held_on, state
from chunfeng.engines.ledger.booking import Booked, Refused, book, reverse
from chunfeng.engines.ledger.checking import faults
from chunfeng.engines.ledger.models import Account, Assertion, Entry, Line
from chunfeng.engines.ledger.postings import Move, Pool, Posting, Role

pytestmark = pytest.mark.django_db(transaction=True)

TREASURY = Role("treasury", "财政", outside=True)
AVAILABLE = Role("available", "可用资金")
COMMITTED = Role("committed", "已核准待付", single=True)
PAYEE = Role("payee", "收款人", outside=True)
GRANT = Posting("test.grant", "拨入", TREASURY, AVAILABLE, "T-3.3.a")
ALLOT = Posting("test.allot", "下达", AVAILABLE, AVAILABLE, "T-3.3.a")
COMMIT = Posting("test.commit", "核准", AVAILABLE, COMMITTED, "T-3.4.b")
PAY = Posting("test.pay", "支付", COMMITTED, PAYEE, "T-3.4.b")


@pytest.fixture
def pool() -> Pool:
    city = Place.objects.create(code="990000", name="示例市", kind="city", path="990000/")
    return Pool("EMPLOYMENT.city", city.pk, 2016)


@pytest.fixture
def county() -> Pool:
    county = Place.objects.create(code="990100", name="示例县", kind="county", path="990000/990100/")
    return Pool("EMPLOYMENT.city", county.pk, 2016)


def booked(*moves: Move) -> Booked:
    found = book(moves, actor=Actor.the_system())
    assert isinstance(found, Booked), found
    return found


def refused(*moves: Move) -> Sequence[str]:
    found = book(moves, actor=Actor.the_system())
    assert isinstance(found, Refused)
    return found.reasons


def test_money_goes_from_the_treasury_to_a_person(pool: Pool, county: Pool) -> None:
    booked(Move("grant", GRANT, 100_000, pool))
    booked(Move("allot", ALLOT, 60_000, pool, into_pool=county))
    booked(Move("commit:1", COMMIT, 50_000, county, subject="claim-1"))
    booked(Move("pay:1", PAY, 50_000, county, subject="claim-1"))

    assert by_role(pool) == {"treasury": -100_000, "available": 40_000}
    assert by_role(county) == {"available": 10_000, "committed": 0, "payee": 50_000}
    assert not list(faults())


def test_no_account_pays_what_it_does_not_hold(pool: Pool) -> None:
    booked(Move("grant", GRANT, 100, pool))
    assert refused(Move("commit:1", COMMIT, 101, pool, subject="a")) == ("可用资金余额 1.00 元，还差 0.01 元",)
    # Nor two together, of which each would do.
    refused(Move("commit:1", COMMIT, 60, pool, subject="a"), Move("commit:2", COMMIT, 41, pool, subject="b"))
    assert by_role(pool) == {"treasury": -100, "available": 100}
    assert Entry.objects.count() == 1


def test_of_one_claim_no_more_is_paid_than_was_committed_to_it(pool: Pool) -> None:
    booked(Move("grant", GRANT, 1_000, pool))
    booked(Move("commit:1", COMMIT, 100, pool, subject="a"), Move("commit:2", COMMIT, 100, pool, subject="b"))
    assert refused(Move("pay:1", PAY, 101, pool, subject="a"))


def test_the_same_act_is_booked_once_and_never_with_another_sum(pool: Pool) -> None:
    grant = Move("grant", GRANT, 100, pool)
    assert booked(grant).entries == 1
    again = booked(grant, Move("commit:1", COMMIT, 100, pool, subject="a"))
    assert (again.entries, again.earlier) == (1, 1)
    for other in (Move("grant", GRANT, 99, pool), Move("grant", GRANT, 100, pool, number="ZJ1")):
        assert refused(other) == ("grant 已按别的内容入账",)
    assert refused(grant, grant)
    assert refused(Move("nothing", GRANT, 0, pool))


def test_what_is_wrong_is_taken_back_by_its_opposite_once(pool: Pool) -> None:
    booked(Move("grant", GRANT, 100, pool))
    booked(Move("commit:1", COMMIT, 100, pool, subject="a"))
    grant, commit = Entry.objects.order_by("pk")
    assert isinstance(reverse(grant, actor=Actor.the_system(), note="录错"), Refused)
    assert isinstance(reverse(commit, actor=Actor.the_system(), note="录错"), Booked)
    assert isinstance(reverse(commit, actor=Actor.the_system(), note="录错"), Refused)
    assert isinstance(reverse(Entry.objects.get(reverses=commit), actor=Actor.the_system(), note="又录错"), Refused)
    assert by_role(pool) == {"treasury": -100, "available": 100, "committed": 0}
    assert not list(faults())


def test_what_a_bank_states_is_kept_beside_what_the_books_say(pool: Pool) -> None:
    event = booked(Move("grant", GRANT, 100, pool)).event
    assert event
    account, day = Account.objects.get(role="available"), Entry.objects.get().booked_on
    assert held_on(account, day) == 100
    assert state(account, day, 100, source="财政局", actor=Actor.the_system()).holds
    assert not state(account, day, 90, source="开户银行", actor=Actor.the_system()).holds
    assert [a.source for a in Assertion.failed()] == ["开户银行"]


def test_nobody_changes_a_row(pool: Pool) -> None:
    booked(Move("grant", GRANT, 100, pool))
    for change in (
        lambda: Line.objects.update(amount_fen=1),
        lambda: Entry.objects.update(key="other"),
        lambda: Account.objects.update(fund="OTHER"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert not list(faults())


def test_a_balance_moves_with_its_lines_alone(pool: Pool) -> None:
    booked(Move("grant", GRANT, 100, pool))
    wrong = Account.objects.filter(role="available")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError):
            wrong.update(balance_fen=5)
    else:
        wrong.update(balance_fen=5)
        assert [said for said in faults() if "不是各笔之和" in said]


def test_what_somebody_adds_past_the_engine_is_told(pool: Pool) -> None:
    booked(Move("grant", GRANT, 100, pool))
    entry, account = Entry.objects.get(), Account.objects.get(role="available")
    try:
        with transaction.atomic():
            Line.objects.create(entry=entry, account=account, amount_fen=5)
    except DatabaseError:
        assert connection.vendor == "postgresql"
    else:
        assert connection.vendor == "sqlite"
        assert [said for said in faults() if "不平" in said]
        assert [said for said in faults() if "与账簿不符" in said]


def test_a_batch_without_its_entries_is_told(pool: Pool) -> None:
    record("ledger", Actor.the_system(), "entry", "gone", digest="00", entries=1)
    assert Event.objects.filter(kind="ledger").count() == 1
    assert [said for said in faults() if "不在账簿里" in said]


def test_hundreds_of_moves_ask_no_more_queries_than_ten(pool: Pool) -> None:
    booked(Move("grant", GRANT, 10_000_000, pool))

    def asked(start: int, many: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            booked(*(Move(f"c:{n}", COMMIT, 100, pool, subject=str(n)) for n in range(start, start + many)))
        return len([q for q in seen.captured_queries if not q["sql"].startswith("INSERT")])

    assert asked(0, 10) == asked(10, 900)
