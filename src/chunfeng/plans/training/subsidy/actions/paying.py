"""Batches as they are drawn, handed out and answered by the bank: columns at a time, whatever their length."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.leaf import sm3
from chunfeng.base.audit.record import record
from chunfeng.base.keys.bulk import insert
from chunfeng.base.uploads.checking import at_most
from chunfeng.base.uploads.declarations import Done, Fault, Receiver, Target
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import Refused as StepRefusal
from chunfeng.base.workflow.engine import StepRefused, take
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.cells import safe
from chunfeng.engines.ledger.booking import Refused, book
from chunfeng.engines.ledger.postings import Move, Pool, Posting
from chunfeng.kernel.money import write_yuan
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.subsidy import postings, queries
from chunfeng.plans.training.subsidy.feeds import BANK_ORDER, BANK_RESULT, RESULT_WORDS, SETTLED
from chunfeng.plans.training.subsidy.models import Batch, ClaimLine, Transfer, TransferLine
from chunfeng.plans.training.subsidy.queries.claims import DONE
from chunfeng.plans.training.subsidy.queries.payments import of_pool, transfers_of

SOME = 1000


def draw(case: Case, source: str, level: str) -> int:
    """Puts every approved line of the pool into the batch, one transfer a payee and claim; the sum in fen. Lines are held for the time: two
    who draw at once get each line once."""
    batch: Batch = case.record
    waiting = of_pool(case.place, source, level, batch.year).select_for_update(of=("self",), skip_locked=_skips())
    lines = list(waiting.select_related("claim__case__org", "entry__person").order_by("claim", "pk"))
    if not lines:
        raise StepRefused(Reason(_("没有等待支付的人"), "#source"))
    grouped = _by_payee(lines)
    serials = range(1, len(grouped) + 1)
    insert(Transfer, {
        "batch": [batch.pk] * len(grouped), "serial": list(serials), "claim": [of[0].claim_id for _payee, _account, of in grouped],
        "reference": [f"{case.number}-{n:05d}" for n in serials],
        "payee": [payee for payee, _account, _of in grouped], "account": [account for _payee, account, _of in grouped],
        "amount_fen": [sum(line.amount_fen for line in of) for _payee, _account, of in grouped],
    })  # fmt: skip
    keys = dict(batch.transfers.values_list("serial", "pk"))
    pairs = [(keys[n], line.pk) for n, (_payee, _account, of) in zip(serials, grouped, strict=True) for line in of]
    insert(TransferLine, {"transfer": [t for t, _line in pairs], "line": [line for _t, line in pairs]})
    batch.amount_fen = sum(line.amount_fen for line in lines)
    batch.save(update_fields=["amount_fen"])
    return batch.amount_fen


def _skips() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)


def _by_payee(lines: Iterable[ClaimLine]) -> list[tuple[str, str, list[ClaimLine]]]:
    """Name, account, lines. Raises StepRefused where somebody has no account any more."""
    found: list[tuple[str, str, list[ClaimLine]]] = []
    last = 0
    for line in lines:
        claim = line.claim
        if claim.payee == "provider":
            if claim.pk == last:
                found[-1][2].append(line)
                continue
            account = claim.account.clear() if claim.account else ""
            found.append((str(claim.case.org), account, [line]))
        else:
            person = line.entry.person
            found.append((person.name.clear(), person.account.clear() if person.account else "", [line]))
        last = claim.pk
    if without := sum(not account for _payee, account, _of in found):
        raise StepRefused(Reason(_("%(n)s 个收款人没有登记银行账户，先补登记") % {"n": without}))
    return found


def leave_out(batch: Batch, keys: Iterable[int]) -> None:
    """Takes lines out of a batch that has not gone out; a transfer without lines is dropped."""
    TransferLine.objects.filter(transfer__batch=batch, line__in=list(keys), live=True).update(live=False)
    _recount(batch)


def drop(batch: Batch) -> None:
    TransferLine.objects.filter(transfer__batch=batch, live=True).update(live=False)
    _recount(batch)


def _recount(batch: Batch) -> None:
    """The sums of a batch after lines left it: one query for all transfers, one write a transfer that changed."""
    left: dict[int, int] = {}
    rows = TransferLine.objects.filter(transfer__batch=batch, live=True)
    for transfer, fen in rows.values_list("transfer", "line__amount_fen"):
        left[transfer] = left.get(transfer, 0) + fen
    batch.transfers.filter(state="drawn").exclude(pk__in=left).update(state="dropped")
    changed = [t for t in batch.transfers.filter(pk__in=left) if t.amount_fen != left[t.pk]]
    for transfer in changed:
        transfer.amount_fen = left[transfer.pk]
    Transfer.objects.bulk_update(changed, ["amount_fen"], batch_size=500)
    batch.__dict__.pop("_transfers", None)
    batch.amount_fen = sum(left.values())
    batch.save(update_fields=["amount_fen"])


def moves(lines: Sequence[tuple[ClaimLine, int]], way: Posting, what: str) -> list[Move]:
    """One move a line. The number beside it is its transfer: a line that came back is sent again under another key."""
    return [
        Move(
            f"{what}:{line.pk}:{transfer}", way, line.amount_fen,
            Pool(line.claim.fund, line.claim.case.place_id, line.claim.year or 0), number=line.claim.case.number,
            subject=line.subject,
        )
        for line, transfer in lines
    ]  # fmt: skip


def send(batch: Batch, actor: Actor, at: Any) -> None:
    rows = TransferLine.objects.filter(transfer__batch=batch, live=True).select_related(
        "line__claim__case", "line__claim__training_class"
    )
    lines = [(row.line, row.transfer_id) for row in rows.order_by("line")]
    found = book(moves(lines, postings.SEND, "send"), actor=actor, at=at)
    if isinstance(found, Refused):
        raise StepRefused(*found.reasons)
    ClaimLine.objects.filter(transfers__transfer__batch=batch, transfers__live=True).update(state="sent")
    batch.transfers.filter(state="drawn").update(state="sent")


# ---- the file


def bank_file(batch: Batch) -> bytes:
    """One row a transfer, in the code page that the banks' clients read. The same bytes every time: the digest of the second
    signature proves that what the bank got is what was signed."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(BANK_ORDER)
    for n, t in enumerate((t for t in transfers_of(batch) if t.state != "dropped"), 1):
        rows.writerow(
            (n, safe(t.account.clear()), safe(t.payee.clear()), write_yuan(t.amount_fen).replace(",", ""), t.reference)
        )
    return out.getvalue().encode("gb18030")


