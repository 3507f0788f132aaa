"""A major violation is told to everybody: who decides, what stands there, for how long, and how it goes away again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from chunfeng.base.workflow.lateness import tick
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection import queries
from chunfeng.plans.rights.inspection.models import MajorViolationPublication
from chunfeng.plans.rights.inspection.pages import PANELS, PAPERS, published

from .conftest import City, Walk, at, decide, done, refused, serve
from .test_walks import to_reviewing

pytestmark = pytest.mark.django_db
WORDS = {
    "kind": "arrears", "acted_to_on": "2015-01-20", "facts": "拖欠工资9600元，责令后逾期不付。", "handling": "作出行政处理决定。",
}  # fmt: skip


@pytest.fixture
def decided(city: City, walk: Walk) -> Case:
    case = to_reviewing(city, walk("investigated"))
    decide(case, city, "2015-01-28")
    return serve(case, city, "decision", "2015-01-29", "direct")


def proposed(city: City, case: Case, when: str = "2015-02-02", **more: str) -> Case:
    done(case, "propose_publication", city.who("chen"), when, **WORDS | more)
    found: Case = case.record.publications.last().case
    return found


def shown(city: City, case: Case) -> Case:
    return done(proposed(city, case), "publish", city.who("director"), "2015-02-03")


def test_it_is_shown_from_the_decision_of_the_leader_to_the_end_of_its_term(city: City, decided: Case) -> None:
    matter = shown(city, decided)
    record = matter.record
    assert (record.basis, record.basis_on) == ("岱岳区人社监理字〔2015〕1号", date(2015, 1, 28))
    assert (record.published_on, record.until_on) == (date(2015, 2, 3), date(2018, 2, 1))
    assert [list(queries.published(day)) for day in (date(2015, 2, 2), date(2018, 2, 2))] == [[], []]
    assert list(queries.published(date(2015, 2, 3))) == list(queries.published(date(2018, 2, 1))) == [record]
    assert tick(at("2018-02-01"))[0] == 0
    assert tick(at("2018-02-09"))[0] == 1
    matter.refresh_from_db()
    assert (matter.state, MajorViolationPublication.objects.get().ended_on) == ("expired", date(2018, 2, 2))


def test_the_years_of_the_law_run_from_the_end_of_the_act(city: City, decided: Case) -> None:
    matter = proposed(city, decided, acted_to_on="2011-03-01")
    done(matter, "publish", city.who("director"), "2015-02-03")
    assert matter.record.until_on == date(2016, 2, 29)
    assert matter.clocks.get(code="shown").due_on == date(2016, 2, 29)
    old = MajorViolationPublication.objects.get()
    old.acted_to_on = date(2010, 2, 3)
    old.save()
    Case.objects.filter(pk=matter.pk).update(state="proposed")
    assert "已过公布的最长年限" in refused(matter, "publish", city.who("director"), "2015-02-03")


def test_the_list_tells_the_employer_and_no_worker(city: City, decided: Case) -> None:
    complaint = decided.record.complaints.get()
    assert "指向投诉人" in refused(
        decided, "propose_publication", city.who("chen"), "2015-02-02",
        **WORDS | {"facts": f"拖欠{complaint.name.clear()}工资。"},
    )  # fmt: skip
    for number in (
        "370911199001011234",
        "13800001402",
        "6222000012345678",
        "37091119900101123X",
        "１３８００００１４０２",
        "138 0000-1402",
        "370911 19900101 1234",
    ):
        assert "证件、手机或银行卡" in refused(
            decided, "propose_publication", city.who("chen"), "2015-02-02", **WORDS | {"handling": f"打入{number}。"}
        )
    matter = shown(city, decided)
    day = date(2015, 2, 3)
    (row,) = published(queries.published(day), day).rows
    told = " ".join(str(cell) for cell in row.cells.values())
    assert "泰安宏基建筑有限公司" in told and "91350100M000100Y43" in told and "拖欠工资9600元" in told
    for secret in (complaint.name.clear(), complaint.phone.clear(), complaint.number):
        assert secret not in told
    paper = PAPERS["rights.publication_notice"](matter)
    assert "2015年2月3日至2018年2月1日" in str(paper.body)
    assert PANELS["rights.violation_publication"](matter, city.who("chen"))


def test_only_what_was_decided_and_served_is_told_and_only_once(city: City, walk: Walk) -> None:
    case = to_reviewing(city, walk("investigated"))
    decide(case, city, "2015-01-28")
    assert "还没有送达" in refused(case, "propose_publication", city.who("chen"), "2015-01-29", **WORDS)
    serve(case, city, "decision", "2015-01-29", "direct")
    matter = proposed(city, case)
    assert f"已有社会公布 {matter.number}" in refused(
        case, "propose_publication", city.who("chen"), "2015-02-02", **WORDS
    )
    case.record.decisions.update(number="岱岳区人社监理字〔2015〕9号")
    assert "已不是现行的决定" in refused(matter, "publish", city.who("director"), "2015-02-03")
    done(matter, "drop", city.who("director"), "2015-02-03", note="改为约谈")
    assert proposed(city, case).state == "proposed"


def test_repair_needs_the_money_the_months_and_another_hand(city: City, decided: Case) -> None:
    matter, chen = shown(city, decided), city.who("chen")
    asked = {"files": ["uid-1"], "promised": "1"}
    assert "没有支付凭证" in refused(matter, "ask_repair", chen, "2015-02-10", **asked)
    number = decided.record.complaints.get().number
    done(decided, "pay", chen, "2015-02-11", complaint=number, amount="9600", paid_on="2015-02-11", proof=["uid-2"])
    assert "2015-08-11 起可以申请修复" in refused(matter, "ask_repair", chen, "2015-08-10", **asked)
    done(matter, "ask_repair", chen, "2015-08-11", **asked)
    assert matter.clocks.get(code="repair").due_on == date(2015, 9, 1)
    done(matter, "repair", city.who("director"), "2015-08-20")
    assert matter.record.ended_on == date(2015, 8, 20)
    assert not queries.published(date(2015, 8, 20)).exists()


def test_a_decision_that_fell_takes_the_entry_with_it_in_three_working_days(city: City, decided: Case) -> None:
    matter = shown(city, decided)
    done(matter, "recall", city.who("chen"), "2015-03-02", ground="annulled", said="复议决定1号")
    assert matter.clocks.get(code="recall").due_on == date(2015, 3, 5)
    done(matter, "withdraw", city.who("director"), "2015-03-04", ground="annulled")
    assert (matter.state, matter.record.quashed) == ("withdrawn", "annulled")
    assert not queries.published(date(2015, 3, 4)).exists()


def test_an_objection_is_answered_by_another_and_may_correct_the_words(city: City, decided: Case) -> None:
    matter = shown(city, decided)
    done(matter, "object", city.who("chen"), "2015-03-02", said="金额不对")
    assert matter.clocks.get(code="objection").due_on == date(2015, 3, 5)
    assert queries.published(date(2015, 3, 3)).exists()
    done(
        matter,
        "amend",
        city.who("director"),
        "2015-03-04",
        facts="拖欠工资9000元。",
        handling="决定变更。",
        note="核对账册",
    )
    assert (matter.state, queries.published(date(2015, 3, 4)).get().facts) == ("published", "拖欠工资9000元。")


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"state": "published", "published_on": None, "until_on": None}, "publication_has_a_term"),
        ({"until_on": date(2015, 2, 1)}, "publication_span"),
        ({"state": "expired"}, "publication_ended"),
        ({"ended_on": date(2015, 3, 1)}, "publication_ended"),
        ({"state": "withdrawn", "ended_on": date(2015, 3, 1)}, "publication_withdrawn_for_a_reason"),
    ],
)
def test_an_entry_has_what_its_state_needs(city: City, decided: Case, columns: dict[str, object], name: str) -> None:
    matter = shown(city, decided)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MajorViolationPublication.objects.filter(case=matter).update(**columns)


def test_the_term_of_publication_counts_its_first_day(city: City, decided: Case) -> None:
    term = shown(city, decided).record.case.clocks.get(code="shown")
    assert (term.days, (term.due_on - term.started_on).days) == (1095, 1094)
