"""What provider, body and office see, on the real pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.queries import COMPLETION
from chunfeng.plans.training.certification.tests.conftest import OVER, Ending, all_pass, ended

pytestmark = pytest.mark.django_db


def browser(actor: Actor) -> Client:
    return signed_in(User.objects.get(pk=actor.user))


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return str(answer.content.decode())


def test_the_provider_begins_at_the_portal_and_sees_what_the_system_knows(ending: Ending) -> None:
    clerk = browser(ending.school.clerk)
    assert "结业和鉴定" in page(clerk, "/portal/")
    assert clerk.post("/portal/begin/training.completion/").status_code == 302
    assert "还没有报结业的班级" in clerk.post("/portal/begin/training.completion/").content.decode()
    number = Case.objects.get(process=COMPLETION).number
    assert "没有填结业报告" in page(clerk, f"/portal/cases/{number}/")
    for section in ("report", "files"):
        assert page(clerk, f"/portal/cases/{number}/fill/{section}/")
    wrong = clerk.post(f"/portal/cases/{number}/fill/report/", {"evaluations": "3", "satisfied": "4", "summary": ""})
    assert wrong.status_code == 422 and "还多" in wrong.content.decode()
    kept = clerk.post(f"/portal/cases/{number}/fill/report/", {"evaluations": "24", "satisfied": "4", "summary": ""})
    assert kept.status_code == 302, "a summary is not asked for"
    check = page(clerk, f"/portal/cases/{number}/check/")
    assert "自动核对" in check and "80 / 80（100%）" in check and "电话回访" not in check


def test_exceptions_come_first_and_the_office_alone_hears_of_calls(db: None) -> None:
    ending = ended({5: 8})
    certifying = ending.begun().go("submit", ending.school.clerk, OVER, undertaking=True)
    number = certifying.case.number
    shown = page(browser(ending.office.checker), f"/desk/cases/{number}/")
    assert shown.index("不准考核") < shown.index("可以考核") and "48 / 80（60%）" in shown
    assert "电话回访 0 人" in shown and "审核准考名单" in shown
    assert "电话回访" not in page(browser(ending.school.clerk), f"/portal/cases/{number}/")


def test_the_body_fills_in_its_fixed_list_and_nobody_sees_marks_before_they_are_released(ending: Ending) -> None:
    exam = ending.scheduled().arranged(OVER)
    number, clerk = exam.case.number, browser(ending.body.clerk)
    assert number in page(clerk, "/portal/")
    marks = page(clerk, f"/portal/cases/{number}/fill/marks/")
    assert f"{number}-24" in marks and "移出" not in marks and "填写" in marks
    page(clerk, f"/portal/cases/{number}/fill/marks/new/", 404)
    filled = clerk.get(f"/prints/{number}/marks.csv")
    lines = b"".join(filled).decode("utf-8-sig").splitlines()  # type: ignore[call-overload]
    assert lines[0] == "准考证号,姓名,理论成绩,实操成绩,是否缺考" and lines[1] == f"{number}-01,王建军,,,"
    assert browser(ending.office.checker).get(f"/prints/{number}/marks.csv").status_code == 404
    assert "下载写好考生的成绩单" in page(clerk, f"/portal/cases/{number}/")
    first = exam.exam.marks.order_by("seat")[0]
    assert page(clerk, f"/portal/cases/{number}/fill/marks/{first.pk}/")
    exam.handed_in(exam.file(all_pass))
    staff = browser(ending.office.checker)
    before = page(staff, f"/desk/cases/{number}/")
    assert "王*军" in before and "理论 61" not in before and "打印考核名册" in before
    exam.go("mark", ending.body.clerk, exam.exam.held_on, checked=True)
    exam.go("release", ending.body.reviewer, exam.exam.held_on, checked=True)
    assert "理论 61" in page(staff, f"/desk/cases/{number}/") and "理论 61" in page(clerk, f"/portal/cases/{number}/")


def test_the_class_tells_what_became_of_it(ending: Ending) -> None:
    certifying = ending.certified()
    number = certifying.completion.training_class.case.number
    for client, address in ((browser(ending.office.checker), "/desk"), (browser(ending.school.clerk), "/portal")):
        shown = page(client, f"{address}/cases/{number}/")
        assert "结业和证书" in shown and f"{address}/cases/{certifying.case.number}/" in shown
        assert "打印全班证书" in page(client, f"{address}/cases/{certifying.case.number}/")


def test_a_change_of_a_mark_is_begun_and_read_at_the_portal(ending: Ending) -> None:
    _certifying, exam = ending.released()
    clerk, reviewer = browser(ending.body.clerk), browser(ending.body.reviewer)
    assert "成绩更正" in page(clerk, "/portal/")
    case: Any = actions.begin_change(ending.body.org, ending.body.org.place, ending.body.clerk)
    actions.save_whose(case, ending.body.clerk, {"exam": str(exam.exam.pk), "why": "写串"})
    mark = exam.exam.marks.order_by("seat")[0]
    values = {"mark": str(mark.pk), "theory": 90, "practice": 90, "absent": False}
    assert not actions.save_change(case, ending.body.clerk, values)
    for section in ("whose", "change"):
        assert page(clerk, f"/portal/cases/{case.number}/fill/{section}/")
    assert "理论 90" in page(clerk, f"/portal/cases/{case.number}/check/")
    assert case.number in page(reviewer, "/portal/")


def test_revocation_begins_at_the_desk(ending: Ending) -> None:
    c = ending.certificate()
    checker = browser(ending.office.checker)
    assert "证书编号" in page(checker, "/desk/begin/training.certificate_change/")
    given = {"number": "37091120165000000", "ground": "fraud", "note": "查实", "place": "370911"}
    assert "没有查到这个编号" in checker.post("/desk/begin/training.certificate_change/", given).content.decode()
    done = checker.post("/desk/begin/training.certificate_change/", given | {"number": c.number})
    assert done.status_code == 302, done.content.decode()[-3000:]
    shown = page(browser(ending.office.head), done["Location"])
    assert c.number in shown and "弄虚作假" in shown
