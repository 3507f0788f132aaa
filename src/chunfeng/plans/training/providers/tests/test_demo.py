from __future__ import annotations

from collections import Counter
from datetime import date

from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers import demo
from chunfeng.plans.training.providers.models import BlacklistEntry, Card, Objection
from chunfeng.plans.training.providers.tests.conftest import build

TODAY = date(2016, 11, 23)


def test_the_demo_city_has_providers_in_every_state(db: None) -> None:
    """Through the front door: every case has its events, and none was written around the engine."""
    town = build(orgs=len(demo.STANDINGS), experts=8)
    made = demo.seed(town, TODAY)
    states = Counter(case.state for case in made.values())
    finals = {"designated_long", "carded", "suspended", "exited", "blacklisted", "submitted_late", "publicity_objected"}
    for standing, case in zip(demo.STANDINGS, made.values(), strict=True):
        assert case.state == standing or standing in finals, standing
    assert states["designated"] == 6 and states["submitted"] == 2
    assert BlacklistEntry.objects.count() == 1 and Card.objects.count() == 2 and Objection.objects.count() == 1
    assert Case.objects.filter(closed_at=None, due_on__lt=TODAY).exists(), "something is overdue"
    for case in Case.objects.all():
        assert Event.objects.filter(object_id=case.number, kind__in=("open", "step")).count() == case.version
    assert not Event.objects.filter(at__date__gt=TODAY).exists(), "nobody acted in the future"
