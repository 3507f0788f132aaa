"""The log in words that an auditor reads."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import chunfeng
from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.desks.staff import log
from chunfeng.desks.staff.log_words import KINDS
from chunfeng.desks.staff.tests.test_desk import login

SOURCE = Path(chunfeng.__file__).parent
#: The engine's steps have the words of their declarations.
BY_DECLARATION = {"step"}


def kinds_in_source() -> set[str]:
    """The first argument of every call of `record` and `record_many` that is written out."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            named = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("record", "record_many")
            )
            if named and isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


def test_everything_that_is_recorded_has_a_name() -> None:
    found = kinds_in_source()
    assert len(found) > 20
    assert found - set(KINDS) - BY_DECLARATION == set()


@pytest.mark.django_db
def test_steps_and_states_are_shown_by_their_titles() -> None:
    clerk = Actor(None, "孙立梅")
    record("open", clerk, "case", "RD2016-000007", step="open", after="draft")
    record("step", clerk, "case", "RD2016-000007", step="submit", before="draft", after="submitted")
    record("login", clerk, "user", "9")
    page = login("auditor", "戊").get("/desk/log/").content.decode()
    for words in ("开始填报", "新收 → 待提交", "提交申请", "待提交 → 待受理", "账号 9"):
        assert words in page, words
    for code in ("draft", "submitted", "step submit"):
        assert code not in page, code


@pytest.mark.django_db
def test_a_person_is_found_by_name_and_by_user_name(monkeypatch: pytest.MonkeyPatch) -> None:
    client, user = login("auditor", "戊"), User.objects.create_user("zhao", name="赵建国")
    record("document.read", Actor(user.pk, "赵建国"), "attachment", "1380b37e")
    record("document.read", Actor(None, "孙立梅"), "attachment", "2480b37e")
    for who in ("赵建国", "zhao"):
        page = client.get("/desk/log/", {"actor": who}).content.decode()
        assert f"何人：{who}" in page and "1380b37e" in page and "2480b37e" not in page
        assert "· ，" not in page and " · 新的在前" in page


@pytest.mark.django_db
def test_only_what_is_filled_in_begins_with_filling_in_and_a_file_leads_to_its_case() -> None:
    record("open", Actor.the_public(), "case", "JC2016-000001", step="open", after="received")
    record("document.read", Actor(None, "孙立梅"), "attachment", "1380b37e", of_kind="case", of="JC2016-000001")
    page = login("auditor", "戊").get("/desk/log/").content.decode()
    assert "开始填报" not in page and "收到" in page
    assert page.count('href="/desk/cases/JC2016-000001/"') == 2 and "1380b37e" not in page


@pytest.mark.django_db
def test_a_long_log_is_walked_both_ways_and_no_page_but_the_first_is_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "PAGE", 3)
    client = login("auditor", "戊")
    for n in range(7):
        record("document.read", Actor(None, "孙立梅"), "attachment", f"1380b37{n}")
    rows = [e.pk for e in Event.objects.filter(kind="document.read").order_by("-pk")]

    def page(query: str) -> str:
        return client.get(f"/desk/log/?kind=document.read{query}").content.decode().replace("&amp;", "&")

    first = page("")
    assert "第1 ～ 3条" in first and "上一页" not in first and f"after={rows[2]}" in first
    second = page(f"&after={rows[2]}")
    assert "后面还有" in second and f"before={rows[3]}" in second and f"after={rows[5]}" in second
    assert "条</span>" not in second
    third = page(f"&after={rows[5]}")
    assert "后面没有了" in third and "下一页" not in third and f"before={rows[6]}" in third
    assert f"before={rows[3]}" in page(f"&before={rows[6]}") and "第1 ～ 3条" in page(f"&before={rows[3]}")


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["after", "before"])
@pytest.mark.parametrize("value", ["-1", "0", "x", "9" * 15, "9" * 40, "1", "%27"])
def test_a_strange_key_in_the_address_shows_a_page_that_is_there(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    monkeypatch.setattr(log, "PAGE", 3)
    client = login("auditor", "戊")
    for n in range(5):
        record("document.read", Actor(None, "孙立梅"), "attachment", f"1380b37{n}")
    answer = client.get(f"/desk/log/?kind=document.read&{key}={value}")
    assert answer.status_code == 200 and "1380b37" not in answer.content.decode().partition("<tbody")[0]
    assert "此条件下没有记录" not in answer.content.decode()
