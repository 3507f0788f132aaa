"""What anybody says against something on public notice: taken without a name, looked into by one, decided by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.policy.privacy import classes
from chunfeng.base.policy.values import choices, value
from chunfeng.base.workflow import clocks
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import StepRefused, grant_of, same_hand
from chunfeng.base.workflow.models import Case, next_number

GROUNDS = "training.objection_grounds"
VERDICTS = {"upheld": gettext_lazy("属实"), "dismissed": gettext_lazy("不属实")}
#: Letters.
LONGEST, LONGEST_CONTACT = 2000, 100


class ObjectionRecord(models.Model):
    """What somebody says against an entry on public notice; contact is given freely or not at all.

    ground: code of training.objection_grounds. findings: of who investigated; another person decides.
    """

    VERDICTS = VERDICTS

    number = models.CharField(max_length=30, unique=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    ground = models.CharField(max_length=60)
    text = models.TextField()
    contact = models.CharField(max_length=100, blank=True)
    investigated_at = models.DateTimeField(null=True, blank=True)
    investigated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    findings = models.TextField(blank=True)
    verdict = models.CharField(max_length=10, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(investigated_at=None, investigated_by=None, findings=""))
                | (Q(investigated_at__isnull=False, investigated_by__isnull=False) & ~Q(findings="")),
                name="%(class)s_investigated",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at=None, decided_by=None, answer="")
                | (
                    Q(verdict__in=("upheld", "dismissed"), decided_by__isnull=False, investigated_by__isnull=False)
                    & Q(decided_at__isnull=False, decided_at__gte=F("investigated_at"))
                    & ~Q(decided_by=F("investigated_by"))
                    & ~Q(answer="")
                ),
                name="%(class)s_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.number


def privacy(about: str) -> Any:
    """about: the column that says against what it is."""
    return classes(
        internal=f"id {about} number received_at due_on ground investigated_at investigated_by findings verdict decided_at "
        "decided_by answer",
        personal="text contact",
    )


def wrong_with(ground: str, text: str, contact: str, today: date) -> tuple[Reason, ...]:
    wrong = []
    if ground not in choices(GROUNDS, today):
        wrong.append(Reason(_("请选择异议的理由"), "#ground"))
    if not text.strip():
        wrong.append(Reason(_("请写明异议的内容"), "#text"))
    elif len(text) > LONGEST:
        wrong.append(Reason(_("异议内容最多 %(n)s 个字") % {"n": LONGEST}, "#text"))
    if len(contact) > LONGEST_CONTACT:
        wrong.append(Reason(_("联系方式最多 %(n)s 个字") % {"n": LONGEST_CONTACT}, "#contact"))
    return tuple(wrong)


def receive(
    model: Any, case: Case, term: str, at: datetime, *, ground: str, text: str, contact: str, **about: Any
) -> Any:
    """A new objection in the caller's transaction. term: parameter with the working days within which it is answered. Words and contact
    stay out of the log."""
    today = timezone.localdate(at)
    made = model.objects.create(
        number=next_number("YY", today.year), received_at=at, ground=ground, text=text.strip(), contact=contact.strip(),
        due_on=clocks.due(today, "workdays", value(term, today, case.place.code))[0], **about,
    )  # fmt: skip
    record(
        "objection",
        Actor.the_public(),
        "case",
        case.number,
        clause="T-3.4.d",
        objection=made.number,
        ground=ground,
        at=at,
    )
    return made


def named(objections: Any) -> Mapping[str, str]:
    """Number → its words, of those that are not decided."""
    titles = choices(GROUNDS)
    return {o.number: f"{o.number} {titles.get(o.ground, o.ground)}" for o in objections if not o.verdict}


def investigate(objection: ObjectionRecord, case: Case, actor: Actor, findings: str) -> None:
    objection.investigated_at, objection.investigated_by_id = case.state_at, actor.user
    objection.findings = findings
    objection.save()


def decide(objection: ObjectionRecord, case: Case, actor: Actor, verdict: str, answer: str) -> None:
    """Raises StepRefused where nobody looked into it yet, or the same hand did."""
    if objection.investigated_at is None:
        raise StepRefused(Reason(_("这件异议还没有核查"), "#objection"))
    # Of this objection alone: whoever looked into another one may decide.
    looked = Event.objects.filter(object_kind="case", object_id=case.number, step="investigate", reversed_by=None)
    grant = grant_of(case, step, actor) if (step := case.declared.step("decide_objection")) else None
    if any(same_hand(e, actor, grant) for e in looked if e.known["answers"]["objection"] == objection.number):
        raise StepRefused(_("“核查异议”与“决定异议”不能是同一人"))
    objection.verdict, objection.answer = verdict, answer
    objection.decided_at, objection.decided_by_id = case.state_at, actor.user
    objection.save()