def digest_of(batch: Batch) -> str:
    return sm3(bank_file(batch)).hex()


def hand_out(case: Case, actor: Actor, reason: str = "") -> bytes | Reason:
    """The file for the bank: once without a word, again only with a reason. Each time is logged with the digest."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        batch: Batch = locked.record
        if batch.state not in ("sent", "settled"):
            return Reason(_("签发以后才有银行文件"))
        if batch.downloaded_at and not reason.strip():
            return Reason(_("文件已经下载过；再次下载请写明原因"), "#reason")
        content = bank_file(batch)
        batch.downloaded_at = batch.downloaded_at or timezone.now()
        batch.save(update_fields=["downloaded_at"])
        record("download", actor, "case", locked.number, note=reason, digest=batch.digest, rows=batch.transfers.count())
    return content


# ---- what the bank says


def targets(actor: Actor) -> Sequence[Target]:
    cases = Case.objects.filter(actor.scope("payment.result"), process=queries.BATCH, state="sent")
    return [
        Target(case.number, f"{case.title} {case.number}", case.place_id, case.place.path)
        for case in cases.select_related("place").order_by("-pk")
    ]


def _check(target: Target, table: pa.Table) -> Iterator[tuple[int, Fault]]:
    """Every row against the transfer it names: unknown, of another sum or account, told otherwise before."""
    known = {t.reference: t for t in Transfer.objects.filter(batch__case__number=target.code)}
    names = ("reference", "account", "amount_fen", "result", "said")
    for at, (reference, account, fen, result, said) in enumerate(
        zip(*(table.column(n).to_pylist() for n in names), strict=True)
    ):
        transfer = known.get(reference)
        if transfer is None or transfer.state == "dropped":
            yield at, Fault("reference", _("本批没有这一笔"), _("核对附言，应为本批的编号；不是本批的，报到它那一批"))
            continue
        if fen != transfer.amount_fen:
            yield at, Fault("amount_fen", _("金额和送出的不同"), _("核对银行回单；确有出入的，先向银行查询"))
        if account and account != transfer.account.clear():
            yield at, Fault("account", _("账号和送出的不同"), _("核对银行回单"))
        if result not in SETTLED and not said:
            yield at, Fault("said", _("没有写退票原因"), _("照银行回单补填"))
        wanted = "settled" if result in SETTLED else "bounced"
        if transfer.state in ("settled", "bounced") and transfer.state != wanted:
            yield (
                at,
                Fault(
                    "result",
                    _("这一笔已经登记为%(state)s") % {"state": transfer.get_state_display()},
                    _("确认后办理更正，不能直接改"),
                ),
            )


def _commit(target: Target, table: pa.Table, actor: Actor, upload: int) -> Done | Refusal:
    case = Case.objects.select_for_update().get(number=target.code)
    if case.state != "sent":
        return Refusal(_("%(state)s的批次不能登记结果") % {"state": case.state_declared.label}, _("放弃这次报送"))
    fresh = register(case, actor, table.to_pylist(), upload=upload)
    return Done(fresh, table.num_rows - fresh)


def register(
    case: Case, actor: Actor, rows: Sequence[Mapping[str, Any]], *, upload: int = 0, at: datetime | None = None
) -> int:
    """What the bank says, in the caller's transaction; how many transfers it was new for. rows: reference, result, said, settled_on."""
    told = {row["reference"]: row for row in rows}
    waiting = list(Transfer.objects.select_for_update().filter(batch=case.record, reference__in=told, state="sent"))
    fresh = {t.pk: told[t.reference] for t in waiting}
    _answered(case, actor, waiting, fresh, at)
    record(
        "edit",
        actor,
        "case",
        case.number,
        section="bank_result",
        upload=upload,
        rows=len(told),
        fresh=len(fresh),
        at=at,
    )
    close(case, at)
    return len(fresh)


