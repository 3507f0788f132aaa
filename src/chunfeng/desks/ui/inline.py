"""How one value is written inside a line, as safe HTML. Blocks have a partial each; these are too many and too small."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from html import escape
from typing import Any, Final, Literal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chunfeng.desks.ui.counting import counted, english
from chunfeng.engines.display import page
from chunfeng.kernel.money import write_yuan

#: Dates, hours of a day, clauses and case numbers do not break. What only looks like one (a phone number) has digits beside it.
_WHOLE: Final = re.compile(
    r"[\u4e00-\u9fff]{1,3}\d{4}-\d{3,}|(?<![A-Za-z0-9])[A-Z]{2}\d{4}-\d{6}(?!\d)"
    r"|(?<![\d-])\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?(?![\d-])"
    r"|(?<![\d:-])\d{2}:\d{2}-\d{2}:\d{2}(?![\d:-])"
    r"|(?<![\d:-])\d{2}-\d{2}(?: \d{2}:\d{2})?(?![\d:-])|(?<![A-Za-z0-9-])[GTRS]-\d+(?:\.[A-Za-z0-9]+)*"
)

EMPTY: Final = SafeString('<span class="none">--</span>')


def escaped(text: Any) -> str:
    """Django's own way looks at each call whether a text is lazy."""
    return text if isinstance(text, SafeString) else escape(str(text))


def unbroken(text: Any) -> SafeString:
    """Escapes, and keeps dates, clauses and case numbers on one line."""
    if isinstance(text, SafeString):
        return text
    written = escape(str(text))
    # All of them have a dash.
    return SafeString(_WHOLE.sub(r'<span class="nb">\g<0></span>', written) if "-" in written else written)


def _whole_line(text: str) -> SafeString:
    return SafeString(f'<span class="nb">{escape(text)}</span>')


def number(value: int | float | Decimal, digits: int = 0) -> str:
    """12,600 with a true minus sign."""
    return f"{value:,.{digits}f}".replace("-", "−")


@singledispatch
def draw(value: Any) -> SafeString:
    raise TypeError(f"no way to write a {type(value).__name__} in a line")


@draw.register(str)
@draw.register(Promise)
def _text(value: Any) -> SafeString:
    return unbroken(value) if str(value) else EMPTY


@draw.register
def _nothing(value: None) -> SafeString:
    return EMPTY


@draw.register
def _truth(value: bool) -> SafeString:
    return SafeString(escape(_("是") if value else _("否")))


@draw.register
def _whole(value: int) -> SafeString:
    return SafeString(number(value))


@draw.register(float)
@draw.register(Decimal)
def _broken(value: float | Decimal) -> SafeString:
    digits = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 1
    return SafeString(number(value, digits))


@draw.register
def _several(value: tuple) -> SafeString:  # type: ignore[type-arg]
    return SafeString("".join(map(draw, value))) if value else EMPTY


@draw.register
def _missing(value: page.Missing) -> SafeString:
    words: dict[page.Missing, Callable[[], str]] = {
        page.Missing.NOT_APPLICABLE: lambda: _("不适用"),
        page.Missing.NOT_REPORTED: lambda: _("未报送"),
        page.Missing.NOT_ALLOCATED: lambda: _("未分解"),
    }
    return SafeString(escape(words[value]())) if value in words else EMPTY


@draw.register
def _chip(value: page.Chip) -> SafeString:
    return SafeString(f'<span class="chip" data-tone="{value.tone}">{escaped(value.text)}</span>')


@draw.register
def _link(value: page.Link) -> SafeString:
    current = ' aria-current="page"' if value.current else ""
    return SafeString(f'<a href="{escape(value.url)}"{current}>{unbroken(value.text)}{_aloud(value)}</a>')


def _aloud(value: page.Link) -> str:
    return f'<span class="vh"> {escaped(value.aloud)}</span>' if value.aloud else ""


@draw.register
def _id(value: page.Id) -> SafeString:
    # A hash of 64 places is wider than a phone.
    if len(value.text) > 24:
        return SafeString(escape(value.text))
    # 某区人社监令字〔2026〕17号 is wider than a column: it has two parts.
    word, bracket, rest = value.text.partition("〔")
    if not (word and bracket):
        return _whole_line(value.text)
    return SafeString(f"{_whole_line(word)}<wbr>{_whole_line(bracket + rest)}")


_ELEMENTS: Final = {"strong": "b", "diff": "u", "code": "code"}


