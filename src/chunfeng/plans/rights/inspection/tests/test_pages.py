"""Panels and papers in every state, and that a secret teller stays secret in all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.remedies import remedy
from chunfeng.engines.display.page import Compare, Page
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.actions import show_teller
from chunfeng.plans.rights.inspection.models import Payment
from chunfeng.plans.rights.inspection.pages import PANELS, PAPERS
from chunfeng.plans.rights.inspection.pages.laws import cited
from chunfeng.plans.rights.inspection.queries import whole

from .conftest import City, Walk, at, both, decide, done, refused, serve
from .test_walks import failed_order, proposed, to_reviewing

pytestmark = pytest.mark.django_db
NAME, PHONE = "赵建国", "13800001402"


def html(city: City, case: Case, who: str) -> str:
    page = Page(case.number, body=tuple(PANELS[case.process](case, city.who(who))))
    return render_to_string("ui/staff.html", {"page": page})


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value of frozen dataclasses."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from texts(part)


def printed(case: Case, code: str) -> str:
    return "\n".join(texts(PAPERS[f"rights.{code}"](case)))


@pytest.mark.parametrize(
    "state", ["received", "accepted", "investigating", "investigated", "ordered", "performed", "closed"]
)
def test_the_case_page_is_drawn_in_every_state(city: City, walk: Walk, state: str) -> None:
    page = html(city, walk(state), "chen")
    assert "赵*国 138****1402" in page and NAME not in page and PHONE not in page
    assert "9,600.00" in page


def test_what_was_read_together_is_asked_again_by_filters_alone(
    city: City, walk: Walk, django_assert_num_queries: Any
) -> None:
    matter = Case.objects.get(pk=walk("ordered").pk).record
    whole.read(matter)
    with django_assert_num_queries(0):
        assert [c.inspection for c in matter.complaints.all()] == [matter]
        assert len(queries.active(matter)) == 2 and matter.evidence.all() and not matter.payments.all()
        assert queries.money(matter).claimed == 960_000
        assert matter.complaints.count() == 1 and matter.orders.exists()
    # Read again, what came meanwhile is there.
    matter.complaints.update(number="TS2015-999999")
    whole.read(matter)
    assert [c.number for c in matter.complaints.all()] == ["TS2015-999999"]
    with django_assert_num_queries(2):
        assert not matter.payments.filter(withdrawn_at=None).exists() and not matter.complaints.filter(word="paid")


def test_money_claimed_due_proven_and_left_adds_up(city: City, walk: Walk) -> None:
    case = walk("ordered")
    done(case, "pay", city.who("chen"), "2015-01-22", complaint=case.record.complaints.get().number, amount="6000.50",
         paid_on="2015-01-22", proof=["u"])  # fmt: skip
    assert "责令支付 9,600.00 元，有凭证 6,000.50 元，还差 3,599.50 元" in html(city, case, "chen")


def test_candidates_stand_side_by_side_only_before_acceptance(city: City) -> None:
    older = city.case("2015-01-05")
    newer = city.case("2015-01-08", employer="泰安宏基建筑有限公司")
    page = html(city, newer, "chen")
    assert (
        f'可能是同一案：<span class="nb">{older.number}</span>' in page
        and "单位名称相近" in page
        and "相隔 3 天" in page
    )
    done(newer, "accept", city.who("chen"), "2015-01-09")
    assert "可能是同一案" not in html(city, newer, "chen")


def test_a_comparison_judges_each_line_and_shows_how_many_were_told(city: City) -> None:
    city.case("2015-01-05", site="", happened_from=date(2014, 9, 1), persons=None)
    newer = city.case(
        "2015-01-08", employer="泰安宏基建筑有限公司", site="东区", happened_from=date(2014, 8, 1), persons=2
    )
    compare = next(
        part
        for panel in PANELS["rights.inspection_case"](newer, city.who("chen"))
        if panel.anchor.startswith("duplicate-")
        for part in panel.body
        if isinstance(part, Compare)
    )
    said = {line.label: line.said for _, lines in compare.groups for line in lines}
    assert said == {
        "用人单位": "相近", "地点": "缺", "事由": "相同", "发生时间": "重叠", "收到": "不同", "投诉人数": "相同", "所述人数": "缺",
    }  # fmt: skip
    page = html(city, newer, "chen")
    assert "倾向" not in page and "所述人数" in page
    assert page.index(newer.record.complaints.get().number) < page.index("用人单位")


@pytest.mark.parametrize(
    "more",
    [
        {"employer": "别的公司"},
        {"when": "2015-04-07"},
        {"place": "ningyang"},
        {"topic": "contract", "happened_from": date(2013, 1, 1), "happened_to": date(2013, 2, 1), "continuing": False},
    ],
    ids=["employer", "93 days", "place", "topic and time"],
)
def test_no_candidate_without_employer_time_and_place(city: City, more: dict[str, Any]) -> None:
    from chunfeng.plans.rights.inspection.queries import duplicates

    city.case("2015-01-05")
    if "place" in more:
        more = more | {"place": city.ningyang}
    assert duplicates(city.case(**({"when": "2015-01-05"} | more)).record) == []


def test_ninety_days_apart_are_still_near(city: City) -> None:
    from chunfeng.plans.rights.inspection.queries import duplicates

    city.case("2015-01-05")
    assert len(duplicates(city.case("2015-04-05").record)) == 1


# ------------------------------------------------------------------ who told
def test_a_secret_teller_is_seen_by_the_head_alone(city: City) -> None:
    case = city.case(secret=True, kind="report", said="我是木工班的老赵", files=("uid-7",))
    complaint = case.record.complaints.get()
    page = html(city, case, "chen")
    assert "身份保密" in page
    for secret in ("赵", "138", "1402", "木工班", "uid-7"):
        assert secret not in page, secret
    head = html(city, case, "head")
    assert "赵*国" in head and "木工班" in head and "uid-7" in head
    assert isinstance(show_teller(complaint, city.who("chen"), "要联系"), Refusal)
    assert isinstance(show_teller(complaint, city.who("head"), "  "), Refusal)
    assert not Event.objects.filter(kind="show").exists()
    assert show_teller(complaint, city.who("head"), "核实情况") == (NAME, PHONE)
    event = Event.objects.get(kind="show")
    assert (event.actor_name, event.note, event.known["complaint"]) == ("head", "核实情况", complaint.number)


def test_what_a_secret_teller_adds_later_is_as_secret(city: City, walk: Walk) -> None:
    from chunfeng.plans.rights.inspection.queries import teller

    case = walk("investigating", city.case(secret=True, kind="report"))
    complaint = case.record.complaints.get()
    done(
        case,
        "add_statement",
        teller(complaint),
        "2015-01-10",
        complaint=complaint.number,
        said="我在三号楼",
        files=["uid-8"],
    )
    page = html(city, case, "chen")
    assert "三号楼" not in page and "uid-8" not in page
    assert "三号楼" in html(city, case, "head")


def test_of_another_county_nobody_sees_anything(city: City) -> None:
    complaint = city.told(secret=False).complaint
    assert isinstance(show_teller(complaint, city.who("head@370921"), "想看"), Refusal)


def test_no_event_holds_what_a_teller_said_or_who_it_is(city: City, walk: Walk) -> None:
    case = walk("closed")
    for event in Event.objects.filter(object_id=case.number):
        line = event.leaf_text() + event.note
        for secret in (NAME, PHONE, "三个月没发工资", "孙某", "承认欠薪"):
            assert secret not in line, (event.step, secret)


def test_no_paper_names_who_told(city: City, walk: Walk) -> None:
    case = walk("ordered", city.case(secret=True, kind="report", said="我是木工班的老赵"))
    serve(case, city, "rectification_order", "2015-01-22", receiver="孙经理")
    for code in (
        "complaint_register",
        "acceptance_notice",
        "filing_approval",
        "investigation_report",
        "rectification_order",
        "service_proof",
    ):
        text = printed(case, code)
        for secret in (NAME, "赵*国", PHONE, "木工班"):
            assert secret not in text, (code, secret)


# ------------------------------------------------------------------ papers
def test_the_order_says_what_until_when_and_how_much(city: City, walk: Walk) -> None:
    text = printed(walk("ordered"), "rectification_order")
    assert "泰安宏基建筑有限公司" in text and "2015年1月28日前改正" in text
    assert "9,600.00元（大写：玖仟陆佰元整）" in text and "岱岳区人社监令字〔2015〕1号" in text


def test_the_order_says_what_was_found_and_which_law_was_broken(city: City, walk: Walk) -> None:
    text = printed(walk("ordered"), "rectification_order")
    assert (
        "经查，你单位拖欠劳动者工资，涉及1人，查实欠付9,600.00元（大写：玖仟陆佰元整）。以上事实有询问笔录为证。"
        in text
    )
    assert "上述行为违反了《劳动法》（1994年）第五十条的规定。依据《劳动保障监察条例》第十八条第二项" in text


@pytest.mark.parametrize(
    ("typed", "printed_as"),
    [
        ("劳动法（2018年修正）第五十条", "《劳动法》（2018年修正）第五十条"),
        ("《劳动法》第五十条", "《劳动法》第五十条"),
        ("劳动保障监察条例第二十六条、第三十条", "《劳动保障监察条例》第二十六条、第三十条"),
        ("劳动法第五十条和劳动合同法第三十条的规定", "《劳动法》第五十条和《劳动合同法》第三十条"),
        ("《劳动法》第五十条、工资支付暂行规定第七条", "《劳动法》第五十条、《工资支付暂行规定》第七条"),
        ("见附件", "见附件"),
    ],
)
def test_laws_are_cited_one_way(typed: str, printed_as: str) -> None:
    assert cited(typed) == printed_as


def test_the_remedy_names_authority_court_and_terms(city: City, walk: Walk) -> None:
    case = walk("received")
    assert remedy(case, date(2015, 1, 5)) == (
        "如不服本决定，可以自收到之日起六十日内依法向岱岳区人民政府或者泰安市人力资源和社会保障局申请行政复议，"
        "或者自收到之日起三个月内依法向岱岳区人民法院提起行政诉讼。"
    )
    # From 2024 only the government reviews.
    assert "向岱岳区人民政府申请行政复议，或者自收到之日起六个月内" in remedy(case, date(2026, 1, 5))
    case.place = city.city
    assert "向泰安市人民政府申请" in remedy(case, date(2026, 1, 5))
    assert "向有管辖权的基层人民法院提起" in remedy(case, date(2026, 1, 5))


def test_a_fine_without_a_hearing_promises_none(city: City, walk: Walk) -> None:
    case, chen = walk("investigated"), city.who("chen")
    done(case, "notice_penalty", chen, "2015-01-21", facts="f", law="监察条例第三十条", amount="5000")
    assert "听证" not in printed(case, "penalty_notice")


def test_the_page_says_of_each_paper_whether_it_was_served(city: City, walk: Walk) -> None:
    case = walk("ordered")
    assert "还没有送达" in html(city, case, "chen")
    serve(case, city, "rectification_order", "2015-01-22", "left", receiver="孙经理")
    page = html(city, case, "chen")
    assert "还没有送达" not in page and "留置送达" in page and "孙经理" not in page
    assert "限期改正指令书（岱岳区人社监令字〔2015〕1号）" in printed(case, "service_proof")


def test_documents_of_a_place_and_year_are_numbered_without_gaps(city: City, walk: Walk) -> None:
    numbers = [walk("ordered", city.case()).record.orders.get().number for _ in range(3)]
    assert numbers == [f"岱岳区人社监令字〔2015〕{n}号" for n in (1, 2, 3)]


def test_a_refusal_shows_the_reading_of_the_two_years_and_the_ways_left(city: City) -> None:
    case = city.case(
        "2015-01-05", topic="hours", continuing=False, happened_from=date(2012, 11, 1), happened_to=date(2012, 12, 31)
    )
    done(case, "refuse_too_old", city.who("head"), "2015-01-06")
    text = printed(case, "refusal_notice")
    assert "自违法行为终了之日起算，到 2014-12-31 满两年" in text
    # In January 2015 one still had three months to sue.
    assert "行政复议" in text and "三个月内" in text and "仲裁" in text


def test_papers_of_a_penalty(city: City, walk: Walk) -> None:
    case = walk("investigated")
    done(
        case, "notice_penalty", city.who("chen"), "2015-01-21", facts="拒不改正", law="监察条例第三十条", amount="20000"
    )
    assert "要求听证的期限为三日，应当在2015年1月26日前提出" in printed(case, "penalty_notice")
    done(case, "ask_hearing", city.who("chen"), "2015-01-23", asked_on="2015-01-23")
    done(case, "announce_hearing", city.who("lawyer"), "2015-01-27", on="2015-02-03")
    assert "2015年2月3日举行听证" in printed(case, "hearing_notice")
    done(case, "hold_hearing", city.who("lawyer"), "2015-02-03", said="笔录")
    done(case, "review", city.who("lawyer"), "2015-02-04", note="合法")
    done(case, "decide", city.who("director"), "2015-02-05")
    text = printed(case, "decision")
    assert "罚款20,000.00元（大写：贰万元整）" in text and "举行了听证" in text and "百分之三" in text


def test_papers_of_treatment_reminder_and_court(city: City, walk: Walk) -> None:
    case = to_reviewing(city, walk("investigated"))
    assert "责令你单位支付9,600.00元" in printed(case, "treatment_notice")
    decide(case, city, "2015-01-28")
    assert "陈述申辩已经听取" in printed(case, "decision")
    serve(case, city, "decision", "2015-01-29", "left")
    done(case, "remind", city.who("chen"), "2015-02-16")
    assert "已于2015年1月29日送达" in printed(case, "reminder")
    serve(case, city, "reminder", "2015-02-17", "post")
    done(case, "apply_court", city.who("director"), "2015-06-01")
    assert "2015年4月30日至2015年7月29日" in printed(case, "court_application")


def test_enquiry_transfer_and_crime_papers(city: City, walk: Walk) -> None:
    case = walk("investigated")
    assert "违法事实成立" in printed(case, "investigation_report")
    other = failed_order(city, walk)
    _, transfer = proposed(city, walk)
    done(transfer, "approve", city.who("director"), "2015-02-02")
    done(transfer, "send", city.who("chen"), "2015-02-03", received_by="岱岳公安分局")
    text = printed(transfer, "crime_transfer_letter")
    assert "涉嫌拒不支付劳动报酬罪" in text and "岱岳公安分局" in text
    page = html(city, transfer, "director")
    assert "转移财产" in page
    assert other.number != case.number


def test_the_enquiry_is_called_for_a_day(city: City, walk: Walk) -> None:
    case = walk("investigating")
    done(case, "identify", city.who("chen"), "2015-01-09", code="91350100M000100Y43", name="泰安宏基建筑有限公司")
    done(case, "summon", city.who("chen"), "2015-01-09", on="2015-01-12", where="监察大队", bring="考勤表")
    assert "请于2015年1月12日到监察大队接受询问，并携带：考勤表" in printed(case, "enquiry_notice")


def test_the_transfer_letter_comes_from_the_old_place(city: City) -> None:
    case = city.case()
    done(case, "transfer", city.who("head"), "2015-01-06", place="370921", note="工地在宁阳")
    paper = PAPERS["rights.place_transfer"](case)
    assert (paper.issuer, paper.addressee) == ("岱岳区人力资源和社会保障局", "宁阳县人力资源和社会保障局")


def test_a_paper_becomes_a_pdf_and_a_draft_in_word(city: City, walk: Walk) -> None:
    from chunfeng.engines.papers import press, word

    case = walk("ordered")
    paper = PAPERS["rights.rectification_order"](case)
    assert press.pdf(paper).startswith(b"%PDF-") and word.docx(paper).startswith(b"PK")
    assert press.pdf(PAPERS["rights.filing_approval"](case)).startswith(b"%PDF-")


# ------------------------------------------------------------------ closing
def test_nothing_closes_without_proof_and_word(city: City, walk: Walk) -> None:
    case = walk("performed")
    head = city.who("head")
    assert "还没有投诉人的答复" in refused(case, "close", head, "2015-01-29")
    number = case.record.complaints.get().number
    for day in ("2015-01-29", "2015-01-30"):
        done(case, "ask_word", city.who("chen"), day, complaints=[number])
    assert "今天已经问过" in refused(case, "ask_word", city.who("chen"), "2015-01-30", complaints=[number])
    assert "已问 2 次" in refused(case, "close", head, "2015-01-30")
    done(case, "ask_word", city.who("chen"), "2015-02-02", complaints=[number])
    Payment.objects.all().delete()
    assert "没有支付凭证" in refused(case, "close", head, "2015-02-02")


def test_the_proof_is_of_this_complainant_and_of_the_whole_sum(city: City, walk: Walk) -> None:
    case, chen = walk("ordered"), city.who("chen")
    assert "还没有登记送达" in refused(case, "corrected", chen, "2015-01-22", note="n")
    serve(case, city, "rectification_order", "2015-01-22")
    number = case.record.complaints.get().number
    pay = {"paid_on": "2015-01-27", "proof": ["u"]}
    done(case, "pay", chen, "2015-01-27", complaint="others", persons="4", amount="9600", **pay)
    assert f"{number} 主张了工资" in refused(case, "corrected", chen, "2015-01-28", note="n")
    done(case, "pay", chen, "2015-01-27", complaint=number, amount="0.01", **pay)
    done(case, "corrected", chen, "2015-01-28", note="n")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"proof": []}, "请上传支付凭证"),
        ({"amount": "0"}, "金额要大于 0"),
        ({"paid_on": "2015-01-28"}, "不能晚于今天"),
        ({"complaint": "others"}, "支付给多少人"),
        ({"complaint": "TS2015-999999"}, "请从列出的各项中选一项"),
    ],
)
def test_a_payment_is_refused_with_its_reason(city: City, walk: Walk, answers: dict[str, Any], said: str) -> None:
    case = walk("ordered")
    given = {
        "complaint": case.record.complaints.get().number,
        "amount": "1",
        "paid_on": "2015-01-27",
        "proof": ["u"],
    } | answers
    assert said in refused(case, "pay", city.who("chen"), "2015-01-27", **given)


def test_two_inspectors_with_a_certificate_of_that_day(city: City, walk: Walk) -> None:
    case = walk("investigating")
    enquire = {"held_on": "2015-01-12", "where": "队", "about": "孙", "said": "s"}
    assert "只选了 1 名" in refused(case, "enquire", city.who("chen"), "2015-01-12", inspectors=both()[:1], **enquire)
    done(case, "recuse", city.who("head"), "2015-01-12", inspector="370911-wang", why="是单位负责人的亲属")
    assert "办案监察员只有 1 名" in refused(
        case, "enquire", city.who("chen"), "2015-01-12", inspectors=both()[:1], **enquire
    )
    assert "已经回避" in refused(case, "assign", city.who("head"), "2015-01-12", inspectors=["370911-wang"])


def test_an_expired_certificate_signs_nothing(city: City, walk: Walk) -> None:
    case = walk("investigating", city.case("2018-12-24"), legs=(
        ("accepted", "accept", "chen", "2018-12-26", lambda c: {}),
        ("investigating", "file", "head", "2018-12-26", lambda c: {"inspectors": both()}),
    ))  # fmt: skip
    enquire = {"held_on": "2019-01-02", "where": "队", "about": "孙", "said": "s", "inspectors": both()}
    assert "监察证当日无效" in refused(case, "enquire", city.who("chen"), "2019-01-02", **enquire)


def test_the_employer_is_who_its_code_says(city: City, walk: Walk) -> None:
    case = walk("investigating")
    assert "统一社会信用代码" in refused(
        case, "identify", city.who("chen"), "2015-01-09", code="91350100M000100Y4Z", name="某"
    )
    done(case, "identify", city.who("chen"), "2015-01-09", code="91350100M000100Y43", name="泰安宏基建筑有限公司")
    assert case.title == "欠薪 · 泰安宏基建筑有限公司"


def test_a_possible_crime_is_a_hint_and_never_a_verdict(city: City, walk: Walk) -> None:
    case = walk("investigated")
    assert "可能达到拒不支付劳动报酬罪的标准，请核对" in html(city, case, "chen")
    type(case.record).objects.update(found_fen=499_999)
    case.__dict__.pop("_record", None)
    assert "拒不支付劳动报酬罪" not in html(city, case, "chen")


def test_every_procedure_of_this_app_has_panels() -> None:
    from chunfeng.plans.rights.inspection.processes import PROCESSES

    assert set(PANELS) == {p.code for p in PROCESSES}
    assert at("2015-01-05").utcoffset()
