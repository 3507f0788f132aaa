"""Money on its way: a batch is one file for the bank, a transfer one row of it (T-3.4.b)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chunfeng.base.keys.fields import IndexedKey, SealedModel, SealedText
from chunfeng.base.policy.privacy import classes

TRANSFER_STATES = {
    "drawn": _("待发送"),
    "sent": _("已送银行"),
    "settled": _("已付讫"),
    "bounced": _("已退票"),
    "dropped": _("未发送"),
}
#: A file was made of it.
_SENT = ("sent", "settled")


class Batch(models.Model):
    """fund, year: the pool that pays. digest: SM3 of the file for the bank, from the second signature on. downloaded_at: the file is
    handed out once; to hand it out again takes a reason."""

    case = models.OneToOneField("workflow.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=40)
    fund = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    amount_fen = models.BigIntegerField(default=0)
    screened_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    downloaded_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    PRIVACY = classes(internal="id case state fund year amount_fen screened_at digest sent_on downloaded_at closed_on")
    RETENTION = "ledger.entry"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=0, year__range=(2000, 2100)), name="batch_sum"),
            models.CheckConstraint(
                condition=~Q(state__in=_SENT) | Q(sent_on__isnull=False, screened_at__isnull=False) & ~Q(digest=""),
                name="batch_sent",
            ),
            models.CheckConstraint(condition=~Q(state="settled") | Q(closed_on__isnull=False), name="batch_closed"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Transfer(SealedModel):
    """One payee's sum of one claim. reference: stands in the bank's remark and comes back with the result. payee, account: as they were
    when it was drawn. said: what the bank says of a transfer that came back."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="transfers", db_index=False)
    serial = models.IntegerField()
    claim = models.ForeignKey("subsidy.Claim", models.PROTECT, related_name="transfers")
    reference = models.CharField(max_length=40, unique=True)
    payee = SealedText(mask="name", longest=200)
    payee_key = IndexedKey(of="payee", purpose="name")
    account = SealedText(mask="account", longest=40)
    account_key = IndexedKey(of="account", purpose="account", db_index=True)
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=list(TRANSFER_STATES.items()), default="drawn")
    settled_on = models.DateField(null=True, blank=True)
    said = models.CharField(max_length=200, blank=True)

    PRIVACY = classes(
        internal="id batch serial claim reference amount_fen state settled_on said", personal="payee payee_key",
        sensitive="account account_key",
    )  # fmt: skip
    RETENTION = "ledger.entry"

    class Meta:
        ordering = ["batch", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "serial"], name="transfer_serial"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="transfer_of_something"),
            models.CheckConstraint(
                condition=Q(state="settled", settled_on__isnull=False) | ~Q(state="settled") & Q(settled_on=None),
                name="transfer_settled",
            ),
            models.CheckConstraint(condition=~Q(state="bounced") | ~Q(said=""), name="transfer_bounced_for"),
        ]

    def __str__(self) -> str:
        return self.reference


class TransferLine(models.Model):
    """A claim line in a transfer; one that came back is sent again with another transfer."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey("subsidy.ClaimLine", models.PROTECT, related_name="transfers")
    live = models.BooleanField(default=True)

    PRIVACY = classes(internal="id transfer line live")
    RETENTION = "ledger.entry"

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "line"], name="transfer_line_once"),
            # Two batches drawn at the same moment cannot hold the same line.
            models.UniqueConstraint(fields=["line"], condition=Q(live=True), name="line_in_one_transfer"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.line_id}"
