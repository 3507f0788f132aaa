"""The interface in a real browser: fits, is accessible, breaks no content policy, prints, and obeys its keys."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from chunfeng.desks.ui.specimens import FACES

pytestmark = pytest.mark.browser

HERE = Path(__file__).parents[1]
CHROMIUM = next((p for p in (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser")) if p.exists()), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (1280, 1024, 768, 360)
PAGES = (
    "components/",
    "components/?face=portal",
    "components/?face=open",
    "components/?face=worker",
    *(f"page/{name}/" for name in FACES),
)
LAW = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "chunfeng.desks.ui.tests.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin and server.stdout
    yield server.stdout.readline().strip()
    server.stdin.close()
    server.stdout.close()
    server.wait(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    play = pytest.importorskip("playwright.sync_api")
    with play.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


def opened(
    browser: Any, address: str, path: str, *, width: int = 1280, language: str = "zh-hans", large: bool = False
) -> tuple[Any, list[str]]:
    """A tab on the page and what the browser complained of; its policy on inline code stays in force."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    cookies = [{"name": "django_language", "value": language, "url": address}]
    if large:
        cookies.append({"name": "view", "value": "large", "url": address})
    context.add_cookies(cookies)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(f"{address}/{path}")
    return tab, [text for text in said if "422" not in text]


