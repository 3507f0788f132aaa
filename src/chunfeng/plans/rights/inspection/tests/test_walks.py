"""Every path through the inspection, in the order of the law."""

from __future__ import annotations

from datetime import date

import pytest

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection.models import Complaint, Decision
from chunfeng.plans.rights.inspection.queries import teller

from .conftest import City, Walk, both, decide, done, refused, serve

pytestmark = pytest.mark.django_db


def test_a_worker_complains_is_paid_and_the_matter_closes(city: City, walk: Walk) -> None:
    case = walk("closed")
    assert case.closed_at is not None
    assert case.record.accepted_on == case.record.filed_on == date(2015, 1, 7)
    assert case.record.complaints.get().word == "paid"


def test_completion_stops_the_clock_of_acceptance(city: City) -> None:
    case = city.case("2015-01-05")
    assert case.due_on == date(2015, 1, 12)
    done(case, "ask_completion", city.who("chen"), "2015-01-07", note="哪个工地")
    clock = case.clocks.get(code="accept")
    assert clock.paused_on == date(2015, 1, 7)
    done(case, "complete", city.who("chen"), "2015-01-14", site="滨河家园", said="三号楼")
    # Three working days were left on the 7th; they go on after the 14th.
    assert case.clocks.get(code="accept").due_on == date(2015, 1, 19)
    assert case.record.site == "滨河家园"
    assert case.record.evidence.get().said.clear() == "三号楼"


def test_what_is_not_completed_lapses_by_itself(city: City) -> None:
    from chunfeng.base.workflow.lateness import tick

    from .conftest import at

    case = city.case("2015-01-05")
    done(case, "ask_completion", city.who("chen"), "2015-01-07", note="哪个工地")
    assert tick(at("2015-01-21"))[0] == 0
    assert tick(at("2015-01-22"))[0] == 1
    case.refresh_from_db()
    assert case.state == "lapsed"


def test_doubles_are_joined_and_each_keeps_the_own_receipt(city: City, walk: Walk) -> None:
    older = walk("investigating")
    newer = city.case("2015-01-08", employer="泰安宏基建筑有限公司", name="钱小兰", phone="13900002203")
    second = newer.record.complaints.get()
    done(newer, "join", city.who("chen"), "2015-01-09", into=older.number)
    assert newer.state == "joined"
    second.refresh_from_db()
    assert second.inspection_id == older.record.pk
    assert older.record.complaints.count() == 2


def test_what_was_found_to_be_two_is_not_proposed_again(city: City) -> None:
    older, newer = city.case("2015-01-05"), city.case("2015-01-08")
    done(newer, "keep_apart", city.who("chen"), "2015-01-09", other=older.number)
    assert "没有找到可能重复的案件" in refused(newer, "join", city.who("chen"), "2015-01-09", into=older.number)


def test_refused_because_too_old_in_writing(city: City) -> None:
    case = city.case(
        "2015-01-05", topic="hours", continuing=False, happened_from=date(2012, 11, 1), happened_to=date(2012, 12, 31)
    )
    assert "已超过追究时效" in refused(case, "accept", city.who("chen"), "2015-01-06")
    done(case, "refuse_too_old", city.who("head"), "2015-01-06")
    assert (case.state, case.record.refusal) == ("refused", "too_old")
    assert "2014-12-31" in case.record.refusal_said


def test_referred_when_others_are_competent(city: City) -> None:
    case = city.case(topic="training")
    done(case, "refer", city.who("chen"), "2015-01-06", agency="区职业培训科 0538-0000001")
    assert (case.state, case.record.refusal) == ("referred", "not_ours")


def test_told_when_it_is_before_the_arbitrators(city: City) -> None:
    case = city.case(elsewhere="arbitration")
    assert "仲裁" in refused(case, "accept", city.who("chen"), "2015-01-06")
    done(case, "tell_elsewhere", city.who("chen"), "2015-01-06")
    assert (case.state, case.record.refusal) == ("elsewhere", "arbitration")


