"""A county's month of subsidies, decided and paid by many at once who are killed at random moments.

    tests/with_postgres.sh python -m bench.claims 3000 32 100

lines, workers, kills. Prints JSON: how often each act was tried and refused, and faults: a line that was paid twice or not at all, books
that do not agree with the claims. Everything goes through the doors that people use; the workers know nothing of each other.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

#: Persons of one claim; transfers in a hundred that come back the first time.
PEOPLE, BOUNCING = 50, 10


def _fill(lines: int) -> Any:
    from chunfeng.base.orgs.models import Org
    from chunfeng.base.people.models import Person
    from chunfeng.base.uploads.declarations import RECEIVERS
    from chunfeng.plans.training.certification.models import Certificate
    from chunfeng.plans.training.classes.models import RosterEntry
    from chunfeng.plans.training.subsidy.tests.conftest import made

    RECEIVERS.reader.workers = 0  # type: ignore[attr-defined]
    money = made()
    first = Certificate.objects.select_related("completion").order_by("pk")[0]
    assert isinstance(money.org, Org)
    people = [Person(name=f"学员{n}", absent_because="not_given") for n in range(lines)]
    for person in people:
        person.save()
    entries = RosterEntry.objects.bulk_create(
        RosterEntry(
            org=money.org,
            class_no=money.klass.class_no,
            person=p,
            training_class=money.klass,
            category="农村新成长劳动力",
        )
        for p in people
    )
    certificates = Certificate.objects.bulk_create(
        Certificate(
            completion=first.completion, entry=e, number=f"B{n:09d}", number_form=f"B{n:09d}", kind=first.kind, trade=first.trade,
            level=first.level, class_ended_on=first.class_ended_on, held_on=first.held_on, issued_on=first.issued_on,
            issuer="外部机构", outside=True,
        )
        for n, e in enumerate(entries)
    )  # fmt: skip
    return money, list(zip(entries, certificates, strict=True))


def _claims(money: Any, people: list[Any]) -> None:
    """All but the last signature of each claim, through the desk."""
    from chunfeng.base.access.actor import Actor
    from chunfeng.engines.ledger.booking import Booked, book
    from chunfeng.engines.ledger.postings import Move
    from chunfeng.plans.training.catalogue.models import SubsidyStandard
    from chunfeng.plans.training.subsidy import postings
    from chunfeng.plans.training.subsidy.models import ClaimLine

    standard = SubsidyStandard.objects.latest("pk")
    assert isinstance(book([Move("more", postings.GRANT, 10**10, money.pool)], actor=Actor.the_system()), Booked)
    for start in range(0, len(people), PEOPLE):
        claiming = _begun(money)
        ClaimLine.objects.bulk_create(
            ClaimLine(
                claim=claiming.claim, entry=entry, certificate=certificate, standard=standard, standard_fen=standard.amount_fen,
                share=60, amount_fen=standard.amount_fen * 60 // 100,
            )
            for entry, certificate in people[start : start + PEOPLE]
        )  # fmt: skip
        claiming.submitted(money.office, money.certified_on).checked(money.office, money.certified_on)
        over = claiming.claim.notice_to_on
        claiming.go("notice_over", Actor.the_system(), over + timedelta(days=1))


def _begun(money: Any) -> Any:
    """An empty claim of the class: its people are given to it afterwards."""
    from chunfeng.base.workflow.engine import open_case
    from chunfeng.base.workflow.registry import PROCESSES
    from chunfeng.plans.training.subsidy.demo import Claiming
    from chunfeng.plans.training.subsidy.models import Claim

    claim = Claim(training_class=money.klass, payee="provider")
    case = open_case(
        PROCESSES["training.subsidy_claim"], claim, money.clerk, place=money.place, org=money.org, title="演示"
    )
    return Claiming(case, money.clerk)


def _work(money: Any, seed: int, folder: Path) -> None:
    """One worker: whatever lies on the desk, in any order, as often as it likes. It tells by files: whoever is killed must not take a lock
    of the others with it."""
    from django.db import OperationalError, connections

    connections.close_all()
    rng, counted = random.Random(seed), Counter[str]()
    while not (folder / "stop").exists():
        act = rng.choice((_approve, _approve, _draw, _go_on, _go_on, _answer))
        try:
            counted[f"{act.__name__[1:]} {'done' if act(money, rng) else 'refused'}"] += 1
        except OperationalError as error:
            counted[type(error).__name__] += 1
            connections.close_all()
        fresh = folder / f"{os.getpid()}.new"
        fresh.write_text(json.dumps(counted))
        fresh.replace(folder / f"{os.getpid()}.json")


def _approve(money: Any, rng: random.Random) -> bool:
    from chunfeng.base.workflow.engine import Taken, take
    from chunfeng.base.workflow.models import Case

    cases = list(Case.objects.filter(process="training.subsidy_claim", state="deciding").order_by("?")[:1])
    return bool(cases) and isinstance(
        take(cases[0], "approve", actor=money.office.leader, seen=cases[0].version, answers={}), Taken
    )


def _draw(money: Any, rng: random.Random) -> bool:
    from chunfeng.base.workflow.engine import Refused, begin
    from chunfeng.base.workflow.registry import PROCESSES

    given = {"source": "EMPLOYMENT", "level": "city", "year": str(money.pool.year)}
    found = begin(PROCESSES["training.payment_batch"], money.treasury.clerk, money.place, given)
    return not isinstance(found, Refused)


def _go_on(money: Any, rng: random.Random) -> bool:
    """The next signature of some batch."""
    from chunfeng.base.access.actor import Actor
    from chunfeng.base.workflow.engine import Taken, take
    from chunfeng.base.workflow.models import Case

    hands = {"screening": ("screened", Actor.the_system()), "drawn": ("sign", money.treasury.head),
             "signed": ("issue", money.treasury.leader)}  # fmt: skip
    cases = list(Case.objects.filter(process="training.payment_batch", state__in=hands).order_by("?")[:1])
    if not cases:
        return False
    step, actor = hands[cases[0].state]
    return isinstance(take(cases[0], step, actor=actor, seen=cases[0].version, answers={}), Taken)


def _answer(money: Any, rng: random.Random) -> bool:
    """What the bank says of a batch, or of a part of it; said twice by chance."""
    import pyarrow as pa
    from django.db import transaction

    from chunfeng.base.uploads.declarations import RECEIVERS
    from chunfeng.base.workflow.models import Case
    from chunfeng.kernel.refusal import Refusal
    from chunfeng.plans.training.subsidy.models import TransferLine

    cases = list(Case.objects.filter(process="training.payment_batch", state="sent").order_by("?")[:1])
    if not cases:
        return False
    receiver = RECEIVERS["bank_result"]
    target = next((t for t in receiver.targets(money.treasury.clerk) if t.code == cases[0].number), None)
    if target is None:
        return False
    rows = []
    for t in cases[0].record.transfers.exclude(state="dropped"):
        again = TransferLine.objects.filter(line__in=t.lines.values("line")).count() > t.lines.count()
        came_back = not again and t.pk * 7919 % 100 < BOUNCING
        rows.append({"reference": t.reference, "account": None, "amount_fen": t.amount_fen, "result": "退票" if came_back else "成功",
                     "said": "户名不符" if came_back else None, "settled_on": None if came_back else date(2016, 7, 20)})  # fmt: skip
    some = rng.sample(rows, max(1, len(rows) * rng.choice((1, 2)) // 2))
    schema = pa.schema([("reference", pa.string()), ("account", pa.string()), ("amount_fen", pa.int64()), ("result", pa.string()),
                        ("said", pa.string()), ("settled_on", pa.date32())])  # fmt: skip
    table = pa.Table.from_pylist(some, schema=schema)
    if list(receiver.check(target, table)):
        return False
    with transaction.atomic():
        found = receiver.commit(target, table, money.treasury.clerk, 0)
    return not isinstance(found, Refusal)


def _faults(lines: int) -> list[str]:
    from django.db.models import Count, Sum

    from chunfeng.engines.ledger.checking import faults
    from chunfeng.engines.ledger.models import Account, Entry
    from chunfeng.plans.training.subsidy.models import ClaimLine, TransferLine

    found = [str(fault) for fault in faults()]
    unpaid = ClaimLine.objects.exclude(state="paid").count()
    if unpaid:
        found.append(f"{unpaid} lines are not paid")
    settled = TransferLine.objects.filter(transfer__state="settled", live=True).values("line").annotate(n=Count("pk"))
    if twice := [row["line"] for row in settled if row["n"] > 1]:
        found.append(f"{len(twice)} lines settled twice")
    told = {f"claim:{pk}": fen for pk, fen in ClaimLine.objects.values_list("pk", "amount_fen")}
    got = dict(Account.objects.filter(role="payee").values_list("subject", "balance_fen"))
    if wrong := [subject for subject, fen in told.items() if got.get(subject, 0) != fen]:
        found.append(f"{len(wrong)} persons got another sum than was decided")
    commits = Entry.objects.filter(posting="training.commit").count()
    if commits != lines:
        found.append(f"{commits} commitments for {lines} lines")
    held = Account.objects.aggregate(fen=Sum("balance_fen"))["fen"]
    if held:
        found.append(f"the books do not add up: {held}")
    return found


def main() -> None:
    lines, workers, kills = (int(a) for a in (sys.argv[1:] + ["3000", "32", "100"][len(sys.argv) - 1 :])[:3])
    from chunfeng.site.django_setup import start as start_django

    start_django()
    from django.core.management import call_command
    from django.db import connections

    from chunfeng.base.keys.seal import file_keeper

    file_keeper().create()
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    money, people = _fill(lines)
    _claims(money, people)
    filled = time.monotonic() - began
    connections.close_all()
    context, rng, running = multiprocessing.get_context("fork"), random.Random(7), []
    folder = Path(tempfile.mkdtemp(prefix="chunfeng-claims-"))

    def start(seed: int) -> Any:
        process = context.Process(target=_work, args=(money, seed, folder), daemon=True)
        process.start()
        return process

    running = [start(n) for n in range(workers)]
    done, began, deadline = 0, time.monotonic(), time.monotonic() + 900
    while done < kills and time.monotonic() < deadline:
        time.sleep(rng.uniform(0.05, 0.6))
        victim = rng.randrange(workers)
        os.kill(running[victim].pid, signal.SIGKILL)
        running[victim].join()
        running[victim] = start(workers + done)
        done += 1
    (folder / "stop").touch()
    for process in running:
        process.join(60)
        if process.is_alive():
            process.kill()
    # One who finishes what is left.
    acts, last = Counter[str](), random.Random(1)
    for _ in range(100_000):
        if not sum(act(money, last) for act in (_approve, _draw, _go_on, _answer)):
            acts["quiet"] += 1
            if acts["quiet"] > 20:
                break
        else:
            acts["quiet"] = 0
    total: Counter[str] = Counter()
    for path in folder.glob("*.json"):
        total.update(json.loads(path.read_text()))
    shutil.rmtree(folder)
    print(json.dumps({"lines": lines, "workers": workers, "kills": done, "filled_s": round(filled, 1),
                      "ran_s": round(time.monotonic() - began, 1), "acts": dict(sorted(total.items())),
                      "faults": _faults(lines)}, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
