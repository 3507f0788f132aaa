"""What an employer has been told by law of a matter against it, by the papers that are addressed to it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from chunfeng.base.access.actor import Actor
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


def papers(case: Case) -> list[IssuedPaper]:
    """What was sent to the employer, the newest first."""
    return list(case.papers.filter(kind__in=ADDRESSED, withdrawn="").select_related("event").order_by("-pk"))


def was_told(case: Case) -> bool:
    return case.papers.filter(kind__in=ADDRESSED, withdrawn="").exists()
