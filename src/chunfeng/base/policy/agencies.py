"""Who answers for a clause at a place, by the name it bears there."""

from __future__ import annotations

from chunfeng.base.policy.values import pack


def agency(clause: str, place: str) -> str:
    """某区人力资源和社会保障局: the agency that leads on a clause, by today's name, at the place of this name. The place
    alone where the pack knows none. Never translated: it is the name of a body, and stands on papers."""
    loaded = pack()
    lead = loaded.clauses[clause].lead if clause in loaded.clauses else ()
    known = loaded.agencies.get(lead[0], {}) if lead else {}
    name = known.get("today") or known.get("title", "")
    # The pack names those of the city; the counties' are called alike.
    return f"{place}{name.removeprefix('市')}" if name.startswith("市") else place
