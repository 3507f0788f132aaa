"""A login: how it begins, how long it lasts, and what ends it."""

from __future__ import annotations

import json
import re
import time
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from typer.testing import CliRunner

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.audit.models import Event
from chunfeng.site.cli import app

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    """A clerk of a house: one factor, so that a login is one form."""
    user = User.objects.create_user("clerk", PASSWORD, name="经办人")
    Assignment.objects.create(user=user, role="provider_clerk", valid_from_on=date(2015, 1, 1))
    return user


def log_in(client: Client, password: str = PASSWORD, **more: str) -> int:
    return client.post("/login/", {"login": "clerk", "password": password} | more).status_code


def is_in(client: Client) -> bool:
    return client.get("/portal/").status_code == 200


def test_a_session_known_before_the_login_is_worth_nothing_after_it(user: User) -> None:
    victim, thief = Client(), Client()
    session = victim.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    victim.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert log_in(victim) == 302 and is_in(victim)
    assert victim.cookies[settings.SESSION_COOKIE_NAME].value != planted
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not is_in(thief)


@pytest.mark.parametrize("left", [settings.SESSION_IDLE_AGE + 1, settings.SESSION_COOKIE_AGE + 1])
def test_a_login_that_nobody_uses_ends(user: User, monkeypatch: pytest.MonkeyPatch, left: int) -> None:
    client = Client()
    log_in(client)
    assert is_in(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + left)
    answer = client.get("/portal/")
    assert answer.status_code == 302 and answer["Location"] == "/login/?next=/portal/"
    monkeypatch.setattr(time, "time", lambda: now)
    assert not is_in(client)


def test_a_login_in_use_lasts_till_its_end_and_not_longer(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    log_in(client)
    assert is_in(client)
    now, step = time.time(), settings.SESSION_IDLE_AGE - 60
    for passed in range(step, settings.SESSION_COOKIE_AGE, step):
        monkeypatch.setattr(time, "time", lambda at=now + passed: at)
        assert is_in(client), passed
    monkeypatch.setattr(time, "time", lambda: now + settings.SESSION_COOKIE_AGE + 1)
    assert not is_in(client)


def test_logging_out_ends_the_session_at_the_server(user: User) -> None:
    client, copy = Client(), Client()
    log_in(client)
    copy.cookies = client.cookies.__class__(client.cookies.output(header="", sep=";"))
    assert is_in(copy)
    assert client.post("/logout/").status_code == 302
    assert not is_in(client) and not is_in(copy)


@pytest.mark.parametrize("act", ["reset", "close"])
def test_a_reset_password_and_a_closed_account_end_every_session(user: User, act: str) -> None:
    one, two = Client(), Client()
    log_in(one)
    log_in(two)
    assert is_in(one) and is_in(two)
    done = CliRunner().invoke(app, ["account", act, "clerk"])
    assert done.exit_code == 0, done.output
    assert not is_in(one) and not is_in(two)
    assert Event.objects.filter(kind=f"account.{act}", object_id=str(user.pk)).count() == 1


def test_a_changed_password_ends_the_other_sessions(user: User) -> None:
    one, two = Client(), Client()
    log_in(one)
    log_in(two)
    new = "another quite long password"
    answer = one.post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert not is_in(two)
    assert log_in(Client(), new) == 302


def test_an_ended_post_ends_what_it_allowed_at_once(user: User) -> None:
    client = Client()
    log_in(client)
    assert is_in(client)
    user.assignments.update(valid_to_on=date(2015, 1, 2))
    assert client.get("/portal/").status_code == 403


def test_guessing_stops_before_the_right_password_and_leaves_no_name(user: User) -> None:
    assert [log_in(Client(), f"wrong {i}") for i in range(5)] == [200] * 5
    assert log_in(Client()) != 302
    failed = Event.objects.filter(kind="login.failed")
    assert failed.count() >= 5
    assert not any("clerk" in f"{e.facts}{e.object_id}{e.actor_name}{e.note}" for e in failed)
    cache.clear()
    assert log_in(Client()) == 302


def test_an_unknown_name_sounds_like_a_wrong_password(user: User) -> None:
    def said(name: str) -> str:
        cache.clear()
        page = Client().post("/login/", {"login": name, "password": "wrong"}).content.decode()
        return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", page).replace(name, "")

    assert "密码" in said("clerk") and said("clerk") == said("nobody")


@pytest.mark.parametrize("password", ["short", "password1234", "clerk-clerk-clerk"])
def test_weak_passwords_are_refused(user: User, password: str) -> None:
    user.username = "clerk-clerk-clerk"
    user.save()
    client = Client()
    client.force_login(user)
    client.post("/password/", {"oldpassword": PASSWORD, "password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_nobody_registers_or_resets_alone() -> None:
    for path in ("/signup/", "/password/reset/", "/password/set/", "/email/"):
        assert Client().get(path).status_code == 404 and Client().post(path).status_code == 404


def test_cookies_are_bound_to_the_host_and_closed_to_scripts(user: User) -> None:
    client = Client()
    client.get("/login/")
    log_in(client)
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = client.cookies[name]
        assert name.startswith("__Host-") and cookie["secure"] and cookie["httponly"] and cookie["path"] == "/"
        assert cookie["samesite"] == "Lax" and not cookie["domain"]


@pytest.mark.django_db(transaction=True)
def test_the_seed_of_a_second_factor_is_not_to_be_read_in_the_database() -> None:
    official = User.objects.create_user("official", PASSWORD, name="负责人")
    Assignment.objects.create(user=official, role="system_admin", valid_from_on=date(2015, 1, 1))
    client = Client()
    login = {"login": "official", "password": PASSWORD}
    client.post("/login/", login)
    client.post("/password/again/", {"password": PASSWORD})
    page = client.get("/second/totp/activate/")
    secret = page.context["form"].secret

    def code() -> str:
        return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    assert secret in page.content.decode()
    assert client.post("/second/totp/activate/", {"code": code()}).status_code == 302
    kept = json.dumps(list(official.authenticator_set.values_list("data", flat=True)))
    assert "secret" in kept and secret not in kept
    again = Client()
    assert again.post("/login/", login)["Location"].startswith("/second/authenticate/")
    assert again.post("/second/authenticate/", {"code": code()}).status_code == 200, (
        "the code that activated it is used"
    )
    cache.clear()  # a code serves once, and this one comes within the same half minute
    again.post("/second/authenticate/", {"code": code()})
    assert again.get("/desk/").status_code == 200
