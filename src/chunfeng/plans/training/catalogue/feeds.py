"""Lists of trades that may be subsidised, and of what is paid for them."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.orgs.feeds import AREA
from chunfeng.base.people.feeds import column, words
from chunfeng.base.policy.declarations import Feed

TRADE_TITLES = (
    "工种 工种名称 培训工种 培训专业 培训工种名称 职业 职业名称 职业工种 职业（工种） 职业(工种)名称 "
    "专业 专业名称 培训职业 培训职业（工种） 专业工种 专业（工种） 培训项目名称 培训内容 鉴定工种 鉴定职业 "
    "鉴定职业（工种） 申报工种 申报职业 职业资格名称 课程名称 工种等级 培训工种及等级 工种及等级 职业（工种）及等级 "
    "工种/等级 职业方向 项目名称（工种）"
)
LEVEL_TITLES = (
    "等级 级别 培训等级 技能等级 培训级别 职业等级 职业资格等级 资格等级 证书等级 鉴定等级 工种级别 "
    "申报等级 申报级别 鉴定级别 职业技能等级 等级级别 技术等级 资质等级 证书级别 技能级别 申请等级"
)
PROGRAMME_TITLES = (
    "培训类型 培训类别 项目类别 培训项目 项目类型 培训种类 补贴类型 培训项目类别 培训计划 培训工程 "
    "项目 培训形式 培训项目类型"
)
HOURS_TITLES = (
    "课时 总课时 学时 总学时 课时数 学时数 培训课时 培训学时 课程课时 标准课时 申报课时 申报学时 "
    "实际课时 总课时数 总学时数 计划课时 培训课时数"
)

TRADE = column("trade", "trade", TRADE_TITLES)
LEVEL = column("level", "level", LEVEL_TITLES)
PROGRAMME = column("programme", "programme", PROGRAMME_TITLES)
HOURS = column("hours", "hours", HOURS_TITLES)

_FROM = column(
    "valid_from_on",
    "from_date",
    "生效日期 执行日期 施行日期 开始执行日期 执行时间 生效时间 起始日期 "
    "启用日期 有效期起 发布日期 开始日期 执行起始日期 适用起始日期 起 自",
)
_TO = column(
    "valid_to_on",
    "to_date",
    "失效日期 截止日期 终止日期 有效期止 有效期至 停用日期 废止日期 结束日期 执行截止日期 适用截止日期 止 至",
)
_SPAN = column("valid_from_on+valid_to_on", "span", "有效期 执行期间 有效期限 适用期间 执行起止日期")

TRADES = Feed(
    "trades",
    "培训工种目录",
    "T-3.3.c",
    (
        TRADE,
        LEVEL,
        _FROM,
        _TO,
        _SPAN,
        AREA,
        column("trade_code", "code", "工种代码 职业代码 职业编码 工种编码 专业代码 职业编号"),
    ),
    (("trade", "valid_from_on"), ("trade", "trade_code"), ("trade", "level"), ("trade", "valid_from_on+valid_to_on")),
    words("工种目录 专业目录 职业目录 培训目录 工种名录 工种清单 培训工种一览 项目目录 目录"),
    words("花名册 名单 名册 成绩 工资 考勤 补贴标准 申领 发放 证书 开班 机构 教师 课程表"),
)

STANDARDS = Feed(
    "standards",
    "补贴标准",
    "T-3.3.c",
    (
        TRADE,
        LEVEL,
        PROGRAMME,
        AREA,
        column(
            "amount_fen",
            "money",
            "补贴标准 标准 补贴金额 标准金额 人均补贴标准 补助标准 补贴额度 补贴标准额 "
            "培训补贴标准 最高补贴标准 定额标准 补贴限额 每人补贴标准 补贴额",
        ),
        column(
            "min_hours",
            "hours",
            "最低课时 课时 学时 标准课时 培训课时 规定课时 最低学时 课时要求 学时要求 总课时 "
            "总学时 培训学时 最少课时 课时标准 规定学时",
        ),
        _FROM,
        _TO,
        _SPAN,
    ),
    (("trade", "amount_fen"), ("programme", "amount_fen"), ("trade", "min_hours")),
    words("补贴标准 标准表 补助标准 补贴目录 标准目录 补贴标准表 标准一览"),
    words("花名册 名单 名册 申领 发放 拨付 明细 公示 工资 考勤 开班 课程表 结算 申请"),
)

#: The list by which standards are set here: whose, from when and on what ground is said once, beside it.
SET = Feed(
    "standard_rows",
    "补贴标准表",
    "T-3.3.c",
    (
        TRADE,
        LEVEL,
        PROGRAMME,
        replace(column("fund", "fund", "资金来源 资金渠道 列支渠道 补贴资金"), required=True),
        replace(next(c for c in STANDARDS.columns if c.name == "amount_fen"), required=True),
        next(c for c in STANDARDS.columns if c.name == "min_hours"),
        _TO,
    ),
    (("fund", "amount_fen"),),
    words("补贴标准 标准表 补贴标准表"),
    words("花名册 名单 名册 申领 发放"),
    strict=True,
)

FEEDS = (TRADES, STANDARDS)
