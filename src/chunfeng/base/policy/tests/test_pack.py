import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from chunfeng.base.policy.coverage import Declaration, coverage, unknown
from chunfeng.base.policy.pack import Pack, PackFaults, installed, load, packs_folder
from chunfeng.kernel.workdays import Calendar

HERE = "taian_2014_33"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(HERE)


def test_the_notice_is_there_whole(pack: Pack) -> None:
    assert HERE in installed()
    assert len(pack.clauses) == 179
    kinds = [clause.kind for clause in pack.clauses.values()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "indicator": 52,
        "process": 56,
        "parameter": 18,
        "register": 28,
        "mechanism": 25,
    }
    assert {target["clause"] for target in pack.targets} <= set(pack.clauses)


def test_words(pack: Pack) -> None:
    assert pack.canonical_trade("电焊工") == pack.canonical_trade("焊工") == "焊工"
    assert pack.canonical_trade("厨师") == "中式烹调师"
    assert pack.canonical_trade("育婴员") == "育婴员"
    assert pack.canonical_trade("没听说过的工种") == "没听说过的工种"
    words = ("初级", "五级", "5级", "高级技师", "专项", "培训合格证")
    assert [pack.levels[word] for word in words] == [5, 5, 5, 1, 6, 7]
    assert pack.programmes["岗位技能提升培训"] == "POST_UPGRADE"
    assert pack.funds["失业保险基金"] != pack.funds["就业专项资金"]
    assert pack.counties["岱岳区"] == pack.counties["泰安市岱岳区"] == "370911"
    assert set(pack.trades.values()) <= {pack.canonical_trade(trade) for trade in pack.trades.values()}


def test_a_catalogue_row_says_that_it_is_an_example(pack: Pack) -> None:
    assert {row["mark"] for row in pack.tables["trades.csv"]} == {"demo"}
    assert {standard.mark for standard in pack.standards} == {"demo"}


def test_values_follow_the_day_of_the_event(pack: Pack) -> None:
    wage = next(p for p in pack.parameters.values() if "minimum_wage" in p.code and "hour" not in p.code)
    assert wage.on(date(2015, 2, 28), "370902") == 135000
    assert wage.on(date(2015, 3, 1), "370902") == 145000
    assert wage.on(date(2015, 3, 1), "370911") == wage.on(date(2015, 3, 1), "370900") == 130000
    assert wage.on(date(2026, 1, 1), "370902") is None
    assert pack.parameters["training.min_age"].on(date(2016, 5, 1)) == 16


def test_parameter_rows_do_not_overlap(pack: Pack) -> None:
    rows = sorted(pack.parameter_rows(), key=lambda r: (str(r["code"]), str(r["area"] or ""), str(r["valid_from_on"])))
    for row, later in pairwise(rows):
        if (row["code"], row["area"]) == (later["code"], later["area"]):
            end, begin = row["valid_to_on"], later["valid_from_on"]
            assert isinstance(end, date) and isinstance(begin, date) and end <= begin
    assert all(isinstance(row["value"], int) for row in rows)


def test_the_calendar_has_the_statutory_days(pack: Pack) -> None:
    for year in (2014, 2015, 2016, 2017):
        assert sum(kind == "statutory" for day, kind in pack.calendar.items() if day.year == year) == 11
    assert pack.calendar[date(2015, 9, 3)] == "rest"
    assert pack.calendar[date(2015, 9, 6)] == "work"


