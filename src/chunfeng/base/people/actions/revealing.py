"""Showing a sealed value to a person: by right, with a reason, and with a line in the log before anything is shown."""

from __future__ import annotations

from typing import Any, Final, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from chunfeng.base.history.actions import Who
from chunfeng.base.people.models import Person
from chunfeng.kernel.refusal import Refusal

REVEALABLE: Final = ("name", "number", "phone", "account", "address")
SHORTEST_REASON, LONGEST_REASON = 4, 300


class Recorder(Protocol):
    """base.audit.record, handed in because the log lies above the people it tells of."""

    def __call__(self, kind: str, actor: Any, object_kind: str, object_id: str | int, /, **facts: Any) -> object: ...


def reason_of(text: str) -> str | Refusal:
    """What may stand in the log as the reason: words, and not more of them than a reason takes."""
    said = text.strip()
    if sum(map(str.isalnum, said)) < SHORTEST_REASON:
        return Refusal(_("查看完整信息要写明理由"), _("写明为办哪件事需要"))
    if len(said) > LONGEST_REASON:
        return Refusal(_("理由最多 %(most)s 个字") % {"most": LONGEST_REASON}, _("写短一些"))
    return said


def reveal(person: Person, field: str, reason: str, actor: Who, record: Recorder) -> str | Refusal:
    """The clear value of one field. The right is the page's to ask (person.reveal, at the place of the case in which the
    person is seen); the reason and the line in the log are asked here, so that no page can forget them."""
    if field not in REVEALABLE:
        raise ValueError(f"not a sealed field: {field}")
    said = reason_of(reason)
    if isinstance(said, Refusal):
        return said
    value = getattr(person, field)
    if value is None:
        return Refusal(_("没有登记这一项"))
    with transaction.atomic():
        record("person.reveal", actor, "person", str(person.uid), note=said, field=field)
        clear: str = value.clear()
    return clear
