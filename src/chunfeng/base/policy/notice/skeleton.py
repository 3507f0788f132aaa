"""A pack to fill in, made from a notice's text: what can be read is written down, what only people can decide says so.
National tables and parameters of the law are taken from another pack."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from chunfeng.base.policy.notice.compare import shown
from chunfeng.base.policy.notice.headings import Part, Section, body_begins, divide, heading
from chunfeng.base.policy.notice.link import Found, numbers_of
from chunfeng.base.policy.notice.reading import NotANotice, fold
from chunfeng.base.policy.notice.words import letters
from chunfeng.base.policy.pack import CSV_FILES, Pack
from chunfeng.base.policy.sources import TO_FILL

#: Tables that only whoever reads the notice can fill.
_OF_THE_NOTICE = ("plan_items.csv", "special_programmes.csv")
#: Tables that are the same in every city.
NATIONAL = tuple(name for name in CSV_FILES if name not in ("divisions.csv", *_OF_THE_NOTICE))
_PLANS = {"training": "培训|技能", "rights": "权益|维权|保障", "services": "公共服务|服务"}
_LETTERS = {"training": "T", "rights": "R", "services": "S"}
_KINDS_OF_TARGETS = frozenset(
    ("person", "percent", "CNY", "month", "semester", "day", "minute", "lesson", "km", "time", "household")
)
_DUTY = re.compile(r"\(([^()]{2,120}?)(负责|牵头|配合|参加)[^()]{0,60}\)")
_NAME = re.compile(r"([\u4e00-\u9fff]{2,8}?[市州盟县区])人民政府")
_LONGEST_SUMMARY = 80


@dataclass
class Skeleton:
    notice: dict[str, Any]
    clauses: list[dict[str, Any]] = field(default_factory=list)
    targets: list[dict[str, Any]] = field(default_factory=list)
    agencies: dict[str, dict[str, str]] = field(default_factory=dict)


def draft(lines: list[str], code: str, like: Pack) -> Skeleton:
    """NotANotice when the text has no numbered headings."""
    parts = divide(lines)
    if len(parts) == 1:
        raise NotANotice("文中没有“一、”“(一)”“1.”这样的标题，不像是通知的全文")
    made = Skeleton(_head(lines, parts, code))
    if any(text for _, text in parts[0].opening.lines):
        made.clauses.append(_clause("G-1", "general", "通知正文", "通知正文", "", [TO_FILL]))
    plans: dict[str, str] = {}
    for place, part in enumerate(parts[1:], 1):
        plan = _plan_of(part.title, set(plans))
        if plan != TO_FILL and part.title:
            plans[plan] = part.title
        letter = _LETTERS.get(plan, f"P{place}")
        for section, path, numbers in _sections(part):
            _section(made, section, path, numbers, plan, letter)
    if plans:
        made.notice["plans"] = plans
    made.notice["cites"] = dict.fromkeys(sorted(_cited(like)), TO_FILL)
    return made


def _head(lines: list[str], parts: list[Part], code: str) -> dict[str, Any]:
    opening = parts[0].opening
    text = [fold(line) for _, line in opening.lines]
    number = next((m[0] for line in text if (m := re.search(r"[\u4e00-\u9fff]+(?<!号)〔\d{4}〕\d+号", line))), TO_FILL)
    title = next((m[0] for line in text if (m := re.search(r"[^\s〕号]*人民政府[^\s]*关于.*?的通知", line))), "")
    titles = [part.title for part in parts[1:] if part.title]
    issuer = re.match(r"(.*?)关于", title)
    area = _NAME.search(title or "".join(text))
    numbers = numbers_of(opening, {})
    days = [found for found in numbers if found.number.kind == "date"]
    published = next((d for d in days if re.search("成文|发文|发布|印发", d.words)), None)
    signed = next((d for d in reversed(days) if not letters(d.words)), None)
    spans = [n.number.values for p in parts for s in p.walk() for n in numbers_of(s, {}) if n.number.kind == "years"]
    years: list[Any] = [TO_FILL]
    if spans and 0 < spans[0][1] - spans[0][0] < 10:
        years = list(range(int(spans[0][0]), int(spans[0][1]) + 1))
    return {
        "code": code,
        "title": title or (titles[0] if titles else TO_FILL),
        "number": number,
        "issuer": issuer[1] if issuer else TO_FILL,
        "issuer_code": TO_FILL,
        "area": TO_FILL,
        "area_name": area[1] if area else TO_FILL,
        "signed_on": shown(signed.number.values, "date") if signed else TO_FILL,
        "published_on": shown(published.number.values, "date") if published else TO_FILL,
        "years": years,
        "lost_hyphens": [],
        "sums": [],
    }


def _plan_of(title: str, taken: set[str]) -> str:
    for plan, words in _PLANS.items():
        if plan not in taken and re.search(words, title):
            return plan
    return TO_FILL


def _sections(part: Part) -> Iterable[tuple[Section, tuple[Section, ...], list[Found]]]:
    waiting: list[tuple[Section, tuple[Section, ...]]] = [(section, (section,)) for section in reversed(part.sections)]
    while waiting:
        section, path = waiting.pop()
        yield section, path, numbers_of(section, {})
        waiting += [(below, (*path, below)) for below in reversed(section.below)]


def _section(
    made: Skeleton, section: Section, path: tuple[Section, ...], numbers: list[Found], plan: str, letter: str
) -> None:
    """One clause a section that says anything of its own. One with sections below and no figure is but a title."""
    first, *others = (text for _, text in section.lines)
    mark = heading(first)
    body = first[body_begins(first, mark[3] if mark else 0) :] + "".join(others)
    if section.below and not body:
        return
    clause = f"{letter}-{'.'.join(str(one.number) for one in path)}"
    label = "".join(one.label + one.title for one in path)
    made.clauses.append(_clause(clause, plan, label, section.title, body, _leads(made, fold(body))))
    seen: dict[str, int] = {}
    for found in numbers:
        number = found.number
        if number.kind not in _KINDS_OF_TARGETS:
            continue
        if number.kind == "time" and number.bound == "" and number.unit == "次" and "每" not in found.words:
            continue
        words = re.split("[,，、;；。()]", found.words)[-1].strip() or found.words.strip(" ,，、")
        if not letters(words):
            continue
        seen[number.kind] = seen.get(number.kind, 0) + 1
        span = len(number.values) > 1
        op = "between" if span else {"min": ">=", "max": "<="}.get(number.bound, TO_FILL)
        made.targets.append(
            {
                "clause": clause,
                "name": f"{number.kind}_{seen[number.kind]}",
                "words": words[-20:],
                "op": op,
                "value": shown(number.values, number.kind),
                "unit": number.kind,
                "period": TO_FILL,
                "source": "figure stated in the notice",
            }
        )


def _clause(clause: str, plan: str, section: str, title: str, body: str, leads: list[str]) -> dict[str, Any]:
    first = re.split("[。;；]", body)[0]
    title = title or re.split("[,，]", first)[0][:_LONGEST_SUMMARY]
    return {
        "id": clause,
        "plan": plan,
        "kind": TO_FILL,
        "section": section,
        "title": title or TO_FILL,
        "summary": first[:_LONGEST_SUMMARY] or title or TO_FILL,
        "period": TO_FILL,
        "lead": leads,
        "partners": [],
    }


def _leads(made: Skeleton, body: str) -> list[str]:
    """(市教育局牵头,市财政局参加): those before 负责 or 牵头."""
    found = next((m for m in reversed([*_DUTY.finditer(body)]) if m[2] in ("负责", "牵头")), None)
    if found is None:
        return [TO_FILL]
    codes = {entry["title"]: code for code, entry in made.agencies.items()}
    leads: list[str] = []
    for name in re.split("[、,，]", found[1]):
        title = re.sub("^由|分别$|共同$|按职责.*$", "", name.strip())
        if not title:
            continue
        if title not in codes:
            codes[title] = f"A{len(codes) + 1}"
            made.agencies[codes[title]] = {"title": title, "today": TO_FILL}
        leads.append(codes[title])
    return leads or [TO_FILL]


def _cited(like: Pack) -> set[str]:
    choices = {row["clause"] for row in like.tables["choices.csv"]}
    return choices | {parameter.clause for parameter in like.parameters.values()}


def write(skeleton: Skeleton, folder: Path, like: Pack, cited: Iterable[str]) -> None:
    """folder must be empty or not yet there. cited: clauses that rules and feeds name, with those of the parameters."""
    if folder.exists() and any(folder.iterdir()):
        raise NotANotice(f"{folder} 不是空文件夹，换一个地方")
    folder.mkdir(parents=True, exist_ok=True)
    notice = skeleton.notice
    notice["cites"] = dict.fromkeys(sorted({*notice["cites"], *cited}), TO_FILL)
    _dump(folder / "notice.yaml", _NOTICE_SAYS, notice)
    _dump(folder / "clauses.yaml", _CLAUSES_SAY, skeleton.clauses)
    _dump(folder / "targets.yaml", _TARGETS_SAY, skeleton.targets)
    agencies: dict[str, Any] = skeleton.agencies or {"A1": {"title": TO_FILL, "today": TO_FILL}}
    _dump(folder / "agencies.yaml", "# 责任部门：通知里的名称与今天的名称。\n", agencies)
    for name in ("sources.yaml", *NATIONAL):
        shutil.copyfile(like.folder / name, folder / name)
    with (folder / "divisions.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(CSV_FILES["divisions.csv"])
        rows.writerow([TO_FILL, notice["area_name"], "city", "", ""])
    for name in _OF_THE_NOTICE:
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(CSV_FILES[name])
    for path in sorted((like.folder / "parameters").rglob("*.yaml")):
        entries = [_parameter(entry, str(notice["number"])) for entry in yaml.safe_load(path.read_text("utf-8"))]
        _dump(folder / path.relative_to(like.folder), _PARAMETERS_SAY, entries)


def _parameter(entry: dict[str, Any], number: str) -> dict[str, Any]:
    """What the other notice or the other city set is to be filled in; what the law sets stays."""
    if entry["mark"] == "notice":
        values = dict.fromkeys(entry.get("values") or (), TO_FILL)
        return entry | {"values": values, "reference": number, "mark": TO_FILL}
    if entry.get("areas"):
        return {k: v for k, v in entry.items() if k != "note"} | {"areas": TO_FILL, "reference": TO_FILL}
    return entry


def _dump(path: Path, says: str, found: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(says + yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=110), encoding="utf-8")


_NOTICE_SAYS = f"""# 由通知原文生成，写着“{TO_FILL}”的要由人填写；填完用 chunfeng policy check 检查。
# cites：规则、表和参数引用的条款（左）在本通知里是哪一条（右）。lost_hyphens：原文丢失的连接号，raw 原样 read 应读作。
# sums：通知里的数字之间应当成立的算式。
"""
_CLAUSES_SAY = """# 每个有内容的标题一条；一节里有几件事的，拆成几条。kind：indicator 指标 process 程序 parameter 参数 register 台账 mechanism 机制。
"""
_TARGETS_SAY = """# 通知里的数。words：写在这个数前面的话。op：>= 不低于 <= 不超过 == 等于 between 区间；不是目标的数，删去。
"""
_PARAMETERS_SAY = """# 参数按事件发生之日取值；values 的键是起始日。全国统一的已抄来，通知或本市定的待填。
"""
