"""Stories: what persons do on the real pages, in Chromium, each in a browser context of the own.

Time stands still until a story moves it. The server runs in a thread of this process, so that both have one clock.
A screenshot of every stage goes to CHUNFENG_STORIES, by default .cache/stories, under database and story.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache as counts
from django.db import connection, connections
from django.utils import timezone

from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.documents.tests import samples
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.desks.open.tests import conftest as open_desk
from chunfeng.desks.open.tests import test_browser
from chunfeng.desks.ui.tests.test_browser import too_wide
from chunfeng.site.demo.personas import settle
from chunfeng.site.jobs import JOBS
from chunfeng.site.worker import Worker

browser, empty_store = test_browser.browser, open_desk.empty_store
SHOTS = Path(os.environ.get("CHUNFENG_STORIES") or Path(__file__).parents[2] / ".cache" / "stories")
CREDIT_CODE_OF_EMPLOYER = "91350100M000100Y43"


def named(text: str) -> re.Pattern[str]:
    """A label, whether or not its question may be left open."""
    return re.compile(rf"^{re.escape(text)}(（选填）)?$")


@cache
def sheet() -> bytes:
    return samples.pdf()


class Person:
    """Somebody at a browser: a member of staff at a desk or with a phone, or a citizen whom nobody knows."""

    def __init__(self, story: Story, username: str, width: int) -> None:
        self.story, self.username = story, username
        self.context = story.browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
        self.context.set_default_timeout(10_000)
        self.tab = self.context.new_page()
        self.tab.on("console", lambda message: self._said(message.text))
        self.tab.on("pageerror", lambda error: self._said(str(error)))
        self.tab.on("response", lambda answer: self._said(answer.url) if answer.status >= 500 else None)

    def _said(self, text: str) -> None:
        # A form that comes back with what is wrong is no failure; browsers report its status as one.
        if "422" not in text:
            self.story.complaints.append(f"{self.username}: {text}")

    def come_in(self) -> Person:
        """Logged in as of now, second factor included: a session of last week is over."""
        session = signed_in(User.objects.get(username=self.username)).session
        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": session.session_key,
            "domain": "localhost",
            "path": "/",
        }
        self.context.add_cookies([cookie | {"httpOnly": True, "secure": settings.SESSION_COOKIE_SECURE}])
        return self.open("/start/")

    def open(self, path: str) -> Person:
        self.tab.goto(path if path.startswith("http") else self.story.address + path)
        return self

    def see(self, *texts: str) -> Person:
        for text in texts:
            try:
                self.tab.get_by_text(text).filter(visible=True).first.wait_for()
            except Exception:
                self.tab.screenshot(path=self.story.folder / "seen-instead.png", full_page=True)
                raise
        return self

    def shows(self, text: str) -> bool:
        return text in self.tab.locator("#main").inner_text()

    def follow(self, link: str | re.Pattern[str]) -> Person:
        with self.tab.expect_navigation():
            self.tab.get_by_role("link", name=link, exact=isinstance(link, str)).first.click()
        return self

    def press(self, button: str) -> Person:
        with self.tab.expect_navigation():
            self.tab.get_by_role("button", name=button, exact=True).click()
        return self

    def fill(self, answers: dict[str, Any], within: Any = None) -> Person:
        """By the visible question: text to type, an option or several to choose, True to tick, files to hand over."""
        within = within or self.tab.locator("#main")
        for label, value in answers.items():
            group = within.get_by_role("group", name=named(label))
            box = within.get_by_label(named(label))
            if group.count():
                for option in (value,) if isinstance(value, str) else value:
                    group.get_by_label(re.compile(rf"^{re.escape(option)}")).first.check()
            elif value is True:
                box.check()
            elif not isinstance(value, str):
                box.set_input_files(value)
            elif box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(label=value)
            else:
                box.fill(value)
        return self

    def step(self, label: str, answers: dict[str, Any] | None = None, shot: str = "") -> Person:
        """A step of the case page: unfolded, filled in, photographed, taken."""
        next_ = self.tab.locator("#next")
        folded = next_.locator("details").filter(has=self.tab.locator("summary", has_text=re.compile(rf"^{label}$")))
        if folded.count():
            folded.locator("summary").click()
        form = folded if folded.count() else next_
        self.fill(answers or {}, form)
        if shot:
            self.shot(shot)
        with self.tab.expect_navigation():
            form.get_by_role("button", name=label, exact=True).click()
        wrong = self.tab.locator("#errors")
        assert not wrong.count(), f"{label}: {wrong.inner_text()}"
        return self

    def shot(self, name: str) -> Person:
        """The whole page as this person has it; it is no wider than the screen."""
        assert too_wide(self.tab) == [], name
        # The head of a page that was scrolled would stand in the middle of its picture.
        self.tab.evaluate("scrollTo(0, 0)")
        self.tab.screenshot(path=self.story.folder / f"{next(self.story.numbers):02d}-{name}.png", full_page=True)
        return self

    def download(self, link: str) -> bytes:
        """What the address of a link gives to this person's browser."""
        address = self.tab.get_by_role("link", name=link).first.get_attribute("href")
        answer = self.context.request.get(self.story.address + address)
        assert answer.ok, (link, answer.status)
        return bytes(answer.body())


