"""What the pools hold, and the report that adds up to the fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import offered
from chunfeng.engines.ledger.models import Account, Line
from chunfeng.plans.training.catalogue.queries import fund_words
from chunfeng.plans.training.subsidy import postings

ORDER = "training.fund_order"
LEVELS = "training.fund_levels"


def pool_named(fund: str) -> str:
    """EMPLOYMENT.city → 就业专项资金 · 市级, in the reader's language."""
    source, _dot, level = fund.partition(".")
    return f"{fund_words(source)} · {offered(LEVELS).get(level, level)}"


@dataclass(frozen=True)
class PoolReport:
    """One pool of one fund and year. came: fen in by posting (treasury, other pools), out negative. held: role → fen. What came is
    what is held: `adds_up`."""

    fund: str
    place: Place
    year: int
    came: Mapping[str, int]
    held: Mapping[str, int]

    @property
    def brought(self) -> int:
        return sum(self.came.values())

    @property
    def adds_up(self) -> bool:
        return self.brought == sum(self.held.values())


#: By which money enters a pool and leaves it for another or for the treasury.
CAME = (postings.GRANT, postings.ALLOT, postings.CARRY, postings.HAND_BACK, postings.INTEREST)


def report(actor: Actor, year: int) -> Sequence[PoolReport]:
    """The pools that the actor may see, by place and fund. Three queries."""
    seen = actor.scope("fund_order.read", place="place__path")
    held: dict[tuple[str, int], dict[str, int]] = {}
    accounts = (
        Account.objects.filter(seen, year=year).exclude(role__in=[role.code for role in postings.BEYOND]).order_by()
    )
    for fund, place, role, fen in accounts.values_list("fund", "place_id", "role").annotate(fen=Sum("balance_fen")):
        held.setdefault((fund, place), {})[role] = fen
    came: dict[tuple[str, int], dict[str, int]] = {}
    lines = Line.objects.filter(
        actor.scope("fund_order.read", place="account__place__path"), account__year=year, entry__posting__in=[way.code for way in CAME],
        account__role=postings.AVAILABLE.code,
    ).order_by()  # fmt: skip
    for fund, place, posting, fen in lines.values_list("account__fund", "account__place_id", "entry__posting").annotate(
        fen=Sum("amount_fen")
    ):
        came.setdefault((fund, place), {})[posting] = fen
    places = {p.pk: p for p in Place.objects.filter(pk__in={place for _fund, place in held})}
    found = [
        PoolReport(fund, places[place], year, came.get((fund, place), {}), roles)
        for (fund, place), roles in held.items()
    ]
    return sorted(found, key=lambda r: (r.place.path, r.fund))


def years(actor: Actor) -> list[int]:
    seen = actor.scope("fund_order.read", place="place__path")
    return list(Account.objects.filter(seen).order_by("-year").values_list("year", flat=True).distinct())


def available(place: int, fund: str, year: int) -> int:
    """Fen that may still be given away."""
    found: Any = Account.objects.filter(Q(role=postings.AVAILABLE.code), place=place, fund=fund, year=year)
    return found.values_list("balance_fen", flat=True).first() or 0
