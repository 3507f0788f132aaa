"""How values are written, and what the partials promise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from chunfeng.desks.ui import drawing, inline, pages, specimens
from chunfeng.desks.ui.blocks import draw, partial_of
from chunfeng.desks.ui.counting import counted, measure_of
from chunfeng.desks.ui.forms import form_of
from chunfeng.engines.display import page as p

HERE = Path(__file__).parents[1]


@pytest.fixture(autouse=True, scope="module")
def folder_of_static_files() -> None:
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)


def shown(thing: Any) -> str:
    return Template("{% load ui %}{% show thing %}").render(Context({"thing": thing, "csrf_token": "token"}))


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


class Outline(HTMLParser):
    """Element names, ids, labels, and whether every element that needs an end has one."""

    VOID = frozenset(["input", "br", "meta", "link", "path", "rect", "polyline", "img"])

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.attributes.append((tag, values))
        self.ids += [v for k, v in attrs if k == "id" and v]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"stray </{tag}>"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "--"),
        ("", "--"),
        ((), "--"),
        (True, "是"),
        (12600, "12,600"),
        (-3, "−3"),
        (p.Money(1_260_000), "12,600.00元"),
        (p.Money(-80_000, with_unit=False), "−800.00"),
        (p.Share(0.727), "72.7%"),
        (p.Quantity(1284, "人"), "1,284人"),
        (date(2016, 11, 3), "2016-11-03"),
        (p.Day(date(2016, 11, 3), "full"), "2016年11月3日"),
        (p.Day(date(2016, 11, 3), "short"), "11-03"),
        (p.Span(date(2016, 10, 10), date(2016, 10, 28)), "2016-10-10 ～ 10-28"),
        (p.Span(date(2015, 12, 30), date(2016, 1, 5)), "2015-12-30 ～ 2016-01-05"),
        (p.Span(date(2015, 1, 1), None), "2015-01-01起"),
        (p.Missing.NOT_APPLICABLE, "不适用"),
        (p.Missing.NOT_REPORTED, "未报送"),
        (p.Missing.NOT_ALLOCATED, "未分解"),
        (p.Deadline(date(2016, 11, 28), 3), "剩3个工作日 · 2016-11-28"),
        (p.Deadline(date(2016, 11, 21), -2), "逾期2个工作日 · 2016-11-21"),
        (p.Deadline(date(2016, 11, 21), -2, passes=True), "期满 · 2016-11-21"),
        (p.Deadline(date(2016, 11, 23), 0), "今天 · 2016-11-23"),
        (p.Deadline(date(2016, 11, 30), 7, natural=True), "剩7日 · 2016-11-30"),
        (p.Deadline(date(2016, 11, 30), paused="已中止"), "已中止"),
        (("共", p.Quantity(2, "件"), "，见", p.Link("清单", "/a/")), "共2件，见清单"),
        (gettext_lazy("下一步"), "下一步"),
    ],
)
def test_writing(value: Any, written: str) -> None:
    assert words(shown(value)) == written


def test_a_moment_is_told_in_the_time_of_the_site() -> None:
    at = datetime(2016, 11, 22, 18, 10, tzinfo=timezone.get_fixed_timezone(0))
    assert words(shown(p.Moment(at))) == "11-23 02:10"


def test_only_an_overdue_term_is_red() -> None:
    assert "late" in shown(p.Deadline(date(2016, 11, 21), -1))
    assert "late" not in shown(p.Deadline(date(2016, 11, 21), 0))


@pytest.mark.parametrize(
    "text", ["岱补2016-0412", "JC2016-000002", "2016-11-23 10:42", "11-22", "08:30-11:30", "T-3.4.b"]
)
def test_dates_clauses_and_numbers_do_not_break(text: str) -> None:
    assert f'<span class="nb">{text}</span>' in inline.unbroken(f"见：{text}。")


@pytest.mark.parametrize("text", ["0546-000 0001", "第1-2页", "A-1"])
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert inline.unbroken(text) == text


NASTY = "<script>alert('x')</script>\"&"


@pytest.mark.parametrize(
    "value",
    [
        NASTY,
        p.Link(NASTY, NASTY, NASTY),
        p.Chip("info", NASTY),
        p.Mark(NASTY, "wrong"),
        p.Id(NASTY),
        p.Masked(NASTY),
        p.Chinese(NASTY),
        p.Quantity(1, NASTY),
        p.Panel(NASTY, (p.Prose((NASTY,)),), NASTY),
        p.Field("a", NASTY, value=NASTY, hint=NASTY, errors=(NASTY,)),
        p.Source(NASTY, NASTY),
        p.Timeline((p.Entry(NASTY, NASTY, NASTY, NASTY, NASTY),)),
    ],
)
def test_nothing_is_trusted(value: Any) -> None:
    assert "<script" not in shown(value)
    Outline(shown(value))


def poisoned(thing: Any, name: str = "") -> Any:
    """The same with markup in every text that a record or a person may have put there. Words that choose a component's
    looks are the code's own."""
    if is_dataclass(thing) and not isinstance(thing, type):
        declared = {f.name: str(f.type) for f in fields(thing) if f.init}
        own = {n for n, kind in declared.items() if "Literal" in kind or kind in ("Tone", "Kind") or n in LOOKS}
        return replace(thing, **{n: poisoned(getattr(thing, n), n) for n in declared if n not in own})
    if isinstance(thing, tuple):
        return tuple(poisoned(one, name) for one in thing)
    if isinstance(thing, Mapping):
        return {key: poisoned(value, name) for key, value in thing.items()}
    if isinstance(thing, str | Promise):
        return f"{thing}{NASTY}"
    return thing


