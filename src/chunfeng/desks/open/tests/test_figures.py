"""Figures as everybody reads them: added up, by month, by county, small counts of persons withheld."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from chunfeng.desks.open import figures
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.tests.conftest import empty_store  # noqa: F401  # a fixture
from chunfeng.engines.display.page import Money
from chunfeng.engines.display.publication import FigureChange, FigureRow, OpenFigure

pytestmark = pytest.mark.django_db
ONE, OTHER = "370902", "370911"


def made(rows: list[tuple[Any, ...]], **more: Any) -> OpenFigure:
    values: dict[str, Any] = {
        "code": "training.providers_designated", "title": "新认定定点培训机构", "english": "Newly designated",
        "asks": "当月认定的", "clause": "T-3.2.a", "unit": "provider", "persons": False, "home": True,
        "file": "plans/x/figures/x.sql", "snapshot": "abc123" * 8, "as_of": date(2016, 11, 23),
        "rows": tuple(FigureRow(*row) for row in rows),
    } | more  # fmt: skip
    return OpenFigure(**values)


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def given(*shown: OpenFigure, changes: tuple[FigureChange, ...] = ()) -> None:
        monkeypatch.setattr(PUBLISHED, "figures", lambda: shown)
        monkeypatch.setattr(PUBLISHED, "figure_changes", lambda: changes)

    yield given


def test_twelve_months_are_told_and_no_more() -> None:
    figure = made([(ONE, "2015-11", 7, None, None), (ONE, "2015-12", 2, None, None), (OTHER, "2016-11", 3, None, None)])
    assert figures.months_of(figure.as_of)[0] == "2015-12" and figures.months_of(figure.as_of)[-1] == "2016-11"
    assert figures.total(figure).amount == 5
    told = dict(figures.by_month(figure))
    assert len(told) == 12 and told["2015-12"].amount == 2 and told["2016-05"].amount == 0
    spark = figures.shown(figure).spark
    assert spark and spark.values[0] == 2 and spark.values[-1] == 3 and sum(spark.values) == 5


def test_places_are_those_of_the_pack_and_towns_count_with_their_county() -> None:
    figure = made(
        [(ONE + "001", "2016-10", 4, None, None), (OTHER, "2016-10", 1, None, None), ("", "2016-09", 2, None, None)]
    )
    told = {of: one.amount for of, one in figures.by_place(figure)}
    assert (told["泰山区"], told["岱岳区"], told["没有分到县区的"]) == (4, 1, 2)
    assert told["宁阳县"] == 0, "a county without one is told as nought"
    assert sum(told.values()) == figures.total(figure).amount


def test_a_share_adds_its_parts_and_not_its_percents() -> None:
    figure = made(
        [(ONE, "2016-10", None, 1, 1), (OTHER, "2016-10", None, 1, 9), (ONE, "2016-11", None, 0, 0)], unit="percent"
    )
    assert figures.total(figure).amount == 20
    told = dict(figures.by_month(figure))
    assert told["2016-10"].amount == 20 and told["2016-11"].amount is None
    assert figures.shown(figure).spark is None, "one month is no line"
    assert figures.shown(figure).value == "20" and figures.shown(figure).unit == "%"


@pytest.mark.parametrize("rows", [[3, 10, 20], [3, 10, 0], [1, 5, 5], [2, 2, 40]])
def test_a_small_count_of_persons_cannot_be_worked_out_of_the_rest(rows: list[int]) -> None:
    figure = made(
        [(code, "2016-11", n * 100_000, n, None) for code, n in zip((ONE, OTHER, "370921"), rows, strict=True)],
        unit="fen", persons=True, clause="R-2.1.a",
    )  # fmt: skip
    told = figures.by_place(figure)
    hidden = [one for _of, one in told if one.small]
    assert len(hidden) >= 2 and all(one.amount is None for one in hidden)
    assert not [one for _of, one in told if not one.small and 0 < one.persons < 5]
    words = [str(figures.words(figure, one)) for one in hidden]
    assert any("少于5人" in text for text in words)


def test_months_of_few_persons_leave_no_line_and_few_persons_no_sum() -> None:
    figure = made([(ONE, "2016-10", 90_000, 2, None), (ONE, "2016-11", 900_000, 30, None)], unit="fen", persons=True)
    assert figures.shown(figure).spark is None and figures.shown(figure).value == "9,900.00"
    few = made([(ONE, "2016-10", 90_000, 2, None)], unit="fen", persons=True)
    assert figures.shown(few).value == "--" and "900" not in str(figures.shown(few))
    assert figures.words(figure, figures.total(figure)) == Money(990_000)


def test_home_clause_and_document_tell_it_with_where_it_comes_from(client: Client, publish: Any) -> None:
    publish(made([(ONE, "2016-10", 4, None, None), (OTHER, "2016-11", 9, None, None)]))
    home = client.get("/").content.decode()
    assert ">13</a>" in home and "/policy/T-3.2.a/#figure-training-providers_designated" in home
    assert 'class="spark"' in home and "2015-12 ～ 2016-11逐月" in home
    beside = client.get("/policy/training/").content.decode()
    clause = beside[beside.index('id="T-3.2.a"') : beside.index('id="T-3.2.b"')]
    assert ">13</a>" in clause and 'class="spark"' in clause
    page = client.get("/policy/T-3.2.a/").content.decode()
    assert 'id="figure-training-providers_designated"' in page
    for said in ("当月认定的", "abc123abc123abc1", "x.sql", "泰山区", "2016-10"):
        assert said in page


def test_what_a_month_said_before_stands_on_the_corrections_page(client: Client, publish: Any) -> None:
    figure = made([(ONE, "2016-10", 4, None, None)])
    publish(figure, changes=(FigureChange(figure.code, "2016-09", 3, 5, date(2016, 11, 23)),))
    page = client.get("/corrections/").content.decode()
    assert "新认定定点培训机构" in page and "2016-09" in page and "3" in page and "5" in page
