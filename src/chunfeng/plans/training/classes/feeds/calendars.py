"""The calendar of one class, as its provider hands it in with the application."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.people.feeds import column
from chunfeng.base.policy.declarations import Feed
from chunfeng.plans.training.classes.feeds.naming import ROOM, TEACHER
from chunfeng.plans.training.classes.feeds.rosters import SESSIONS

CALENDAR = Feed(
    "sessions",
    "授课安排",
    "T-3.2.c",
    (
        column("held_on", "date", "授课日期 上课日期 日期 课程日期 培训日期", True),
        column("from_time", "time", "开始时间 上课开始时间 起始时间 上课时间起 开始 上课", True),
        column("to_time", "time", "结束时间 上课结束时间 终止时间 上课时间止 下课时间 结束 下课", True),
        column("hours", "hours", "课时 学时 课时数 学时数", True),
        column("kind", "text", "课型 授课形式 课程类型", True),
        column("topic", "text", "引导内容 引导性培训内容"),
        replace(TEACHER, required=True),
        replace(ROOM, parse="text"),
        column("site", "text", "户外实训地点 实训地点 户外地点"),
        column("group", "text", "组别 分组"),
        column("expected", "int", "组别人数 本组人数"),
    ),
    (("held_on", "from_time", "teacher"), ("held_on", "from_time", "kind")),
    SESSIONS.marks,
    SESSIONS.against,
    strict=True,
)
