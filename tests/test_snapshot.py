"""Staged rows become facts: who is who, which class, one fact from many rows, contradictions kept."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chunfeng.base.people.facts import FACTS as PEOPLE
from chunfeng.base.policy.declarations import ADDRESS, Facts
from chunfeng.base.policy.facts import FACTS as POLICY
from chunfeng.engines.snapshot.build import Snapshot, build_snapshot
from chunfeng.engines.snapshot.classes import Naming, resolve
from chunfeng.engines.snapshot.days import undated_heads
from chunfeng.plans.training.attendance.facts import FACTS as ATTENDANCE
from chunfeng.plans.training.classes.facts import FACTS as CLASSES
from chunfeng.plans.training.subsidy.facts import FACTS as SUBSIDY

WANG, LI = "370902198001010017", "370902198502020029"
TYPES: dict[str, dict[str, str]] = {
    "classes": {"class_no": "text", "provider": "text", "trade": "text", "level": "int", "starts_on": "date",
                "ends_on": "date", "hours": "int"},
    "enrolments": {"name": "text", "number": "text", "number_kind": "text", "class_no": "text", "provider": "text",
                   "trade": "text", "level": "int", "class_starts_on": "date", "phone": "text", "stated_sex": "text"},
    "claims": {"name": "text", "number": "text", "number_kind": "text", "class_no": "text", "provider": "text",
               "amount_fen": "bigint", "account": "text", "account_name": "text", "state": "text", "fund": "text",
               "level": "int"},
    "attendance": {"kind": "text", "name": "text", "number": "text", "number_kind": "text", "class_no": "text",
                   "provider": "text", "marked_on": "date", "status": "text", "employer": "text", "undated": "int",
                   "head_row": "int", "in_at": "timestamp", "out_at": "timestamp"},
    "deposits": {"employer": "text", "amount_fen": "bigint"},
    "unidentified": {"subject_kind": "text", "name": "text", "number_raw": "text", "number_wrong": "text",
                     "phone": "text", "account": "text", "address": "text", "class_no": "text", "provider": "text",
                     "trade": "text", "level": "int", "starts_on": "date", "employer": "text", "amount_fen": "bigint"},
}  # fmt: skip
ARROW = {"text": pa.string(), "int": pa.int32(), "bigint": pa.int64(), "date": pa.date32(),
         "timestamp": pa.timestamp("us")}  # fmt: skip


def build(
    tmp_path: Path, rows: dict[str, list[dict[str, Any]]], sheets: int = 3, more: tuple[Facts, ...] = ()
) -> Snapshot:
    for kind, given in rows.items():
        folder = tmp_path / "work" / "parts" / kind
        folder.mkdir(parents=True)
        names = {**TYPES[kind], "file_no": "int", "sheet_no": "int", "row": "int"}
        if kind == "attendance":
            names["slot"] = "int"
        table = pa.table({n: pa.array([r.get(n, 0 if n in ("file_no", "sheet_no") else None) for r in given], ARROW[t])
                          for n, t in names.items()})  # fmt: skip
        pq.write_table(table, folder / "f00000_s000_b00.parquet")
    (tmp_path / "work").mkdir(exist_ok=True)
    places = [(n, 0, f"{n}.xlsx", "Sheet1") for n in range(sheets)]
    facts = (*PEOPLE, *POLICY, *CLASSES, *ATTENDANCE, *SUBSIDY, *more)
    return build_snapshot(tmp_path / "work", tmp_path / "tables", facts, TYPES, places, [], [], date(2016, 12, 31))


def table(snapshot: Snapshot, name: str, columns: str = "*", where: str = "true") -> list[tuple[Any, ...]]:
    return duckdb.sql(
        f"select {columns} from read_parquet('{snapshot.folder}/{name}.parquet') where {where}"
    ).fetchall()


def claim(row: int, name: str, number: str | None, file_no: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "row": row,
        "name": name,
        "number": number,
        "number_kind": "resident_id",
        "file_no": file_no,
        "class_no": "K2016001",
        **more,
    }


def test_same_person_is_number_and_name(tmp_path: Path) -> None:
    made = build(tmp_path, {"claims": [claim(2, "王强", WANG), claim(3, "李娟", LI), claim(4, "王勇", WANG)]})
    assert len(table(made, "persons")) == 3
    assert table(made, "contradictions", "subject_kind, field", "field = 'name'") == [("claim", "name")] * 2


def test_the_dot_of_a_name_does_not_divide_a_person(tmp_path: Path) -> None:
    made = build(tmp_path, {"claims": [claim(2, "买买提·阿里", WANG), claim(3, "买买提阿里", WANG)]})
    assert len(table(made, "persons")) == 1
    assert len(table(made, "claims")) == 1


def test_states_of_one_claim_are_one_fact_with_the_latest_state(tmp_path: Path) -> None:
    rows = [claim(2, "王强", WANG, state="submitted", amount_fen=80000), claim(9, "王强", WANG, 1, state="approved")]
    made = build(tmp_path, {"claims": rows})
    assert table(made, "claims", "state, amount_fen, file, row") == [("approved", 80000, "0.xlsx", 2)]
    assert table(made, "contradictions") == []


def test_a_publicity_list_without_a_fund_is_a_state_of_the_claim(tmp_path: Path) -> None:
    rows = [claim(2, "王强", WANG, amount_fen=80000), claim(9, "王强", WANG, 1, fund="EMPLOYMENT", amount_fen=80000)]
    made = build(tmp_path, {"claims": rows})
    assert table(made, "claims", "fund, file, row") == [("EMPLOYMENT", "0.xlsx", 2)]


def test_a_line_without_a_fund_is_no_third_claim_beside_two_funds(tmp_path: Path) -> None:
    rows = [
        claim(2, "王强", WANG, amount_fen=80000),
        claim(9, "王强", WANG, 1, fund="EMPLOYMENT", amount_fen=80000),
        claim(9, "王强", WANG, 2, fund="POVERTY", amount_fen=60000),
    ]
    made = build(tmp_path, {"claims": rows})
    assert sorted(table(made, "claims", "fund, file")) == [("EMPLOYMENT", "0.xlsx"), ("POVERTY", "2.xlsx")]


def test_contradicting_amounts_are_kept(tmp_path: Path) -> None:
    rows = [claim(2, "王强", WANG, amount_fen=80000), claim(9, "王强", WANG, 1, amount_fen=90000)]
    made = build(tmp_path, {"claims": rows})
    found = table(made, "contradictions", "field, value, other_value, file, row, other_file, other_row")
    assert found == [("amount_fen", "90000", "80000", "1.xlsx", 9, "0.xlsx", 2)]


def test_a_list_about_no_person_may_contradict_itself(tmp_path: Path) -> None:
    deposits = Facts(
        "deposits",
        "工资保证金台账",
        "人力资源社会保障局",
        {"deposit": "text", "employer": "text", "amount_fen": "bigint"} | ADDRESS,
        same=("employer",),
        contradicts=("amount_fen",),
    )
    rows = [{"row": row, "employer": "甲公司", "amount_fen": fen} for row, fen in ((2, 100), (3, 100), (4, 90))]
    made = build(tmp_path, {"deposits": rows}, more=(deposits,))
    assert table(made, "deposits", "amount_fen, row") == [(100, 2)]
    assert table(made, "contradictions", "subject_kind, field, value, row") == [("deposit", "amount_fen", "90", 4)]


def test_a_row_without_a_number_joins_the_one_of_that_name_in_its_class(tmp_path: Path) -> None:
    roster = [claim(2, "王强", WANG), claim(3, "李娟", LI), claim(4, "李娟", WANG[:-2] + "25")]
    marks = [
        {"kind": "class", "row": 5, "name": "王强", "class_no": "K2016001", "marked_on": date(2016, 5, 3), "status": "present"},
        {"kind": "class", "row": 6, "name": "李娟", "class_no": "K2016001", "marked_on": date(2016, 5, 3), "status": "present"},
    ]  # fmt: skip
    made = build(tmp_path, {"enrolments": roster, "attendance": [m | {"file_no": 1} for m in marks]})
    joined = table(made, "attendance", "row, person is not null, by_name")
    assert sorted(joined) == [(5, True, True), (6, False, False)]
    assert table(made, "sessions", "class, held_on") == [("K2016001", date(2016, 5, 3))]


def undated(row: int, code: int, class_no: str | None = "K2016001", **more: Any) -> dict[str, Any]:
    return {"row": row, "name": "王强", "number": WANG, "number_kind": "resident_id", "class_no": class_no, "file_no": 1,
            "kind": "class", "status": "present", "undated": code, "head_row": 3, "slot": code % 256, **more}  # fmt: skip


def spanned(starts: date, ends: date | None) -> list[dict[str, Any]]:
    return [{"row": 3, "class_no": "K2016001", "starts_on": starts, "ends_on": ends}]


@pytest.mark.parametrize(
    ("span", "code", "expected"),
    [
        ((date(2016, 3, 7), date(2016, 3, 11)), 307, date(2016, 3, 7)),
        ((date(2016, 3, 7), date(2016, 3, 11)), 9, date(2016, 3, 9)),
        # Outside the span: the nearest after the opening, then what stands before it.
        ((date(2016, 3, 7), date(2016, 3, 11)), 12, date(2016, 3, 12)),
        ((date(2016, 3, 7), date(2016, 3, 11)), 304, date(2016, 3, 4)),
        ((date(2016, 3, 7), date(2016, 3, 11)), 6, date(2016, 4, 6)),
        ((date(2015, 12, 28), date(2016, 1, 8)), 104, date(2016, 1, 4)),
        ((date(2015, 12, 28), date(2016, 1, 8)), 1229, date(2015, 12, 29)),
        ((date(2016, 3, 28), None), 2, date(2016, 4, 2)),
        ((date(2016, 3, 7), date(2016, 3, 11)), 20160009, date(2016, 3, 9)),
        # Too far away, another year, no such day, twice inside the span.
        ((date(2016, 3, 7), date(2016, 3, 11)), 601, None),
        ((date(2016, 3, 7), date(2016, 3, 11)), 20150009, None),
        ((date(2016, 2, 1), date(2016, 2, 29)), 230, None),
        ((date(2016, 3, 7), date(2016, 4, 20)), 10, None),
    ],
)
def test_a_day_without_a_year_is_dated_by_the_span_of_its_class(
    tmp_path: Path, span: tuple[date, date | None], code: int, expected: date | None
) -> None:
    punches = {"in_at": datetime(1970, 1, 1, 8, 1), "out_at": datetime(1970, 1, 2, 0, 5)}
    made = build(tmp_path, {"classes": spanned(*span), "attendance": [undated(5, code, **punches)]})
    ((marked_on, came, left),) = table(made, "attendance", "marked_on, in_at, out_at")
    assert marked_on == expected
    assert (came and came.date()) == expected and (came is None) == (left is None) == (expected is None)
    assert [head.row for head in undated_heads(made.store)] == ([] if expected else [3])
    if expected:
        assert (came.hour, came.minute, (left.date() - expected).days) == (8, 1, 1)


def test_days_that_nothing_dates_are_told_once_a_head(tmp_path: Path) -> None:
    marks = [undated(row, code, None) for row in (5, 6) for code in (307, 9, 20160230)]
    made = build(tmp_path, {"attendance": marks})
    assert [(h.file, h.row, h.text, h.has_year) for h in undated_heads(made.store)] == [
        ("1.xlsx", 3, "9日", False),
        ("1.xlsx", 3, "3月7日", False),
        ("1.xlsx", 3, "2016年2月30日", True),
    ]


def test_a_roster_that_tells_the_opening_dates_the_days(tmp_path: Path) -> None:
    roster = [claim(2, "王强", WANG, class_starts_on=date(2016, 3, 7))]
    made = build(tmp_path, {"enrolments": roster, "attendance": [undated(5, 308)]})
    assert table(made, "attendance", "marked_on") == [(date(2016, 3, 8),)]


def test_one_odd_level_in_a_class_does_not_lose_its_claims(tmp_path: Path) -> None:
    roster = [claim(2, "王强", WANG, level=4), claim(3, "李娟", LI, level=5)]
    money = claim(7, "王强", WANG, 1) | {"class_no": None, "level": 4}
    made = build(tmp_path, {"enrolments": roster, "claims": [money]})
    assert table(made, "claims", "class") == [("K2016001",)]


def test_a_claim_without_a_class_goes_to_the_only_enrolment(tmp_path: Path) -> None:
    made = build(
        tmp_path, {"enrolments": [claim(2, "王强", WANG)], "claims": [claim(7, "王强", WANG, 1) | {"class_no": None}]}
    )
    assert table(made, "claims", "class") == [("K2016001",)]


def test_class_known_from_metadata_stands_at_its_rosters_first_row(tmp_path: Path) -> None:
    made = build(
        tmp_path,
        {"enrolments": [claim(4, "李娟", LI, provider="启程学校"), claim(5, "王强", WANG, provider="启程学校")]},
    )
    assert table(made, "classes", "class, provider, listed, row") == [("K2016001", "启程学校", False, 4)]


def test_the_class_list_is_the_address_even_when_it_comes_later(tmp_path: Path) -> None:
    listed = [{"row": 3, "class_no": "K2016001", "starts_on": date(2016, 5, 1), "file_no": 2, "hours": 80}]
    made = build(tmp_path, {"enrolments": [claim(4, "李娟", LI)], "classes": listed})
    assert table(made, "classes", "class, starts_on, hours, listed, file, row") == [
        ("K2016001", date(2016, 5, 1), 80, True, "2.xlsx", 3)
    ]


def test_sex_on_paper_against_the_number(tmp_path: Path) -> None:
    made = build(
        tmp_path, {"enrolments": [claim(2, "王强", WANG, stated_sex="F"), claim(3, "李娟", LI, stated_sex="F")]}
    )
    assert table(made, "contradictions", "subject_kind, field, row") == [("enrolment", "sex", 2)]


def bad(row: int, kind: str, class_no: str | None, file_no: int, name: str | None = "王强") -> dict[str, Any]:
    return {
        "row": row,
        "subject_kind": kind,
        "name": name,
        "number_raw": "370902",
        "class_no": class_no,
        "file_no": file_no,
    }


def test_one_bad_number_is_asked_about_once_a_class_at_the_claim(tmp_path: Path) -> None:
    rows = [bad(2, "enrolment", "K1", 0), bad(3, "claim", "K1", 1), bad(4, "claim", "K1", 2), bad(5, "payment", "K1", 2),
            bad(6, "enrolment", "K2", 0)]  # fmt: skip
    made = build(tmp_path, {"unidentified": rows})
    assert table(made, "unidentified", "subject_kind, file, row") == [
        ("enrolment", "0.xlsx", 6),
        ("claim", "1.xlsx", 3),
    ]


def test_a_money_list_that_names_no_class_repeats_the_one_class_of_the_bad_number(tmp_path: Path) -> None:
    made = build(tmp_path, {"unidentified": [bad(2, "enrolment", "K1", 0), bad(3, "claim", None, 1)]})
    assert table(made, "unidentified", "subject_kind, row") == [("claim", 3)]


def test_two_rows_of_one_list_or_without_a_name_are_each_asked_about(tmp_path: Path) -> None:
    rows = [bad(2, "enrolment", "K1", 0), bad(3, "enrolment", "K1", 0), bad(4, "enrolment", "K1", 0, None),
            bad(5, "enrolment", "K1", 1, None)]  # fmt: skip
    made = build(tmp_path, {"unidentified": rows})
    assert [row for (row,) in table(made, "unidentified", "row")] == [2, 3, 4, 5]


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = {"enrolments": [claim(r, "王强" if r % 2 else "李娟", WANG if r % 2 else LI) for r in range(2, 40)]}
    first, second = build(tmp_path / "a", rows), build(tmp_path / "b", rows)
    for path in sorted(first.folder.glob("*.parquet")):
        assert path.read_bytes() == (second.folder / path.name).read_bytes()


def test_the_days_of_one_attendance_line_have_an_order(tmp_path: Path) -> None:
    days = [date(2016, 3, 7 + n * 5 % 16) for n in range(16)]
    marks = [
        {"row": row, "name": name, "number": number, "number_kind": "resident_id", "class_no": "K2016001",
         "kind": "class", "status": "present", "slot": 1, "marked_on": day}
        for row, name, number in ((5, "王强", WANG), (6, "某某", None)) for day in days
    ]  # fmt: skip
    made = build(tmp_path, {"attendance": marks})
    assert table(made, "attendance", "row, marked_on") == [(row, day) for row in (5, 6) for day in sorted(days)]


@pytest.mark.parametrize(
    ("poor", "expected"),
    [
        (Naming(None, "启程学校", "焊工", 5, date(2016, 5, 1)), "K1"),
        (Naming(None, "启程学校", "焊工", None, None), None),
        (Naming(None, "他校", "焊工", 5, date(2016, 5, 1)), "他校|焊工|5|2016-05-01"),
        (Naming("第3期", "启程学校", None, None, None), "启程学校第3期"),
    ],
)
def test_a_naming_without_a_number_joins_the_one_class_it_fits(poor: Naming, expected: str | None) -> None:
    known = [
        Naming("K1", "启程学校", "焊工", 5, date(2016, 5, 1)),
        Naming("K2", "启程学校", "焊工", 5, date(2016, 9, 1)),
    ]
    assert resolve([*known, poor])[poor] == expected
