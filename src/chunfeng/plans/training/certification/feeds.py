"""Lists that are handed in on the platform: the marks of one examination, and the bodies that examine."""

from __future__ import annotations

from dataclasses import replace

from chunfeng.base.orgs.feeds import REGISTERED
from chunfeng.base.people.feeds import NAME, column
from chunfeng.base.policy.declarations import Feed
from chunfeng.plans.training.classes.feeds.results import EXAMS

MARKS = Feed(
    "exams",
    "考核成绩单",
    "T-3.2.e",
    (
        column("ticket", "code", "准考证号 准考证号码 考号 准考证", True),
        replace(NAME, required=True),
        column("theory", "score", "理论成绩 理论 理论知识 应知 理论分数 理论考试成绩 理论知识成绩"),
        column(
            "practice", "score", "实操成绩 实操 实作 技能成绩 操作技能 应会 实作成绩 操作技能成绩 实践成绩 技能考核"
        ),
        column("absent", "yesno", "是否缺考 缺考 缺席 是否缺席"),
    ),
    (("ticket", "name"),),
    EXAMS.marks,
    EXAMS.against,
    strict=True,
)

#: Named as employers are, by their code.
BODIES = replace(REGISTERED, title="考核鉴定机构名单", clause="T-3.2.e")
