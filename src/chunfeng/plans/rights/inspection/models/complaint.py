"""What one person told us, and what becomes of it for this person: each has a receipt of their own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.policy.privacy import classes


class Topic(models.TextChoices):
    WAGES = "wages", _("欠薪（拖欠工资）")
    CONTRACT = "contract", _("没签劳动合同")
    INSURANCE = "insurance", _("没交社会保险")
    HOURS = "hours", _("超时加班、不让休息")
    DEPOSIT = "deposit", _("扣押证件、收押金")
    CHILD = "child", _("招用童工")
    INJURY = "injury", _("受伤、职业病")
    TRAINING = "training", _("培训乱收费、冒用我的名字")
    OTHER = "other", _("其他")


class Channel(models.TextChoices):
    WORKER = "worker", _("手机或网页")
    PHONE = "phone", _("电话")
    COUNTER = "counter", _("窗口")
    INSPECTOR = "inspector", _("监察员发现")
    PATROL = "patrol", _("网格巡查")
    SPECIAL = "special", _("专项检查")
    REVIEW = "review", _("书面审查")
    WARNING = "warning", _("欠薪预警")
    TRANSFERRED = "transferred", _("其他机关移送")


class Word(models.TextChoices):
    PAID = "paid", _("收到了")
    UNPAID = "unpaid", _("没有收到")


class Complaint(SealedModel):
    """A complaint 投诉 (own rights harmed), a report 举报 (somebody else's) or a lead of our own people.

    happened_to: empty when it still goes on. secret: who told must not be known beyond those who hold `informer.read`
    (监察条例 art. 9). said: in the teller's own words. code: what the receipt bears beside its number; with both the
    teller sees the state without a login. asked_times: how often we asked whether the money came. Money in 分.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("投诉")
        REPORT = "report", _("举报")
        LEAD = "lead", _("线索")

    class Elsewhere(models.TextChoices):
        NO = "", _("没有")
        ARBITRATION = "arbitration", _("已申请仲裁")
        COURT = "court", _("已起诉")

    number = models.CharField(max_length=24, unique=True)
    code = SealedText(longest=12)
    code_key = IndexedKey(of="code", purpose="code")
    inspection = models.ForeignKey("inspection.Inspection", models.PROTECT, related_name="complaints")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    topic = models.CharField(max_length=12, choices=Topic.choices)
    said = SealedText(null=True, longest=4000)
    employer_said = models.CharField(max_length=120, blank=True)
    site = models.CharField(max_length=120, blank=True)
    happened_from = models.DateField(null=True, blank=True)
    happened_to = models.DateField(null=True, blank=True)
    continuing = models.BooleanField(default=False)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    persons = models.IntegerField(null=True, blank=True)
    elsewhere = models.CharField(max_length=12, choices=Elsewhere.choices, blank=True)
    anonymous = models.BooleanField(default=False)
    secret = models.BooleanField(default=False)
    name = SealedText(mask="name", null=True, longest=50)
    name_key = IndexedKey(of="name", purpose="name")
    phone = SealedText(mask="phone", null=True, longest=20)
    phone_key = IndexedKey(of="phone", purpose="phone")
    files = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    word = models.CharField(max_length=8, choices=Word.choices, blank=True)
    word_at = models.DateTimeField(null=True, blank=True)
    asked_times = models.IntegerField(default=0)
    asked_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(
        internal="id number inspection kind channel topic happened_from happened_to continuing amount_fen persons "
        "elsewhere anonymous secret received_at word word_at asked_times asked_on site",
        personal="employer_said files received_by",
        sensitive="code code_key said name name_key phone phone_key",
    )
    RETENTION = "workflow.case"

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["name_key"]),
            models.Index(fields=["phone_key"]),
            models.Index(fields=["topic", "received_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(name__isnull=True, phone__isnull=True),
                name="complaint_anonymous_without_contact",
            ),
            models.CheckConstraint(
                condition=Q(happened_to=None) | Q(happened_from=None) | Q(happened_to__gte=F("happened_from")),
                name="complaint_span",
            ),
            models.CheckConstraint(
                condition=Q(continuing=False) | Q(happened_to=None), name="complaint_continuing_has_no_end"
            ),
            models.CheckConstraint(
                condition=(Q(amount_fen=None) | Q(amount_fen__gt=0)) & (Q(persons=None) | Q(persons__gt=0)),
                name="complaint_counts",
            ),
            models.CheckConstraint(
                condition=Q(word="", word_at=None) | ~Q(word="") & Q(word_at__isnull=False), name="complaint_word_dated"
            ),
            models.CheckConstraint(
                condition=Q(asked_times=0, asked_on=None) | Q(asked_times__gt=0, asked_on__isnull=False),
                name="complaint_asked_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.number
