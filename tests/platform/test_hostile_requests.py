"""What a stranger may send, and what every answer carries, whatever it answers."""

from __future__ import annotations

import logging
import socket
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.places.models import Place
from chunfeng.site.refusing import PlainText
from chunfeng.site.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


ANSWERS = {
    "page": (200, "get", "/", {}),
    "to login": (302, "get", "/desk/", {}),
    "nothing here": (404, "get", "/nothing/", {}),
    "wrong method": (405, "put", "/verify/", {}),
    "another host": (400, "get", "/", {"HTTP_HOST": "evil.example"}),
    "no token": (403, "post", "/login/", {}),
    "too large": (413, "post", "/login/", {"CONTENT_LENGTH": str(settings.BODY_MAX + 1)}),
    "a file of styles": (200, "get", "/static/ui/base.css", {}),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_kind_of_answer_carries_the_headers(name: str) -> None:
    status, method, path, more = ANSWERS[name]
    if name == "a file of styles":
        path = next(iter(_styles()))
    answer = getattr(Client(enforce_csrf_checks=name == "no token"), method)(path, secure=True, **more)
    if answer.streaming:
        assert b"{" in b"".join(answer)
    answer.close()
    assert answer.status_code == status
    _assert_guarded(answer)


def _styles() -> list[str]:
    page = Client().get("/").content.decode()
    return [part.split('"')[0] for part in page.split('href="')[1:] if ".css" in part.split('"')[0]]


def _assert_guarded(answer: Any) -> None:
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy and "object-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Server" not in answer and "X-Powered-By" not in answer


def test_a_failure_carries_the_headers_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(request: Any) -> None:
        raise RuntimeError("password=hunter2 at 110101199003070000")

    fails.access = ("public",)  # type: ignore[attr-defined]
    from django.urls import path

    from chunfeng.site import urls

    monkeypatch.setattr(urls, "urlpatterns", [path("fails/", fails), *urls.urlpatterns])
    _forget_addresses()
    answer = Client(raise_request_exception=False).get("/fails/", secure=True)
    _forget_addresses()
    assert answer.status_code == 500
    _assert_guarded(answer)
    assert "hunter2" not in answer.content.decode() and "Traceback" not in answer.content.decode()


def _forget_addresses() -> None:
    from django.urls import clear_url_caches

    clear_url_caches()


def test_what_one_person_sees_is_stored_nowhere() -> None:
    client = Client()
    client.force_login(User.objects.create_user("x", name="x"))
    assert "no-store" in client.get("/inbox/")["Cache-Control"]
    assert "no-store" in client.get("/portal/")["Cache-Control"]
    assert "no-store" in Client().get("/login/")["Cache-Control"]
    assert "public" in Client().get("/guides/")["Cache-Control"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "[::1", ""])
def test_another_host_is_not_answered(host: str) -> None:
    answer = Client().get("/", HTTP_HOST=host)
    assert answer.status_code == 400 or (host == "" and answer.status_code == 200)
    assert "evil" not in answer.content.decode()
    assert Client().get("/", HTTP_X_FORWARDED_HOST="evil.example").status_code == 200


ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "https:evil.example",
             "/\t/evil.example", "http:///evil.example"]  # fmt: skip


@pytest.mark.parametrize("there", ELSEWHERE)
def test_no_address_leads_elsewhere(there: str) -> None:
    User.objects.create_user("x", "a long enough password", name="x")
    client = Client()
    for answer in (
        client.post("/appearance/", {"language": "en", "next": there}),
        client.post("/login/", {"login": "x", "password": "a long enough password", "next": there}),
        client.post("/logout/", {"next": there}),
    ):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/") and "evil" not in answer["Location"], answer["Location"]
        assert "alert" not in answer["Location"]


