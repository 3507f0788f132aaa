"""指标: out of records into a snapshot, counted once after it, kept with its hash; an older one changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from chunfeng.engines.screening.counting import count
from chunfeng.engines.screening.figure import load_figure, load_figures
from chunfeng.engines.screening.rule import RuleFault
from chunfeng.engines.snapshot.kept import Kept
from chunfeng.plans.rights.inspection.queries import teller
from chunfeng.plans.rights.inspection.tests.conftest import LEGS, City, Walk, city, done, walk  # noqa: F401
from chunfeng.site import figures, screening
from chunfeng.site.registry import FACTS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    def forget() -> None:
        shutil.rmtree(screening.root(), ignore_errors=True)
        shutil.rmtree(figures.file().parent / "figures", ignore_errors=True)
        figures.file().unlink(missing_ok=True)

    forget()
    yield
    forget()


def counted(kept: Kept, as_of: date) -> dict[str, list[tuple[object, ...]]]:
    made = count(load_figures(figures.folders(), FACTS), kept.files(), FACTS, as_of)
    return {code: [tuple(row)[:5] for row in counted.rows] for code, counted in made.items()}


def test_a_matter_that_is_paid_and_closed_is_in_the_figures(city: City, walk: Walk) -> None:  # noqa: F811
    walk("closed")
    city.case("2015-02-02", name="钱小兰", phone="13900002203")
    taken = screening.take_snapshot().kept
    made = counted(taken, date(2015, 12, 31))
    assert made["rights.wages_recovered"] == [("370911", "2015-01", 960000, 1, None)]
    assert made["rights.inspections_closed"] == [("370911", "2015-01", 1, None, None)]
    # Answered on the second day of five; the other was told in February and nobody answered until its day was over.
    assert made["rights.complaints_answered_in_time"] == [
        ("370911", "2015-01", None, 1, 1),
        ("370911", "2015-02", None, 0, 1),
    ]
    early = counted(taken, date(2015, 2, 3))
    assert early["rights.complaints_answered_in_time"] == [("370911", "2015-01", None, 1, 1)], "its days still run"
    assert "training.providers_designated" not in made, "what nobody reported is not nought"


def test_they_are_kept_with_the_snapshot_and_a_changed_month_is_told(city: City, walk: Walk) -> None:  # noqa: F811
    case = walk("closed")
    first = screening.take_snapshot().kept
    assert "rights.inspections_closed" in figures.publish(first)
    shown = {f.code: f for f in figures.figures()}
    figure = shown["rights.inspections_closed"]
    assert (figure.snapshot, figure.clause) == (first.hash, "R-3.2.a")
    assert figure.file == "plans/rights/inspection/figures/inspections_closed.sql"
    assert figures.changes() == ()
    with connection.cursor() as cursor:
        cursor.execute("update workflow_case set state = 'revoked', closed_at = null where id = %s", [case.pk])
    second = screening.take_snapshot().kept
    figures.publish(second)
    (change,) = (c for c in figures.changes() if c.code == "rights.inspections_closed")
    assert (change.period, change.was, change.is_now) == ("2015-01", 1, None)
    assert not [c for c in figures.changes() if c.code == "rights.wages_recovered"], "few persons stand behind it"
    (told,) = (f for f in figures.figures() if f.code == "rights.inspections_closed")
    assert [(m.period, m.value, m.snapshot) for m in told.frozen] == [("2015-01", 1, first.hash)], (
        "as it was first told"
    )
    kept = [path.name for path in (figures.file().parent / "figures").glob("rows-*")]
    assert kept == [f"rows-{second.folder.name}"] and figures.rows_of(told.code), (
        "the rows of what is told now, and no others"
    )
    before = figures.file().read_bytes()
    assert figures.publish(first) == () and figures.file().read_bytes() == before
    assert "赵建国" not in json.dumps(json.loads(before), ensure_ascii=False)


def test_payments_reach_the_facts_by_what_changed(city: City, walk: Walk) -> None:  # noqa: F811
    case = walk("ordered")
    assert "rights.wages_recovered" not in {
        code for code, rows in counted(screening.take_snapshot().kept, date(2015, 12, 31)).items() if rows
    }
    walk("closed", case, LEGS[6:])
    taken = screening.take_snapshot()
    assert "complaints" in taken.changed
    assert counted(taken.kept, date(2015, 12, 31))["rights.wages_recovered"] == [("370911", "2015-01", 960000, 1, None)]
    # Whoever says that it did not come has recovered nothing, whatever voucher there is; a new one counts once.
    complaint = case.record.complaints.get()
    done(case, "say_unpaid", teller(complaint), "2015-02-05", complaint=complaint.number)
    assert not counted(screening.take_snapshot().kept, date(2015, 12, 31))["rights.wages_recovered"]
    again = {"complaint": complaint.number, "amount": "9600", "paid_on": "2015-02-09", "proof": ["uid-2"]}
    done(case, "pay", city.who("chen"), "2015-02-09", **again)
    taken = screening.take_snapshot()
    assert counted(taken.kept, date(2015, 12, 31))["rights.wages_recovered"] == [("370911", "2015-02", 960000, 1, None)]


@pytest.mark.parametrize(
    ("head", "sql", "said"),
    [
        ("", "select 1", "缺少文件头"),
        ("code: a.other", "select area from complaints", "code 应以文件名结尾"),
        ("unit: fish", "select area from complaints", "unit 应是"),
        ("colour: red", "select area from complaints", "不认识的项 colour"),
        (
            "",
            "select complaint as subject, area, nothing as agency, topic as period, topic as class, topic as person, 1 as value "
            "from complaints",
            "列名不明",
        ),
        ("", "select area, topic as period from complaints", "结果的列应依次是"),
        (
            "",
            "select subject, area, state as agency, state as period, state as class, state as person, 1 as value from cases",
            "cases",
        ),
    ],
)
def test_a_figure_file_is_refused_in_words(tmp_path: Path, head: str, sql: str, said: str) -> None:
    lines = {
        "code": "rights.x",
        "title": "t",
        "english": "t",
        "asks": "a",
        "clause": "R-2.1.a",
        "unit": "case",
        "reads": "[complaints]",
    }
    if head:
        name, _, value = head.partition(": ")
        lines[name] = value
    text = "\n".join(f"{name}: {value}" for name, value in lines.items())
    path = tmp_path / "x.sql"
    path.write_text(sql if said == "缺少文件头" else f"/* ---\n{text}\n--- */\n{sql}\n", "utf-8")
    with pytest.raises(RuleFault, match=said):
        load_figure(path, FACTS)
