"""Stored pages: ready bytes, no query, no cookie; made anew when what they are made of changes, and never half."""

from __future__ import annotations

import gzip
import os
import time
from datetime import timedelta

import brotli
import pytest
from django.conf import settings
from django.test import Client

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.desks.open import kinds, sources
from chunfeng.desks.open.site_map import CORRECTED, GUIDES, LIST, ROBOTS
from chunfeng.desks.open.stored import SHELF, file_of, folder
from chunfeng.desks.open.tests.conftest import TODAY, Day
from chunfeng.plans.training.providers.demo import Clockwork, publish

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, encoding: str = "", **headers: str):
    return client.get(path, headers={"accept-encoding": encoding, **headers})


def test_the_same_page_in_three_encodings(client: Client) -> None:
    plain = get(client, "/guides/")
    assert plain.status_code == 200 and "Content-Encoding" not in plain
    packed = get(client, "/guides/", "gzip, deflate, br")
    assert packed["Content-Encoding"] == "br" and brotli.decompress(packed.content) == plain.content
    older = get(client, "/guides/", "gzip;q=1.0, br;q=0")
    assert older["Content-Encoding"] == "gzip" and gzip.decompress(older.content) == plain.content
    assert len({plain["ETag"], packed["ETag"], older["ETag"]}) == 3
    assert get(client, "/guides/", "identity;q=1, *;q=0").content == plain.content


def test_cacheable_for_everybody(client: Client) -> None:
    shown = get(client, "/guides/", "br")
    assert not shown.cookies
    assert shown["Cache-Control"].startswith("public, max-age=")
    assert {"Accept-Encoding", "Cookie"} <= {v.strip() for v in shown["Vary"].split(",")}
    again = get(client, "/guides/", "br", **{"if-none-match": shown["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == shown["ETag"]
    assert client.head("/guides/").status_code == 200
    assert client.post("/guides/").status_code == 405


def test_serving_asks_nothing_of_the_database(client: Client, django_assert_num_queries) -> None:
    client.force_login(User.objects.create(username="someone", name="甲"))
    first = get(client, "/guides/")
    with django_assert_num_queries(0):
        assert get(client, "/guides/").content == first.content


def test_language_and_large_type_are_pages_of_their_own(client: Client) -> None:
    chinese = get(client, "/guides/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = get(client, "/guides/").content.decode()
    client.cookies.clear()
    assert 'lang="zh-CN"' in chinese and '<html lang="en"' in english
    client.cookies["view"] = "large"
    assert 'data-view="large"' in get(client, "/guides/").content.decode()
    assert 'data-view="large"' not in chinese


def test_made_anew_when_its_source_moved(client: Client, walk: Clockwork, django_assert_num_queries) -> None:
    assert "第0职业培训学校" not in get(client, "/lists/providers-on-notice/").content.decode()
    guides = get(client, "/guides/")["ETag"]
    publish(walk)
    assert sources.look()
    assert not sources.look(), "nothing happened since"
    assert kinds.refresh(kinds=(LIST,)) > 0
    with django_assert_num_queries(0):
        assert "第0职业培训学校" in get(client, "/lists/providers-on-notice/").content.decode()
        assert get(client, "/guides/")["ETag"] == guides


def test_without_a_worker_a_page_is_late_by_a_minute(client: Client, walk: Clockwork) -> None:
    get(client, "/lists/providers-on-notice/")
    publish(walk)
    assert "第0职业培训学校" not in get(client, "/lists/providers-on-notice/").content.decode()
    long_ago = time.time() - sources.SILENCE - 1
    os.utime(sources._file(), (long_ago, long_ago))
    assert "第0职业培训学校" in get(client, "/lists/providers-on-notice/").content.decode()


def test_an_event_that_was_committed_late_counts(walk: Clockwork) -> None:
    early = record("step", Actor.the_system(), "case", walk.case.number)
    record("step", Actor.the_system(), "case", walk.case.number)
    Event.objects.filter(pk=early.pk).delete()
    sources.look(now=0)
    sources.look(now=1)
    before = LIST.version({"code": "providers"})
    early.save(force_insert=True)
    assert sources.look(now=2)
    assert LIST.version({"code": "providers"}) != before
    # Settled after two rollings: then the floor has passed it and it is not counted twice.
    for now in (100, 200, 300):
        assert not sources.look(now=now)


def test_half_a_file_is_no_page(client: Client) -> None:
    whole = get(client, "/guides/").content
    file = file_of("/guides/", GUIDES.variant("zh-hans", False))
    file.write_bytes(file.read_bytes()[:-100])
    assert SHELF.get(file) is None
    assert get(client, "/guides/").content == whole


def test_what_is_not_there_is_not_stored(client: Client) -> None:
    for path in (
        "/guides/no.such/",
        "/lists/none/",
        "/lists/none.csv",
        "/policy/T-99/",
        "/data/none.csv",
        "/lists/providers/1/",
    ):
        assert get(client, path).status_code == 404, path
    assert not list(folder().rglob("*.page"))


def test_the_worker_makes_all_and_then_nothing(client: Client, day: Day) -> None:
    cheap = (GUIDES, LIST, CORRECTED, ROBOTS)
    lists = sum(1 for _ in LIST.every())
    assert kinds.refresh(2, cheap) == 2
    assert kinds.refresh(50, cheap) == 2 * (2 + lists) + 1 - 2
    assert kinds.refresh(50, cheap) == 0
    client.cookies["view"] = "large"
    get(client, "/guides/")
    record("correction", Actor.the_system(), "open_list", "providers", entry="x", columns=[], gone=True)
    assert kinds.refresh(50, cheap) == 2
    day.set(TODAY + timedelta(days=1))
    assert kinds.refresh(50, cheap) == 2 * (1 + lists) + 1, "the large one too, for it was asked for"
