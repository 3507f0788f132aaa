"""Every address × every post × own and foreign place or organisation: the declared answer, from the declarations alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext, override

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.pages import DEVICE, access_of
from chunfeng.base.access.roles import ROLES
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff.rules import headers
from chunfeng.plans.training.providers import actions

pytestmark = pytest.mark.django_db

#: Views of the login library guard themselves; what they answer is tried in test_desk and test_sessions.
THEIRS = ("allauth.",)
#: Names of this world, of its counties and offices, and of the notice: they are the same in every language.
NAMES = re.compile(
    "|".join((
        "[甲乙]校|[东西]县|春城|人力资源和社会保障局", *(str(pack().notice[name]) for name in ("number", "issuer")),
        *(place.name for place in pack().divisions.values() if place.kind in ("city", "county", "zone")),
    ))
)  # fmt: skip
HAN = re.compile("[\u4e00-\u9fff]")
#: Elements that hold nothing, and attributes that are read aloud or shown.
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SAID = ("title", "aria-label", "placeholder", "alt")
UUID = "00000000-0000-4000-8000-000000000000"


def addresses(resolver: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


EVERY = [(route, view) for route, view in addresses() if not view.__module__.startswith(THEIRS)]
#: What a machine opens with its key is tried for all posts at once: none of them opens anything there.
MACHINES = [(route, view) for route, view in EVERY if access_of(view) == (DEVICE,)]
OURS = [(route, view) for route, view in EVERY if access_of(view) != (DEVICE,)]


def filled(route: str, number: str) -> str:
    values = {"<str:number>": number, "<uuid:uid>": UUID}
    for part, value in values.items():
        route = route.replace(part, value)
    while "<row:" in route:
        i = route.index("<row:")
        route = route[:i] + "1" + route[route.index(">", i) + 1 :]
    while "<" in route:
        i = route.index("<")
        route = route[:i] + "nothing" + route[route.index(">", i) + 1 :]
    return "/" + route


@pytest.fixture
def world() -> tuple[Place, Place, Org, Org, Case]:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    here, there = (
        Place.objects.create(code=c, name=n, kind="county", parent=city, path=f"990000/{c}/")
        for c, n in (("990001", "东县"), ("990002", "西县"))
    )
    own, other = (Org.objects.create(name=n, kind="provider", place=here) for n in ("甲校", "乙校"))
    clerk = holder("provider_clerk", None, own)[1]
    case = actions.apply(own, here, clerk)
    assert isinstance(case, Case), case
    return here, there, own, other, case


def holder(role: str, place: Place | None, org: Org | None) -> tuple[Client, Any]:
    from chunfeng.base.access.actor import actor_of

    scope = ROLES[role].scope
    user = User.objects.create_user(f"{role}-{User.objects.count()}", name=role)
    Assignment.objects.create(
        user=user, role=role, valid_from_on=date(2015, 1, 1),
        place=place if scope == "place" else None, org=org if scope == "org" else None,
    )  # fmt: skip
    client = signed_in(user)
    return client, actor_of(user)


def test_every_view_declares_who_may_see_it() -> None:
    assert len(OURS) > 60
    assert not [route for route, view in EVERY if not access_of(view)]


def test_a_visitor_sees_the_public_pages_alone(world: Any) -> None:
    client = Client()
    wrong = []
    for route, view in OURS:
        answer = client.get(filled(route, world[4].number))
        to_login = answer.status_code == 302 and answer["Location"].startswith(("/login/", reverse("my_login")))
        # The second page of a worker's login begins at its first.
        if access_of(view) == ("public",) and (
            (to_login and route != "my/login/code/") or answer.status_code in (403, 500)
        ):
            wrong.append((route, answer.status_code))
        if access_of(view) != ("public",) and not to_login and answer.status_code != 405:
            wrong.append((route, answer.status_code))
    assert not wrong


def test_no_login_opens_what_a_machine_opens_with_its_key(world: Any) -> None:
    clients = [Client(), *(holder(role.code, world[0], world[2])[0] for role in ROLES)]
    assert MACHINES
    assert not [
        (route, answer.status_code)
        for route, _view in MACHINES
        for client in clients
        for answer in (
            client.get(filled(route, "")),
            client.post(filled(route, ""), "{}", content_type="application/json"),
        )
        if answer.status_code not in (401, 405)
    ]


@pytest.mark.parametrize("foreign", [False, True], ids=["own", "foreign"])
@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_every_post_gets_the_declared_answer(world: Any, role: str, foreign: bool) -> None:
    here, there, own, other, case = world
    client, actor = holder(role, there if foreign else here, other if foreign else own)
    sees = Case.objects.visible_to(actor).filter(pk=case.pk).exists()
    assert not (foreign and ROLES[role].scope in ("place", "org") and sees)
    wrong = []
    for route, view in OURS:
        declared = access_of(view)
        assert declared
        allowed = (
            declared in (("public",), ("signed in",))
            or declared == (f"desk:{ROLES[role].desk}",)
            or any(actor.holds(permission) for permission in declared)
        )
        status = client.get(filled(route, case.number)).status_code
        if status == 500 or (status == 403) != (not allowed and status != 405):
            wrong.append((route, declared, status))
        if "<str:number>" in route and allowed and not sees and "public" not in declared and status not in (404, 405):
            wrong.append((route, "exists for a stranger", status))
    assert not wrong


class Foreign(HTMLParser):
    """Chinese words of a page outside of what says that it is Chinese."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.chinese, self.found = [False], set[str]()
        with override("en"):
            # A note may quote the notice.
            self.quotes = "\n".join(gettext(clause.note) for clause in pack().clauses.values() if clause.note)
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        chinese = given["lang"].startswith("zh") if "lang" in given else self.chinese[-1] or tag in ("script", "style")
        if not chinese:
            self.found |= {value for name in SAID if HAN.search(value := NAMES.sub("", given.get(name, "")))}
        if tag not in EMPTY:
            self.chinese.append(chinese)

    def handle_endtag(self, tag: str) -> None:
        self.chinese.pop()

    def handle_data(self, data: str) -> None:
        if not self.chinese[-1] and HAN.search(text := NAMES.sub("", data)) and data not in self.quotes:
            self.found.add(text.strip())