def test_an_order_to_pay_waits_for_the_lawyer_as_a_penalty_does(city: City, walk: Walk) -> None:
    case = to_reviewing(city, walk("investigated"))
    assert "都要先经法制审核" in refused(case, "decide", city.who("director"), "2015-01-28")
    decide(case, city, "2015-01-28")
    assert case.state == "decided"


def to_reviewing(city: City, case: Case, *, kind: str = "treatment", amount: str = "9600", **more: str) -> Case:
    chen = city.who("chen")
    done(
        case, f"notice_{kind}", chen, "2015-01-21", facts="欠薪", law="劳动法（1994年）第五十条", amount=amount, **more
    )
    done(case, "defend", chen, "2015-01-22", said="资金紧张")
    return done(case, "submit", chen, "2015-01-27", note="建议作出决定")


def test_treatment_decision_is_performed(city: City, walk: Walk) -> None:
    case = to_reviewing(city, walk("investigated"))
    decide(case, city, "2015-01-28")
    assert case.record.decisions.get().number == "岱岳区人社监理字〔2015〕1号"
    assert "还没有送达" in refused(case, "perform", city.who("chen"), "2015-01-29", note="付清")
    serve(case, city, "decision", "2015-01-29", "direct")
    assert case.clocks.get(code="perform").due_on == date(2015, 2, 13)
    assert "没有支付凭证" in refused(case, "perform", city.who("chen"), "2015-01-30", note="付清")
    number = case.record.complaints.get().number
    done(
        case, "pay", city.who("chen"), "2015-02-02", complaint=number, amount="9600", paid_on="2015-02-02", proof=["u"]
    )
    done(case, "perform", city.who("chen"), "2015-02-03", note="付清")
    assert case.state == "performed"


def test_penalty_with_hearing_review_and_head(city: City, walk: Walk) -> None:
    case = walk("investigated")
    chen, lawyer = city.who("chen"), city.who("lawyer")
    done(case, "notice_penalty", chen, "2015-01-21", facts="拒不改正", law="监察条例第三十条", amount="20000")
    # Until 2021-07-14 three natural days; the third is Saturday, so the term ends on Monday.
    assert case.record.decisions.get().hearing_due_on == date(2015, 1, 26)
    done(case, "defend", chen, "2015-01-22", said="请求从轻")
    assert "要求听证的期限" in refused(case, "submit", chen, "2015-01-26", note="x")
    done(case, "ask_hearing", chen, "2015-01-26", asked_on="2015-01-26")
    assert case.clocks.get(code="decide").paused_on == date(2015, 1, 21)
    assert "最早 2015-02-03" in refused(case, "announce_hearing", lawyer, "2015-01-27", on="2015-02-02")
    done(case, "announce_hearing", lawyer, "2015-01-27", on="2015-02-03")
    assert "听证定在" in refused(case, "hold_hearing", lawyer, "2015-02-02", said="笔录")
    done(case, "hold_hearing", lawyer, "2015-02-03", said="笔录")
    assert "法制审核" in refused(case, "decide", city.who("director"), "2015-02-04")
    done(case, "review", lawyer, "2015-02-04", note="适用法律正确")
    assert "已于 2015-02-04 通过法制审核" in refused(case, "review", lawyer, "2015-02-04", note="再过一次")
    done(case, "decide", city.who("director"), "2015-02-05")
    assert case.record.decisions.get().number == "岱岳区人社监罚字〔2015〕1号"


def test_hearing_by_the_law_of_2021_counts_working_days() -> None:
    from chunfeng.plans.rights.inspection.processes.handling import hearing_request_until

    assert hearing_request_until(date(2021, 7, 14), "") == date(2021, 7, 19)
    assert hearing_request_until(date(2021, 7, 15), "") == date(2021, 7, 22)


