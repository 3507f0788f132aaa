"""Reads of provider admission and supervision."""

from __future__ import annotations

from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow import together
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.period import add_months
from chunfeng.kernel.position import to_gcj
from chunfeng.plans.training.providers.models import (
    Admission,
    Agreement,
    BlacklistEntry,
    Card,
    Evaluation,
    Expert,
    ExpertSeat,
    Listing,
    Objection,
    Premises,
    SiteVisit,
)

ADMISSION = "training.provider_admission"
SUPERVISION = "training.provider_supervision"
EVALUATION = "training.provider_evaluation"
_EARTH_METRES = 6_371_000
#: Stands behind a position that a browser told.
WGS84 = " WGS84"


def day_of(case: Case) -> date:
    """The day of the step that is being taken, or of the last one."""
    return timezone.localdate(case.state_at)


def metres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """Distance on the sphere between two positions in degrees."""
    a, b, c, d = map(radians, (float(latitude), float(longitude), float(other_latitude), float(other_longitude)))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return round(2 * _EARTH_METRES * asin(min(1.0, sqrt(half))))


def degrees(text: str) -> tuple[float, float] | None:
    """A position as maps give it, "latitude,longitude", or as browsers do, with WGS84 behind it; None of what lies nowhere in
    China."""
    told = text.removesuffix(WGS84)
    parts = [part for part in told.replace("，", ",").replace(" ", ",").split(",") if part]
    try:
        latitude, longitude = (round(float(part), 6) for part in parts)
    except ValueError:
        return None
    if not (3 <= latitude <= 54 and 73 <= longitude <= 136):
        return None
    return (latitude, longitude) if told == text else to_gcj(latitude, longitude)


def nearest(admission: Admission, latitude: float, longitude: float) -> tuple[Premises, int] | None:
    """The declared premises nearest to a position, and its distance in metres."""
    found = [(metres(latitude, longitude, p.latitude, p.longitude), p.pk, p) for p in admission.premises.all()]
    return (min(found)[2], min(found)[0]) if found else None


def pool(case: Case) -> dict[str, str]:
    """Experts who may be drawn now: in the pool that day, of the case's place or one above it, not of the applicant's
    own house, not drawn already. The key says nothing of the person: it stands in the log."""
    day = day_of(case)
    rows = in_pool(day).exclude(seats__admission__case=case).select_related("user", "place")
    return {
        expert_key(e): f"{e.user.name}{_('（')}{e.field}{_('）')}"
        for e in rows
        if case.place_path.startswith(e.place.path) and (e.org_id is None or e.org_id != case.org_id)
    }


def in_pool(day: date) -> QuerySet[Expert]:
    return Expert.objects.filter(Q(valid_to_on=None) | Q(valid_to_on__gte=day), valid_from_on__lte=day)


def expert_key(expert: Expert) -> str:
    return f"E{expert.pk:05d}"


def expert_of(key: str) -> Expert:
    return Expert.objects.get(pk=int(key.removeprefix("E")))


def experts_missing(case: Case) -> int:
    wanted = value("training.provider_experts", day_of(case), case.place.code)
    return max(0, wanted - len(seats(case.record)))


def read_whole(admission: Admission) -> None:
    """All that a case page and the guards of its steps ask of an application."""
    together.read(admission, "premises", "teachers", "trades", "papers", "visits", "seats", "objections")


def seats(admission: Admission) -> list[ExpertSeat]:
    """Of experts who judge: drawn and not recused."""
    return [seat for seat in admission.seats.all() if not seat.recused_for]


def seat_of(admission: Admission, actor: Actor) -> ExpertSeat | None:
    return next((seat for seat in seats(admission) if seat.expert.user_id == actor.user), None)


def cases_to_score(actor: Actor) -> QuerySet[Case]:
    """What a drawn expert has still to score; by the draw, not by place: an expert sees nothing else."""
    return Case.objects.filter(
        pk__in=ExpertSeat.objects.filter(expert__user_id=actor.user, recused_for="", scored_at=None).values(
            "admission__case"
        ),
        state="scoring",
    )


def totals(admission: Admission) -> list[int]:
    """Points of each expert who scored, in order of their seats."""
    return [sum(score.points for score in seat.scores.all()) for seat in seats(admission) if seat.scored_at]


def passes(admission: Admission, day: date, area: str) -> bool:
    """Whether the average of the experts' totals reaches the mark; compared as sums, no fraction is rounded."""
    points = totals(admission)
    return bool(points) and sum(points) >= value("training.provider_score_pass", day, area) * len(points)


def last_visit(admission: Admission) -> SiteVisit | None:
    return next(reversed(admission.visits.all()), None)


def open_objections(admission: Admission) -> list[Objection]:
    return [objection for objection in admission.objections.all() if not objection.verdict]


def agreement_on(org: Any, day: date) -> Agreement | None:
    """The agreement that holds for an organisation that day."""
    return in_force(day).filter(org=org).first()


def in_force(day: date) -> QuerySet[Agreement]:
    return Agreement.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), from_on__lte=day, to_on__gte=day)


def blacklisted_on(org: Any, day: date) -> BlacklistEntry | None:
    return BlacklistEntry.objects.filter(org=org, from_on__lte=day, to_on__gte=day).order_by("-to_on").first()


