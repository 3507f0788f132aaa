"""A county folder written by another hand than the demo city: other words for the same things, honest cases beside each fault.

Every person is one case; the sentence says what the policy asks. Lists are in layouts that the demo city does not use.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from chunfeng.kernel.citizen_id import check_digit
from chunfeng.site.audit import Options, run

OPENS, ENDS = date(2017, 3, 6), date(2017, 3, 17)
DAYS = [OPENS + timedelta(n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
SCHOOL, BUILDER, SITE = "宁阳县鲁光职业培训学校", "宁阳恒泰建材有限公司", "宁阳县一中教学楼"
AS_OF = date(2017, 6, 30)


@dataclass
class Person:
    """One case. expected: pattern → severity; a pattern mapped to None must not be found on this person."""

    case: str
    expected: dict[str, str | None]
    lists: dict[str, list[object]] = field(default_factory=dict)
    born: date = date(1980, 5, 6)
    rural: str = "农业户口"
    refused: bool = False
    number: str = ""
    name: str = ""


#: lists: register → the row's cells after name and number, in the register's own columns (see REGISTERS).
CASES = [
    Person("死亡日期只写月份，当月的签到不是身故后签到", {"F-03": None}, {"死亡": ["2017年3月", ""]}),
    Person("死亡日期早于当天签到", {"F-03": "block"}, {"死亡": ["2017.3.10", "户口已注销"]}),
    Person("死亡登记在备注里写明已撤销", {"F-03": None}, {"死亡": ["2017.3.8", "登记错误，已撤销"]}),
    Person("羁押在开班当日结束，名单用“终止日期”", {"F-04": None}, {"羁押": ["2016.3.1", "2017.3.6", "拘留"]}),
    Person("羁押期内仍有签到", {"F-04": "block"}, {"羁押": ["2017.3.6", "2017.3.15", "刑事拘留"]}),
    Person("社区矫正人员可以参训", {"F-04": None}, {"羁押": ["2017.3.1", "2017.5.1", "社区矫正"]}),
    Person("移民定居人员只列为中等疑点", {"F-05": "medium"}, {"出境": ["2016.1.5", "", "移民定居"]}),
    Person("出境当日和入境当日的签到不算", {"F-05": None}, {"出境": ["2017.3.7", "2017.3.8", "务工"]}),
    Person("在编人员", {"F-08": "block"}, {"供养": ["行政编制", "2010.7.1", ""]}),
    Person("非在编人员不是财政供养", {"F-08": None}, {"供养": ["非在编", "2010.7.1", ""]}),
    Person("编制一栏读不懂的不定罪", {"F-08": None}, {"供养": ["第三方人员", "2010.7.1", ""]}),
    Person("开班前一月减员", {"F-08": None}, {"供养": ["事业编", "2010.7.1", "2017.2.28"]}),
    Person("持股百分之二十五的经营者", {"F-13": "medium"}, {"股东": ["股东", "25%", 5000, "宁阳商贸部", "2013.5.6"]}),
    Person("持股不足百分之二十五", {"F-13": None}, {"股东": ["股东", "24.99%", 5000, "宁阳商贸部", "2013.5.6"]}),
    Person("没有申报收入的空壳", {"F-13": None}, {"股东": ["法定代表人", "80%", 0, "宁阳商贸部", "2013.5.6"]}),
    Person("开班当日年满六十周岁", {"F-07": "block"}, born=date(1957, 3, 6)),
    Person("开班次日才满六十周岁", {"F-07": None}, born=date(1957, 3, 7)),
    Person("写明城镇户口", {"F-12": "high"}, rural="城镇户口"),
    Person("户籍改革后的居民户口", {"F-12": None}, rural="居民户口"),
    Person("技能提升补贴与培训补贴同一证书都已发放", {"F-54": "block", "A-04": None}, {"失业": ["same"]}),
    Person("技能提升补贴是另一张证书", {"F-54": None, "A-04": None}, {"失业": ["ZS000999"]}),
    Person("申领不予通过，没有发放", {"F-15": None, "F-54": None}, {"失业": ["same"]}, refused=True),
    Person("普通学员，公示名单是申领的一个状态", {"F-15": None, "F-16": None, "D-01": None, "A-03": None}),
]


def _identities(people: Sequence[Person]) -> None:
    given = "安邦成达恩方光海吉江康礼明宁平庆瑞世泰文祥云正春夏秋冬东南西北"
    for at, person in enumerate(people):
        first = f"370921{person.born:%Y%m%d}{2 * at + 11:03d}"
        person.number, person.name = first + check_digit(first), "鲁" + given[at]


REGISTERS = {
    "死亡": ("死亡人员名册（数据截至2017年6月30日）", ["死亡年月", "备注"]),
    "羁押": ("羁押及社区矫正人员（数据截至2017年6月30日）", ["起始日期", "终止日期", "措施类型"]),
    "出境": ("出入境记录（截至2017年6月30日）", ["离境日期", "回国日期", "出境类别"]),
    "供养": ("财政供养人员（截至2017年6月30日）", ["编制情况", "入编时间", "减员时间"]),
    "股东": ("企业股东名单（截至2017年6月30日）", ["职务", "持股比例", "申报销售额", "企业名称", "登记日期"]),
}


def _sheet(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> None:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    path = folder / f"{name}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _write(folder: Path, people: list[Person]) -> None:
    head = [
        f"培训机构：{SCHOOL}   班次：NY2017-01   培训工种：焊工（初级）   培训类别：就业技能培训",
        f"开班日期：{OPENS}   结业日期：{ENDS}",
    ]
    roster = [[i + 1, p.name, p.number, p.rural, f"138053810{i:02d}"] for i, p in enumerate(people)]
    _sheet(folder, "名册/花名册", [["就业技能培训学员花名册"], [head[0]], [head[1]],
           ["序号", "姓 名", "公民身份号码", "户口性质", "联系电话"], *roster, [f"合计：{len(people)}人"]])  # fmt: skip
    marks = [[i + 1, p.name, p.number, *["√"] * 10] for i, p in enumerate(people)]
    _sheet(folder, "考勤/考勤簿", [["学员考勤登记表"], [head[0]], ["记号：出勤√ 缺勤×"],
           ["序号", "姓名", "身份证号", *(f"{d.year}年{d.month}月{d.day}日" for d in DAYS)], *marks])  # fmt: skip
    for kind, (title, columns) in REGISTERS.items():
        rows = [[i + 1, p.name, p.number, *p.lists[kind]] for i, p in enumerate(people) if kind in p.lists]
        _sheet(folder, f"比对/{kind}", [[title], ["序号", "姓名", "身份证号", *columns], *rows])
    paid = [p for p in people if not p.refused]
    certificate = {p.number: f"ZS{i:06d}" for i, p in enumerate(people)}
    approval = [
        [p.name, p.number, SCHOOL, "NY2017-01", "焊工(初级)", 1000, "60%", "600.00元", "就业补助资金", certificate[p.number],
         "2017.4.20", "2017.5.2", "不予通过" if p.refused else "审批通过"]
        for p in people
    ]  # fmt: skip
    _sheet(folder, "补贴/申领审批", [["农民工培训补贴申领审批表"],
           ["姓名", "身份证号码", "培训机构", "班次", "工种等级", "补贴标准", "补贴比例", "补贴金额", "资金来源", "证书编号",
            "申请日期", "审批日期", "审核状态"], *approval, ["合计", *[""] * 6, len(people) * 600]])  # fmt: skip
    # 公示名单既没有班次，也没有资金来源。
    _sheet(folder, "补贴/公示", [["关于拟发放培训补贴人员的公示"], ["姓名", "身份证号", "培训机构", "工种", "等级", "补贴金额"],
           *([p.name, p.number, SCHOOL, "焊工", "五级", 600] for p in paid)])  # fmt: skip
    with (folder / "补贴" / "财政支付明细.csv").open("w", encoding="gb18030", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["收款人姓名", "身份证号", "班次", "培训机构", "支付金额", "支付日期", "支付状态"])
        lines.writerows([p.name, p.number, "NY2017-01", SCHOOL, 600, "2017/6/1", "支付成功"] for p in paid)
    upgrades = [[p.name, p.number, certificate[p.number] if p.lists["失业"] == ["same"] else p.lists["失业"][0], "焊工", "初级",
                 1000, "2017.6.20", "已发放"] for p in people if "失业" in p.lists]  # fmt: skip
    _sheet(folder, "失业保险/技能提升补贴", [["失业保险基金职业技能提升补贴发放名单"],
           ["姓名", "身份证号", "证书编号", "职业（工种）", "等级", "补贴金额", "发放日期", "发放状态"], *upgrades])  # fmt: skip


def _write_site(folder: Path, crew: list[Person]) -> None:
    """A building site that is called after a school; the county stands on the pay sheet only."""
    line = [f"施工单位：{BUILDER}   工程名称：{SITE}   所属地区：宁阳县   月份：2016年3月"]
    _sheet(folder, "工地/考勤", [[f"{SITE}项目2016年3月农民工考勤表"], line, ["图例：出勤√ 旷工×"],
           ["序号", "姓名", "身份证号", *range(1, 32), "出勤天数"],
           *([i + 1, p.name, p.number, *["√"] * 23, *[""] * 8, 23] for i, p in enumerate(crew))])  # fmt: skip
    pay = [[i + 1, p.name, p.number, 23, amount, amount, note]
           for i, (p, (amount, note)) in enumerate(zip(crew, PAY, strict=False)) if amount]  # fmt: skip
    _sheet(
        folder,
        "工地/工资表",
        [["农民工工资支付表"], line, ["序号", "姓名", "身份证号", "出勤天数", "应发工资", "实发工资", "备注"], *pay],
    )


#: (paid in yuan, note) in the order of CREW_CASES; 宁阳县 is of tier 3: 1300 a month, twenty-six times 33 800.
PAY = [(1299, ""), (1300, ""), (33801, ""), (33800, ""), (60000, "结清2015年10月至2016年3月工资"), (0, "")]
CREW_CASES = [
    Person("整月工资低于宁阳县最低工资一元", {"W-02": "high"}),
    Person("整月工资等于最低工资", {"W-02": None}),
    Person("一笔超过最低工资的二十六倍", {"W-05": "medium"}),
    Person("正好二十六倍", {"W-05": None}),
    Person("备注写明几个月一起结清", {"W-05": None, "W-01": None, "W-03": None}),
    Person("名为教学楼的工地：有出勤没有工资", {"W-01": "high", "W-03": "medium", "W-04": None}),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, list[str]]]:
    """number → pattern → severities, of one audit of the whole folder."""
    folder = tmp_path_factory.mktemp("county")
    _identities([*CASES, *CREW_CASES])
    _write(folder / "in", CASES)
    _write_site(folder / "in", CREW_CASES)
    assert run(Options(folder / "in", folder / "out", "taian_2014_33", AS_OF, show_personal=True)) == 0
    hits: dict[str, dict[str, list[str]]] = {}
    with (folder / "out" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            for pattern in line["patterns"].split(";"):
                number = line["person"].split(" ")[-1]
                hits.setdefault(number, {}).setdefault(pattern, []).append(line["severity"])
    with (folder / "out" / "unread.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == []
    return hits


@pytest.mark.parametrize("person", [*CASES, *CREW_CASES], ids=lambda person: person.case)
def test_the_person_is_asked_about_this_and_nothing_else(
    person: Person, found: dict[str, dict[str, list[str]]]
) -> None:
    mine = found.get(person.number, {})
    assert mine == {pattern: [severity] for pattern, severity in person.expected.items() if severity}