def test_review_sends_back_and_a_new_notice_begins(city: City, walk: Walk) -> None:
    case = to_reviewing(city, walk("investigated"))
    done(case, "return_", city.who("lawyer"), "2015-01-28", note="金额算错")
    assert case.state == "investigated"
    to_again = done(
        case, "notice_treatment", city.who("chen"), "2015-01-29", facts="欠薪", law="劳动法第五十条", amount="9000"
    )
    assert [d.amount_fen for d in to_again.record.decisions.filter(withdrawn_on=None)] == [900000]


def test_extra_compensation_only_after_an_order_that_was_not_obeyed(city: City, walk: Walk) -> None:
    case, chen = walk("investigated"), city.who("chen")
    notice = {"facts": "欠薪", "law": "劳动合同法第八十五条", "amount": "9600"}
    assert "先责令支付" in refused(case, "notice_treatment", chen, "2015-01-21", extra="4800", **notice)
    done(
        case,
        "order",
        city.who("director"),
        "2015-01-21",
        demand="支付",
        law="劳动法",
        due_on="2015-01-28",
        amount="9600",
    )
    assert "还没有登记送达" in refused(case, "not_corrected", chen, "2015-01-29", note="没付")
    serve(case, city, "rectification_order", "2015-01-21")
    assert "才满" in refused(case, "not_corrected", chen, "2015-01-28", note="没付")
    done(case, "not_corrected", chen, "2015-01-29", note="没付")
    assert "百分之五十以上" in refused(case, "notice_treatment", chen, "2015-01-29", extra="4799.99", **notice)
    assert "百分之五十以上" in refused(case, "notice_treatment", chen, "2015-01-29", extra="9600.01", **notice)
    done(case, "notice_treatment", chen, "2015-01-29", extra="4800", **notice)
    assert case.record.decisions.get().extra_fen == 480000


def test_an_order_that_differs_from_the_finding_says_why(city: City, walk: Walk) -> None:
    case, director = walk("investigated"), city.who("director")
    given = {"demand": "支付", "law": "劳动法", "due_on": "2015-01-28", "amount": "10000", "persons": "5"}
    said = refused(case, "order", director, "2015-01-21", **given)
    assert "责令 10,000.00 元，查实 9,600.00 元；责令 5 人，查实 1 人" in said
    assert not case.record.orders.exists()
    done(case, "order", director, "2015-01-21", note="又有四人补报", **given)
    assert case.record.orders.get().persons == 5


def decided(city: City, walk: Walk) -> Case:
    case = to_reviewing(city, walk("investigated"))
    decide(case, city, "2015-01-28")
    return serve(case, city, "decision", "2015-01-29", "left")


def test_the_court_enforces_after_reminder_and_time_to_sue(city: City, walk: Walk) -> None:
    case, chen, director = decided(city, walk), city.who("chen"), city.who("director")
    assert "履行期限到" in refused(case, "remind", chen, "2015-02-13")
    done(case, "remind", chen, "2015-02-16")
    assert "催告书还没有送达" in refused(case, "apply_court", director, "2015-03-20")
    serve(case, city, "reminder", "2015-02-17", "post")
    assert "满十日" in refused(case, "apply_court", director, "2015-02-27")
    # Before 2015-05-01 three months to sue: served 01-29, over on 04-29; then three months for the court.
    assert "2015-04-30" in refused(case, "apply_court", director, "2015-04-29")
    assert "已满" in refused(case, "apply_court", director, "2015-07-30")
    done(case, "apply_court", director, "2015-07-29")
    done(case, "court_took", city.who("head"), "2015-09-10", number="（2015）岱执字第1号", note="已执行到位")
    assert case.state == "court_closed"


