from collections.abc import Iterator

import pytest

from chunfeng.base.keys.queries import faults
from chunfeng.base.keys.ring import FileKeeper
from chunfeng.base.keys.rotation import reseal, rotate, stale
from chunfeng.base.keys.seal import file_keeper, index_many, prefix
from chunfeng.base.people import queries
from chunfeng.base.people.actions import find_or_create, merge
from chunfeng.base.people.models import Person
from chunfeng.base.people.tests.conftest import Officer, entry, number

pytestmark = pytest.mark.django_db


@pytest.fixture
def ring() -> Iterator[FileKeeper]:
    keeper = file_keeper()
    before = keeper.file.read_bytes()
    yield keeper
    keeper.file.write_bytes(before)


def under(generation: int) -> int:
    return sum(bytes(p.number.sealed).startswith(prefix(generation)) for p in Person.objects.all())


def test_a_rotation_that_is_cut_off_goes_on_and_everybody_is_found_all_the_time(ring: FileKeeper) -> None:
    find_or_create([entry(n) for n in range(25)])
    old = ring.current()
    running = rotate(ring, batch=10)
    assert next(running).rows == 10
    running.close()  # as if the process had been killed between two batches
    new = ring.current()
    assert (under(old), under(new)) == (15, 10)
    assert all(queries.by_number(number(n)) for n in range(25))
    assert not any(f.is_new for f in find_or_create([entry(n) for n in range(30)])[:25])
    assert [f.wrong for f in faults()] == ["还有15行在用旧密钥"]
    done = list(rotate(ring, batch=10))[-1]
    assert done.rows == 15 and not done.clashes and not stale()
    assert ring.live() == (new,) and faults() == []
    assert all(queries.by_number(number(n)).name.clear() == entry(n).name for n in range(30))
    assert queries.by_phone(entry(3).phone).count() == 1


def test_rows_without_some_values_rotate_too(ring: FileKeeper) -> None:
    find_or_create([entry(1, number="", absent_because="not_held", phone="", account="")])
    assert list(rotate(ring))[-1].rows == 1
    person = Person.objects.get()
    assert person.number is person.number_key is person.phone_key is None
    assert person.address.clear() == entry(1).address


def test_a_double_made_under_two_generations_waits_for_its_merge(ring: FileKeeper, officer: Officer) -> None:
    (kept,) = find_or_create([entry(1)])
    old = ring.current()
    ring.begin()
    # Another process that still sees the old ring writes the same person under another key.
    (double,) = find_or_create([entry(2)])
    person = Person.objects.get(pk=double.id)
    person.number = number(1)
    person.save()
    assert index_many([number(1)], "number", old) != [person.number_key]
    (done,) = {id(d): d for d in reseal()}.values()
    assert done.clashes == [("people.Person", kept.id)] and stale() == {"people.Person": 1}
    list(rotate(ring))
    assert len(ring.live()) == 2, "the old key is looked up until the double is merged"
    merge(person, Person.objects.get(pk=kept.id), "同一人", officer)
    list(rotate(ring))
    assert len(ring.live()) == 1 and not stale()
    assert queries.by_number(number(1)) == person
