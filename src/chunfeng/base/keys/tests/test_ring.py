import json
from pathlib import Path

import pytest

from chunfeng.base.keys.ring import FileKeeper, KeyLost


@pytest.fixture
def ring(tmp_path: Path) -> FileKeeper:
    keeper = FileKeeper(tmp_path / "keys" / "ring.json")
    keeper.create()
    return keeper


def test_only_its_owner_can_read_it(ring: FileKeeper) -> None:
    assert ring.file.stat().st_mode & 0o777 == 0o600
    assert ring.file.parent.stat().st_mode & 0o777 == 0o700


def test_creating_twice_keeps_the_first(ring: FileKeeper) -> None:
    before = ring.file.read_bytes()
    FileKeeper(ring.file).create()
    ring._write([], new=True)  # whoever loses the race to create
    assert ring.file.read_bytes() == before
    assert [file.name for file in ring.file.parent.iterdir()] == ["ring.json"]


def test_every_use_has_its_own_key(ring: FileKeeper) -> None:
    keys = {ring.derive(1, use, 32) for use in ("seal a", "seal b", "index a", "index b")}
    assert len(keys) == 4
    other = FileKeeper(ring.file.with_name("other.json"))
    other.create()
    assert other.derive(1, "seal a", 32) not in keys


def test_a_rotation_is_seen_by_others_and_goes_on_after_a_cut(ring: FileKeeper) -> None:
    other = FileKeeper(ring.file)
    assert other.live() == (1,)
    assert ring.begin()
    assert not other.begin(), "a second rotation waits for the first"
    assert other.live() == (2, 1) and other.current() == 2
    ring.finish()
    assert other.live() == (2,)
    assert other.derive(1, "seal a", 16), "a retired generation still opens old backups"


@pytest.mark.parametrize("damage", ["gone", "open", "cut", "emptied", "short"])
def test_a_lost_key_is_a_sentence(ring: FileKeeper, damage: str) -> None:
    text = ring.file.read_text()
    secret = json.loads(text)["generations"][0]["seal"]
    match damage:
        case "gone":
            ring.file.unlink()
        case "open":
            ring.file.chmod(0o644)
        case "cut":
            ring.file.write_text(text[:80])
        case "emptied":
            ring.file.write_text('{"generations": []}')
        case "short":
            ring.file.write_text(text.replace(secret, secret[:10]))
    fresh = FileKeeper(ring.file)
    with pytest.raises(KeyLost) as lost:
        fresh.current()
    assert "密钥" in str(lost.value) and secret[:10] not in str(lost.value)
    assert lost.value.__cause__ is None
    assert fresh.fault() == str(lost.value)


def test_a_missing_generation_is_named(ring: FileKeeper) -> None:
    with pytest.raises(KeyLost, match="第7代"):
        ring.derive(7, "seal a", 16)
