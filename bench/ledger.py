"""The books on the database of the environment: ten thousand random walks, and a county's month of claim lines.

    tests/with_postgres.sh python -m bench.ledger walks 10000
    tests/with_postgres.sh python -m bench.ledger posting 3000

prints JSON: faults; or seconds of each posting and of a bare bulk insert of the same rows into the same columns.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import Any

ROUNDS = 5


def posting(count: int) -> dict[str, Any]:
    """Each round commits and sends so many lines; the same rows go into bare tables by one bulk insert a table."""
    from django.db import connection, transaction

    from chunfeng.base.access.actor import Actor
    from chunfeng.base.places.models import Place
    from chunfeng.engines.ledger.booking import Booked, book
    from chunfeng.engines.ledger.models import Account, Entry, Line
    from chunfeng.engines.ledger.postings import Move, Pool
    from chunfeng.plans.training.subsidy.postings import COMMIT, GRANT, SEND

    place = Place.objects.create(code="990000", name="示例市", kind="city", path="990000/")
    pool, system = Pool("EMPLOYMENT.city", place.pk, 2016), Actor.the_system()
    assert isinstance(book([Move("grant", GRANT, 10**11, pool)], actor=system), Booked)
    tables = [(model, [f.column for f in model._meta.concrete_fields]) for model in (Account, Entry, Line)]
    with connection.cursor() as cursor:
        for model, _columns in tables:
            cursor.execute(
                f"create temporary table bare_{model._meta.db_table} as select * from {model._meta.db_table} where false"
            )
    spent: dict[str, list[float]] = {"commit": [], "send": [], "bare": []}
    for turn in range(ROUNDS):
        for way, name in ((COMMIT, "commit"), (SEND, "send")):
            moves = [
                Move(f"{name}:{turn}:{n}", way, 80_000, pool, number="BT2016-1", subject=f"{turn}:{n}")
                for n in range(count)
            ]
            began = time.perf_counter()
            assert isinstance(book(moves, actor=system), Booked)
            spent[name].append(time.perf_counter() - began)
        entries = list(Entry.objects.filter(key__startswith=f"send:{turn}:").values_list("pk", flat=True))
        of: dict[Any, dict[str, Any]] = {
            Entry: {"pk__in": entries},
            Line: {"entry__in": entries},
            Account: {"subject__startswith": f"{turn}:"},
        }
        rows = [
            (model, columns, list(model._default_manager.filter(**of[model]).values_list(*columns)))
            for model, columns in tables
        ]
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for model, columns, given in rows:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(
                    f"insert into bare_{model._meta.db_table} ({', '.join(columns)}) values ({marks})", given
                )
        spent["bare"].append(time.perf_counter() - began)
    return {name: round(statistics.median(seconds), 3) for name, seconds in spent.items()} | {"rows": count}


def main() -> None:
    from chunfeng.site.django_setup import start

    start()
    from django.core.management import call_command

    from chunfeng.base.keys.seal import file_keeper

    file_keeper().create()
    call_command("migrate", verbosity=0)
    what, count = sys.argv[1], int(sys.argv[2])
    if what == "walks":
        from chunfeng.engines.ledger.tests.walks import walk

        began = time.perf_counter()
        refused, wrong = walk(count, seed=20_161)
        print(
            json.dumps(
                {"walks": count, "refused": refused, "faults": wrong, "seconds": round(time.perf_counter() - began, 1)}
            )
        )
    else:
        print(json.dumps(posting(count)))


if __name__ == "__main__":
    main()
