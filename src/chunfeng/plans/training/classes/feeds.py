"""Lists about teaching: providers, teachers, rooms, classes, timetables, rosters, attendance, visits, exams, "
"certificates."""

from __future__ import annotations

from chunfeng.base.orgs.feeds import AREA, EMPLOYER, EMPLOYER_TITLES
from chunfeng.base.people.feeds import (
    ACCOUNT,
    ACCOUNT_NAME,
    ADDRESS_COLUMN,
    BORN_ON,
    NAME,
    NUMBER,
    PERSON,
    PHONE,
    SEX,
    column,
    words,
)
from chunfeng.base.policy.declarations import Column, Feed
from chunfeng.plans.training.catalogue.feeds import HOURS, LEVEL, LEVEL_TITLES, PROGRAMME, TRADE, TRADE_TITLES

PROVIDER_TITLES = (
    "培训机构 培训机构名称 培训单位 培训单位名称 承办机构 承办单位 学校名称 培训学校 培训学校名称 "
    "机构名称 定点机构 定点培训机构 定点机构名称 承训机构 承训单位 承训机构名称 办学机构 学校 实施机构 申报机构 "
    "申请机构 申报单位（培训机构） 申领机构 开班单位 培训中心"
)
PROVIDER = column("provider", "org", PROVIDER_TITLES)
CLASS_NO = column(
    "class_no",
    "class_no",
    "班级编号 班次 班期 班号 开班编号 班级号 期数 期次 培训班名称 班级名称 "
    "培训期次 培训班次 培训班编号 班级 开班批次 培训批次 批次 期班 班次编号 班级代码 培训班号 开班号 培训班 期别 "
    "班别 培训班期 班级编码 所在班级 所属班级",
)
STARTS_TITLES = (
    "开班日期 开班时间 开学时间 开学日期 开课日期 开课时间 培训开始时间 培训开始日期 培训起始日期 "
    "培训起始时间 开班起始日期 开班年月日 班级开始日期 培训开班日期 培训开班时间 实际开班日期 开训日期 开训时间 "
    "起始日期 开始日期"
)
ENDS_TITLES = (
    "结业日期 结业时间 培训结束时间 培训结束日期 结束日期 结束时间 培训终止日期 截止日期 毕业时间 "
    "结业年月日 结训日期 结训时间 班级结束日期 完成日期 培训截止日期"
)
SPAN_TITLES = (
    "培训起止时间 起止时间 培训时间 起止日期 培训起止日期 培训日期 培训期间 开班起止时间 班期时间 "
    "办班时间 培训周期 授课时间段 开结业时间 培训时段 培训起止"
)
CLASS_STARTS = column("class_starts_on", "date", STARTS_TITLES)
CLASS_ENDS = column("class_ends_on", "date", ENDS_TITLES)
CLASS_SPAN = column("class_starts_on+class_ends_on", "span", SPAN_TITLES)
#: The columns by which a row names its class.
CLASS_NAMING: tuple[Column, ...] = (PROVIDER, CLASS_NO, TRADE, LEVEL, CLASS_STARTS, CLASS_SPAN)
TEACHER = column(
    "teacher",
    "person_name",
    "任课教师 授课教师 教师 教师姓名 讲师 任课老师 授课老师 主讲教师 班主任 "
    "授课人 老师 任课教师姓名 指导教师 授课讲师 辅导教师 培训教师",
    personal="name",
)
ROOM = column(
    "room",
    "org",
    "教室 培训地点 上课地点 授课地点 教室名称 培训场地 教学地点 场地 教室编号 授课教室 "
    "上课教室 培训场所 办班地点 地点 教室号 场地名称 实训场地",
)

