"""Feeds declared for these tests alone: the machine must not depend on what the apps declare."""

from chunfeng.base.policy.declarations import Column, Feed


def column(name: str, parse: str, titles: str, required: bool = False, personal: str | None = None) -> Column:
    return Column(name, parse, tuple(titles.split()), required, personal)  # type: ignore[arg-type]


NAME = column("name", "name", "姓名 学员签名 学员姓名", True, "name")
NUMBER = column("number", "number", "身份证号 身份证号码 证件号码", True, "number")
PERSON = (NAME, NUMBER)
CLASS = (
    column("provider", "org", "培训机构 培训单位"),
    column("class_no", "class_no", "班次 班级编号"),
    column("trade", "trade", "工种 工种等级"),
    column("level", "level", "培训等级"),
    column("class_starts_on", "date", "开班日期"),
)

ENROLMENTS = Feed("enrolments", "学员花名册", "T-3.4.a",
    (*PERSON, *CLASS, column("ethnic", "text", "民族 名族"), column("phone", "phone", "联系电话", personal="phone"),
     column("address", "address", "家庭地址 户口所在地", personal="address"), column("employer", "org", "工作单位 就业安排承诺单位")),
    (("name", "number"),), ("花名册", "学员名单"), ("员工", "学生", "工资"))  # fmt: skip
CLASSES = Feed("classes", "开班名单", "T-3.2.c",
    (column("class_no", "class_no", "班次 班级编号"), column("provider", "org", "培训机构 培训单位"), column("trade", "trade", "工种 工种等级"),
     column("level", "level", "培训等级"), column("starts_on", "date", "开班日期", True), column("teacher", "text", "教师")),
    (("class_no", "starts_on"),), ("开班",), ("花名册",))  # fmt: skip
ATTENDANCE = Feed("attendance", "培训考勤", "T-3.2.d",
    (NAME, NUMBER, *CLASS, column("marked_on", "date", "日期 签到日期"), column("marked_on+punched_at", "clock", "打卡时间"),
     column("status", "status_word", "出勤状态")),
    (("name", "marked_on"), ("name", "marked_on+punched_at")), ("出勤", "签到", "考勤"), ())  # fmt: skip
LEAVE = Feed("attendance", "用工考勤", "R-2.1.a",
    (NAME, NUMBER, column("month", "month", "月份"), column("leave_days", "days", "事假 请假事假"), column("sick_days", "days", "病假"),
     column("late_times", "int", "迟到")),
    (("name", "leave_days", "late_times"),), ("考勤汇总",), ())  # fmt: skip
EXAMS = Feed("exams", "考核成绩单", "T-3.2.e",
    (*PERSON, *CLASS, column("ticket", "code", "准考证号"), column("theory", "score", "理论"), column("practice", "score", "实作")),
    (("name", "theory"),), ("成绩",), ())  # fmt: skip
CERTIFICATES = Feed("certificates", "证书发放名单", "T-3.2.e",
    (*PERSON, column("trade", "trade", "资质名称"), column("certificate_number", "code", "证书编号"), column("issued_on", "date", "取证时间")),
    (("name", "certificate_number"),), ("证书", "资质"), ("成绩",))  # fmt: skip
FILINGS = Feed("filings", "用工备案", "R-1",
    (*PERSON, column("employer", "org", "用工公司"), column("starts_on", "date", "入职时间 当前公司入职日")),
    (("name", "starts_on"),), ("员工",), ())  # fmt: skip
CONTRACTS = Feed("contracts", "劳动合同", "R-1",
    (*PERSON, column("starts_on", "date", "第一次签定起始时间"), column("ends_on", "date", "合同到期日期")),
    (("name", "ends_on"),), ("合同",), ())  # fmt: skip
PAYROLL = Feed("payroll", "工资表", "R-2",
    (*PERSON, column("employer", "org", "公司名称 用人单位"), column("project", "org", "项目"), column("month", "month", "月份", True),
     column("days", "days", "工作天数"), column("due_fen", "money", "应发工资", True), column("paid_fen", "money", "实发工资", True)),
    (("name", "due_fen"), ("name", "paid_fen")), ("工资",), ())  # fmt: skip
CLAIMS = Feed("claims", "补贴申领", "T-3.4.b",
    (*PERSON, *CLASS, column("amount_fen", "money", "补贴金额 金额", True), column("account", "account", "银行账号", personal="account")),
    (("name", "amount_fen"),), ("补贴",), ())  # fmt: skip
STUDENTS = Feed("registers", "在校学生名单", "T-3.4.b",
    (*PERSON, column("school", "org", "学校名称"), column("grade", "text", "年级"), column("amount_fen", "money", "免学费金额 免学费")),
    (("name", "grade"), ("name", "amount_fen")), ("免学费", "学生"), ())  # fmt: skip

FEEDS = (ENROLMENTS, CLASSES, ATTENDANCE, LEAVE, EXAMS, CERTIFICATES, FILINGS, CONTRACTS, PAYROLL, CLAIMS, STUDENTS)