def foreign(client: Client, address: str) -> set[tuple[str, str]]:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return set()
    page = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
    return {(address, text) for text in Foreign(page.decode()).found}


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_a_page_is_english_for_who_chose_it(world: Any, role: str) -> None:
    here, _there, own, _other, case = world
    client, _actor = holder(role, here, own)
    wrong = set()
    for route, view in OURS:
        if access_of(view) != ("public",):
            wrong |= foreign(client, filled(route, case.number))
    assert not wrong


def test_an_open_page_is_english_for_who_chose_it(world: Any) -> None:
    client = Client()
    assert not {
        found for route, view in OURS if access_of(view) == ("public",) for found in foreign(client, filled(route, ""))
    }


def test_every_clause_rule_and_parameter_is_english_for_who_chose_it(world: Any) -> None:
    client, _actor = holder("policy_admin", world[0], None)
    for addresses in (
        [f"/policy/{clause}/" for clause in pack().clauses],
        [f"/desk/rules/{code}/" for code in headers()],
        [f"/desk/parameters/{code}/" for code in pack().parameters],
    ):
        assert client.get(addresses[0]).status_code == 200
        assert not {found for address in addresses for found in foreign(client, address)}


def test_a_foreign_step_is_not_taken(world: Any) -> None:
    _, there, _, other, case = world
    for role in ROLES:
        client, actor = holder(role.code, there, other)
        if Case.objects.visible_to(actor).filter(pk=case.pk).exists():
            continue
        for base in ("desk", "portal"):
            answer = client.post(f"/{base}/cases/{case.number}/steps/submit/", {"seen": "1"})
            assert answer.status_code in (403, 404), (role.code, base, answer.status_code)
    case.refresh_from_db()
    assert case.version == 1
