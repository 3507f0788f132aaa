"""What a role may do. Roles are data handed over by `site`; a permission is `noun.verb` and belongs to no one else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    #: Words for people: translated when they are shown, not when they are declared.
    Words = str | _StrPromise

#: place: a division and all below it; org: one organisation; own: the person alone; all: the whole installation.
Scope = Literal["place", "org", "own", "all"]


@dataclass(frozen=True)
class Role:
    """A post. title: as on the door plate. desk: the face its holder works at. staff: needs a second factor."""

    code: str
    title: Words
    permissions: frozenset[str]
    scope: Scope
    desk: str
    staff: bool = True


class Roles:
    """The roles of this installation and which duties one person must not hold together (职责不相容).

    apart: pairs of permissions; the second field of each says why, as a sentence for the refusal.
    """

    def __init__(self) -> None:
        self._roles: dict[str, Role] = {}
        self._apart: dict[frozenset[str], Words] = {}

    def declare(self, roles: Iterable[Role], apart: Mapping[tuple[str, str], Words]) -> None:
        self._roles = {role.code: role for role in roles}
        self._apart = {frozenset(pair): why for pair, why in apart.items()}
        for role in self._roles.values():
            if why := self.conflict(role.permissions):
                raise ValueError(f"{role.code}: {why}")

    def __getitem__(self, code: str) -> Role:
        return self._roles[code]

    def __iter__(self) -> Iterator[Role]:
        return iter(self._roles.values())

    def get(self, code: str) -> Role | None:
        return self._roles.get(code)

    def conflict(self, permissions: frozenset[str]) -> str:
        """Why these permissions must not be in one hand; empty when they may."""
        return next((str(why) for pair, why in self._apart.items() if pair <= permissions), "")

    def conflicting(self, held: frozenset[str], more: frozenset[str]) -> str:
        return self.conflict(held | more)


ROLES = Roles()
