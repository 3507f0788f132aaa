"""The phone page with a plain browser: no login, no script."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection import actions
from chunfeng.plans.rights.inspection.models import Complaint, Draft
from chunfeng.plans.rights.inspection.tests.conftest import City, Walk, city, done, walk  # noqa: F401

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, str]] = {
    "topic": {"topic": "wages"},
    "employer": {"employer": "宏基建筑", "site": "滨河家园", "place": "370911"},
    "happened": {"said": "三个月没发工资", "since": "2026-08", "still": "yes", "elsewhere": "no"},
    "amount": {"amount": "9,600", "persons": "3"},
    "proof": {},
    "contact": {"reach": "own", "name": "赵建国", "phone": "138 0000 1402"},
}


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def send(client: Client, code: str, **more: Any) -> Any:
    return client.post(f"/w/complaint/{code}/", {**ANSWERS[code], **more})


def answer_all(client: Client, **changed: dict[str, str]) -> None:
    for code in ANSWERS:
        answer = send(client, code, **changed.get(code, {}))
        assert answer.status_code == 302, (code, answer.content.decode())


def handed_in(client: Client, **changed: dict[str, str]) -> tuple[Complaint, str]:
    answer_all(client, **changed)
    assert client.post("/w/complaint/check/").headers["Location"] == "/w/complaint/done/"
    page = client.get("/w/complaint/done/").content.decode()
    code = re.search(r'查询码</p><p class="figure nb">([0-9A-Z]{3}-[0-9A-Z]{3})<', page)
    assert code
    return Complaint.objects.latest("pk"), code[1]


def test_one_question_a_page_to_the_receipt(client: Client, city: City) -> None:  # noqa: F811
    expected = ["employer", "happened", "amount", "proof", "contact"]
    for code, following in zip(ANSWERS, [*expected, "check"], strict=True):
        page = client.get(f"/w/complaint/{code}/")
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1, code
        assert send(client, code).headers["Location"] == f"/w/complaint/{following}/"
    check = client.get("/w/complaint/check/").content.decode()
    assert "9,600.00元" in check and "赵*国 138****1402" in check and "赵建国" not in check
    client.post("/w/complaint/check/")
    complaint = Complaint.objects.get()
    assert (complaint.amount_fen, complaint.persons, complaint.name.clear()) == (960000, 3, "赵建国")
    assert complaint.inspection.case.place.code == "370911"
    receipt = client.get("/w/complaint/done/").content.decode()
    assert complaint.number in receipt and "<svg" in receipt
    accept = complaint.inspection.case.clocks.get(code="accept").due_on
    assert f"{accept.year}年{accept.month}月{accept.day}日" in receipt


def test_an_answer_changed_from_the_check_leads_back_to_it(client: Client, city: City) -> None:  # noqa: F811
    answer_all(client)
    assert 'name="back" value="check"' in client.get("/w/complaint/employer/?back=check").content.decode()
    assert send(client, "employer", employer="别家", back="check").headers["Location"] == "/w/complaint/check/"
    assert "别家" in client.get("/w/complaint/check/").content.decode()


def test_a_new_topic_without_a_sum_skips_that_question(client: Client, city: City) -> None:  # noqa: F811
    answer_all(client)
    assert send(client, "topic", topic="contract", back="check").headers["Location"] == "/w/complaint/check/"
    client.post("/w/complaint/check/")
    assert Complaint.objects.get().amount_fen is None


def test_nobody_gets_past_a_question_by_its_address(client: Client, city: City) -> None:  # noqa: F811
    assert client.get("/w/complaint/contact/").headers["Location"] == "/w/complaint/topic/"
    assert client.get("/w/complaint/check/").headers["Location"] == "/w/complaint/topic/"
    assert client.post("/w/complaint/check/").headers["Location"] == "/w/complaint/topic/"
    send(client, "topic")
    assert client.get("/w/complaint/").headers["Location"] == "/w/complaint/employer/"
    assert client.get("/w/complaint/nonsense/").status_code == 404
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("code", "changed", "said"),
    [
        ("topic", {"topic": "nonsense"}, "请选一件"),
        ("employer", {"employer": " "}, "请写单位"),
        ("employer", {"employer": "某" * 61}, "最多60个字，现有61个字"),
        ("employer", {"place": "110101"}, "请选区县"),
        ("happened", {"since": "2026-13"}, "请写年和月"),
        ("happened", {"since": "2099-01"}, "还没有到这个月"),
        ("happened", {"still": "no"}, "停下来的年和月"),
        ("happened", {"still": "no", "until": "2026-07"}, "应在开始之后"),
        ("happened", {"said": ""}, "请写几句"),
        ("amount", {"amount": "很多"}, "请写金额"),
        ("amount", {"amount": "0"}, "金额要大于0"),
        ("amount", {"persons": "-1"}, "请写人数"),
        ("contact", {"phone": "12345"}, "电话不对"),
        ("contact", {"name": ""}, "请写怎么称呼您"),
        ("contact", {"reach": ""}, "请选怎么找到您"),
    ],
)
def test_a_wrong_answer_comes_back_with_its_sentence(
    client: Client,
    city: City,  # noqa: F811
    code: str,
    changed: dict[str, str],
    said: str,
) -> None:
    for before in list(ANSWERS)[: list(ANSWERS).index(code)]:
        send(client, before)
    answer = send(client, code, **changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page and 'role="alert"' in page
    for value in changed.values():
        if value.strip() and code != "topic" and "place" not in changed:
            assert value in page


def test_sent_twice_is_taken_in_once(client: Client, city: City) -> None:  # noqa: F811
    answer_all(client)
    client.post("/w/complaint/check/")
    client.post("/w/complaint/check/")
    assert Complaint.objects.count() == Case.objects.count() == 1


def test_anonymous_leaves_neither_name_nor_phone(client: Client, city: City) -> None:  # noqa: F811
    complaint, _ = handed_in(client, contact={"reach": "anonymous"})
    assert complaint.anonymous and complaint.secret and complaint.kind == "report"
    assert complaint.name is None and complaint.phone is None


def test_the_draft_is_sealed_ends_with_the_browser_and_with_the_exit(client: Client, city: City) -> None:  # noqa: F811
    answer_all(client)
    cookie = client.cookies["draft"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == "" and cookie["path"] == "/w/"
    stored = Draft.objects.get()
    assert "赵建国".encode() not in bytes(stored.answers.sealed)
    left = client.get("/w/exit/")
    assert left.headers["Location"] == "/" and left.cookies["draft"].value == ""
    assert not Draft.objects.exists()
    assert client.get("/w/complaint/").headers["Location"] == "/w/complaint/topic/"


def test_a_draft_of_yesterday_is_gone(client: Client, city: City) -> None:  # noqa: F811
    send(client, "topic")
    later = timezone.now() + timedelta(hours=24, seconds=1)
    assert actions.of_token(client.cookies["draft"].value, later) is None
    assert actions.forget_drafts(later) == 1


def test_nothing_of_the_draft_stays_but_number_and_code(client: Client, city: City) -> None:  # noqa: F811
    handed_in(client)
    assert set(actions.answers_of(Draft.objects.get())) == {"receipt", "code"}


# ------------------------------------------------------------------ how far it is
def progress(client: Client, complaint: Complaint, code: str) -> str:
    answer = client.post("/w/status/", {"number": complaint.number, "code": code})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_number_and_code_show_how_far_it_is(client: Client, city: City) -> None:  # noqa: F811
    complaint, code = handed_in(client)
    page = progress(Client(), complaint, code.lower().replace("-", " "))
    assert "已经收到" in page and "依法最晚" in page
    assert "赵" not in page and "138" not in page and "宏基" not in page


@pytest.mark.parametrize("write", ["{0}{1}", "{0} {1}", " {0}-{1} ", "{0}－{1}", "{0}—{1}"])
def test_a_number_is_read_however_it_was_copied(client: Client, city: City, write: str) -> None:  # noqa: F811
    complaint, code = handed_in(client)
    written = write.format(*complaint.number.split("-"))
    full_width = "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in written)
    for number in (written, written.lower(), full_width):
        answer = Client().post("/w/status/", {"number": number, "code": code})
        assert answer.status_code == 200, number


def test_the_lost_code_is_given_at_the_counter_and_a_threat_goes_to_the_police(client: Client, db: None) -> None:
    page = client.get("/w/status/").content.decode()
    assert "到当地人社窗口补发" in page and "报您留的电话" not in page
    home = client.get("/w/").content.decode()
    assert 'href="tel:110"' in home and 'href="tel:12333"' in home


def test_the_page_never_says_that_anybody_complained(client: Client, city: City) -> None:  # noqa: F811
    complaint, code = handed_in(client)
    for page in (Client().get("/w/status/").content.decode(), progress(Client(), complaint, code)):
        title = re.search(r"<title>(.*?)</title>", page)
        assert title and title[1].startswith("办理进度")
        assert not re.search("投诉|举报|反映|欠薪|监察", page)


def test_wrong_number_and_wrong_code_sound_the_same(client: Client, city: City) -> None:  # noqa: F811
    complaint, _ = handed_in(client)
    answers = [
        Client().post("/w/status/", {"number": number, "code": code})
        for number, code in ((complaint.number, "ABC-2DE"), ("TS2026-999999", "ABC-2DE"), (complaint.number, ""))
    ]
    assert {a.status_code for a in answers} == {422}
    said = [re.sub(r'value="[^"]*"', "", a.content.decode().split("<main")[1]) for a in answers]
    assert said[0] == said[1] == said[2]


def test_codes_cannot_be_guessed(client: Client, city: City) -> None:  # noqa: F811
    complaint, code = handed_in(client)
    guesser = Client(REMOTE_ADDR="10.0.0.9")
    tries = [guesser.post("/w/status/", {"number": complaint.number, "code": "ABC-2DE"}) for n in range(21)]
    assert [t.status_code for t in tries] == [422] * 20 + [429]
    # Then the true code waits too: who guesses must not learn that it was right. Nobody else has to wait for that.
    true = {"number": complaint.number, "code": code}
    assert guesser.post("/w/status/", true).status_code == 429
    assert client.post("/w/status/", true).status_code == 200


def test_many_addresses_do_not_guess_either(client: Client, city: City) -> None:  # noqa: F811
    complaint, code = handed_in(client)
    for n in range(500):
        Client(REMOTE_ADDR=f"10.0.{n // 20}.{n % 20}").post("/w/status/", {"number": complaint.number, "code": "A2"})
    assert client.post("/w/status/", {"number": complaint.number, "code": code}).status_code == 429


def test_one_address_cannot_flood(client: Client, city: City) -> None:  # noqa: F811
    answers = [client.post("/w/status/", {"number": f"TS2026-{n:06d}", "code": "x2"}).status_code for n in range(61)]
    assert answers[59:] == [422, 429]
    assert client.get("/w/status/").status_code == 200


def test_the_square_code_fills_in_the_number_and_asks_for_the_code(client: Client, city: City) -> None:  # noqa: F811
    complaint, code = handed_in(client)
    page = Client().get(f"/w/status/{complaint.number}/").content.decode()
    assert complaint.number in page and code not in page and "已经收到" not in page


def tell(client: Client, complaint: Complaint, code: str, step: str, **more: Any) -> Any:
    version = Case.objects.get(pk=complaint.inspection.case_id).version
    return client.post(
        f"/w/status/act/{step}/",
        {"number": complaint.number, "code": code, "seen": version, "request_key": f"k-{step}", **more},
    )


def test_the_word_of_who_was_paid_closes_and_reopens(client: Client, city: City, walk: Walk) -> None:  # noqa: F811
    case = walk("performed")
    complaint = case.record.complaints.get()
    code = complaint.code.clear()
    assert "我没有收到" in progress(client, complaint, code)
    answer = tell(client, complaint, code, "say_paid")
    assert answer.status_code == 200 and "记下了：您收到了" in answer.content.decode()
    complaint.refresh_from_db()
    assert complaint.word == "paid"
    page = progress(client, complaint, code)
    assert "您收到了没有" not in page and "您说过：收到了" in page and "我没有收到" in page
    done(case, "close", city.who("head"), "2026-11-30")
    assert tell(client, complaint, code, "say_unpaid").status_code == 200
    case.refresh_from_db()
    assert case.state == "disputed"
    event = Event.objects.filter(object_id=case.number, step="say_unpaid").get()
    assert (event.actor_id, event.actor_name, event.role) == (None, "投诉人", "teller")


def test_the_same_word_sent_twice_counts_once(client: Client, city: City, walk: Walk) -> None:  # noqa: F811
    case = walk("performed")
    complaint = case.record.complaints.get()
    for _ in range(2):
        assert tell(client, complaint, complaint.code.clear(), "say_paid").status_code == 200
    assert Event.objects.filter(step="say_paid").count() == 1


def test_a_stale_page_is_told_so(client: Client, city: City, walk: Walk) -> None:  # noqa: F811
    case = walk("performed")
    complaint = case.record.complaints.get()
    answer = tell(client, complaint, complaint.code.clear(), "say_paid", seen="1")
    assert answer.status_code == 422 and "请看过最新情况再办" in answer.content.decode()


def test_a_teller_takes_no_other_step(client: Client, city: City, walk: Walk) -> None:  # noqa: F811
    case = walk("performed")
    complaint = case.record.complaints.get()
    assert tell(client, complaint, complaint.code.clear(), "close").status_code == 404
    assert tell(client, complaint, "ABC-2DE", "say_paid").status_code == 422
    assert client.get("/w/status/act/say_paid/").status_code == 405


def test_what_the_office_asked_for_can_be_completed(client: Client, city: City) -> None:  # noqa: F811
    case = city.case("2026-11-23")
    done(case, "ask_completion", city.who("chen"), "2026-11-24", note="哪个工地的哪栋楼")
    complaint = case.record.complaints.get()
    assert "哪个工地的哪栋楼" in progress(client, complaint, complaint.code.clear())
    assert tell(client, complaint, complaint.code.clear(), "complete", site="三号楼").status_code == 200
    case.refresh_from_db()
    assert case.state == "received"


def test_evidence_later_needs_words_or_files(client: Client, city: City, walk: Walk) -> None:  # noqa: F811
    case = walk("investigating")
    complaint = case.record.complaints.get()
    code = complaint.code.clear()
    assert "请写几句" in tell(client, complaint, code, "add_statement", said=" ").content.decode()
    assert tell(client, complaint, code, "add_statement", said="有录音").status_code == 200
    assert case.record.evidence.get(kind="statement").said.clear() == "有录音"


def test_true_waiting_times_only_of_five(client: Client, city: City, walk: Walk) -> None:  # noqa: F811
    from chunfeng.plans.rights.inspection.queries import waiting

    mine = city.case("2026-11-23")
    for days in (10, 20, 30, 40):
        _closed(city, days)
    assert waiting(mine.record, timezone.localdate()) is None
    complaint = mine.record.complaints.get()
    assert "说不出通常要多久" in progress(client, complaint, complaint.code.clear())
    _closed(city, 50)
    found = waiting(mine.record, timezone.localdate())
    assert found is not None and found.cases == 5
    opened = sorted(found_days(c) for c in Case.objects.filter(state="closed"))
    assert (found.half, found.nine_in_ten) == (opened[2], opened[4])
    assert f"一半在{found.half}个工作日内办完" in progress(client, complaint, complaint.code.clear())


def found_days(case: Case) -> int:
    from chunfeng.base.policy.values import calendar

    return calendar().workdays_between(timezone.localdate(case.opened_at), timezone.localdate(case.closed_at))


def _closed(city: City, days: int) -> None:  # noqa: F811
    """A matter that was closed a week ago after so many days, as its columns show it."""
    ended = timezone.now() - timedelta(days=7)
    case = city.case((timezone.localdate(ended) - timedelta(days=days)).isoformat())
    day = timezone.localdate(case.opened_at)
    type(case.record).objects.filter(pk=case.record.pk).update(
        state="closed", accepted_on=day, filed_on=day, investigated_on=day, outcome="violation"
    )
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=ended)


# ------------------------------------------------------------------ the page itself
def test_every_page_is_light_and_never_stored(client: Client, city: City) -> None:  # noqa: F811
    answer_all(client)
    sheets = 0
    for name in ("ui/tokens.css", "ui/components.css", "ui/print.css"):
        found = finders.find(name)
        assert found
        with Path(str(found)).open("rb") as sheet:
            sheets += len(gzip.compress(sheet.read()))
    for address in ("/w/", "/w/complaint/topic/", "/w/complaint/happened/", "/w/complaint/check/", "/w/status/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert len(gzip.compress(answer.content)) + sheets < 50_000
        assert "no-store" in answer.headers["Cache-Control"]
        page = answer.content.decode()
        assert "<script" not in page and "style=" not in page and "快速离开" in page and "大字" in page
        assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)


def test_there_are_three_doors_at_most(client: Client, db: None) -> None:
    page = client.get("/w/").content.decode()
    assert 0 < page.count('class="door"') <= 3


def test_a_post_from_another_site_is_refused(city: City) -> None:  # noqa: F811
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/w/complaint/topic/", {"topic": "wages"}).status_code == 403
