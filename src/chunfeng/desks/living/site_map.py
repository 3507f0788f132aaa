"""The stored pages of the living document."""

from __future__ import annotations

from chunfeng.base.policy.values import pack
from chunfeng.desks.living import document, drill, programmes
from chunfeng.desks.open.kinds import Kind
from chunfeng.desks.open.sources import ATTACHED, FIGURES, PARAMETERS, cases
from chunfeng.plans.training.catalogue.queries import STANDARDS
from chunfeng.plans.training.planning.queries import PLAN as YEAR_PLAN


def _made_of(**_names: str) -> tuple[str, ...]:
    return (PARAMETERS, ATTACHED, FIGURES)


WHOLE = Kind("policy", "/policy/", document.whole, _made_of, daily=True)
PLAN = Kind(
    "policy_plan",
    "/policy/{plan}/",
    document.of_plan,
    _made_of,
    lambda: ({"plan": p} for p in document.PLANS),
    daily=True,
)
AGENCY = Kind(
    "policy_agency", "/policy/?agency={agency}", document.of_agency, _made_of, lambda: ({"agency": a} for a in pack().agencies),
    daily=True, eager=False,
)  # fmt: skip
CLAUSE = Kind(
    "policy_clause",
    "/policy/{clause}/",
    drill.page,
    _made_of,
    lambda: ({"clause": c} for c in pack().clauses),
    daily=True,
    eager=False,
)

PROGRAMME = Kind(
    "programme", "/programmes/{code}/", programmes.page, lambda code: (PARAMETERS, cases(YEAR_PLAN), cases(STANDARDS)),
    lambda: ({"code": code} for code in pack().special_programmes), daily=True, eager=False,
)  # fmt: skip

LIVING_KINDS = (WHOLE, PLAN, AGENCY, CLAUSE, PROGRAMME)
