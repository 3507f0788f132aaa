"""The report as a page: well-formed, no script, nothing from outside, tables that a screen reader can follow."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import escape
from rich.console import Console
from rich.text import Text

from chunfeng.engines.display import terminal, words
from chunfeng.engines.display.audit_data import SheetRead
from chunfeng.engines.display.report import css_string, write_report
from chunfeng.engines.display.sums import summed
from chunfeng.engines.display.tests.sample import OVERLAP, sample

_VOID = {"meta", "link", "br", "img", "input", "hr", "col"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


@pytest.fixture
def page(tmp_path: Path) -> str:
    whole = sample(tmp_path)
    result = replace(whole, pack=replace(whole.pack, number='泰政</style><script>"33'))
    write_report(tmp_path / "report.html", result, summed(result))
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def test_well_formed_without_script_or_request(page: str) -> None:
    read = _Page()
    read.feed(page)
    assert read.open == []
    assert not [tag for tag, _ in read.tags if tag in ("script", "link", "img", "iframe", "form")]
    assert not [a for _, attrs in read.tags for a in attrs if a.startswith("on") or a == "style"]
    links = {str(attrs["href"]) for tag, attrs in read.tags if tag == "a"}
    assert all(link.startswith("#") or re.fullmatch(r"[a-z]+\.(xlsx|csv|json)", link) for link in links)
    ids = {attrs["id"] for _, attrs in read.tags if "id" in attrs}
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert "alert(1)" in "".join(read.text)
    assert "default-src 'none'" in page.replace("&#39;", "'")


def test_tables_name_their_heads(page: str) -> None:
    read = _Page()
    read.feed(page)
    heads = [attrs for tag, attrs in read.tags if tag == "th"]
    assert heads
    assert all(attrs.get("scope") in ("col", "row") for attrs in heads)
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')


def test_says_what_an_officer_needs(page: str) -> None:
    for words_ in (
        "104 笔",
        "97,600.00",
        "经批准的转班",
        "依法依规严肃处理",
        '自 <span class="nb">2014-06-01</span>',
        "演示值",
        "1,200.00 元",
        "向谁要",
        "市民政局",
        "需要当地公布的补贴标准",
        "需要两班的签到记录",
        "逐字节相同",
        "本班有两人同名",
        "前 20 笔",
        "其余 84 笔",
        "重叠分钟数",
        "名册/岱岳第37期.xlsx［名册］第4行",
        "严重程度降为“低”",
    ):
        assert words_ in page, words_
    assert "370902199001011234" not in page


def test_every_sum_shows_its_parts(tmp_path: Path) -> None:
    result = sample(tmp_path)
    sums = summed(result)
    assert sum(a.sum.hits for a in sums.asked) == sums.total.hits
    assert sum(a.sum.fen for a in sums.asked) == sums.total.fen
    assert all(
        sum(r.hits for r in a.rules) == a.sum.hits and sum(r.fen for r in a.rules) == a.sum.fen for a in sums.asked
    )
    assert all(sum(n for _, n in of) == sums.by_rule[rule].hits for rule, of in sums.offices.items())
    assert all(s.touched >= s.fen for s in sums.by_rule.values())
    assert any(s.touched > s.fen for s in sums.by_rule.values()), "some money is counted under a graver rule"


def test_who_is_asked_comes_first_and_a_parameter_is_titled_once(page: str) -> None:
    assert page.index('id="asked"') < page.index('id="gravest"') < page.index('id="r1"')
    assert page.count("山东省最低工资标准文件") == 1
    assert "泰山区、新泰市 <b>1,550.00 元</b>" in page


def test_each_rule_asked_of_an_office_has_its_severity_and_its_question(page: str, tmp_path: Path) -> None:
    result = sample(tmp_path)
    asks = {rule.code: rule.asks for rule in result.rules}
    part = page[page.index('<section id="asked">') : page.index('<section id="gravest">')]
    asked = summed(result).asked
    given = [rule for office in asked[:30] for rule in office.rules]
    assert len({rule.gravest for rule in given}) > 1
    assert part.count('class="chip"') == len(given)
    for rule in given:
        assert str(escape(asks[rule.name])) in part
    assert "0.00：" in part and "“--”：" in part


def test_all_printed_pages_bear_the_same_line(page: str) -> None:
    assert page.count("@top-left") == 1 and "@page :first" not in page


def test_of_very_many_files_those_with_something_amiss_are_named(tmp_path: Path) -> None:
    good = [SheetRead(f"{n:04d}.csv", "", ("claims",), 3, 1, 0, 2, 2, 0) for n in range(400)]
    bad = SheetRead("坏.csv", "", ("claims",), 3, 1, 0, 2, 1, 1)
    empty = SheetRead("坏.csv", "Sheet3", (), 0, 0, 0, 0, 0, 0)
    result = replace(sample(tmp_path), sheets=[*good, bad, empty])
    write_report(tmp_path / "report.html", result, summed(result))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "其余 400 个文件" in page and "坏.csv" in page and "0001.csv" not in page
    assert "另有 1 张空工作表" in page


def test_columns_that_nobody_knows_are_named_once(tmp_path: Path) -> None:
    sheets = [SheetRead(f"{n}.csv", "", ("claims",), 3, 1, 0, 2, 2, 0, ("婚<否>",)) for n in range(3)]
    result = replace(sample(tmp_path), sheets=sheets)
    write_report(tmp_path / "report.html", result, summed(result))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (
        "没有认出的列" in page
        and page.count("婚&lt;否&gt;") == 1
        and '<td class="n" data-l="工作表（张）">3</td>' in page
    )


def test_words() -> None:
    assert [words.numeral(n) for n in (1, 10, 11, 20, 42, 100)] == ["一", "十", "十一", "二十", "四十二", "100"]
    assert words.yuan(-1260005) == "-12,600.05"
    assert words.percent(1, 16) == "6.3%"
    assert words.quantity(120000, "fen") == "1,200.00 元"
    assert words.evidence('{"amount_fen": 5, "other_held_on": "2016-01-02", "x": null}') == [
        ("金额", "0.05 元"),
        ("另一日期", "2016-01-02"),
    ]
    told = words.evidence(
        '{"also": 2, "class": "k1", "from_on": "2016-01-02", "rows": [["f", "s", 3]], "to_on": "2016-02-03"}'
    )
    assert [title for title, _ in told] == ["班期", "起止日期", "另见", "同一行还有"]
    assert told[1][1] == "2016-01-02 ～ 2016-02-03"
    assert words.evidence('{"field": "sex", "share": 60}') == [("栏目", "性别"), ("比例", "60%")]
    assert words.evidence("not json") == [("说明", "not json")]
    assert words.evidence_line('{"month": "2016-03-01"}') == "月份：2016-03；"
    assert css_string('a"</b>') == '"a\\22 \\3c \\2f b\\3e "'


def test_terminal_is_quiet_in_a_pipe_and_names_every_rule_first(tmp_path: Path) -> None:
    result = sample(tmp_path)
    sums = summed(result)
    out = io.StringIO()
    console = Console(file=out, width=120)
    with terminal.Bars(console) as bars, bars.stage("读取", total=3) as stage:
        stage.advance(3)
    assert out.getvalue() == ""
    terminal.closing(result, sums, tmp_path / "report.html", console=console, seconds=3)
    assert "疑点 148 笔" in out.getvalue()
    narrow = io.StringIO()
    terminal.closing(
        result, sums, tmp_path / "report.html", console=Console(file=narrow, width=80, force_terminal=True)
    )
    lines = [Text.from_ansi(line) for line in narrow.getvalue().splitlines()]
    assert all(line.cell_len <= 80 for line in lines if str(tmp_path) not in line.plain)
    assert any(str(tmp_path / "findings.xlsx") in line.plain for line in lines), "a path to copy is never broken"
    assert len(terminal.gravest(sums)) == 10
    assert terminal.gravest(sums)[0]["rule"] != terminal.gravest(sums)[1]["rule"]
    assert terminal.gravest(sums)[0]["rule"] == OVERLAP
    shown = io.StringIO()
    with terminal.Bars(Console(file=shown, force_terminal=True, width=100)) as bars, bars.stage("读取") as stage:
        stage.advance(3)
    assert "读取" in shown.getvalue()


@pytest.mark.browser
def test_accessible_in_a_browser(tmp_path: Path) -> None:
    chromium = next((p for p in (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser")) if p.exists()), None)
    if chromium is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    play = pytest.importorskip("playwright.sync_api")
    result = sample(tmp_path)
    write_report(tmp_path / "report.html", result, summed(result))
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with play.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=str(chromium), args=flags)
        for width in (1280, 360):
            # The page forbids scripts; the examiner is one.
            tab = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800}).new_page()
            tab.goto((tmp_path / "report.html").as_uri())
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            found = axe.Axe().run(tab)
            assert found.violations_count == 0, found.generate_report()
        browser.close()
