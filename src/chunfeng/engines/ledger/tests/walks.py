"""Random walks through the books: many at once, each in a pool of its own, whatever may not be tried beside them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from django.db.models import Sum

from chunfeng.base.access.actor import Actor
from chunfeng.base.places.models import Place
from chunfeng.engines.ledger.booking import Booked, Refused, book
from chunfeng.engines.ledger.checking import faults
from chunfeng.engines.ledger.models import Account, Line
from chunfeng.engines.ledger.postings import Move, Pool, Posting, Role

TREASURY = Role("treasury", "财政", outside=True)
AVAILABLE = Role("available", "可用资金")
COMMITTED = Role("committed", "已核准待付", single=True)
SENT = Role("sent", "已送银行", single=True)
PAYEE = Role("payee", "收款人", outside=True, single=True)
WAYS = {
    "grant": Posting("walk.grant", "拨入", TREASURY, AVAILABLE, "T-3.3.a"),
    "commit": Posting("walk.commit", "核准", AVAILABLE, COMMITTED, "T-3.4.b"),
    "release": Posting("walk.release", "撤销核准", COMMITTED, AVAILABLE, "T-3.4.b"),
    "send": Posting("walk.send", "送银行", COMMITTED, SENT, "T-3.4.b"),
    "settle": Posting("walk.settle", "付讫", SENT, PAYEE, "T-3.4.b"),
    "bounce": Posting("walk.bounce", "退票", SENT, COMMITTED, "T-3.4.b"),
    "return": Posting("walk.return", "追回", PAYEE, AVAILABLE, "T-3.4.b"),
}
STEPS = 14


@dataclass
class Walk:
    """What one walk must hold, worked out beside the books."""

    pool: Pool
    held: dict[tuple[str, str], int] = field(default_factory=dict)

    def may(self, move: Move) -> bool:
        (out, _pool, subject), _into = move.sides()
        return out.outside or self.held.get((out.code, subject), 0) >= move.amount_fen

    def walked(self, move: Move) -> None:
        for (role, _pool, subject), amount in zip(move.sides(), (-move.amount_fen, move.amount_fen), strict=True):
            self.held[role.code, subject] = self.held.get((role.code, subject), 0) + amount


def walk(count: int, seed: int) -> tuple[int, list[str]]:
    """So many walks. How many moves that may not be were refused, and everything that does not hold afterwards."""
    draw, system = random.Random(seed), Actor.the_system()
    place = Place.objects.create(code="990000", name="示例市", kind="city", path="990000/")
    walks = [Walk(Pool(f"FUND-{n}", place.pk, 2016)) for n in range(count)]
    refused, wrong = 0, []
    for step in range(STEPS):
        together = []
        for n, one in enumerate(walks):
            way = "grant" if step == 0 else draw.choice(list(WAYS))
            move = Move(
                f"{n}:{step}", WAYS[way], draw.randrange(1, 5_000), one.pool, subject=f"claim-{draw.randrange(3)}"
            )
            if one.may(move):
                one.walked(move)
                together.append(move)
            elif isinstance(book([move], actor=system), Refused):
                refused += 1
            else:
                wrong.append(f"{move.key} was booked")
        if not isinstance(book(together, actor=system), Booked):
            wrong.append(f"step {step} was refused")
    held = {(a.fund, a.role, a.subject): a.balance_fen for a in Account.objects.all()}
    if held != {(w.pool.fund, *key): fen for w in walks for key, fen in w.held.items()}:
        wrong.append("accounts hold something else than what was walked")
    if Line.objects.aggregate(total=Sum("amount_fen"))["total"]:
        wrong.append("all lines together are not nothing")
    if Account.objects.filter(outside=False, balance_fen__lt=0).exists():
        wrong.append("an account is below nothing")
    return refused, [*wrong, *faults()]
