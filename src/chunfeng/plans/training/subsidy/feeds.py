"""Lists about subsidy money: who it is claimed for, and whom it was paid to."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.orgs.feeds import AREA, EMPLOYER
from chunfeng.base.people.feeds import (
    ACCOUNT,
    ACCOUNT_NAME,
    ADDRESS_COLUMN,
    BORN_ON,
    NAME,
    NUMBER,
    PHONE,
    SEX,
    column,
    words,
)
from chunfeng.base.policy.declarations import Feed
from chunfeng.engines.feeds.vocabulary import PART
from chunfeng.plans.training.catalogue.feeds import HOURS, PROGRAMME
from chunfeng.plans.training.classes.feeds import CLASS_ENDS, CLASS_NAMING

FUND = column(
    "fund",
    "fund",
    "资金来源 资金渠道 资金性质 经费来源 资金类别 资金名称 资金项目 列支渠道 补贴资金来源 支出渠道 资金科目 基金名称",
)
_ITEM_TITLES = "补贴项目 补贴种类 费用项目 补贴名称 费用类别 款项 款项性质 用途 补贴内容 补助项目 费用名称 摘要"
ITEM = column("item", "item_word", _ITEM_TITLES)
STANDARD = column(
    "standard_fen", "money", "补贴标准 标准 补助标准 人均标准 核定标准 标准金额 补贴标准额 培训补贴标准 每人标准"
)
CERTIFICATE_NUMBER = column(
    "certificate_number",
    "code",
    "证书编号 证书号 证书号码 职业资格证书编号 合格证书编号 "
    "资格证书编号 合格证编号 培训证书编号 结业证书编号 技能等级证书编号 职业资格证书号 资格证书号 专项能力证书编号 "
    "培训合格证编号 所获证书编号",
)
_PERSON = (NAME, NUMBER, PHONE, ADDRESS_COLUMN, BORN_ON, SEX)

CLAIMS = Feed(
    "claims",
    "补贴申领名单",
    "T-3.4.b",
    (
        *_PERSON,
        *CLASS_NAMING,
        CLASS_ENDS,
        ACCOUNT,
        ACCOUNT_NAME,
        EMPLOYER,
        AREA,
        PROGRAMME,
        HOURS,
        FUND,
        ITEM,
        CERTIFICATE_NUMBER,
        column("certificate_issued_on", "date", "发证日期 发证时间 证书日期 取证日期 取证时间 颁证日期"),
        column("certificate_kind", "certificate_word", "证书类别 证书类型 证书种类"),
        STANDARD,
        column(
            "amount_fen",
            "money",
            "补贴金额 申请金额 申领金额 应补金额 申报金额 补助金额 核定金额 拟补贴金额 金额 "
            "补贴额 申请补贴金额 申领补贴金额 应补贴金额 核准金额 审核金额 核定补贴金额 拟发金额 拟发放金额 "
            "申报补贴金额 补贴资金 应拨金额 拟拨付金额 享受补贴金额 补贴合计 合计金额 培训补贴 培训补贴金额 补贴数额 "
            "补贴资金额 审批金额 应发金额 应发补贴 鉴定补贴金额 申请补贴资金 补贴金额合计 实补金额",
            True,
        ),
        column("share", "share", "补贴比例 比例 享受比例 发放比例 核定比例 拨付比例 补助比例 补贴占比 享受补贴比例"),
        column(
            "submitted_on",
            "date",
            "申请日期 申报日期 申领日期 申请时间 申报时间 申领时间 提交日期 提交时间 报送日期 受理日期",
        ),
        column(
            "approved_on",
            "date",
            "审批日期 核准日期 批准日期 审核日期 审批时间 核准时间 审核时间 审定日期 批准时间 核定日期",
        ),
        column(
            "state",
            "state_word",
            "状态 审核状态 办理状态 审批状态 申领状态 补贴状态 审核结果 审批结果 审核意见 办理结果 审批意见 业务状态",
        ),
        column(
            "employed",
            "yesno",
            "是否就业 就业状态 就业情况 是否已就业 是否实现就业 是否稳定就业 培训后就业情况 是否转移就业",
        ),
        column(
            "employed_on",
            "date",
            "就业日期 就业时间 实现就业时间 就业起始日期 上岗日期 入职日期 就业起始时间 实现就业日期 签订合同日期",
        ),
        column("guardian", "yesno", "是否监护人账户 监护人账户 是否监护人代领 监护人代领 监护人 是否代领"),
        column(
            "account_of_provider",
            "yesno",
            "是否机构代领 是否拨付机构 代领 机构代领 是否代为申请 是否机构账户 代为申请 机构代为申请",
        ),
        column("cofinanced", "yesno", "是否分担 共同出资 是否共同出资 联合出资 是否联合出资 书面分担协议 分担协议"),
        column("approver", "name", "审批人 核准人 审核人 批准人 审定人 补贴审批人 审批人员", personal="name"),
        column("class_approver", "name", "开班审批人 班级审批人 开班审核人 开班批准人", personal="name"),
    ),
    tuple((who, amount) for amount in ("amount_fen", "standard_fen", "share") for who in ("name", "number")),
    words(
        "补贴申领 补贴申请 申领 申报 公示 审批 核准 补贴名单 补贴花名册 享受补贴 补贴人员 补贴明细 申请 培训补贴 "
        "补贴汇总 审核 补贴 拟发放 拟补贴"
    ),
    words(
        "工资 养老金 助学金 免学费 财政供养 参保 住院 实发 已发放 支付明细 发放表 发放明细 拨付明细 支付凭证 "
        "财政支付 发放花名册 拨付表"
    ),
)

PAYMENTS = Feed(
    "payments",
    "补贴发放名单",
    "T-3.4.b",
    (
        *_PERSON,
        *CLASS_NAMING,
        CLASS_ENDS,
        ACCOUNT,
        ACCOUNT_NAME,
        AREA,
        PROGRAMME,
        FUND,
        column("item", "paid_for", _ITEM_TITLES),
        column("part", "part_note", "备注 附言 备注说明 说明 笔次"),
        STANDARD,
        CERTIFICATE_NUMBER,
        column(
            "amount_fen",
            "money",
            "实发金额 发放金额 实拨金额 支付金额 拨付金额 到账金额 金额 实际发放金额 实付金额 "
            "付款金额 发放额 补贴金额 拨款金额 打款金额 交易金额 已发放金额 发放补贴金额 实际拨付金额 实发补贴 "
            "已拨付金额 转账金额 补助金额 补贴资金 实发补贴金额",
            True,
        ),
        column(
            "paid_on",
            "date",
            "发放日期 支付日期 拨付日期 付款日期 到账日期 发放时间 支付时间 拨付时间 打款日期 "
            "付款时间 转账日期 交易日期 拨款日期 到账时间 交易时间 打款时间 实际发放日期",
        ),
        column(
            "state",
            "state_word",
            "状态 发放状态 支付状态 支付结果 发放结果 交易状态 处理结果 拨付状态 打款状态 交易结果",
        ),
        column("voucher", "code", "支付凭证号 凭证号 支付令号 流水号 交易流水号 拨付文号 批次号 凭证编号"),
        column("bank", "text", "开户行 开户银行 开户行名称 收款银行"),
    ),
    tuple((who, *rest) for rest in (("amount_fen",), ("paid_on",)) for who in ("name", "number")),
    words("发放 支付 拨付 打款 付款 到账 代发 拨款 实发 财政支付 发放明细 发放表"),
    words("公示 申领 申请 申报 工资 养老 退休 助学金 免学费 财政供养 证书发放 劳务费 失业金 拟发放"),
)

FEEDS = (CLAIMS, PAYMENTS)

#: What the title of a money list says of all its rows where no row has a state of its own.
STATE_MARKS = {
    "claims": (("不予|未通过|退回", "refused"), ("公示", "noticed"), ("审批|核准|批准|拟发放|拟拨付|审定",
    "approved"), (
        "申报|申请|申领", "submitted")),
    "payments": (("退回|失败|退票", "returned"), ("追回|收回", "recovered"), (".", "paid")),
}  # fmt: skip
#: What the money is for, by the title.
ITEM_MARKS = (
    ("鉴定", "appraisal"),
    ("生活费|生活补贴|伙食|交通", "living"),
    ("助学金|学历补助|雨露计划.*补助", "stipend"),
)
#: One of several payments of one sum, where only the title says so: 尾款发放表.
PART_MARKS = ((PART.pattern, "part"),)
#: Whose money it is, where only the title says so.
FUND_MARKS = (("失业保险", "UNEMPLOYMENT"), ("扶贫|雨露", "POVERTY"), ("残疾人就业保障金|残保金", "DISABLED"),
              ("就业专项|就业补助|就业资金", "EMPLOYMENT"), ("教育费附加", "EDUCATION"), ("职工教育经费",
              "STAFF"))  # fmt: skip

#: Columns of the file for the bank.
BANK_ORDER = ("序号", "收款账号", "收款户名", "金额（元）", "附言")
#: Words of a bank for a transfer that arrived.
SETTLED = frozenset(["成功", "已付", "已付讫", "付讫", "交易成功", "支付成功", "入账成功", "处理成功", "已入账"])
_BOUNCED = frozenset(
    ["失败", "退票", "已退票", "退回", "已退回", "交易失败", "支付失败", "入账失败", "处理失败", "未成功"]
)
#: What a bank answers to a batch, a row a transfer (T-3.4.b).
BANK_RESULT = Feed(
    "bank_results",
    "银行支付结果",
    "T-3.4.b",
    (
        replace(column("reference", "code", "附言 备注 摘要 参考号 业务编号 客户流水号 企业流水号"), required=True),
        ACCOUNT,
        replace(column("amount_fen", "money", "金额 交易金额 支付金额 发生额 金额（元）"), required=True),
        replace(column("result", "text", "状态 处理结果 交易状态 支付状态 结果 处理状态"), required=True),
        column("said", "text", "失败原因 退票原因 原因 错误信息 返回信息 附加信息"),
        column("settled_on", "date", "入账日期 交易日期 支付日期 处理日期 日期"),
    ),
    (("reference", "amount_fen", "result"),),
    words("银行支付结果 支付结果 代发结果 批量支付结果 回盘"),
    words("花名册 名单"),
    strict=True,
)
RESULT_WORDS = tuple(sorted(SETTLED | _BOUNCED))
