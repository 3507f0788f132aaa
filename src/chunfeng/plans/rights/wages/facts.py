"""Construction projects and payrolls, as the snapshot holds them. Work attendance is the table `attendance`, kind work."""

from pathlib import Path

from chunfeng.base.orgs.facts import PROJECT_KEY
from chunfeng.base.policy.declarations import ADDRESS, Facts, by_title
from chunfeng.plans.rights.wages.feeds import SHEET_KIND_MARKS

PROJECTS = Facts(
    "projects",
    "工程项目名单",
    "住房城乡建设局",
    {"project": "text", "employer": "text", "area": "text", "starts_on": "date", "ends_on": "date"} | ADDRESS,
    same=("project",),
    staged={"project": PROJECT_KEY},
)

PAYROLL = Facts(
    "payroll",
    "工资表",
    "各用人单位",
    {
        "pay": "text",
        "employer": "text",
        "project": "text",
        "area": "text",  # where the sheet itself says it; else the project's, else the employer's
        "person": "text",
        "month": "date",
        "due_fen": "bigint",
        "paid_fen": "bigint",
        "days": "int",
        "paid_on": "date",
        "sheet_kind": "text",  # monthly settlement compensation bonus
        "hours": "int",
        "hourly": "bool",
        "absent_days": "int",
        "overtime_fen": "bigint",
        "allowance_fen": "bigint",
        "months_covered": "int",
        "signed": "bool",
        "left_on": "date",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("employer", "person", "month", "sheet_kind"),
    contradicts=("due_fen", "paid_fen", "paid_on"),
    joined_in="employer",
    staged={"project": PROJECT_KEY, "sheet_kind": f"coalesce(s.sheet_kind, s.note, {by_title(SHEET_KIND_MARKS)})"},
)

UNPAID_MONTHS = Facts(
    "unpaid_months",
    "有出勤而没有工资的月份",
    "由考勤和工资表推出",
    {
        "mark": "text",  # the first of the month
        "employer": "text",
        "project": "text",
        "person": "text",
        "month": "date",
        "covered": "bool",
        "attending": "bigint",  # persons of the site in that month, paid or not
    },
    query=(Path(__file__).parent / "derived" / "unpaid_months.sql").read_text(encoding="utf-8"),
    reads=("attendance", "payroll", "filings", "contracts"),
)

FACTS = (PROJECTS, PAYROLL, UNPAID_MONTHS)
