"""Many clients taking the same step of the same case at the same moment: exactly one succeeds, the others are told why.

Each client is a thread with a connection of its own, or one that speaks HTTP. For `bench` and the tests beside this.
"""

from __future__ import annotations

import http.client
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.sealing import seal, verify
from chunfeng.base.governance.actions import propose
from chunfeng.base.places.models import Place
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.workflow.engine import Taken, take
from chunfeng.base.workflow.models import Case

CLIENTS = 64
_CODE, _STEP = "training.class_size_max", "enact"
_DAY = datetime(2016, 3, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
#: Seconds that a client waits for the others: whoever is missing then has died.
_PATIENCE = 120

#: One attempt of the client with this number on this case: the reason why it was refused, or "" when it succeeded.
Attempt = Callable[[int, Case], str]


@dataclass
class Said:
    """answers: of every case, what each client was told. broken: attempts that ended in neither."""

    answers: list[list[str]]
    broken: list[str] = field(default_factory=list)


def people(count: int = CLIENTS) -> list[User]:
    """So many who may decide, all of them in one post."""
    made = [User.objects.create(username=f"client-{n}", name=f"核准{n}", password="!") for n in range(count)]
    for user in made:
        Assignment.objects.create(user=user, role="policy_head", valid_from_on=date(2010, 1, 1))
    return made


def proposals(count: int) -> list[Case]:
    """So many cases that wait for one decision each."""
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    user = User.objects.create(username="proposer", name="提出", password="!")
    Assignment.objects.create(user=user, role="policy_admin", valid_from_on=date(2010, 1, 1))
    actor, made = actor_of(user), []
    for n in range(count):
        case = propose(
            actor, code=_CODE, area=f"99{n:04d}", valid_from_on=date(2016, 5, 1), value=45, reference="〔2016〕1号",
            place=city, at=_DAY,
        )  # fmt: skip
        assert isinstance(case, Case), case
        made.append(case)
    return made


def by_the_door(users: Sequence[User]) -> Attempt:
    actors: list[Actor] = [actor_of(user) for user in users]

    def attempt(client: int, case: Case) -> str:
        own = Case.objects.get(pk=case.pk)
        done = take(own, _STEP, actor=actors[client], seen=1, request_key=secrets.token_hex(8))
        return "" if isinstance(done, Taken) else str(done)

    return attempt


@contextmanager
def by_http(users: Sequence[User], address: str) -> Iterator[Attempt]:
    """address: host:port of a running server. Every client keeps its connection."""
    headers = [signed_in(user) for user in users]
    lines = [http.client.HTTPConnection(address, timeout=_PATIENCE) for _ in users]
    # One after the other: a server lets only a few strangers wait at its door.
    for line in lines:
        line.connect()

    def attempt(client: int, case: Case) -> str:
        line, (head, token) = lines[client], headers[client]
        asked = {"seen": 1, "request_key": secrets.token_hex(8), "csrfmiddlewaretoken": token}
        line.request("POST", f"/desk/cases/{case.number}/steps/{_STEP}/", urlencode(asked), head)
        answer = line.getresponse()
        page = answer.read().decode()
        if answer.status == 302:
            return ""
        if answer.status != 422:
            raise AssertionError(f"HTTP {answer.status}")
        return "请看过最新情况再办" if "请看过最新情况再办" in page else "HTTP 422 without a reason"

    yield attempt
    for line in lines:
        line.close()


def signed_in(user: User) -> tuple[dict[str, str], str]:
    """Headers of a browser in which this person is logged in with the second factor, and its form token."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session["second_factor"] = True
    session.save()
    token = secrets.token_hex(16)
    cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}, token


def contend(cases: Sequence[Case], attempt: Attempt, clients: int = CLIENTS) -> Said:
    """Case by case, all clients at once."""
    said = Said([[""] * clients for _ in cases])
    start = Barrier(clients)

    def run(client: int) -> None:
        try:
            for n, case in enumerate(cases):
                start.wait(_PATIENCE)
                said.answers[n][client] = attempt(client, case)
        except Exception as error:  # told by faults(); the others must not wait for a client that is gone
            said.broken.append(f"client {client}: {type(error).__name__}: {error}")
            start.abort()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def faults(cases: Sequence[Case], said: Said) -> list[str]:
    """What does not hold afterwards, in sentences; empty when all does."""
    found = list(said.broken)
    events: dict[str, list[Any]] = {}
    for number, actor in Event.objects.filter(kind="step", step=_STEP).values_list("object_id", "actor_id"):
        events.setdefault(number, []).append(actor)
    values = list(ParameterValue.objects.values_list("decided_in", flat=True))
    users = list(User.objects.filter(username__startswith="client-").order_by("pk").values_list("pk", flat=True))
    for case, answers in zip(cases, said.answers, strict=True):
        case.refresh_from_db()
        winners = [users[n] for n, answer in enumerate(answers) if not answer]
        if len(winners) != 1 or events.get(case.number, []) != winners:
            found.append(f"{case.number}: taken by {winners}, the log says {events.get(case.number)}")
        if unexplained := {a for a in answers if a and "请看过最新情况再办" not in a}:
            found.append(f"{case.number}: {unexplained}")
        if (case.state, case.version, values.count(case.number)) != ("enacted", 2, 1):
            found.append(f"{case.number}: {case.state}, version {case.version}, {values.count(case.number)} values")
    while seal():
        pass
    return found + [fault.said for fault in verify()]
