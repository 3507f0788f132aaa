"""Open pages in a real browser: accessible in both languages, no wider than a phone, without a script, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from chunfeng.base.workflow.models import Case
from chunfeng.desks.open.tests.conftest import TODAY
from chunfeng.desks.ui.tests.test_browser import CHROMIUM, FLAGS, LAW, too_wide
from chunfeng.plans.training.providers.demo import Town, _blacklist, begin, designate, publish
from chunfeng.plans.training.providers.models import BlacklistEntry, Objection

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    play = pytest.importorskip("playwright.sync_api")
    # The driver keeps an event loop in this thread; the rows asked for here are asked for between its turns.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with play.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def few(town: Town) -> Town:
    """One provider on notice, one designated, one on the blacklist."""
    publish(begin(town, 0, TODAY - timedelta(days=23)))
    designate(begin(town, 1, TODAY - timedelta(days=150)))
    _blacklist(begin(town, 2, TODAY - timedelta(days=220)))
    return town


def open_pages() -> list[str]:
    """One of each kind."""
    notice = Case.objects.filter(process="training.provider_admission", state="publicity").order_by("pk").first()
    entry = BlacklistEntry.objects.select_related("supervision__case").get()
    assert notice
    return [
        "/", "/guides/", "/guides/training.provider_admission/", "/guides/rights.inspection_case/", "/lists/", "/lists/providers/",
        "/lists/providers-on-notice/", f"/lists/providers-on-notice/{notice.number}/",
        f"/lists/providers-on-notice/{notice.number}/object/", f"/lists/provider-blacklist/{entry.supervision.case.number}/",
        "/decisions/", "/corrections/", "/data/", "/verify/", "/verify/5D2A-88F1/", "/privacy/", "/accessibility/",
        "/policy/", "/policy/training/", "/policy/?agency=FIN", "/policy/T-3.2.a/",
    ]  # fmt: skip


def context(
    browser: Any, address: str, language: str = "zh-hans", *, width: int = 1280, large: bool = False, **more: Any
) -> Any:
    made = browser.new_context(viewport={"width": width, "height": 800}, **more)
    cookies = [{"name": "django_language", "value": language, "url": address}]
    if large:
        cookies.append({"name": "view", "value": "large", "url": address})
    made.add_cookies(cookies)
    return made


def test_every_kind_of_page_is_accessible_and_fits(browser: Any, few: Town, live_server: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    pages = open_pages()
    wrong = []
    for language, width, large in (("zh-hans", 1280, False), ("en", 360, False), ("zh-hans", 360, True)):
        # The content policy forbids scripts of others; the examiner is one.
        here = context(browser, live_server.url, language, width=width, large=large, bypass_csp=True)
        tab = here.new_page()
        for path in pages:
            tab.goto(live_server.url + path)
            if wide := too_wide(tab):
                wrong.append((language, width, path, wide))
            # The whole document is its parts over again, and takes the examiner long.
            if not large and path != "/policy/":
                found = axe.run(tab, options={"runOnly": LAW})
                wrong += [(language, width, path, v["id"], v["nodes"][0]["html"]) for v in found.response["violations"]]
        here.close()
    assert wrong == []


def test_nothing_is_asked_of_others_and_nothing_breaks_the_policy(browser: Any, few: Town, live_server: Any) -> None:
    here = context(browser, live_server.url)
    said: list[str] = []
    asked: list[str] = []
    tab = here.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    for path in open_pages():
        tab.goto(live_server.url + path)
    assert [text for text in said if "404" not in text] == []
    assert {url for url in asked if not url.startswith(live_server.url + "/")} == set()
    assert {cookie["name"] for cookie in here.cookies()} <= {"django_language", settings.CSRF_COOKIE_NAME}
    here.close()


def test_objecting_needs_no_script(browser: Any, few: Town, live_server: Any) -> None:
    here = context(browser, live_server.url, width=360, java_script_enabled=False)
    tab = here.new_page()
    tab.goto(live_server.url + "/")
    tab.get_by_role("link", name=re.compile(r"^RD2016-")).first.click()
    tab.get_by_role("link", name="提出异议").click()
    tab.get_by_role("button", name="提交异议").click()
    assert tab.get_by_text("请写明异议的内容").first.is_visible()
    tab.get_by_role("radio").first.check()
    tab.get_by_label("异议的内容").fill("实训设备是临时借来的。")
    before = Objection.objects.count()
    tab.get_by_role("button", name="提交异议").click()
    tab.get_by_role("heading", name="异议已收到").wait_for()
    assert Objection.objects.count() == before + 1
    assert tab.get_by_text(Objection.objects.latest("pk").number).is_visible()
    here.close()


def test_language_and_large_type_are_chosen_without_a_script(browser: Any, few: Town, live_server: Any) -> None:
    here = browser.new_context(java_script_enabled=False)
    tab = here.new_page()
    tab.goto(live_server.url + "/policy/training/")
    tab.get_by_role("button", name="大字").click()
    assert tab.locator("html").get_attribute("data-view") == "large"
    tab.get_by_role("button", name="English").click()
    assert tab.locator("html").get_attribute("lang") == "en"
    assert tab.url == live_server.url + "/policy/training/"
    here.close()


def test_the_document_prints(browser: Any, few: Town, live_server: Any) -> None:
    here = context(browser, live_server.url)
    tab = here.new_page()
    for path, least in (
        ("/policy/training/", 3),
        ("/guides/training.provider_admission/", 2),
        ("/lists/providers/", 1),
    ):
        tab.goto(live_server.url + path)
        paper = tab.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) >= least, path
        tab.emulate_media(media="print")
        assert not tab.locator("nav.toc, form.view").first.is_visible(), path
        assert tab.locator("h1").is_visible()
        tab.emulate_media(media="screen")
    here.close()


def test_the_longest_flow_prints_whole_on_one_sheet(browser: Any, few: Town, live_server: Any) -> None:
    here = context(browser, live_server.url)
    tab = here.new_page()
    tab.goto(live_server.url + "/guides/rights.inspection_case/")
    tab.emulate_media(media="print")
    drawing = tab.locator("img.drawing")
    assert drawing.evaluate("e => e.complete && e.naturalHeight > 0"), "paper waits for no scrolling"
    height = drawing.bounding_box()["height"]
    assert height <= 226 / 25.4 * 96 + 1, height
    here.close()
