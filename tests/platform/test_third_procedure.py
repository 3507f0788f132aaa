"""A third procedure is one declaration: listed, drawn, opened, stepped, on the desk and among the how-to pages, and
nothing else is touched for it: no post, no page, no address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import calendar, pack, value
from chunfeng.base.workflow import declarations
from chunfeng.base.workflow.declarations import Process
from chunfeng.base.workflow.engine import open_case
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.site.platform import ALL_PROCESSES
from chunfeng.site.process_commands import app

pytestmark = pytest.mark.django_db(transaction=True)
TERM = "policy.parameter_decide_days"
HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "add-a-procedure.md"


def declared() -> Process:
    """What the page for engineers declares: its example works, or this fails."""
    block = re.search(r"```python\n(.*?)```", HOWTO.read_text("utf-8"), re.DOTALL)
    assert block
    names: dict[str, Any] = {}
    exec(block[1], dict(vars(declarations)), names)
    process: Process = names["THIRD"]
    return process


THIRD = declared()


@pytest.fixture
def third() -> Iterator[type[models.Model]]:
    """The app's own record, as an app would bring it with its migration, and the declaration among the others."""

    class HelpingHand(models.Model):
        case = models.OneToOneField(Case, models.PROTECT, related_name="+")
        state = models.CharField(max_length=40)

        class Meta:
            app_label = "workflow"

    with connection.schema_editor() as editor:
        editor.create_model(HelpingHand)
    known = pack()
    PROCESSES.declare((*ALL_PROCESSES, THIRD), known.clauses, known.parameters)
    yield HelpingHand
    PROCESSES.declare(ALL_PROCESSES, known.clauses, known.parameters)
    with connection.schema_editor() as editor:
        editor.delete_model(HelpingHand)
    del apps.all_models["workflow"]["helpinghand"]
    apps.clear_cache()


def login(name: str, role: str, place: Place) -> tuple[User, Client]:
    user = User.objects.create(username=name, name=name, password="!")
    Assignment.objects.create(user=user, role=role, place=place, valid_from_on=date(2010, 1, 1))
    client = signed_in(user)
    return user, client


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_listed_shown_and_drawn(third: type[models.Model], tmp_path: Any) -> None:
    run = CliRunner()
    assert "rights.helping_hand\t法律援助转介\tR-3.2.a\t4 个状态\t3 步" in run.invoke(app, ["list"]).output
    assert "不转介（decline）：待转介 → 未转介" in run.invoke(app, ["show", THIRD.code]).output
    drawn = ElementTree.fromstring(Client().get(f"/guides/{THIRD.code}/flow.svg").content)
    assert {"待转介", "已转介", "已受援", "未转介"} <= {text.strip() for text in drawn.itertext()}


@pytest.mark.parametrize("code", [process.code for process in ALL_PROCESSES])
def test_every_other_is_shown_too(code: str) -> None:
    said = CliRunner().invoke(app, ["show", code])
    assert said.exit_code == 0 and f"条款 {PROCESSES[code].clause}" in said.output


def test_it_has_a_how_to_page_from_its_declaration(third: type[models.Model]) -> None:
    assert "法律援助转介" in body(Client().get("/guides/"))
    page = body(Client().get(f"/guides/{THIRD.code}/"))
    for said in (
        "被欠薪或受工伤的劳动者",
        "有明确的用人单位",
        "身份证明",
        "《法律援助条例》",
        "确认受援",
        f"{value(TERM, timezone.localdate())}",
    ):
        assert said in page, said


def test_it_is_opened_stepped_and_shown_at_the_desk(third: type[models.Model]) -> None:
    city = Place.objects.create(code="370900", name="某市", kind="city", path="370900/")
    other = Place.objects.create(code="370800", name="他市", kind="city", path="370800/")
    user, desk = login("甲", "inspector", city)
    _, head = login("乙", "inspection_head", city)
    _, stranger = login("丙", "inspector", other)
    case = open_case(THIRD, third(), actor_of(user), place=city, title="转介 · 某工地")
    assert re.fullmatch(r"FY\d{4}-000001", case.number)
    assert case.due_on == calendar().add_workdays(timezone.localdate(), value(TERM, timezone.localdate()))
    for path in ("/desk/", "/desk/cases/", f"/desk/cases/?process={THIRD.code}"):
        assert case.number in body(desk.get(path)), path
        assert case.number not in body(stranger.get(path)), path
    url = f"/desk/cases/{case.number}/"
    page = body(desk.get(url))
    assert "待转介" in page and "转介意见" in page and "“提出”与“不转介”不能是同一人" in page
    assert stranger.get(url).status_code == 404

    wrong = desk.post(f"{url}steps/send/", {"seen": "1", "topic": "weather"})
    assert wrong.status_code == 422 and "请填写转介意见" in body(wrong)
    asked = {"seen": "1", "topic": "wages", "note": "材料齐全", "request_key": "k"}
    assert desk.post(f"{url}steps/send/", asked).status_code == 302
    assert "没有确认受援的权限" in body(desk.post(f"{url}steps/confirm/", {"seen": "2"}))
    assert head.post(f"{url}steps/confirm/", {"seen": "2"}).status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.version, case.due_on, case.record.state) == ("helped", 3, None, "helped")
    assert case.closed_at is not None
    told = Event.objects.filter(object_id=case.number).order_by("pk")
    assert list(told.values_list("step", "before", "after")) == [
        ("open", "", "asked"), ("send", "asked", "sent"), ("confirm", "sent", "helped"),
    ]  # fmt: skip
    assert "已受援" in body(head.get(url)) and "材料齐全" in body(head.get(url))