def _answered(
    case: Case, actor: Actor, waiting: Sequence[Transfer], told: Mapping[int, Mapping[str, Any]], at: datetime | None
) -> None:
    settled = [t.pk for t in waiting if told[t.pk]["result"] in SETTLED]
    for transfer in waiting:
        row = told[transfer.pk]
        if transfer.pk in set(settled):
            transfer.state, transfer.settled_on = "settled", row["settled_on"] or timezone.localdate()
        else:
            transfer.state, transfer.said = "bounced", row["said"][:200]
    Transfer.objects.bulk_update(waiting, ["state", "settled_on", "said"], batch_size=500)
    rows = TransferLine.objects.filter(transfer__in=[t.pk for t in waiting], live=True).select_related(
        "line__claim__case", "line__claim__training_class"
    )
    lines = [(row.line, row.transfer_id) for row in rows.order_by("line")]
    done = set(settled)
    for way, what, part in (
        (postings.SETTLE, "settle", [x for x in lines if x[1] in done]),
        (postings.BOUNCE, "bounce", [x for x in lines if x[1] not in done]),
    ):
        found = book(moves(part, way, what), actor=actor, at=at) if part else None
        if isinstance(found, Refused):
            raise RuntimeError(str(found))
        keys = [line.pk for line, _transfer in part]
        for start in range(0, len(keys), SOME):
            some = keys[start : start + SOME]
            ClaimLine.objects.filter(pk__in=some).update(state="paid" if way is postings.SETTLE else "approved")
    # What came back waits for the next batch.
    TransferLine.objects.filter(transfer__in=[t.pk for t in waiting if t.pk not in done]).update(live=False)


def close(case: Case, at: datetime | None = None) -> None:
    """Ends a batch that is answered to the last transfer, and every claim that is paid to the last line."""
    batch: Batch = case.record
    if not batch.transfers.filter(state="sent").exists():
        system = Actor.the_system()
        case.refresh_from_db()
        done = take(case, "settle", actor=system, seen=case.version, at=at)
        if isinstance(done, StepRefusal):
            raise RuntimeError(str(done))
    for claim in Case.objects.filter(process=queries.CLAIM, pk__in=batch.transfers.values("claim__case")):
        settle_claim(claim, at)


def settle_claim(case: Case, at: datetime | None = None) -> None:
    """Refused where a line is open still: then it stays as it is."""
    take(case, "settle", actor=Actor.the_system(), seen=case.version, at=at)


def settle_all() -> int:
    """For the worker: claims whose last open person was refused, which no bank answers for."""
    open_ = ClaimLine.objects.filter(claim__state="approved").exclude(state__in=DONE)
    over = Case.objects.filter(process=queries.CLAIM, state="approved").exclude(pk__in=open_.values("claim__case"))
    for case in over:
        settle_claim(case)
    return len(over)


def back(target: str) -> str:
    return f"/desk/cases/{target}/"


RECEIVERS = (
    Receiver(
        "bank_result", BANK_RESULT, "payment.result", targets, _commit, _check, same=("reference",),
        words={"result": lambda: RESULT_WORDS}, cells={"said": at_most(200)},
        example={"reference": "FF2016-000001-00001", "amount_fen": "1000.00", "result": "成功", "settled_on": "2016-06-01"},
        back=back,
    ),
)  # fmt: skip
