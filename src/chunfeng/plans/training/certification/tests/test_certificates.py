"""Certificates: their numbers, their check by anybody, revocation and new prints by two, those of outside bodies (F-43)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chunfeng.base.access import phone_codes
from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.messages.models import Message
from chunfeng.base.workflow.engine import Refused, begin
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.plans.training.certification import actions
from chunfeng.plans.training.certification.demo import Walk, change
from chunfeng.plans.training.certification.models import Certificate
from chunfeng.plans.training.certification.queries import CHANGE, certificate_on, passed
from chunfeng.plans.training.certification.queries.numbers import checks, form, own, wrong_with
from chunfeng.plans.training.certification.tests.conftest import OVER, Ending, at
from chunfeng.plans.training.certification.tests.test_completion import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def test_an_own_number_tells_a_slip_of_the_pen() -> None:
    number = own("370911", OVER, 5, 12)
    assert len(number) == 17 and number.startswith("37091120165") and checks(number)
    assert not checks(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_the_form_of_an_outside_number() -> None:
    assert wrong_with("1615 0012 3450 0678") is None and wrong_with("Y000123456789") is None
    said = wrong_with("16150O1234500678")
    assert said and "数字0或1" in said[0]
    assert wrong_with("") and wrong_with("证书") and wrong_with("12345")
    assert form("16150O123I500678") == form("1615 0012 3150-0678")


def test_revoked_by_two_people_it_does_not_stand_and_says_why(ending: Ending) -> None:
    c = ending.certificate()
    on = c.issued_on + timedelta(days=30)
    answers = {"number": c.number, "ground": "impersonated", "note": "监控比对"}
    case = begin(PROCESSES[CHANGE], ending.office.checker, c.completion.case.place, answers, at=at(on))
    assert isinstance(case, Case), case
    walk = Walk(case)
    both = ending.office.checker
    assert "没有决定的权限" in refused(walk, "decide", both, on, note="属实")
    again = begin(PROCESSES[CHANGE], ending.office.checker, c.completion.case.place, answers, at=at(on))
    assert isinstance(again, Refused) and case.number in str(again)
    c.refresh_from_db()
    assert c.revoked_on is None and c.entry_id in passed(c.completion.training_class)
    assert "还没有听取本人陈述" in refused(walk, "decide", ending.office.head, on, note="属实")
    walk.go("hear", ending.office.checker, on, statement="称生病，请堂弟代考")
    walk.go("decide", ending.office.head, on, note="属实")
    told = Message.objects.filter(template__endswith="certificate_change.decide")
    assert [m.channel for m in told] == ["phone"] and c.number not in told[0].text.clear()
    c.refresh_from_db()
    assert (c.revoked_on, c.revoked_because) == (on, "impersonated")
    assert c.entry_id not in passed(c.completion.training_class)
    assert certificate_on(c.entry, on - timedelta(days=1)) == c and certificate_on(c.entry, on) is None
    page = Client().get(f"/certificates/{c.code}/").content.decode()
    assert "已失效" in page and "由他人代考" in page and "王建军" not in page and "王*军" in page


def test_a_new_print_keeps_the_number_and_voids_the_old_code(ending: Ending) -> None:
    c = ending.certificate()
    former, on = c.code, c.issued_on + timedelta(days=5)
    change(c, "lost", "搬家时遗失", ending.office, on)
    c.refresh_from_db()
    assert c.code != former and c.reissued_on == on and c.revoked_on is None
    old, new = (Client().get(f"/certificates/{code}/").content.decode() for code in (former, c.code))
    assert "已失效" in old and "已补发新证" in old and "已失效" not in new and "有效" in new
    assert c.entry_id in passed(c.completion.training_class)


def test_an_unknown_number_and_a_wrong_name_are_answered_alike(ending: Ending) -> None:
    c = ending.certificate()
    visitor = Client()

    def said(number: str, name: str) -> tuple[int, str]:
        answer = visitor.post("/certificates/", {"number": number, "name": name})
        page = answer.content.decode()
        return answer.status_code, page.replace(number, "").replace(name, "")

    wrong_name, unknown = said(c.number, "李小明"), said("37091120165999999", "李小明")
    assert wrong_name[0] == unknown[0] == 422
    strip = lambda page: [line for line in page.splitlines() if "csrf" not in line]  # noqa: E731
    assert strip(wrong_name[1]) == strip(unknown[1])
    right = visitor.post("/certificates/", {"number": f" {c.number[:6]} {c.number[6:]} ", "name": "王建军"})
    page = right.content.decode()
    assert right.status_code == 200 and "焊工" in page and "有效" in page and "no-store" in right["Cache-Control"]
    assert visitor.post("/certificates/", {"number": c.number, "name": ""}).status_code == 422
    # Neither number nor name ever stands in an address.
    assert visitor.get(f"/certificates/{c.number}/").status_code == 404
    assert visitor.get("/certificates/").status_code == 200


def test_guessing_is_limited(ending: Ending) -> None:
    visitor = Client()
    answers = [visitor.get(f"/certificates/{n}/").status_code for n in range(61)]
    assert answers == [404] * 60 + [429]


def test_looking_one_up_is_cheap(ending: Ending) -> None:
    c = ending.certificate()
    with CaptureQueriesContext(connection) as asked:
        Client().get(f"/certificates/{c.code}/")
    # Beside what counts the guesses of an address.
    own = [q["sql"] for q in asked if "access_count" not in q["sql"] and "SAVEPOINT" not in q["sql"]]
    assert len(own) == 2, own


def test_the_trainee_sees_and_takes_the_own_certificate_and_nobody_elses(ending: Ending) -> None:
    c = ending.certificate()
    person = c.entry.person
    made: list[str] = []
    token = phone_codes.begin(person.phone.clear(), lambda code, key: made.append(code))
    user = phone_codes.redeem(token, made[0])
    assert user
    phone = Client()
    phone.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    mine = phone.get("/my/").content.decode()
    assert c.number in mine and "我的考核" in mine and "合格" in mine
    file = phone.get(f"/my/certificates/{c.pk}.pdf")
    assert file.status_code == 200 and b"".join(file).startswith(b"%PDF")  # type: ignore[call-overload]
    other = Certificate.objects.exclude(pk=c.pk)[0]
    assert phone.get(f"/my/certificates/{other.pk}.pdf").status_code == 404
    change(c, "fraud", "查实", ending.office, c.issued_on)
    assert phone.get(f"/my/certificates/{c.pk}.pdf").status_code == 404
    assert "已撤销" in phone.get("/my/").content.decode()


def test_the_prints_of_a_class_are_for_whoever_sees_its_case(ending: Ending) -> None:
    certifying = ending.certified()
    exam = certifying.completion.exams.get()
    browsers = {
        name: signed_in(User.objects.get(pk=actor.user))
        for name, actor in (
            ("clerk", ending.school.clerk), ("checker", ending.office.checker), ("body", ending.body.clerk),
            ("other", ending.school.town.clerks[ending.school.town.orgs[1].pk]),
        )
    }  # fmt: skip
    sheets, roster = f"/prints/{certifying.case.number}/certificates.pdf", f"/prints/{exam.case.number}/roster.pdf"
    answers = {
        (name, url): browser.get(url).status_code for name, browser in browsers.items() for url in (sheets, roster)
    }
    assert {key for key, status in answers.items() if status == 200} == {
        ("clerk", sheets), ("checker", sheets), ("checker", roster), ("body", roster),
    }  # fmt: skip
    assert b"".join(browsers["body"].get(roster)).startswith(b"%PDF")  # type: ignore[call-overload]
    assert browsers["body"].get(f"/prints/{exam.case.number}/nothing.pdf").status_code == 404


def registration(ending: Ending) -> tuple[Case, Any]:
    certifying = ending.begun().reviewed(ending.office, OVER)
    org = ending.school.org
    case = actions.begin_registration(org, org.place, ending.school.clerk, at=at(OVER))
    assert isinstance(case, Case), case
    source = {
        "completion": str(certifying.completion.pk),
        "kind": "vocational_qualification",
        "issuer": "省职业技能鉴定中心",
    }
    assert not actions.save_source(case, ending.school.clerk, source)
    return case, certifying


def test_outside_certificates_are_looked_at_and_registered_by_two(ending: Ending) -> None:
    case, certifying = registration(ending)
    clerk, klass = ending.school.clerk, certifying.completion.training_class
    candidates = list(certifying.completion.candidates.order_by("pk"))

    def add(nth: int, number: str, **more: Any) -> str:
        days = {"held_on": OVER + timedelta(days=10), "issued_on": OVER + timedelta(days=20), "files": ["0" * 36]}
        values = {"candidate": str(candidates[nth].pk), "number": number, **days, **more}
        return "；".join(map(str, actions.add_row(case, clerk, values)))

    assert "数字0或1" in add(0, "16150O1234500678")
    assert "早于班级最后一次课" in add(0, "1615001234500678", held_on=OVER - timedelta(days=5))
    assert "发证早于考核" in add(0, "1615001234500678", issued_on=OVER)
    assert "请上传" in add(0, "1615001234500678", files=[])
    assert not add(0, "1615 0012 3450 0678")
    assert "已经登记过" in add(1, "1615001234500678") and "填过一张" in add(0, "1615001234500679")
    assert not add(1, "1615001234500679")
    walk = Walk(case).go("submit", clerk, OVER, undertaking=True)
    walk.go("check", ending.office.checker, OVER, note="鉴定中心网站可查")
    assert "没有登记证书的权限" in refused(walk, "register", ending.office.checker)
    walk.go("register", ending.office.head, OVER, note="")
    found = passed(klass)
    assert set(found) == {candidates[0].entry_id, candidates[1].entry_id}
    one = found[candidates[0].entry_id]
    assert (one.number, one.outside, one.code, one.issuer) == ("1615001234500678", True, None, "省职业技能鉴定中心")
    page = Client().post("/certificates/", {"number": "16150012 34500678", "name": "王建军"}).content.decode()
    assert "这张证书已登记" in page


def test_what_differs_by_a_letter_alone_is_told_as_mistyped(ending: Ending) -> None:
    case, certifying = registration(ending)
    clerk = ending.school.clerk
    days = {"held_on": OVER, "issued_on": OVER, "files": ["0" * 36]}
    keys = [str(pk) for pk in certifying.completion.candidates.order_by("pk").values_list("pk", flat=True)[:2]]
    assert not actions.add_row(case, clerk, {"candidate": keys[0], "number": "O1234567890123", **days})
    said = actions.add_row(case, clerk, {"candidate": keys[1], "number": "01234567890123", **days})
    assert "只差字母O、I和数字0、1" in str(said[0])
