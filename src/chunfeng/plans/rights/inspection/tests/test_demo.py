"""The demo's matters are lived by the procedures themselves, on any day of the year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection

from chunfeng.base.audit.sealing import seal, verify
from chunfeng.base.orgs.models import Org
from chunfeng.base.workflow.models import Case
from chunfeng.kernel import credit_code
from chunfeng.plans.rights.inspection import demo
from chunfeng.plans.rights.inspection.models import Certificate, Complaint
from chunfeng.plans.rights.inspection.queries import waiting

from .conftest import City

pytestmark = pytest.mark.django_db


def office(city: City, code: str) -> demo.Office:
    who = {name.split("@")[0]: actor for name, actor in city.actors.items() if name.endswith(f"@{code}")}
    return demo.Office(
        {"370911": city.daiyue, "370921": city.ningyang}[code], (who["chen"], who["wang"]), who["head"], who["lawyer"],
        who["director"], who["clerk"],
    )  # fmt: skip


def test_every_standing_is_reached_on_its_day(city: City) -> None:
    # A Monday on one database, a day amid holidays on the other.
    today = date(2026, 11, 30) if connection.vendor == "sqlite" else date(2026, 10, 6)
    Certificate.objects.all().delete()
    employers = []
    for n in range(4):
        body = f"52990000MJ{n:07d}"
        employers.append(
            Org.objects.create(
                name=f"第{n}建筑有限公司", credit_code=body + credit_code.check_character(body), kind="employer"
            )
        )
    town = demo.Town(
        office(city, "370911"), office(city, "370921"), employers, lambda of, title: f"{title} {of.number}"
    )
    made = demo.seed(town, today)
    assert len(made) == sum(times for _, times, _ in demo.LIVES.values()) > 60
    states = Counter(Case.objects.filter(pk__in=[c.pk for c in made]).values_list("state", flat=True))
    assert set(states) == {
        "received", "completing", "lapsed", "refused", "referred", "elsewhere", "accepted", "investigating", "suspended", "joined",
        "arriving", "investigated", "ordered", "noticed", "hearing", "reviewing", "decided", "reminded", "enforcing", "court_closed",
        "performed", "disputed", "revoked", "handed", "closed",
    }  # fmt: skip
    late = Case.objects.filter(pk__in=[c.pk for c in made], due_on__lt=today)
    assert {c.state for c in late} >= {"received", "investigating", "ordered"}
    assert Complaint.objects.filter(inspection__state="investigating").count() > states["investigating"]
    wages = next(c.record for c in made if c.state == "closed" and c.record.topic == "wages")
    assert waiting(wages, today) is not None
    unserved = []
    for case in made:
        served = {proof.issued.kind: proof.served_on for proof in case.record.served.select_related("issued")}
        for kind, last, days in terms(case):
            if kind in served:
                assert (last - served[kind]).days >= days, f"{case.number} {kind}"
            else:
                unserved.append(kind)
    assert unserved == ["rights.decision"], "whose term begins with its service"
    seal()
    assert list(verify()) == []


def terms(case: Case) -> Iterator[tuple[str, date, int]]:
    """Each paper that gives the employer time, the last day of it, and of how many days after its service."""
    for order in case.record.orders.all():
        yield "rights.rectification_order", order.due_on, 7
    for decision in case.record.decisions.all():
        yield f"rights.{decision.kind}_notice", decision.defence_until_on, 3
    for clock in case.clocks.filter(code__in=("perform", "remind")):
        yield {"perform": "rights.decision", "remind": "rights.reminder"}[clock.code], clock.due_on, clock.days
