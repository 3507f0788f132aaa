"""Rosters handed in by the web: ten good and ten bad rows, twice is once, and a worker killed at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import User
from chunfeng.base.access.roles import ROLES
from chunfeng.base.audit.models import Event
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.uploads import actions, store
from chunfeng.base.uploads.actions.claiming import LEASE_SECONDS, claim
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.uploads.models import Upload
from chunfeng.base.uploads.tests.lists import text, workbook
from chunfeng.kernel.citizen_id import check_digit
from chunfeng.plans.training.classes.models import RosterEntry

HEADER = ("姓名", "身份证号", "手机号", "班期", "人员类别")
GROUP = "农村新成长劳动力"


def number(n: int) -> str:
    first = f"3709111987{n // 1000 % 12 + 1:02d}{n % 28 + 1:02d}{n % 1000:03d}"
    return first + check_digit(first)


def rows(count: int, start: int = 0, named: str = "第1期") -> list[list[str]]:
    return [["王建军", number(n), f"138{n:08d}", named, GROUP] for n in range(start, start + count)]


def clerk_of(name: str = "第一职业培训学校") -> Actor:
    place, _ = Place.objects.get_or_create(
        code="370911", defaults={"name": "某县", "kind": "county", "path": "370911/"}
    )
    org = Org.objects.create(name=name, kind="provider", place=place)
    role = ROLES.get("provider_clerk")
    assert role
    return Actor(None, "经办", (Grant(role.code, role.permissions, role.scope, org=org.pk),))


def hand_in(actor: Actor, content: bytes, name: str = "名册.csv") -> Upload:
    receiver = RECEIVERS["roster"]
    found = actions.receive([content], name, receiver, receiver.targets(actor)[0], actor)
    assert isinstance(found, tuple)
    return found[0]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of our own making are read in this process."""
    monkeypatch.setattr(RECEIVERS.reader, "workers", 0)


@pytest.mark.django_db
def test_ten_good_and_ten_bad_rows(here: None) -> None:
    bad = [
        ["", number(100), "13800000100", "第1期", GROUP],
        ["王建军", "", "13800000101", "第1期", GROUP],
        ["王建军", number(102)[:-1] + ("0" if number(102)[-1] != "0" else "1"), "13800000102", "第1期", GROUP],
        ["王建军", "370911198702301234", "13800000103", "第1期", GROUP],
        ["王建军", number(104), "1380000010", "第1期", GROUP],
        ["王建军", number(105), "13800000105", "", GROUP],
        ["王建军", number(106), "13800000106", "第1期", "农村青年"],
        ["王建军", number(107), "13800000107", "第1期", ""],
        ["王建军", number(3), "13800000108", "第1期", GROUP],
        ["王建军", number(109)[:17], "13800000109", "第1期", GROUP],
    ]
    upload = hand_in(clerk_of(), workbook(HEADER, rows(10) + bad), "名册.xlsx")
    assert (upload.state, upload.rows_read, upload.rows_accepted, upload.rows_returned) == ("staged", 20, 10, 10)
    assert {tuple({f.column for f in row.told}) for row in upload.rows.all()} == {
        ("name",), ("number",), ("phone",), ("class_no",), ("category",),
    }  # fmt: skip
    assert actions.confirm(upload, upload.actor, give_up=True) is None
    assert (upload.state, upload.rows_made) == ("committed", 10)
    entry = RosterEntry.objects.select_related("person").first()
    assert entry
    assert (entry.class_no, entry.category, entry.person.number.clear()) == ("第1期", GROUP, number(0))


@pytest.mark.django_db
def test_a_class_told_above_the_table_holds_for_its_rows(here: None) -> None:
    header = tuple(h for h in HEADER if h != "班期")
    lines = [[r[0], r[1], r[2], r[4]] for r in rows(3)]
    upload = hand_in(clerk_of(), workbook(header, lines, title="班期：第7期"), "名册.xlsx")
    assert upload.state == "staged", upload.said
    assert upload.rows_accepted == 3
    actions.confirm(upload, upload.actor)
    assert set(RosterEntry.objects.values_list("class_no", flat=True).order_by()) == {"第7期"}


@pytest.mark.django_db
def test_a_number_under_another_name_is_flagged_and_nothing_overwritten(here: None) -> None:
    actor = clerk_of()
    actions.confirm(hand_in(actor, text(HEADER, rows(2))), actor)
    other = [["李卫东", number(0), "13900000000", "第2期", GROUP]]
    actions.confirm(hand_in(actor, text(HEADER, other)), actor)
    assert list(RosterEntry.objects.filter(class_no="第2期").values_list("other_name", flat=True)) == [True]
    assert Person.objects.count() == 2
    assert {p.name.clear() for p in Person.objects.all()} == {"王建军"}


