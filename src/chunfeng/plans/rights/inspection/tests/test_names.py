"""The key of a teller's name follows the name: into earlier rows, under new keys, out with it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from chunfeng.base.governance.blanking import blank
from chunfeng.base.keys.rotation import rotate, stale
from chunfeng.base.keys.seal import file_keeper
from chunfeng.plans.rights.inspection.models import Complaint
from chunfeng.plans.rights.inspection.queries import known_tellers, may_know_teller
from chunfeng.plans.rights.inspection.queries.search import complaints_of_name

from .conftest import City

pytestmark = pytest.mark.django_db


def of_name(name: str) -> list[str]:
    return list(Complaint.objects.filter(complaints_of_name(name)).order_by("pk").values_list("number", flat=True))


def test_earlier_rows_are_found_by_name_however_often_it_was_cut_off(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = import_module("chunfeng.plans.rights.inspection.migrations.0007_names_of_earlier_rows")
    monkeypatch.setattr(earlier, "BATCH_ROWS", 2)
    told = [city.told(name=name, anonymous=not name).complaint for name in ("赵建国", "", "买买提·依明", "赵建国", "-")]
    before = [Complaint.objects.get(pk=c.pk).name_key for c in told]
    Complaint.objects.exclude(pk=told[0].pk).update(name_key=None)
    assert of_name("赵建国") == [told[0].number]
    earlier.fill(apps, SimpleNamespace(connection=connection))
    assert [Complaint.objects.get(pk=c.pk).name_key for c in told] == before
    assert [key is None for key in before] == [False, True, False, False, True]
    assert of_name("赵建国") == [told[0].number, told[3].number]
    assert Complaint.objects.get(pk=told[3].pk).name.clear() == "赵建国"


def test_a_blanked_complaint_is_found_by_no_name(city: City) -> None:
    complaint = city.told().complaint
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.name_key and "name" in blank(complaint)
    complaint.refresh_from_db()
    assert complaint.name is complaint.name_key is complaint.phone_key is None
    assert of_name("赵建国") == []


@pytest.fixture
def ring() -> Iterator[None]:
    file = file_keeper().file
    before = file.read_bytes()
    yield
    file.write_bytes(before)


def test_a_teller_is_found_by_name_while_the_keys_change_and_after(city: City, ring: None) -> None:
    numbers = [city.told().complaint.number for _ in range(3)]
    running = rotate(file_keeper(), batch=2)
    assert next(running).rows and of_name("赵建国") == numbers
    list(running)
    assert not stale() and len(file_keeper().live()) == 1 and of_name("赵建国") == numbers


def test_whom_one_may_know_is_asked_of_a_row_and_of_the_table_alike(city: City) -> None:
    city.post("auditor", "auditor", city.city)
    city.told()
    city.told(secret=True)
    city.told(place=city.ningyang, secret=True)
    for name, actor in city.actors.items():
        each = {c.pk for c in Complaint.objects.select_related("inspection__case") if may_know_teller(c, actor)}
        assert set(Complaint.objects.filter(known_tellers(actor)).values_list("pk", flat=True)) == each, name
