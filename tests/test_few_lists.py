"""A folder with hardly a list in it, through a whole audit: what can be judged is, and the money is counted once."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from chunfeng.kernel.citizen_id import check_digit
from chunfeng.site.audit import Options, run

PAID = [
    "姓名",
    "身份证号",
    "培训机构",
    "班级编号",
    "工种",
    "等级",
    "开班日期",
    "发放金额",
    "发放日期",
    "资金来源",
    "摘要",
]
CLASS = ["启明学校", "NY-1", "焊工", "初级", "2016-03-07"]
FUND = "就业专项资金"


def person(at: int) -> list[str]:
    first = f"37090219800506{100 + at}"
    return ["陈玉" + "兰梅芳英秀华珍云"[at], first + check_digit(first)]


#: The first person, a week before the class.
DEAD = (["死亡人员名单"], ["姓名", "身份证号", "死亡日期"], [*person(0), "2016-03-01"])


def audited(tmp_path: Path) -> tuple[list[dict[str, str]], dict[str, object]]:
    out = tmp_path / "out"
    assert run(Options(tmp_path / "in", out, "taian_2014_33", date(2016, 12, 31))) == 0
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file)), json.loads((out / "summary.json").read_text(encoding="utf-8"))


def test_payments_alone(tmp_path: Path, write: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    def pay(at: int, on: str, why: str = "", fund: str = FUND, amount: int = 1200) -> list[object]:
        return [*person(at), *CLASS, amount, on, fund, why]

    write(
        "补贴发放名单.xlsx",
        ["职业培训补贴发放名单"],
        PAID,
        pay(0, "2016-06-01"),
        pay(0, "2016-07-01"),
        pay(1, "2016-06-01", "培训补贴第一笔", amount=600),
        pay(1, "2016-07-01", "培训补贴尾款", amount=600),
        pay(2, "2016-06-01"),
        pay(2, "2016-07-01", fund="失业保险基金"),
        *[pay(at, "2016-06-01") for at in range(3, 8)],
    )
    findings, _ = audited(tmp_path)
    assert [(f["rule"], f["severity"], f["row"], f["other_row"]) for f in findings] == [
        ("training.paid_again", "high", "4", "3")
    ]
    # One accused payment is one sum, in the line and in the total.
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "风险金额 1,200.00 元" in capsys.readouterr().out
    assert report.count("2,400.00") == 1  # what both come to, in the evidence


def test_a_dead_payee_and_no_roster(tmp_path: Path, write: Callable[..., None]) -> None:
    write("补贴发放名单.xlsx", PAID, [*person(0), *CLASS, 1200, "2016-06-01", FUND, ""])
    write("死亡人员名单.xlsx", *DEAD)
    findings, _ = audited(tmp_path)
    assert [(f["rule"], f["severity"], f["subject_kind"]) for f in findings] == [
        ("training.deceased_paid", "block", "payment")
    ]


def test_the_money_of_a_place_without_a_claim(
    tmp_path: Path, write: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        "学员花名册.xlsx",
        ["学员花名册"],
        [*PAID[:7], "联系电话"],
        [*person(0), *CLASS, "13805380001"],
    )
    write("补贴发放名单.xlsx", PAID, [*person(0), *CLASS, 1200, "2016-06-01", FUND, ""])
    write("死亡人员名单.xlsx", *DEAD)
    findings, _ = audited(tmp_path)
    assert [(f["rule"], f["severity"]) for f in findings] == [("training.deceased_before_opening", "block")]
    assert "风险金额 1,200.00 元（已发放 1,200.00，未发放 0.00）" in capsys.readouterr().out


def test_what_reading_found_out_is_no_list_to_ask_for(tmp_path: Path, write: Callable[..., None]) -> None:
    write("补贴发放名单.xlsx", PAID, [*person(0), *CLASS, 1200, "2016-06-01", FUND, ""])
    _, summary = audited(tmp_path)
    made = {"data.contradicting_rows", "identity.invalid_number", "identity.probable_same_person"}
    assert made <= set(summary["rules_run"]) and not made & set(summary["rules_not_run"])
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for words in ("前后不一的行", "可能是同一人", "号码不能用的行", "合计行"):
        assert f'缺什么">{words}' not in report, words
    assert "人力资源社会保障局、人力资源社会保障局" not in report