@pytest.mark.django_db
def test_the_number_of_queries_does_not_follow_the_rows(here: None, django_assert_max_num_queries: Any) -> None:
    actor = clerk_of()
    few, many = hand_in(actor, text(HEADER, rows(5))), hand_in(actor, text(HEADER, rows(700, 1000)))
    from django.test.utils import CaptureQueriesContext

    counted = []
    for upload in (few, many):
        with CaptureQueriesContext(connection) as queries:
            actions.confirm(upload, actor)
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 4, counted
    assert RosterEntry.objects.count() == 705


class Twice(TestCase):
    @settings(max_examples=8, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.booleans())
    def test_importing_twice_is_importing_once(self, numbers: list[int], as_workbook: bool) -> None:
        RECEIVERS.reader.workers, before = 0, RECEIVERS.reader.workers  # type: ignore[attr-defined]
        try:
            actor = clerk_of()
            lines = [row for n in numbers for row in rows(1, n)]
            first = hand_in(actor, text(HEADER, lines))
            assert first.rows_read == len(numbers) == first.rows_accepted + first.rows_returned
            assert actions.confirm(first, actor, give_up=True) is None
            there = sorted(RosterEntry.objects.values_list("class_no", "person_id"))
            assert len(there) == len(set(numbers))
            # The same bytes are the same upload; the same rows in other bytes come back, each of them.
            assert hand_in(actor, text(HEADER, lines)).pk == first.pk
            again = hand_in(
                actor,
                workbook(HEADER, lines) if as_workbook else text(HEADER, [*lines, lines[0]]),
                "b.xlsx" if as_workbook else "b.csv",
            )
            assert again.rows_accepted == 0
            assert sorted(RosterEntry.objects.values_list("class_no", "person_id")) == there
        finally:
            RECEIVERS.reader.workers = before  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["received", "reading", "committing"])
def test_whoever_abandons_it_another_takes_it_up_once(here: None, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chunfeng.base.uploads.actions.receiving.AT_ONCE", 0)
    monkeypatch.setattr("chunfeng.base.uploads.actions.committing.AT_ONCE", 0)
    actor = clerk_of()
    upload = hand_in(actor, text(HEADER, rows(5)))
    assert upload.state == "received"
    if state == "reading":
        assert claim(upload, "reading", "received")
    if state == "committing":
        assert actions.work() == 1
        upload.refresh_from_db()
        assert actions.confirm(upload, actor) is None
        assert claim(upload, "committing", "committing")
    if state != "received":
        # Its holder lives: nobody takes it from him.
        assert actions.work() == 0
        Upload.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=LEASE_SECONDS + 1))
    assert actions.work() == 1
    upload.refresh_from_db()
    if upload.state == "staged":
        actions.confirm(upload, actor)
        assert actions.work() == 1
    assert actions.work() == 0
    upload.refresh_from_db()
    assert (upload.state, upload.rows_made, RosterEntry.objects.count()) == ("committed", 5, 5)
    assert Event.objects.filter(kind="upload.commit").count() == 1


