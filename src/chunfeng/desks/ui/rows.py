"""The rows of a list. Written here and not in a template: a page of fifty rows has hundreds of cells, and what a template
spends on each is many times what its value costs."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from chunfeng.desks.ui import inline
from chunfeng.engines.display.page import Column, Group, List


def column_class(column: Column) -> str:
    """n: numbers, at the end of their cell. todo: is not printed."""
    kind = "n" if column.at_end else "todo" if column.kind == "next" else column.kind
    return f"{kind} wide" if column.wide else kind


def title(column: Column) -> str:
    """With its unit: 容纳（人）."""
    return f"{column.title}{_('（')}{column.unit}{_('）')}" if column.unit else str(column.title)


def drawn(table: List, group: Group) -> SafeString:
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
    return mark_safe("".join(parts))
