"""更正记录: what was published and is not so any more is told, with its reason; what expired or is new is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from chunfeng.base.audit.models import Event
from chunfeng.base.policy.models import ParameterValue
from chunfeng.desks.open import corrections, sources
from chunfeng.desks.open.corrections import Said, Watching, changes
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.tests.conftest import Day
from chunfeng.engines.display.page import Column
from chunfeng.engines.display.publication import OpenList, OpenRow, OpenTable
from chunfeng.plans.training.providers.demo import Clockwork, designate, finding

pytestmark = pytest.mark.django_db
DAY = date(2016, 11, 23)


def said(text: str, until: str = "") -> Said:
    return Said({"name": text}, until, "")


def test_what_is_a_correction() -> None:
    before = {
        "same": said("a"), "changed": said("b"), "early": said("c", "2016-11-23"), "over": said("d", "2016-11-22"),
        "endless": said("e"),
    }  # fmt: skip
    now = {"same": said("a"), "changed": said("B"), "new": said("f")}
    assert [(key, is_now is None) for key, _was, is_now in changes(before, now, DAY)] == [
        ("changed", False), ("early", True), ("endless", True),
    ]  # fmt: skip


def corrected() -> list[Event]:
    return list(Event.objects.filter(kind="correction"))


def test_a_suspension_is_told_with_the_step_that_made_it(client: Client, walk: Clockwork, day: Day) -> None:
    designate(walk)
    day.set(walk.day)
    watching = Watching()
    assert watching.look() == 0, "what is new is no correction"
    supervision = finding(walk)
    supervision.later(2).go("give_yellow", supervision.town.staff.head, ground="attendance", note="补课")
    supervision.later(16).go("suspend", supervision.town.staff.head, note="逾期未报告")
    day.set(supervision.day)
    assert watching.look() == 1
    assert watching.look() == 0 and Watching().look() == 0, "told once, whoever looks"
    [event] = corrected()
    assert event.known["was"] == ["在册"] and event.known["is"] == ["已暂停"]
    sources.look()
    page = client.get("/corrections/").content.decode()
    assert "在册 → 已暂停" in page and "/lists/" not in event.facts
    assert "已暂停" in client.get("/corrections.csv").content.decode()


def test_the_end_of_a_term_is_none(walk: Clockwork, day: Day) -> None:
    agreement = designate(walk)
    day.set(walk.day)
    Watching().look()
    assert len(PUBLISHED.list("providers").made(walk.day).rows) == 1
    after = agreement.to_on + timedelta(days=1)
    day.set(after)
    assert Watching().look() == 0
    assert not PUBLISHED.list("providers").made(after).rows


def test_what_a_person_s_entry_said_is_not_kept(monkeypatch: pytest.MonkeyPatch, day: Day, client: Client) -> None:
    names = ["赵*勇"]

    def made(on: date) -> OpenTable:
        return OpenTable(
            (Column("name", "姓名"),), tuple(OpenRow(str(n), {"name": name}) for n, name in enumerate(names))
        )

    personal = OpenList("persons", "名单", "T-3.4.d", "", "", "", "人", (), made, personal=True)
    monkeypatch.setattr(PUBLISHED, "lists", (personal,))
    corrections.notice_changes(personal)
    names[0] = "钱*英"
    assert corrections.notice_changes(personal) == 1
    [event] = corrected()
    assert "赵" not in event.facts and "钱" not in event.facts and event.known["columns"] == ["姓名"]


def test_decided_parameters_are_told_with_their_reference(client: Client) -> None:
    ParameterValue.objects.create(
        code="training.provider_accept_days", area="", valid_from_on=date(2016, 1, 1), value=3, reference="局办公会纪要", decided_in="CS2016-000001"
    )  # fmt: skip
    page = client.get("/corrections/").content.decode()
    assert "局办公会纪要" in page and "CS2016-000001" in page
