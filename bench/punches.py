"""The punch API behind a real server, against a bare view that inserts one row: same server, same middleware, same database, same
run, in turns.

    tests/with_postgres.sh python -m bench.punches SINGLES BATCHES

prints JSON: requests a second of both, rows a second of batches, median and p99, and what duplicates did.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from bench.serving import serving

ROWS = 2000
#: So many senders of the same batch at once.
SENDERS = 8


def school() -> tuple[int, str, Sequence[tuple[int, str]]]:
    """A device with its key, and the trainees of a class that is taught today: entry and card."""
    from django.utils import timezone

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.uploads.declarations import RECEIVERS
    from chunfeng.plans.training.attendance import actions, demo
    from chunfeng.plans.training.classes.models import ClassSession
    from chunfeng.plans.training.classes.tests.conftest import OPENS, School, people
    from chunfeng.plans.training.providers import demo as providers
    from chunfeng.plans.training.providers.tests.conftest import START, build

    RECEIVERS.reader.workers = 0  # type: ignore[attr-defined]
    town = build()
    made = School(town, [providers.designate(providers.begin(town, 0, START))])
    klass = made.approved(who=people(40)).go("start", Actor.the_system(), OPENS).fresh()
    ClassSession.objects.filter(pk=klass.sessions.all()[0].pk).update(
        held_on=timezone.localdate(), from_time="00:00", to_time="23:59"
    )
    actions.make_cards(klass, made.clerk)
    device, key = demo.device(made.clerk, made.org, made.checker, OPENS, "BENCH-1")
    return device.pk, key, list(klass.entries.order_by("pk").values_list("pk", "badge__code"))


def post(connection: http.client.HTTPConnection, path: str, body: Any, key: str, wanted: int) -> tuple[float, Any]:
    sent = json.dumps(body).encode()
    head = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    start = time.perf_counter()
    connection.request("POST", path, sent, head)
    answer = connection.getresponse()
    read = answer.read()
    spent = time.perf_counter() - start
    if answer.status != wanted:
        raise RuntimeError(f"{path}: {answer.status} {read[:200]!r}")
    return spent, json.loads(read)


def measure(singles: int, batches: int) -> dict[str, Any]:
    from django.db import connection as database
    from django.utils import timezone

    from chunfeng.plans.training.attendance.models import Mark, Punch

    device, key, trainees = school()
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    now = timezone.localtime()

    def moment(n: int) -> datetime:
        return today + (now - today) * (n % 997 / 997)

    def one(uid: str, n: int) -> dict[str, Any]:
        return {"uid": uid, "card": trainees[n % len(trainees)][1], "at": moment(n).isoformat(timespec="seconds")}

    database.close()
    with serving({"DJANGO_SETTINGS_MODULE": "bench.punch_settings"}) as connection:

        def ours(n: int) -> float:
            return post(connection, "/api/attendance/punches/", one(f"s{n}", n), key, 201)[0]

        def bare(n: int) -> float:
            row = {
                "device": device,
                "uid": f"b{n}",
                "entry": trainees[n % len(trainees)][0],
                "at": moment(n).isoformat(timespec="seconds"),
            }
            return post(connection, "/bare/punch/", row, key, 201)[0]

        for n in range(50):
            ours(10**6 + n)
            bare(10**6 + n)
        spent = in_turns((ours, bare), singles)
        # A device that sends what it kept: all of it new, then all of it again from several senders at once.
        kept = [[one(f"m{k}-{n}", n) for n in range(ROWS)] for k in range(batches)]
        many = [post(connection, "/api/attendance/batches/", {"punches": rows}, key, 200) for rows in kept]
        before = Punch.objects.count(), list(Mark.objects.order_by("pk").values_list())
        database.close()
        wrong = [told for _spent, told in many if told["taken"] != ROWS]

        def again(_nth: int) -> dict[str, Any]:
            own = http.client.HTTPConnection(connection.host, connection.port, timeout=120)
            return post(own, "/api/attendance/batches/", {"punches": kept[0] + kept[-1]}, key, 200)[1]

        with ThreadPoolExecutor(SENDERS) as pool:
            replayed = list(pool.map(again, range(SENDERS)))
        fresh = [one(f"r{n}", n) for n in range(ROWS)]

        def race(_nth: int) -> dict[str, Any]:
            own = http.client.HTTPConnection(connection.host, connection.port, timeout=120)
            return post(own, "/api/attendance/batches/", {"punches": fresh}, key, 200)[1]

        with ThreadPoolExecutor(SENDERS) as pool:
            raced = list(pool.map(race, range(SENDERS)))
    after = Punch.objects.count(), list(Mark.objects.order_by("pk").values_list())
    faults = [f"a batch was not taken: {told}" for told in wrong]
    faults += [f"a replay was not known: {told}" for told in replayed if told["known"] != 2 * ROWS]
    faults += [f"a sender was refused: {told}" for told in raced if told["taken"] + told["known"] != ROWS]
    taken = sum(told["taken"] for told in raced)
    if taken != ROWS or after[0] != before[0] + ROWS:
        faults.append(f"of {ROWS} punches sent {SENDERS} times {taken} were taken, {after[0] - before[0]} kept")
    own, twin = spent
    rate = ROWS * batches / sum(seconds for seconds, _told in many)
    return {
        "faults": faults, "single": len(own) / sum(own), "bare": len(twin) / sum(twin), "rows": rate, "median": statistics.median(own),
        "p99": statistics.quantiles(own, n=100)[98], "bare p99": statistics.quantiles(twin, n=100)[98], "marks": len(after[1]),
    }  # fmt: skip


def in_turns(works: Sequence[Callable[[int], float]], times: int) -> list[list[float]]:
    """Each in turn, so that what else the machine does falls on all of them."""
    spent: list[list[float]] = [[] for _ in works]
    for n in range(times):
        for work, own in zip(works, spent, strict=True):
            own.append(work(n))
    return spent


def main() -> None:
    from chunfeng.site.django_setup import start

    start()
    from django.core.management import call_command

    from chunfeng.base.keys.seal import file_keeper

    file_keeper().create()
    call_command("migrate", verbosity=0)
    print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))


if __name__ == "__main__":
    main()
