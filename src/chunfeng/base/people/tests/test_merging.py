import json

import pytest

from chunfeng.base.people import queries
from chunfeng.base.people.actions import correct, find_or_create, merge, split
from chunfeng.base.people.models import Person, PersonEvent
from chunfeng.base.people.tests.conftest import Officer, entry, number
from chunfeng.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

FIELDS = ("name", "number", "phone", "account", "address")


def person(n: int, **more: object) -> Person:
    return Person.objects.get(pk=find_or_create([entry(n, **more)])[0].id)


def seen(*people: Person) -> list[object]:
    found = []
    for one in people:
        one.refresh_from_db()
        clear = [value.clear() if (value := getattr(one, field)) else None for field in FIELDS]
        found.append((*clear, one.number_kind, one.absent_because, one.born_on, one.sex, one.merged_into_id))
    return found


def test_a_merge_is_followed_and_a_split_brings_all_back(officer: Officer) -> None:
    keep, drop = person(1), person(2)
    before = seen(keep, drop)
    event = merge(keep, drop, "两证一人，派出所证明", officer)
    assert isinstance(event, PersonEvent) and (event.by_user, event.by_name) == (7, "周办事")
    assert queries.by_number(number(2)) == keep
    (found,) = find_or_create([entry(2)])
    assert found.id == keep.pk and not found.is_new
    drop.refresh_from_db()
    assert queries.as_one(drop) == [keep.pk, drop.pk]
    assert list(queries.by_phone(entry(2).phone)) == []
    undone = split(event, "另有其人", officer)
    assert isinstance(undone, PersonEvent) and undone.undoes == event
    assert seen(keep, drop) == before
    assert isinstance(split(event, "再拆", officer), Refusal)


def test_the_one_without_a_number_takes_over_the_number(officer: Officer) -> None:
    keep, drop = person(1, number="", absent_because="not_given", phone="", account=""), person(2, address="")
    before = seen(keep, drop)
    event = merge(keep, drop, "补办了证件", officer)
    keep.refresh_from_db(), drop.refresh_from_db()
    assert keep.number.clear() == number(2) and keep.born_on == drop.born_on and keep.phone.clear() == entry(2).phone
    assert drop.number is None and drop.absent_because == "merged" and drop.merged_into == keep
    assert queries.by_number(number(2)) == keep
    assert isinstance(split(event, "认错了人", officer), PersonEvent)
    assert seen(keep, drop) == before


def test_a_correction_after_the_merge_outlives_the_split(officer: Officer) -> None:
    keep, drop = person(1, phone=""), person(2)
    event = merge(keep, drop, "同一人", officer)
    assert isinstance(correct(keep, "换了手机", officer, phone="13911112222"), PersonEvent)
    assert isinstance(split(event, "另有其人", officer), PersonEvent)
    keep.refresh_from_db()
    assert keep.phone.clear() == "13911112222"


def test_merges_never_make_a_chain_and_are_undone_newest_first(officer: Officer) -> None:
    a, b, c = person(1), person(2), person(3)
    first = merge(b, c, "同一人", officer)
    second = merge(a, b, "同一人", officer)
    assert {p.merged_into_id for p in Person.objects.exclude(pk=a.pk)} == {a.pk}
    assert isinstance(split(first, "不是", officer), Refusal)
    assert isinstance(merge(b, c, "同一人", officer), Refusal)
    assert isinstance(split(second, "不是", officer), PersonEvent)
    c.refresh_from_db()
    assert c.merged_into_id == b.pk
    assert isinstance(split(first, "不是", officer), PersonEvent)
    assert Person.objects.standing().count() == 3


def test_nobody_is_merged_without_a_reason_or_with_themselves(officer: Officer) -> None:
    one, other = person(1), person(2)
    assert isinstance(merge(one, other, " ", officer), Refusal)
    assert isinstance(merge(one, one, "同一人", officer), Refusal)
    assert PersonEvent.objects.count() == 0


def test_history_is_sealed(officer: Officer) -> None:
    event = merge(person(1, phone=""), person(2), f"{entry(2).phone} 是同一人", officer)
    event.refresh_from_db()
    assert entry(2).phone not in repr(event) + repr(vars(event))
    assert json.loads(event.before.clear())["filled"]["phone"] == entry(2).phone


def test_a_correction_keeps_what_was_there(officer: Officer) -> None:
    one = person(1)
    event = correct(one, "户口簿", officer, name="王 新名", number=number(9))
    assert isinstance(event, PersonEvent)
    one.refresh_from_db()
    assert one.name.clear() == "王新名" and queries.by_number(number(9)) == one and queries.by_number(number(1)) is None
    assert json.loads(event.before.clear())["number"] == number(1)
    gone = correct(one, "证件作废", officer, absent_because="not_held")
    assert isinstance(gone, PersonEvent)
    one.refresh_from_db()
    assert one.number is None and one.number_key is None


def test_a_correction_that_cannot_be_is_refused(officer: Officer) -> None:
    one, other = person(1), person(2)
    for values in ({"number": number(2)}, {"number": "123"}, {"name": ""}, {"number": None}):
        before = seen(one)
        assert isinstance(correct(one, "更正", officer, **values), Refusal), values
        assert seen(one) == before
    with pytest.raises(TypeError):
        correct(one, "更正", officer, merged_into=other)