def test_unfounded_is_revoked_and_minor_only_without_arrears(city: City, walk: Walk) -> None:
    case = walk("investigating")
    chen, director = city.who("chen"), city.who("director")
    done(case, "identify", chen, "2015-01-09", code="91350100M000100Y43", name="宏基")
    done(
        case,
        "enquire",
        chen,
        "2015-01-12",
        held_on="2015-01-12",
        where="队",
        about="孙",
        inspectors=both(),
        said="否认",
    )
    finish = {"persons": "1", "report": "查无"}
    assert "应为 0" in refused(case, "finish", chen, "2015-01-20", outcome="none", found="1", **finish)
    done(case, "finish", chen, "2015-01-20", outcome="none", found="0", **finish)
    assert "只能撤销立案" in refused(case, "order", director, "2015-01-21", demand="x", law="y", due_on="2015-01-28")
    assert "轻微" in refused(case, "revoke", director, "2015-01-21", ground="minor", note="x")
    done(case, "revoke", director, "2015-01-21", ground="unfounded", note="证据不足")
    assert case.state == "revoked"


def test_it_moves_to_another_place_and_the_old_one_sees_only_where(city: City, walk: Walk) -> None:
    from chunfeng.plans.rights.inspection.queries import sent_elsewhere

    case = walk("investigating")
    due = case.clocks.get(code="investigate").due_on
    done(case, "transfer", city.who("head"), "2015-01-12", place="370921", note="工地在宁阳")
    assert (case.state, case.place.code, case.due_on) == ("arriving", "370921", date(2015, 1, 19))
    assert not Case.objects.visible_to(city.who("chen")).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(city.who("chen@370921")).filter(pk=case.pk).exists()
    assert [h.to_place.code for h in sent_elsewhere(city.who("chen"))] == ["370921"]
    assert list(sent_elsewhere(city.who("chen@370921"))) == []
    assert "已经立案" in refused(case, "take_over", city.who("chen@370921"), "2015-01-13")
    done(case, "take_over_filed", city.who("head@370921"), "2015-01-13")
    assert case.state == "investigating" and case.clocks.get(code="investigate").due_on == due
    assert case.record.handovers.get().taken_on == date(2015, 1, 13)
    assert "办案监察员只有 0 名" in refused(
        case, "summon", city.who("chen@370921"), "2015-01-13", on="2015-01-14", where="x", bring="y"
    )
    done(case, "assign", city.who("head@370921"), "2015-01-13", inspectors=["370921-chen", "370921-wang"])


def test_a_complaint_gets_its_own_five_days_at_the_new_place(city: City) -> None:
    case = city.case("2015-01-05")
    done(case, "transfer", city.who("head"), "2015-01-12", place="370921", note="工地在宁阳")
    done(case, "take_over", city.who("chen@370921"), "2015-01-13")
    assert case.clocks.get(code="accept").due_on == date(2015, 1, 20)


def test_the_city_designates_where_two_places_push_it_away(city: City) -> None:
    case = city.case("2015-01-05")
    done(case, "transfer", city.who("head"), "2015-01-06", place="370921", note="工地在宁阳")
    done(case, "designate", city.who("city"), "2015-01-07", place="370911", note="单位在岱岳")
    assert (case.state, case.place.code) == ("arriving", "370911")
    done(case, "take_over", city.who("chen"), "2015-01-08")
    assert case.state == "received"


def failed_order(city: City, walk: Walk) -> Case:
    case = serve(walk("ordered"), city, "rectification_order", "2015-01-21")
    return done(case, "not_corrected", city.who("chen"), "2015-01-29", note="没付")


def proposed(city: City, walk: Walk) -> tuple[Case, Case]:
    case = failed_order(city, walk)
    done(
        case, "propose_crime", city.who("chen"), "2015-01-30", officers=both(), amount="9600", persons="1",
        report="转移财产", checked="1",
    )  # fmt: skip
    return case, case.record.crime_transfers.get().case


