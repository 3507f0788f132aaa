"""The demo city's standards: the pack's examples of other places, and a county whose departments still differ (T-3.3.c)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads import actions as uploads
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.engine import Refused, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.catalogue import queries


class NotIssued(Exception):
    """What the demo does was refused: the demo and the procedure no longer agree."""


@dataclass(frozen=True)
class Pair:
    """Who draws up and who issues in a place."""

    place: Place
    drafter: Actor
    issuer: Actor

    def list(
        self, process: str, receiver: str, day: date, answers: Mapping[str, Any], rows: Sequence[Iterable[Any]],
        *, issue: bool = True,
    ) -> Case:  # fmt: skip
        """A case begun, filled by a list, submitted and issued on one day. rows: the titles first."""
        found = begin(PROCESSES[process], self.drafter, self.place, answers, at=_at(day))
        if isinstance(found, Refused):
            raise NotIssued(str(found))
        kind = RECEIVERS[receiver]
        target = kind.target(self.drafter, found.number)
        assert target
        taken = uploads.receive([_csv(rows)], f"{kind.feed.title}.csv", kind, target, self.drafter)
        if isinstance(taken, Refusal):
            raise NotIssued(str(taken))
        if refused := uploads.confirm(taken[0], self.drafter):
            raise NotIssued(str(refused))
        self._step(found, "submit", self.drafter, day)
        if issue:
            self._step(found, "issue", self.issuer, day)
        return found

    @staticmethod
    def _step(case: Case, code: str, actor: Actor, day: date) -> None:
        found = Case.objects.get(pk=case.pk)
        taken = take(found, code, actor=actor, seen=found.version, answers={}, at=_at(day))
        if isinstance(taken, Refused):
            raise NotIssued(f"{code}：{taken}")


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def _csv(rows: Sequence[Iterable[Any]]) -> bytes:
    """No cell of the demo holds a comma."""
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


_TITLES = ("工种", "等级", "培训类型", "资金来源", "补贴标准", "最低课时")


def standards(city: Pair, county: Pair, today: date) -> None:
    """In force since January of last year. The county's bureau of commerce pays one trade as its dearer neighbour in the list."""
    drawn_up, first = date(today.year - 2, 12, 20), date(today.year - 1, 1, 1)
    rows: list[tuple[Any, ...]] = []
    for one in pack().standards:
        fund, programme = ("就业专项资金", "就业技能培训") if one.trade else ("失业保险基金", "岗位技能提升培训")
        rows.append((one.trade, one.level or "", programme, fund, (one.amount_fen or 0) // 100, one.hours or ""))
    # The short course that the demo's classes teach.
    rows.append(("焊工", 5, "就业技能培训", "就业专项资金", 800, 80))
    rows.append(("砌筑工", 5, "就业技能培训", "就业专项资金", 700, 80))
    issued = {"document": "演示文件〔第1号〕", "valid_from_on": first.isoformat()}
    city.list(queries.STANDARDS, "standards", drawn_up, issued, [_TITLES, *rows])
    dearer, trade = rows[0], rows[1]
    other = (trade[0], "", "家政服务工程", "商务专项资金", dearer[4], trade[5])
    issued = {"document": "演示文件〔第2号〕", "valid_from_on": first.isoformat()}
    county.list(queries.STANDARDS, "standards", drawn_up, issued, [_TITLES, other])
