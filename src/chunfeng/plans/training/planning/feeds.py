"""The yearly plan as a list: one row for each kind of training and county."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.people.feeds import column, words
from chunfeng.base.policy.declarations import Feed

PLAN = Feed(
    "plan_lines",
    "年度培训计划",
    "T-3.1.a",
    (
        replace(column("item", "text", "培训项目 项目 计划项目 培训类别"), required=True),
        replace(column("place", "text", "县（市、区） 县市区 县 地区 属地"), required=True),
        replace(column("persons", "int", "计划人数 人数 培训人数 任务数"), required=True),
    ),
    (("item", "place", "persons"),),
    words("年度培训计划 培训计划 任务分解"),
    words("花名册 名单"),
    strict=True,
)
