import threading
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from chunfeng.base.people import queries
from chunfeng.base.people.actions import Entry, Found, find_or_create
from chunfeng.base.people.models import Person
from chunfeng.base.people.tests.conftest import entry, number
from chunfeng.kernel.refusal import Refusal


def one(row: Entry) -> Found:
    (found,) = find_or_create([row])
    assert isinstance(found, Found)
    return found


@pytest.mark.django_db
def test_a_person_comes_back_as_written() -> None:
    found = one(entry(1, address="春风县东风镇\t第1村\\2号\n"))
    person = Person.objects.get(pk=found.id)
    assert person.uid == found.uid and found.is_new and found.same_name
    assert person.number is not None and person.number.clear() == number(1)
    assert person.address is not None and person.address.clear() == "春风县东风镇\t第1村\\2号"
    assert (person.born_on.isoformat(), person.sex, person.number_kind) == ("1960-01-01", "M", "resident_id")
    assert (person.shown_name, person.shown_number) == ("王*", number(1)[:6] + "*" * 8 + number(1)[-4:])
    assert queries.by_number(number(1).lower()) == person
    assert queries.by_phone("+86 138-0000-0001").get() == person
    assert queries.by_name(person.name.clear()).get() == person
    assert queries.by_account("").count() == 0 and queries.by_number("") is None


@pytest.mark.django_db
def test_a_list_handed_in_twice_is_in_once() -> None:
    rows = [entry(n) for n in range(50)]
    first, second = find_or_create(rows), find_or_create(rows)
    assert Person.objects.count() == 50
    assert all(f.is_new for f in first) and not any(f.is_new for f in second)
    assert [f.id for f in first] == [f.id for f in second]


@pytest.mark.django_db
def test_one_number_in_a_list_is_one_person_and_another_name_is_told() -> None:
    found = find_or_create([entry(1), entry(1, name="李冒名"), entry(2)])
    assert [(f.is_new, f.same_name) for f in found] == [(True, True), (False, False), (True, True)]
    assert found[0].id == found[1].id != found[2].id
    assert Person.objects.get(pk=found[0].id).name.clear() == entry(1).name, "what is on file is not overwritten"


@pytest.mark.django_db
def test_a_blank_never_matches_a_blank() -> None:
    blank = entry(1, number="", absent_because="not_given")
    assert len({f.id for f in find_or_create([blank, blank])} | {one(blank).id}) == 3
    known = entry(1, number=" ", absent_because="not_given", uid=uuid.uuid4())
    assert one(known).id == one(known).id, "only its own uid makes it the same"


@pytest.mark.django_db
def test_rows_that_cannot_be_a_person_are_refused_alone() -> None:
    found = find_or_create(
        [
            entry(1),
            entry(2, name=" "),
            entry(3, number=number(3)[:-1] + ("0" if number(3)[-1] != "0" else "1")),
            entry(4, number=""),
            entry(5, absent_because="not_given"),
            entry(6, number="E12345678"),
            entry(7, number="E12345678", number_kind="passport"),
            entry(8, phone="1" * 41),
            entry(9, number="无", number_kind="passport"),
        ]
    )
    assert [isinstance(f, Refusal) for f in found] == [False, True, True, True, True, True, False, True, True]
    assert all(f.mend for f in found if isinstance(f, Refusal))
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_an_old_number_and_the_one_that_replaced_it_are_one_person() -> None:
    old = number(1)[:6] + number(1)[8:17]
    assert one(entry(1)).id == one(entry(1, number=old)).id


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_list() -> None:
    def asked(rows: list[Entry]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries_made:
            find_or_create(rows)
        return len(queries_made)

    few = asked([entry(n) for n in range(10)])
    many = asked([entry(n) for n in range(1000, 1900)])
    assert many <= few + 2 <= 12


@pytest.mark.django_db
@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=12))
def test_any_lists_make_one_person_a_number(plan: list[tuple[int, bool]]) -> None:
    with transaction.atomic():
        rows = [entry(n) if numbered else entry(n, number="", absent_because="not_held") for n, numbered in plan]
        before = find_or_create(rows)
        again = find_or_create([row for row in rows if row.number])
        assert [f.id for f, row in zip(before, rows, strict=True) if row.number] == [f.id for f in again]
        assert Person.objects.count() == len({n for n, numbered in plan if numbered}) + sum(not x for _, x in plan)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "row",
    [
        {"number": None, "absent_because": ""},
        {"number": number(1), "number_kind": "resident_id", "absent_because": "not_given"},
        {"number": number(1), "number_kind": ""},
        {"number": None, "number_kind": "resident_id", "absent_because": "not_given"},
        {"number": None, "absent_because": "not_given", "sex": "X"},
    ],
)
def test_the_constraint_alone_refuses_an_impossible_row(row: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person(name="王一", **row).save()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_in_the_same_list_at_once_make_it_once() -> None:
    rows = [entry(n) for n in range(200)]
    ready, results = threading.Barrier(4), []

    def take(order: int) -> None:
        try:
            ready.wait()
            with transaction.atomic():
                results.append(find_or_create(rows if order % 2 else rows[::-1]))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert Person.objects.count() == 200
    assert sum(f.is_new for found in results for f in found) == 200
