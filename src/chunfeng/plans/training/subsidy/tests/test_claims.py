"""A class's subsidy from the certificate to the card (T-3.3.c, T-3.4.b)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import choices
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.engines.ledger.balances import by_role
from chunfeng.engines.ledger.booking import Booked, book
from chunfeng.engines.ledger.checking import faults
from chunfeng.engines.ledger.postings import Move
from chunfeng.plans.training.subsidy import actions, postings
from chunfeng.plans.training.subsidy.actions.paying import settle_all
from chunfeng.plans.training.subsidy.demo import Claiming
from chunfeng.plans.training.subsidy.models import ClaimLine, ClaimObjection
from chunfeng.plans.training.subsidy.pages import lists
from chunfeng.plans.training.subsidy.queries.lines import Pricing, improvable
from chunfeng.plans.training.subsidy.tests.conftest import STANDARD, Money

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_are_claimed_at_the_share_of_the_unemployed_until_a_job_is_told(money: Money) -> None:
    claiming = money.begun()
    lines = list(claiming.claim.lines.all())
    assert len(lines) == 24
    assert {(line.standard_fen, line.share, line.amount_fen) for line in lines} == {(STANDARD, 60, 60_000)}
    claiming.employed(3, "泰山电机厂")
    assert sorted(line.amount_fen for line in claiming.claim.lines.all()) == [60_000] * 21 + [100_000] * 3


@pytest.mark.parametrize(("days", "counts"), [(0, True), (-1, False), (184, True), (185, False)])
def test_a_job_counts_from_the_last_day_of_the_class_for_six_months(money: Money, days: int, counts: bool) -> None:
    """2016-05-25 to 2016-11-25, both included."""
    claiming = money.begun()
    line = claiming.claim.lines.first()
    assert line
    on = Pricing.of(money.klass).window[0] + timedelta(days=days)
    said = actions.save_job(claiming.case, money.clerk, {"entry": "", "employed_on": on, "employer": "电机厂"}, line.pk)
    assert (said == []) is counts, said


def test_it_goes_through_five_hands_and_the_money_is_bound(money: Money) -> None:
    claiming = money.approved()
    assert claiming.case.state == "approved"
    assert by_role(money.pool)["committed"] == 24 * 60_000
    assert {line.state for line in claiming.claim.lines.all()} == {"approved"}
    assert not list(faults())


def test_a_held_person_does_not_hold_the_others(money: Money) -> None:
    claiming = money.noticed()
    line = claiming.claim.lines.first()
    assert line
    claiming.go("hold_line", money.office.checker, money.certified_on, line=str(line.pk), note="公示有人反映没来上课")
    claiming.approved(money.office)
    assert by_role(money.pool)["committed"] == 23 * 60_000
    line.refresh_from_db()
    assert line.state == "claimed"
    refused = take(claiming.case, "approve_rest", actor=money.office.leader, seen=claiming.case.version, answers={})
    assert isinstance(refused, Refused) and "没有可以核准的人" in str(refused)
    claiming.go("release_line", money.office.head, money.later, line=str(line.pk), note="本人到场说明，签到为证")
    claiming.go("approve_rest", money.office.leader, money.later)
    assert by_role(money.pool)["committed"] == 24 * 60_000


def test_the_pool_must_cover_it(money: Money) -> None:
    back = Move("back", postings.HAND_BACK, 10_000_000 - 1_439_999, money.pool)
    assert isinstance(book([back], actor=Actor.the_system()), Booked)
    claiming = money.submitted()
    claiming.go("accept", money.office.counter, money.certified_on)
    claiming.go("review", money.office.checker, money.certified_on, level="city")
    refused = take(claiming.case, "check", actor=money.office.head, seen=claiming.case.version, answers={})
    assert isinstance(refused, Refused) and "可用 14,399.99 元，不够 14,400.00 元" in str(refused)


def test_whoever_approved_the_class_does_not_approve_its_money(money: Money) -> None:
    """F-46."""
    claiming = money.noticed()
    over = claiming.claim.notice_to_on
    assert over
    claiming.go("notice_over", Actor.the_system(), over + timedelta(days=1))
    head, leader = money.office.head, money.office.leader
    opened = money.ending.school.head
    both = Actor(opened.user, "甲", (*opened.grants, *leader.grants))
    refused = take(claiming.case, "approve", actor=both, seen=claiming.case.version, answers={})
    assert isinstance(refused, Refused) and "您批准了这个班开班" in str(refused)
    assert isinstance(take(claiming.case, "approve", actor=head, seen=claiming.case.version, answers={}), Refused)


def test_nobody_is_claimed_for_twice(money: Money) -> None:
    money.submitted()
    again = actions.begin_claim(money.org, money.place, money.clerk)
    assert not isinstance(again, Refused)
    values = {"training_class": str(money.klass.pk), "part": "first", "payee": "provider"}
    said = actions.save_what(again, money.clerk, values)
    assert [str(reason) for reason in said] == ["这个班已经全部申领过"]


def test_money_comes_and_what_bounced_is_paid_again(money: Money) -> None:
    claiming = money.approved(payee="persons")
    paying = money.sent()
    assert (paying.batch.transfers.count(), by_role(money.pool)["sent"]) == (24, 24 * 60_000)
    paying.answered(money.treasury, money.later, {3: "账号户名不符"})
    assert paying.case.state == "settled"
    held = by_role(money.pool)
    assert (held["payee"], held["committed"], held["sent"]) == (23 * 60_000, 60_000, 0)
    claiming.case.refresh_from_db()
    assert claiming.case.state == "approved"
    again = money.drawn()
    assert [t.amount_fen for t in again.batch.transfers.all()] == [60_000]
    again.sent(money.treasury, money.later).answered(money.treasury, money.later)
    claiming.case.refresh_from_db()
    assert claiming.case.state == "settled" and by_role(money.pool)["payee"] == 24 * 60_000
    assert not list(faults())


def test_whoever_finds_work_later_gets_the_rest(money: Money) -> None:
    money.approved()
    money.sent().answered(money.treasury, money.later)
    rest = Claiming.begin(money.clerk, money.org, money.klass, money.later, part=ClaimLine.Part.REST)
    entry = money.klass.entries.order_by("pk").first()
    assert entry
    on = Pricing.of(money.klass).window[0] + timedelta(days=60)
    no_job = {"entry": str(entry.pk), "employed_on": None, "employer": ""}
    assert "补领差额要写明在哪里就业" in str(actions.save_job(rest.case, money.clerk, no_job)[0])
    job = {"entry": str(entry.pk), "employed_on": on, "employer": "泰山电机厂"}
    assert actions.save_job(rest.case, money.clerk, job) == []
    (line,) = rest.claim.lines.all()
    assert (line.earlier_fen, line.amount_fen, line.share) == (60_000, 40_000, 100)
    rest.submitted(money.office, money.later).checked(money.office, money.later).approved(money.office)
    money.sent().answered(money.treasury, money.later)
    assert by_role(money.pool)["payee"] == 24 * 60_000 + 40_000


def test_an_objection_stops_one_person_until_another_has_decided(money: Money) -> None:
    """T-3.4.d."""
    claiming = money.noticed()
    line = claiming.claim.lines.order_by("pk").first()
    assert line and claiming.claim.notice_to_on
    within = timezone.make_aware(datetime.combine(claiming.claim.notice_to_on, time(23)))
    told = {"ground": next(iter(choices("training.objection_grounds"))), "text": "此人当月在外地打工"}
    late = actions.object_to(line, **told, at=within + timedelta(hours=2))
    assert isinstance(late, Refused) and "公示期已过" in str(late)
    objection = actions.object_to(line, **told, at=within)
    assert isinstance(objection, ClaimObjection)
    claiming.approved(money.office)
    assert by_role(money.pool)["committed"] == 23 * 60_000
    day = money.later
    claiming.go(
        "investigate", money.office.checker, day, objection=objection.number, findings="签到和影像都在，本人在场"
    )
    claiming.go(
        "decide_objection", money.office.head, day, objection=objection.number, verdict="dismissed", answer="不属实"
    )
    claiming.go("approve_rest", money.office.leader, day)
    assert by_role(money.pool)["committed"] == 24 * 60_000


def test_the_notice_tells_nothing_but_what_is_listed(money: Money) -> None:
    claiming = money.noticed(payee="persons")
    day = claiming.claim.notice_from_on
    assert day
    lines = lists.on_notice(day)
    table = lists.notice(lines, day)
    assert len(table.rows) == 24
    person = lines[0].entry.person
    shown = " ".join(str(v) for row in table.rows for v in row.cells.values())
    for secret in (person.name, person.number, person.phone, person.account):
        assert secret and secret.clear() not in shown
    until = claiming.claim.notice_to_on
    assert until and not lists.on_notice(until + timedelta(days=1))
    entry = lists.notice_entry(lists.key_of(lines[0]), until + timedelta(days=1))
    assert entry and entry.over and not entry.body


def test_whoever_is_found_out_after_the_approval_is_not_paid_and_the_money_is_free_again(money: Money) -> None:
    claiming = money.approved()
    line = claiming.claim.lines.order_by("pk").first()
    assert line
    claiming.go("hold_line", money.office.checker, money.later, line=str(line.pk), note="本人来电说没有上过课")
    paying = money.drawn()
    assert paying.batch.amount_fen == 23 * 60_000
    claiming.go("revoke_line", money.office.leader, money.later, line=str(line.pk), reason="not_present", note="查实")
    line.refresh_from_db()
    assert line.state == "refused" and "未实际参训" in line.refused_because
    held = by_role(money.pool)
    assert (held["committed"], held["available"]) == (23 * 60_000, 10_000_000 - 23 * 60_000)
    paying.sent(money.treasury, money.later).answered(money.treasury, money.later)
    claiming.case.refresh_from_db()
    assert claiming.case.state == "settled" and not list(faults())


def test_a_revoked_certificate_holds_its_line(money: Money) -> None:
    claiming = money.noticed()
    line = claiming.claim.lines.select_related("certificate").order_by("pk").first()
    assert line
    line.certificate.revoked_on, line.certificate.revoked_because = money.later, "mark"
    line.certificate.save()
    claiming.approved(money.office)
    assert by_role(money.pool)["committed"] == 23 * 60_000


def test_a_claim_ends_when_its_last_person_is_refused(money: Money) -> None:
    claiming = money.noticed()
    first, *others = claiming.claim.lines.order_by("pk")
    claiming.go("hold_line", money.office.checker, money.certified_on, line=str(first.pk), note="电话是空号")
    claiming.approved(money.office)
    money.sent().answered(money.treasury, money.later)
    claiming.case.refresh_from_db()
    assert claiming.case.state == "approved" and settle_all() == 0
    claiming.go("refuse_line", money.office.checker, money.later, line=str(first.pk), reason="not_present", note="查实")
    assert settle_all() == 1 and len(others) == 23
    claiming.case.refresh_from_db()
    assert claiming.case.state == "settled"


def test_what_the_office_said_of_a_person_is_not_shaken_off(money: Money) -> None:
    """Neither by filling in anew what was sent back, nor by withdrawing."""
    claiming = money.submitted()
    held, refused, *_others = claiming.claim.lines.order_by("pk")
    office, day = money.office, money.certified_on
    claiming.go("hold_line", office.checker, day, line=str(held.pk), note="电话是空号")
    claiming.go("refuse_line", office.checker, day, line=str(refused.pk), reason="not_present", note="本人否认")
    withdrawn = take(claiming.case, "withdraw", actor=money.clerk, seen=claiming.case.version, answers={})
    assert isinstance(withdrawn, Refused) and "1 人被冻结，不能撤回" in str(withdrawn)
    claiming.go("return_", office.counter, day, reasons=["people"], note="就业情况不全")
    again = {"training_class": str(money.klass.pk), "part": "first", "payee": "persons"}
    assert "不能重新选择" in str(actions.save_what(claiming.case, money.clerk, again)[0])
    assert "不能去掉" in str(actions.drop_person(claiming.case, money.clerk, held.pk)[0])
    job = {"entry": "", "employed_on": Pricing.of(money.klass).window[0], "employer": "电机厂"}
    assert actions.save_job(claiming.case, money.clerk, job, refused.pk)
    assert actions.save_job(claiming.case, money.clerk, job, held.pk) == []
    held.refresh_from_db()
    refused.refresh_from_db()
    assert held.held_because == "电话是空号" and refused.state == "refused"


def test_nobody_changes_a_line_of_another_claim(money: Money) -> None:
    claiming = money.begun()
    job = {"entry": "", "employed_on": None, "employer": ""}
    assert "不在本次申领里" in str(actions.save_job(claiming.case, money.clerk, job, 10**9)[0])


def test_a_provider_whose_account_was_wrong_is_paid_to_the_new_one(money: Money) -> None:
    claiming = money.approved()
    money.sent().answered(money.treasury, money.later, {1: "账号不存在"})
    claiming.case.refresh_from_db()
    same = take(
        claiming.case, "renew_account", actor=money.office.head, seen=claiming.case.version, answers={"note": "无"}
    )
    assert isinstance(same, Refused) and "和备案的一样" in str(same)
    org = money.org
    org.account = "6222020200556677889"
    org.save()
    claiming.go("renew_account", money.office.head, money.later, note="与机构法定代表人当面核实，开户许可证为证")
    again = money.drawn()
    assert [t.account.clear() for t in again.batch.transfers.all()] == ["6222020200556677889"]


def test_the_rest_is_only_for_those_whose_share_hung_on_a_job(money: Money) -> None:
    money.approved()
    money.sent().answered(money.treasury, money.later)
    money.klass.programme = "POST_UPGRADE"
    assert improvable(money.klass) == {}
