"""The demo city's training money: granted in January, allotted to counties, claimed class by class, paid by batches."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.engine import Refused, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel.money import write_yuan
from chunfeng.plans.training.certification.demo import Walk
from chunfeng.plans.training.classes.demo import confirmed
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.subsidy import actions, queries
from chunfeng.plans.training.subsidy.actions import paying
from chunfeng.plans.training.subsidy.models import Batch, Claim, ClaimLine, Transfer
from chunfeng.plans.training.subsidy.queries.lines import Pricing


class NotBooked(Exception):
    """What the demo does was refused: the demo and the procedure no longer agree."""


def fund(city: Place, clerk: Actor, leader: Actor, today: date) -> None:
    """Of this year and, for what was decided before January, of the last."""
    counties = list(Place.objects.filter(parent=city, kind="county").order_by("path"))
    for year in (today.year - 1, today.year):
        _booked(_order(city, clerk, date(year, 1, 4), "grant", 12_000_000), leader, date(year, 1, 5))
        for n, county in enumerate(counties):
            order = _order(city, clerk, date(year, 1, 6), "allot", 1_500_000 + 50_000 * n, county)
            _booked(order, leader, date(year, 1, 7))
    _order(city, clerk, today - timedelta(days=1), "allot", 300_000, counties[0])


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _order(city: Place, clerk: Actor, day: date, kind: str, yuan: int, county: Place | None = None) -> Case:
    given = {
        "kind": kind, "source": "EMPLOYMENT", "level": "city", "year": str(day.year), "amount": str(yuan),
        "county": county.code if county else "", "document": f"演示财社〔{day.year}〕1号",
    }  # fmt: skip
    found = begin(PROCESSES[queries.ORDER], clerk, city, given, at=_at(day))
    if isinstance(found, Refused):
        raise NotBooked(str(found))
    return found


def _booked(case: Case, leader: Actor, day: date) -> None:
    taken = take(case, "approve", actor=leader, seen=case.version, answers={}, at=_at(day))
    if isinstance(taken, Refused):
        raise NotBooked(str(taken))


@dataclass(frozen=True)
class Office:
    """Each step of a claim has its own hand. judge: what the worker does by itself, the rules over the class."""

    counter: Actor
    checker: Actor
    head: Actor
    leader: Actor
    judge: Callable[[datetime], Any]


@dataclass(frozen=True)
class Treasury:
    clerk: Actor
    head: Actor
    leader: Actor
    judge: Callable[[datetime], Any]


class Claiming(Walk):
    def __init__(self, case: Case, clerk: Actor) -> None:
        super().__init__(case)
        self.clerk = clerk

    @classmethod
    def begin(
        cls, clerk: Actor, org: Org, klass: TrainingClass, on: date, *, payee: str = "provider",
        part: str = ClaimLine.Part.FIRST,
    ) -> Claiming:  # fmt: skip
        found = actions.begin_claim(org, org.place, clerk, at=_at(on))
        if isinstance(found, Refused):
            raise NotBooked(str(found))
        said = actions.save_what(
            found, clerk, {"training_class": str(klass.pk), "part": part, "payee": payee}, at=_at(on)
        )
        if said:
            raise NotBooked("；".join(map(str, said)))
        return cls(found, clerk)

    @property
    def claim(self) -> Claim:
        found: Claim = self.fresh()
        return found

    def employed(self, people: int, employer: str, days_after: int = 20) -> Claiming:
        """The first so many work for an employer, some days after their class."""
        klass = self.claim.training_class
        assert klass
        on = Pricing.of(klass).window[0] + timedelta(days=days_after)
        for line in list(self.claim.lines.order_by("pk")[:people]):
            values = {"entry": "", "employed_on": on, "employer": employer}
            if said := actions.save_job(self.case, self.clerk, values, line.pk):
                raise NotBooked("；".join(map(str, said)))
        return self

    def submitted(self, office: Office, on: date) -> Claiming:
        self.go("submit", self.clerk, on, undertaking=True)
        office.judge(_at(on))
        return self

    def checked(self, office: Office, on: date, level: str = "city") -> Claiming:
        self.go("accept", office.counter, on, note="")
        self.go("review", office.checker, on, level=level, note="材料齐全")
        self.go("check", office.head, on, note="同意公示")
        return self

    def approved(self, office: Office) -> Claiming:
        """The notice has passed without an objection."""
        over = self.claim.notice_to_on
        assert over
        day = over + timedelta(days=1)
        self.go("notice_over", Actor.the_system(), day)
        self.go("approve", office.leader, day, note="同意")
        return self


def pay(klass: TrainingClass, clerk: Actor, office: Office, treasury: Treasury, today: date) -> None:
    """Of one certified class: eight people claimed for and paid, three of them in work; one transfer comes back and is paid again. The others
    are on public notice today."""
    org, place = klass.org, klass.case.place
    on = today - timedelta(days=52)
    claiming = Claiming.begin(clerk, org, klass, on, payee="persons")
    for line in list(claiming.claim.lines.order_by("pk")[8:]):
        if said := actions.drop_person(claiming.case, clerk, line.pk):
            raise NotBooked("；".join(map(str, said)))
    claiming.employed(3, "示例机械制造有限公司").submitted(office, on).checked(office, on + timedelta(days=2)).approved(
        office
    )
    claim, decided = claiming.claim, claiming.claim.decided_on
    assert decided and claim.year
    first = Paying.begin(treasury, place, klass.fund, claim.level, claim.year, decided + timedelta(days=2))
    first.sent(treasury, decided + timedelta(days=3)).told(treasury, decided + timedelta(days=5), {2: "账号户名不符"})
    again = Paying.begin(treasury, place, klass.fund, claim.level, claim.year, decided + timedelta(days=8))
    again.sent(treasury, decided + timedelta(days=9)).told(treasury, decided + timedelta(days=10), {})
    rest = Claiming.begin(clerk, org, klass, today - timedelta(days=5), payee="persons")
    rest.submitted(office, today - timedelta(days=5)).checked(office, today - timedelta(days=3))


class Paying(Walk):
    @classmethod
    def begin(cls, treasury: Treasury, place: Place, source: str, level: str, year: int, on: date) -> Paying:
        given = {"source": source, "level": level, "year": str(year)}
        found = begin(PROCESSES[queries.BATCH], treasury.clerk, place, given, at=_at(on))
        if isinstance(found, Refused):
            raise NotBooked(str(found))
        treasury.judge(_at(on))
        return cls(found)

    @property
    def batch(self) -> Batch:
        found: Batch = self.fresh()
        return found

    def sent(self, treasury: Treasury, on: date) -> Paying:
        self.go("sign", treasury.head, on, note="")
        self.go("issue", treasury.leader, on, note="")
        return self

    def answered(self, treasury: Treasury, on: date, bounced: Mapping[int, str] | None = None) -> Paying:
        """What the bank says, as a list. bounced: serial → why the transfer came back."""
        content = results(list(self.batch.transfers.order_by("serial")), on, bounced or {})
        receiver = RECEIVERS["bank_result"]
        target = receiver.target(treasury.clerk, self.case.number)
        if target is None:
            raise NotBooked(f"{self.case.number}：现在不能登记银行结果")
        confirmed(receiver, target, content, "银行回盘.csv", treasury.clerk)
        self.case.refresh_from_db()
        return self

    def told(self, treasury: Treasury, on: date, bounced: Mapping[int, str]) -> Paying:
        """The same on a day of the demo's year: a list is always handed in now."""
        rows = [
            {
                "reference": t.reference,
                "result": "退票" if t.serial in bounced else "成功",
                "said": bounced.get(t.serial),
                "settled_on": on,
            }
            for t in self.batch.transfers.exclude(state="dropped")
        ]
        with transaction.atomic():
            paying.register(Case.objects.select_for_update().get(pk=self.case.pk), treasury.clerk, rows, at=_at(on))
        return self


def results(transfers: list[Transfer], on: date, bounced: Mapping[int, str]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("附言", "收款账号", "金额（元）", "状态", "失败原因", "入账日期"))
    for t in transfers:
        if t.state == "dropped":
            continue
        why = bounced.get(t.serial, "")
        rows.writerow(
            (
                t.reference,
                t.account.clear(),
                write_yuan(t.amount_fen),
                "退票" if why else "成功",
                why,
                "" if why else on,
            )
        )
    return out.getvalue().encode()
