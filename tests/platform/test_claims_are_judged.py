"""What the worker does with a claim that was handed in and a batch that was drawn: a snapshot of what changed, the rules over the class,
findings that hold one person and not the others (F-20, T-3.4.b)."""

from __future__ import annotations

from pathlib import Path

import pytest

from chunfeng.base.findings.models import Finding, Run
from chunfeng.engines.ledger.balances import by_role
from chunfeng.plans.training.subsidy import actions
from chunfeng.plans.training.subsidy.pages import claims
from chunfeng.plans.training.subsidy.queries.claims import holds_of
from chunfeng.plans.training.subsidy.tests.conftest import Money, money  # noqa: F401
from chunfeng.site import screening

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(screening, "root", lambda: tmp_path)
    return tmp_path


def share_an_account(money: Money, people: int) -> None:  # noqa: F811
    for entry in money.klass.entries.select_related("person").order_by("pk")[:people]:
        entry.person.account = "6222020200999999999"
        entry.person.save()


def test_an_honest_claim_goes_on_at_once(money: Money, home: Path) -> None:  # noqa: F811
    claiming = money.begun(payee="persons")
    claiming.go("submit", money.clerk, money.certified_on, undertaking=True)
    assert screening.waiting() == 1
    assert claiming.claim.screened_at and claiming.case.state == "received"
    run = Run.objects.get()
    assert run.about.endswith(money.klass.class_no) and run.ran and not Finding.objects.exists()
    assert run.not_run
    told = claims.panels(claiming.case, money.office.checker)[0].body[0]
    said = next(fact.value for fact in told.facts if fact.label == "系统核对")
    assert f"{len(run.not_run)} 条因缺名单没有核对" in str(said)


def test_a_class_that_cannot_be_judged_keeps_nobody_else_waiting(
    money: Money,  # noqa: F811
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = money.begun(payee="persons")
    keys = list(first.claim.lines.order_by("pk").values_list("pk", flat=True))
    for key in keys[12:]:
        assert actions.drop_person(first.case, money.clerk, key) == []
    first.go("submit", money.clerk, money.certified_on, undertaking=True)
    second = money.begun(payee="persons")
    second.go("submit", money.clerk, money.certified_on, undertaking=True)
    judge, failed = screening.judge_class, []

    def once(*given: object) -> Run:
        if not failed:
            failed.append(given)
            raise RuntimeError("this class breaks a rule")
        return judge(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(screening, "judge_class", once)
    assert screening.waiting() == 1
    assert {first.claim.state, second.claim.state} == {"screening", "received"}
    assert screening.waiting() == 0, "it is not tried again at once"
    monkeypatch.setattr(screening, "_FAILED", {})
    assert screening.waiting() == 1


def test_one_account_for_three_people_holds_them_alone(money: Money, home: Path) -> None:  # noqa: F811
    share_an_account(money, 3)
    claiming = money.begun(payee="persons")
    claiming.go("submit", money.clerk, money.certified_on, undertaking=True)
    assert screening.waiting() == 1
    holds = holds_of(claiming.claim)
    assert len(holds) == 3, dict(holds)
    claiming.checked(money.office, money.certified_on).approved(money.office)
    assert by_role(money.pool)["committed"] == 21 * 60_000


def test_what_is_found_before_payment_is_left_out(money: Money, home: Path) -> None:  # noqa: F811
    claiming = money.begun(payee="persons")
    claiming.go("submit", money.clerk, money.certified_on, undertaking=True)
    assert screening.waiting() == 1
    claiming.checked(money.office, money.certified_on).approved(money.office)
    share_an_account(money, 3)
    paying = money.drawn()
    assert paying.batch.transfers.count() == 24
    # The fixture lets it pass by itself; the next one is judged.
    paying.go("drop", money.treasury.clerk, money.later, note="重新编制")
    money.treasury = money.treasury.__class__(
        money.treasury.clerk, money.treasury.head, money.treasury.leader, screening.waiting
    )
    again = money.drawn()
    assert again.case.state == "screening" or again.batch.state == "drawn"
    assert {t.state for t in again.batch.transfers.all()} == {"drawn", "dropped"}
    assert again.batch.amount_fen == 21 * 60_000
