"""The list of a register is handed in whole; the last one handed in counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import choices, pack
from chunfeng.base.uploads.checking import at_most
from chunfeng.base.uploads.declarations import Fault, Receiver, Target
from chunfeng.kernel import credit_code
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.catalogue.actions import back, drafts, fills
from chunfeng.plans.training.registers.feeds import REGISTERS, Register
from chunfeng.plans.training.registers.models import Entry

_LONGEST = {"name": at_most(200), "document": at_most(200)}


def _code(text: str) -> Refusal | None:
    read = credit_code.read(text)
    return read if isinstance(read, Refusal) else None


def _year(year: int) -> Refusal | None:
    return None if 2000 <= year <= 2100 else Refusal(_("年度不对"), _("写四位数的年度"))


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    if "valid_to_on" not in table.schema.names:
        return
    spans = zip(table.column("valid_from_on").to_pylist(), table.column("valid_to_on").to_pylist(), strict=True)
    for at, (first, last) in enumerate(spans):
        if first and last and last < first:
            yield at, Fault("valid_to_on", _("最后一天早于第一天"), _("改成 %(day)s 或以后，或者留空") % {"day": first})


def _rows(register: Register) -> Callable[[Any], Callable[[dict[str, Any]], Entry]]:
    known = {title: code for code, title in choices(register.sorts).items()}

    def made(of: Any, line: dict[str, Any]) -> Entry:
        read = credit_code.read(line.get("credit_code") or "")
        return Entry(
            list=of, place_id=of.place_id, register=register.code, name=line["name"],
            credit_code="" if isinstance(read, Refusal) else read.code, sort=known.get(line.get("sort") or "", ""),
            year=line.get("year") or 0, document=line.get("document") or of.document,
            valid_from_on=line["valid_from_on"], valid_to_on=line.get("valid_to_on"),
        )  # fmt: skip

    return lambda of: partial(made, of)


def _words(register: Register) -> dict[str, Callable[[], Sequence[str]]]:
    found: dict[str, Callable[[], Sequence[str]]] = {}
    if register.sorts:
        found["sort"] = lambda: list(choices(register.sorts).values())
    if register.agencies:
        found["name"] = lambda: [agency["title"] for agency in pack().agencies.values()]
    return found


def _receiver(register: Register) -> Receiver:
    judges = {**_LONGEST, "credit_code": _code, "year": _year}
    return Receiver(
        register.code, register.feed, "register.draft", drafts(register.process, "register.draft"),
        fills(_rows(register), register.code), _check, same=register.same, words=_words(register),
        cells={name: judge for name, judge in judges.items() if name in register.columns}, example=register.example, back=back,
    )  # fmt: skip


RECEIVERS = tuple(map(_receiver, REGISTERS.values()))
