import json
import threading
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from chunfeng.base.orgs import queries
from chunfeng.base.orgs.actions import Entry, Found, correct, find_or_create, merge, split
from chunfeng.base.orgs.models import Org, OrgEvent, OrgIdentifier
from chunfeng.kernel.credit_code import body_check, check_character
from chunfeng.kernel.refusal import Refusal


@dataclass(frozen=True)
class Officer:
    user: int | None = 7
    name: str = "周办事"


BY = Officer()


def body(n: int) -> str:
    return f"{n:08d}" + body_check(f"{n:08d}")


def code(n: int) -> str:
    first17 = f"52370902{body(n)}"
    return first17 + check_character(first17)


def entry(n: int, **more: object) -> Entry:
    values: dict[str, object] = {
        "name": f"春风第{n}职业培训学校",
        "kind": "provider",
        "credit_code": code(n),
        "legal_person": "钱校长",
        "phone": f"0538-{n:07d}",
        "account": f"1604{n:012d}",
    }
    return Entry(**(values | more))  # type: ignore[arg-type]


def org(n: int, **more: object) -> Org:
    (found,) = find_or_create([entry(n, **more)])
    assert isinstance(found, Found)
    return Org.objects.get(pk=found.id)


def fresh(one: Org) -> Org:
    return Org.objects.get(pk=one.pk)


@pytest.mark.django_db
def test_an_organisation_comes_back_as_written_and_shows_no_persons_data() -> None:
    one = org(1)
    assert queries.by_code(code(1).lower()) == one and queries.by_account(entry(1).account).get() == one
    assert one.legal_person.clear() == "钱校长" and one.legal_person.masked() == "钱*长"
    said = repr(one) + repr(vars(one)) + str(one) + repr(entry(1))
    assert "钱校长" not in said and entry(1).phone not in said and entry(1).account not in said


@pytest.mark.django_db
def test_a_list_handed_in_twice_is_in_once() -> None:
    rows = [entry(n) for n in range(1, 30)] + [entry(n, credit_code="") for n in range(100, 110)]
    first, second = find_or_create(rows), find_or_create(rows)
    assert [f.id for f in first] == [f.id for f in second] and Org.objects.count() == 39
    assert {f.by for f in first} == {"new"} and [f.by for f in second] == ["code"] * 29 + ["name"] * 10


@pytest.mark.django_db
def test_an_old_paper_finds_the_organisation_of_today() -> None:
    older = entry(1, credit_code="", identifiers=(("organisation_code", f"{body(1)[:8]}-{body(1)[8]}"),))
    (before,) = find_or_create([older])
    (after,) = find_or_create([entry(1)])
    assert after.id == before.id and after.by == "identifier", "the old code stands inside the new one"
    other = org(2, identifiers=(("registration", "370900200012345"),))
    (found,) = find_or_create([entry(2, credit_code="", identifiers=(("registration", "370900 200012345"),))])
    assert found.id == other.pk
    assert queries.by_identifier("370900200012345") == other


@pytest.mark.django_db
def test_a_name_speaks_only_where_there_is_no_number_and_one_bearer() -> None:
    one = org(1)
    (by_name,) = find_or_create([entry(1, credit_code="", name="春风第1职业培训学校 ")])
    assert (by_name.id, by_name.by) == (one.pk, "name")
    (namesake,) = find_or_create([entry(2, name=one.name)])
    assert namesake.by == "new", "another code is another organisation"
    (unsure,) = find_or_create([entry(1, credit_code="")])
    assert unsure.by == "new", "of two bearers nobody may be picked"
    (renamed,) = find_or_create([entry(1, name="春风新校名")])
    assert renamed.id == one.pk and not renamed.same_name


@pytest.mark.django_db
def test_bad_rows_are_refused_alone() -> None:
    found = find_or_create(
        [
            entry(1),
            entry(2, name=" "),
            entry(3, credit_code=code(3)[:17] + ("0" if code(3)[17] != "0" else "1")),
            entry(4, kind="club"),
            entry(5, identifiers=(("badge", "1"),)),
            entry(6, phone="1" * 41),
        ]
    )
    assert [isinstance(f, Refusal) for f in found] == [False, True, True, True, True, True]
    assert Org.objects.count() == 1


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_list() -> None:
    def asked(rows: list[Entry]) -> int:
        with CaptureQueriesContext(connection) as made:
            find_or_create(rows)
        return len(made)

    few = asked([entry(n) for n in range(1, 5)])
    many = asked([entry(n) for n in range(1000, 1400)])
    assert many <= few + 2 <= 12