@pytest.mark.django_db
def test_a_holder_who_wakes_late_changes_nothing(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chunfeng.base.uploads.actions.receiving.AT_ONCE", 0)
    actor = clerk_of()
    upload = hand_in(actor, text(HEADER, rows(5)))
    late = Upload.objects.get()
    taken = RECEIVERS.reader.whole

    def slow(*args: Any) -> Any:
        found = taken(*args)
        # While it read, another took the upload up and finished.
        other = Upload.objects.get()
        assert claim(other, "reading", "reading")
        return found

    monkeypatch.setattr(RECEIVERS.reader, "whole", slow)
    assert actions.read(late) is False
    upload.refresh_from_db()
    assert (upload.state, upload.rows_read, upload.staged) == ("reading", 0, "")


@pytest.mark.django_db
def test_what_cannot_be_read_at_once_is_left_to_the_worker(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chunfeng.base.uploads.actions.receiving.SECONDS", 0.0)
    monkeypatch.setattr(RECEIVERS.reader, "workers", 1)
    actor = clerk_of()
    upload = hand_in(actor, text(HEADER, rows(5)))
    assert (upload.state, upload.claim) == ("received", None)
    assert actions.work() == 1
    upload.refresh_from_db()
    assert (upload.state, upload.rows_read) == ("staged", 5)


@pytest.mark.django_db
def test_of_one_account_one_file_is_read_at_once(here: None) -> None:
    one, other = (User.objects.create_user(name, name=name).pk for name in ("one", "other"))
    actor = replace(clerk_of(), user=one)
    first = hand_in(actor, text(HEADER, rows(5)))
    assert first.state == "staged"
    Upload.objects.update(state="received", staged="")
    assert hand_in(actor, text(HEADER, rows(6))).state == "received"
    assert hand_in(replace(actor, user=other), text(HEADER, rows(7))).state == "staged"


@pytest.mark.django_db
def test_a_row_too_long_to_be_kept_comes_back_alone(here: None) -> None:
    lines = rows(5)
    lines[2][1:3] = ["坏" * 60_000, "1" * 60_000]
    upload = hand_in(clerk_of(), text(HEADER, lines))
    assert actions.work() == 1
    upload.refresh_from_db()
    assert (upload.state, upload.rows_accepted, upload.rows_returned) == ("staged", 4, 1)
    row = upload.rows.get()
    assert max(map(len, row.written.values())) == 500
    assert any(fault.wrong.startswith("超过 500 个字") for fault in row.told)


@pytest.mark.django_db
def test_a_failing_commit_writes_nothing_and_says_so(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = clerk_of()
    upload = hand_in(actor, text(HEADER, rows(5)))

    def broken(*_: Any) -> None:
        raise RuntimeError("values of a row")

    monkeypatch.setattr("chunfeng.plans.training.classes.actions.rosters.insert", broken)
    refused = actions.confirm(upload, actor)
    assert refused and "什么都没有写入" in str(refused)
    assert (upload.state, Person.objects.count(), RosterEntry.objects.count()) == ("staged", 0, 0)
    monkeypatch.undo()
    assert actions.confirm(upload, actor) is None
    assert RosterEntry.objects.count() == 5


@pytest.mark.django_db
def test_files_lie_sealed_and_go_when_they_are_not_needed(here: None) -> None:
    actor = clerk_of()
    upload = hand_in(actor, text(HEADER, rows(5)))
    for name in (upload.path, upload.staged):
        content = (store.folder() / name).read_bytes()
        assert number(0).encode() not in content and "王建军".encode() not in content and b"PAR1" not in content
    assert [p for p in store.folder().iterdir() if p.is_dir()] == []


SCRIPT = """
import time
import django; django.setup()
from chunfeng.base.uploads import actions
from chunfeng.base.uploads.declarations import RECEIVERS
RECEIVERS.reader.workers = 0
end = time.monotonic() + 60
while not actions.work() and time.monotonic() < end: time.sleep(0.05)
"""


@pytest.fixture
def worker_env() -> Iterator[dict[str, str]]:
    """A worker's process on the database of this test."""
    from django.conf import settings as ours

    found = connection.settings_dict
    if connection.vendor == "postgresql":
        parts = {k: str(found[k]) for k in ("USER", "HOST", "NAME")}
        url = f"postgres://{parts['USER']}@{parts['HOST'].replace('/', '%2F')}/{parts['NAME']}"
    else:
        url = f"sqlite:///{found['NAME']}"
    yield os.environ | {
        "DATABASE_URL": url, "CHUNFENG_HOME": str(ours.HOME), "DJANGO_SETTINGS_MODULE": "chunfeng.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_moment_leaves_nothing_half_done(
    here: None, worker_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chunfeng.base.uploads.actions.receiving.AT_ONCE", 0)
    monkeypatch.setattr("chunfeng.base.uploads.actions.committing.AT_ONCE", 0)
    actor, count = clerk_of(), 3_000
    upload = hand_in(actor, text(HEADER, rows(count)))
    connections.close_all()
    for pause in (0.0, 0.2, 0.6):
        upload.refresh_from_db()
        if upload.state == "staged":
            assert actions.confirm(upload, actor) is None
        if upload.state == "committed":
            break
        before = upload.state
        Upload.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=LEASE_SECONDS + 1))
        connections.close_all()
        worker = subprocess.Popen([sys.executable, "-c", SCRIPT], env=worker_env, stderr=subprocess.DEVNULL)
        # From the moment it has taken the upload up, at different depths of its work.
        try:
            deadline = time.monotonic() + 60
            held = upload.claim
            while Upload.objects.get().claim == held and worker.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
            time.sleep(pause)
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        upload.refresh_from_db()
        entries = RosterEntry.objects.count()
        assert entries == (count if upload.state == "committed" else 0), (before, upload.state)
        assert Person.objects.count() == entries
        assert upload.rows_read == upload.rows_accepted + upload.rows_returned + upload.rows_given_up
    for _ in range(3):
        Upload.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=LEASE_SECONDS + 1))
        upload.refresh_from_db()
        if upload.state == "staged":
            assert actions.confirm(upload, actor) is None
        actions.work()
    upload.refresh_from_db()
    assert (upload.state, upload.rows_made, RosterEntry.objects.count()) == ("committed", count, count)
    assert Event.objects.filter(kind="upload.commit").count() == 1
    # What the killed ones left on disk is swept: clear files of readings first of all.
    for left in store.folder().iterdir():
        os.utime(left, (0, 0))
    actions.sweep()
    upload.refresh_from_db()
    assert {Path(p).name for p in store.folder().iterdir()} == {upload.path}


@pytest.mark.django_db
def test_a_strange_list_under_a_wrong_name_is_refused_for_what_it_holds(here: None) -> None:
    upload = hand_in(clerk_of(), "甲,乙\n1,2\n".encode(), "名册.xlsx")
    upload.refresh_from_db()
    assert upload.state == "refused" and "没有找到" in upload.said and "扩展名" not in upload.said
