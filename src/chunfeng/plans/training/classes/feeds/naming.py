"""How any list names a class, its provider, teacher and room."""

from __future__ import annotations

from chunfeng.base.people.feeds import (
    column,
)
from chunfeng.base.policy.declarations import Column
from chunfeng.plans.training.catalogue.feeds import LEVEL, TRADE
from chunfeng.plans.training.providers.feeds import PROVIDER, ROOM

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


def who(*signs: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((who, *sign) for sign in signs for who in ("name", "number"))


__all__ = [
    "CLASS_ENDS",
    "CLASS_NO",
    "CLASS_SPAN",
    "CLASS_STARTS",
    "ENDS_TITLES",
    "LEVEL",
    "PROVIDER",
    "ROOM",
    "SPAN_TITLES",
    "STARTS_TITLES",
    "TEACHER",
    "TRADE",
]
