"""The blocks of which case pages and lists are made. Written here and not in templates, as the rows of a list are: what a
template spends on each of a thousand small decisions is many times what it decides. The other blocks have a partial each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, singledispatch
from html import escape
from typing import Any, Final

from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chunfeng.desks.ui import inline
from chunfeng.desks.ui.inline import escaped, unbroken
from chunfeng.engines.display import page

_NO_INLINE: Final = inline.draw.dispatch(object)


def partial_of(kind: type) -> str:
    """ui/parts/task_list.html for TaskList."""
    return f"ui/parts/{re.sub(r'(?<!^)(?=[A-Z])', '_', kind.__name__).lower()}.html"


@cache
def _partial(kind: type) -> Any:
    return get_template(partial_of(kind)).template  # type: ignore[attr-defined]


@singledispatch
def draw(it: Any, token: Any) -> SafeString:
    """Any block, or any value in a line. token: what a form sends along against forgery."""
    if (written := inline.draw.dispatch(type(it))) is not _NO_INLINE:
        return written(it)
    # The partial sees the value and the token only: what it draws depends on nothing else of the page.
    return _partial(type(it)).render(Context({"it": it, "csrf_token": token}, autoescape=True))


def several(things: Iterable[Any], token: Any) -> str:
    return "".join(draw(thing, token) for thing in things)


def _when(wanted: object, html: str) -> str:
    return html if wanted else ""


def menu(items: Iterable[page.NavItem]) -> SafeString:
    """The bar of the desk."""
    drawn = ""
    for it in items:
        current = _when(it.current, ' aria-current="page"')
        key = f' data-key="{escape(it.key)}"' if it.key else ""
        count = "" if it.count is None else f'<span class="note">{it.count}</span>'
        drawn += f'<li><a href="{escape(it.url)}"{current}{key}>{escaped(it.text)}{count}</a></li>'
    return SafeString(f"<ul>{drawn}</ul>")


def keycard(hints: Iterable[str], items: Iterable[page.NavItem]) -> SafeString:
    """The keys of this page at its foot, and the card of all, with the ways of the bar."""
    search, card, following = _("搜索"), _("全部按键"), _("下一步")
    up_down, beside = _("上下移动"), _("上一件、下一件")
    foot = ""
    if "list" in hints:
        foot += f"<span><kbd>j</kbd> <kbd>k</kbd> {up_down}</span><span><kbd>o</kbd> {_('打开')}</span>"
    if "case" in hints:
        foot += f"<span><kbd>.</kbd> {following}</span><span><kbd>[</kbd> <kbd>]</kbd> {beside}</span>"
    rows = [
        ("/", search), ("j</kbd> <kbd>k", up_down), ("o", _("打开")), ("x", _("选中")), ("[</kbd> <kbd>]", beside), (".", following),
        *((f"g</kbd> <kbd>{escape(it.key)}", escaped(it.text)) for it in items if it.key),
    ]  # fmt: skip
    listed = "".join(f"<div><dt><kbd>{keys}</kbd></dt><dd>{said}</dd></div>" for keys, said in rows)
    return SafeString(
        f'<p class="keys" aria-hidden="true">{foot}<span><kbd>/</kbd> {search}</span><span><kbd>?</kbd> {card}</span></p>'
        f'<dialog class="sheet" id="keycard" aria-labelledby="keycard-title"><h2 id="keycard-title">{_("按键")}</h2>'
        f'<dl class="keylist">{listed}</dl><form method="dialog"><button class="btn plain">{_("收起")}</button></form></dialog>'
    )


@draw.register
def _head(it: page.Head, token: Any) -> SafeString:
    back = f'<a class="back" href="{escape(it.back.url)}">{unbroken(it.back.text)}</a>' if it.back else ""
    number = f'<span class="nb">{escaped(it.number)}</span> ' if it.number else ""
    chip = inline.draw(it.chip) if it.chip else ""
    deadline = f"<span>{inline.draw(it.deadline)}</span>" if it.deadline else ""
    said = f"<p>{inline.draw(it.said)}</p>" if it.said else ""
    return SafeString(
        f'{back}<header class="head"><div><h1>{number}{unbroken(it.title)}</h1>{chip}{deadline}</div>{said}</header>\n'
    )


@draw.register
def _printed(it: page.Printed, token: Any) -> SafeString:
    at = inline.draw(page.Moment(it.at, "iso"))
    by = _("打印人 %(by)s") % {"by": it.by}
    day = f" · {_('数据截至')}{inline.draw(page.Day(it.snapshot_on))}" if it.snapshot_on else ""
    mark = _when(it.watermark, f'<p class="watermark" aria-hidden="true">{escaped(it.by)} {at}</p>')
    return SafeString(f'<p class="printed">{inline.draw(it.what)} · {escape(by)} · {at}{day}</p>{mark}\n')


@draw.register
def _panel(it: page.Panel, token: Any) -> SafeString:
    anchor = f' id="{escape(it.anchor)}"' if it.anchor else ""
    note = f'<p class="note">{inline.draw(it.note)}</p>' if it.note else ""
    return SafeString(f"<section{anchor}><h2>{unbroken(it.title)}</h2>{note}{several(it.body, token)}</section>\n")


_WIDE: Final = '<div class="w">'


@draw.register
def _facts(it: page.Facts, token: Any) -> SafeString:
    rows = (
        f"{_WIDE if fact.wide else '<div>'}<dt>{escaped(fact.label)}</dt><dd>{inline.draw(fact.value)}</dd></div>"
        for fact in it.facts
    )
    return SafeString(f'<dl class="facts">{"".join(rows)}</dl>\n')


@draw.register
def _prose(it: page.Prose, token: Any) -> SafeString:
    return SafeString("".join(f"<p>{inline.draw(paragraph)}</p>" for paragraph in it.paragraphs) + "\n")


@draw.register
def _notice(it: page.Notice, token: Any) -> SafeString:
    alert = _when(it.tone == "bad", ' role="alert"')
    return SafeString(f'<div class="banner" data-tone="{it.tone}"{alert}><p>{inline.draw(it.text)}</p></div>\n')


@draw.register
def _empty(it: page.Empty, token: Any) -> SafeString:
    return SafeString(f'<p class="empty">{inline.draw(it.cause)} · {inline.draw(it.act)}</p>\n')


@draw.register
def _paging(it: page.Paging, token: Any) -> SafeString:
    said = _("后面还有") if it.next_url else _("后面没有了")
    if it.first:
        said = _("第%(first)s ～ %(last)s条") % {"first": inline.number(it.first), "last": inline.number(it.last)}
    previous = f'<a href="{escape(it.previous_url)}">{_("上一页")}</a>' if it.previous_url else ""
    following = f'<a href="{escape(it.next_url)}">{_("下一页")}</a>' if it.next_url else ""
    return SafeString(
        f'<nav class="pages" aria-label="{_("分页")}"><span>{escape(said)}</span>{previous}{following}</nav>\n'
    )


@draw.register
def _timeline(it: page.Timeline, token: Any) -> SafeString:
    return SafeString(f'<ol class="line">{"".join(map(_entry, it.entries))}</ol>\n')


def _entry(it: page.Entry) -> str:
    kind = {"system": "sys", "waiting": "wait"}.get(it.kind, "person")
    when = f'<span class="when">{inline.draw(it.when)}</span> ' if it.when else ""
    system = f'<span class="vh">{_("系统：")}</span>' if it.kind == "system" and it.who != _("系统") else ""
    who = f"{escaped(it.who)} " if it.who else ""
    act: str = inline.draw(it.act)
    if it.kind == "waiting":
        act = f"<b>{act}</b>"
    undone = f'<span class="vh">{_("（已撤销）")}</span>' if it.undone else ""
    note = f'<div class="sub">{inline.draw(it.note)}</div>' if it.note else ""
    small = f'<div class="note">{inline.draw(it.small)}</div>' if it.small else ""
    kind += _when(it.undone, " undone")
    return f'<li class="{kind}"><div>{when}{system}{who}{act}{undone}</div>{note}{small}</li>'


@draw.register
def _terms(it: page.Terms, token: Any) -> SafeString:
    heads = "".join(f'<th scope="col">{words}</th>' for words in (_("环节"), _("时限"), _("截止"), _("用时")))
    rows = (
        f'<tr><th scope="row">{inline.draw(t.label)}</th><td>{inline.draw(t.allowed)}</td><td>{inline.draw(t.due)}</td>'
        f"<td>{inline.draw(t.used)}</td></tr>"
        for t in it.terms
    )
    return SafeString(f'<table class="list"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>\n')


@draw.register
def _papers(it: page.Papers, token: Any) -> SafeString:
    pages = f'<th scope="col" class="n">{_("页数")}</th>' if it.paged else ""
    heads = f'<th scope="col">{_("材料")}</th>{pages}<th scope="col">{_("上传")}</th><th scope="col" class="wide">{_("校验值")}</th>'
    rows = "".join(_paper(paper, it.paged) for paper in it.papers)
    return SafeString(f'<table class="list"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>\n')


def _paper(it: page.Paper, paged: bool) -> str:
    title: str = unbroken(it.title)
    if it.url:
        title = f'<a class="go" href="{escape(it.url)}">{title}</a>'
    pages = f'<td class="n">{inline.draw(it.pages)}</td>' if paged else ""
    added = f"<b>{_('缺')}</b>" if it.missing else inline.draw(it.added)
    digest = f'<span class="digest">{escaped(it.digest)}</span>' if it.digest else inline.EMPTY
    return f'<tr><th scope="row">{title}</th>{pages}<td>{added}</td><td class="wide">{digest}</td></tr>'


@draw.register
def _compare(it: page.Compare, token: Any) -> SafeString:
    leans = f'<th scope="col">{_("倾向")}</th>' if it.leaning else ""
    heads = (
        f'<th scope="col">{_("项目")}</th><th scope="col">{inline.draw(it.left)}</th><th scope="col">{inline.draw(it.right)}</th>'
        f'<th scope="col">{_("比对")}</th>{leans}'
    )
    groups = ""
    for title, lines in it.groups:
        over = f'<tr><th scope="rowgroup" colspan="{4 + it.leaning}">{escaped(title)}</th></tr>' if title else ""
        groups += f"<tbody>{over}{''.join(_compared(line, it.leaning) for line in lines)}</tbody>"
    return SafeString(f'<table class="list stack cmp"><thead><tr>{heads}</tr></thead>{groups}</table>\n')


def _compared(it: page.Compared, leaning: bool) -> str:
    same = "same" if it.same else "diff"
    said = inline.draw(it.said) if it.said else _("相同") if it.same else _("不同")
    leans = f'<td data-l="{_("倾向")}">{inline.draw(it.leans)}</td>' if leaning else ""
    return (
        f'<tr><th scope="row">{escaped(it.label)}</th><td class="{same}" data-l="{_("甲")}">{inline.draw(it.left)}</td>'
        f'<td class="{same}" data-l="{_("乙")}">{inline.draw(it.right)}</td><td data-l="{_("比对")}">{said}</td>{leans}</tr>'
    )


@draw.register
def _next(it: page.Next, token: Any) -> SafeString:
    offers = "".join(
        f'<a class="btn plain" href="{escape(offer.url)}">{unbroken(offer.text)}</a>'
        if isinstance(offer, page.Link)
        else draw(offer, token)
        for offer in it.offers
    )
    idle = f"<p>{inline.draw(it.idle)}</p>" if it.idle else ""
    effects = "".join(f"<li>{inline.draw(effect)}</li>" for effect in it.effects)
    if effects:
        effects = f'<div class="no"><p>{_("办理之后")}</p><ol>{effects}</ol></div>'
    return SafeString(
        f'<section class="next" id="next" aria-labelledby="next-title"><h2 id="next-title" tabindex="-1">{_("下一步")}</h2>'
        f"{offers}{idle}{several(it.refusals, token)}{effects}</section>\n"
    )


@draw.register
def _step_refusal(it: page.StepRefusal, token: Any) -> SafeString:
    reasons = (f"<li>{inline.draw((r.text, ' ', r.cure) if r.cure else r.text)}</li>" for r in it.reasons)
    said = _("暂不能办理：%(act)s") % {"act": it.label}
    return SafeString(f'<div class="no"><p>{escape(said)}</p><ol>{"".join(reasons)}</ol></div>\n')


@draw.register
def _step_offer(it: page.StepOffer, token: Any) -> SafeString:
    label = unbroken(it.label)
    sent = {"csrfmiddlewaretoken": token, "step": it.code, "seen": it.seen, "request_key": it.request_key}
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escaped(value)}">' for name, value in sent.items())
    errors = "".join(f'<p class="err">{unbroken(error)}</p>' for error in it.errors)
    confirm = f'<p class="confirm">{inline.draw(it.confirm)}</p>' if it.confirm else ""
    tone = it.tone if it.tone == "danger" or (it.tone == "plain" and not it.folded) else ""
    # The browser's first submit button is what Enter in a box presses: a dead one, so Enter sends nothing.
    dead = _when(it.irreversible, "<button disabled hidden></button>")
    files = _when(it.uploads, ' enctype="multipart/form-data"')
    form = (
        f'<form method="post" action="{escape(it.url)}"{files} novalidate>'
        f'{dead}{hidden}{errors}{several(it.fields, token)}{confirm}<button class="btn{tone and " " + tone}">{label}</button></form>'
    )
    if it.folded:
        tone = _when(it.tone != "primary", f" {it.tone}")
        summary = f'<summary class="btn{tone}">{label}</summary>'
        form = f'<details class="act"{_when(it.opened, " open")}>{summary}{form}</details>'
    return SafeString(f"{form}\n")


_TYPES: Final = {"password": "password", "day": "date", "month": "month", "tel": "tel"}
_MODES: Final = {"number": ' inputmode="numeric"', "code": ' inputmode="numeric"', "money": ' inputmode="decimal"'}


@draw.register
def _field(it: page.Field, token: Any) -> SafeString:
    anchor, name = escape(it.anchor), escape(it.name)
    label = question = escaped(it.label)
    if it.optional:
        question += f'<span class="optional">{_("（选填）")}</span>'
    if it.heading:
        question = f"<h1>{question}</h1>"
    notes = f'<p class="hint note" id="{anchor}_hint">{inline.draw(it.hint)}</p>' if it.hint else ""
    for n, error in enumerate(it.said):
        named = "" if n else f' id="{anchor}_error"'
        notes += f'<p class="err"{named}>{unbroken(error)}</p>'
    bad = _when(it.errors, " bad")
    if it.grouped:
        picks = "".join(_pick(it, name, option) for option in it.options)
        return SafeString(
            f'<fieldset class="field opt{bad}" id="{anchor}" tabindex="-1"><legend>{question}</legend>{notes}{picks}</fieldset>\n'
        )
    told = _when(it.hint, f"{anchor}_hint ") + _when(it.errors, f"{anchor}_error")
    aria = _when(it.errors, ' aria-invalid="true"') + _when(told, f' aria-describedby="{told}"')
    if it.kind == "flag":
        checked = _when(it.value, " checked")
        return SafeString(
            f'<div class="field opt{bad}">{notes}<label class="pick"><input type="checkbox" id="{anchor}" name="{name}" value="on"'
            f"{checked}{aria}><span>{label}</span></label></div>\n"
        )
    box = _box(it, f'id="{anchor}" name="{name}"', aria)
    return SafeString(f'<div class="field{bad}"><label for="{anchor}">{question}</label>{notes}{box}</div>\n')


def _pick(it: page.Field, name: str, option: page.Option) -> str:
    radio = it.kind == "radios"
    chosen = option.value in it.values or (radio and option.value == it.value)
    hint = f"<small>{escaped(option.hint)}</small>" if option.hint else ""
    return (
        f'<label class="pick"><input type="{"radio" if radio else "checkbox"}" name="{name}" value="{escaped(option.value)}"'
        f"{_when(chosen, ' checked')}><span>{escaped(option.text)}{hint}</span></label>"
    )


def _box(it: page.Field, named: str, aria: str) -> str:
    """What is written or chosen in. named: its id and name."""
    if it.kind == "long":
        return f'<textarea {named} rows="4"{aria}>{escaped(it.value)}</textarea>'
    if it.kind == "choice":
        options = "".join(
            f'<option value="{escaped(o.value)}"{_when(o.value == it.value, " selected")}>{escaped(o.text)}</option>'
            for o in it.options
        )
        return f'<select {named}{aria}><option value="">{_("请选择")}</option>{options}</select>'
    if it.kind == "file":
        kept = ""
        if it.kept:
            n = len(it.kept)
            said = ngettext(
                "已收到 %(n)s 个文件，不用再选；再选的会加上。", "已收到 %(n)s 个文件，不用再选；再选的会加上。", n
            )
            kept = f'<p class="note">{said % {"n": n}}</p>'
            kept += "".join(f'<input type="hidden" name="{escape(it.name)}" value="{escaped(u)}">' for u in it.kept)
        accept = f' accept="{escape(it.accept)}"' if it.accept else ""
        return f'{kept}<input type="file" {named}{accept}{_when(it.multiple, " multiple")}{aria}>'
    more = _MODES.get(it.kind, "")
    if it.autocomplete:
        more += f' autocomplete="{escape(it.autocomplete)}"'
    if it.max_length:
        more += f' maxlength="{it.max_length}"'
    unit = escaped(it.unit) or _when(it.kind == "money", _("元"))
    if unit:
        unit = f'<span class="unit">{unit}</span>'
    return (
        f'<div class="box"><input class="k-{it.kind}" {named} value="{escaped(it.value)}" type="{_TYPES.get(it.kind, "text")}"'
        f"{more}{aria}>{unit}</div>"
    )