def cards_in_year(agreement: Agreement, day: date) -> dict[str, int]:
    """Yellow and red cards of the provider in the twelve months up to and with a day, under whatever agreement."""
    rows = Card.objects.filter(
        agreement__org=agreement.org_id, given_on__gt=add_months(day, -12), given_on__lte=day
    ).values_list("colour", flat=True)
    return {colour: list(rows).count(colour) for colour in Card.COLOURS}


def card_limit_reached(agreement: Agreement, day: date, area: str) -> str:
    """Which colour has reached its number of a year: "red", "yellow" or ""."""
    cards = cards_in_year(agreement, day)
    return next((c for c in ("red", "yellow") if cards[c] >= value(f"training.provider_{c}_cards", day, area)), "")


def cards_of_year(org: Any, year: int) -> dict[str, int]:
    """Cards given to a provider in a calendar year, by whatever door."""
    given = list(Card.objects.filter(agreement__org=org, given_on__year=year).values_list("colour", flat=True))
    return {colour: given.count(colour) for colour in Card.COLOURS}


def colour_reached(org: Any, year: int, area: str = "") -> str:
    """Which colour has reached in a calendar year the number that costs the right to claim in it, and the designation of the
    next (Zaozhuang 2014): "red", "yellow" or ""."""
    cards, last = cards_of_year(org, year), date(year, 12, 31)
    return next((c for c in ("red", "yellow") if cards[c] >= value(f"training.provider_{c}_cards", last, area)), "")


def agreements_of(actor: Actor) -> QuerySet[Agreement]:
    """Every agreement at the actor's places, the newest first, with what a list tells of it."""
    year_ago = add_months(timezone.localdate(), -12)
    recent = Q(cards__given_on__gt=year_ago)
    return (
        Agreement.objects.filter(actor.scope("provider.read", place="place__path"))
        .select_related("org", "place", "admission__case")
        .annotate(
            yellow=Count("cards", recent & Q(cards__colour="yellow"), distinct=True),
            red=Count("cards", recent & Q(cards__colour="red"), distinct=True),
        )
        .order_by("-from_on", "-pk")
    )


def years_to_evaluate(agreement: Agreement, today: date) -> list[int]:
    """Years of the agreement that are over and have no evaluation yet."""
    done = set(agreement.evaluations.values_list("year", flat=True))
    last = min((agreement.ended_on or agreement.to_on).year, today.year - 1)
    return [year for year in range(agreement.from_on.year, last + 1) if year not in done]


def experts_for(actor: Actor) -> QuerySet[Expert]:
    """The pool as the actor's office sees it: its own experts, and those of the places above, who may be drawn here."""
    found = actor.scope("expert.read", place="place__path")
    for grant in actor.with_permission("expert.read"):
        if grant.scope == "place" and grant.place_path:
            parts = grant.place_path.strip("/").split("/")
            found |= Q(place__path__in=["/".join(parts[: n + 1]) + "/" for n in range(len(parts))])
    open_seats = Count("seats", Q(seats__recused_for="", seats__scored_at=None), distinct=True)
    scored = Count("seats", Q(seats__scored_at__isnull=False), distinct=True)
    rows = Expert.objects.filter(found).select_related("user", "place", "org")
    return rows.annotate(open_seats=open_seats, scored=scored).order_by("place__path", "pk")


def failed_years(agreement: Agreement, until_year: int) -> int:
    """How many confirmed evaluations in a row, counted back from a year, were failed."""
    results = dict(
        Evaluation.objects.filter(agreement__org=agreement.org_id, state="confirmed", year__lte=until_year).values_list(
            "year", "result"
        )
    )
    year, found = max(results, default=until_year), 0
    while results.get(year) == "failed":
        year, found = year - 1, found + 1
    return found


def listed(day: date) -> QuerySet[Listing]:
    """The open list of a day: a suspended provider stays on it and is marked, an ended one is gone."""
    return (
        Listing.objects.filter(agreement__in=in_force(day))
        .select_related("agreement__org", "agreement__place", "agreement__admission__case")
        .order_by("trade", "level", "pk")
    )


def on_notice(day: date) -> QuerySet[Admission]:
    return (
        Admission.objects.filter(state="publicity", publicity_from_on__lte=day, publicity_to_on__gte=day)
        .select_related("case__org", "case__place")
        .prefetch_related("trades")
        .order_by("publicity_to_on", "pk")
    )


def blacklist(day: date) -> QuerySet[BlacklistEntry]:
    return (
        BlacklistEntry.objects.filter(from_on__lte=day, to_on__gte=day)
        .select_related("org", "supervision__case")
        .order_by("to_on", "pk")
    )


def exits(day: date) -> QuerySet[Agreement]:
    """Agreements ended early, as long as that is told; then only the record keeps it."""
    since = add_months(day, -value("training.provider_exit_told_months", day))
    return (
        Agreement.objects.filter(ended_on__lte=day, ended_on__gt=since)
        .exclude(ended_for="")
        .select_related("org", "place", "admission__case")
        .order_by("-ended_on", "pk")
    )


def exit_told_until(agreement: Agreement) -> date | None:
    """The last day on which exits() shows it: months differ in length, so the day is asked of the same sum."""
    if agreement.ended_on is None:
        return None
    months = value("training.provider_exit_told_months", agreement.ended_on)
    last = add_months(agreement.ended_on, months)
    while add_months(last, -months) >= agreement.ended_on:
        last -= timedelta(days=1)
    return last