def test_divisions_and_old_codes(pack: Pack) -> None:
    assert sum(d.kind == "village" for d in pack.divisions.values()) == 3782
    assert sum(d.kind == "county" for d in pack.divisions.values()) == 6
    assert {"372601", "370922", "379019", "421303"} <= set(pack.areas)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packs_folder() / HERE, tmp_path / "pack", ignore=shutil.ignore_patterns("demo")))


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(PackFaults) as caught:
        load(folder)
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_are_told_with_their_lines(broken: Path) -> None:
    levels = broken / "levels.csv"
    levels.write_text(levels.read_text("utf-8") + "怪级,9\n初级,5\n少一列\n", "utf-8")
    lines = len(levels.read_text("utf-8").splitlines())
    (broken / "parameters" / "zz.yaml").write_text(
        "- code: training.min_age\n  title: 又一个\n  unit: 岁\n  clause: X-9\n  values: {2015-13-01: 16.5}\n"
        "  reference: 无\n  regime: both\n  mark: default\n",
        "utf-8",
    )
    (broken / "notice.yaml").write_text(
        (broken / "notice.yaml").read_text("utf-8").replace("is: 58500", "is: 58501"), "utf-8"
    )
    (broken / "funds.csv").unlink()
    (broken / "sources.yaml").write_text("claims: {title: a\n", "utf-8")
    found = faults_of(broken)
    text = "\n".join(found)
    for line in (lines - 2, lines - 1, lines):
        assert f"levels.csv:{line}: " in text
    assert "parameters/zz.yaml:1: 参数 training.min_age 已在" in text
    assert "parameters/zz.yaml:4: 没有条款 X-9" in text
    assert "parameters/zz.yaml:5: 起始日" in text and "16.5" in text
    assert "28500+30000 等于 58500，不是 58501" in text
    assert "funds.csv:1: 缺少这个文件" in text
    assert "sources.yaml:" in text


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("clauses.yaml", "kind: indicator", "kind: wish", "kind 是 'wish'"),
        ("clauses.yaml", "- HRSS", "- NOBODY", "不在 agencies.yaml"),
        ("targets.yaml", "clause: T-1.1\n", "clause: T-99\n", "没有条款 T-99"),
        ("calendar.csv", "2014-01-01,statutory", "2014-01-01,holiday", "kind 是 'holiday'"),
        ("divisions.csv", "370902,泰山区,county,370900", "370902,泰山区,county,999999", "上级 '999999'"),
        ("trades.csv", "焊工,焊工,", "焊工,熔接工,", "自己应有一行"),
        ("notice.yaml", "makes: T-2.1.1\n", "makes: T-9\n", "没有 T-9"),
        ("notice.yaml", "of: [T-1.2, T-1.3]", "of: [T-1.3, T-1.2]", "73700+6390 与 T-1.3、T-1.2、T-1.1 的值不同"),
        ("notice.yaml", "years:\n", "cites: {X-1: T-99}\nyears:\n", "没有条款 T-99"),
        ("targets.yaml", "op: '>='", "op: 待填", "待填：op"),
        ("notice.yaml", "11370900004341523R", "11370900004341523A", "校验位不符"),
    ],
)
def test_each_kind_of_fault(broken: Path, file: str, old: str, new: str, said: str) -> None:
    path = broken / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert any(said in fault and fault.startswith(f"{file}:") for fault in faults_of(broken))


def test_bad_bytes_and_doubled_keys(broken: Path) -> None:
    (broken / "levels.csv").write_bytes("word,level\n初级,5\n".encode("gb18030"))
    (broken / "parameters" / "zz.yaml").write_text("- code: a.b\n  code: a.c\n- 1\n", "utf-8")
    found = "\n".join(faults_of(broken))
    assert "levels.csv:2: 不是 UTF-8" in found
    assert "parameters/zz.yaml:2: 键重复：code" in found


def test_no_such_pack() -> None:
    with pytest.raises(PackFaults, match="没有这个政策包"):
        load("nowhere_2014")


def test_coverage(pack: Pack) -> None:
    bare = coverage(pack, [])
    parameter_clauses = {p.clause for p in pack.parameters.values() if pack.clauses[p.clause].kind == "parameter"}
    assert bare["clauses"] == 179 and bare["covered"] == len(parameter_clauses) > 0
    assert bare["covered"] + len(bare["uncovered"]) == 179
    more = coverage(
        pack,
        [Declaration("figure", "f", "T-1.1"), Declaration("feed", "x", "R-2.1.d"), Declaration("screen", "s", "T-1.2")],
    )
    assert more["covered"] == bare["covered"] + 2
    assert sum(group["clauses"] for group in more["by_kind"].values()) == 179
    assert {"clause": "T-1.2", "kind": "indicator", "needs": "figure"} in more["uncovered"]
    assert [d.clause for d in unknown(pack, [Declaration("screen", "s", "Q-1")])] == ["Q-1"]


def test_the_pack_calendar_agrees_with_the_library(pack: Pack) -> None:
    own, library = Calendar(pack.calendar, pack.calendar_years), Calendar()
    first = date(2014, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(2026, 12, 31) - first).days + 1)]
    assert pack.calendar_years == set(range(2014, 2027))
    assert [day for day in days if own.is_workday(day) != library.is_workday(day)] == []
