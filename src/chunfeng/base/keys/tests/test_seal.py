import pickle
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chunfeng.base.keys.purposes import PURPOSES
from chunfeng.base.keys.seal import Unopenable, index, indexes, mac, mac_holds, open_, open_many, seal, seal_many
from chunfeng.base.keys.secret import Secret
from chunfeng.kernel import citizen_id

TEXTS = st.text(min_size=1, max_size=60)


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_again_and_nowhere_else(clear: bytes) -> None:
    sealed = seal(clear, "people.person.number")
    assert open_(sealed, "people.person.number") == clear
    assert len(clear) < 4 or clear not in sealed
    with pytest.raises(Unopenable):
        open_(sealed, "people.person.phone")


@given(st.data())
def test_any_altered_byte_is_found(data: st.DataObject) -> None:
    sealed = seal("赵国强".encode(), "a.b.c")
    place = data.draw(st.integers(3, len(sealed) - 1))
    altered = bytearray(sealed)
    altered[place] ^= data.draw(st.integers(1, 255))
    for bad in (bytes(altered), sealed[:place], b""):
        with pytest.raises(Unopenable) as refused:
            open_(bad, "a.b.c")
        assert "赵" not in str(refused.value)


def test_two_seals_of_one_value_differ() -> None:
    assert seal(b"x", "a.b.c") != seal(b"x", "a.b.c")


def test_columns_keep_their_gaps() -> None:
    column = [b"1", None, b"", b"3"]
    assert open_many(seal_many(column, "a.b.c"), "a.b.c") == column


@given(st.sampled_from(sorted(PURPOSES)), st.sampled_from(["", " ", "\u3000", "\u200b", "-", "——", "/"]))
def test_a_blank_is_found_by_nothing(purpose: str, blank: str) -> None:
    assert index(blank, purpose) is None and indexes(blank, purpose) == []


def test_no_number_is_not_a_number() -> None:
    assert index("无", "number") is index("暂无", "phone") is None
    assert index("𫚯", "name") and index("\ue863", "name")


@pytest.mark.parametrize(
    ("purpose", "one", "other"),
    [
        ("number", "11010519491231002x", " 110105194912310０2X "),
        ("number", "320311770706001", citizen_id._lengthened("320311770706001")),
        ("phone", "+86 138-0000-1402", "13800001402"),
        ("phone", "008613800001402", "１３８00001402"),
        ("account", "6222 0000 1111 2222", "6222000011112222"),
        ("name", "阿依·古丽", "阿依.古丽"),
        ("code", "91350100m000100y43", "91350100M000100Y43"),
    ],
)
def test_spellings_of_one_value_have_one_key(purpose: str, one: str, other: str) -> None:
    found = index(one, purpose)
    assert found is not None and len(found) == 32
    assert found == index(other, purpose)


def test_kinds_of_value_never_share_a_key() -> None:
    assert len({index("13800001402", purpose) for purpose in PURPOSES}) == len(PURPOSES)


@given(TEXTS)
def test_a_secret_never_shows_itself(text: str) -> None:
    secret = Secret("a.b.c", "number", clear=text)
    for copy in (
        secret,
        deepcopy(secret),
        pickle.loads(pickle.dumps(secret)),
        Secret("a.b.c", None, sealed=secret.sealed),
    ):
        assert {str(copy), repr(copy), f"{copy}", f"{copy:>3}"} == {"***"}
        assert copy.clear() == text
    stored = pickle.dumps(secret)
    assert len(text) < 4 or text.encode("utf-8", "surrogatepass") not in stored


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_a_masked_number_keeps_its_birth_date_to_itself(number: str) -> None:
    shown = Secret("a.b.c", "number", clear=number).masked()
    assert shown[6:14] == "*" * 8 and len(shown) == 18


def test_a_mac_holds_for_its_bytes_and_its_use_alone() -> None:
    made = mac(b"head", "audit.seal")
    assert mac_holds(made, b"head", "audit.seal")
    assert not mac_holds(made, b"heads", "audit.seal")
    assert not mac_holds(made, b"head", "another")
    assert not mac_holds(b"", b"head", "audit.seal")