def test_more_than_a_form_can_be_is_refused_with_a_page() -> None:
    client = Client()
    answer = client.post("/login/", {"login": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "password": "y"})
    assert answer.status_code == 413 and "文件太大" in answer.content.decode()
    many = {f"f{i}": "" for i in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post("/login/", many).status_code == 400
    said = client.post("/login/", CONTENT_LENGTH=str(settings.BODY_MAX + 1))
    assert said.status_code == 413 and "文件太大" in said.content.decode()


def test_a_line_break_in_an_address_makes_no_line_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().get("/nothing%0d%0aERROR%20forged%1b[31m/")
        Client().get("/", HTTP_HOST="x\r\nERROR forged")
        Client().post("/login/", {"login": "x\r\nERROR forged", "password": "\r\nERROR forged"})
    said = [record.getMessage() for record in caplog.records]
    assert any("Not Found" in line for line in said)
    assert not [line for line in said if "\n" in line or "\r" in line or "\x1b" in line]


PUBLIC = [
    "/",
    "/guides/",
    "/lists/",
    "/policy/",
    "/data/",
    "/verify/",
    "/verify/NOTHING/",
    "/w/",
    "/w/complaint/",
    "/w/status/",
    "/login/",
]


def test_no_page_calls_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: socket.socket, address: Any) -> None:
        # The database is the one partner; it was connected before the page was asked for.
        raise AssertionError(f"connects to {address}")

    client = Client()
    for path in PUBLIC:
        client.get(path)
    cache.clear()
    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket.socket, "connect_ex", refused)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: refused(None, "a name"))  # type: ignore[arg-type]
    for path in PUBLIC:
        assert client.get(path, {"url": "http://169.254.169.254/", "next": "http://169.254.169.254/"}).status_code < 500
    answer = client.post("/login/", {"login": "x", "password": "y", "next": "http://169.254.169.254/"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../keys/session",
        "/static/%2e%2e/keys/session",
        "/static//etc/passwd",
        "/data/..%2f..%2fkeys%2fsession.csv",
        "/lists/..%2f..%2fkeys.csv",
        "/policy/..%2f..%2fkeys/",
        "/files/..%2fkeys/",
    ],
)
def test_no_address_reaches_a_file_outside(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert settings.SECRET_KEY not in answer.content.decode()


def test_only_a_named_proxy_is_believed() -> None:
    seen: dict[str, str] = {}

    def app(scope: dict[str, str], answer: Any) -> list[bytes]:
        seen.update(address=scope["REMOTE_ADDR"], scheme=scope["wsgi.url_scheme"])
        return []

    wrapped = wrap_wsgi_with_proxy_headers(app, settings.PROXIES)
    forged = {"HTTP_X_FORWARDED_FOR": "1.2.3.4", "HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "http"}
    wrapped({**forged, "REMOTE_ADDR": "203.0.113.9"}, None)
    assert seen == {"address": "203.0.113.9", "scheme": "http"}
    wrapped({**forged, "HTTP_X_FORWARDED_FOR": "1.2.3.4, 198.51.100.7", "REMOTE_ADDR": "127.0.0.1"}, None)
    assert seen == {"address": "198.51.100.7", "scheme": "https"}
    assert application.__wrapped__ is not application


def test_login_attempts_of_one_address_are_limited() -> None:
    statuses = [Client().post("/login/", {"login": f"n{i}", "password": "x"}).status_code for i in range(40)]
    assert statuses[0] == 200 and 429 in statuses
    forged = Client().post("/login/", {"login": "z", "password": "x"}, HTTP_X_FORWARDED_FOR="1.2.3.4")
    assert forged.status_code == 429
    assert Client().post("/login/", {"login": "z", "password": "x"}, REMOTE_ADDR="203.0.113.9").status_code == 200


LONG = "9" * 5000
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("post", "address", "sent"),
    [
        (None, "/w/complaint/amount/", {"amount": "1e30", "persons": LONG}),
        (None, "/w/complaint/amount/", {"amount": LONG, "persons": "٣"}),
        ("provider_clerk", f"/portal/uploads/{NOWHERE}/mend/", {f"{LONG}.capacity": "40"}),
        ("policy_admin", "/desk/parameters/training.class_size_max/", {"value": LONG, "valid_from_on": "9999-99-99"}),
        ("system_admin", f"/desk/accounts/{LONG}/", {"role": "leader"}),
    ],
    ids=["too large", "too long", "key of a row", "parameter", "key in the address"],
)
def test_numbers_that_are_none_are_refused_not_stumbled_over(
    post: str | None, address: str, sent: dict[str, str]
) -> None:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    client = Client(raise_request_exception=False)
    if post:
        official = User.objects.create_user("official", "a long enough password", name="某")
        Assignment.objects.create(user=official, role=post, place=city, valid_from_on=date(2015, 1, 1))
        client.force_login(official)
        session = client.session
        session["second_factor"] = True
        session.save()
    assert client.post(address, sent).status_code in (200, 302, 400, 404, 422)
    assert client.get(address + "?page=" + LONG).status_code < 500


def test_nul_is_refused_wherever_a_view_would_read_it() -> None:
    client = Client()
    assert client.get("/lists/providers/?name=%00").status_code == 400
    assert client.get("/w/complaint/amount/?a%00b=1").status_code == 400
    assert client.post("/w/complaint/amount/", {"amount": "12\0"}).status_code == 400
    assert client.post("/w/complaint/amount/?n=%00", {"amount": "12"}).status_code == 400


def test_marks_that_turn_what_an_officer_reads_are_taken_out() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.extend(request.POST.getlist("site"))
        return HttpResponse("")

    request = RequestFactory().post("/", {"site": ["\u202e工地\u202e一\u2066\x07", "第一行\n第二行\t末"]})
    assert PlainText(view).process_view(request, view, (), {}) is None
    view(request)
    assert seen == ["工地一", "第一行\n第二行\t末"]
