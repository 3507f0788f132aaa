"""Nothing of a person shows itself."""

import logging
import pickle
import traceback

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction
from django.template import Context, Engine
from hypothesis import given, settings
from hypothesis import strategies as st

from chunfeng.base.keys.seal import Unopenable
from chunfeng.base.people.actions import Entry, find_or_create, reveal
from chunfeng.base.people.models import Person
from chunfeng.base.people.tests.conftest import Log, Officer, entry
from chunfeng.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

SEALED = ("name", "number", "phone", "account", "address")


def person(row: Entry) -> Person:
    return Person.objects.get(pk=find_or_create([row])[0].id)


def test_repr_str_logs_and_pages_show_nothing(caplog: pytest.LogCaptureFixture) -> None:
    row = entry(1)
    kept = person(row)
    kept.name.clear(), kept.number.clear()  # opened, and still silent
    new = Person(name=row.name, number=row.number, phone=row.phone, account=row.account, address=row.address)
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("%s %r %s", kept, new, vars(new))
    page = Engine().from_string("{{ p }}{{ p.name }}{{ p.number }}{{ p.phone }}").render(Context({"p": new}))
    said = [repr(kept), str(kept), repr(new), repr(vars(kept)), repr(row), str(row), page, caplog.text]
    said += [repr(Person.objects.all()), serializers.serialize("json", [kept]), repr([new, kept.name])]
    values = {getattr(row, field) for field in SEALED}
    assert not [text for text in said for value in values if value in text]
    assert not [value for value in values if value.encode() in pickle.dumps(kept)]


def test_an_error_of_the_database_shows_nothing() -> None:
    row = entry(1)
    person(row)
    double = Person(name=row.name, number=row.number, number_kind="resident_id", phone=row.phone)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        double.save()
    with pytest.raises(IntegrityError) as unfit, transaction.atomic():
        Person(name=row.name, number=row.number, phone=row.phone).save()
    said = "".join(traceback.format_exception(refused.value)) + "".join(traceback.format_exception(unfit.value))
    assert not [field for field in SEALED if (value := getattr(row, field)) and value in said]


def test_nothing_lies_clear_in_the_database() -> None:
    row = entry(1)
    person(row)
    with connection.cursor() as cursor:
        cursor.execute("select * from people_person")
        (line,) = cursor.fetchall()
    stored = b"|".join(bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in line)
    assert not [field for field in SEALED if getattr(row, field).encode() in stored]


def test_a_ciphertext_moved_to_another_column_does_not_open() -> None:
    kept = person(entry(1))
    with connection.cursor() as cursor:
        cursor.execute("update people_person set address = number")
    kept.refresh_from_db()
    with pytest.raises(Unopenable) as refused:
        kept.address.clear()
    assert entry(1).number not in str(refused.value) and "people.person.address" in str(refused.value)


def test_sealed_columns_are_neither_searched_nor_set_in_queries() -> None:
    with pytest.raises(FieldError):
        Person.objects.filter(number=entry(1).number)
    with pytest.raises(TypeError) as refused, transaction.atomic():
        Person.objects.update(number=entry(1).number)
    assert entry(1).number not in str(refused.value)
    assert Person.objects.filter(number__isnull=True).count() == 0


def test_a_key_follows_its_column_also_in_a_partial_save() -> None:
    kept = person(entry(1))
    before = kept.phone_key
    kept.phone = "13900000000"
    kept.save(update_fields=["phone"])
    kept.refresh_from_db()
    assert kept.phone_key != before
    kept.phone = ""
    kept.save(update_fields=["phone"])
    kept.refresh_from_db()
    assert kept.phone is None and kept.phone_key is None


@settings(max_examples=50)
@given(
    st.text("赵钱孙李周吴郑王国强", min_size=2, max_size=6),
    st.integers(0, 10**6),
)
def test_masked_forms_never_hold_the_value(name: str, n: int) -> None:
    row = entry(n, name=name)
    shown = Person(name=row.name, number=row.number, phone=row.phone, account=row.account, address=row.address)
    assert name != shown.shown_name and len(shown.shown_name) == len(name)
    assert row.number[6:14] not in shown.shown_number
    for field in SEALED:
        assert getattr(row, field) not in getattr(shown, field).masked()


def test_showing_needs_a_reason_and_leaves_a_line(officer: Officer, log: Log) -> None:
    kept = person(entry(1))
    assert isinstance(reveal(kept, "number", " ", officer, log), Refusal)
    assert not log.lines
    assert reveal(kept, "number", "核对补贴发放账户", officer, log) == entry(1).number
    assert log.lines == [
        ("person.reveal", officer, "person", str(kept.uid), {"note": "核对补贴发放账户", "field": "number"})
    ]
    with pytest.raises(ValueError, match="born_on"):
        reveal(kept, "born_on", "核对补贴发放账户", officer, log)


def test_what_cannot_be_logged_is_not_shown(officer: Officer) -> None:
    def broken(*where: object, **facts: object) -> None:
        raise RuntimeError("log is full")

    with pytest.raises(RuntimeError):
        reveal(person(entry(1)), "number", "核对补贴发放账户", officer, broken)
