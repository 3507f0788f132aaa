"""Every feed on the lists that counties write: its kind is told by the header's words, good rows are accepted, bad ones
refused with a reason, and no row is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from chunfeng.base.people.feeds import REGISTER_KINDS
from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.base.policy.pack import load
from chunfeng.engines.feeds import read_folder
from chunfeng.engines.feeds.reading import UnreadLines, unread_line
from chunfeng.engines.feeds.recognise import Recogniser
from chunfeng.engines.feeds.titles import Titles
from chunfeng.engines.feeds.values import ARROW_TYPES, Bad, outputs, parse
from chunfeng.kernel.citizen_id import check_digit
from chunfeng.site.registry import FACTS, FEEDS, SCREEN_FOLDERS, staged_types, words_of

WORDS = words_of(load("taian_2014_33"))

#: kind (a register's after the colon), title line, sheet, file, header words
LAYOUTS = [
    (
        "enrolments",
        "××职业培训学校学员花名册",
        "Sheet1",
        "a.xlsx",
        "序号 姓名 性别 身份证号 民族 文化程度 联系电话 家庭住址 人员类别",
    ),
    (
        "enrolments",
        "",
        "名单",
        "学员名单.xls",
        "姓名 公民身份号码 培训工种 等级 班次 开班日期 培训机构 手机号码 银行卡号",
    ),
    ("enrolments", "岗位技能提升培训报名表", "Sheet1", "x.csv", "序号 学员姓名 证件号码 班级编号 工作单位 户口性质"),
    ("enrolments", "", "Sheet1", "2015年第3期花名册.xls", "姓名 身份证号码 电话"),
    (
        "claims",
        "职业培训补贴申领名单",
        "Sheet1",
        "a.xlsx",
        "序号 姓名 身份证号 培训机构 工种 等级 证书编号 补贴标准 补贴金额 银行账号 开户名",
    ),
    ("claims", "关于享受职业技能培训补贴人员名单的公示", "Sheet1", "a.xlsx", "序号 姓名 身份证号码 培训专业 补贴金额"),
    ("claims", "", "审批表", "a.xlsx", "姓名 身份证号 班级编号 申请金额 补贴比例 是否就业 资金来源 审核状态"),
    (
        "claims",
        "2015年培训补贴花名册",
        "Sheet1",
        "a.xlsx",
        "学员姓名 身份证号 开班日期 结业时间 课时 补贴标准 应补金额 收款账号 户名",
    ),
    ("payments", "职业培训补贴资金发放明细", "Sheet1", "a.xlsx", "序号 姓名 身份证号 实发金额 银行账号 户名 发放日期"),
    ("payments", "", "财政支付", "b.xls", "姓名 证件号码 拨付金额 支付日期 收款账户 支付状态"),
    ("payments", "补贴发放花名册", "Sheet1", "x.csv", "姓名 身份证号 培训机构 工种 金额 发放时间"),
    ("payroll", "××公司2016年3月工资表", "Sheet1", "a.xlsx", "序号 姓名 身份证号 出勤天数 应发工资 扣款 实发工资 签字"),
    (
        "payroll",
        "建筑工地农民工工资发放表",
        "Sheet1",
        "a.xlsx",
        "姓名 工种 工作天数 日工资 应发金额 实发金额 银行卡号 签名",
    ),
    ("payroll", "", "结算", "离职结算单.xlsx", "姓名 身份证号 离职日期 应付工资 实付工资 支付日期"),
    ("attendance", "××工程农民工考勤表", "Sheet1", "a.xlsx", "序号 姓名 工种 1 2 3 4 5 6 7 8 9 10 合计"),
    ("attendance", "培训学员考勤表", "Sheet1", "a.xlsx", "序号 姓名 身份证号 3月5日 3月6日 3月7日 3月8日 3月9日"),
    ("attendance", "", "打卡记录", "a.csv", "姓名 身份证号 班次 打卡时间 考勤机编号"),
    ("attendance", "", "签到", "a.csv", "姓名 身份证号 日期 签到时间 签退时间 班级编号"),
    ("attendance", "××公司考勤汇总", "Sheet1", "a.xlsx", "姓名 部门 应出勤天数 实出勤天数 事假 病假 旷工"),
    ("insurance", "", "参保", "社保缴费明细.xlsx", "姓名 身份证号 参保单位 险种 起始年月 终止年月"),
    (
        "insurance",
        "企业职工基本养老保险缴费记录",
        "Sheet1",
        "a.csv",
        "单位名称 姓名 社会保障号码 费款所属期 缴费基数 缴费金额",
    ),
    ("insurance", "", "Sheet1", "参保人员名单.xls", "姓名 身份证号码 单位名称 险种类型 缴费年月 人员类别"),
    (
        "filings",
        "劳动用工备案花名册",
        "Sheet1",
        "a.xlsx",
        "序号 姓名 性别 身份证号 用人单位 用工形式 用工起始日期 备案日期 岗位",
    ),
    ("filings", "", "员工花名册", "a.xlsx", "姓名 身份证号 部门 岗位 入职日期 离职日期 联系电话"),
    ("filings", "就业登记名册", "Sheet1", "a.csv", "姓名 身份证号 就业单位 就业时间 登记日期"),
    ("contracts", "劳动合同台账", "Sheet1", "a.xlsx", "姓名 身份证号 合同类型 合同起始日期 合同终止日期 用人单位"),
    ("contracts", "", "合同签订情况", "a.xls", "姓名 身份证号码 合同期限 签订日期 合同编号"),
    ("contracts", "", "Sheet1", "劳动合同.csv", "职工姓名 身份证号 合同起止时间 合同种类 单位名称"),
    ("certificates", "", "证书发放", "a.xlsx", "姓名 身份证号 职业（工种） 级别 证书编号 发证日期 发证机关"),
    (
        "certificates",
        "职业资格证书发放花名册",
        "Sheet1",
        "a.xls",
        "序号 姓名 性别 身份证号码 鉴定工种 鉴定等级 证书号码 理论成绩 实操成绩 发证时间",
    ),
    ("certificates", "", "获证", "培训合格证.csv", "姓名 证件号码 培训工种 合格证编号 颁证日期"),
    ("exams", "职业技能鉴定成绩单", "Sheet1", "a.xlsx", "准考证号 姓名 身份证号 理论成绩 实操成绩 总成绩 是否合格"),
    ("exams", "", "考试成绩", "a.xls", "姓名 班级编号 考试日期 成绩 修改日期 复核签字"),
    (
        "classes",
        "2015年开班情况一览表",
        "Sheet1",
        "a.xlsx",
        "班级编号 培训机构 培训工种 等级 开班日期 结业日期 课时 人数 任课教师 培训地点",
    ),
    ("classes", "", "开班备案", "a.xls", "序号 培训单位 培训专业 培训起止时间 培训人数 总课时 申请日期 批准日期"),
    ("classes", "培训班汇总表", "Sheet1", "a.csv", "期数 承办机构 工种 培训时间 人数 上课时间"),
    ("sessions", "课程表", "Sheet1", "a.xlsx", "日期 时间 授课内容 授课教师 课时 教室"),
    ("sessions", "教学计划", "班A", "a.xls", "班级编号 授课日期 开始时间 结束时间 任课教师 上课地点"),
    (
        "providers",
        "定点培训机构名单",
        "Sheet1",
        "a.xlsx",
        "序号 机构名称 法定代表人 地址 联系电话 办学许可证号 许可证有效期至",
    ),
    ("providers", "", "机构备案", "a.xls", "培训机构 银行账号 负责人 认定工种 认定日期"),
    ("teachers", "师资情况表", "Sheet1", "a.xlsx", "姓名 性别 任教工种 教师资格证编号 证书有效期至 培训机构"),
    ("teachers", "", "教师名单", "a.xls", "教师姓名 身份证号 专业 职称 专兼职 发证日期"),
    ("rooms", "培训教室一览表", "Sheet1", "a.xlsx", "培训机构 教室名称 面积 容纳人数"),
    ("rooms", "", "教室", "a.xls", "教室编号 座位数 学校名称"),
    ("visits", "培训过程检查记录", "Sheet1", "a.xlsx", "检查日期 培训机构 班次 应到人数 实到人数 检查结果"),
    ("visits", "", "抽查", "a.csv", "班级编号 抽查时间 应到 实到 检查人"),
    ("trades", "职业培训工种目录", "Sheet1", "a.xlsx", "序号 工种 等级 执行日期"),
    ("standards", "职业培训补贴标准", "Sheet1", "a.xlsx", "工种 等级 补贴标准（元/人） 培训课时"),
    ("standards", "", "补贴标准", "a.xls", "培训类型 职业（工种） 级别 标准 最低课时 执行时间"),
    ("employers", "用人单位名单", "Sheet1", "a.xlsx", "序号 单位名称 统一社会信用代码 行业 所属区县 联系电话"),
    ("projects", "在建工程项目名单", "Sheet1", "a.xlsx", "工程名称 施工单位 建设单位 开工日期 计划竣工日期"),
    ("registers:deceased", "死亡人员名单", "Sheet1", "a.xlsx", "姓名 身份证号 死亡日期"),
    ("registers:deceased", "", "火化", "a.xls", "死者姓名 身份证号码 火化日期 殡仪馆"),
    ("registers:pension", "企业离退休人员养老金发放名单", "Sheet1", "a.xlsx", "姓名 身份证号 待遇开始时间 养老金"),
    (
        "registers:pension",
        "",
        "城乡居民养老保险待遇领取人员",
        "a.xls",
        "姓名 公民身份号码 首次发放年月 月待遇 发放状态",
    ),
    ("registers:public_payroll", "财政供养人员名单", "Sheet1", "a.xlsx", "单位名称 姓名 身份证号 编制类型 工资月份"),
    (
        "registers:student",
        "在校学生学籍名单",
        "Sheet1",
        "a.xlsx",
        "姓名 身份证号 学校 入学日期 预计毕业时间 学习形式 学籍状态",
    ),
    ("registers:detained", "羁押人员名单", "Sheet1", "a.xlsx", "姓名 身份证号 羁押日期 释放日期 羁押场所"),
    ("registers:abroad", "出入境记录", "Sheet1", "a.xlsx", "姓名 身份证号 出境日期 入境日期 前往国家"),
    ("registers:hospital", "住院记录", "Sheet1", "a.xlsx", "姓名 身份证号 入院日期 出院日期 医院名称"),
    ("registers:poverty", "建档立卡贫困人口", "Sheet1", "a.xlsx", "姓名 身份证号 家庭住址 识别时间 脱贫时间"),
    (
        "registers:disability",
        "残疾人名单",
        "Sheet1",
        "a.xlsx",
        "姓名 残疾人证号 残疾类别 残疾等级 首次发证日期 有效期至",
    ),
    ("registers:shareholder", "企业股东名单", "Sheet1", "a.xlsx", "企业名称 姓名 身份证号 职务 持股比例 登记状态"),
    ("registers:unemployment", "失业登记人员", "Sheet1", "a.xlsx", "姓名 身份证号 失业登记日期 登记机构"),
]


def kind_of(feed: Feed) -> str:
    return f"registers:{REGISTER_KINDS[feed.title]}" if feed.kind == "registers" else feed.kind


@pytest.mark.parametrize(("kind", "title", "sheet", "file", "header"), LAYOUTS)
def test_the_header_tells_the_kind(kind: str, title: str, sheet: str, file: str, header: str) -> None:
    words = header.split()
    rows: list[list[object]] = [[title, *[""] * 3]] if title else []
    rows += [list(words), ["x"] * len(words)]
    band = Recogniser(FEEDS, file, sheet).find(rows, 1, [])
    assert band is not None
    assert [kind_of(use.feed) for table in band.tables for use in table.uses] == [kind]


GOOD = {
    "text": "说明", "code": "BH{n}", "class_no": "TA2015{n:03d}", "name": "王学兵", "person_name": "李教学",
    "org": "春风职业培训学校",
    "area": "岱岳区", "address": "祝阳镇{n}号", "phone": "138053800{n:02d}", "account": "62170012345678{n:04d}",
    "sex": "男",
    "trade": "焊工（五级）", "programme": "就业技能培训", "fund": "就业专项资金", "date": "2015.3.{day}",
    "from_date": "2015年3月{day}日",
    "to_date": "2016-04-{day:02d}", "span": "2015.3.{day}-2015.4.2", "month": "2015年3月",
    "month_span": "201501-201503",
    "clock": "2015/3/{day} 8:05", "time": "8:05", "time_span": "8:30-11:30", "timestamp": "2015-03-{day:02d} 08:05",
    "machine": "指纹", "money": "1,2{n:02d}.00元", "int": "3{n}", "score": "8{n}", "share": "60%", "share_floor": "24.99%",
    "from_year": "2014年度", "to_year": "2016",
    "register_note": "已迁出", "pay_note": "三月工资", "paid_for": "培训补贴", "part_note": "尾款",
    "hours": "80课时", "days": "10天",
    "level": "初级", "year": "2016年", "yesno": "是", "cancelled": "正常", "insurance": "养老保险",
    "signed_word": "已签",
    "state_word": "已审核", "class_state_word": "已批准", "status_word": "正常", "subkind_word": "全日制",
    "contract_word": "固定期限",
    "register_kind_word": "死亡", "filing_word": "全日制", "payer_word": "职工", "sheet_kind_word": "月工资",
    "item_word": "培训补贴", "certificate_word": "职业资格", "visit_word": "合格", "attendance_kind_word": "培训",
}  # fmt: skip
BAD = {
    "number": "3.70902E+17", "name": "合计数字12", "date": "三月初", "from_date": "三月初", "to_date": "月底",
    "span": "一个月",
    "month": "十三月", "month_span": "全年吧", "clock": "早上", "time": "早上", "time_span": "全天",
    "timestamp": "早上", "money": "约一千",
    "int": "不少", "score": "甲", "share": "大半", "share_floor": "大半", "hours": "十天", "days": "很多", "level": "甲", "year": "十五",
    "yesno": "大概",
    "phone": "123", "account": "6217****0123", "sex": "?", "trade": "123", "programme": "烹饪大赛",
    "insurance": "其他什么",
}  # fmt: skip


def good(column: Column, n: int) -> str:
    if column.parse == "number":
        first = f"3709111980010110{n % 10}"
        return first + check_digit(first)
    return GOOD[column.parse].format(n=n, day=n + 1)


def test_there_is_a_good_cell_for_every_parser() -> None:
    for parser in ARROW_TYPES:
        if parser != "number":
            cell = GOOD[parser].format(n=3, day=4)
            assert not isinstance(parse(parser, [cell], WORDS)[0], Bad), parser
    for parser, cell in BAD.items():
        assert parser == "name" or isinstance(parse(parser, [cell], WORDS)[0], Bad), parser


def chosen(feed: Feed) -> list[Column]:
    """The columns of the feed's first sign, its required ones, and some more."""
    by_name = {column.name: column for column in feed.columns}
    names = list(dict.fromkeys([*feed.signs[0], *(c.name for c in feed.columns if c.required), *by_name]))
    spans = {half for name in names[:8] if "+" in name for half in name.split("+")}
    return [by_name[name] for name in names[:8] if name not in spans]


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.title)
def test_ten_good_and_ten_bad_rows(feed: Feed, tmp_path: Path) -> None:
    columns = chosen(feed)
    spoilt = next((c for c in columns if c.required and c.parse in BAD and c.parse != "name"), None)
    spoilt = spoilt or next(c for c in columns if c.parse in BAD and c.parse != "name")
    folder = tmp_path / "in"
    folder.mkdir()
    with (folder / f"{feed.title}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow([c.titles[0] for c in columns])
        for n in range(20):
            out.writerow([BAD[c.parse] if c is spoilt and n >= 10 else good(c, n % 10) for c in columns])
    reading = read_folder(folder, FEEDS, WORDS, tmp_path / "work", workers=1)
    sheet = reading.sheets[0]
    assert feed.kind in sheet["kinds"]
    assert sheet["rows_in"] == 20 == sheet["accepted"] + sheet["rejected"]
    assert sheet["rejected"] == (10 if spoilt.required else 0)
    lines = [line for line in reading.unread if line["wrong"] and line["mend"]]
    assert {line["row"] for line in lines} == set(range(12, 22))
    assert {line["kind"] for line in lines} == {"row" if spoilt.required else "cell"}


def test_declarations_hold_together() -> None:
    types = staged_types()
    tables = {facts.table: facts for facts in FACTS}
    assert all(folder.is_dir() for folder in SCREEN_FOLDERS)
    for feed in FEEDS:
        names = {column.name for column in feed.columns}
        assert len(names) == len(feed.columns), f"{feed.title}: a column twice"
        assert all(set(sign) <= names for sign in feed.signs), feed.title
        assert all(column.parse in ARROW_TYPES for column in feed.columns), feed.title
        assert feed.kind in tables
        for column in feed.columns:
            assert all(name in types[feed.kind] for name, _ in outputs(column.name, column.parse))
            assert column.personal or column.name not in ("name", "number", "phone", "account", "address")
    assert all(set(f.staged) <= set(f.columns) for f in FACTS)


def test_a_title_means_one_column_of_a_feed() -> None:
    for feed in FEEDS:
        seen: dict[str, str] = {}
        for column in feed.columns:
            for title in column.titles:
                assert seen.setdefault(title, column.name) == column.name, f"{feed.title}: {title}"


def test_what_is_told_later_of_a_file_stands_with_its_other_lines(tmp_path: Path) -> None:
    def lines(file: str) -> list[dict[str, object]]:
        return [unread_line("cell", file=file, wrong="读不出来", mend="改正")]

    told = UnreadLines([], 0)
    for name in ("f00003", "f00001", "f00001_days", "f00002_days"):
        told.add(tmp_path / f"{name}.jsonl", lines(name))
    assert [line["file"] for line in told] == ["f00001", "f00001_days", "f00002_days", "f00003"]
    assert len(told) == 4


@pytest.mark.parametrize(
    ("title", "word", "name"),
    [
        ("财政供养人员名单", "起始月份", "valid_from_on"),
        ("财政供养人员名单", "截止月份", "valid_to_on"),
        ("在校学生名单", "预计毕业", "valid_to_on"),
    ],
)
def test_words_for_the_first_and_last_day_of_a_register(title: str, word: str, name: str) -> None:
    feed = next(feed for feed in FEEDS if feed.title == title)
    (column,) = Titles((feed,)).match(word)
    assert column is not None and column.name == name


@pytest.mark.parametrize(
    ("word", "means"),
    [("填报日期", False), ("制表时间", False), ("打印日期", False), ("申报日期", True), ("申办日期", True)],
)
def test_the_day_a_list_was_filled_in_is_no_day_of_what_stands_on_it(word: str, means: bool) -> None:
    claims = next(i for i, feed in enumerate(FEEDS) if feed.kind == "claims")
    column = Titles(FEEDS).match(word)[claims]
    assert (column is not None and column.name == "submitted_on") is means
