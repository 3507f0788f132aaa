"""Day heads without a year, through a whole audit: dated by the class's span, told in unread.csv where there is none."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from chunfeng.kernel.citizen_id import check_digit
from chunfeng.site.audit import Options, run

NUMBER = "37090219800506101"
PERSON = ["陈玉兰", NUMBER + check_digit(NUMBER)]
DAYS = ["3月7日", "3月8日", "3月9日"]


def test_days_are_dated_or_told(tmp_path: Path, write: Callable[..., None]) -> None:
    heads = ["班级编号", "培训机构", "工种", "等级", "开班日期", "结业日期"]
    write("开班.xlsx", ["开班名单"], heads, ["NY-1", "启明学校", "焊工", "初级", "2016-03-07", "2016-03-11"])
    for no in ("NY-1", "NY-2"):
        head = ["姓名", "身份证号", *DAYS]
        write(f"考勤{no}.xlsx", ["培训班考勤表"], [f"班级编号：{no}"], head, [*PERSON, "√", "√", ""])
    assert run(Options(tmp_path / "in", tmp_path / "out", "taian_2014_33", date(2016, 12, 31))) == 0
    marks = duckdb.sql(
        f"select class, marked_on from '{tmp_path}/out/tables/attendance.parquet' order by all"
    ).fetchall()
    assert marks == [("NY-1", date(2016, 3, 7)), ("NY-1", date(2016, 3, 8)), ("NY-2", None), ("NY-2", None)]
    with (tmp_path / "out" / "unread.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [(u["kind"], u["file"], u["row"], u["value"], u["wrong"]) for u in csv.DictReader(file)]
    wrong = "日期没有年份，按班期也推不出来"
    assert told == [("cell", "考勤NY-2.xlsx", "3", day, wrong) for day in ("3月7日", "3月8日")]
