"""A twenty-fifth of what `./dev bench --only clients` does: 64 clients at once, over and over, on the database of this run."""

from __future__ import annotations

from typing import Any

import pytest

from chunfeng.base.governance.tests import clients

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_64_clients_at_one_case_exactly_one_succeeds() -> None:
    cases, users = clients.proposals(20), clients.people()
    said = clients.contend(cases, clients.by_the_door(users))
    assert clients.faults(cases, said) == []


def test_of_64_browsers_at_one_case_exactly_one_succeeds(live_server: Any) -> None:
    cases, users = clients.proposals(2), clients.people()
    with clients.by_http(users, live_server.url.removeprefix("http://")) as attempt:
        said = clients.contend(cases, attempt)
    assert clients.faults(cases, said) == []


def test_a_step_written_twice_would_be_noticed() -> None:
    cases, users = clients.proposals(2), clients.people(4)
    said = clients.contend(cases, clients.by_the_door(users), 4)
    said.answers[1] = ["", "", "", ""]
    assert [fault.partition(":")[0] for fault in clients.faults(cases, said)] == [cases[1].number]
