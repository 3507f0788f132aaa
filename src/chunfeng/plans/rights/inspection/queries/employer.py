"""What an employer has been told by law of a matter against it, by the papers that are addressed to it."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import Assignment
from chunfeng.base.audit.models import Event
from chunfeng.base.workflow.models import Case, IssuedPaper
from chunfeng.plans.rights.inspection.queries import CODE

#: Papers that the employer gets. Before the first of them it must not learn that anybody looks.
ADDRESSED = (
    "rights.enquiry_notice", "rights.rectification_order", "rights.treatment_notice", "rights.penalty_notice",
    "rights.hearing_notice", "rights.decision", "rights.reminder",
)  # fmt: skip
#: For the posts of an organisation: to answer, and so to see what there is to be answered.
ANSWERS = "employer.answer"


def told(actor: Actor) -> QuerySet[Case]:
    """Matters against the actor's organisations of which these have been told."""
    orgs = {grant.org for grant in actor.with_permission(ANSWERS) if grant.scope == "org" and grant.org is not None}
    sent = IssuedPaper.objects.filter(case=OuterRef("pk"), kind__in=ADDRESSED, withdrawn="")
    return Case.objects.filter(Exists(sent), process=CODE, org__in=orgs)


def papers(case: Case, event: Event | None = None) -> list[IssuedPaper]:
    """What was sent to the employer, the newest first; of one event where it is given."""
    return [
        paper
        for paper in reversed(case.papers.all())
        if paper.kind in ADDRESSED and not paper.withdrawn and (event is None or paper.event_id == event.pk)
    ]


#: Paper → the clock of its term.
_CLOCKS = {
    "rights.rectification_order": "correct", "rights.treatment_notice": "defence", "rights.penalty_notice": "defence",
}  # fmt: skip


def last_day(case: Case, kind: str) -> date | None:
    """Until when the employer may or must answer a paper that was just sent; terms that begin with service have none yet."""
    clock = case.clocks.filter(code=_CLOCKS[kind], finished_on=None).first() if kind in _CLOCKS else None
    return clock.due_on if clock else None


def clerks(case: Case) -> list[int]:
    """Users who answer for the employer today."""
    from chunfeng.base.access.roles import ROLES

    roles = [role.code for role in ROLES if ANSWERS in role.permissions]  # type: ignore[attr-defined]
    if not case.org_id:
        return []
    found = Assignment.objects.valid_on(timezone.localdate()).filter(org=case.org_id, role__in=roles)
    return sorted(set(found.values_list("user_id", flat=True)))


def unserved(case: Case) -> list[IssuedPaper]:
    """Papers sent to the employer without a proof of service, the newest first."""
    served = {proof.issued_id for proof in case.record.served.all()}
    return [paper for paper in papers(case) if paper.pk not in served]


def was_told(case: Case) -> bool:
    return bool(papers(case))