#: Fields whose words the code chooses: keys of columns, kinds, tones.
LOOKS = frozenset(["kind", "tone", "style", "key", "state", "look", "mark", "method", "size", "plan", "face", "icon"])


@pytest.mark.parametrize("name", specimens.FACES)
def test_no_text_of_any_component_is_markup(name: str) -> None:
    face, build = specimens.FACES[name]
    made = poisoned(build())
    html = pages.render(RequestFactory().get("/page/"), made, face, nav=specimens.nav(face)).content.decode()  # type: ignore[arg-type]
    assert "&lt;script" in html and "<script>alert" not in html and "alert('x')</script>" not in html
    # A quote that ends an attribute early would leave the rest of the text as attributes of their own.
    assert "alert('x')" not in {
        name for _tag, given in Outline(html.replace("<!doctype html>", "")).attributes for name in given
    }


def test_an_unknown_thing_is_refused() -> None:
    with pytest.raises(Exception, match="object"):
        shown(object())


def blocks() -> list[type]:
    written = {kind for kind in inline.draw.registry if kind is not object}
    inside = {
        p.Batch,
        p.Column,
        p.Condition,
        p.Row,
        p.Group,
        p.Option,
        p.Fact,
        p.Entry,
        p.Reason,
        p.Paper,
        p.Term,
        p.Task,
    }
    inside |= {p.Compared, p.Summand, p.PlanDoor, p.Door, p.Answer, p.UploadError, p.Nav, p.NavItem, p.Who, p.Page}
    named = (getattr(p, name) for name in p.__all__)
    return [thing for thing in named if isinstance(thing, type) and thing not in written | inside]


@pytest.mark.parametrize("kind", blocks(), ids=lambda kind: kind.__name__)
def test_every_block_is_drawn_in_one_place(kind: type) -> None:
    assert (kind in draw.registry) != (HERE / "templates" / partial_of(kind)).is_file()


def page_of(name: str, **more: Any) -> str:
    face, build = specimens.FACES[name]
    request = RequestFactory().get(f"/page/{name}/")
    request.COOKIES.update(more)
    return pages.render(request, build(), face, nav=specimens.nav(face)).content.decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("name", specimens.FACES)
