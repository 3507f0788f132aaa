import pytest

from chunfeng.kernel.digits import natural, whole


@pytest.mark.parametrize(
    "text", ["", "-", "--5", "5-", "+5", " 5", "5 ", "٣", "９", "1_0", "1e3", "5" * 16, "5" * 5000]
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert whole(text) is None and natural(text) is None


def test_plain_numbers_are_read() -> None:
    assert (whole("0"), whole("-12"), whole("9" * 15), natural("007")) == (0, -12, 10**15 - 1, 7)
    assert natural("-1") is None
