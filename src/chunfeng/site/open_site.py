"""What the open site and the living document publish: lists of the apps, rules with their sentences, what cites a clause."""

from __future__ import annotations

from functools import cache

from chunfeng.base.policy.coverage import Declaration
from chunfeng.desks.living.site_map import LIVING_KINDS
from chunfeng.desks.open.kinds import KINDS
from chunfeng.desks.open.published import PUBLISHED, PublicRule
from chunfeng.desks.open.site_map import OPEN_KINDS
from chunfeng.site import figures


@cache
def declared() -> tuple[Declaration, ...]:
    from chunfeng.site.policy_commands import declarations

    return tuple(declarations())


@cache
def rules() -> tuple[PublicRule, ...]:
    """By their headers alone: reading the SQL of all rules would take longer than making the pages."""
    from chunfeng.site.policy_commands import headers

    return tuple(
        PublicRule(code, str(h["title"]), str(h["asks"]), str(h["clause"]), str(h.get("not_for") or ""))
        for code, h in headers()
        if h.get("clause")
    )


def publish() -> None:
    # Models are only there when the apps are.
    from chunfeng.site.files import issued
    from chunfeng.site.open_lists import OPEN_LISTS

    PUBLISHED.lists = OPEN_LISTS
    PUBLISHED.issued = issued
    PUBLISHED.figures, PUBLISHED.figure_changes, PUBLISHED.figure_rows = (
        figures.figures,
        figures.changes,
        figures.rows_of,
    )
    PUBLISHED.declared, PUBLISHED.rules = declared, rules
    KINDS.declare(*OPEN_KINDS, *LIVING_KINDS)