@pytest.mark.django_db
def test_a_merge_of_an_earlier_version_is_undone_too() -> None:
    keep = Org.objects.create(name="春城技校", kind="provider")
    drop = Org.objects.create(name="春城技工学校", kind="provider", credit_code="52990000MJ0000001X")
    event = merge(keep, drop, "同一单位", BY)
    assert isinstance(event, OrgEvent)
    before = json.loads(event.before.clear())
    del before["drop"]
    event.before = json.dumps(before)
    event.save()
    assert isinstance(split(event, "查明是两家", BY), OrgEvent)
    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (keep.credit_code, drop.credit_code, drop.merged_into) == (None, "52990000MJ0000001X", None)


@pytest.mark.django_db
def test_a_merge_takes_over_what_is_lacking_and_a_split_brings_all_back() -> None:
    keep = org(1, credit_code="", legal_person="", identifiers=(("registration", "370900200000001"),))
    drop = org(2, identifiers=(("registration", "370900200000002"),))
    event = merge(keep, drop, "换证前后是同一单位", BY)
    assert isinstance(event, OrgEvent)
    assert fresh(keep).credit_code == code(2) and fresh(keep).legal_person.clear() == "钱校长"
    assert queries.by_code(code(2)) == queries.by_identifier("370900200000002") == keep
    assert queries.as_one(fresh(drop)) == [keep.pk, drop.pk]
    assert isinstance(split(event, "查明是两家", BY), OrgEvent)
    assert fresh(keep).credit_code is None and fresh(keep).legal_person is None
    assert fresh(drop).merged_into is None and queries.by_code(code(2)) == drop
    assert queries.by_identifier("370900200000002") == drop
    assert isinstance(split(event, "再拆", BY), Refusal)


@pytest.mark.django_db
def test_two_codes_are_two_organisations() -> None:
    assert isinstance(merge(org(1), org(2), "同一单位", BY), Refusal)
    assert isinstance(merge(org(1), org(1), "同一单位", BY), Refusal)
    assert isinstance(merge(org(1), org(3, credit_code=""), "", BY), Refusal)


@pytest.mark.django_db
def test_merges_never_make_a_chain() -> None:
    a, b, c = org(1), org(2, credit_code=""), org(3, credit_code="")
    first, second = merge(b, c, "同一单位", BY), merge(a, b, "同一单位", BY)
    assert fresh(c).merged_into_id == a.pk
    assert isinstance(split(first, "不是", BY), Refusal)
    assert isinstance(split(second, "不是", BY), OrgEvent)
    assert fresh(c).merged_into_id == b.pk


@pytest.mark.django_db
def test_a_correction_keeps_what_was_there_and_refuses_what_cannot_be() -> None:
    one = org(1)
    org(2)
    assert isinstance(correct(one, "更名核准通知", BY, name="春风技工学校"), OrgEvent)
    assert list(queries.by_name("春风技工学校")) == [one]
    for values in ({"credit_code": code(2)}, {"credit_code": "1"}, {"name": " "}, {"place_id": 99}):
        assert isinstance(correct(one, "更正", BY, **values), Refusal)
    assert fresh(one).credit_code == code(1)


@pytest.mark.django_db
def test_the_constraint_alone_refuses_an_impossible_row() -> None:
    one = org(1)
    OrgIdentifier.objects.create(org=one, kind="tax_number", value="37090212345678X")
    for row in (
        Org(name="x", kind="other", credit_code=""),
        Org(name="", kind="other"),
        Org(name="x", kind="other", credit_code=code(1)),
        OrgIdentifier(org=one, kind="tax_number", value="37090212345678X"),
        OrgIdentifier(org=one, kind="tax_number", value=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


@pytest.mark.django_db(transaction=True)
def test_two_who_take_in_the_same_list_at_once_make_it_once() -> None:
    rows = [entry(n, identifiers=(("registration", f"3709002{n:08d}"),)) for n in range(1, 50)]
    ready, results = threading.Barrier(3), []

    def take(order: int) -> None:
        try:
            ready.wait()
            with transaction.atomic():
                results.append(find_or_create(rows if order % 2 else rows[::-1]))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 3 and Org.objects.count() == OrgIdentifier.objects.count() == 49
