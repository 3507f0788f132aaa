"""Where the day of a post begins whose queue is empty: most posts without cases of their own have work elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Process
from chunfeng.engines.display.page import Empty, Link

if TYPE_CHECKING:
    from chunfeng.base.access.roles import Words


@dataclass(frozen=True)
class Start:
    """For holders of a permission: what the post does, and where, as (words, address)."""

    permission: str
    does: Words
    pages: Sequence[tuple[Words, str]]


#: Handed over by `site`; the first that fits an actor is shown.
STARTS: list[Start] = []


def begins_at(process: Process) -> str:
    return f"/desk/begin/{process.code}/"


def beginning(process: Process, actor: Actor) -> Link | None:
    """Where this actor begins such a case; None where that is not theirs."""
    if process.begins is None or not actor.holds(process.opens):
        return None
    return Link(str(process.begins.label), begins_at(process))


def nothing_to_do(actor: Actor) -> Empty:
    start = next((start for start in STARTS if actor.holds(start.permission)), None)
    if start is None:
        return Empty(_("没有等我办理的事项。"), Link(_("查看全部事项"), "/desk/cases/"))
    links = [Link(str(text), url) for text, url in start.pages]
    return Empty(
        (_("没有等我办理的事项。"), str(start.does)), tuple(part for link in links for part in (" · ", link))[1:]
    )
