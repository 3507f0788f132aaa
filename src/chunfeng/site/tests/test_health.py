"""What the machine says of itself: enough for whoever runs it, nothing about people."""

from __future__ import annotations

import io
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.audit.record import record
from chunfeng.base.audit.request import request_id
from chunfeng.site.health import token_file
from chunfeng.site.logs import Lines
from chunfeng.site.request_counts import Counts, folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What would stand in the journal."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines())
    loggers = [logging.getLogger("chunfeng"), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield out
    for logger in loggers:
        logger.removeHandler(handler)


def _lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_health_says_ok_and_no_more(client: Client) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_metrics_are_for_the_machine_itself(client: Client) -> None:
    client.get("/health")
    text = client.get("/metrics").content.decode()
    assert "chunfeng_unsealed " in text
    counted = next(line for line in text.splitlines() if line.startswith('chunfeng_requests_total{status="2xx"}'))
    assert int(counted.split()[-1]) >= 1
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404


def test_metrics_with_a_token_want_the_token(client: Client) -> None:
    token_file().write_text("a-token-of-the-test\n", "ascii")
    try:
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
        good = {"Authorization": "Bearer a-token-of-the-test"}
        assert client.get("/metrics", headers=good, REMOTE_ADDR="192.0.2.7").status_code == 200
    finally:
        token_file().unlink()


def test_counts_of_several_processes_are_added(client: Client) -> None:
    def fives() -> int:
        text = client.get("/metrics").content.decode()
        return int(next(line for line in text.splitlines() if 'status="5xx"' in line).split()[-1])

    before = fives()
    other = Counts()
    other.add(500, 0.2)
    shutil.copy(folder() / f"requests-{other._pid}", folder() / "requests-0")
    try:
        client.get("/health")
        assert fives() == before + 1
    finally:
        (folder() / "requests-0").unlink()


def test_a_request_is_one_line_without_query_and_its_events_bear_its_number(
    client: Client, written: io.StringIO
) -> None:
    answer = client.get("/health?phone=13900001111")
    line = next(found for found in _lines(written) if found["logger"] == "chunfeng.request")
    assert line["request"] == answer["X-Request-ID"]
    assert (line["path"], line["status"], line["user"]) == ("/health", 200, None)
    assert "13900001111" not in written.getvalue()
    token = request_id.set("0" * 32)
    record("test", Actor.the_system(), "thing", 1)
    request_id.reset(token)
    assert Event.objects.get(object_kind="thing").request_id == "0" * 32


def test_an_address_that_leads_nowhere_is_not_repeated(client: Client, written: io.StringIO) -> None:
    assert client.get("/赵建国13900001111/", headers={"X-Request-ID": "chosen"})["X-Request-ID"] != "chosen"
    assert "13900001111" not in written.getvalue()
    assert any(found.get("status") == 404 for found in _lines(written))


def test_an_exception_is_told_by_class_and_place_without_values(written: io.StringIO) -> None:
    def deep(number: str) -> None:
        raise IntegrityError(f"Key (number)=({number}) already exists")

    try:
        deep("370902199001011234")
    except IntegrityError:
        logging.getLogger("chunfeng.worker").exception("job %s failed", "messages")
    (line,) = _lines(written)
    assert line["said"] == "job messages failed"
    assert "IntegrityError" in str(line["exception"])
    assert "test_health.py" in str(line["exception"])
    assert "370902" not in written.getvalue()


def test_a_library_may_not_write_its_arguments() -> None:
    made = logging.LogRecord("somelib", logging.WARNING, __file__, 1, "row %s", ("370902199001011234",), None)
    assert json.loads(Lines().format(made))["said"] == "row %s"


def test_a_long_line_keeps_the_place_that_raised() -> None:
    made = logging.makeLogRecord({"name": "chunfeng.uploads", "msg": "upload 1: Error\n" + "frame\n" * 900 + "last"})
    said = json.loads(Lines().format(made))["said"]
    assert said.startswith("upload 1: Error") and said.endswith("frame\nlast") and len(said) < 1300


def test_the_folder_of_counts_is_ours(client: Client) -> None:
    client.get("/health")
    assert Path(settings.HOME) in folder().parents
