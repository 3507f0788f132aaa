"""Construction projects and payrolls, as the snapshot holds them. Work attendance is the table `attendance`, kind work."""

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
    staged={"project": PROJECT_KEY, "sheet_kind": f"coalesce(s.sheet_kind, {by_title(SHEET_KIND_MARKS)})"},
)

FACTS = (PROJECTS, PAYROLL)
