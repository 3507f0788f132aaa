"""Admission, titled in the words of the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.policy.values import choices, value
from chunfeng.base.workflow import draws
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.lateness import tick
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.providers import actions, demo, queries
from chunfeng.plans.training.providers.demo import Clockwork, NotTaken, Town
from chunfeng.plans.training.providers.models import Agreement, BlacklistEntry, Listing, Objection, Supervision
from chunfeng.plans.training.providers.processes.effects import CRITERIA


def refused(w: Clockwork, step: str, actor: Actor, **answers: object) -> str:
    found = take(w.case, step, actor=actor, seen=w.case.version, answers=answers, at=w.at)
    assert isinstance(found, Refused), f"{step} was taken"
    return str(found)


def test_a_provider_applies_and_is_designated_for_its_trades(walk: Clockwork) -> None:
    agreement = demo.designate(walk)
    assert walk.case.state == "designated" and walk.case.closed_at is not None
    assert [(row.trade, row.level, row.capacity) for row in agreement.listings.all()] == [("焊工", 5, 50)]
    assert agreement.org_id == walk.case.org_id and walk.case.record.decided_on == walk.day
    assert list(queries.listed(walk.day)) and not list(queries.listed(agreement.to_on + timedelta(days=1)))


def test_an_incomplete_file_is_not_taken_and_each_gap_is_named(town: Town) -> None:
    org = town.orgs[0]
    case = actions.apply(org, town.place, town.clerks[org.pk])
    assert not isinstance(case, Refused)
    w = Clockwork(case, town, date(2016, 3, 10), town.clerks[org.pk])
    assert "还缺" in refused(w, "submit", w.clerk, undertaking=True)
    assert case.state == "draft"


def test_without_the_undertaking_nothing_is_submitted(walk: Clockwork) -> None:
    assert "请勾选" in refused(walk, "submit", walk.clerk)


def test_a_teacher_must_stand_behind_each_trade(walk: Clockwork) -> None:
    case = walk.case
    assert not actions.save_trade(case, walk.clerk, {"trade": "砌筑工", "level": "5", "equipment": "工位"})
    assert "砌筑工" in refused(walk, "submit", walk.clerk, undertaking=True)


def test_a_capacity_below_the_threshold_keeps_the_file_back(walk: Clockwork) -> None:
    least = value("training.provider_capacity_min", walk.day, "370911")
    walk.case.record.capacity = least - 1
    walk.case.record.save()
    assert str(least) in refused(walk, "submit", walk.clerk, undertaking=True)
    walk.case.record.capacity = least
    walk.case.record.save()
    walk.go("submit", walk.clerk, undertaking=True)


def test_one_file_at_a_time(walk: Clockwork) -> None:
    found = actions.apply(walk.case.org, walk.town.place, walk.clerk)
    assert isinstance(found, Refused) and walk.case.number in str(found)


def test_a_clerk_applies_only_for_the_own_house(town: Town) -> None:
    found = actions.apply(town.orgs[1], town.place, town.clerks[town.orgs[0].pk])
    assert isinstance(found, Refused)


def test_what_was_handed_in_cannot_be_changed(walk: Clockwork) -> None:
    walk.go("submit", walk.clerk, undertaking=True)
    reasons = actions.save_trade(walk.case, walk.clerk, {"trade": "电工", "level": "4", "equipment": "台架"})
    assert reasons and "不能修改" in str(reasons[0])
    assert actions.remove_row(walk.case, walk.clerk, "trades", walk.case.record.trades.get().pk)
    assert walk.case.record.trades.count() == 1


def test_a_returned_file_is_mended_and_keeps_its_first_day(walk: Clockwork) -> None:
    walk.go("submit", walk.clerk, undertaking=True)
    first = walk.case.record.submitted_on
    walk.later(2).go(
        "return_", walk.town.staff.counter, reasons=["unreadable", "expired_paper"], note="消防合格证明重新扫描"
    )
    titles = choices("training.return_reasons")
    assert walk.case.record.asked_for == f"{titles['unreadable']}；{titles['expired_paper']}；消防合格证明重新扫描"
    walk.later(3).go("submit", walk.clerk, undertaking=True)
    assert walk.case.record.submitted_on == first and walk.case.record.asked_for == ""


def test_a_file_not_completed_in_time_counts_as_given_up(walk: Clockwork) -> None:
    demo._return(walk)
    due = walk.case.due_on
    assert due is not None
    at = timezone.make_aware(timezone.datetime(due.year, due.month, due.day, 23))
    tick(at)
    walk.case.refresh_from_db()
    assert walk.case.state == "returned", "the last day belongs to the provider"
    tick(at + timedelta(hours=2))
    walk.case.refresh_from_db()
    assert walk.case.state == "withdrawn"


def test_material_asked_for_during_review_stops_the_clock(walk: Clockwork) -> None:
    demo._accept(walk)
    left = walk.case.clocks.get(code="decide").due_on
    walk.later(1).go("ask_completion", walk.town.staff.checkers[0], reasons=["scope"], note="补设备凭证")
    assert walk.case.clocks.get(code="decide").paused_on == walk.day
    walk.later(10).go("complete", walk.clerk)
    clock = walk.case.clocks.get(code="decide")
    assert clock.paused_on is None and clock.due_on > left and walk.case.state == "review"


def test_not_accepted_with_a_reason(walk: Clockwork) -> None:
    demo._not_accept(walk)
    assert walk.case.state == "not_accepted" and walk.case.record.refused_for == "not_ours"


# Site check


def _before_visit(w: Clockwork) -> dict[str, object]:
    demo._pass_review(w)
    return {
        "met": list(choices("training.visit_points", w.day)), "position": "36.190000,117.120000",
        "photos": [w.town.paper(w.case, "照片")],
    }  # fmt: skip


def test_each_point_is_either_met_or_not(walk: Clockwork) -> None:
    answers = _before_visit(walk)
    checker = walk.town.staff.checkers[0]
    said = refused(walk, "visit", checker, **(answers | {"met": answers["met"][1:]}))  # type: ignore[index]
    assert "二选一" in said
    said = refused(walk, "visit", checker, **(answers | {"unmet": answers["met"][:1]}))  # type: ignore[index]
    assert "二选一" in said and "请填写说明" in said
    walk.go("visit", checker, **answers)
    visit = queries.last_visit(walk.case.record)
    assert visit is not None and visit.metres_off == 0 and visit.findings.filter(met=True).count() == 6


def test_a_visit_without_a_position_says_why(walk: Clockwork) -> None:
    answers = _before_visit(walk) | {"position": ""}
    checker = walk.town.staff.checkers[0]
    assert "定位" in refused(walk, "visit", checker, **answers)
    assert "定位" in refused(walk, "visit", checker, **(answers | {"position": "在学校门口"}))
    walk.go("visit", checker, **(answers | {"no_position_because": "地下车间无信号"}))


def test_the_distance_to_the_nearest_premises_is_kept(walk: Clockwork) -> None:
    answers = _before_visit(walk) | {"position": "36.199000,117.120000"}
    walk.go("visit", walk.town.staff.checkers[0], **answers)
    visit = queries.last_visit(walk.case.record)
    assert visit is not None and visit.metres_off is not None
    assert abs(visit.metres_off - 1001) <= 2  # 0.009° of latitude on a sphere of 6,371 km


def test_the_visit_is_signed_by_the_other_visitor(walk: Clockwork) -> None:
    demo._visit(walk)
    one, two = walk.town.staff.checkers
    assert "不能是同一人" in refused(walk, "sign_visit", one)
    walk.go("dispute_visit", two, note="设备没有清点")
    assert walk.case.state == "site_check"
    visit = queries.last_visit(walk.case.record)
    assert visit is not None and visit.disputed and visit.second_id == two.user


def test_what_was_not_as_declared_keeps_experts_from_being_drawn(walk: Clockwork) -> None:
    answers = _before_visit(walk)
    met = list(answers["met"])  # type: ignore[call-overload]
    one, two = walk.town.staff.checkers
    walk.go("visit", one, **(answers | {"met": met[1:], "unmet": met[:1], "note": "面积少40平方米"}))
    walk.go("sign_visit", two)
    assert "1 项不符合" in refused(walk, "draw_experts", two)
    walk.later().go("revisit", one, note="机构已租下隔壁教室")
    walk.later().go("visit", one, **answers)
    walk.go("sign_visit", two)
    walk.go("draw_experts", two)
    assert walk.case.state == "scoring"


# Experts


def test_the_draw_can_be_repeated_by_anyone(walk: Clockwork) -> None:
    demo._draw(walk)
    known = Event.objects.get(object_id=walk.case.number, step="draw_experts").known["draw"]
    assert draws.draw(known["seed"], known["pool"], len(known["chosen"])) == known["chosen"]
    assert draws.pool_hash(known["pool"]) == known["pool_hash"] and len(known["pool"]) == 5
    seated = {queries.expert_key(seat.expert) for seat in queries.seats(walk.case.record)}
    assert seated == set(known["chosen"])
    assert len(seated) == value("training.provider_experts", walk.day)


def test_no_expert_of_the_own_house_and_none_of_another_place(walk: Clockwork) -> None:
    demo._sign(walk)
    from chunfeng.base.places.models import Place
    from chunfeng.plans.training.providers.models import Expert

    everybody = list(Expert.objects.order_by("pk"))
    own, far, ended, *rest = everybody
    Expert.objects.filter(pk=own.pk).update(org=walk.case.org)
    Expert.objects.filter(pk=far.pk).update(place=Place.objects.get(code="370921"))
    Expert.objects.filter(pk=ended.pk).update(valid_to_on=date(2016, 1, 1))
    assert set(queries.pool(walk.case)) == {queries.expert_key(e) for e in rest}
    said = refused(walk, "draw_experts", walk.town.staff.checkers[1])
    assert "不足 3 名" in said and not walk.case.record.seats.exists()


def _points(n: int) -> dict[str, object]:
    return dict.fromkeys(CRITERIA, n) | {"no_interest": True}


def test_only_drawn_experts_score_and_each_once(walk: Clockwork) -> None:
    demo._draw(walk)
    experts = walk.town.staff.experts
    drawn = {seat.expert.user_id for seat in queries.seats(walk.case.record)}
    stranger = next(actor for pk, actor in experts.items() if pk not in drawn)
    judge = experts[min(drawn)]
    assert "只有本件抽取的专家" in refused(walk, "score", stranger, **_points(17))
    most = value("training.provider_score_max", walk.day)
    assert refused(walk, "score", judge, **_points(most + 1)).count("最高") == len(CRITERIA)
    assert "请勾选" in refused(walk, "score", judge, **(_points(17) | {"no_interest": False}))
    walk.go("score", judge, **_points(most))
    assert "不能再改" in refused(walk, "score", judge, **_points(1))
    assert "2 名专家没有评分" in refused(walk, "close_scoring", walk.town.staff.checkers[1])


def test_an_expert_who_recuses_is_replaced_by_one_more_draw(walk: Clockwork) -> None:
    demo._draw(walk)
    experts = walk.town.staff.experts
    first, second, third = [seat.expert.user_id for seat in queries.seats(walk.case.record)]
    walk.go("score", experts[second], **_points(18))
    walk.go("recuse", experts[first], reason="relative")
    assert walk.case.state == "drawing"
    walk.later().go("draw_experts", walk.town.staff.checkers[1])
    now = {seat.expert.user_id for seat in queries.seats(walk.case.record)}
    assert {second, third} < now and len(now) == 3 and first not in now
    assert queries.totals(walk.case.record) == [90]
    assert walk.case.number in {c.number for c in queries.cases_to_score(experts[third])}
    assert not queries.cases_to_score(experts[first]).exists()


def test_points_of_an_excused_expert_are_gone(walk: Clockwork) -> None:
    demo._draw(walk)
    seat = queries.seats(walk.case.record)[0]
    assert seat is not None
    walk.go("score", walk.town.staff.experts[seat.expert.user_id], **_points(18))
    walk.go("excuse", walk.town.staff.checkers[0], seat=str(seat.pk), reason="employed", note="在申请机构兼课")
    assert queries.totals(walk.case.record) == [] and not seat.scores.exists()


@pytest.mark.parametrize(("points", "passes"), [(14, True), (13, False)])
def test_the_average_must_reach_the_mark(walk: Clockwork, points: int, passes: bool) -> None:
    demo._scores(walk, points)
    walk.go("close_scoring", walk.town.staff.checkers[1])
    if passes:
        walk.go("publish", walk.town.staff.checkers[1])
    else:
        assert "未达到 70 分" in refused(walk, "publish", walk.town.staff.checkers[1])


# Publicity and objections


def _object(w: Clockwork, text: str = "设备是借来的") -> Objection:
    found = actions.object_to(w.case.record, ground="untrue", text=text, at=w.at)
    assert isinstance(found, Objection)
    return found


def _end(w: Clockwork, days: int = 1) -> None:
    last = w.case.record.publicity_to_on
    w.day = last + timedelta(days=days)
    tick(w.at)
    w.case.refresh_from_db()


def test_publicity_ends_by_itself_the_day_after_its_last(walk: Clockwork) -> None:
    demo.publish(walk)
    record = walk.case.record
    assert record.publicity_to_on >= record.publicity_from_on + timedelta(days=7)
    _end(walk, 0)
    assert walk.case.state == "publicity"
    _end(walk)
    assert walk.case.state == "deciding"


def test_publicity_does_not_end_on_a_holiday(walk: Clockwork) -> None:
    """The seventh day after 2016-03-28 is Qingming; the term ends on the next working day."""
    demo._score_all(walk)
    walk.day = date(2016, 3, 28)
    walk.go("publish", walk.town.staff.checkers[1])
    assert walk.case.record.publicity_to_on == date(2016, 4, 5)


def test_an_open_objection_keeps_the_notice_open_and_its_end_is_tried_again(walk: Clockwork) -> None:
    demo.publish(walk)
    walk.later()
    objection = _object(walk)
    _end(walk)
    assert walk.case.state == "publicity"
    one, two = walk.town.staff.checkers
    head = walk.town.staff.head
    assert "还没有核查" in refused(
        walk, "decide_objection", head, objection=objection.number, verdict="dismissed", answer="不属实"
    )
    walk.go("investigate", one, objection=objection.number, findings="发票证明为自有")
    walk.later().go("decide_objection", head, objection=objection.number, verdict="dismissed", answer="经查不属实")
    tick(walk.at)
    walk.case.refresh_from_db()
    assert walk.case.state == "deciding", "told late once, yet ended as soon as nothing stood in the way"
    assert two.user != head.user


def test_a_substitute_of_who_investigated_does_not_decide_the_objection(walk: Clockwork) -> None:
    demo.publish(walk)
    walk.later()
    one, head = walk.town.staff.checkers[0], walk.town.staff.head
    deputy = replace(head, grants=tuple(replace(grant, on_behalf_of=one.user) for grant in head.grants))
    objection = _object(walk)
    walk.later().go("investigate", one, objection=objection.number, findings="发票证明为自有")
    answers = {"objection": objection.number, "verdict": "dismissed", "answer": "不属实"}
    assert "“核查异议”与“决定异议”不能是同一人" in refused(walk, "decide_objection", deputy, **answers)
    walk.later().go("decide_objection", head, **answers)


def test_an_upheld_objection_leaves_only_refusal(walk: Clockwork) -> None:
    demo.publish(walk)
    objection = _object(walk)
    walk.later().go("investigate", walk.town.staff.checkers[0], objection=objection.number, findings="设备系租借")
    walk.go("decide_objection", walk.town.staff.head, objection=objection.number, verdict="upheld", answer="属实")
    _end(walk)
    assert "查证属实" in refused(walk, "designate", walk.town.staff.head)
    walk.go("propose_refusal", walk.town.staff.checkers[0], reason="objection", note="设备不实")
    walk.later().go("refuse", walk.town.staff.head, note="同意")
    assert walk.case.state == "refused"


def test_an_objection_needs_words_and_comes_in_time(walk: Clockwork) -> None:
    demo.publish(walk)
    record = walk.case.record
    found = actions.object_to(record, ground="nonsense", text=" ", at=walk.at)
    assert isinstance(found, Refused) and len(found.reasons) == 2
    walk.day = record.publicity_to_on + timedelta(days=1)
    found = actions.object_to(record, ground="other", text="迟到的异议", at=walk.at)
    assert isinstance(found, Refused) and "公示期已过" in str(found)


def test_the_words_of_an_objector_are_not_in_the_log(walk: Clockwork) -> None:
    demo.publish(walk)
    actions.object_to(walk.case.record, ground="untrue", text="我是王小丫", contact="13905380000", at=walk.at)
    facts = " ".join(Event.objects.filter(object_id=walk.case.number).values_list("facts", flat=True))
    assert "王小丫" not in facts and "13905380000" not in facts and "untrue" in facts


# Decision


def test_who_worked_on_a_file_does_not_decide_it(walk: Clockwork) -> None:
    demo._end_publicity(walk)
    step = walk.case.declared.step("designate")
    assert step is not None
    assert {"accept", "pass_review", "visit", "sign_visit", "draw_experts", "publish"} <= set(step.not_by)


def test_the_agreement_keeps_within_its_bounds(walk: Clockwork) -> None:
    demo._end_publicity(walk)
    head, record = walk.town.staff.head, walk.case.record
    trades = [str(t.pk) for t in record.trades.all()]
    months = value("training.provider_agreement_months", walk.day)

    def said(first: date, last: date) -> str:
        return refused(walk, "designate", head, trades=trades, from_on=first, to_on=last)

    assert "早于起日" in said(walk.day, walk.day - timedelta(days=1))
    assert "不能从认定之前" in said(walk.day - timedelta(days=1), walk.day)
    assert f"最长 {months} 个月" in said(walk.day, add_months(walk.day, months))
    record.licence_to_on = add_months(walk.day, 6)
    record.save()
    assert "办学许可证" in said(walk.day, add_months(walk.day, 7))
    assert not Agreement.objects.exists() and not Listing.objects.exists()
    walk.go("designate", head, trades=trades, from_on=walk.day, to_on=add_months(walk.day, 6))


def test_a_trade_without_a_teacher_of_its_level_is_not_admitted(walk: Clockwork) -> None:
    demo._end_publicity(walk)
    record = walk.case.record
    trade = record.trades.get()
    record.teachers.filter(trade=trade.trade).update(level=5)
    trade.level = 4
    trade.save()
    said = refused(
        walk, "designate", walk.town.staff.head, trades=[str(trade.pk)], from_on=walk.day, to_on=add_months(walk.day, 12)
    )  # fmt: skip
    assert "没有相应等级的教师" in said


def test_a_refusal_is_proposed_by_one_and_decided_by_another_after_hearing(walk: Clockwork) -> None:
    demo._propose_refusal(walk)
    walk.later().go("state_case", walk.clerk, statement="请求复核第二位专家的评分")
    walk.go("refuse", walk.town.staff.head, note="已复核")
    assert walk.case.state == "refused" and walk.case.record.statement
    assert walk.case.record.decided_on == walk.day


def test_a_refusal_names_a_ground_that_is_there(walk: Clockwork) -> None:
    demo._accept(walk)
    checker = walk.town.staff.checkers[0]
    assert "还没有专家评分" in refused(walk, "propose_refusal", checker, reason="score", note="x")
    assert "没有查证属实的异议" in refused(walk, "propose_refusal", checker, reason="objection", note="x")
    walk.go("propose_refusal", checker, reason="papers", note="不符")
    walk.go("back_to_review", walk.town.staff.head, note="理由不足")
    assert walk.case.state == "review" and walk.case.record.refused_for == ""


def test_the_provider_may_withdraw_until_the_end(walk: Clockwork) -> None:
    demo._end_publicity(walk)
    walk.go("withdraw", walk.clerk)
    assert walk.case.state == "withdrawn" and walk.case.closed_at


def test_a_blacklisted_provider_cannot_apply_until_the_day_after_expiry(walk: Clockwork) -> None:
    agreement = demo.designate(walk)
    s = demo.finding(walk, "fraud", "补造名册")
    BlacklistEntry.objects.create(
        org=agreement.org, supervision=Supervision.objects.get(case=s.case), ground="fraud", from_on=date(2016, 5, 1),
        to_on=date(2017, 5, 1),
    )  # fmt: skip
    org, clerk = agreement.org, walk.clerk

    def tried(day: date) -> object:
        return actions.apply(
            org, walk.town.place, clerk, at=timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 9))
        )

    assert isinstance(tried(date(2017, 5, 1)), Refused)
    assert not isinstance(tried(date(2017, 5, 2)), Refused)


def test_a_refused_demo_step_is_told(walk: Clockwork) -> None:
    with pytest.raises(NotTaken):
        walk.go("designate", walk.town.staff.head)
