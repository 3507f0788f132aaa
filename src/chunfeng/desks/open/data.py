"""数据下载: what the platform knows and may give to everybody, as files, with a dictionary that says what a column is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import pack
from chunfeng.desks.open import plain
from chunfeng.desks.open.kinds import Drawn
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.open.stored import Made
from chunfeng.engines.display.page import Column, Head, Id, Link, List, Moment, Page, Panel, Prose, Row


@dataclass(frozen=True, slots=True)
class Download:
    """columns: identifier in the file → what it is, with its unit."""

    code: str
    title: str
    columns: dict[str, str]
    rows: Callable[[], Iterable[tuple[Any, ...]]]


def downloads() -> tuple[Download, ...]:
    loaded = pack()
    return (
        Download(
            "clauses", _("条款"),
            {"clause": _("条款编号，永不改变"), "plan": _("计划"), "kind": _("种类：指标、事项、参数、台账、机制"), "section": _("章节"),
             "title": _("标题"), "summary": _("内容摘要"), "period": _("期间"), "lead": _("牵头单位代码"), "partners": _("配合单位代码")},
            lambda: ((c.id, c.plan, c.kind, c.section, c.title, c.summary, c.period, " ".join(c.lead), " ".join(c.partners)) for c in loaded.clauses.values()),
        ),
        Download(
            "targets", _("目标"),
            {"clause": _("条款编号"), "name": _("目标名"), "op": _("比较：>= 不低于，<= 不超过，== 等于，between 之间"),
             "value": _("数值；两个数用空格隔开"), "unit": _("单位"), "period": _("期间"), "source": _("通知写明，还是由措辞推出")},
            lambda: ((t["clause"], t.get("name"), t["op"], _several(t.get("value")), t["unit"], t.get("period"), t.get("source")) for t in loaded.targets),
        ),
        Download(
            "parameters", _("参数"),
            {"code": _("参数代码"), "title": _("名称"), "unit": _("单位；金额以分计"), "clause": _("条款编号"), "area": _("地区代码，空为全市"),
             "valid_from_on": _("自哪天起"), "value": _("数值；空为自该日起没有标准"), "reference": _("依据"), "decided_in": _("本地决定的编号，空为政策包")},
            _parameter_rows,
        ),
        Download(
            "agencies", _("责任单位"),
            {"agency": _("单位代码"), "title": _("通知里的名称"), "today": _("现在的名称")},
            lambda: ((code, about["title"], about.get("today", "")) for code, about in loaded.agencies.items()),
        ),
        Download(
            "divisions", _("行政区划"),
            {"code": _("区划代码"), "name": _("名称"), "kind": _("city 市，county 县（市、区），zone 功能区，town 乡镇（街道）"), "parent": _("上级代码")},
            lambda: ((d.code, d.name, d.kind, d.parent) for d in loaded.divisions.values()),
        ),
    )  # fmt: skip


def _several(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _parameter_rows() -> Iterable[tuple[Any, ...]]:
    """Values of the pack and those decided here, by parameter and day: one query."""
    decided: dict[str, list[tuple[Any, ...]]] = {}
    for v in ParameterValue.objects.order_by("pk"):
        decided.setdefault(v.code, []).append((v.valid_from_on, v.area, v.value, v.reference, v.decided_in))
    for p in pack().parameters.values():
        rows = [(v.valid_from_on, v.area or "", v.value, p.reference, "") for v in p.values]
        for day, area, amount, reference, number in sorted(rows + decided.get(p.code, []), key=lambda r: (r[0], r[1])):
            yield p.code, p.title, p.unit, p.clause, area, day, amount, reference, number


def page() -> Drawn:
    found, today = downloads(), timezone.localdate()
    rows = [
        Row({"title": d.title, "columns": len(d.columns), "file": Link(f"{d.code}.csv", f"/data/{d.code}.csv", d.title)}) for d in found
    ]  # fmt: skip
    rows += [
        Row({"title": str(x.title), "columns": len(x.made(today).columns) + 1, "file": Link(f"{x.code}.csv", f"/lists/{x.code}.csv", str(x.title))})
        for x in PUBLISHED.lists
    ]  # fmt: skip
    files = List(
        (Column("title", _("数据")), Column("columns", _("列数"), kind="number"), Column("file", _("文件"))),
        rows=tuple(rows),
        exports=(Link(_("下载数据字典"), "/data/dictionary.csv"),),
        source=(_("更新"), " ", Moment(timezone.now(), "iso"), " · ", _("编码UTF-8，首行是列名")),
        key="files",
    )
    dictionary = tuple(
        Panel(
            d.title,
            (List(
                (Column("name", _("列"), kind="id"), Column("means", _("含义"))),
                rows=tuple(Row({"name": Id(name), "means": means}) for name, means in d.columns.items()),
                key=f"columns-{d.code}",
            ),),
        )
        for d in found
    )  # fmt: skip
    use = Panel(
        _("使用"),
        (Prose((_("可以自由使用，请注明来源和更新日期。统计表里不足5人的格子写“少于5”，并隐去能推算出它的格子。"),)),),
    )
    said = _("每份数据一个文件，一次给全，网址不变。")
    return Drawn(Page(_("数据下载"), Head(_("数据下载"), said=said), (files, *dictionary, use)))


def file(code: str) -> Made | None:
    if code == "dictionary":
        rows = [(d.code, name, means) for d in downloads() for name, means in d.columns.items()]
        return plain.file(("file", "column", "meaning"), rows, "dictionary.csv")
    found = next((d for d in downloads() if d.code == code), None)
    return None if found is None else plain.file(tuple(found.columns), found.rows(), f"{code}.csv")
