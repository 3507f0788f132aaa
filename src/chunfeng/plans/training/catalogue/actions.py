"""A list of standards is handed in whole; the last one handed in counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from django.db.models import Model
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.record import record
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.checking import at_most
from chunfeng.base.uploads.declarations import Done, Fault, Receiver, Target
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.catalogue import queries
from chunfeng.plans.training.catalogue.feeds import SET
from chunfeng.plans.training.catalogue.models import SubsidyStandard


def drafts(process: str, permission: str) -> Callable[[Actor], Sequence[Target]]:
    """Lists of a procedure that an actor may fill now."""

    def found(actor: Actor) -> list[Target]:
        cases = Case.objects.filter(actor.scope(permission), process=process, state="drafting")
        return [
            Target(case.number, f"{case.title} {case.number}", case.place_id, case.place.path)
            for case in cases.select_related("place").order_by("-pk")
        ]

    return found


def fills(
    rows_of: Callable[[Any], Callable[[dict[str, Any]], Model]], section: str
) -> Callable[[Target, pa.Table, Actor, int], Done | Refusal]:
    """rows_of: of the list's record, how a line becomes a row of it: what all lines need is looked up once. The rows take the
    place of those of the last upload."""

    def commit(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
        case = Case.objects.select_for_update().get(number=target.code)
        if case.state != "drafting":
            said = _("%(state)s的名单不能修改") % {"state": case.state_declared.label}
            return Refusal(said, _("等退回后再确认，或者放弃这次报送"))
        of = case.record
        rows = list(map(rows_of(of), table.to_pylist()))
        replaced, _each = of.rows.all().delete()
        type(rows[0])._base_manager.bulk_create(rows, batch_size=500)
        record("edit", actor, "case", case.number, section=section, upload=upload, rows=len(rows), replaced=replaced)
        return Done(len(rows), 0)

    return commit


def back(target: str) -> str:
    return f"/desk/cases/{target}/"


def ends_before(target: Target, table: pa.Table, first: Any) -> Iterator[tuple[int, Fault]]:
    for at, last in enumerate(table.column("valid_to_on").to_pylist()):
        if last is not None and last < first:
            yield (
                at,
                Fault("valid_to_on", _("失效日期早于执行日期"), _("改成 %(day)s 或以后，或者留空") % {"day": first}),
            )


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    names = table.column("trade").to_pylist(), table.column("level").to_pylist(), table.column("programme").to_pylist()
    for at, (trade, level, programme) in enumerate(zip(*names, strict=True)):
        if not (trade or level or programme):
            yield at, Fault("trade", _("没有写是哪个工种、等级或培训类型"), _("至少填写其中一项"))
    yield from ends_before(target, table, Case.objects.get(number=target.code).record.valid_from_on)


def _positive(fen: int) -> Refusal | None:
    return None if fen > 0 else Refusal(_("标准要大于 0"), _("停止补贴的，填写失效日期"))


def _known(fund: str) -> Refusal | None:
    titles = pack().fund_titles
    return (
        None
        if fund in titles
        else Refusal(_("不是政策所列的资金"), _("改成其中一个：%(names)s") % {"names": _("、").join(titles.values())})
    )


def _rows(of: Any) -> Callable[[dict[str, Any]], SubsidyStandard]:
    return lambda line: SubsidyStandard(
        list=of, place_id=of.place_id, trade=line["trade"] or "", level=line["level"] or 0, programme=line["programme"] or "",
        fund=line["fund"], amount_fen=line["amount_fen"], min_hours=line["min_hours"] or None,
        valid_from_on=of.valid_from_on, valid_to_on=line["valid_to_on"],
    )  # fmt: skip


RECEIVERS = (
    Receiver(
        "standards", SET, "standards.draft", drafts(queries.STANDARDS, "standards.draft"), fills(_rows, "standards"), _check,
        same=("trade", "level", "programme", "fund"),
        cells={"amount_fen": _positive, "trade": at_most(60), "fund": _known},
        example={"trade": "焊工", "level": "五级", "fund": "就业专项资金", "amount_fen": "1000"},
        back=back,
    ),
)  # fmt: skip
