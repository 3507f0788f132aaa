"""Who acts, with all that they may do and where: asked once a request, then a plain value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from chunfeng.base.access.roles import ROLES, Scope


@dataclass(frozen=True)
class Grant:
    """One post of the actor. Of place_path, org and person only what the role's scope asks for is set."""

    role: str
    permissions: frozenset[str]
    scope: Scope
    place_path: str = ""
    org: int | None = None
    person: int | None = None
    on_behalf_of: int | None = None
    place_name: str = ""

    def covers(self, place_path: str | None, org: int | None, person: int | None) -> bool:
        match self.scope:
            case "all":
                return True
            case "place":
                return place_path is not None and bool(self.place_path) and place_path.startswith(self.place_path)
            case "org":
                return self.org is not None and org == self.org
            case "own":
                return self.person is not None and person == self.person


@dataclass(frozen=True)
class Actor:
    """user: primary key, None for the system and the public."""

    user: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    system: bool = False

    @classmethod
    def the_system(cls) -> Actor:
        return cls(None, "系统", system=True)

    @classmethod
    def the_public(cls) -> Actor:
        return cls(None, "公众")

    def with_permission(self, permission: str) -> Iterator[Grant]:
        return (grant for grant in self.grants if permission in grant.permissions)

    def holds(self, permission: str) -> bool:
        """Somewhere; for menus and for whether a page exists for this actor at all."""
        return next(self.with_permission(permission), None) is not None

    def grant_for(
        self, permission: str, place_path: str | None = None, org: int | None = None, person: int | None = None
    ) -> Grant | None:
        return next((g for g in self.with_permission(permission) if g.covers(place_path, org, person)), None)

    def may(
        self, permission: str, *, place_path: str | None = None, org: int | None = None, person: int | None = None
    ) -> bool:
        return self.grant_for(permission, place_path, org, person) is not None

    def scope(self, permission: str, *, place: str = "place_path", org: str = "org", person: str = "person") -> Q:
        """The rows on which a permission holds: names are the columns of the table that is asked."""
        found = Q(pk__in=())
        for grant in self.with_permission(permission):
            match grant.scope:
                case "all":
                    return ~Q(pk__in=())
                case "place" if grant.place_path:
                    found |= Q(**{f"{place}__under": grant.place_path})
                case "org" if grant.org is not None:
                    found |= Q(**{org: grant.org})
                case "own" if grant.person is not None:
                    found |= Q(**{person: grant.person})
        return found


def actor_of(user: Any) -> Actor:
    """The actor of a logged-in user, on today's posts: one query."""
    if not user.is_authenticated or not user.is_active:
        return Actor.the_public()
    grants = []
    rows = user.assignments.valid_on(timezone.localdate()).select_related("place", "org")
    # Own posts first: who may act in the own name does not act in another's.
    for row in sorted(rows, key=lambda row: row.on_behalf_of_id is not None):
        if role := ROLES.get(row.role):
            grants.append(
                Grant(
                    role.code,
                    role.permissions,
                    role.scope,
                    place_path=row.place.path if row.place_id else "",
                    org=row.org_id,
                    person=user.person_id,
                    on_behalf_of=row.on_behalf_of_id,
                    place_name=row.place.name if row.place_id else (row.org.name if row.org_id else ""),
                )
            )
    return Actor(user.pk, user.name, tuple(grants))
