import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from chunfeng.kernel import citizen_id, credit_code
from chunfeng.kernel.citizen_id import CitizenId
from chunfeng.kernel.credit_code import CreditCode
from chunfeng.kernel.refusal import Refusal

births = st.dates(date(1900, 1, 1), date(2020, 12, 31))


def number_of(area: str, born: date, sequence: int) -> str:
    first17 = f"{area}{born:%Y%m%d}{sequence:03d}"
    return first17 + citizen_id.check_digit(first17)


@given(st.sampled_from(["370902", "370983", "421303", "810000", "911124"]), births, st.integers(0, 999))
def test_every_lawful_number_is_read_back(area: str, born: date, sequence: int) -> None:
    number = number_of(area, born, sequence)
    found = citizen_id.read(number)
    assert isinstance(found, CitizenId)
    assert (found.number, found.area, found.born_on) == (number, area, born)
    assert found.sex == ("M" if sequence % 2 else "F")
    messy = "\u200b'" + number.lower().translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert citizen_id.read(messy[:9] + " " + messy[9:] + "\u3000") == found


@given(births, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_passes(born: date, sequence: int, place: int, shift: int) -> None:
    number = number_of("370902", born, sequence)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert citizen_id.problem(wrong)


@given(births, st.integers(0, 999), st.integers(0, 15))
def test_no_adjacent_swap_passes(born: date, sequence: int, place: int) -> None:
    number = number_of("370902", born, sequence)
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert wrong == number or citizen_id.problem(wrong)


@given(st.text(max_size=25))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(citizen_id.read(text), CitizenId | Refusal)
    assert isinstance(credit_code.read(text), CreditCode | Refusal)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard(number: str) -> None:
    assert citizen_id.problem(number) is None


@pytest.mark.parametrize("number", ["370983198506152336", "370921197808204521"])
def test_an_area_younger_than_the_person_is_no_error(number: str) -> None:
    assert citizen_id.problem(number[:17] + citizen_id.check_digit(number[:17])) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "没有填写"),
        ("3.70902E+17", "科学计数"),
        ("3.70902198506152E+17", "科学计数"),
        ("370902198506152336.0", "科学计数"),
        ("37090219850615233", "17位"),
        ("370902198513152336", "真实日期"),
        ("370902198502302336", "真实日期"),
        ("370902299901012336", "今天之后"),
        ("37090219850615233A", "只能是"),
        ("370902********2336", "遮挡"),
        ("370902198506152000", "末三位为000"),
        ("070902198506152336", "只能是"),
    ],
)
def test_what_is_wrong_is_said(text: str, word: str) -> None:
    assert word in (citizen_id.problem(text) or "")


def test_old_numbers_only_where_lists_are_historic() -> None:
    found = citizen_id.read("370902650101233")
    assert isinstance(found, CitizenId)
    assert (found.kind, found.born_on, found.number[:17]) == ("resident_id_15", date(1965, 1, 1), "37090219650101233")
    assert isinstance(citizen_id.read("370902650101233", historic=False), Refusal)
    centenarian = citizen_id.read("370902990101998")
    assert isinstance(centenarian, CitizenId) and centenarian.born_on == date(1899, 1, 1)


def test_permits_of_the_same_form() -> None:
    kinds = [
        getattr(citizen_id.read(number_of(area, date(1980, 1, 1), 1)), "kind", "")
        for area in ("810000", "911124", "370902")
    ]
    assert kinds == ["hmt_permit", "foreign_pr", "resident_id"]


@pytest.mark.parametrize("code", ["11370900004341523R", "91350100M000100Y43", "91440300708461136T"])
def test_known_credit_codes(code: str) -> None:
    found = credit_code.read(code.lower() + " ")
    assert isinstance(found, CreditCode) and not found.warnings


def test_wrong_credit_codes() -> None:
    assert credit_code.problem("91350100M000100Y4Z")
    assert credit_code.problem("91350100M000100Y44")
    assert credit_code.problem("")


@given(
    st.text(credit_code.ALPHABET, min_size=9, max_size=9), st.integers(0, 999999), st.sampled_from(credit_code.ALPHABET)
)
def test_check_character_agrees_with_stdnum(body: str, area: int, last: str) -> None:
    code = f"91{area:06d}{body}{last}"
    assert (credit_code.problem(code) is None) == uscc.is_valid(code)


@given(st.text(string.digits, min_size=8, max_size=8))
def test_a_failing_body_is_a_warning_only(body: str) -> None:
    right = credit_code.body_check(body)
    wrong = "5" if right != "5" else "6"
    first17 = "91370902" + body + wrong
    found = credit_code.read(first17 + credit_code.check_character(first17))
    assert isinstance(found, CreditCode) and found.warnings
