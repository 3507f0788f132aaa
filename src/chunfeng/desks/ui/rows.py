"""A list: its filter sentence, its rows and what stands under them."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chunfeng.desks.ui import blocks, inline
from chunfeng.desks.ui.counting import counted, measure_of
from chunfeng.desks.ui.inline import escaped, unbroken
from chunfeng.engines.display.page import Column, Condition, Group, List


def column_class(column: Column) -> str:
    """n: numbers, at the end of their cell. todo: is not printed."""
    kind = "n" if column.at_end else "todo" if column.kind == "next" else column.kind
    return f"{kind} wide" if column.wide else kind


def title(column: Column) -> str:
    """With its unit: 容纳（人）."""
    return f"{column.title}{_('（')}{column.unit}{_('）')}" if column.unit else str(column.title)


@blocks.draw.register
def _list(it: List, token: Any) -> SafeString:
    ask = _ask(it) if it.conditions or it.total is not None or it.exports else ""
    table = _table(it, token) if it.sections else blocks.draw(it.empty, token) if it.empty else ""
    paging = blocks.draw(it.paging, token) if it.paging else ""
    source = f'<p class="note">{inline.draw(it.source)}</p>' if it.source else ""
    key = f' id="{escape(it.key)}"' if it.key else ""
    return SafeString(f'<div class="listing"{key}>\n{ask}\n{table}\n{paging}{source}</div>\n')


def _ask(it: List) -> str:
    """What is asked for, as a sentence of which each part can be changed, and how much was found."""
    parts, how = [_condition(part) for part in it.conditions], []
    if it.total is not None:
        found = {
            "n": inline.number(it.total),
            "measure": it.measure if it.capped else measure_of(str(it.measure), it.total),
        }
        how.append(escape((_("共%(n)s+%(measure)s") if it.capped else _("共%(n)s%(measure)s")) % found))
    if it.sort:
        how.append(str(escaped(it.sort)))
    said = " · ".join([*parts, _("，").join(how)] if how else parts)
    end = f'<div class="end">{"".join(map(inline.draw, it.exports))}</div>' if it.exports else ""
    return f'<div class="ask"><div class="sentence">{said}</div>{end}</div>'


def _condition(part: Condition) -> str:
    text, without = unbroken(part.text), escape(part.without_url)
    if part.options:
        options = "".join(f"<li>{inline.draw(option)}</li>" for option in part.options)
        if without:
            options += f'<li><a href="{without}">{_("不限")}</a></li>'
        return f'<details class="change"><summary>{text}</summary><ul>{options}</ul></details>'
    said = f'<a href="{escape(part.url)}">{text}</a>' if part.url else text
    if without:
        said += f' <a class="note" href="{without}">{_("去掉")}<span class="vh"> {escaped(part.text)}</span></a>'
    return said


def _table(it: List, token: Any) -> str:
    caption = f"<caption>{inline.draw(it.caption)}</caption>\n" if it.caption else ""
    corner = '<td class="sel"></td>' if it.batch else ""
    heads = "".join(f'<th scope="col" class="{column_class(c)}">{escape(title(c))}</th>' for c in it.columns)
    body = "".join(_group(it, group) for group in it.sections)
    kind = "matrix" if it.scroll else "stack"
    foot = _totals(it, corner)
    table = f'<table class="list {kind}">\n{caption}<thead><tr>{corner}{heads}</tr></thead>\n{body}\n{foot}</table>'
    if it.scroll:
        label = escaped(it.caption or _("可左右移动的表"))
        table = f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">{table}</div>'
    if not it.batch:
        return table
    acts = "".join(
        f'<button class="btn plain" name="act" value="{escaped(value)}">{escaped(label)}</button>'
        for value, label in it.batch.acts
    )
    hidden = {"csrfmiddlewaretoken": token, "request_key": it.batch.request_key}
    sent = "".join(f'<input type="hidden" name="{name}" value="{escaped(value)}">' for name, value in hidden.items())
    return (
        f'<form method="post" action="{escape(it.batch.url)}" class="batch">{sent}\n{table}\n'
        f'<div class="acts chosen">{acts}</div></form>'
    )


def _group(it: List, group: Group) -> str:
    head = remark = ""
    if group.title:
        total = ""
        if group.total is not None:
            total = f" <small>{escape(counted(inline.number(group.total), str(it.measure), group.total))}</small>"
        head = f'<tr><th scope="rowgroup" colspan="{it.width}">{escaped(group.title)}{total}</th></tr>'
    if group.remark:
        remark = f'<tr><td colspan="{it.width}">{inline.draw(group.remark)}</td></tr>'
    return f"<tbody>{head}\n{_rows(it, group)}{remark}</tbody>"


def _totals(it: List, corner: str) -> str:
    if not it.totals:
        return ""
    first, *others = it.columns
    cells = (
        f'<th scope="row" class="{column_class(first)}">{inline.cell(it.totals.cells.get(first.key), first.kind)}</th>'
    )
    for column in others:
        shown = inline.cell(it.totals.cells[column.key], column.kind) if column.key in it.totals.cells else ""
        cells += f'<td class="{column_class(column)}" data-l="{escaped(column.title)}">{shown}</td>'
    return f"<tfoot><tr>{corner}{cells}</tr></tfoot>\n"


def _rows(table: List, group: Group) -> str:
    """Every row of a group as <tr>; the first cell is its header, and the link where the row has an address."""
    columns = [
        (c.key, c.kind, f'class="{escape(column_class(c))}" data-l="{escape(title(c))}">') for c in table.columns
    ]
    chosen = escape(_("选中")) if table.batch else ""
    parts: list[str] = []
    for row in group.rows:
        parts.append('<tr class="here" aria-current="true">' if row.here else '<tr class="dim">' if row.dim else "<tr>")
        if table.batch:
            key = escape(row.key)
            parts.append(
                f'<td class="sel"><input type="checkbox" name="row" value="{key}" aria-label="{chosen} {key}"></td>'
            )
        first = True
        for key, kind, attributes in columns:
            cell = inline.cell(row.cells.get(key), kind)
            if not first:
                parts.append(f"<td {attributes}{cell}</td>")
                continue
            first = False
            if row.url:
                cell = f'<a class="go" href="{escape(row.url)}">{cell}</a>'  # type: ignore[assignment]
            parts.append(f'<th scope="row" {attributes}{cell}</th>')
        parts.append("</tr>\n")
    return "".join(parts)
