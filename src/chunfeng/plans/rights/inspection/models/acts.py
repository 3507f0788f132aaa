"""What was done in a matter: evidence, orders, decisions, service, money. Money in 分."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.keys.fields import SealedModel, SealedText
from chunfeng.base.policy.privacy import classes


class EvidenceItem(SealedModel):
    """A record of enquiry 询问笔录, of a site check 现场检查笔录, or a thing handed in. inspectors: those who signed."""

    class Kind(models.TextChoices):
        ENQUIRY = "enquiry", _("询问笔录")
        SITE = "site", _("现场检查笔录")
        DOCUMENT = "document", _("书证")
        STATEMENT = "statement", _("投诉人补充")
        DEFENCE = "defence", _("陈述申辩")
        HEARING = "hearing", _("听证笔录")
        RECTIFIED = "rectified", _("单位改正材料")

    inspection = models.ForeignKey("inspection.Inspection", models.CASCADE, related_name="evidence")
    complaint = models.ForeignKey(
        "inspection.Complaint", models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    held_on = models.DateField()
    where = models.CharField(max_length=120, blank=True)
    about = SealedText(null=True, mask="name", longest=200)
    said = SealedText(null=True, longest=4000)
    inspectors = models.ManyToManyField("inspection.CaseInspector", related_name="+")
    files = models.JSONField(default=list, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    PRIVACY = classes(
        internal="id inspection complaint kind held_on where inspectors added_by", personal="files",
        sensitive="about said",
    )  # fmt: skip
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.kind}"


class Order(models.Model):
    """Order to correct within a set time 限期改正指令书: a command, not a penalty."""

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("已改正")
        NOT = "not", _("逾期未改正")

    inspection = models.ForeignKey("inspection.Inspection", models.CASCADE, related_name="orders")
    number = models.CharField(max_length=60, unique=True)
    issued_on = models.DateField()
    due_on = models.DateField()
    demand = models.TextField()
    law = models.CharField(max_length=300)
    amount_fen = models.BigIntegerField(default=0)
    persons = models.IntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id inspection number issued_on due_on demand law amount_fen persons outcome checked_on")
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("issued_on")), name="order_gives_time"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0, persons__gte=0), name="order_counts"),
            models.CheckConstraint(
                condition=Q(outcome="", checked_on=None) | ~Q(outcome="") & Q(checked_on__isnull=False),
                name="order_checked",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not") | Q(checked_on__gt=F("due_on")), name="order_not_judged_early"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Decision(models.Model):
    """Treatment 行政处理 (pay wages, insurance) or penalty 行政处罚 (a fine), from its prior notice to its decision.

    extra_fen: compensation of 50–100 % on wages that an order left unpaid (劳动合同法 art. 85). hearing_due_on: last
    day to ask for a hearing, empty where the law gives none.
    """

    class Kind(models.TextChoices):
        TREATMENT = "treatment", _("行政处理")
        PENALTY = "penalty", _("行政处罚")

    inspection = models.ForeignKey("inspection.Inspection", models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    notice_number = models.CharField(max_length=60, unique=True)
    noticed_on = models.DateField()
    facts = models.TextField()
    law = models.CharField(max_length=300)
    amount_fen = models.BigIntegerField()
    extra_fen = models.BigIntegerField(default=0)
    defence_until_on = models.DateField()
    defended_on = models.DateField(null=True, blank=True)
    waived_on = models.DateField(null=True, blank=True)
    hearing_due_on = models.DateField(null=True, blank=True)
    hearing_asked_on = models.DateField(null=True, blank=True)
    hearing_told_on = models.DateField(null=True, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    hearing_held = models.BooleanField(default=False)
    reviewed_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    number = models.CharField(max_length=60, unique=True, null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    served_on = models.DateField(null=True, blank=True)
    reminder_served_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id inspection kind notice_number noticed_on facts law amount_fen extra_fen defence_until_on defended_on "
        "waived_on hearing_due_on hearing_asked_on hearing_told_on hearing_on hearing_held reviewed_on withdrawn_on number "
        "decided_on served_on reminder_served_on"
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0, extra_fen__gte=0), name="decision_amounts"),
            models.CheckConstraint(condition=Q(kind="treatment") | Q(extra_fen=0), name="decision_extra_of_treatment"),
            models.CheckConstraint(
                condition=Q(decided_on=None, number=None) | Q(decided_on__isnull=False, number__isnull=False),
                name="decision_numbered",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("noticed_on")), name="decision_after_notice"
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(kind="treatment") | Q(reviewed_on__isnull=False),
                name="decision_penalty_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(hearing_asked_on=None) | Q(hearing_due_on__gte=F("hearing_asked_on")),
                name="decision_hearing_in_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(hearing_asked_on=None) | Q(hearing_held=True),
                name="decision_after_hearing",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(decided_on=None), name="decision_withdrawn_before"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.notice_number


class Served(SealedModel):
    """Proof of service 送达回证. issued: the paper; none where the proof is older than the papers kept here."""

    class Paper(models.TextChoices):
        ORDER = "order", _("限期改正指令书")
        NOTICE = "notice", _("事先告知书")
        DECISION = "decision", _("决定书")
        REMINDER = "reminder", _("催告书")
        OTHER = "other", _("其他文书")

    class Method(models.TextChoices):
        DIRECT = "direct", _("直接送达")
        LEFT = "left", _("留置送达")
        POST = "post", _("邮寄送达")
        PUBLIC = "public", _("公告送达")
        POSTED = "posted", _("在住所或生产经营场所张贴并拍照录像")

    inspection = models.ForeignKey("inspection.Inspection", models.CASCADE, related_name="served")
    issued = models.OneToOneField("workflow.IssuedPaper", models.PROTECT, null=True, blank=True, related_name="served")
    paper = models.CharField(max_length=10, choices=Paper.choices)
    served_on = models.DateField()
    method = models.CharField(max_length=10, choices=Method.choices)
    receiver = SealedText(null=True, mask="name", longest=50)
    files = models.JSONField(default=list, blank=True)

    PRIVACY = classes(internal="id inspection issued paper served_on method", personal="files", sensitive="receiver")
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.paper}"


class Payments(models.QuerySet["Payment"]):
    def counted(self) -> Payments:
        return self.filter(disputed_at=None, withdrawn_at=None)


class Payment(models.Model):
    """Money that reached a complainant (or, without one, other workers), with its proof.

    disputed_at: when the complainant said that nothing came; until an inspector finds that it did, it is in no sum.
    withdrawn_at: when the inspector took back what had been registered wrongly; the row stays."""

    inspection = models.ForeignKey("inspection.Inspection", models.CASCADE, related_name="payments")
    complaint = models.ForeignKey(
        "inspection.Complaint", models.PROTECT, null=True, blank=True, related_name="payments"
    )
    persons = models.IntegerField(default=1)
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    proof = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    disputed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = Payments.as_manager()

    PRIVACY = classes(
        internal="id inspection persons amount_fen paid_on recorded_at disputed_at withdrawn_at",
        personal="complaint proof",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0, persons__gt=0), name="payment_counts"),
            models.CheckConstraint(condition=Q(complaint=None) | Q(persons=1), name="payment_of_one"),
            models.CheckConstraint(condition=~Q(proof=[]), name="payment_proven"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.amount_fen}"

    @property
    def counts(self) -> bool:
        return self.disputed_at is None and self.withdrawn_at is None

    @property
    def disputed(self) -> bool:
        return self.disputed_at is not None and self.withdrawn_at is None


class Handover(models.Model):
    """A matter that went from one place to another: all that the old place still sees of it."""

    inspection = models.ForeignKey("inspection.Inspection", models.CASCADE, related_name="handovers")
    number = models.CharField(max_length=24)
    from_place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    to_place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    from_path = models.CharField(max_length=120)
    sent_on = models.DateField()
    taken_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id inspection number from_place to_place from_path sent_on taken_on")
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["from_path", "id"])]
        constraints = [
            models.CheckConstraint(condition=~Q(from_place=F("to_place")), name="handover_elsewhere"),
            models.CheckConstraint(condition=Q(taken_on=None) | Q(taken_on__gte=F("sent_on")), name="handover_span"),
        ]

    def __str__(self) -> str:
        return self.number
