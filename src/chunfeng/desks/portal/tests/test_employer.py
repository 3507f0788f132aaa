"""What an employer sees of a matter against it: nothing before the law tells it, never who told, and how to answer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.documents.models import Attachment
from chunfeng.base.documents.tests.samples import pdf
from chunfeng.base.orgs.models import Org
from chunfeng.base.workflow.models import Case
from chunfeng.desks.portal.tests.test_portal import hidden
from chunfeng.plans.rights.inspection.models import EvidenceItem, Inspection
from chunfeng.plans.rights.inspection.tests import conftest as inspection
from chunfeng.plans.rights.inspection.tests.conftest import CODE_OF_EMPLOYER, City, Walk, done, refused

city, walk = inspection.city, inspection.walk


@pytest.fixture
def employer(city: City) -> Org:
    return Org.objects.create(name="泰安宏基建筑有限公司", kind="employer", credit_code=CODE_OF_EMPLOYER)


def clerk_of(org: Org, name: str = "boss") -> Client:
    user = User.objects.create_user(name, name="老板")
    Assignment.objects.create(user=user, role="employer_clerk", org=org, valid_from_on=date(2014, 1, 1))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def boss(employer: Org) -> Client:
    return clerk_of(employer)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def noticed(city: City, case: Case) -> Case:
    done(
        case, "notice_penalty", city.who("chen"), "2015-01-21", facts="未支付工资", law="条例第二十六条", amount="5000"
    )
    return case


def test_a_hearing_is_offered_with_its_own_term_where_the_law_gives_one(
    city: City, walk: Walk, boss: Client, employer: Org
) -> None:
    small = walk("investigated")
    facts = {"facts": "未支付工资", "law": "条例第二十六条"}
    done(small, "notice_treatment", city.who("chen"), "2015-01-21", amount="900000", **facts)
    page = text(boss.get(f"/portal/cases/{small.number}/"))
    assert "可以在期限内陈述申辩" in page and "听证" not in page
    large = walk("investigated", city.case("2015-01-06"))
    done(large, "notice_penalty", city.who("chen"), "2015-01-21", amount="20000", **facts)
    page = text(boss.get(f"/portal/cases/{large.number}/"))
    assert "要求听证的，在" in page and "要求听证期限" in page


def test_before_a_paper_is_sent_the_case_does_not_exist(city: City, walk: Walk, boss: Client) -> None:
    case = walk("investigated")
    assert case.org
    home = text(boss.get("/portal/"))
    assert case.number not in home and "现在没有要办的事项" in home
    assert "/portal/uploads/" not in home, "nothing is handed in by employers"
    assert boss.get(f"/portal/cases/{case.number}/").status_code == 404
    assert boss.get(f"/portal/cases/{case.number}/steps/report_corrected/").status_code == 404


def test_an_order_is_shown_with_its_term_and_answered_with_proof(city: City, walk: Walk, boss: Client) -> None:
    case = walk("ordered")
    home = text(boss.get("/portal/"))
    assert case.number in home and "待我报告改正情况" in home and "01-28" in home
    page = text(boss.get(f"/portal/cases/{case.number}/"))
    assert (
        "岱岳区人力资源和社会保障局" in page
        and "支付工资" in page
        and "9,600.00" in page
        and "办公电话" in page
        and "限期改正指令书" in page
    )
    url = f"/portal/cases/{case.number}/steps/report_corrected/"
    asked = boss.get(url)
    assert asked.status_code == 200
    given = {**hidden(asked), "said": "已补发工资"}
    assert boss.post(url, given).status_code == 422
    answer = boss.post(url, {**given, "files": SimpleUploadedFile("回单.pdf", pdf(), "application/pdf")})
    assert answer.status_code == 302 and answer["Location"] == f"/portal/cases/{case.number}/"
    item = EvidenceItem.objects.get(kind="rectified")
    assert item.said and item.said.clear() == "已补发工资" and len(item.files) == 1
    case.refresh_from_db()
    assert case.state == "ordered"
    assert "单位改正材料" in text(boss.get(f"/portal/cases/{case.number}/"))
    assert "待我报告改正情况" not in text(boss.get("/portal/"))


def test_what_is_answered_too_late_leaves_no_files(city: City, walk: Walk, boss: Client) -> None:
    case = walk("ordered")
    url, before = f"/portal/cases/{case.number}/steps/report_corrected/", Attachment.objects.count()
    given = {**hidden(boss.get(url)), "said": "已补发工资"}
    for stale in ({"seen": str(case.version - 1)}, {"seen": ""}):
        paper = SimpleUploadedFile("回单.pdf", pdf(), "application/pdf")
        assert boss.post(url, {**given, **stale, "files": paper}).status_code == 422
    assert Attachment.objects.count() == before and not EvidenceItem.objects.filter(kind="rectified").exists()


def test_a_summons_says_when_and_where_and_what_to_bring(city: City, walk: Walk, boss: Client) -> None:
    case, chen = walk("investigating"), city.who("chen")
    done(case, "identify", chen, "2015-01-09", code=CODE_OF_EMPLOYER, name="泰安宏基建筑有限公司")
    done(case, "summon", chen, "2015-01-09", on="2015-01-12", where="监察大队二楼", bring="考勤表")
    page = text(boss.get(f"/portal/cases/{case.number}/"))
    assert "2015-01-12" in page and "监察大队二楼" in page and "考勤表" in page


def test_a_prior_notice_is_answered_with_a_statement(city: City, walk: Walk, boss: Client) -> None:
    case = noticed(city, walk("investigated"))
    assert "待我提交陈述申辩" in text(boss.get("/portal/"))
    url = f"/portal/cases/{case.number}/steps/state_case/"
    answer = boss.post(url, {**hidden(boss.get(url)), "said": "是劳务公司拖欠的"})
    assert answer.status_code == 302
    decision = case.record.decisions.get()
    assert decision.defended_on and EvidenceItem.objects.get(kind="defence").added_by.username == "boss"
    assert "待我提交陈述申辩" not in text(boss.get("/portal/"))
    assert "是劳务公司拖欠的" in text(boss.get(f"/portal/cases/{case.number}/")), "its own words are read back"


def test_what_an_inspector_took_down_stays_with_the_office(city: City, walk: Walk, boss: Client) -> None:
    case = noticed(city, walk("investigated"))
    done(case, "defend", city.who("chen"), "2015-01-22", said="资金紧张")
    page = text(boss.get(f"/portal/cases/{case.number}/"))
    assert "由承办单位记录" in page and "资金紧张" not in page


def test_no_page_says_who_told_nor_what_the_office_does_among_itself(city: City, walk: Walk, boss: Client) -> None:
    case = walk("performed")
    receipt = case.record.complaints.get()
    for url in ("/portal/", f"/portal/cases/{case.number}/"):
        page = text(boss.get(url))
        assert case.number in page and "办理中" in page
        for word in (
            receipt.number,
            "赵建国",
            "赵*国",
            "1402",
            "三个月没发工资",
            "投诉",
            "举报",
            "孙某",
            "欠薪属实",
            "待结案",
        ):
            assert word not in page


def test_the_paper_sent_to_it_opens_and_no_other(city: City, walk: Walk, boss: Client) -> None:
    case = walk("ordered")
    page = text(boss.get(f"/portal/cases/{case.number}/"))
    links = re.findall(r'href="(/desk/cases/[^"]+\.pdf)"', page)
    assert len(links) == 1
    sent = boss.get(links[0])
    assert sent["Content-Type"] == "application/pdf"
    paper = case.papers.get(kind="rights.rectification_order")
    assert quote(f"{paper.title} {paper.number}.pdf") in sent["Content-Disposition"]
    assert ".docx" not in page
    report = case.papers.get(kind="rights.investigation_report")
    assert boss.get(f"/desk/cases/{case.number}/papers/{report.event_id}/{report.kind}.pdf").status_code == 404
    assert boss.get(links[0].replace(".pdf", ".docx")).status_code == 404


def test_another_company_and_the_staff_desk_know_nothing_of_it(city: City, walk: Walk, boss: Client) -> None:
    case = walk("ordered")
    stranger = clerk_of(Org.objects.create(name="别的公司", kind="employer"), "other")
    assert case.number not in text(stranger.get("/portal/"))
    assert stranger.get(f"/portal/cases/{case.number}/").status_code == 404
    assert boss.get(f"/desk/cases/{case.number}/").status_code == 403
    assert boss.get(f"/portal/cases/{case.number}/steps/corrected/").status_code == 422


def test_what_was_sent_to_one_company_never_becomes_anothers(city: City, walk: Walk, boss: Client) -> None:
    case = walk("closed")
    done(case, "reopen", city.who("head"), "2015-02-02", note="又有欠薪")
    given = {"code": "91110000600037341L", "name": "新公司"}
    assert "已向原单位发出文书" in refused(case, "identify", city.who("chen"), "2015-02-03", **given)
    done(case, "identify", city.who("chen"), "2015-02-03", code=CODE_OF_EMPLOYER, name="泰安宏基建筑有限公司")


def test_a_page_of_many_matters_asks_no_more_queries(city: City, walk: Walk, boss: Client, employer: Org) -> None:
    made = []
    for n in range(3):
        walk("ordered", city.case(phone=f"1380000{n:04d}", site=f"工地{n}"))
        boss.get("/portal/")
        with CaptureQueriesContext(connection) as asked:
            page = text(boss.get("/portal/"))
        made.append(len(asked))
        assert page.count("待我报告改正情况") == n + 1 == Inspection.objects.filter(state="ordered").count()
    assert made[0] == made[1] == made[2]
