"""Lists of classes: what was opened, when it was taught, who was on the roster."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.orgs.feeds import AREA, EMPLOYER_TITLES
from chunfeng.base.people.feeds import (
    ACCOUNT,
    ACCOUNT_NAME,
    NAME,
    NUMBER,
    PERSON,
    PHONE,
    column,
    words,
)
from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.plans.training.catalogue.feeds import HOURS, LEVEL, PROGRAMME, TRADE
from chunfeng.plans.training.classes.feeds.naming import (
    CLASS_ENDS,
    CLASS_NAMING,
    CLASS_NO,
    CLASS_STARTS,
    ENDS_TITLES,
    PROVIDER,
    ROOM,
    SPAN_TITLES,
    STARTS_TITLES,
    TEACHER,
)

CLASSES = Feed(
    "classes",
    "开班名单",
    "T-3.2.c",
    (
        Column("class_no", "class_no", (*CLASS_NO.titles, "编号")),
        PROVIDER,
        PROGRAMME,
        TRADE,
        LEVEL,
        AREA,
        TEACHER,
        ROOM,
        HOURS,
        column("capacity", "int", "教室容量 核定容量 可容纳人数 容纳人数 座位数"),
        column(
            "stated_persons",
            "int",
            "培训人数 学员人数 人数 开班人数 班级人数 计划人数 计划培训人数 实际人数 "
            "参训人数 计划开班人数 班额 学员数 培训学员数 结业人数 实际培训人数 申报人数",
        ),
        column("starts_on", "date", STARTS_TITLES, True),
        column("ends_on", "date", ENDS_TITLES),
        column("starts_on+ends_on", "span", SPAN_TITLES),
        column(
            "submitted_on",
            "date",
            "申请日期 申报日期 提交日期 申请时间 提交时间 申报时间 开班申请日期 开班申请时间 "
            "报备日期 备案日期 报送日期 申请开班日期 受理日期",
        ),
        column(
            "approved_on",
            "date",
            "批准日期 审批日期 批复日期 核准日期 审批时间 批准时间 审核日期 审核时间 批复时间 批准开班日期 同意日期",
        ),
        column("fund", "fund", "资金来源 资金渠道 列支渠道 补贴资金来源"),
        column("state", "class_state_word", "状态 班级状态 开班状态 办理状态 审批状态 审核状态 审批结果 办班状态"),
        column(
            "daily_from", "time", "每日上课时间起 上课开始时间 每日开始时间 每天开始时间 每日上课开始时间 上课起始时间"
        ),
        column("daily_to", "time", "每日上课时间止 上课结束时间 每日结束时间 每天结束时间 每日上课结束时间 下课时间"),
        column(
            "daily_from+daily_to",
            "time_span",
            "上课时间 每日上课时间 授课时间 每天上课时间 每日授课时间 上课时段 每日培训时间",
        ),
        column("days", "days", "培训天数 天数 总天数 授课天数 培训日数"),
        column("approver", "name", "审批人 批准人 审核人 开班审批人 经办人", personal="name"),
    ),
    (
        ("class_no", "starts_on"),
        ("trade", "starts_on"),
        ("provider", "starts_on"),
        ("class_no", "starts_on+ends_on"),
        ("trade", "starts_on+ends_on"),
        ("provider", "starts_on+ends_on"),
    ),
    words(
        "开班 班级名单 培训班一览 班次 培训班 办班 班级信息 班级台账 培训计划 开班申请 开班情况 开班备案 开班审批 "
        "班级汇总"
    ),
    words("花名册 学员名单 考勤 签到 成绩 工资 发放 申领 出勤 名册 证书 合同 参保 课程表 课表 授课安排 检查"),
)

SESSIONS = Feed(
    "sessions",
    "授课安排",
    "T-3.2.c",
    (
        PROVIDER,
        CLASS_NO,
        Column("trade", "trade", tuple(t for t in TRADE.titles if t not in ("课程名称", "培训内容"))),
        LEVEL,
        CLASS_STARTS,
        TEACHER,
        ROOM,
        column("held_on", "date", "授课日期 上课日期 日期 课程日期 培训日期 教学日期 年月日 上课时间（日期）", True),
        column(
            "held_on+from_time", "clock", "开始时间 上课开始时间 起始时间 开始 上课时间起 授课开始时间 开课时间点 上课"
        ),
        column("held_on+to_time", "clock", "结束时间 上课结束时间 终止时间 结束 上课时间止 授课结束时间 下课时间 下课"),
        column(
            "from_time+to_time", "time_span", "时间 上课时间 授课时间 时间段 课时时间 起止时间 上课时段 具体时间 时段"
        ),
        column("hours", "hours", "课时 学时 课时数 学时数 节数"),
        column(
            "topic",
            "text",
            "授课内容 课程内容 教学内容 课题 课程 课程名称 培训内容 章节 科目 授课课题 教学课题 内容 培训科目",
        ),
        column("practice", "text", "课型 授课形式 教学形式 课程类型 理论/实操 授课方式"),
    ),
    (
        ("held_on", "topic"),
        ("held_on", "teacher"),
        ("held_on", "from_time+to_time"),
        ("held_on", "held_on+from_time"),
        ("class_no", "held_on", "hours"),
        ("held_on", "room"),
    ),
    words("课程表 课表 教学计划 授课计划 授课安排 教学日历 课程安排 教学安排 授课表"),
    words("花名册 学员 考勤 签到 成绩 工资 检查 抽查 打卡"),
)

ENROLMENTS = Feed(
    "enrolments",
    "学员花名册",
    "T-3.4.a",
    (
        *PERSON,
        *CLASS_NAMING,
        CLASS_ENDS,
        ACCOUNT,
        ACCOUNT_NAME,
        PROGRAMME,
        HOURS,
        AREA,
        TEACHER,
        ROOM,
        column("employer", "org", EMPLOYER_TITLES + " 就业安排承诺单位 用工单位"),
        column(
            "category",
            "text",
            "人员类别 学员类别 人员类型 学员类型 身份类别 人员身份 培训对象 对象类别 "
            "培训对象类别 培训人员类别 就业状态 补贴对象类别 群体类别",
        ),
        column(
            "rural_basis",
            "text",
            "户口性质 户籍性质 户籍类型 户籍类别 户口类型 城镇/农村 户籍属性 户口类别 城乡属性 农业户口 是否农业户口",
        ),
        column(
            "certificate_on",
            "date",
            "就业失业登记证发证日期 就业创业证发证日期 登记证发证日期 失业登记日期 "
            "登记证日期 就业失业登记证日期 登记证办理日期 就业创业证日期",
        ),
        column(
            "certificate_number",
            "code",
            "就业失业登记证号 就业创业证号 就业失业登记证编号 就业创业证编号 登记证号 "
            "登记证编号 就业失业登记证 就业创业证",
        ),
        column("transferred_on", "date", "转班日期 转入日期 转班时间 调班日期 转出日期"),
        column(
            "removed_on", "date", "退学日期 退班日期 退出日期 退学时间 退训日期 退训时间 退班时间 中止培训日期 移出日期"
        ),
        column("phone_shared_ok", "yesno", "是否共用电话 电话共用说明 共用电话 电话系家属 是否家属电话 代留电话"),
        column("emergency_phone", "phone", "紧急联系电话 紧急联系人电话 紧急电话", personal="phone"),
        column(
            "held_level",
            "level",
            "原技术等级 原技术的等级 已有等级 原等级 原有等级 现有等级 已取得等级 原职业资格等级 已持证等级",
        ),
    ),
    (
        ("name", "number"),
        ("name", "phone"),
        ("name", "trade"),
        ("number", "trade"),
        ("name", "class_no"),
        ("number", "class_no"),
        ("name", "category"),
        ("number", "category"),
        ("name", "class_starts_on"),
        ("name", "rural_basis"),
    ),
    words(
        "花名册 学员名单 学员信息 学员名册 名册 报名 学员登记 培训人员 培训学员 参训人员 参训学员 培训名单 "
        "学员花名册 开班名册 学员"
    ),
    words(
        "员工花名册 职工花名册 员工名册 单位员工 工资 考勤 出勤 签到 参保 成绩 教师 师资 劳动合同 用工备案 "
        "就业登记 用工花名册 死亡 养老金 残疾人名单 服刑 羁押 住院 出入境 股东 学籍 免学费 在校学生 在校生 财政供养 "
        "退休"
    ),
)

#: What a provider hands in for a class of its own: who they are and on what ground they are trained.
ROSTER = Feed(
    "enrolments",
    "学员花名册",
    "T-3.4.a",
    (
        NAME,
        NUMBER,
        PHONE,
        replace(CLASS_NO, required=True),
        CLASS_STARTS,
        CLASS_ENDS,
        replace(next(c for c in ENROLMENTS.columns if c.name == "category"), required=True),
    ),
    (("name", "number", "category"),),
    ENROLMENTS.marks,
    strict=True,
)