def test_to_the_police_with_its_own_natural_days(city: City, walk: Walk) -> None:
    case, transfer = proposed(city, walk)
    assert (transfer.state, transfer.due_on) == ("proposed", date(2015, 2, 2))
    assert "公安机关还没有立案" in refused(case, "hand_over", city.who("head"), "2015-01-30")
    assert "已有移送正在办理" in refused(
        case,
        "propose_crime",
        city.who("wang"),
        "2015-01-30",
        officers=both(),
        amount="1",
        persons="1",
        report="x",
        checked="1",
    )
    done(transfer, "approve", city.who("director"), "2015-02-02")
    assert transfer.due_on == date(2015, 2, 3)
    done(transfer, "send", city.who("chen"), "2015-02-03", received_by="岱岳公安分局")
    assert transfer.due_on == date(2015, 2, 6)
    done(transfer, "police_file", city.who("chen"), "2015-02-06", number="岱公立字1号", on="2015-02-06")
    assert transfer.state == "filed"
    done(case, "hand_over", city.who("head"), "2015-02-09")
    assert case.state == "handed"


def test_the_police_decline_and_we_object_in_three_days(city: City, walk: Walk) -> None:
    _, transfer = proposed(city, walk)
    done(transfer, "approve", city.who("director"), "2015-02-02")
    done(transfer, "send", city.who("chen"), "2015-02-03", received_by="分局")
    done(transfer, "police_decline", city.who("chen"), "2015-02-05", note="数额不足")
    assert "已满" in refused(transfer, "object", city.who("director"), "2015-02-10", note="不服")
    done(transfer, "object", city.who("director"), "2015-02-09", note="不服")
    done(transfer, "review_keep", city.who("chen"), "2015-02-12", note="维持")
    assert transfer.state == "ended"


def test_who_proposed_the_transfer_does_not_decide_it(city: City, walk: Walk) -> None:
    from dataclasses import replace

    _, transfer = proposed(city, walk)
    chen = city.who("chen")
    both_posts = replace(chen, grants=(*chen.grants, *city.who("director").grants))
    assert "不能是同一人" in refused(transfer, "approve", both_posts, "2015-02-02")


def test_no_transfer_before_an_order_was_disobeyed(city: City, walk: Walk) -> None:
    case = walk("investigated")
    assert "责令支付" in refused(
        case,
        "propose_crime",
        city.who("chen"),
        "2015-01-21",
        officers=both(),
        amount="1",
        persons="1",
        report="x",
        checked="1",
    )


def test_suspended_while_others_appraise(city: City, walk: Walk) -> None:
    case = walk("investigating")
    done(case, "suspend", city.who("head"), "2015-01-12", note="待工伤鉴定")
    done(case, "resume", city.who("head"), "2015-02-12")
    # 60 working days after 01-07, of which 57 were left on the 12th, from 02-12 on.
    assert case.clocks.get(code="investigate").due_on == date(2015, 5, 11)


def test_reopened_keeps_the_old_clock(city: City, walk: Walk) -> None:
    case = walk("closed")
    due = case.clocks.get(code="investigate").due_on
    done(case, "reopen", city.who("head"), "2015-06-01", note="又有人反映")
    assert (case.state, case.due_on, case.record.reopened_times) == ("investigating", due, 1)
    assert case.clocks.get(code="investigate").late_on(date(2015, 6, 1))


def test_a_teller_adds_evidence_later(city: City, walk: Walk) -> None:
    case = walk("investigating")
    complaint = case.record.complaints.get()
    done(
        case,
        "add_statement",
        teller(complaint),
        "2015-01-10",
        complaint=complaint.number,
        said="有录音",
        files=["uid-9"],
    )
    assert case.record.evidence.get(kind="statement").files == ["uid-9"]


def test_public_holds_no_step(city: City, walk: Walk) -> None:
    case = walk("performed")
    assert "没有我收到了的权限" in refused(
        case, "say_paid", Actor.the_public(), "2015-01-29", complaint=Complaint.objects.get().number
    )
    assert Decision.objects.count() == 0


def test_a_case_read_anew_brings_its_record_anew(city: City, walk: Walk) -> None:
    case = walk("received")
    record = case.record
    type(record).objects.filter(pk=record.pk).update(site="另一处")
    case.refresh_from_db()
    assert case.record.site == "另一处"
