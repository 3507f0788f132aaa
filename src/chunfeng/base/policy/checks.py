"""What must hold in a pack. Each check adds every fault it sees, with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from chunfeng.base.policy.sources import TO_FILL, Entry, Faults
from chunfeng.kernel import credit_code

KINDS = ("indicator", "process", "parameter", "register", "mechanism")
PLANS = ("general", "training", "rights", "services")
REGIMES = ("plan_2015_2017", "current", "both", "dated")
MARKS = ("notice", "document", "practice", "default")
PROGRAMMES = (
    "EMPLOYMENT_SKILL",
    "RESERVE_SKILL",
    "POST_UPGRADE",
    "POST_TRANSFER",
    "STARTUP",
    "SPARK",
    "REWARM",
    "RAIN_DEW",
    "DOMESTIC",
    "DISABLED",
    "GUIDANCE",
)
OPERATORS = (">=", "<=", "=", "==", ">", "<", "between")
DIVISION_KINDS = ("city", "county", "zone", "township", "village")
_CODE = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*)+")
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_SUM = re.compile(r"\d+([+*]\d+)*")

Rows = list[tuple[int, dict[str, str]]]


def check_all(
    maps: dict[str, Entry],
    lists: dict[str, list[Entry]],
    tables: dict[str, Rows],
    parameters: list[tuple[str, Entry]],
    faults: Faults,
) -> None:
    _unfilled(maps, lists, tables, parameters, faults)
    agencies = set(maps["agencies.yaml"])
    _named(maps["agencies.yaml"], "agencies.yaml", ("title", "today"), faults)
    _named(maps["sources.yaml"], "sources.yaml", ("title", "holder"), faults)
    clauses = _clauses(lists["clauses.yaml"], agencies, faults)
    _targets(lists["targets.yaml"], clauses, faults)
    _notice(maps["notice.yaml"], faults)
    _cites(maps["notice.yaml"], clauses, faults)
    _sums_of(maps["notice.yaml"], lists["targets.yaml"], faults)
    areas = _divisions(tables["divisions.csv"], faults)
    cites = maps["notice.yaml"].get("cites")
    cited = clauses | set(cites if isinstance(cites, Entry) else ())
    _parameters(parameters, cited, areas, faults)
    _words(tables, faults)
    _choices(tables["choices.csv"], cited, faults)
    _plan_items(tables["plan_items.csv"], clauses, agencies, faults)
    _special_programmes(tables, clauses, agencies, faults)
    _calendar(tables["calendar.csv"], faults)
    for line, row in tables["historic_areas.csv"]:
        if not re.fullmatch(r"\d{6}", row["code6"]) or not row["name"]:
            faults.add("historic_areas.csv", line, "code6 应为六位数字，name 不能空")


def _unfilled(
    maps: dict[str, Entry],
    lists: dict[str, list[Entry]],
    tables: dict[str, Rows],
    parameters: list[tuple[str, Entry]],
    faults: Faults,
) -> None:
    """Everything a skeleton left to a person, each with its line; the other checks then keep quiet about it."""

    def look(file: str, line: int, name: str, value: Any) -> None:
        if isinstance(value, str) and value.strip() == TO_FILL:
            faults.add(file, line, f"{TO_FILL}：{name}")
        elif isinstance(value, Entry):
            for key, below in value.items():
                look(file, value.at(str(key)), f"{name}.{key}" if name else str(key), below)
        elif isinstance(value, list):
            for below in value:
                look(file, below.line if isinstance(below, Entry) else line, name, below)

    for file, entry in [*maps.items(), *parameters]:
        look(file, entry.line, "", entry)
    for file, found in lists.items():
        look(file, 1, "", found)
    for file, rows in tables.items():
        for line, row in rows:
            for name, cell in row.items():
                look(file, line, name, cell)


def _cites(entry: Entry, clauses: set[str], faults: Faults) -> None:
    """cites: clause that rules, feeds and parameters name → the clause of this notice that orders the same."""
    cites = entry.get("cites")
    if cites is None:
        return
    if not isinstance(cites, Entry):
        faults.add("notice.yaml", entry.at("cites"), "cites 应为“条款: 本通知的条款”")
        return
    for cited, own in cites.items():
        if own not in clauses and own != TO_FILL:
            faults.add("notice.yaml", cites.at(str(cited)), f"没有条款 {own}")


def _sums_of(entry: Entry, targets: list[Entry], faults: Faults) -> None:
    """of and makes of a sum: targets, whose values must be the very numbers of the sum."""
    values: dict[str, Any] = {}
    for target in targets:
        values.setdefault(str(target.get("clause")), target.get("value"))
        values[f"{target.get('clause')}/{target.get('name')}"] = target.get("value")
    for item in entry.get("sums") or []:
        if not isinstance(item, Entry) or ("of" not in item and "makes" not in item):
            continue
        of = item.get("of")
        names = [*(of if isinstance(of, list) else ()), item.get("makes")]
        unknown = [str(name) for name in names if str(name) not in values]
        if len(names) < 3 or unknown:
            faults.add("notice.yaml", item.line, f"of 和 makes 应为 targets.yaml 里的目标，没有 {'、'.join(unknown)}")
        elif [str(values[str(name)]) for name in names] != [*str(item.get("sum")).split("+"), str(item.get("is"))]:
            faults.add("notice.yaml", item.line, f"{item.get('sum')} 与 {'、'.join(map(str, names))} 的值不同")


def _missing(entry: Entry, file: str, names: Iterable[str], faults: Faults) -> bool:
    absent = [name for name in names if entry.get(name) in (None, "", [])]
    if absent:
        faults.add(file, entry.line, f"缺少 {'、'.join(absent)}")
    return bool(absent)


def _named(found: Entry, file: str, names: tuple[str, ...], faults: Faults) -> None:
    for key, value in found.items():
        if not isinstance(value, Entry):
            faults.add(file, found.at(key), f"{key} 应有 {'、'.join(names)}")
        else:
            _missing(value, file, names, faults)


def _one_of(entry: Entry, file: str, key: str, allowed: tuple[str, ...], faults: Faults) -> None:
    if entry.get(key) not in (*allowed, TO_FILL):
        faults.add(file, entry.at(key), f"{key} 是 {entry.get(key)!r}，只能是 {'、'.join(allowed)}")


def _clauses(found: list[Entry], agencies: set[str], faults: Faults) -> set[str]:
    file, seen = "clauses.yaml", dict[str, int]()
    for entry in found:
        if _missing(entry, file, ("id", "plan", "kind", "title", "summary", "lead"), faults):
            continue
        _one_of(entry, file, "kind", KINDS, faults)
        _one_of(entry, file, "plan", PLANS, faults)
        if entry["id"] in seen:
            faults.add(file, entry.at("id"), f"条款 {entry['id']} 已在第 {seen[entry['id']]} 行")
        seen.setdefault(entry["id"], entry.at("id"))
        for role in ("lead", "partners"):
            units = entry.get(role) or []
            if not isinstance(units, list):
                faults.add(file, entry.at(role), f"{role} 应当是列表")
                continue
            for unit in units:
                if unit not in agencies and unit != TO_FILL:
                    faults.add(file, entry.at(role), f"{role} 里的 {unit} 不在 agencies.yaml")
    return set(seen)


def _targets(found: list[Entry], clauses: set[str], faults: Faults) -> None:
    for entry in found:
        if _missing(entry, "targets.yaml", ("clause", "op", "unit"), faults):
            continue
        if entry["clause"] not in clauses:
            faults.add("targets.yaml", entry.at("clause"), f"没有条款 {entry['clause']}")
        _one_of(entry, "targets.yaml", "op", OPERATORS, faults)


def _notice(entry: Entry, faults: Faults) -> None:
    file = "notice.yaml"
    if _missing(entry, file, ("code", "title", "number", "issuer", "area", "years"), faults):
        return
    code = entry.get("issuer_code")
    wrong = credit_code.problem(str(code)) if code and code != TO_FILL else None
    if wrong:
        faults.add(file, entry.at("issuer_code"), wrong)
    for item in entry.get("sums") or []:
        text = str(item.get("sum", ""))
        if not _SUM.fullmatch(text):
            faults.add(file, item.line, f"算式 {text} 只能用加号和乘号")
        elif (made := _reckon(text)) != item.get("is"):
            faults.add(file, item.line, f"{text} 等于 {made}，不是 {item.get('is')}")


def _reckon(text: str) -> int:
    total = 0
    for part in text.split("+"):
        product = 1
        for factor in part.split("*"):
            product *= int(factor)
        total += product
    return total


def _divisions(rows: Rows, faults: Faults) -> set[str]:
    file, seen = "divisions.csv", set[str]()
    for line, row in rows:
        if row["code"] in seen:
            faults.add(file, line, f"代码 {row['code']} 重复")
        if row["kind"] not in DIVISION_KINDS:
            faults.add(file, line, f"kind 是 {row['kind']!r}，只能是 {'、'.join(DIVISION_KINDS)}")
        if row["kind"] != "city" and row["parent"] not in seen:
            faults.add(file, line, f"上级 {row['parent']!r} 应写在它前面")
        if not row["name"]:
            faults.add(file, line, "缺少 name")
        seen.add(row["code"])
    return {row["code"] for _, row in rows if row["kind"] in ("city", "county", "zone")}


def _parameters(found: list[tuple[str, Entry]], clauses: set[str], areas: set[str], faults: Faults) -> None:
    seen: dict[str, str] = {}
    for file, entry in found:
        if _missing(entry, file, ("code", "title", "unit", "clause", "reference", "regime", "mark"), faults):
            continue
        code = str(entry["code"])
        if not _CODE.fullmatch(code):
            faults.add(file, entry.at("code"), f"参数代码 {code} 应写成 training.min_age 的样子")
        if code in seen:
            faults.add(file, entry.at("code"), f"参数 {code} 已在 {seen[code]}")
        seen.setdefault(code, f"{file}:{entry.at('code')}")
        if entry["clause"] not in clauses:
            faults.add(file, entry.at("clause"), f"没有条款 {entry['clause']}")
        _one_of(entry, file, "regime", REGIMES, faults)
        _one_of(entry, file, "mark", MARKS, faults)
        if not entry.get("values") and not entry.get("areas"):
            faults.add(file, entry.line, "缺少 values 或 areas")
        if entry.get("checked") is not None:
            _days(Entry({entry["checked"]: 0}), file, entry.at("checked"), faults)
        _days(entry.get("values"), file, entry.at("values"), faults)
        spans = entry.get("areas")
        if spans is None or spans == TO_FILL:
            continue
        if not isinstance(spans, Entry):
            faults.add(file, entry.at("areas"), "areas 应为“地区代码: 各日期的值”")
            continue
        for area, values in spans.items():
            if not isinstance(area, str) or area not in areas:
                faults.add(file, spans.at(str(area)), f"地区 {area!r} 不在 divisions.csv（代码要加引号）")
            _days(values, file, spans.at(str(area)), faults)


def _days(values: Any, file: str, line: int, faults: Faults) -> None:
    if values is None:
        return
    if not isinstance(values, Entry):
        faults.add(file, line, "应为“起始日: 值”")
        return
    lines = getattr(values, "lines", {})
    for day, value in values.items():
        here = lines.get(str(day), line)
        if not _is_day(day):
            faults.add(file, here, f"起始日 {day!r} 应写成 2015-03-01 的样子")
        if value is not None and value != TO_FILL and (isinstance(value, bool) or not isinstance(value, int)):
            faults.add(file, here, f"值 {value!r} 应为整数（金额以分计）")


def _is_day(value: Any) -> bool:
    if isinstance(value, date):
        return True
    try:
        return bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _whole(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: text.isascii() and text.isdigit() and low <= int(text) <= high


def _words(tables: dict[str, Rows], faults: Faults) -> None:
    """Word lists: a word means one thing; a canonical name means itself."""
    for file, key, value, allowed in (
        ("trades.csv", "name", "trade", None),
        ("levels.csv", "word", "level", _whole(1, 7)),
        ("programmes.csv", "word", "programme", PROGRAMMES.__contains__),
        ("funds.csv", "word", "fund", None),
        ("glossary.csv", "term", "identifier", None),
    ):
        seen: dict[str, tuple[int, str]] = {}
        for line, row in tables[file]:
            word = row[key].lower()
            if not word or not row[value]:
                faults.add(file, line, f"{key} 和 {value} 都不能空")
            elif allowed is not None and not allowed(row[value]):
                faults.add(file, line, f"{value} 不能是 {row[value]!r}")
            if word in seen:
                faults.add(file, line, f"“{row[key]}”已在第 {seen[word][0]} 行")
            seen.setdefault(word, (line, row[value]))
        if file == "trades.csv":
            for line, row in tables[file]:
                own = seen.get(row["trade"].lower())
                if own is None or own[1] != row["trade"]:
                    faults.add(file, line, f"规范名称“{row['trade']}”自己应有一行，且对应自己")
    trades = {row["trade"] for _, row in tables["trades.csv"]}
    for line, row in tables["demo_standards.csv"]:
        if row["trade"] and row["trade"] not in trades:
            faults.add("demo_standards.csv", line, f"工种“{row['trade']}”不在 trades.csv")
        for name in ("level", "hours", "amount_fen"):
            if row[name] and not row[name].isdigit():
                faults.add("demo_standards.csv", line, f"{name} 应为整数")
        if not row["mark"] or not row["source"]:
            faults.add("demo_standards.csv", line, "缺少 mark 或 source")


def _choices(rows: Rows, clauses: set[str], faults: Faults) -> None:
    file, seen = "choices.csv", dict[tuple[str, str], int]()
    for line, row in rows:
        key = row["list"], row["code"]
        if not _CODE.fullmatch(row["list"]) or not _PLAIN.fullmatch(row["code"]) or not row["title"]:
            faults.add(file, line, "list 应写成 training.exit_grounds 的样子，code 用小写字母，title 不能空")
        if key in seen:
            faults.add(file, line, f"{row['list']} 的 {row['code']} 已在第 {seen[key]} 行")
        seen.setdefault(key, line)
        if row["clause"] not in clauses:
            faults.add(file, line, f"没有条款 {row['clause']}")
        if row["valid_to_on"] and not _is_day(row["valid_to_on"]):
            faults.add(file, line, f"日期 {row['valid_to_on']!r} 应写成 2015-03-01 的样子")


def _plan_items(rows: Rows, clauses: set[str], agencies: set[str], faults: Faults) -> None:
    """Every line hangs on one before it; one without parts says which kinds of training are counted in it."""
    file, seen = "plan_items.csv", dict[str, int]()
    parents = {row["parent"] for _, row in rows}
    for line, row in rows:
        if not _PLAIN.fullmatch(row["item"]) or not row["title"] or not row["english"]:
            faults.add(file, line, "item 用小写字母，title 和 english 不能空")
        if row["item"] in seen:
            faults.add(file, line, f"{row['item']} 已在第 {seen[row['item']]} 行")
        if row["parent"] and row["parent"] not in seen:
            faults.add(file, line, f"上级 {row['parent']} 应在它前面")
        seen.setdefault(row["item"], line)
        if row["clause"] not in clauses:
            faults.add(file, line, f"没有条款 {row['clause']}")
        if row["agency"] not in agencies:
            faults.add(file, line, f"没有部门 {row['agency']}")
        programmes = row["programmes"].split()
        if bool(programmes) is (row["item"] in parents):
            faults.add(file, line, "没有下级的项目要写明培训种类，有下级的不写")
        for programme in programmes:
            if programme not in PROGRAMMES:
                faults.add(file, line, f"没有培训种类 {programme}")


def _special_programmes(tables: dict[str, Rows], clauses: set[str], agencies: set[str], faults: Faults) -> None:
    """Whatever a row names must be in the list it is of, and its line of the plan must count that kind of training."""
    file, seen = "special_programmes.csv", dict[str, int]()
    funds = {row["fund"] for _, row in tables["funds.csv"]}
    counts = {row["item"]: row["programmes"].split() for _, row in tables["plan_items.csv"]}
    conditions = {row["code"] for _, row in tables["choices.csv"] if row["list"] == "training.programme_conditions"}
    for line, row in tables[file]:
        if not _PLAIN.fullmatch(row["code"]) or not row["title"] or not row["english"]:
            faults.add(file, line, "code 用小写字母，title 和 english 不能空")
        if row["code"] in seen:
            faults.add(file, line, f"{row['code']} 已在第 {seen[row['code']]} 行")
        seen.setdefault(row["code"], line)
        for what, known in (("clause", clauses), ("agency", agencies), ("fund", funds), ("programme", set(PROGRAMMES))):
            if row[what] not in known:
                faults.add(file, line, f"没有 {what} {row[what]}")
        if row["programme"] not in counts.get(row["item"], ()):
            faults.add(file, line, f"计划项目 {row['item']} 不含培训种类 {row['programme']}")
        if not row["conditions"]:
            faults.add(file, line, "缺少 conditions")
        for condition in row["conditions"].split():
            if condition not in conditions:
                faults.add(file, line, f"choices.csv 的 training.programme_conditions 没有 {condition}")
        if row["stipend"] not in ("0", "1"):
            faults.add(file, line, "stipend 只能是 0 或 1")


def _calendar(rows: Rows, faults: Faults) -> None:
    file, seen = "calendar.csv", set[date]()
    for line, row in rows:
        if not _is_day(row["date"]):
            faults.add(file, line, f"日期 {row['date']!r} 应写成 2015-03-01 的样子")
            continue
        day = date.fromisoformat(row["date"])
        if day in seen:
            faults.add(file, line, f"{day} 重复")
        seen.add(day)
        if row["kind"] not in ("statutory", "rest", "work"):
            faults.add(file, line, f"kind 是 {row['kind']!r}，只能是 statutory、rest、work")
