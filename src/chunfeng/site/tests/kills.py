"""`kill -9` of database, website or worker at random moments while lists are imported, steps taken and the log sealed.

    python -m chunfeng.site.tests.kills MOMENTS SEED sqlite|postgresql

prints what was killed, what had been acknowledged until then, and every fault found after each death, as JSON.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from threading import Event as Flag
from threading import Thread
from urllib.parse import urlencode

from chunfeng.site.tests.installation import Installation

#: Seconds after which the next process dies, at most: an import passes through all its states in that time.
_LONGEST = 2.0
#: Rows: read and committed by the website while the clerk waits, and by the worker.
_SMALL, _LARGE = 300, 2_600
#: Seconds within which everything that was begun must be finished when nothing is killed any more.
_PATIENCE = 300
_PROCESS, _STEP = "rights.inspection_case", "accept"


class Trial:
    """What clients were told. received, confirmed: uploads of which the website said so; stepped: keys of requests."""

    def __init__(self, place: Installation, moments: int) -> None:
        self.place = place
        self.received: set[str] = set()
        self.confirmed: set[str] = set()
        self.stepped: dict[str, str] = {}
        self.faults: list[str] = []
        self.killed: Counter[str] = Counter()
        self.during: Counter[str] = Counter()
        self._work, self._over = Flag(), False
        self._busy = [Flag(), Flag()]
        self._rows = self._upload = None
        self._batch = self._first = 0
        self._people(moments)

    def _people(self, moments: int) -> None:
        from chunfeng.base.access.actor import Actor
        from chunfeng.base.access.models import Assignment, User
        from chunfeng.base.governance.tests.clients import signed_in
        from chunfeng.base.orgs.models import Org
        from chunfeng.base.places.models import Place
        from chunfeng.plans.rights.inspection.actions import Receipt, Told, take_in

        city = Place.objects.create(code="370900", name="某市", kind="city", path="370900/")
        county = Place.objects.create(code="370911", name="某县", kind="county", parent=city, path="370900/370911/")
        org = Org.objects.create(name="第一职业培训学校", kind="provider", place=county)
        since = date(2010, 1, 1)
        clerk, inspector = (User.objects.create(username=n, name=n, password="!") for n in ("clerk", "inspector"))
        Assignment.objects.create(user=clerk, role="provider_clerk", org=org, valid_from_on=since)
        Assignment.objects.create(user=inspector, role="inspector", place=county, valid_from_on=since)
        self._clerk, self._inspector = signed_in(clerk), signed_in(inspector)
        self._todo = []
        for n in range(moments * 8):
            told = Told(
                topic="wages", channel="worker", place=county, employer=f"第{n}建筑公司", site=f"第{n}工地", said="三个月没发工资",
                happened_from=date.today() - timedelta(days=60), continuing=True, amount_fen=960000, name="赵建国",
                phone=f"138{n:08d}",
            )  # fmt: skip
            receipt = take_in(told, Actor.the_public())
            assert isinstance(receipt, Receipt)
            self._todo.append((receipt.complaint.inspection.case.number, secrets.token_hex(8)))
        self._todo.reverse()

    # ---- the two who work all the time, and ask again when nobody answered

    def _ask(self, path: str, who: tuple[dict[str, str], str], body: bytes, kind: str = "") -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.place.port, timeout=60)
        try:
            line.request("POST", path, body, who[0] | ({"Content-Type": kind} if kind else {}))
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            line.close()

    def step(self) -> None:
        if not self._todo:
            return
        number, key = self._todo[-1]
        asked = {"seen": 1, "request_key": key, "csrfmiddlewaretoken": self._inspector[1]}
        status, _ = self._ask(f"/desk/cases/{number}/steps/{_STEP}/", self._inspector, urlencode(asked).encode())
        if status == 302:
            self.stepped[key] = number
            self._todo.pop()
        elif status < 500:
            self.faults.append(f"{number}: HTTP {status} to a step that is allowed")
            self._todo.pop()

    def import_(self) -> None:
        from chunfeng.base.uploads.models import Upload

        upload = Upload.objects.filter(uid=self._upload).first() if self._upload else None
        if upload is None:
            self._send()
        elif upload.state == "staged":
            asked = {"give_up": "", "returned": upload.rows_returned, "csrfmiddlewaretoken": self._clerk[1]}
            path = f"/portal/uploads/{upload.uid}/confirm/"
            if self._ask(path, self._clerk, urlencode(asked).encode())[0] == 302:
                self.confirmed.add(str(upload.uid))
        elif upload.state == "committed":
            self._upload = self._rows = None
        elif upload.busy:
            time.sleep(0.05)
        else:
            self.faults.append(f"upload {upload.pk}: {upload.state} {upload.said}")
            self._upload = self._rows = None

    def _send(self) -> None:
        if self._rows is None:
            self._batch += 1
            count = _LARGE if self._batch % 2 else _SMALL
            self._rows = _roster(count, self._first, f"第{self._batch}期")
            self._first += count
        border = secrets.token_hex(8)
        parts = (("csrfmiddlewaretoken", self._clerk[1].encode(), ""), ("target", self._target(), ""),
                 ("file", self._rows, '; filename="a.csv"'))  # fmt: skip
        body = b"".join(
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"
            for name, value, more in parts
        )
        status, url = self._ask(
            "/portal/uploads/new/roster/", self._clerk, body + f"--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"
        )  # fmt: skip
        if status == 302:
            self._upload = url.rstrip("/").rpartition("/")[2]
            self.received.add(self._upload)
        elif status < 500:
            self.faults.append(f"HTTP {status} to a list that is right")

    def _target(self) -> bytes:
        from chunfeng.base.access.actor import actor_of
        from chunfeng.base.access.models import User
        from chunfeng.base.uploads.declarations import RECEIVERS

        receiver = RECEIVERS["roster"]
        return receiver.targets(actor_of(User.objects.get(username="clerk")))[0].code.encode()

    def _work_on(self, busy: Flag, act: Callable[[], None]) -> None:
        from django.db import DatabaseError, connection

        while not self._over:
            if not self._work.wait(0.1):
                continue
            busy.set()
            try:
                act()
            except (OSError, http.client.HTTPException, DatabaseError):
                connection.close()
                time.sleep(0.02)  # nobody there: asked again, with the same key
            except Exception as error:
                self.faults.append(f"{type(error).__name__}: {error}")
            finally:
                busy.clear()
        connection.close()

    # ---- deaths, and what is looked at after each

    def run(self, moments: int, seed: int) -> None:
        chance = random.Random(seed)
        acts = (self.step, self.import_)
        threads = [Thread(target=self._work_on, args=pair) for pair in zip(self._busy, acts, strict=True)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(moments):
                for name in self.place.names:
                    self.place.start(name)
                self.place.ready()
                self._work.set()
                time.sleep(chance.uniform(0, _LONGEST))
                self._die(chance.choice(self.place.names))
                self._check()
            self._finish()
        finally:
            self._over = True
            for thread in threads:
                thread.join()

    def _die(self, name: str) -> None:
        self.place.kill(name)
        self._work.clear()
        self.killed[name] += 1
        self.place.start(name)
        while any(busy.is_set() for busy in self._busy):
            time.sleep(0.01)
        self.place.ready()

    def _check(self) -> None:
        """What must hold at any time, whoever has died."""
        from django.db import connection, connections, transaction

        from chunfeng.base.audit.sealing import verify

        connections.close_all()
        with transaction.atomic():
            if connection.vendor == "postgresql":
                # The worker goes on meanwhile; all of this is to see one moment.
                connection.cursor().execute("set transaction isolation level repeatable read")
            self.faults += _of_steps(self.stepped) + _of_uploads(self.received, self.confirmed, self.during)
            self.faults += [fault.said for fault in verify()]
        _pass_the_lease()

    def _finish(self) -> None:
        """Nobody dies any more: all that was begun comes to its end."""
        from chunfeng.base.audit.models import Event
        from chunfeng.base.uploads.models import Upload

        for name in self.place.names:
            self.place.start(name)
        self.place.ready()
        self._todo.clear()
        self._work.set()
        end = time.monotonic() + _PATIENCE
        while Upload.objects.exclude(state="committed").filter(uid__in=self.received).exists():
            _pass_the_lease()
            if time.monotonic() > end:
                states = dict(Upload.objects.values_list("pk", "state"))
                self.faults.append(f"imports do not end: {states}")
                break
            time.sleep(0.3)
        self._work.clear()
        while any(busy.is_set() for busy in self._busy):
            time.sleep(0.01)
        while Event.objects.filter(sealed_in=None).exists():
            if time.monotonic() > end:
                self.faults.append("the log is not sealed")
                break
            time.sleep(0.3)
        self._check()


def _of_steps(stepped: dict[str, str]) -> list[str]:
    """Acknowledged steps are in the log; of every case record, log, papers with their files and messages agree."""
    from chunfeng.base.audit.models import Event
    from chunfeng.base.documents.models import Attachment
    from chunfeng.base.documents.queries import missing
    from chunfeng.base.messages.models import Message
    from chunfeng.base.workflow.models import IssuedPaper
    from chunfeng.base.workflow.registry import PROCESSES
    from chunfeng.plans.rights.inspection.models import Inspection

    events = Event.objects.filter(kind="step", step=_STEP)
    keys = dict(events.values_list("request_key", "object_id"))
    found = [f"{number}: an acknowledged step is lost" for key, number in stepped.items() if keys.get(key) != number]
    taken = Counter(events.values_list("object_id", flat=True))
    papers = Counter(IssuedPaper.objects.values_list("case__number", flat=True).order_by())
    declared = PROCESSES[_PROCESS].step(_STEP)
    assert declared
    for record in Inspection.objects.select_related("case"):
        case, done = record.case, taken[record.case.number]
        state = declared.target if done else "received"
        told = (case.state, record.state, case.version, record.accepted_on is not None, papers[case.number])
        if told != (state, state, 1 + done, bool(done), done * len(declared.papers)) or done > 1:
            found.append(f"{case.number}: {done} steps in the log, but {told}")
    spoken = Counter(key.partition("-")[0] for key in Message.objects.values_list("key", flat=True) if key)
    for pk, number in events.values_list("pk", "object_id"):
        if spoken[str(pk)] != 1:
            found.append(f"{number}: {spoken[str(pk)]} messages of one step")
    kept = {str(uid) for uid in Attachment.objects.values_list("uid", flat=True)}
    lost = [uid for uid in IssuedPaper.objects.values_list("document", flat=True) if uid not in kept]
    return found + [f"no document {uid}" for uid in lost] + [f"no file {path}" for path in missing()]


def _of_uploads(received: set[str], confirmed: set[str], during: Counter[str]) -> list[str]:
    """Acknowledged uploads are there; each has all its rows or none, once."""
    from chunfeng.base.audit.models import Event
    from chunfeng.base.people.models import Person
    from chunfeng.base.uploads.models import Upload
    from chunfeng.plans.training.classes.models import RosterEntry

    uploads = {str(upload.uid): upload for upload in Upload.objects.all()}
    found = [f"an acknowledged upload is lost: {uid}" for uid in received - uploads.keys()]
    found += [
        f"an acknowledged confirmation is lost: {uid}" for uid in confirmed & uploads.keys()
        if not Event.objects.filter(kind="upload.confirm", object_id=uid).exists()
    ]  # fmt: skip
    entries = Counter(RosterEntry.objects.values_list("upload_id", flat=True).order_by())
    commits = Counter(Event.objects.filter(kind="upload.commit").values_list("object_id", flat=True))
    for uid, upload in uploads.items():
        done = upload.state == "committed"
        told = (entries[upload.pk], commits[uid], upload.rows_read)
        rows = upload.rows_read if done else 0
        if told[:2] != (rows, int(done)) or upload.rows_read not in (0, _SMALL, _LARGE):
            found.append(f"upload {upload.pk} {upload.state}: {told}")
        if not done:
            during[upload.state] += 1
    if Person.objects.count() != sum(entries.values()):
        found.append(f"{Person.objects.count()} persons, {sum(entries.values())} entries")
    return found


def _pass_the_lease() -> None:
    """As if the minute had passed after which a silent holder is taken for dead."""
    from django.utils import timezone

    from chunfeng.base.uploads.actions.claiming import LEASE_SECONDS
    from chunfeng.base.uploads.models import Upload

    held = Upload.objects.filter(state__in=("reading", "committing")).exclude(claim=None)
    held.update(heartbeat_at=timezone.now() - timedelta(seconds=LEASE_SECONDS + 1))


def _roster(count: int, first: int, class_no: str) -> bytes:
    from chunfeng.kernel.citizen_id import check_digit

    lines = ["姓名,身份证号,手机号,班期,人员类别"]
    for n in range(first, first + count):
        born = date(1960, 1, 1) + timedelta(days=n % 16_000)
        number = f"370911{born:%Y%m%d}{n // 16_000:03d}"
        lines.append(f"王建军,{number}{check_digit(number)},138{n:08d},{class_no},农村新成长劳动力")
    return "\n".join(lines).encode()


def main() -> None:
    moments, seed, database = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    start = time.perf_counter()
    with Installation(postgres=database == "postgresql") as place:
        place.ready()
        os.environ.update(place.env)
        from chunfeng.site.django_setup import start as begin

        begin()
        from django.core.management import call_command
        from django.db import connections

        from chunfeng.base.keys.seal import file_keeper

        file_keeper().create()
        call_command("migrate", verbosity=0)
        trial = Trial(place, moments)
        connections.close_all()
        trial.run(moments, seed)
        connections.close_all()
    print(
        json.dumps(
            {
                "killed": trial.killed, "unfinished imports": trial.during, "steps": len(trial.stepped),
                "imports": len(trial.confirmed), "faults": trial.faults, "seconds": round(time.perf_counter() - start, 1),
            },
            ensure_ascii=False,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
