"""64 clients at 500 cases, one case after the other, on the database of the environment: all of them at once at the
engine's door, and through a website of its own.

    python -m bench.clients CASES door|http sqlite|postgresql

prints faults and seconds as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time

from chunfeng.site.tests.installation import Installation


def main() -> None:
    count, way, database = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    with Installation(postgres=database == "postgresql") as place:
        place.ready()
        os.environ.update(place.env)
        from chunfeng.site.django_setup import start

        start()
        from django.core.management import call_command
        from django.db import connections

        from chunfeng.base.governance.tests import clients
        from chunfeng.base.keys.seal import file_keeper

        file_keeper().create()
        call_command("migrate", verbosity=0)
        cases, users = clients.proposals(count), clients.people()
        began = time.perf_counter()
        if way == "door":
            said = clients.contend(cases, clients.by_the_door(users))
        else:
            place.start("website")
            place.ready()
            with clients.by_http(users, f"127.0.0.1:{place.port}") as attempt:
                said = clients.contend(cases, attempt)
        seconds = time.perf_counter() - began
        found = clients.faults(cases, said)
        connections.close_all()
    print(json.dumps({"faults": found, "seconds": round(seconds, 1)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
