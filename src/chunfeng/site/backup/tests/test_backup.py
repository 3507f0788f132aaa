"""A backup rises again elsewhere, and says so when it is not what was saved."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.audit.sealing import seal
from chunfeng.base.documents import actions as documents
from chunfeng.base.messages.actions import put
from chunfeng.site.backup.database import Failed, spare
from chunfeng.site.backup.making import make
from chunfeng.site.backup.restoring import examine, restore
from chunfeng.site.backup.sealed import Unreadable

WORDS = "一句很长的口令，只有我们知道"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Path, Path]:
    """An installation with a log, a message and a file, backed up."""
    for n in range(3):
        record("test", Actor.the_system(), "thing", n, note="说明")
    seal()
    put("phone", "13900001111", "test", "您好", "backup-test")
    documents.store(io.BytesIO(PDF), name="证明.pdf", object_kind="thing", object_uid="1", by=Actor.the_system())
    pages = Path(settings.HOME) / "pages"
    pages.mkdir(exist_ok=True)
    (pages / "kept").write_text("页", "utf-8")
    file, keys = tmp_path / "city.backup", tmp_path / "city.backup.keys"
    make(file, keys, WORDS, cost=4)
    return file, keys


@pytest.fixture
def target() -> Iterator[str]:
    """Where the database goes: nothing to say for SQLite, an empty database for PostgreSQL."""
    with ExitStack() as stack:
        yield stack.enter_context(spare()) if connection.vendor == "postgresql" else ""


def test_it_rises_in_a_second_place_with_the_same_log(saved: tuple[Path, Path], tmp_path: Path, target: str) -> None:
    home = tmp_path / "second"
    manifest = restore(*saved, home, WORDS, target)
    assert manifest["events"] == Event.objects.count()
    assert manifest["files"] >= 1
    assert examine(home, manifest, target) == []
    assert (home / "pages" / "kept").read_text("utf-8") == "页"
    assert (home / "keys" / "ring.json").read_text() == (Path(settings.HOME) / "keys" / "ring.json").read_text()
    assert (home / "keys" / "ring.json").stat().st_mode & 0o077 == 0


def test_what_was_done_after_the_copy_is_found(saved: tuple[Path, Path], tmp_path: Path, target: str) -> None:
    home = tmp_path / "second"
    manifest = restore(*saved, home, WORDS, target)
    environment = {**os.environ, "CHUNFENG_HOME": str(home), **({"DATABASE_URL": target} if target else {})}
    if not target:
        environment.pop("DATABASE_URL", None)
    edit = (
        "import django; django.setup()\n"
        "from chunfeng.base.audit.models import Event\n"
        "Event.objects.filter(pk=Event.objects.order_by('pk').first().pk).update(object_id='another')\n"
    )
    subprocess.run([sys.executable, "-c", edit], env=environment, check=True)
    for file in (home / "files").rglob("*"):
        if file.is_file():
            content = bytearray(file.read_bytes())
            content[-1] ^= 1
            file.write_bytes(content)
    said = " ".join(examine(home, manifest, target))
    assert "被改动" in said
    assert "附件" in said


def test_without_its_keys_nothing_opens(saved: tuple[Path, Path], tmp_path: Path, target: str) -> None:
    home = tmp_path / "second"
    manifest = restore(*saved, home, WORDS, target)
    (home / "keys" / "ring.json").unlink()
    assert any("密钥" in said for said in examine(home, manifest, target))


def test_a_wrong_passphrase_damage_and_a_full_place_are_refused_and_change_nothing(
    saved: tuple[Path, Path], tmp_path: Path, target: str
) -> None:
    file, keys = saved
    home = tmp_path / "second"
    with pytest.raises(Unreadable, match="口令不对"):
        restore(file, keys, home, "另一句口令", target)
    cut = tmp_path / "cut"
    cut.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(Unreadable, match="不完整"):
        restore(cut, keys, home, WORDS, target)
    with pytest.raises(Unreadable, match="弄反"):
        restore(keys, file, home, WORDS, target)
    with pytest.raises(Failed, match="没有文件"):
        restore(file, tmp_path / "none", home, WORDS, target)
    assert not home.exists()
    assert [found.name for found in tmp_path.iterdir() if found.name.startswith(".")] == []
    home.mkdir()
    (home / "mine").write_text("here before", "ascii")
    with pytest.raises(Failed, match="已有东西"):
        restore(file, keys, home, WORDS, target)
    assert (home / "mine").exists()


def test_no_key_and_no_clear_value_stands_in_the_data_file(saved: tuple[Path, Path]) -> None:
    file, keys = saved
    assert file.stat().st_mode & 0o077 == keys.stat().st_mode & 0o077 == 0
    ring = (Path(settings.HOME) / "keys" / "ring.json").read_text()
    for stored in saved:
        content = stored.read_bytes()
        assert b"13900001111" not in content
        assert ring[40:80].encode() not in content


def test_the_command_makes_checks_and_restores(saved: tuple[Path, Path], tmp_path: Path, target: str) -> None:
    words, place = tmp_path / "words", tmp_path / "third"
    words.write_text(WORDS + "\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "chunfeng.site.cli",
        "restore",
        str(saved[0]),
        str(place),
        "--passphrase-file",
        str(words),
    ]
    done = subprocess.run(
        [*command, *(["--database", target] if target else [])], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "0 处不符" in done.stdout
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "已有东西" in again.stderr
