"""The ways of training money: from the treasury to a county's pool, and on to the person (T-3.3.a, T-3.4.b)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chunfeng.engines.ledger.postings import Posting, Role

TREASURY = Role("treasury", _("财政"), outside=True)
AVAILABLE = Role("available", _("可用资金"))
COMMITTED = Role("committed", _("已核准待付"), single=True)
SENT = Role("sent", _("已送银行"), single=True)
INTEREST_OF = Role("interest", _("利息"), outside=True)
PAYEE = Role("payee", _("已付收款人"), outside=True, single=True)

#: From whom money comes into a pool.
BEYOND = (TREASURY, INTEREST_OF)
#: What a pool holds, in the order of a report.
ROLES = (AVAILABLE, COMMITTED, SENT, PAYEE)

GRANT = Posting("training.grant", _("财政拨入"), TREASURY, AVAILABLE, "T-3.3.a")
HAND_BACK = Posting("training.hand_back", _("上缴财政"), AVAILABLE, TREASURY, "T-3.3.a")
ALLOT = Posting("training.allot", _("下达到县"), AVAILABLE, AVAILABLE, "T-3.3.a")
CARRY = Posting("training.carry", _("结转下年"), AVAILABLE, AVAILABLE, "T-3.3.a")
COMMIT = Posting("training.commit", _("核准补贴"), AVAILABLE, COMMITTED, "T-3.4.b")
RELEASE = Posting("training.release", _("撤销核准"), COMMITTED, AVAILABLE, "T-3.4.b")
SEND = Posting("training.send", _("送银行支付"), COMMITTED, SENT, "T-3.4.b")
SETTLE = Posting("training.settle", _("付讫"), SENT, PAYEE, "T-3.4.b")
BOUNCE = Posting("training.bounce", _("退票"), SENT, COMMITTED, "T-3.4.b")
RECOVER = Posting("training.recover", _("追回"), PAYEE, AVAILABLE, "T-3.4.b")
INTEREST = Posting("training.interest", _("追回利息"), INTEREST_OF, AVAILABLE, "T-3.4.b")

POSTINGS = (GRANT, HAND_BACK, ALLOT, CARRY, COMMIT, RELEASE, SEND, SETTLE, BOUNCE, RECOVER, INTEREST)
