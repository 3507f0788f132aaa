from datetime import date

import pytest

from chunfeng.kernel.digits import day, money, natural, whole


@pytest.mark.parametrize(
    "text", ["", "-", "--5", "5-", "+5", " 5", "5 ", "٣", "９", "1_0", "1e3", "5" * 16, "5" * 5000]
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert whole(text) is None and natural(text) is None


def test_plain_numbers_are_read() -> None:
    assert (whole("0"), whole("-12"), whole("9" * 15), natural("007")) == (0, -12, 10**15 - 1, 7)
    assert natural("-1") is None


@pytest.mark.parametrize(
    "text", ["", "2016", "20161123", "2016-W47-3", "2016-11-31", "２０１６-11-23", "2016-11-23 ", "x"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day(text) is None


def test_a_day_is_read() -> None:
    assert day("2016-11-23") == date(2016, 11, 23)


@pytest.mark.parametrize(
    "text", ["", "1e3", "1_000", "１２", "١٢", "12.345", ".5", "5.", "NaN", "1" * 14, "1 000", "--1"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert money(text) is None


def test_amounts_are_read_in_fen() -> None:
    told = {"12,600.00": 1_260_000, "12600": 1_260_000, "0.5": 50, "-3.05": -305, "1，000.1": 100_010}
    assert {text: money(text) for text in told} == told