PROVIDERS = Feed(
    "providers",
    "培训机构名单",
    "T-3.2.a",
    (
        PROVIDER,
        AREA,
        column(
            "account",
            "account",
            "银行账号 银行帐号 账号 帐号 对公账号 收款账号 基本户账号 开户账号 备案账号 机构账号 对公账户 银行账户",
            personal="account",
        ),
        column(
            "controller",
            "name",
            "法定代表人 法人代表 法人 负责人 举办者 实际控制人 校长 机构负责人 控制人 "
            "法定代表人姓名 法人姓名 单位负责人",
            personal="name",
        ),
        column(
            "phone",
            "phone",
            "联系电话 电话 联系方式 机构电话 手机号码 办公电话 咨询电话 手机 联系人电话 固定电话",
            personal="phone",
        ),
        column(
            "address",
            "address",
            "地址 机构地址 办学地址 培训地址 学校地址 详细地址 办学地点 注册地址 单位地址 通讯地址 住所",
            personal="address",
        ),
        column(
            "licence_from_on",
            "from_date",
            "许可证有效期起 办学许可证起始日期 许可证起始日期 发证日期 许可起始日期 "
            "许可证发证日期 有效期起 许可证生效日期 办学许可证发证日期 办学许可证有效期起 有效期自",
        ),
        column(
            "licence_to_on",
            "to_date",
            "许可证有效期至 办学许可证有效期至 许可证到期日期 许可证截止日期 有效期至 "
            "许可到期日期 有效期止 办学许可证到期日期 许可证有效期止 办学许可证有效期止",
        ),
        column(
            "licence_from_on+licence_to_on",
            "span",
            "许可证有效期 办学许可证有效期 有效期 有效期限 许可证有效期限 许可有效期",
        ),
        column(
            "licence_scope",
            "text",
            "办学范围 培训范围 许可范围 办学内容 培训专业范围 培训项目范围 认定工种 "
            "认定培训工种 许可工种 培训工种 办学许可范围 办学层次及范围 批准培训工种 认定专业 核准工种 定点工种 "
            "培训职业（工种）范围",
        ),
        column("licence_number", "code", "办学许可证号 许可证号 许可证编号 办学许可证编号 办学许可证"),
        column(
            "admitted_on",
            "date",
            "认定日期 认定时间 定点日期 准入日期 入选日期 批准日期 定点时间 定点认定日期 "
            "准入时间 认定年月日 列入定点日期 协议签订日期",
        ),
        column("code", "code", "统一社会信用代码 组织机构代码 社会信用代码 信用代码"),
    ),
    (
        ("provider", "licence_to_on"),
        ("provider", "licence_scope"),
        ("provider", "admitted_on"),
        ("provider", "controller"),
        ("provider", "licence_number"),
        ("provider", "licence_from_on+licence_to_on"),
        ("provider", "account", "phone"),
        ("provider", "address", "phone"),
        ("provider", "code"),
    ),
    words(
        "培训机构名单 培训机构一览 定点机构 机构名录 定点培训机构 机构名单 培训机构名录 培训机构基本 机构信息 "
        "培训机构信息 机构备案 培训机构备案 认定名单"
    ),
    words("花名册 学员 考勤 成绩 申领 开班 教师 师资 教室 课程表 名册"),
)

ROOMS = Feed(
    "rooms",
    "教室表",
    "T-3.2.a",
    (
        ROOM,
        PROVIDER,
        column(
            "capacity",
            "int",
            "容纳人数 可容纳人数 座位数 工位数 容量 最大容纳人数 额定人数 "
            "核定人数 座位 核定容量 教室容量 可容纳学员数 容量（人） 额定容量 核定座位 最大人数",
        ),
        column("area_sqm", "text", "面积 建筑面积 使用面积 教室面积"),
        column("address", "address", "教室地址 地址 所在地址 位置", personal="address"),
    ),
    (("room", "capacity"), ("room", "area_sqm")),
    words("教室 场地 场所 培训场地 实训室"),
    words("花名册 学员 考勤 课程表 开班 课表"),
)

