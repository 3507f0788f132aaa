"""What a passphrase seals comes back whole or not at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chunfeng.site.backup import sealed
from chunfeng.site.backup.sealed import Sealing, Unreadable, Unsealing

CHEAP = 4


def _seal(content: bytes, passphrase: str = "一句很长的口令，只有我们知道") -> bytes:
    out = io.BytesIO()
    sealing = Sealing(out, passphrase, CHEAP)
    sealing.write(content)
    sealing.close()
    return out.getvalue()


def _open(stored: bytes, passphrase: str = "一句很长的口令，只有我们知道") -> bytes:
    return io.BufferedReader(Unsealing(io.BytesIO(stored), passphrase)).read()


@pytest.mark.parametrize("length", [0, 1, sealed.CHUNK - 1, sealed.CHUNK, sealed.CHUNK + 1, 2 * sealed.CHUNK])
def test_any_length_comes_back(length: int) -> None:
    content = bytes(range(256)) * (length // 256 + 1)
    assert _open(_seal(content[:length])) == content[:length]


@settings(max_examples=60)
@given(st.data())
def test_one_changed_bit_is_noticed(data: st.DataObject) -> None:
    stored = bytearray(_seal(b"payroll " * 100))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        _open(bytes(stored))


def test_a_file_cut_between_two_chunks_is_noticed() -> None:
    stored = _seal(bytes(3 * sealed.CHUNK))
    with pytest.raises(Unreadable, match="不完整"):
        _open(stored[: 55 - 8 + (sealed.CHUNK + 16)])
    with pytest.raises(Unreadable, match="不完整"):
        _open(stored[: sealed._HEAD + 2 * (sealed.CHUNK + 16)])


def test_chunks_cannot_be_exchanged() -> None:
    stored, step = _seal(bytes(sealed.CHUNK) + b"\1" * sealed.CHUNK + b"end"), sealed.CHUNK + 16
    at = sealed._HEAD
    swapped = stored[:at] + stored[at + step : at + 2 * step] + stored[at : at + step] + stored[at + 2 * step :]
    with pytest.raises(Unreadable):
        _open(swapped)


def test_a_wrong_passphrase_and_a_strange_file_say_so() -> None:
    with pytest.raises(Unreadable, match="口令不对"):
        _open(_seal(b"x"), "另一句口令")
    with pytest.raises(Unreadable, match="不是春风的备份文件"):
        _open(b"PK\3\4")


def test_the_content_cannot_be_read_without_it() -> None:
    assert b"salary" not in _seal(b"salary of everyone " * 50)
