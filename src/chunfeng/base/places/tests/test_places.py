from datetime import date

import pytest
from django.db import IntegrityError, transaction

from chunfeng.base.places import actions, queries
from chunfeng.base.places.models import Place
from chunfeng.base.policy.pack import load
from chunfeng.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Place:
    actions.load(load("taian_2014_33"))
    return Place.objects.get(parent=None)


def test_loading_twice_is_loading_once(city: Place) -> None:
    pack = load("taian_2014_33")
    assert Place.objects.count() == len(pack.divisions)
    assert actions.load(pack) == actions.Loaded(0, 0)


def test_every_path_is_the_parents_path_and_the_code(city: Place) -> None:
    for place in Place.objects.select_related("parent"):
        assert place.path == (place.parent.path if place.parent else "") + place.code + "/"


def test_a_county_sees_its_own_villages_and_no_others(city: Place) -> None:
    one, other = Place.objects.filter(kind="county").order_by("code")[:2]
    seen = set(queries.visible_under(one.path).values_list("code", flat=True))
    assert one.code in seen and city.code not in seen and other.code not in seen
    assert Place.objects.filter(kind="village", code__in=seen).exists()
    assert queries.visible_under(city.path).count() == Place.objects.count()
    assert not queries.visible_under("").exists(), "no place is not every place"


def test_a_zone_is_counted_in_a_county(city: Place) -> None:
    zones = Place.objects.filter(kind="zone").select_related("counted_in")
    assert zones and all(zone.counted_in.kind == "county" for zone in zones)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(kind="village").update(counted_in=zones[0].counted_in)


def test_a_paper_of_its_day_bears_the_name_of_that_day(city: Place) -> None:
    county = Place.objects.filter(kind="county").first()
    before = county.name
    actions.rename(county, "东岳区", date(1999, 9, 1))
    actions.rename(county, "春风区", date(2016, 1, 1))
    said = [
        queries.name_on(county.code, date(*day)) for day in ((1999, 8, 31), (1999, 9, 1), (2015, 12, 31), (2016, 1, 1))
    ]
    assert said == [before, "东岳区", "东岳区", "春风区"]
    assert queries.name_on("999999", date(2016, 1, 1)) == "999999"


def test_a_grid_cell_lies_under_its_village(city: Place) -> None:
    village = Place.objects.filter(kind="village").first()
    cell = actions.add(village, f"{village.code}G01", "第一网格", "grid")
    assert isinstance(cell, Place) and village.covers(cell.path)
    assert [place.kind for place in queries.ancestors(cell)] == ["city", "county", "town", "village", "grid"]
    assert isinstance(actions.add(village, cell.code, "第二网格", "grid"), Refusal)
    assert isinstance(actions.add(village, "a/b", "第二网格", "grid"), Refusal)


def test_a_moved_town_takes_its_villages_along(city: Place) -> None:
    town = Place.objects.filter(kind="town").first()
    below = town.children.count()
    zone = Place.objects.filter(kind="zone").first()
    moved = actions.move(town, zone)
    assert isinstance(moved, Place) and moved.path == f"{zone.path}{town.code}/"
    assert queries.visible_under(zone.path).count() == below + 2
    assert isinstance(actions.move(moved, moved.children.first()), Refusal)


def test_a_place_ends_after_what_is_below_it(city: Place) -> None:
    village = Place.objects.filter(kind="village").first()
    assert isinstance(actions.close(village.parent, date(2016, 12, 31)), Refusal)
    closed = actions.close(village, date(2016, 12, 31))
    assert isinstance(closed, Place)
    assert Place.objects.valid_on(date(2016, 12, 31)).filter(pk=village.pk).exists()
    assert not Place.objects.valid_on(date(2017, 1, 1)).filter(pk=village.pk).exists()


def test_the_constraint_refuses_an_impossible_row(city: Place) -> None:
    for row in (
        {"code": "1", "name": "x", "kind": "nation", "path": "1/"},
        {"code": "1", "name": "x", "kind": "grid", "path": "1"},
        {
            "code": "1",
            "name": "x",
            "kind": "grid",
            "path": "1/",
            "valid_from_on": date(2016, 2, 1),
            "valid_to_on": date(2016, 1, 1),
        },
        {"code": city.code, "name": "x", "kind": "grid", "path": "1/"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.create(**row)
