"""What leaves as a table runs nothing in the spreadsheet of who opens it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest

import chunfeng
from chunfeng.base.access.actor import actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.orgs.models import Org
from chunfeng.base.places.models import Place
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.cells import safe
from chunfeng.plans.training.providers import actions

SOURCE = Path(chunfeng.__file__).parent
#: They write what the pack or the synthetic demo says, for people of this installation, and nothing that a stranger typed.
OWN_WORDS = {
    "base/policy/notice/skeleton.py",
    "plans/training/certification/demo.py",
    "plans/training/classes/demo.py",
    "plans/training/subsidy/demo.py",
    "site/demo/layouts.py",
    "site/demo/truth.py",
}
RUNS = ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠1"]


def sources() -> dict[str, str]:
    files = (p for p in SOURCE.rglob("*.py") if "tests" not in p.parts)
    return {p.relative_to(SOURCE).as_posix(): p.read_text("utf-8") for p in files}


def test_every_writer_of_tables_guards_its_cells() -> None:
    writers = {name for name, text in sources().items() if "csv.writer(" in text or "DictWriter(" in text}
    assert len(writers - OWN_WORDS) >= 4
    assert not [name for name in writers - OWN_WORDS if "display.cells import safe" not in sources()[name]]
    books = {name: text for name, text in sources().items() if "xlsxwriter.Workbook(" in text}
    assert len(books) >= 2
    for name, text in books.items():
        opened = text.count("xlsxwriter.Workbook(\n")
        assert opened and len(re.findall('"strings_to_formulas": False', text)) == opened, name


@pytest.mark.parametrize("text", RUNS)
def test_a_text_that_would_run_is_marked(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_a_text_that_runs_nothing_stays_as_it_is() -> None:
    assert [safe(text) for text in ("", "春城", "1-1", "a=b")] == ["", "春城", "1-1", "a=b"]


@pytest.mark.django_db
def test_the_list_of_cases_runs_nothing_and_its_export_is_an_event() -> None:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    here = Place.objects.create(code="990001", name="@SUM(A1)", kind="county", parent=city, path="990000/990001/")
    org = Org.objects.create(name='=HYPERLINK("http://evil.example","x")', kind="provider", place=here)
    clerk = _user("provider_clerk", org=org)
    case = actions.apply(org, here, actor_of(clerk))
    assert isinstance(case, Case), case
    # A draft is the house's own; the office sees it once handed in.
    Case.objects.filter(pk=case.pk).update(title=org.name)
    client = signed_in(_user("section_checker", place=city))
    answer = client.get("/desk/cases.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 2 and rows[1][0] == case.number
    assert rows[1][2] == f"'{org.name}" and rows[1][3] == "'@SUM(A1)"
    assert Event.objects.filter(kind="export").count() == 1


def _user(role: str, place: Place | None = None, org: Org | None = None) -> User:
    user = User.objects.create_user(role, name=role)
    Assignment.objects.create(user=user, role=role, place=place, org=org, valid_from_on=date(2015, 1, 1))
    return user