@draw.register
def _mark(value: page.Mark) -> SafeString:
    if value.kind == "wrong":
        told = f'<span class="vh">{escape(_("（有误）"))}</span>'
        return SafeString(f'<mark class="wrong">{escaped(value.text)}</mark>{told}')
    text = unbroken(value.text)
    if element := _ELEMENTS.get(value.kind):
        return SafeString(f"<{element}>{text}</{element}>")
    return SafeString(f'<span class="{value.kind}">{text}</span>')


@draw.register
def _chinese(value: page.Chinese) -> SafeString:
    text = unbroken(value.text)
    return SafeString(f'<span lang="zh-CN">{text}</span>') if english() and value.text else text


@draw.register
def _money(value: page.Money) -> SafeString:
    amount = write_yuan(value.fen).replace("-", "−")
    return _whole_line(_("%(amount)s元") % {"amount": amount} if value.with_unit else amount)


@draw.register
def _quantity(value: page.Quantity) -> SafeString:
    shown = number(value.value, value.digits)
    return _whole_line(counted(shown, str(value.unit), float(value.value)))


@draw.register
def _share(value: page.Share) -> SafeString:
    return SafeString(f"{number(value.part * 100, value.digits)}%")


@draw.register
def _date(value: date) -> SafeString:
    return draw(page.Day(value))


@draw.register
def _datetime(value: datetime) -> SafeString:
    return draw(page.Moment(value, "iso"))


def _time(exactly: str, text: str) -> SafeString:
    return SafeString(f'<time class="nb" datetime="{exactly}">{escape(text)}</time>')


@draw.register
def _day(value: page.Day) -> SafeString:
    on = value.on
    if value.style == "full":
        text = _("%(year)d年%(month)d月%(day)d日") % {"year": on.year, "month": on.month, "day": on.day}
    else:
        text = f"{on:%m-%d}" if value.style == "short" else f"{on:%Y-%m-%d}"
    return _time(on.isoformat(), text)


@draw.register
def _moment(value: page.Moment) -> SafeString:
    at = timezone.localtime(value.at) if timezone.is_aware(value.at) else value.at
    text = f"{at:%m-%d %H:%M}" if value.style == "short" else f"{at:%Y-%m-%d %H:%M}"
    return _time(at.isoformat(timespec="minutes"), text)


@draw.register
def _span(value: page.Span) -> SafeString:
    first, last = value.first, value.last
    if first and last:
        same = first.year == last.year
        return SafeString(f"{draw(first)} ～ {draw(page.Day(last, 'short' if same else 'iso'))}")
    if first:
        return SafeString(escape(_("{}起")).format(draw(first)))
    return SafeString(escape(_("至{}")).format(draw(last))) if last else EMPTY


def days_left(left: int, *, natural: bool = False) -> str:
    """剩3个工作日 · 今天 · 逾期2个工作日"""
    if left == 0:
        return _("今天")
    if natural:
        words = ngettext("剩%(n)d日", "剩%(n)d日", left) if left > 0 else ngettext("逾期%(n)d日", "逾期%(n)d日", -left)
    elif left > 0:
        words = ngettext("剩%(n)d个工作日", "剩%(n)d个工作日", left)
    else:
        words = ngettext("逾期%(n)d个工作日", "逾期%(n)d个工作日", -left)
    return words % {"n": abs(left)}


@draw.register
def _deadline(value: page.Deadline) -> SafeString:
    if value.paused:
        return SafeString(f'<span class="dim">{unbroken(value.paused)}</span>')
    if value.due_on is None:
        return EMPTY
    over = value.passes and value.left < 0
    words = _("期满") if over else days_left(value.left, natural=value.natural)
    # A date of another year would be read as one of this year.
    style: Literal["short", "iso"] = "short" if value.due_on.year == timezone.localdate().year else "iso"
    late = " late" if value.left < 0 and not over else ""
    return SafeString(f'<span class="nb{late}">{escape(words)}</span> · {draw(page.Day(value.due_on, style))}')


@draw.register
def _masked(value: page.Masked) -> SafeString:
    reveal = f' <span class="screen">{draw(value.reveal)}</span>' if value.reveal else ""
    return SafeString(f"{_whole_line(value.shown)}{reveal}")


def cell(value: Any, kind: str) -> SafeString:
    """A value in a column: plain numbers and days are written as the column says."""
    if kind == "money" and isinstance(value, int) and not isinstance(value, bool):
        return draw(page.Money(value, with_unit=False))
    if kind == "share" and isinstance(value, float):
        return draw(page.Share(value))
    if kind == "moment" and isinstance(value, datetime):
        return draw(page.Moment(value))
    if isinstance(value, page.Link):
        # Alone in its cell it needs no underline to be told from text.
        return SafeString(f'<a class="go" href="{escape(value.url)}">{unbroken(value.text)}{_aloud(value)}</a>')
    return draw(value)
