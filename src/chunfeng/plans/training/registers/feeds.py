"""The registers that offices keep for the training plan, each one declaration: its list, its words, its clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from chunfeng.base.people.feeds import column, words
from chunfeng.base.policy.declarations import Column, Feed


def _must(name: str, parse: str, titles: str) -> Column:
    return replace(column(name, parse, titles), required=True)


_CODE = "统一社会信用代码 社会信用代码 信用代码"
_DOCUMENT = column("document", "text", "文件 依据文件 文号 文件文号")


@dataclass(frozen=True)
class Register:
    """feed: its columns are of those of an entry, by name. same: what makes two rows of a list one. sorts: the pack's list that
    the column `sort` is chosen from. agencies: its names are the departments of the notice. said, leaves: to the public."""

    code: str
    title: Any
    clause: str
    prefix: str
    begins: Any
    said: Any
    leaves: Any
    who: Any
    feed: Feed
    same: tuple[str, ...]
    example: Mapping[str, str]
    sorts: str = ""
    agencies: bool = False

    @property
    def process(self) -> str:
        return f"training.{self.code}"

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(column.name for column in self.feed.columns)


def _feed(kind: str, title: str, clause: str, columns: tuple[Column, ...]) -> Feed:
    known = tuple(c.name for c in columns if c.required)
    return Feed(kind, title, clause, columns, (known,), words(title), words("花名册 成绩 考勤"), strict=True)


PHASE_OUT = Register(
    "phase_out_enterprises", _("节能减排、淘汰落后和化解过剩产能企业"), "T-2.1.2.b", "TC", _("登记节能减排、淘汰和化解产能企业"),
    _("列入省、市节能减排、淘汰落后、化解过剩产能计划的企业，职工转岗培训以这些企业为主，不限于这些企业。"),
    _("移出计划的次日移出"),
    _("人力资源社会保障部门，按省、市下达的计划名单"),
    _feed("phase_out_rows", "节能减排淘汰化解产能企业名单", "T-2.1.2.b", (
        _must("name", "text", "企业名称 单位名称 名称"),
        _must("credit_code", "code", _CODE),
        _must("sort", "text", "名单类别 类别 计划类别"),
        _must("document", "text", "文件 依据文件 文号 文件文号"),
        _must("valid_from_on", "from_date", "列入日期 起始日期"),
        column("valid_to_on", "to_date", "移出日期 截止日期"),
    )),
    same=("credit_code", "sort", "valid_from_on"),
    example={"name": "某某水泥有限公司", "credit_code": "18位统一社会信用代码", "sort": "淘汰落后产能", "document": "鲁政办字〔2014〕1号",
             "valid_from_on": "2015-01-01"},
    sorts="training.phase_out_lists",
)  # fmt: skip

UNIVERSITIES = Register(
    "startup_universities", _("创业大学"), "T-3.2.g", "DX", _("登记创业大学"),
    _("整合资源组建的创业大学。"), _("停办的次日移出"), _("人力资源社会保障部门"),
    _feed("startup_university_rows", "创业大学名单", "T-3.2.g", (
        _must("name", "text", "创业大学名称 名称 单位名称"),
        column("credit_code", "code", _CODE),
        _DOCUMENT,
        _must("valid_from_on", "from_date", "成立日期 起始日期"),
        column("valid_to_on", "to_date", "停办日期 截止日期"),
    )),
    same=("name", "valid_from_on"),
    example={"name": "某某创业大学", "document": "某政字〔2015〕1号", "valid_from_on": "2015-01-01"},
)  # fmt: skip

PLANS = Register(
    "department_plans", _("部门培训实施方案"), "T-3.1.b", "FA", _("登记部门实施方案"),
    _("各部门本系统的培训实施方案。"), _("同一年度有了新方案时移出"), _("各部门报送，人力资源社会保障部门登记"),
    _feed("department_plan_rows", "部门实施方案名单", "T-3.1.b", (
        _must("name", "text", "部门 单位 部门名称"),
        _must("year", "year", "年度 年份"),
        _must("document", "text", "文件 实施方案 文件名称 文号"),
        _must("valid_from_on", "from_date", "印发日期 发布日期"),
    )),
    same=("name", "year"),
    example={"name": "市教育局", "year": "2015", "document": "某教发〔2015〕1号", "valid_from_on": "2015-01-20"},
    agencies=True,
)  # fmt: skip

REGISTERS: dict[str, Register] = {register.code: register for register in (PHASE_OUT, UNIVERSITIES, PLANS)}
