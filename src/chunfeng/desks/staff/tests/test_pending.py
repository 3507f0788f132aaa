"""What one system administrator proposes takes effect only by a second person, however either of them tries."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from chunfeng.base.access import posts, resets
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.posts import give
from chunfeng.base.audit.models import Event
from chunfeng.base.messages.queries import inbox
from chunfeng.base.places.models import Place
from chunfeng.desks.staff.passwords import propose_reset
from chunfeng.desks.staff.tests.test_accounts import day, person, together
from chunfeng.desks.staff.tests.test_desk import login

pytestmark = pytest.mark.django_db
ALL = "/desk/accounts/pending/"
OLD = "a long enough password"
YES = {"act": "confirm"}


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def county() -> Place:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    return Place.objects.create(code="990001", name="东县", kind="county", parent=city, path="990000/990001/")


def who(name: str) -> User:
    return User.objects.get(username=name)


def proposed(admin: Client, user: User, role: str, **more: str) -> Assignment:
    asked = {"role": role, "place": "990001", "from": str(day(0))} | more
    answer = admin.post(f"/desk/accounts/{user.pk}/", asked)
    assert answer.status_code == 302, answer.content.decode()
    return user.assignments.latest("pk")


def at(post: Assignment) -> str:
    return f"{ALL}posts/{post.pk}/"


def test_a_post_works_only_after_a_second_person_confirmed_it(county: Place) -> None:
    admin, second, chosen = (
        login("system_admin", "丁"),
        login("policy_admin", "甲"),
        login("grid_assistant", "乙", county),
    )
    post = proposed(admin, who("乙"), "section_head")
    assert post.waits_since and chosen.get("/desk/findings/").status_code == 403
    assert "待确认" in admin.get(f"/desk/accounts/{who('乙').pk}/").content.decode()
    assert "待确认" in admin.get("/desk/accounts/").content.decode()
    assert "丁提出由乙担任培训科负责人（东县）" in inbox(who("甲").pk).get().text.clear()
    start = second.get("/desk/").content.decode()
    assert re.search(rf'href="{ALL}"[^>]*>待确认<span class="note">1</span>', start)
    assert at(post) in second.get(ALL).content.decode()
    page = second.get(at(post)).content.decode()
    assert "东县" in page and "丁" in page and "网格协管员" in page and "确认后，乙从" in page
    assert second.post(at(post), YES).status_code == 302
    post.refresh_from_db()
    assert post.waits_since is None and post.confirmed_by == who("甲")
    assert chosen.get("/desk/findings/").status_code == 200
    event = Event.objects.get(kind="account.confirm")
    assert event.actor_id == who("甲").pk and event.known["proposer"] == who("丁").pk
    assert "已确认生效" in inbox(who("丁").pk).get().text.clear()
    assert second.get(at(post)).status_code == 404
    assert second.post(at(post), YES).status_code == 302 and Event.objects.filter(kind="account.confirm").count() == 1


def test_neither_who_proposed_nor_whom_it_concerns_nor_who_lacks_the_right_confirms(county: Place) -> None:
    admin, other, auditor = login("system_admin", "丁"), login("policy_admin", "甲"), login("auditor", "戊")
    login("system_admin", "己")
    post = proposed(admin, who("甲"), "section_head")
    reset = f"{ALL}resets/{who('甲').pk}/"
    for client, status in ((admin, 404), (other, 404), (auditor, 403), (Client(), 302)):
        assert client.get(at(post)).status_code == status
        client.post(at(post), YES)
        client.post(at(post), {"act": "refuse", "why": "不"})
    post.refresh_from_db()
    assert post.waits_since and post.ended_at is None and not Event.objects.filter(kind="account.confirm").exists()
    for by in (who("丁"), who("甲"), who("戊")):
        assert posts.confirm(post, by.pk) == posts.refuse(post, by.pk) == "要由提出人和本人以外的人确认"
    propose_reset(who("甲"), _actor("丁"))
    seen = who("甲").reset_at
    assert seen
    for client, status in ((admin, 404), (auditor, 403)):
        assert client.get(reset).status_code == status
        client.post(reset, YES | {"seen": seen.isoformat()})
    for by in (who("丁"), who("甲"), who("戊")):
        assert resets.confirm(who("甲"), by.pk, seen) == "要由提出人和本人以外的人确认"
    assert not who("甲").has_usable_password()


def _actor(name: str):  # type: ignore[no-untyped-def]
    from chunfeng.base.access.actor import actor_of

    return actor_of(who(name))


def test_the_database_itself_knows_that_they_are_two(county: Place) -> None:
    one, two = person("one"), person("two")
    for by in (one, two):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(
                user=one, role="leader", place=county, valid_from_on=day(0), given_by=two, confirmed_by=by
            )


def test_a_substitute_and_whoever_is_on_leave_are_one_hand(county: Place) -> None:
    """Also when the leave is over by then."""
    principal, deputy = login("system_admin", "丁"), login("grid_assistant", "乙", county)
    login("policy_admin", "甲")
    assert isinstance(give(who("乙"), "system_admin", first=day(0), last=day(9), on_behalf_of=who("丁")), Assignment)
    post = proposed(deputy, person("one"), "section_head")
    posts.end(who("乙").assignments.get(role="system_admin"))
    assert principal.get(at(post)).status_code == 404
    assert posts.confirm(post, who("丁").pk) == "要由提出人和本人以外的人确认"
    assert not posts.confirm(post, who("甲").pk)


def test_the_list_leads_only_those_to_a_page_who_may_confirm_and_tells_the_others_why(county: Place) -> None:
    principal, deputy, second = (
        login("system_admin", "丁"),
        login("system_admin", "乙"),
        login("policy_admin", "甲"),
    )
    login("policy_admin", "丙")
    assert isinstance(give(who("乙"), "policy_admin", first=day(0), last=day(9), on_behalf_of=who("甲")), Assignment)
    of_deputy, of_second = proposed(deputy, person("one"), "leader"), proposed(principal, who("甲"), "inspector")
    one_time(principal.post(f"/desk/accounts/{person('two', 'leader', county).pk}/reset/"))
    reset = f"{ALL}resets/{who('two').pk}/"
    own, hand, mine = "我提出的，由另一人确认", "我与提出人或本人有代理关系，由另一人确认", "是我自己的，由另一人确认"
    for client, led, said in (
        (principal, [at(of_deputy)], [own, own]),
        (deputy, [reset], [own, hand]),
        (second, [reset], [hand, mine]),
    ):
        page = client.get(ALL).content.decode()
        every = [at(of_deputy), at(of_second), reset]
        assert [url for url in every if f'href="{url}"' in page] == led
        assert [client.get(url).status_code == 200 for url in every] == [url in led for url in every]
        count = re.search(r'待确认<span class="note">(\d+)</span>', page)
        assert (int(count[1]) if count else None) in (len(led), None), "what another must confirm is not counted"
        assert bool(count) or client is principal, "of two posts the bar shows the first's"
        assert sorted(word for word in (own, hand, mine) for _n in range(page.count(word))) == sorted(said)


def test_a_duty_that_was_given_in_between_speaks_against_it(county: Place) -> None:
    admin, second, user = login("system_admin", "丁"), login("policy_admin", "甲"), person("one")
    post = proposed(admin, user, "section_checker")
    Assignment.objects.create(user=user, role="section_head", place=county, valid_from_on=day(-1))
    answer = second.post(at(post), YES)
    assert answer.status_code == 422 and "不能是同一人" in answer.content.decode()
    post.refresh_from_db()
    assert post.waits_since and not Event.objects.filter(kind="account.confirm").exists()


def test_what_waits_counts_against_other_posts_and_cannot_be_stood_in_for(county: Place) -> None:
    admin, user, deputy = login("system_admin", "丁"), person("one"), person("deputy")
    login("policy_admin", "甲")
    proposed(admin, user, "section_checker")
    assert "不能是同一人" in str(give(user, "section_head", first=day(0), place=county))
    stands_in = give(deputy, "section_checker", first=day(0), last=day(3), place=county, on_behalf_of=user)
    assert "不能代理" in str(stands_in)


def test_a_refusal_needs_a_reason_and_is_told_to_who_proposed(county: Place) -> None:
    admin, second, chosen = (
        login("system_admin", "丁"),
        login("policy_admin", "甲"),
        login("grid_assistant", "乙", county),
    )
    post = proposed(admin, who("乙"), "leader")
    assert second.post(at(post), {"act": "refuse", "why": " "}).status_code == 422
    assert second.post(at(post), {"act": "refuse", "why": "没有任命文件"}).status_code == 302
    post.refresh_from_db()
    assert post.ended_at and post.confirmed_by is None
    assert Event.objects.get(kind="account.refuse").note == "没有任命文件"
    assert "没有任命文件" in inbox(who("丁").pk).get().text.clear()
    assert "未获确认" in admin.get(f"/desk/accounts/{who('乙').pk}/").content.decode()
    assert chosen.get("/desk/findings/").status_code == 403


def test_who_proposed_may_withdraw(county: Place) -> None:
    admin, second, user = login("system_admin", "丁"), login("policy_admin", "甲"), person("one")
    post = proposed(admin, user, "leader")
    url = f"/desk/accounts/{user.pk}/posts/{post.pk}/end/"
    assert "撤回岗位" in admin.get(url).content.decode() and admin.post(url).status_code == 302
    assert Event.objects.filter(kind="account.withdraw").count() == 1
    assert second.get(at(post)).status_code == 404 and "没有等人确认" in second.get(ALL).content.decode()


def test_posts_of_organisations_need_no_second_person(county: Place) -> None:
    admin, user = login("system_admin", "丁"), person("one")
    assert proposed(admin, user, "expert").waits_since is None
    assert Event.objects.filter(kind="account.assign").count() == 1


def test_with_nobody_to_confirm_it_is_said_beforehand_and_nothing_waits_for_ever(county: Place) -> None:
    admin, user = login("system_admin", "丁"), person("one")
    url = f"/desk/accounts/{user.pk}/"
    assert "工作人员的岗位现在给不了：没有另一个人能确认" in admin.get(url).content.decode()
    answer = admin.post(url, {"role": "leader", "place": "990001", "from": str(day(0))})
    assert answer.status_code == 422 and "chunfeng account create" in answer.content.decode()
    held = person("held", "leader", county)
    assert "密码现在重设不了" in admin.get(f"/desk/accounts/{held.pk}/").content.decode()
    assert admin.post(f"/desk/accounts/{held.pk}/reset/").status_code == 302
    assert who("held").reset_at is None and not Assignment.objects.exclude(waits_since=None).exists()
    login("policy_admin", "甲")
    assert "能确认的是：甲" in admin.get(url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_decision(county: Place) -> None:
    admin, user = login("system_admin", "丁"), person("one")
    clients = [login("policy_admin", name) for name in "甲乙丙"]
    post = proposed(admin, user, "leader")
    no = {"act": "refuse", "why": "不"}
    together(*((lambda c=c, a=a: c.post(at(post), a)) for c, a in zip(clients, (YES, no, YES), strict=True)))
    assert Event.objects.filter(kind__in=("account.confirm", "account.refuse")).count() == 1
    post.refresh_from_db()
    assert (post.waits_since is None) != (post.ended_at is not None)


# ---------------------------------------------------------------- resets
def one_time(answer) -> str:  # type: ignore[no-untyped-def]
    assert answer.status_code == 200
    found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", answer.content.decode())
    assert found
    return found[0]


def enters(name: str, password: str) -> bool:
    cache.clear()
    answer = Client().post("/login/", {"login": name, "password": password})
    assert answer.status_code == 302 or "确认以前新旧密码都登不进来" in answer.content.decode()
    return answer.status_code == 302


def test_a_reset_lets_nobody_in_before_it_is_confirmed(county: Place) -> None:
    admin, second, head = login("system_admin", "丁"), login("policy_admin", "甲"), login("section_head", "乙", county)
    reset = f"/desk/accounts/{who('乙').pk}/reset/"
    assert head.get("/desk/findings/").status_code == 200 and enters("乙", OLD)
    new = one_time(admin.post(reset))
    assert not enters("乙", new) and not enters("乙", OLD)
    assert head.get("/desk/findings/").status_code == 302
    assert "提出重设乙" in inbox(who("甲").pk).get().text.clear()
    page = second.get(f"{ALL}resets/{who('乙').pk}/").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen and "培训科负责人（东县）" in page and "请先向乙本人核实" in page
    newer = one_time(admin.post(reset))
    stale = second.post(f"{ALL}resets/{who('乙').pk}/", YES | {"seen": seen[1]})
    assert stale.status_code == 422 and not enters("乙", new)
    now = who("乙").reset_at
    assert now
    assert second.post(f"{ALL}resets/{who('乙').pk}/", YES | {"seen": now.isoformat()}).status_code == 302
    assert enters("乙", newer) and not enters("乙", new) and not enters("乙", OLD)
    held = who("乙")
    assert held.must_change_password and not held.next_password and not held.kept_password
    assert Event.objects.get(kind="reset.confirm").known["proposer"] == who("丁").pk


@pytest.mark.parametrize("how", ["refuse", "withdraw"])
def test_the_old_login_comes_back_whole(county: Place, how: str) -> None:
    admin, second = login("system_admin", "丁"), login("policy_admin", "甲")
    head = login("section_head", "乙", county) and who("乙")
    TOTP.activate(head, generate_totp_secret())
    new = one_time(admin.post(f"/desk/accounts/{head.pk}/reset/"))
    seen = who("乙").reset_at
    assert seen
    if how == "refuse":
        asked = {"act": "refuse", "why": "本人没有要求", "seen": seen.isoformat()}
        assert second.post(f"{ALL}resets/{head.pk}/", asked).status_code == 302
    else:
        assert "撤回重设" in admin.get(f"/desk/accounts/{head.pk}/").content.decode()
        assert admin.post(f"/desk/accounts/{head.pk}/reset/withdraw/").status_code == 302
    assert enters("乙", OLD) and not enters("乙", new)
    assert head.authenticator_set.count() == 1 and Event.objects.filter(kind=f"reset.{how}").count() == 1


def test_a_login_half_way_through_ends_with_the_reset(county: Place) -> None:
    admin, _second, secret = login("system_admin", "丁"), login("policy_admin", "甲"), generate_totp_secret()
    head = login("section_head", "乙", county) and who("乙")
    TOTP.activate(head, secret)
    thief = Client()
    assert thief.post("/login/", {"login": "乙", "password": OLD})["Location"].startswith("/second/authenticate/")
    one_time(admin.post(f"/desk/accounts/{head.pk}/reset/"))
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    thief.post("/second/authenticate/", {"code": code})
    assert thief.get("/desk/findings/").status_code == 302


def test_ending_the_post_first_does_not_spare_the_second_person(county: Place) -> None:
    admin, _second, head = (
        login("system_admin", "丁"),
        login("policy_admin", "甲"),
        person("head", "section_head", county),
    )
    posts.end(head.assignments.get())
    assert not enters("head", one_time(admin.post(f"/desk/accounts/{head.pk}/reset/")))


def test_a_closed_account_waits_for_nobody(county: Place) -> None:
    admin, second, head = (
        login("system_admin", "丁"),
        login("policy_admin", "甲"),
        person("head", "section_head", county),
    )
    post = proposed(admin, head, "grid_assistant")
    admin.post(f"/desk/accounts/{head.pk}/reset/")
    admin.post(f"/desk/accounts/{head.pk}/close/", {"why": "调离"})
    assert "没有等人确认" in second.get(ALL).content.decode() and second.get(at(post)).status_code == 404
    assert who("head").reset_at is None and not who("head").next_password


def test_a_post_that_ran_out_while_it_waited_is_refused(county: Place) -> None:
    admin, second, user = login("system_admin", "丁"), login("policy_admin", "甲"), person("one")
    post = proposed(admin, user, "leader", to=str(day(9)))
    Assignment.objects.filter(pk=post.pk).update(valid_from_on=date(2016, 1, 1), valid_to_on=day(0) - timedelta(days=1))
    assert second.post(at(post), YES).status_code == 422
