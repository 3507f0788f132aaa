"""Rows end when their time is over, are blanked where the law wants them kept, and each end is an event."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from chunfeng.base.access.actor import Actor, Grant
from chunfeng.base.access.models import Assignment, PhoneCode, User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.audit.sealing import seal, verify
from chunfeng.base.documents.models import Attachment
from chunfeng.base.governance import retention
from chunfeng.base.governance.actions import ask
from chunfeng.base.governance.blanking import MARK, blank, personal_fields, still_personal
from chunfeng.base.governance.models import DataRequest
from chunfeng.base.keys import indexes
from chunfeng.base.messages.actions import put
from chunfeng.base.messages.models import Message
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person, PersonEvent
from chunfeng.base.places.models import Place
from chunfeng.base.policy.retention import RETENTIONS
from chunfeng.base.workflow.engine import Refused, Taken, take
from chunfeng.base.workflow.models import Case

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2010, 5, 1, tzinfo=UTC)
DAY = date(2026, 1, 15)


@pytest.fixture
def city() -> Place:
    return Place.objects.create(code="990000", name="春城", kind="city", path="990000/")


def person(**more: object) -> Person:
    values = {"name": "王小春", "number": "990000199001011230", "number_kind": "resident_id", "sex": "F",
              "phone": "13900001111", "account": "6228480000000000018", "address": "春风县东风镇1号"}  # fmt: skip
    return Person.objects.create(**(values | {"born_on": date(1990, 1, 1), "created_at": LONG_AGO} | more))


def own(someone: Person) -> Actor:
    user = User.objects.create_user(f"w{someone.pk}", name="王*春", person=someone)
    Assignment.objects.create(user=user, role="worker", valid_from_on=date(2010, 1, 1))
    may = frozenset({"data_request.ask", "data_request.read"})
    return Actor(user.pk, user.name, (Grant("worker", may, "own", person=someone.pk),))


def officer(city: Place) -> Actor:
    user = User.objects.create_user("officer", name="施静怡")
    may = frozenset({"data_request.read", "data_request.decide"})
    return Actor(user.pk, user.name, (Grant("privacy_officer", may, "place", place_path=city.path),))


def test_every_table_with_personal_columns_and_a_term_has_its_line() -> None:
    assert retention.without_line() == []


def test_every_personal_column_has_a_blank() -> None:
    from chunfeng.base.governance.blanking import blank_of

    seen = 0
    for model in apps.get_models():
        rule = RETENTIONS.get(getattr(model, "RETENTION", ""))
        for field in personal_fields(model) if rule and rule.then == "pseudonymise" else ():
            blank_of(field)
            seen += 1
    assert seen > 20


def test_the_rules_say_when_and_how() -> None:
    assert {rule.then for rule in RETENTIONS.values()} == {"erase", "pseudonymise", "keep"}
    assert all(rule.reference for rule in RETENTIONS.values())


def test_a_person_without_any_matter_for_ten_years_is_blanked_and_stays_for_the_sums() -> None:
    old, fresh = person(), person(number="990000199001011249", phone="13900002222", created_at=timezone.now())
    assert retention.run(DAY)["people.Person"] == 1
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.name.clear(), old.number, old.phone, old.born_on, old.sex) == (MARK, None, None, None, "")
    assert (old.name_key, old.number_key, old.phone_key) == (None, None, None)
    assert old.get_absent_because_display() == "已依法删除"
    assert fresh.number.clear() == "990000199001011249"
    event = Event.objects.get(kind="retention.pseudonymise")
    assert (event.object_id, event.known["rows"], event.known["rule"]) == ("people.Person", [old.pk], "people.person")
    # Once is enough: nothing is found again and nothing is logged again.
    assert retention.run(DAY) == {}


def test_a_matter_within_ten_years_or_in_hand_keeps_a_person(city: Place) -> None:
    kept, gone = person(), person(number="990000199001011249", phone="13900002222")
    for someone, closed in ((kept, datetime(2020, 1, 1, tzinfo=UTC)), (gone, datetime(2011, 1, 1, tzinfo=UTC))):
        case = ask(own(someone), "see", "", place=city, person=someone, at=LONG_AGO)
        assert isinstance(case, Case)
        Case.objects.filter(pk=case.pk).update(closed_at=closed)
    assert retention.run(DAY)["people.Person"] == 1
    kept.refresh_from_db()
    assert kept.phone is not None


@pytest.mark.parametrize(("on", "over"), [(date(2016, 7, 14), False), (date(2016, 7, 16), True)])
def test_a_message_is_erased_on_the_day_after_its_six_months(on: date, over: bool) -> None:
    message = put("inbox", "7", "test", "您好", "retention-1")
    assert isinstance(message, Message)
    Message.objects.filter(pk=message.pk).update(created_at=datetime(2016, 1, 15, 4, tzinfo=UTC))
    waiting = put("phone", "13900001111", "test", "您好", "retention-2")
    assert isinstance(waiting, Message)
    Message.objects.filter(pk=waiting.pk).update(created_at=LONG_AGO)
    assert retention.run(on).get("outbox.Message", 0) == int(over)
    assert Message.objects.filter(pk=message.pk).exists() is not over
    assert Message.objects.filter(pk=waiting.pk).exists()


def test_words_in_the_log_go_and_the_seals_hold() -> None:
    record("look", Actor.the_system(), "person", 1, note="来人要求查看", at=LONG_AGO)
    seal()
    assert retention.run(DAY)["audit.Event"] == 1
    assert not Event.objects.exclude(note="").exists()
    seal()
    assert list(verify()) == []


def test_words_on_a_case_stay_with_the_case(city: Place) -> None:
    someone = person()
    case = ask(own(someone), "see", "", place=city, person=someone, at=LONG_AGO)
    assert isinstance(case, Case)
    record("step", Actor.the_system(), "case", case.number, note="同意", at=LONG_AGO)
    Case.objects.filter(pk=case.pk).update(closed_at=datetime(2012, 1, 1, tzinfo=UTC))
    retention.run(DAY)
    assert Event.objects.filter(object_id=case.number, note="同意").exists()
    done = retention.run(date(2043, 1, 1))
    assert done["workflow.Case"] == done["audit.Event"] == 1
    case.refresh_from_db()
    assert case.person is None
    assert not Event.objects.filter(note="同意").exists()


def test_history_that_was_taken_back_goes_from_its_end() -> None:
    one, two = person(), person(number="990000199001011249", phone="13900002222")
    merged = PersonEvent.objects.create(
        kind="merged", person=one, other=two, by_name="周", why="同一人", before="{}", at=LONG_AGO
    )
    PersonEvent.objects.create(
        kind="split", person=one, other=two, undoes=merged, by_name="周", why="不是", before="{}", at=LONG_AGO
    )
    retention.run(DAY)
    retention.run(DAY)
    assert not PersonEvent.objects.exists()


def test_an_office_that_nobody_deals_with_loses_its_people_not_its_name() -> None:
    org = Org.objects.create(
        name="春风技校", kind="provider", legal_person="李某某", phone="05380000000", created_at=LONG_AGO
    )
    assert retention.run(DAY)["orgs.Org"] == 1
    org.refresh_from_db()
    assert (org.name, org.legal_person, org.phone, org.phone_key) == ("春风技校", None, None, None)


def test_a_closed_account_forgets_its_password_after_three_years() -> None:
    gone = User.objects.create_user("gone", "a-long-password-of-old", name="离任", is_active=False, created_at=LONG_AGO)
    Assignment.objects.create(
        user=gone, role="leader", valid_from_on=date(2010, 1, 1), ended_at=datetime(2012, 1, 1, tzinfo=UTC)
    )
    here = User.objects.create_user("here", "a-long-password-of-now", name="在任", created_at=LONG_AGO)
    assert retention.run(DAY)["access.User"] == 1
    gone.refresh_from_db()
    here.refresh_from_db()
    assert not gone.check_password("a-long-password-of-old")
    assert here.check_password("a-long-password-of-now")


def test_the_title_of_a_request_is_kept_in_one_language_and_shown_in_that_of_the_reader(city: Place) -> None:
    someone = person()
    with override("en"):
        case = ask(own(someone), "see", "", place=city, person=someone)
        assert isinstance(case, Case) and str(DataRequest.KINDS["see"]) == "Access"
    assert case.title == "查阅"


def test_files_go_ten_years_after_their_case_closed(city: Place) -> None:
    import io

    from chunfeng.base.documents import actions as documents

    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    someone = person()
    case = ask(own(someone), "see", "", place=city, person=someone, at=LONG_AGO)
    assert isinstance(case, Case)
    kept = documents.store(
        io.BytesIO(pdf), name="证明.pdf", object_kind="case", object_uid=case.number, by=Actor.the_system()
    )
    assert isinstance(kept, Attachment)
    retention.run(DAY)
    assert Attachment.objects.filter(pk=kept.pk).exists(), "a case in hand keeps its files"
    Case.objects.filter(pk=case.pk).update(closed_at=datetime(2012, 1, 1, tzinfo=UTC))
    kept.file.__class__.objects.update(stored_at=LONG_AGO)
    done = retention.run(DAY)
    done = {**done, **retention.run(DAY)}
    assert done["documents.Attachment"] == 1
    assert not Attachment.objects.filter(pk=kept.pk).exists()
    assert not kept.file.__class__.objects.filter(pk=kept.file_id).exists()


def test_login_codes_last_a_day() -> None:
    PhoneCode.objects.create(token="t", phone="13900001111", digest=b"x", made_at=timezone.now() - timedelta(days=2))
    assert retention.run(timezone.localdate())["access.PhoneCode"] == 1


def test_a_dry_look_changes_nothing() -> None:
    person()
    found = {due.model._meta.label: due.rows.count() for due in retention.due(DAY)}
    assert found["people.Person"] == 1
    assert Person.objects.get().phone is not None
    assert not Event.objects.filter(kind__startswith="retention").exists()


def test_blanking_twice_is_blanking_once() -> None:
    someone = person()
    assert "number" in blank(someone)
    someone.refresh_from_db()
    assert blank(someone) == []
    assert not still_personal(Person.objects.all()).exists()


# ------------------------------------------------------------------ a person's own wish
def test_a_granted_wish_erases_what_identifies_and_keeps_the_archive(city: Place) -> None:
    someone = person()
    me = own(someone)
    old = ask(me, "correct", "姓名写错了：王小春", place=city, person=someone, at=LONG_AGO)
    assert isinstance(old, Case)
    given = {"answer": "已更正", "name": "王晓春"}
    assert isinstance(take(old, "correct", actor=officer(city), seen=1, answers=given), Taken)
    put("phone", "13900001111", "test", "旧的消息", "old-message")
    case = ask(me, "erase", "我不在这里了", place=city, person=someone)
    assert isinstance(case, Case)
    by = Actor(None, "施静怡", officer_again(city))
    assert isinstance(take(case, "grant", actor=by, seen=1, answers={"answer": "已删除"}), Taken)
    someone.refresh_from_db()
    assert (someone.name.clear(), someone.number, someone.phone, someone.account) == (MARK, None, None, None)
    assert not User.objects.get(pk=me.user).is_active
    assert PersonEvent.objects.get().before.clear() == MARK
    left = Message.objects.filter(to_key__in=indexes("13900001111", "contact"))
    assert [message.template for message in left] == ["data_request.erased"]
    request = DataRequest.objects.get(case=case)
    assert (request.state, request.wish) == ("granted", "")
    assert Event.objects.filter(kind="person.erase", object_id=str(someone.uid)).count() == 1
    assert Case.objects.filter(pk=old.pk, state="granted").exists()
    seal()
    assert list(verify()) == []
    with connection.cursor() as cursor:
        cursor.execute("select facts, note from audit_event")
        assert "王小春" not in str(cursor.fetchall())


def test_a_correction_changes_the_record_or_says_why_not(city: Place) -> None:
    someone, clerk = person(), officer(city)
    case = ask(own(someone), "correct", "电话换了，身份证号错了一位", place=city, person=someone)
    assert isinstance(case, Case)

    def corrected(**given: str) -> object:
        return take(case, "correct", actor=clerk, seen=1, answers={"answer": "已按证件更正"} | given)

    assert "更正并答复" in str(take(case, "grant", actor=clerk, seen=1, answers={"answer": "已更正"}))
    assert str(corrected()) == "至少填写一项更正后的内容"
    assert str(corrected(phone="1" * 41)) == "太长，核对是否填错项"
    assert "校验" in str(corrected(number="990000199001011231"))
    someone.refresh_from_db()
    assert someone.phone and someone.phone.clear() == "13900001111"
    assert isinstance(corrected(phone="13900002222"), Taken)
    someone.refresh_from_db()
    assert someone.phone.clear() == "13900002222" and someone.name.clear() == "王小春"
    event = PersonEvent.objects.get()
    assert (event.kind, event.by_user, event.why.clear()) == ("corrected", clerk.user, case.number)
    assert "13900002222" not in "".join(Event.objects.values_list("facts", flat=True))


def test_the_same_wish_is_one_matter(city: Place) -> None:
    someone = person()
    me = own(someone)
    first = ask(me, "erase", "", place=city, person=someone)
    assert isinstance(first, Case)
    assert first.number in str(ask(me, "erase", "再说一遍", place=city, person=someone))
    assert isinstance(ask(me, "correct", "电话换了", place=city, person=someone), Case)


def test_only_a_wish_for_correction_is_answered_by_correcting(city: Place) -> None:
    someone = person()
    case = ask(own(someone), "erase", "", place=city, person=someone)
    assert isinstance(case, Case)
    wrong = take(case, "correct", actor=officer(city), seen=1, answers={"answer": "x", "phone": "13900002222"})
    assert str(wrong) == "不是更正请求"


def officer_again(city: Place) -> tuple[Grant, ...]:
    may = frozenset({"data_request.read", "data_request.decide"})
    return (Grant("privacy_officer", may, "place", place_path=city.path),)


def test_a_matter_in_hand_stands_against_erasing(city: Place) -> None:
    someone = person()
    me = own(someone)
    ask(me, "see", "", place=city, person=someone)
    case = ask(me, "erase", "", place=city, person=someone)
    assert isinstance(case, Case)
    refused = take(case, "grant", actor=officer(city), seen=1, answers={"answer": "已删除"})
    assert isinstance(refused, Refused)
    assert "还有1件在办事项" in str(refused)
    someone.refresh_from_db()
    assert someone.phone is not None