class Story:
    def __init__(self, browser: Any, address: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.browser, self.address, self.folder, self._patch = browser, address, folder, monkeypatch
        self.numbers = count(1)
        self.complaints: list[str] = []
        self._persons: dict[tuple[str, int], Person] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    def at(self, text: str) -> None:
        """2016-03-10 09:30, in the city's own time."""
        moment = timezone.make_aware(datetime.fromisoformat(text))
        self._patch.setattr(timezone, "now", lambda: moment)

    @staticmethod
    def scan(name: str) -> dict[str, Any]:
        return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": sheet()}

    @staticmethod
    def photo(name: str) -> dict[str, Any]:
        return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": samples.jpg(position=False)}

    def person(self, username: str, width: int = 1280) -> Person:
        if (username, width) not in self._persons:
            self._persons[username, width] = Person(self, username, width)
        return self._persons[username, width]

    def work(self) -> None:
        """What the platform does by itself until there is nothing left to do. Not the snapshot: its driver must not meet
        the threads of a server in one process (site/screening.py)."""
        worker = Worker(tuple(job for job in JOBS if job.code not in ("screening", "claims")))
        while worker.once():
            pass

    def leave(self) -> None:
        for person in self._persons.values():
            person.context.close()
        # While the driver keeps its event loop here, this thread has connections of its own: Django would forget them.
        connections.close_all()
        assert self.complaints == []


class City:
    """One county of a city with the persons of the demo, one school and one builder."""

    def __init__(self) -> None:
        self.city = Place.objects.create(code="370900", name="泰安市", kind="city", path="370900/")
        self.county = Place.objects.create(
            code="370911", name="岱岳区", kind="county", parent=self.city, path="370900/370911/"
        )
        self.school = Org.objects.create(name="启程职业培训学校", kind="provider", place=self.county)
        self.builder = Org.objects.create(
            name="泰安宏基建筑有限公司", kind="employer", place=self.county, credit_code=CREDIT_CODE_OF_EMPLOYER
        )
        self.examiner = Org.objects.create(name="岱岳区职业技能鉴定中心", kind="examiner", place=self.county)
        self.actors = settle(
            self.city, self.county, self.school, self.builder, date(2014, 1, 1), examiner=self.examiner
        )

    def user(self, username: str) -> User:
        return User.objects.get(username=username)


@pytest.fixture
def server(live_server: Any) -> Iterator[Any]:
    """Asked for before the browser, so that its threads have lost their callers when they are waited for: PostgreSQL
    removes no database while one of them is connected."""
    yield live_server
    for thread in threading.enumerate():
        if thread.name.endswith("(process_request_thread)"):
            thread.join(10)


@pytest.fixture
def story(
    server: Any, browser: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Story]:
    counts.clear()
    name = request.node.name.removeprefix("test_")
    told = Story(browser, server.url, SHOTS / connection.vendor / name, monkeypatch)
    told.at("2015-12-01 09:00")
    yield told
    told.leave()


@pytest.fixture
def city(story: Story) -> City:
    return City()