def test_pages_are_well_formed_and_carry_nothing_inline(name: str) -> None:
    html = page_of(name)
    outline = Outline(html.replace("<!doctype html>", ""))
    assert len(outline.ids) == len(set(outline.ids))
    assert sum(tag == "h1" for tag, _ in outline.attributes) == 1
    for tag, attributes in outline.attributes:
        assert "style" not in attributes and not any(key.startswith(("on", "hx-on")) for key in attributes), tag
        assert tag != "style" and (tag != "script" or attributes.get("src"))
    labelled = {attributes.get("for") for tag, attributes in outline.attributes if tag == "label"}
    pointed = {
        attributes["href"][1:]
        for tag, attributes in outline.attributes
        if tag == "a" and (attributes.get("href") or "").startswith("#") and len(attributes["href"] or "") > 1
    }  # type: ignore[index]
    assert (labelled - {None}) | pointed <= set(outline.ids)


def test_the_steps_come_before_the_facts_except_where_evidence_is_judged() -> None:
    case, judged = page_of("case"), page_of("judged")
    assert case.index('id="next"') < case.index('class="facts"')
    assert judged.index("cmp") < judged.index('id="next"')
    assert "btn plain" in judged and '<summary class="btn">' not in judged


def test_a_refused_form_comes_back_with_422_and_its_errors_first() -> None:
    request = RequestFactory().get("/")
    answer = pages.render(request, specimens.FACES["case"][1](), "staff")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.index('id="errors"') < html.index("<h1>")
    assert 'href="#id_return_reason"' in html and 'id="id_return_reason"' in html


def test_enter_alone_never_sends_an_irreversible_step() -> None:
    offer = p.StepOffer("pay", "拨付", "/", 4, "k9", irreversible=True, confirm="拨付1元")
    html = shown(offer)
    first = re.search(r"<(button|input type=\"submit\")[^>]*>", html)
    assert first and "disabled" in first[0] and "hidden" in first[0]
    assert 'name="seen" value="4"' in html and 'name="request_key" value="k9"' in html and 'value="token"' in html


def test_refusals_show_reasons_and_cures_and_no_button() -> None:
    html = shown(p.StepRefusal("核准", (p.Reason("有1条疑点未处理。", p.Link("去认定", "#f1")),)))
    assert "暂不能办理：核准" in html and 'href="#f1"' in html and "<button" not in html


def test_a_finished_task_has_no_chip_and_one_that_cannot_begin_no_link() -> None:
    done = shown(p.TaskList((p.Task("上传名册", "done", "/a/"),)))
    off = shown(p.TaskList((p.Task("提交", "cannot", "/b/", reasons=(p.Reason("名册未锁定。"),)),)))
    assert "chip" not in done and "已完成" in done
    assert "/b/" not in off and "名册未锁定。" in off


def test_counting_that_stopped_says_so() -> None:
    columns = (p.Column("a", "甲"),)
    assert "共1,000+件" in words(shown(p.List(columns, total=1000, capped=True, measure="件")))
    assert "共1,000件" in words(shown(p.List(columns, total=1000, measure="件")))


def test_optional_is_said_and_required_is_not_marked() -> None:
    html = shown(p.Field("a", "备注", optional=True)) + shown(p.Field("b", "姓名"))
    assert html.count("（选填）") == 1 and "*" not in html


class Example(forms.Form):
    name = forms.CharField(label="姓名", max_length=50)
    phone = forms.RegexField(r"^\d{11}$", label="手机", error_messages={"invalid": "填11位"}, required=False)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    secret = forms.CharField(label="密码", widget=forms.PasswordInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


def test_a_django_form_keeps_answers_but_never_a_password() -> None:
    form = form_of(Example({"name": "", "phone": "138", "kind": "b", "secret": "very-secret", "seen": "3"}), "保存")
    name, phone, kind, secret = form.fields
    assert (phone.value, phone.errors, phone.optional) == ("138", ("填11位",), True)
    assert (kind.kind, kind.value, secret.kind, secret.value) == ("radios", "b", "password", "")
    assert name.errors and name.max_length == 50
    assert form.hidden == (("seen", "3"),)
    assert "very-secret" not in shown(form)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422, 429, 500])
