"""Construction projects and payrolls."""

from __future__ import annotations

from chunfeng.base.orgs.feeds import AREA, SITE_EMPLOYER
from chunfeng.base.people.feeds import ACCOUNT, BORN_ON, NAME, NUMBER, PHONE, SEX, column, words
from chunfeng.base.policy.declarations import Feed

PROJECT = column(
    "project",
    "org",
    "项目名称 工程名称 工程项目 项目 工程项目名称 工地 工地名称 项目部 所属项目 所在项目 工程 项目工程名称 标段名称",
)

PROJECTS = Feed(
    "projects",
    "工程项目名单",
    "R-2.1.l",
    (
        PROJECT,
        SITE_EMPLOYER,
        AREA,
        column("starts_on", "date", "开工日期 开工时间 计划开工日期 实际开工日期 合同开工日期 开工年月日"),
        column("ends_on", "date", "竣工日期 竣工时间 计划竣工日期 完工日期 实际竣工日期 完工时间 合同竣工日期"),
        column("starts_on+ends_on", "span", "工期 合同工期 建设工期 施工工期 工期起止"),
        column("cost_fen", "money", "工程造价 合同价 合同金额 工程款 总造价 中标价 合同造价"),
        column("permit", "code", "施工许可证号 施工许可证 施工许可证编号"),
        column("owner", "org", "建设单位 建设单位名称 业主单位"),
    ),
    (
        ("project", "starts_on"),
        ("project", "ends_on"),
        ("project", "permit"),
        ("project", "cost_fen"),
        ("project", "owner"),
        ("project", "starts_on+ends_on"),
    ),
    words("工程项目 在建 项目名单 项目台账 工程名单 项目清单 在建工程 项目一览"),
    words("工资 考勤 花名册 农民工名册 发放"),
)

PAYROLL = Feed(
    "payroll",
    "工资表",
    "R-2.1.a",
    (
        NAME,
        NUMBER,
        PHONE,
        BORN_ON,
        SEX,
        ACCOUNT,
        SITE_EMPLOYER,
        PROJECT,
        AREA,
        column(
            "month",
            "month",
            "月份 工资月份 所属月份 工资年月 年月 发放月份 工资所属期 所属期 工资所属月份 "
            "工资所属年月 核算月份 计薪月份 工资期间",
            True,
        ),
        column(
            "due_fen",
            "money",
            "应发工资 应发合计 应发 应付工资 工资合计 应发金额 工资总额 应发数 应发工资合计 应付 "
            "应付金额 应得工资 应发工资额 应发总额 应付合计 合计工资 应发薪资 应领工资 当月工资 工资总计 应付工资额 "
            "工资额 工资金额 应发薪酬",
            True,
        ),
        column(
            "paid_fen",
            "money",
            "实发工资 实发合计 实发金额 实发 实付工资 实领工资 实发数 实际发放 实发工资额 "
            "实付金额 实付 实际发放金额 已发工资 发放金额 实发薪资 实发总额 实领金额 已付工资 支付金额 本次实发 实际支付",
            True,
        ),
        column("basic_fen", "money", "基本工资 岗位工资 计时工资 计件工资"),
        column("daily_fen", "money", "日薪 日工资 日工资标准 工日单价 日工资额 单价 工日工资 日均工资"),
        column("hourly_fen", "money", "小时工资 时薪 小时工资标准 小时单价"),
        column("overtime_fen", "money", "加班工资 加班费 加班 加班补贴 加班工资额 加班费用"),
        column(
            "allowance_fen",
            "money",
            "津贴 补贴 津补贴 高温补贴 高温津贴 岗位津贴 夜班津贴 特殊津贴 夜班补贴 "
            "津贴补贴 高温夜班津贴 特殊岗位津贴 中夜班津贴",
        ),
        column("deduction_fen", "money", "扣款 扣款合计 代扣社保 个税 代扣合计 借支 扣款金额 预支"),
        column(
            "days",
            "days",
            "工作天数 出勤天数 计薪天数 实际出勤 出勤 工日 实出勤 出工天数 出勤日数 工作日数 "
            "考勤天数 出勤工日 工日数 实际出勤天数 出勤（天） 上班天数 实际工作天数",
        ),
        column("absent_days", "days", "缺勤天数 请假天数 旷工天数 缺勤 事假天数 请假 事假 未出勤天数"),
        column("hours", "hours", "工时 工作小时 工作小时数 出勤工时 总工时 工作时数 小时数 工作工时"),
        column(
            "paid_on",
            "date",
            "发放日期 支付日期 发放时间 工资发放日期 支付时间 发薪日期 付款日期 工资支付日期 "
            "实际发放日期 到账日期 打款日期 领取日期",
        ),
        column(
            "sheet_kind", "sheet_kind_word", "工资类别 工资类型 发放类别 款项类型 发放项目 工资表类型 款项 发放类型"
        ),
        column("note", "pay_note", "备注 备注说明 说明 摘要"),
        column("hourly", "yesno", "是否小时工 小时工 是否非全日制 非全日制"),
        column("months_covered", "int", "结算月数 包含月数 涵盖月数 结算月份数 所含月数 月数"),
        column(
            "signed",
            "signed_word",
            "签字 签名 领取人签字 签收 领款人签字 本人签字 工人签字 签名（按手印） 领款签字 "
            "领取人签名 领款人签名 本人签名",
        ),
        column("left_on", "date", "离职日期 离职时间 退场日期 离场日期 退场时间 离岗日期"),
        column("job", "text", "工种 岗位 职务 班组"),
    ),
    tuple((who, *rest) for rest in (("due_fen",), ("paid_fen",), ("days", "daily_fen")) for who in ("name", "number")),
    words("工资 薪酬 薪资 劳务费 工资表 工资发放 工资单 工资结算 农民工工资 工资支付 结算单 离职结算"),
    words("培训补贴 财政供养 财政统发 补贴发放 补贴申领 养老金 助学金 补贴资金 统发工资"),
)

FEEDS = (PROJECTS, PAYROLL)

#: What kind of sheet a payroll is, where its rows do not say.
SHEET_KIND_MARKS = (
    ("补偿|赔偿", "compensation"),
    ("结算|清算|离职|退场", "settlement"),
    ("奖金|年终奖|绩效奖", "bonus"),
    (".", "monthly"),
)
