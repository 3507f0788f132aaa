"""What came of a class: inspection visits, exams, certificates."""

from __future__ import annotations

from chunfeng.base.orgs.feeds import AREA, EMPLOYER
from chunfeng.base.people.feeds import (
    PERSON,
    column,
    words,
)
from chunfeng.base.policy.declarations import Feed
from chunfeng.plans.training.catalogue.feeds import LEVEL, TRADE_TITLES
from chunfeng.plans.training.classes.feeds.naming import (
    CLASS_NAMING,
    CLASS_NO,
    CLASS_SPAN,
    CLASS_STARTS,
    PROVIDER,
    who,
)

VISITS = Feed(
    "visits",
    "过程检查记录",
    "T-3.2.d",
    (
        *CLASS_NAMING,
        AREA,
        column(
            "visited_on",
            "date",
            "检查日期 检查时间 抽查日期 抽查时间 巡查日期 巡查时间 "
            "督查日期 督查时间 督导日期 暗访日期 现场检查日期 查课日期 查班日期 检查年月日",
            True,
        ),
        column(
            "present",
            "int",
            "实到人数 实到 现场人数 到课人数 实到学员 在场人数 出勤人数 实际到课人数 清点人数 实际人数 实到学员数",
        ),
        column(
            "expected",
            "int",
            "应到人数 应到 应到学员 学员总数 花名册人数 班级人数 在册人数 开班人数 应到学员数 报名人数",
        ),
        column("result", "text", "检查结果 检查情况 检查结论 处理意见 结果 处理结果 检查意见 处理情况 结论 评价"),
        column("visitor", "text", "检查人 检查人员 督查人员 巡查人员 检查组", personal="name"),
    ),
    (
        ("visited_on", "present"),
        ("visited_on", "expected"),
        ("visited_on", "result"),
        ("visited_on", "visitor"),
        ("class_no", "present", "expected"),
    ),
    words("检查 抽查 巡查 督查 督导 查班 暗访"),
    words("花名册 考勤 工资 成绩 申领"),
)

EXAMS = Feed(
    "exams",
    "考核成绩单",
    "T-3.2.e",
    (
        *PERSON,
        *CLASS_NAMING,
        column("held_on", "date", "考试日期 考核日期 鉴定日期 考试时间 考核时间 鉴定时间 测试日期 评价日期 考评日期"),
        column(
            "score",
            "score",
            "成绩 总成绩 总分 考试成绩 考核成绩 得分 综合成绩 分数 最终成绩 鉴定成绩 合计成绩 结业成绩 考试分数",
        ),
        column(
            "theory",
            "score",
            "理论 理论成绩 理论考试 理论知识 应知 理论考核 理论分数 理论得分 理论考试成绩 "
            "理论知识成绩 理论知识考试成绩",
        ),
        column(
            "practice",
            "score",
            "实作 实操 实操成绩 技能成绩 操作技能 应会 实作成绩 技能操作 操作成绩 实践成绩 "
            "实际操作 操作技能成绩 技能考核 实操考核 技能操作成绩 实操考试 实训成绩 操作技能考核成绩 实践",
        ),
        column(
            "passed",
            "yesno",
            "是否合格 合格 考核结果 是否通过 鉴定结果 考试结果 结论 评定结果 考核结论 成绩评定 评定 是否及格 合格与否 结果 鉴定结论 考试结论",
        ),
        column("ticket", "code", "准考证号 准考证号码 考号 准考证"),
        column(
            "changed_on",
            "date",
            "成绩修改日期 修改日期 更正日期 成绩更正日期 改分日期 修改时间 成绩修改时间 成绩变更日期",
        ),
        column(
            "second_signature",
            "signed_word",
            "复核签字 二次签字 更正签字 复核人签字 复核人 第二签字人 更正复核人 修改复核人 复核签名",
        ),
    ),
    who(("score",), ("theory",), ("practice",), ("passed",), ("ticket",)),
    words("成绩 考核 鉴定 考试 考评 测试 评分"),
    words("考勤 工资 补贴 证书发放 发证 申领 课程表 教师"),
)

CERTIFICATES = Feed(
    "certificates",
    "证书发放名单",
    "T-3.2.e",
    (
        *PERSON,
        PROVIDER,
        CLASS_NO,
        CLASS_STARTS,
        CLASS_SPAN,
        EMPLOYER,
        column("trade", "trade", "资质名称 证书名称 证书职业 资格名称 证书工种 " + TRADE_TITLES),
        LEVEL,
        column(
            "certificate_number",
            "code",
            "证书编号 证书号 证书号码 资格证书编号 职业资格证书编号 证书编码 "
            "合格证编号 合格证书编号 结业证书编号 职业资格证书号 资格证号 培训证书编号 技能等级证书编号 "
            "专项能力证书编号 证号 发证编号 培训合格证编号 证书序号 资格证书号",
        ),
        column(
            "issued_on",
            "date",
            "发证日期 发证时间 取证时间 取证日期 颁证日期 颁发日期 核发日期 证书日期 签发日期 "
            "领证日期 领证时间 获证日期 证书签发日期 证书核发日期 发证年月日 证书取得日期 取得日期 取得时间",
        ),
        column("expires_on", "to_date", "到期时间 有效期至 证书有效期至 到期日期 有效期 有效期止"),
        column("kind", "certificate_word", "证书类别 证书类型 资质类别 证书种类 资格类别 职业资格类别"),
        column(
            "issuer", "org", "发证机关 发证机构 颁发机构 发证单位 核发机关 鉴定机构 发证部门 颁证单位 颁证机构 鉴定所站"
        ),
        column("reissued", "yesno", "是否补发 补发 是否换发 补办 是否补办 是否补换 补换证"),
        column("score", "score", "成绩 总成绩 考核成绩 鉴定成绩"),
        column("theory", "score", "理论成绩 理论知识成绩"),
        column("practice", "score", "实操成绩 技能成绩 操作技能成绩"),
        column("held_on", "date", "鉴定日期 考试日期 考核日期 鉴定时间"),
    ),
    (*who(("certificate_number",)), ("certificate_number", "issued_on")),
    words("证书 取证 发证 颁证 资质 获证 持证 结业证 合格证 领证"),
    words("成绩单 考勤 工资 教师 师资 机构名单"),
)