def test_refusals_need_no_request_and_no_database(status: int) -> None:
    html = Template(f'{{% include "{status}.html" %}}').render(Context())
    assert f">{status}<" in html and "<h1>" in html
    assert pages.refuse(RequestFactory().get("/"), status).status_code == status


@pytest.mark.urls("chunfeng.desks.ui.tests.urls")
def test_language_and_large_type_are_remembered_without_a_script() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/view/", {"view": "large", "language": "en", "next": "/page/hers/"})
    assert answer.status_code == 302 and answer["Location"] == "/page/hers/"
    assert client.cookies["view"].value == "large" and client.cookies["view"]["httponly"]
    assert client.cookies["django_language"].value == "en"
    assert client.post("/view/", {"view": "normal", "next": "/"}).cookies["view"].value == ""


@pytest.mark.urls("chunfeng.desks.ui.tests.urls")
@pytest.mark.parametrize("next_url", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_the_view_form_leads_nowhere_else(next_url: str) -> None:
    assert Client().post("/view/", {"view": "large", "next": next_url})["Location"] == "/"


def test_large_type_is_in_the_page_itself() -> None:
    assert 'data-view="large"' in page_of("hers", view="large")
    assert 'data-view="large"' not in page_of("hers")


def test_the_page_says_its_language() -> None:
    with override("en"):
        assert '<html lang="en"' in page_of("home")
    assert '<html lang="zh-CN"' in page_of("home")


def test_a_hairline_stays_inside_its_box() -> None:
    points, last = drawing.hairline((3.0, 3.0, 9.0))
    numbers = [float(n) for pair in points.split() for n in pair.split(",")]
    assert all(0 <= n <= drawing.WIDTH for n in numbers) and last == "116.0 4.0"
    assert drawing.percent(1.3) == "100.0" and drawing.percent(-0.1) == "0.0"


def test_the_square_code_holds_its_text() -> None:
    import segno

    side, path = drawing.square_code("https://example.org/v/5D2A")
    dark = {(int(x) + n, int(y)) for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)", path) for n in range(int(run))}
    expected = segno.make("https://example.org/v/5D2A", error="m", micro=False)
    rows = list(expected.matrix_iter(border=4))
    assert side == len(rows)
    assert dark == {(x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell}


def test_english_sets_a_space_and_knows_one_from_many() -> None:
    assert counted("70,000", "人", 70_000) == "70,000人"
    with override("en"):
        assert counted("70,000", "people", 70_000) == "70,000 people"
        assert [measure_of(word, 1) for word in ("cases", "entries", "people", "%")] == ["case", "entry", "person", "%"]
        assert counted("6", "%", 6) == "6%"


def test_a_hash_may_break_and_a_number_of_a_case_not() -> None:
    assert inline.draw(p.Id("a" * 64)) == "a" * 64
    assert 'class="nb"' in inline.draw(p.Id("JC2016-000001"))


def test_the_number_of_a_paper_breaks_before_its_year_alone() -> None:
    drawn = inline.draw(p.Id("岱岳区人社监令字〔2016〕17号"))
    assert drawn == '<span class="nb">岱岳区人社监令字</span><wbr><span class="nb">〔2016〕17号</span>'


def test_a_list_has_an_id_only_where_it_is_given_one() -> None:
    columns = (p.Column("a", "甲"),)
    assert " id=" not in shown(p.List(columns)) and ' id="held"' in shown(p.List(columns, key="held"))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (p.Entry("收到", who="系统", kind="system"), "系统 收到"),
        (p.Entry("收到", who="某局", kind="system"), "系统：某局 收到"),
        (p.Entry("收到", who="公众"), "公众 收到"),
    ],
)
def test_a_screen_reader_hears_once_that_the_system_acted(entry: p.Entry, said: str) -> None:
    assert words(shown(p.Timeline((entry,)))).strip() == said


def test_a_caption_may_be_a_link() -> None:
    table = p.List((p.Column("a", "甲"),), rows=(p.Row({"a": "1"}),), caption=p.Link("全部事项", "/desk/cases/"))
    assert '<caption><a href="/desk/cases/">全部事项</a></caption>' in shown(table)
