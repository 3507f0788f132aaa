"""What the employer gets: served once each, and naming nobody who told."""

from __future__ import annotations

import pytest

from .conftest import City, Walk, done, refused, serve

pytestmark = pytest.mark.django_db


def test_only_papers_that_were_issued_are_served_and_each_once(city: City, walk: Walk) -> None:
    case, chen = walk("investigated"), city.who("chen")
    given = {"served_on": "2015-01-21", "method": "direct", "paper": "decision"}
    assert "没有还没送达的文书" in refused(case, "serve", chen, "2015-01-21", **given)
    order = {"demand": "支付", "law": "劳动法第五十条", "due_on": "2015-01-28", "amount": "9600"}
    done(case, "order", city.who("director"), "2015-01-21", **order)
    assert "请从列出的各项中选一项" in refused(case, "serve", chen, "2015-01-21", **given)
    issued = case.papers.get(kind="rights.rectification_order")
    early = given | {"paper": issued.code, "served_on": "2015-01-20"}
    assert "送达早于文书日期" in refused(case, "serve", chen, "2015-01-22", **early)
    serve(case, city, "rectification_order", "2015-01-22", "left")
    assert case.record.served.get().issued == issued
    assert "没有还没送达的文书" in refused(case, "serve", chen, "2015-01-22", **given)


def test_what_the_employer_reads_names_nobody_who_told(city: City, walk: Walk) -> None:
    case, director, chen = walk("investigated"), city.who("director"), city.who("chen")
    order = {
        "law": "劳动法第五十条",
        "due_on": "2015-01-28",
        "amount": "9600",
        "persons": "7",
        "note": "查清后又有六人登记",
    }
    number = case.record.complaints.get().number
    for text, named in (
        ("支付赵建国等7人的工资", "赵建国"), ("支付赵 建国的工资", "赵建国"), ("打到 138-0000-1402", "13800001402"),
        (f"见{number.replace('-', '')}", number),
    ):  # fmt: skip
        assert f"“{named}”指向投诉人" in refused(case, "order", director, "2015-01-21", demand=text, **order)
    facts = {"law": "劳动法第五十条", "amount": "9600", "facts": "拖欠赵建国工资"}
    assert "“赵建国”" in refused(case, "notice_treatment", chen, "2015-01-21", **facts)
    assert "“赵建国”" in refused(case, "notice_penalty", chen, "2015-01-21", **facts)
    done(case, "order", director, "2015-01-21", demand="支付名册所列7人的工资", **order)


def test_the_name_of_a_secret_teller_is_refused_and_not_confirmed(city: City, walk: Walk) -> None:
    case = walk("investigated", city.case(secret=True, kind="report"))
    notice = {"law": "劳动法第五十条", "amount": "9600", "facts": "拖欠赵建国工资"}
    said = refused(case, "notice_penalty", city.who("chen"), "2015-01-21", **notice)
    assert "要求保密的举报人" in said and "赵建国" not in said
