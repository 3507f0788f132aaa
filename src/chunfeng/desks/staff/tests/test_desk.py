"""The desk in the browser's terms: who sees what, what a refused step leaves on the page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.places.models import Place
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.workflow.models import Case

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def city() -> Place:
    return Place.objects.create(code="990000", name="春城", kind="city", path="990000/")


def login(role: str, name: str, place: Place | None = None) -> Client:
    user = User.objects.create_user(name, "a long enough password", name=name)
    Assignment.objects.create(user=user, role=role, place=place, valid_from_on=date(2015, 1, 1))
    return signed_in(user)


def propose(client: Client, code: str = "training.class_size_max", **changed: str) -> object:
    given = {"value": "45", "valid_from_on": SOON.isoformat(), "reference": "〔2026〕1号", "area": ""} | changed
    return client.post(f"/desk/parameters/{code}/", given)


def test_a_parameter_says_which_terms_and_rules_it_touches(city: Place) -> None:
    reader = login("policy_head", "乙")
    for code, words in (
        ("rights.inspection_extension_days", ("/guides/rights.inspection_case/", "没有规则用它")),
        (
            "rights.leaver_days",
            ("没有期限用它", "/desk/rules/rights.leaver_unsettled/", "/desk/rules/rights.leaver_row_unpaid/"),
        ),
    ):
        page = reader.get(f"/desk/parameters/{code}/").content.decode()
        assert all(word in page for word in words), code


def test_without_a_login_the_desk_asks_for_one(city: Place) -> None:
    answer = Client().get("/desk/")
    assert answer.status_code == 302 and answer["Location"].startswith("/login/?next=/desk/")


def test_without_a_second_factor_staff_get_nowhere(city: Place) -> None:
    user = User.objects.create_user("x", "a long enough password", name="x")
    Assignment.objects.create(user=user, role="policy_admin", valid_from_on=date(2015, 1, 1))
    client = Client()
    client.force_login(user)
    assert client.get("/desk/")["Location"] == "/second/totp/activate/"


def test_a_parameter_is_changed_by_two_people(city: Place) -> None:
    one, two = login("policy_admin", "甲"), login("policy_head", "乙")
    answer = propose(one)
    assert answer.status_code == 302
    case = Case.objects.get()
    page = one.get(f"/desk/cases/{case.number}/").content.decode()
    assert "核准变更" not in page or "没有" in page
    page = two.get(f"/desk/cases/{case.number}/").content.decode()
    assert "核准变更" in page and "现值" in page and case.number in two.get("/desk/").content.decode()
    assert 'href="/desk/rules/training.class_size_above/"' in page and "没有期限用它" in page, "what it touches is said"
    done = two.post(f"/desk/cases/{case.number}/steps/enact/", {"seen": "1", "note": "同意", "request_key": "k"})
    assert done.status_code == 302
    assert ParameterValue.objects.get().value == 45
    assert "已办理：核准变更" in two.get("/desk/").content.decode()
    assert f'已核准，<span class="nb">{SOON}</span> 起生效' in two.get(f"/desk/cases/{case.number}/").content.decode()


def test_who_approves_sees_for_which_area(city: Place) -> None:
    Place.objects.create(code="990001", name="东县", kind="county", parent=city, path="990000/990001/")
    one, two = login("policy_admin", "甲"), login("policy_head", "乙")
    for area, named in (("", "全市"), ("990001", "东县")):
        propose(one, "training.provider_accept_days", area=area)
        page = two.get(f"/desk/cases/{Case.objects.latest('pk').number}/").content.decode()
        change = page.partition("现值")[2].partition("生效日期")[0]
        assert change.count(named) == 2 and "地区" in page, named
        assert "早于今天" not in page


def test_a_value_that_begins_before_today_says_what_it_touches_and_asks_why(city: Place) -> None:
    one, two = login("policy_admin", "甲"), login("policy_head", "乙")
    past = (timezone.localdate() - timedelta(days=40)).isoformat()
    answer = propose(one, valid_from_on=past)
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422 and "已经开始的期限、已经作出的决定仍按当时的值" in text  # type: ignore[attr-defined]
    assert "请写明追溯的理由" in text and not Case.objects.exists()
    assert propose(one, valid_from_on=past, why="省里的文件上月才公布").status_code == 302  # type: ignore[attr-defined]
    page = two.get(f"/desk/cases/{Case.objects.get().number}/").content.decode()
    for words in ("已经开始的期限、已经作出的决定仍按当时的值", "省里的文件上月才公布", "其间已开始的期限"):
        assert words in page, words


def test_a_refused_step_keeps_what_was_typed(city: Place) -> None:
    one, two = login("policy_admin", "甲"), login("policy_head", "乙")
    propose(one)
    case = Case.objects.get()
    answer = two.post(f"/desk/cases/{case.number}/steps/refuse/", {"seen": "1", "note": ""})
    assert answer.status_code == 422 and "请填写说明" in answer.content.decode()
    stale = two.post(f"/desk/cases/{case.number}/steps/refuse/", {"seen": "7", "note": "我写的理由"})
    assert stale.status_code == 422 and "我写的理由" in stale.content.decode()


def test_wrong_answers_of_a_proposal_come_back_with_sentences(city: Place) -> None:
    answer = propose(login("policy_admin", "甲"), value="四十五", valid_from_on="2026-13-01", reference="")
    text = answer.content.decode()
    assert answer.status_code == 422 and "请填写整数" in text and "请填写生效日期" in text


def test_a_case_of_another_place_does_not_exist(city: Place) -> None:
    propose(login("policy_admin", "甲"))
    case = Case.objects.get()
    elsewhere = Place.objects.create(code="980000", name="夏城", kind="city", path="980000/")
    stranger = login("counter_clerk", "丙", elsewhere)
    assert stranger.get(f"/desk/cases/{case.number}/").status_code == 404
    assert stranger.post(f"/desk/cases/{case.number}/steps/enact/", {"seen": "1"}).status_code == 404


def test_the_log_is_for_the_auditor_alone_and_tells_that_it_was_read(city: Place) -> None:
    assert login("policy_admin", "甲").get("/desk/log/").status_code == 403
    assert login("system_admin", "丁").get("/desk/log/").status_code == 403
    assert login("auditor", "戊").get("/desk/log/").status_code == 200
    assert Event.objects.filter(kind="log.read").count() == 1


def test_duties_that_must_stay_apart_are_refused_with_the_reason(city: Place) -> None:
    admin = login("system_admin", "丁")
    login("auditor", "戊")
    user = User.objects.get(username="戊")
    answer = admin.post(
        f"/desk/accounts/{user.pk}/", {"role": "system_admin", "from": timezone.localdate().isoformat()}
    )
    assert answer.status_code == 422
    assert "系统管理和审计分开" in answer.content.decode()
    assert user.assignments.count() == 1


def test_an_account_is_made_with_a_password_shown_once(city: Place) -> None:
    admin = login("system_admin", "丁")
    answer = admin.post("/desk/accounts/new/", {"username": "li", "name": "李某", "number": "11010519491231002X"})
    assert (
        answer.status_code == 200 and "一次性密码" in answer.content.decode() and answer["Cache-Control"] == "no-store"
    )
    assert User.objects.get(username="li").must_change_password


@pytest.mark.django_db(transaction=True)
def test_a_first_login_leads_to_a_new_password_then_to_a_second_factor_and_nowhere_else(city: Place) -> None:
    cache.clear()
    admin = login("system_admin", "丁")
    made = admin.post("/desk/accounts/new/", {"username": "li", "name": "李某", "number": "11010519491231002X"})
    once = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", made.content.decode())
    assert once
    user = User.objects.get(username="li")
    Assignment.objects.create(user=user, role="policy_admin", valid_from_on=date(2015, 1, 1))
    client, staff = (
        Client(),
        ("/desk/", "/desk/cases/", "/desk/parameters/", "/inbox/", "/start/", f"/files/{uuid4()}/"),
    )
    assert client.post("/login/", {"login": "li", "password": once[0]}).status_code == 302
    for url in (*staff, "/second/", "/second/totp/activate/", "/second/recovery-codes/", "/password/again/"):
        for answer in (client.get(url), client.post(url)):
            assert (answer.status_code, answer["Location"]) == (302, "/password/"), url
    assert not user.authenticator_set.exists()
    new = "her own long password"
    for old, one, two in (
        (once[0], once[0], once[0]),
        ("guessed", new, new),
        (once[0], new, "another"),
        (once[0], "short", "short"),
    ):
        refused = client.post("/password/", {"oldpassword": old, "password1": one, "password2": two})
        assert refused.status_code == 200 and client.get("/desk/")["Location"] == "/password/"
    other = Client()
    assert other.post("/login/", {"login": "li", "password": once[0]}).status_code == 302
    assert "至少 12 个字符</" in refused.content.decode() and "password is" not in refused.content.decode()
    changed = client.post("/password/", {"oldpassword": once[0], "password1": new, "password2": new}, follow=True)
    assert changed.redirect_chain == [("/start/", 302), ("/second/totp/activate/", 302)], "asked for no password again"
    assert "密码已修改" in changed.content.decode() and "启用手机验证器" in changed.content.decode()
    assert other.get("/desk/")["Location"].startswith("/login/"), "whoever knows the first password is out"
    for url in staff:
        assert client.get(url)["Location"] == "/second/totp/activate/", url
    keys = []
    for _n in range(5):
        cache.clear()
        beside = Client()
        assert beside.post("/login/", {"login": "li", "password": new})["Location"] != "/login/"
        keys.append(beside.session.session_key)
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    codes = client.post("/second/totp/activate/", {"code": code}, follow=True)
    assert 'href="/start/"' in codes.content.decode(), "on to the desk"
    assert client.get("/start/")["Location"] == "/desk/" and client.get("/desk/").status_code == 200
    # A session that gave no code reads no codes, takes nothing away and works nowhere.
    for url in ("/second/recovery-codes/", "/second/totp/deactivate/", "/second/", "/password/", "/desk/"):
        beside = Client()
        beside.cookies[settings.SESSION_COOKIE_NAME] = keys.pop()
        assert beside.get(url)["Location"] == ("/login/?next=/desk/" if url == "/desk/" else "/login/")
        assert "_auth_user_id" not in beside.session
    assert user.authenticator_set.exists()


def test_a_value_is_for_an_area_of_the_list_alone(city: Place) -> None:
    Place.objects.create(code="370902001", name="岱庙街道", kind="town", parent=city, path=f"{city.path}370902001/")
    one = login("policy_admin", "甲")
    for area in ("370902001", "999999"):
        said = propose(one, "training.provider_accept_days", area=area).content.decode()  # type: ignore[attr-defined]
        assert "请从列出的地区中选" in said
    assert not Case.objects.exists()


def test_what_a_rule_reads_for_the_whole_city_is_not_changed_for_one_county(city: Place) -> None:
    Place.objects.create(code="990001", name="东县", kind="county", parent=city, path="990000/990001/")
    one = login("policy_admin", "甲")
    assert "东县" not in one.get("/desk/parameters/training.class_size_max/").content.decode()
    assert "东县" in one.get("/desk/parameters/rights.minimum_wage_hourly_fen/").content.decode()
    said = propose(one, area="990001").content.decode()  # type: ignore[attr-defined]
    assert "有规则按全市一个数核查，不能只改一个县" in said and not Case.objects.exists()


def test_who_has_no_post_yet_reads_why_after_the_login(city: Place) -> None:
    cache.clear()
    user = User.objects.create_user("li", "a long enough password", name="李某")
    client, given = Client(), {"login": "li", "password": "a long enough password"}
    assert "没有岗位" in client.post("/login/", given, follow=True).content.decode()
    post = Assignment.objects.create(
        user=user, role="counter_clerk", place=city, valid_from_on=date(2015, 1, 1), waits_since=timezone.now()
    )
    assert "春城）待另一人确认" in client.get("/start/").content.decode()
    post.waits_since, post.valid_from_on = None, SOON
    post.save()
    assert f"{SOON}" in client.get("/start/").content.decode()


WAGE = "/desk/parameters/rights.minimum_wage_hourly_fen/"


def test_money_is_proposed_and_shown_in_yuan(city: Place) -> None:
    one = login("policy_admin", "甲")
    given = {"valid_from_on": SOON.isoformat(), "reference": "〔2026〕1号", "area": ""}
    assert "元" in one.get(WAGE).content.decode().partition("提出变更")[2]
    assert "请填写金额" in one.post(WAGE, given | {"value": "十六块五分三"}).content.decode()
    assert one.post(WAGE, given | {"value": "16.50"}).status_code == 302
    case = Case.objects.get()
    assert case.record.value == 1650
    page = one.get(f"/desk/cases/{case.number}/").content.decode()
    assert "16.50元" in page and "1650" not in page and "提出" in page and "收到" not in page.partition("经过")[2]


def test_no_standard_any_more_is_said_and_never_left_out(city: Place) -> None:
    one = login("policy_admin", "甲")
    assert "取消标准" in propose(one, value="").content.decode()  # type: ignore[attr-defined]
    assert "只能有一个" in propose(one, ends="on").content.decode()  # type: ignore[attr-defined]
    assert not Case.objects.exists()
    propose(one, value="", ends="on")
    assert Case.objects.get().record.value is None
