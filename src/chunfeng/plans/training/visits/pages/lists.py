"""What everybody may see: the cards that count, provider by provider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from chunfeng.base.policy.values import offered
from chunfeng.engines.display.page import Column, Empty, Link, List, Missing, Row
from chunfeng.plans.training.providers.models import Card
from chunfeng.plans.training.visits.pages.visit import card as chip
from chunfeng.plans.training.visits.queries.cards import counts_until


def cards(records: Sequence[Card], day: date) -> List:
    """A card of a visit names its class; one of another door has none."""
    grounds = offered("training.card_grounds")
    rows = []
    for card in records:
        visit = getattr(card.supervision, "class_visit", None)
        rows.append(
            Row(
                {
                    "provider": card.agreement.org.name, "place": card.agreement.place.name, "card": chip(card.colour),
                    "class": visit.training_class.class_no if visit else Missing.NOT_APPLICABLE,
                    "ground": grounds.get(card.ground, card.ground), "on": card.given_on, "until": counts_until(card),
                }
            )
        )  # fmt: skip
    return List(
        (
            Column("provider", _("机构")), Column("place", _("属地")), Column("card", _("牌")), Column("class", _("班级")),
            Column("ground", _("事由")), Column("on", _("发牌日期"), kind="day"), Column("until", _("计数到"), kind="day"),
        ),
        tuple(rows), total=len(rows), measure=_("张"), key="provider-cards",
        empty=Empty(_("近一年没有发过牌。"), Link(_("已认定的机构"), "/lists/providers/")),
    )  # fmt: skip