TEACHERS = Feed(
    "teachers",
    "教师名单",
    "T-3.2.a",
    (
        column(
            "teacher",
            "person_name",
            "教师姓名 姓名 任课教师 授课教师 讲师姓名 教师 讲师 老师姓名 授课教师姓名 任课教师姓名 师资姓名",
            True,
            "name",
        ),
        Column("number", "number", NUMBER.titles, personal="number"),
        PHONE,
        SEX,
        BORN_ON,
        ADDRESS_COLUMN,
        PROVIDER,
        column(
            "trade",
            "trade",
            "任教工种 任教专业 授课工种 授课专业 授课职业 教授工种 任教职业 可授课工种 任课专业 "
            "任课工种 授课工种（专业） 教授专业 " + TRADE_TITLES,
        ),
        column("level", "level", "任教等级 授课等级 可授课等级 " + LEVEL_TITLES),
        column(
            "certificate_from_on",
            "from_date",
            "教师资格证发证日期 资格证发证日期 证书发证日期 发证日期 取证日期 "
            "取证时间 证书有效期起 资格证有效期起 证书起始日期 聘任日期 证书取得日期 有效期起 上岗证发证日期",
        ),
        column(
            "certificate_to_on",
            "to_date",
            "教师资格证有效期至 资格证有效期至 证书有效期至 证书到期日期 有效期至 "
            "资格有效期至 到期日期 证书有效期止 有效期止 资格证到期日期 上岗证有效期至 到期时间",
        ),
        column(
            "certificate_from_on+certificate_to_on", "span", "证书有效期 资格证有效期 有效期 有效期限 教师资格证有效期"
        ),
        column(
            "certificate_number",
            "code",
            "教师资格证号 教师资格证编号 资格证书编号 证书编号 资格证编号 教师证号 "
            "上岗证号 职业资格证书编号 资格证号 教师资格证书编号",
        ),
        column(
            "substitute",
            "yesno",
            "是否能工巧匠 能工巧匠 是否特聘 特聘教师 是否替代师资 能工巧匠名录 技能人才替代 "
            "是否列入能工巧匠名录 是否技能大师",
        ),
        column("engagement", "text", "聘用形式 聘用类型 专兼职 专职兼职 聘任形式 教师类型 专/兼职"),
    ),
    (
        ("teacher", "certificate_to_on"),
        ("teacher", "certificate_from_on"),
        ("teacher", "substitute"),
        ("teacher", "certificate_number"),
        ("teacher", "engagement"),
        ("teacher", "trade"),
        ("teacher", "certificate_from_on+certificate_to_on"),
    ),
    words("教师 师资 讲师 授课人员 任课教师"),
    words("花名册(学员) 学员 考勤 课程表 成绩 证书发放 补贴 开班 工资 课表 授课安排"),
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

_MARK_DAY = column(
    "marked_on",
    "date",
    "日期 考勤日期 签到日期 上课日期 打卡日期 出勤日期 刷卡日期 授课日期 工作日期 记录日期 出工日期",
)
_CLOCKS = (
    column(
        "marked_on+in_at",
        "clock",
        "签到时间 上课打卡 上班时间 上班打卡 到课时间 签入时间 进场时间 上班打卡时间 "
        "首次打卡 入场时间 进门时间 上课签到 上课签到时间 最早打卡 签到 到岗时间 首次打卡时间 上午签到 进场打卡时间",
    ),
    column(
        "marked_on+out_at",
        "clock",
        "签退时间 下课打卡 下班时间 下班打卡 离课时间 签出时间 出场时间 "
        "下班打卡时间 末次打卡 离场时间 出门时间 下课签退 下课签退时间 最晚打卡 签退 离岗时间 末次打卡时间 下午签退 "
        "出场打卡时间",
    ),
    column(
        "marked_on+punched_at",
        "clock",
        "打卡时间 刷卡时间 考勤时间 识别时间 打卡日期时间 刷脸时间 指纹时间 "
        "记录时间 通行时间 扫码时间 考勤机时间 抓拍时间",
    ),
)
_MARK_REST = (
    column(
        "status", "status_word", "出勤状态 考勤状态 出勤情况 状态 考勤结果 签到状态 考勤情况 打卡结果 是否出勤 打卡状态"
    ),
    column("reason", "text", "备注 补签原因 原因 说明 异常原因 纸质签到原因 情况说明 补录原因"),
    column("entered_at", "timestamp", "录入时间 补录时间 登记时间 上传时间 创建时间 录入日期"),
    column("entered_by", "text", "录入人 录入人员 补录人 操作人 登记人 操作员 录入用户 经办人", personal="name"),
    column(
        "machine",
        "machine",
        "打卡方式 考勤方式 签到方式 验证方式 识别方式 打卡类型 数据来源 考勤机编号 设备编号 设备 设备名称",
    ),
)
_PUNCHES = (("marked_on+punched_at",), ("marked_on+in_at",), ("marked_on", "status"), ("marked_on+out_at",))


def _who(*signs: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((who, *sign) for sign in signs for who in ("name", "number"))


CLASS_ATTENDANCE = Feed(
    "attendance",
    "培训考勤",
    "T-3.2.d",
    (
        NAME,
        NUMBER,
        PHONE,
        Column("provider", "org", (*PROVIDER.titles, "单位名称", "单位")),
        *CLASS_NAMING[1:],
        CLASS_ENDS,
        TEACHER,
        ROOM,
        _MARK_DAY,
        *_CLOCKS,
        *_MARK_REST,
        column("attended_hours", "hours", "出勤课时 实到课时 出勤学时 实际课时 完成课时"),
    ),
    _who(*_PUNCHES, ("attended_hours",)),
    words("学员 培训 教学 上课 课堂 签到 培训班 班级 学校 考勤 出勤 打卡 出勤簿 点名"),
    words(
        "工地 工人 员工 职工考勤 职工出勤 项目部 施工 民工考勤 民工出勤 用工 工程项目 工程考勤 公司考勤 单位考勤 "
        "工资 班组"
    ),
)

WORK_ATTENDANCE = Feed(
    "attendance",
    "用工考勤",
    "R-2.1.a",
    (
        NAME,
        NUMBER,
        PHONE,
        EMPLOYER,
        column(
            "project",
            "org",
            "项目 项目名称 工程名称 工程项目 工地 工地名称 工程项目名称 项目部 所属项目 所在项目 工程 项目工地",
        ),
        column("team", "org", "班组 部门 班组名称 所属班组 劳务班组"),
        _MARK_DAY,
        *_CLOCKS,
        *_MARK_REST,
        column("month", "month", "月份 考勤月份 年月 考勤年月 所属月份 考勤月 统计月份"),
        column(
            "days",
            "days",
            "出勤天数 实际出勤天数 实出勤 实出勤天数 工作天数 出勤 实际出勤 出工天数 计薪天数 "
            "出勤合计 出勤日数 合计出勤 合计天数 工日 出勤工日 合计工日",
        ),
        column("due_days", "days", "应出勤天数 应出勤 应出勤日 应工作天数 应出勤日数"),
        column("leave_days", "days", "事假 请假 请假天数 事假天数 年假 婚假 调休 休假天数 休假 请假事假 请假年假"),
        column("sick_days", "days", "病假 病假天数 请假病假"),
        column("absent_days", "days", "旷工 旷工天数 缺勤天数 缺勤 无记录 无记录天数 请假无记录"),
        column("late_times", "int", "迟到 迟到次数 早退次数 迟到早退次数 迟到早退"),
        column("missed_punches", "int", "未打卡 未打卡次数 缺卡次数"),
        column("overtime_hours", "text", "加班时长 加班小时 加班时数 加班工时"),
    ),
    (
        *_who(*_PUNCHES),
        *_who(
            ("days", "due_days"),
            ("leave_days", "late_times"),
            ("leave_days", "sick_days"),
            ("days", "absent_days"),
            ("days", "month"),
            ("days", "leave_days"),
            ("late_times", "missed_punches"),
        ),
    ),
    words("工地 工人 员工 职工 项目 施工 农民工考勤 民工 用工 考勤 公司 工程 出工 单位 班组 出勤 打卡 建筑 劳务"),
    words("学员 培训班 培训考勤 学校 教学 课堂 上课 签到簿 培训签到 出勤簿 工资"),
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
            "是否合格 合格 考核结果 是否通过 鉴定结果 考试结果 结论 评定结果 考核结论 成绩评定 评定 是否及格 合格与否",
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
    _who(("score",), ("theory",), ("practice",), ("passed",), ("ticket",)),
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
    (*_who(("certificate_number",)), ("certificate_number", "issued_on")),
    words("证书 取证 发证 颁证 资质 获证 持证 结业证 合格证 领证"),
    words("成绩单 考勤 工资 教师 师资 机构名单"),
)

FEEDS = (
    PROVIDERS,
    ROOMS,
    TEACHERS,
    CLASSES,
    SESSIONS,
    ENROLMENTS,
    CLASS_ATTENDANCE,
    WORK_ATTENDANCE,
    VISITS,
    EXAMS,
    CERTIFICATES,
)
