"""What `site` hands to the portal: the files of applicants, panels of what the party may see, cases that experts judge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Tone
from chunfeng.base.workflow.dossier import Dossier
from chunfeng.base.workflow.models import Case

if TYPE_CHECKING:
    from chunfeng.base.access.roles import Words

Panels = Callable[[Case, Actor], Sequence[Any]]


@dataclass(frozen=True)
class Concern:
    """Matters against an organisation: it has no file in them and no right to read them, and sees what it was told by law.

    told: the cases of which the actor's organisations have been told. seen: tone (None: over), words and what is waited
    for, in place of what states say among the office. terms: clocks that run against the organisation. panels: all that
    is shown. title: of these cases on the home of the portal.
    """

    told: Callable[[Actor], QuerySet[Case]]
    seen: Callable[[Case], tuple[Tone | None, str, str]]
    terms: Collection[str]
    panels: Panels
    title: Words


class Portal:
    def __init__(self) -> None:
        self.dossiers: dict[str, Dossier] = {}
        self.panels: dict[str, Panels] = {}
        #: By code of the procedure.
        self.concerns: dict[str, Concern] = {}
        #: Cases that an actor judges without a post over them: seen by having been drawn, and by nothing else.
        self.judged: tuple[Callable[[Actor], QuerySet[Case]], ...] = ()

    def declare(
        self, dossiers: Iterable[Dossier], panels: dict[str, Panels], judged: Iterable[Callable[[Actor], Any]],
        concerns: Mapping[str, Concern],
    ) -> None:  # fmt: skip
        self.dossiers = {dossier.process: dossier for dossier in dossiers}
        self.panels, self.judged, self.concerns = dict(panels), tuple(judged), dict(concerns)


PORTAL = Portal()
