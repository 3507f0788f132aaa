"""The lookups say the same on both databases, and what LIKE takes for a wildcard is a letter to them."""

from __future__ import annotations

import pytest

from chunfeng.base.places.models import Place

pytestmark = pytest.mark.django_db
CODES = (
    "37",
    "3709",
    "370902",
    "3709_2",
    "3709%",
    "370A",
    "370a",
    "38",
    "9\ud7ffx",
    "9\ue000",
    "9\U0010ffff",
    "9\U0010ffffx",
)


@pytest.fixture(autouse=True)
def places() -> None:
    for code in CODES:
        Place.objects.create(code=code, name=code, kind="town", path=f"{code}/")


@pytest.mark.parametrize("lookup", ["begins", "under"])
@pytest.mark.parametrize(
    "text",
    ["", "3", "37", "3709", "3709_", "3709%", "370A", "370a", "39", "38", "9\ud7ff", "9\U0010ffff", "\U0010ffff"],
)
def test_what_begins_so_is_found_and_nothing_else(lookup: str, text: str) -> None:
    found = Place.objects.filter(**{f"code__{lookup}": text}).values_list("code", flat=True)
    assert set(found) == {code for code in CODES if code.startswith(text)}


@pytest.mark.parametrize("chosen", [[], ["37"], ["37", "38", "nowhere"]])
def test_among_is_in(chosen: list[str]) -> None:
    assert set(Place.objects.filter(code__among=chosen).values_list("code", flat=True)) == set(CODES) & set(chosen)
