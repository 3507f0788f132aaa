"""Filings of employment and ledgers of labour contracts."""

from __future__ import annotations

from chunfeng.base.orgs.feeds import AREA, EMPLOYER_TITLES
from chunfeng.base.people.feeds import ADDRESS_COLUMN, BORN_ON, NAME, NUMBER, PHONE, SEX, column, words
from chunfeng.base.policy.declarations import Feed

_EMPLOYER = column("employer", "org", "用工公司 " + EMPLOYER_TITLES + " 劳动或劳务关系隶属 备案单位 招用单位 聘用单位")

FILINGS = Feed(
    "filings",
    "劳动用工备案",
    "R-2.2.a",
    (
        NAME,
        NUMBER,
        PHONE,
        ADDRESS_COLUMN,
        BORN_ON,
        SEX,
        _EMPLOYER,
        AREA,
        column(
            "starts_on",
            "date",
            "入职日期 入职时间 用工起始日期 用工开始日期 用工起始时间 用工起始 用工开始时间 "
            "就业时间 就业日期 招用日期 招工日期 招用时间 到岗日期 当前公司入职日 入厂日期 进厂日期 进厂时间 入职年月日 "
            "上岗日期 上岗时间 参加本单位工作时间 来本单位时间 用工日期 录用日期 录用时间 本单位入职时间 用工起 "
            "进场日期 进场时间 入场日期 到单位时间 就业起始日期 招用起始日期",
        ),
        column(
            "ends_on",
            "date",
            "离职日期 离职时间 解除日期 解除时间 用工终止日期 用工终止时间 用工结束日期 退工日期 "
            "终止日期 解除终止日期 解除（终止）日期 离岗日期 用工终止 减员日期 离厂日期 退场日期 离场日期 "
            "解除劳动关系日期 终止时间 用工止 退出日期 停保日期 用工结束时间 离职年月日",
        ),
        column("filed_on", "date", "备案日期 备案时间 登记日期 登记时间 就业登记日期 申报日期 办理日期"),
        column(
            "kind", "filing_word", "用工形式 用工类型 用工性质 用工类别 就业形式 员工类型 用工方式 员工类别 员工性质"
        ),
        column("job", "text", "岗位 岗位名称 职务 工种 从事工种 工作岗位 职位 所在岗位 从事岗位 岗位工种"),
        column("status", "text", "当前状态 在职状态 人员状态 员工状态 用工状态 备案状态"),
        column("contract_first_on", "date", "首次合同签订日期"),
    ),
    tuple(
        (who, *rest)
        for rest in (("starts_on",), ("filed_on",), ("employer", "kind"), ("starts_on", "ends_on"))
        for who in ("name", "number")
    ),
    words(
        "用工备案 就业登记 备案 招用工 员工花名册 员工主表 员工名册 用工台账 员工信息 职工花名册 职工名册 "
        "在职人员 就业备案 用工登记 用工花名册 员工"
    ),
    words("劳动合同台账 合同台账 工资 考勤 参保 缴费 学员 培训班 申领 补贴 死亡 养老 证书"),
)

CONTRACTS = Feed(
    "contracts",
    "劳动合同台账",
    "R-2.2.a",
    (
        NAME,
        NUMBER,
        PHONE,
        ADDRESS_COLUMN,
        BORN_ON,
        SEX,
        _EMPLOYER,
        column(
            "starts_on",
            "date",
            "合同起始日期 合同开始日期 合同起始时间 合同开始时间 合同生效日期 合同起始 合同起 "
            "合同起始日 合同签订日期 合同签订时间 签订日期 签订时间 第一次签定起始时间 第一次签订起始时间 首次签订日期 "
            "首次合同签订日期 劳动合同起始日期 劳动合同开始日期 劳动合同起始时间 协议起始日期 本期合同起始日期 合同开始 "
            "起始日期 生效日期 签定日期",
        ),
        column(
            "ends_on",
            "to_date",
            "合同到期日期 合同终止日期 合同结束日期 合同截止日期 合同终止时间 合同结束时间 "
            "合同到期日 合同到期时间 合同终止 合同止 劳动合同终止日期 劳动合同到期日期 劳动合同结束日期 "
            "劳动合同终止时间 协议终止日期 合同期满日期 合同期满日 合同截止时间 合同结束 终止日期 到期日期 合同终止日",
        ),
        column(
            "starts_on+ends_on",
            "span",
            "合同起止日期 合同起止时间 合同期限 合同起止 劳动合同期限 合同期 "
            "劳动合同起止时间 劳动合同起止日期 合同期间 协议期限",
        ),
        column(
            "kind",
            "contract_word",
            "合同类型 合同种类 合同期限类型 合同形式 劳动合同类型 合同类别 合同期限形式 期限类型 合同性质",
        ),
        column("user_unit", "org", "用工单位 实际用工单位 派遣单位至 用工单位名称 派往单位 实际用工单位名称"),
        column("contract_number", "code", "合同编号 合同号 劳动合同编号"),
        column("ended_on", "date", "解除日期 合同解除日期 解除时间 实际终止日期 解除终止日期 解除（终止）日期"),
        column("second_ends_on", "date", "第二次签订至 第二次签定至"),
        column("first_ends_on", "date", "第一次签定至 第一次签订至"),
        column("third_ends_on", "date", "第三次签订至 第三次签定至"),
    ),
    tuple(
        (who, *rest)
        for rest in (("starts_on",), ("starts_on+ends_on",), ("ends_on",), ("kind",), ("contract_number",))
        for who in ("name", "number")
    ),
    words("劳动合同 合同台账 合同签订 合同花名册 合同管理 劳务合同 合同"),
    words("工资 考勤 参保 学员 申领 成绩 证书"),
)

FEEDS = (FILINGS, CONTRACTS)
