"""An edited, removed or inserted row is found, by us and by the verifier that needs nothing of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.leaf import sm3
from chunfeng.base.audit.models import Event, Seal
from chunfeng.base.audit.record import record
from chunfeng.base.audit.sealing import ERASED, export, heads, seal, verify

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).parents[5] / "docs" / "verify_log.py"


@pytest.fixture
def sealed() -> list[Event]:
    actor = Actor(None, "甲")
    events = [record("test", actor, "thing", n, note=f"第{n}条", number=n) for n in range(7)]
    assert seal()
    events += [record("test", actor, "thing", n) for n in range(7, 10)]
    assert seal()
    assert seal() is None
    return events


def said() -> list[str]:
    return [fault.said for fault in verify()]


def test_an_untouched_log_verifies(sealed: list[Event]) -> None:
    assert said() == []


def test_an_edited_row_is_named(sealed: list[Event]) -> None:
    Event.objects.filter(pk=sealed[2].pk).update(actor_name="乙")
    assert f"第 {sealed[2].pk} 条记录被改动" in said()


def test_an_edit_that_also_mends_the_leaf_breaks_the_seal(sealed: list[Event]) -> None:
    event = Event.objects.get(pk=sealed[2].pk)
    event.actor_name = "乙"
    event.leaf = event.leaf_now()
    event.save()
    assert said() == ["第 1 次封存的记录与封存时不同"]


def test_a_removed_row_is_missed(sealed: list[Event]) -> None:
    sealed[4].delete()
    assert "第 1 次封存 7 条，现有 6 条" in said()


def test_an_inserted_row_does_not_fit(sealed: list[Event]) -> None:
    more = record("test", Actor(None, "丙"), "thing", 99)
    Event.objects.filter(pk=more.pk).update(sealed_in=Seal.objects.get(number=1))
    assert "第 1 次封存 7 条，现有 8 条" in said()


def test_a_removed_last_seal_is_missed_by_who_kept_its_head(sealed: list[Event]) -> None:
    known = {number: head for number, _, head in heads()}
    Event.objects.filter(sealed_in__number=2).delete()
    Seal.objects.filter(number=2).delete()
    assert said() == []
    assert [f.said for f in verify(known)] == ["导出过第 2 次封存，库中没有"]


def test_a_chain_made_anew_without_the_key_is_found(sealed: list[Event]) -> None:
    # Whoever owns the database can compute every hash, but not the authentication of the heads.
    from chunfeng.base.audit.leaf import EMPTY, head, root
    from chunfeng.base.audit.sealing import _instant

    event = Event.objects.get(pk=sealed[0].pk)
    event.actor_name = "乙"
    event.leaf = event.leaf_now()
    event.save()
    previous = EMPTY
    for made in Seal.objects.order_by("number"):
        leaves = [bytes(x) for x in made.events.order_by("pk").values_list("leaf", flat=True)]
        made.root = root(leaves)
        made.head = previous = head(previous, made.number, made.count, made.root, _instant(made.at))
        made.save()
    assert said() == ["第 1 次封存的验证码不对", "第 2 次封存的验证码不对"]


def test_a_note_can_be_erased_by_law_but_not_edited(sealed: list[Event]) -> None:
    Event.objects.filter(pk=sealed[1].pk).update(note="")
    assert said() == [f"第 {sealed[1].pk} 条记录的说明不见了，没有删除记录"]
    record(ERASED, Actor.the_system(), "table", "audit.Event", rows=[sealed[1].pk])
    assert said() == []
    Event.objects.filter(pk=sealed[1].pk).update(note="别的话")
    assert said() == [f"第 {sealed[1].pk} 条记录的说明被改动"]


def offline(folder: Path, text: str = "") -> str:
    """What the verifier says of an export; it never falls over."""
    log = folder / "exported"
    if not text:
        lines: list[str] = []
        export(lines.append)
        text = "".join(lines)
    log.write_text(text, "utf-8", errors="surrogateescape")
    done = subprocess.run([sys.executable, VERIFIER, log], capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout


def test_the_offline_verifier_agrees(sealed: list[Event], tmp_path: Path) -> None:
    log, published = tmp_path / "log", tmp_path / "heads"
    with log.open("w", encoding="utf-8") as file:
        export(file.write)
    published.write_text("".join(f"{n}\t{at}\t{head}\n" for n, at, head in heads()), "utf-8")

    def run() -> tuple[int, str]:
        done = subprocess.run([sys.executable, VERIFIER, log, published], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert run() == (0, "2 seals, 10 events checked: no faults\n")
    lines = log.read_text("utf-8").splitlines(keepends=True)
    log.write_text("".join(lines[:3] + lines[4:]), "utf-8")
    assert run()[0] == 1
    log.write_text("".join(lines).replace("甲", "乙", 1), "utf-8")
    code, text = run()
    assert code == 1 and text.startswith("seal 1:")
    log.write_text("", "utf-8")
    code, text = run()
    assert code == 1 and text.startswith("no seal in this file\n")
    for astray in (lines[1], "X\t1\n"):
        log.write_text(astray + "".join(lines), "utf-8")
        code, text = run()
        assert code == 1 and text.startswith("line 1: ") and "10 events checked: 1 faults" in text


def test_sm3_of_the_standard() -> None:
    # GB/T 32905-2016, annex A.1.
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_row_put_in_before_the_seal_is_not_sealed(sealed: list[Event]) -> None:
    forged = Event.objects.get(pk=sealed[0].pk)
    forged.pk, forged.sealed_in, forged.actor_name, forged.request_key = None, None, "领导", None
    forged.save(force_insert=True)
    # Whoever owns the database can work the digest out, but not the code over it.
    forged.leaf = forged.leaf_now()
    forged.save()
    honest = record("test", Actor.the_system(), "thing", 1)
    seal()
    honest.refresh_from_db()
    forged.refresh_from_db()
    assert honest.sealed_in is not None and forged.sealed_in is None
    assert said() == [f"第 {forged.pk} 条记录不是系统写的，或者封存前被改动"]


def test_a_row_changed_before_the_seal_is_not_sealed(sealed: list[Event]) -> None:
    changed = record("test", Actor.the_system(), "thing", 1)
    Event.objects.filter(pk=changed.pk).update(object_id="2")
    assert seal() is None
    assert said() == [f"第 {changed.pk} 条记录不是系统写的，或者封存前被改动"]


HOLDS_ANYTHING = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL holds nothing else in such a column"
)
#: Column and what only SQLite takes for its value.
STRANGE = [
    ("at", "junk"), ("at", "2016-99-99 10:00:00"), ("at", 7), ("actor_name", b"\xff"), ("facts", b"\xff"),
    ("object_id", b"\xff"), ("note", b"\xff"), ("on_behalf_of", "x"), ("leaf", "abc"), ("leaf", 1.5), ("mac", "abc"),
]  # fmt: skip


@HOLDS_ANYTHING
@pytest.mark.parametrize(("column", "value"), STRANGE)
def test_a_row_that_cannot_be_read_stops_neither_seal_nor_verification(
    sealed: list[Event], tmp_path: Path, column: str, value: object
) -> None:
    broken, inside = record("test", Actor.the_system(), "thing", 1), sealed[0].pk
    with connection.cursor() as cursor:
        cursor.execute(f"update audit_event set {column} = %s where id in (%s, %s)", [value, broken.pk, inside])
    honest = record("test", Actor.the_system(), "thing", 2)
    made = seal()
    honest.refresh_from_db()
    assert made and made.count == 1 and honest.sealed_in == made
    found = said()
    assert f"第 {inside} 条记录读不出来，被改动过" in found
    assert f"第 {broken.pk} 条记录不是系统写的，或者封存前被改动" in found
    assert "line 2: neither seal nor event" in offline(tmp_path)


@HOLDS_ANYTHING
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize(
    ("column", "value"),
    [("number", "abc"), ("at", "junk"), ("count", "x"), ("root", "abc"), ("head", "abc"), ("mac", 7)],
)
def test_a_seal_that_cannot_be_read_stops_no_other(
    sealed: list[Event], tmp_path: Path, column: str, value: object, number: int
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"update audit_seal set {column} = %s where number = %s", [value, number])
    record("test", Actor.the_system(), "thing", 2)
    made = seal()
    assert made and (made.number, made.count) == (3, 1)
    assert any("行封存读不出来" in one for one in said())
    assert [at for at, _, _ in heads()] == [n for n in (1, 2, 3) if n != number]
    assert "neither seal nor event" in offline(tmp_path)


def test_an_event_under_a_number_below_nought_is_found(sealed: list[Event]) -> None:
    forged = Event.objects.get(pk=sealed[0].pk)
    forged.pk, forged.sealed_in, forged.request_key = -1, None, None
    forged.save(force_insert=True)
    assert said() == ["第 -1 条记录不是系统写的，或者封存前被改动"]


@pytest.mark.parametrize(
    ("honest", "damaged"),
    [('"id"', '"id'), ("S\t1\t", "S\tone\t"), ("\nE\t", "\nF\t"), ("甲", "\udcff"), ("\nE\t", "\nE")],
)
def test_a_damaged_export_is_told_and_counted(sealed: list[Event], tmp_path: Path, honest: str, damaged: str) -> None:
    text: list[str] = []
    export(text.append)
    whole = "".join(text)
    assert honest in whole
    told = offline(tmp_path, whole.replace(honest, damaged, 1))
    assert told.endswith("faults\n") and "no faults" not in told
    # Cut short in the middle of a line.
    assert "seal 2:" in offline(tmp_path, whole[:-20])


def test_a_row_that_names_a_seal_that_is_not_there_is_found(sealed: list[Event]) -> None:
    record("test", Actor.the_system(), "thing", 1)
    with connection.cursor() as cursor:
        # Whoever owns the database drops the constraint; here it is looked at when the transaction ends.
        cursor.execute("update audit_event set sealed_in_id = 999999 where id = (select max(id) from audit_event)")
    try:
        assert ["挂在没有的封存上" in one for one in said()] == [True]
    finally:
        Event.objects.filter(sealed_in=999999).update(sealed_in=None)


def test_a_row_under_a_key_that_never_was_neither_stops_the_seals_nor_passes(sealed: list[Event]) -> None:
    forged = record("test", Actor.the_system(), "thing", 1)
    Event.objects.filter(pk=forged.pk).update(mac=b"\xff\xff" + bytes(32))
    honest = record("test", Actor.the_system(), "thing", 2)
    made = seal()
    honest.refresh_from_db()
    assert made is not None and honest.sealed_in == made
    assert said() == [f"第 {forged.pk} 条记录不是系统写的，或者封存前被改动"]


@pytest.mark.parametrize("facts", ["x", '{"rows":["x"]}', "[]"])
def test_a_row_made_an_erasure_excuses_nothing_and_does_not_stop_the_check(sealed: list[Event], facts: str) -> None:
    forged = {"kind": ERASED, "object_kind": "table", "object_id": "audit.Event", "facts": facts}
    Event.objects.filter(pk=sealed[0].pk).update(**forged)
    Event.objects.filter(pk=sealed[1].pk).update(actor_name="李四")
    assert said()[:2] == [f"第 {event.pk} 条记录被改动" for event in sealed[:2]]
