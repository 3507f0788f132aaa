"""Records of social insurance contributions: a row a month, or a row a span of months."""

from __future__ import annotations

from chunfeng.base.orgs.feeds import AREA, EMPLOYER_TITLES
from chunfeng.base.people.feeds import NAME, NUMBER, PHONE, SEX, column, words
from chunfeng.base.policy.declarations import Feed

INSURANCE = Feed(
    "insurance",
    "社会保险缴费记录",
    "R-2.4.a",
    (
        NAME,
        NUMBER,
        PHONE,
        SEX,
        AREA,
        column("employer", "org", "参保单位 缴费单位 参保单位名称 缴费单位名称 投保单位 " + EMPLOYER_TITLES),
        column(
            "kind",
            "insurance",
            "险种 险种类型 参保险种 缴费险种 险种名称 保险类型 保险种类 社保险种 参保类型 征收项目 保险险种 征收品目",
        ),
        column(
            "payer",
            "payer_word",
            "人员类别 参保身份 缴费身份 人员身份 缴费类型 参保人员类别 缴费人员类别 参保类别 "
            "个人身份 缴费方式 人员类型 参保方式",
        ),
        column(
            "from_month",
            "month",
            "起始年月 缴费起始年月 开始年月 起始月份 费款所属期起 所属期起 费款所属期始 "
            "缴费开始年月 缴费开始时间 参保起始年月 缴费起始时间 参保时间 参保日期 开始缴费年月 起始时间 缴费起始月 "
            "费款所属期起始 开始月份 缴费起始 参保起始时间 起缴年月 首次参保时间 首次缴费年月",
        ),
        column(
            "to_month",
            "month",
            "终止年月 缴费终止年月 截止年月 结束年月 终止月份 费款所属期止 所属期止 "
            "缴费截止年月 缴费结束年月 缴费终止时间 参保终止年月 停保时间 停保年月 停保日期 终止时间 截止月份 "
            "费款所属期终止 结束月份 缴费终止月 缴费终止 止缴年月",
        ),
        column(
            "from_month+to_month",
            "month_span",
            "费款所属期 缴费所属期 缴费期间 起止年月 缴费年月 所属期 缴费月份 "
            "缴费起止年月 所属年月 缴费时段 参保年月 费款所属年月 缴费起止时间 所属月份 缴费所属年月 对应费款所属期 "
            "月份 年月 参保月份 台账年月",
        ),
        column("months", "int", "缴费月数 累计月数 月数 实缴月数"),
        column("base_fen", "money", "缴费基数 月缴费基数 缴费工资 基数 缴费工资基数 个人缴费基数"),
        column(
            "amount_fen",
            "money",
            "缴费金额 应缴金额 实缴金额 单位缴费 个人缴费 缴费合计 单位缴纳 个人缴纳 单位应缴 "
            "个人应缴 单位缴费金额 个人缴费金额",
        ),
        column("paid_on", "date", "到账日期 缴费日期 到账时间 缴费时间 征缴日期 实缴日期 到账年月"),
        column("state", "text", "缴费状态 参保状态 缴费标志 到账标志"),
    ),
    tuple(
        (who, *rest)
        for rest in (
            ("kind", "from_month"),
            ("kind", "from_month+to_month"),
            ("from_month", "to_month"),
            ("base_fen",),
            ("from_month+to_month", "employer"),
            ("from_month+to_month", "amount_fen"),
            ("from_month", "employer"),
            ("kind", "employer"),
            ("kind", "payer"),
        )
        for who in ("name", "number")
    ),
    words("参保 社保 缴费 社会保险 养老保险 医疗保险 工伤保险 失业保险 五险 征缴 社会保险费"),
    words("待遇 领取 养老金 工资表 考勤 学员 申领 离退休 退休人员 发放 补贴"),
)

FEEDS = (INSURANCE,)

#: What a list is about where its rows do not say.
KIND_MARKS = (("五险|社会保险|社保", "all"), ("养老", "pension"), ("医疗|医保", "medical"), ("失业", "unemployment"),
              ("工伤", "injury"), ("生育", "maternity"))  # fmt: skip
PAYER_MARKS = (("城乡居民|居民养老|居民医保|新农", "resident"), ("灵活就业|个体", "flexible"),
               ("职工|企业|单位", "employee"))  # fmt: skip
