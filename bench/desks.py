"""Lists and case pages of the staff desk in a city of a million persons, each against its bare twin: same server, same
middleware, same run, in turns.

    python -m bench.desks REQUESTS      on the filled database of the environment; prints one JSON object

`filled` gives the environment of a database kept in .cache/bench, made when what made it has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.measure import ROOT
from bench.serving import ask, in_turns, p95, serving

#: Named by the page and who asks: post, address with {number} of a case, and process, state and nth of that case.
Ask = tuple[str, str, tuple[str, str] | None]
PAGES: dict[str, Ask] = {
    "queue of the checker": ("demo-checker", "/desk/", None),
    "queue of the section head": ("demo-head", "/desk/", None),
    "queue of the inspector": ("demo-inspector", "/desk/", None),
    "cases of the checker": ("demo-checker", "/desk/cases/", None),
    "cases of the auditor": ("demo-auditor", "/desk/cases/?closed=1", None),
    "late in investigation, inspector": (
        "demo-inspector", "/desk/cases/?process=rights.inspection_case&state=investigating&late=1", None),
    "a rare state, auditor": ("demo-auditor", "/desk/cases/?process=training.provider_admission&state=scored", None),
    "open cases of another county, auditor": ("demo-auditor", "/desk/cases/?place=370983", None),
    "number begins with, auditor": ("demo-auditor", "/desk/cases/?closed=1&number=JC{year}-0501", None),
    "a number that does not exist, checker": ("demo-checker", "/desk/cases/?closed=1&number=JC{year}-9", None),
    "deep page of the auditor": ("demo-auditor", "/desk/cases/?closed=1&after=20000", None),
    "deep page of the checker": ("demo-checker", "/desk/cases/?closed=1&after=20000", None),
    "admission in review, checker": ("demo-checker", "/desk/cases/{number}/", ("training.provider_admission", "review")),
    "admission designated, head": ("demo-head", "/desk/cases/{number}/", ("training.provider_admission", "designated")),
    "inspection received, inspector": ("demo-inspector", "/desk/cases/{number}/", ("rights.inspection_case", "received")),
    "inspection under way, inspector": ("demo-inspector", "/desk/cases/{number}/", ("rights.inspection_case", "investigating")),
    "inspection closed, auditor": ("demo-auditor", "/desk/cases/{number}/", ("rights.inspection_case", "closed")),
    "finding, checker": ("demo-checker", "/desk/cases/{number}/", ("screening.finding", "open")),
    "findings of the checker": ("demo-checker", "/desk/findings/", None),
    "grave findings of another county, auditor": ("demo-auditor", "/desk/findings/?severity=block&place=370983", None),
    "decided findings, auditor": ("demo-auditor", "/desk/findings/?state=confirmed", None),
    "deep page of findings, auditor": ("demo-auditor", "/desk/findings/?state=all&after=5000", None),
    "rules, auditor": ("demo-auditor", "/desk/rules/", None),
    "log, auditor": ("demo-auditor", "/desk/log/", None),
    "log of one case, auditor": ("demo-auditor", "/desk/log/?object={number}", ("rights.inspection_case", "closed")),
    "deep page of the log, auditor": ("demo-auditor", "/desk/log/?before=100000", None),
    "messages of the checker": ("demo-checker", "/inbox/", None),
    "accounts, administrator": ("demo-system", "/desk/accounts/", None),
    "parameters, policy": ("demo-policy", "/desk/parameters/", None),
    "uploads, counter": ("demo-counter", "/desk/uploads/", None),
}  # fmt: skip


def filled(vendor: str) -> tuple[list[str], dict[str, str]]:
    """The start of a command and the environment in which the kept database of a vendor is at hand."""
    from bench.desk_city import digest

    folder = ROOT / ".cache" / "bench" / f"desks-{vendor}-{digest()}"
    within, environment = _in(folder, vendor)
    if not (folder / "filled").exists():
        for stale in folder.parent.glob(f"desks-{vendor}-*"):
            shutil.rmtree(stale)
        folder.mkdir(parents=True)
        command = [*within, sys.executable, "-m", "bench.desk_city", "fill"]
        subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True, timeout=1800, stdout=sys.stderr)
        (folder / "filled").touch()
    return within, environment


def _in(folder: Path, vendor: str) -> tuple[list[str], dict[str, str]]:
    environment = {
        "CHUNFENG_HOME": str(folder / "home"), "CHUNFENG_HTTPS": "0", "DJANGO_SETTINGS_MODULE": "bench.desk_settings",
        "DATABASE_URL": f"sqlite:///{folder / 'home' / 'chunfeng.sqlite3'}",
    }  # fmt: skip
    if vendor == "sqlite":
        return [], environment
    return [str(ROOT / "tests" / "with_postgres.sh")], environment | {"CHUNFENG_PG_KEPT": str(folder / "data")}


def _cookie(username: str) -> str:
    """A login with its second factor done, as the login pages leave it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from chunfeng.base.access.models import User

    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = (
        str(user.pk),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    session[HASH_SESSION_KEY], session["second_factor"] = user.get_session_auth_hash(), True
    session.save()
    return f"session={session.session_key}"


def _number(place: str, process: str, state: str) -> str:
    """A case in the middle of the table."""
    from chunfeng.base.workflow.models import Case

    found = Case.objects.filter(place_path__startswith=place, process=process, state=state).order_by("pk")
    return found[found.count() // 2].number


def measure(requests: int, only: str = "") -> dict[str, Any]:
    """Page → queries, p50 and p95 of ours and of the bare twin in seconds, and rows shown."""
    from chunfeng.base.places.models import Place
    from chunfeng.base.workflow.models import Case

    county = Place.objects.filter(kind="county").order_by("path")[0].path
    year = str(Case.objects.order_by("-pk")[0].number[2:6])
    cookies = {who: _cookie(who) for who, _, _ in PAGES.values()}
    found = {}
    with serving({}) as connection:
        for name, (who, address, of) in PAGES.items():
            if only not in name:
                continue
            number = _number(county, *of) if of else ""
            ours = address.format(number=number, year=year)
            bare = ours.replace("/desk/", "/bare/", 1) if ours != "/desk/" else "/bare/queue/"
            bare = bare.replace("/inbox/", "/bare/inbox/")
            headers = {"Cookie": cookies[who]}
            _, body, told = ask(connection, ours, headers | {"X-Count": "1"})
            for path in (ours, bare, ours, bare):
                ask(connection, path, headers)
            times = in_turns(connection, ours, bare, requests, headers)
            found[name] = {
                "queries": int(told["X-Queries"]), "rows": body.count(b"<tr"), "kilobytes": len(body) / 1000,
                "p50": statistics.median(times[0]), "p95": p95(times[0]),
                "bare p50": statistics.median(times[1]), "bare p95": p95(times[1]),
            }  # fmt: skip
            # The whole takes ten minutes.
            print(f"{name}: {p95(times[0]) / p95(times[1]):.2f} ×", file=sys.stderr, flush=True)
    return found


def main() -> None:
    from chunfeng.site.django_setup import start

    start()
    print(json.dumps(measure(int(sys.argv[1]), *sys.argv[2:]), ensure_ascii=False))


if __name__ == "__main__":
    main()