def too_wide(tab: Any) -> list[str]:
    return tab.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.tagName + '.' + e.className)"""
    )


@pytest.mark.parametrize("path", PAGES)
def test_fits_is_accessible_and_breaks_no_policy(browser: Any, address: str, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # The page of components shows the same part several times over, which a real page must not.
    rules = LAW if "components" in path else [*LAW, "best-practice"]
    for width, language in ((1280, "zh-hans"), (360, "en")):
        tab, said = opened(browser, address, path, width=width, language=language)
        assert said == []
        # The same parts in four dresses: the densest and the largest are examined, all must fit.
        if path not in ("components/?face=portal", "components/?face=open"):
            found = axe.Axe().run(tab, options={"runOnly": {"type": "tag", "values": rules}})
            assert found.violations_count == 0, found.generate_report()
        for other in WIDTHS:
            tab.set_viewport_size({"width": other, "height": 800})
            assert too_wide(tab) == []
        tab.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_large_type_fits_a_phone(browser: Any, address: str, path: str) -> None:
    tab, said = opened(browser, address, path, width=360, large=True)
    assert said == [] and too_wide(tab) == []
    tab.context.close()


def test_targets_of_the_worker_are_for_thumbs(browser: Any, address: str) -> None:
    for large, least in ((False, 60), (True, 80)):
        tab, _said = opened(browser, address, "page/question/", width=360, large=large)
        heights = tab.evaluate(
            "[...document.querySelectorAll('.pick, .btn')].map(e => e.getBoundingClientRect().height)"
        )
        assert min(heights) >= least - 0.5, heights
        size = tab.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= (24 if large else 18) - 0.1
        tab.context.close()


def test_a_slow_phone_loads_little(browser: Any, address: str) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 800})
    tab = context.new_page()
    bodies: list[int] = []
    tab.on("response", lambda answer: bodies.append(len(gzip.compress(answer.body()))))
    tab.goto(f"{address}/page/hers/")
    tab.wait_for_load_state("networkidle")
    assert sum(bodies) < 50_000, bodies
    context.close()


def test_the_styles_stay_small() -> None:
    sheets = sorted((HERE / "static/ui").glob("*.css"))
    assert [sheet.name for sheet in sheets] == ["components.css", "narrow.css", "print.css", "tokens.css"]
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) <= 12_000


def test_colours_live_in_the_tokens_alone() -> None:
    allowed = {"#FFF", "#000"}
    for name in ("components.css", "narrow.css", "print.css"):
        found = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", (HERE / "static/ui" / name).read_text(encoding="utf-8")))
        assert found <= allowed, found - allowed


def pdf_of(browser: Any, address: str, path: str, folder: Path) -> Path:
    tab, _said = opened(browser, address, path)
    file = folder / "page.pdf"
    tab.pdf(path=str(file), prefer_css_page_size=True, print_background=True)
    tab.context.close()
    return file


def read_pdf(file: Path) -> tuple[str, str]:
    try:
        about = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
        text = subprocess.run(
            ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("needs poppler-utils")
    return about, text


def width_of(about: str) -> int:
    found = re.search(r"Page size: +(\S+) x", about)
    assert found
    return round(float(found[1]))


def test_a_case_prints_upright_with_its_timeline_and_signatures(browser: Any, address: str, tmp_path: Path) -> None:
    about, text = read_pdf(pdf_of(browser, address, "page/case/", tmp_path))
    assert width_of(about) == 595
    flat = re.sub(r"\s", "", text)
    for words in ("打印人", "数据截至2016-11-22", "办理经过", "核准人：", "1/"):
        assert words in flat, words
    for words in ("下一步", "搜索", "换岗", "全部按键"):
        assert words not in flat, words


def test_a_list_prints_across_without_the_next_step(browser: Any, address: str, tmp_path: Path) -> None:
    about, text = read_pdf(pdf_of(browser, address, "page/queue/", tmp_path))
    assert width_of(about) == 842
    flat = re.sub(r"\s", "", text)
    assert "河补2016-0031" in flat and "52,000.00" in flat and "按期限从早到晚" in flat
    assert "待我初审" not in flat and "导出" not in flat


def test_an_official_paper_prints_on_one_sheet(browser: Any, address: str, tmp_path: Path) -> None:
    about, text = read_pdf(pdf_of(browser, address, "page/paper/", tmp_path))
    assert re.search(r"Pages: +1$", about, re.MULTILINE)
    assert "2016年11月16日" in re.sub(r"\s", "", text)


def test_keys_move_open_and_stay_silent_while_typing(browser: Any, address: str) -> None:
    tab, _said = opened(browser, address, "page/queue/")
    tab.keyboard.press("j")
    assert tab.locator("tr.here th a").inner_text() == "河班2016-0007"
    tab.keyboard.press("k")
    assert tab.locator("tr.here th a").inner_text() == "河补2016-0031"
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "q"
    tab.keyboard.type("jjo?/")
    assert tab.locator("#q").input_value() == "jjo?/"
    assert tab.locator("tr.here th a").inner_text() == "河补2016-0031"
    tab.evaluate("document.activeElement.blur()")
    tab.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true}))"
    )
    assert tab.locator("tr.here th a").inner_text() == "河补2016-0031"
    tab.keyboard.press("?")
    assert tab.locator("#keycard").is_visible()
    tab.keyboard.press("j")
    assert tab.locator("tr.here th a").inner_text() == "河补2016-0031"
    tab.keyboard.press("Escape")
    with tab.expect_navigation():
        tab.keyboard.press("o")
    assert unquote(tab.url).endswith("/cases/河补2016-0031/")
    tab.goto(f"{address}/page/queue/")
    with tab.expect_navigation():
        tab.keyboard.press("g")
        tab.keyboard.press("s")
    assert tab.url.endswith("/findings/")
    tab.context.close()


def test_keys_reach_the_neighbours_and_the_steps(browser: Any, address: str) -> None:
    tab, _said = opened(browser, address, "page/case/")
    assert tab.evaluate("document.activeElement.id") == "errors"
    tab.keyboard.press(".")
    assert tab.evaluate("document.activeElement.textContent") == "核准补贴24,000.00元"
    with tab.expect_navigation():
        tab.keyboard.press("]")
    assert tab.url.endswith("?at=3")
    tab.context.close()


def test_an_irreversible_step_is_sent_by_its_button_only(browser: Any, address: str) -> None:
    tab, _said = opened(browser, address, "components/")
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    tab.evaluate("""() => {
        const box = document.createElement('input'); box.id = 'probe';
        const details = document.querySelector('#next details'); details.open = true; details.querySelector('form').prepend(box);
    }""")
    tab.focus("#probe")
    tab.keyboard.press("Enter")
    tab.wait_for_timeout(200)
    assert sent == []
    tab.locator("#next details").first.locator("form button:not([disabled])").click()
    assert len(sent) == 1
    tab.context.close()


def test_works_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto(f"{address}/page/hers/")
    tab.get_by_role("button", name="大字").click()
    assert tab.url.endswith("/page/hers/")
    assert tab.locator("html").get_attribute("data-view") == "large"
    tab.get_by_role("button", name="English").click()
    assert tab.locator("html").get_attribute("lang") == "en"
    tab.goto(f"{address}/page/judged/")
    tab.locator("#next summary").first.click()
    assert tab.locator("#id_same_why").is_visible()
    context.close()


def test_the_page_for_a_failure_is_whole(browser: Any, address: str) -> None:
    tab, said = opened(browser, address, "fails/")
    assert [text for text in said if "500" not in text] == []
    assert tab.locator("h1").count() == 1
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    tab.context.close()
