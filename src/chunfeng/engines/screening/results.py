"""What a run of the rules gives, and how a rule's columns become one hit: the same on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.place import SEVERITIES
from chunfeng.engines.screening.rule import Rule

#: Columns of the Parquet file of raw hits, in its total order rule, subject, other, said, evidence, severity.
HIT_COLUMNS = ("rule", "severity", "subject", "other", "said", "evidence")
ORDER = "rule, subject, other nulls first, said, evidence, severity"
UNTESTABLE = "untestable"

SQL_TYPES = {"text": "varchar", "int": "integer", "bool": "boolean"}


@dataclass(frozen=True)
class NotRun:
    rule: str
    needs: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Untestable:
    rule: str
    said: str
    count: int


@dataclass
class RunResult:
    """hits: Parquet of HIT_COLUMNS; ran: (rule, number of hits); seconds are for the terminal, never for a file."""

    hits: Path
    ran: list[tuple[str, int]] = field(default_factory=list)
    not_run: list[NotRun] = field(default_factory=list)
    untestable: list[Untestable] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(number for _, number in self.ran)


@dataclass(frozen=True)
class Settings:
    """memory_limit as DuckDB writes it; spills go to temp_directory."""

    temp_directory: Path
    memory_limit: str = "512MiB"
    threads: int = 2


def sql_type(kind: str) -> str:
    return SQL_TYPES.get(kind, kind)


def lists_first(facts: Sequence[Facts]) -> list[Facts]:
    """Tables that lists feed before those that follow from them."""
    return sorted(facts, key=lambda f: bool(f.query))


def typed(facts: Facts, query: str, text: str) -> str:
    """The query of a derived table with the declared types. text: the engine's word for a character type."""
    picked = ", ".join(
        f"cast({column} as {text if kind == 'text' else sql_type(kind)}) as {column}"
        for column, kind in facts.columns.items()
    )
    return f"select {picked} from (\n{query}\n) as derived"


def looked_for(facts: Sequence[Facts], tables: Iterable[str]) -> dict[str, bool]:
    """Needs that are met from the start: what reading found out of these tables, though it be nothing."""
    return dict.fromkeys({f.table for f in facts if f.made}.intersection(tables), True)


def not_run(rule: Rule, missing: Sequence[str], facts: Sequence[Facts]) -> NotRun:
    return NotRun(rule.code, tuple(missing), asking(missing, facts))


def asking(missing: Sequence[str], facts: Sequence[Facts], say: Callable[[str], str] = str) -> str:
    """The sentence that tells which list to ask for, and whom. say: gives a text in the language of a page."""
    titles = {f.table: f for f in facts}
    if any(titles[need.split("|")[0].partition(".")[0]].made for need in missing):
        return say("未执行：只在核查材料夹时执行")
    asked = []
    for need in missing:
        named = []
        for choice in need.split("|"):
            table, _, kind = choice.partition(".")
            title = say(titles[table].title)
            named.append(
                say("%(list)s（%(kind)s）") % {"list": title, "kind": say(REGISTERS.get(kind, kind))} if kind else title
            )
        holder = say(titles[need.split("|")[0].partition(".")[0]].holder)
        asked.append(say("%(lists)s，向%(holder)s索取") % {"lists": say("或").join(named), "holder": holder})
    return say("未执行：需要%(lists)s") % {"lists": say("；").join(asked)}


def broken(rule: Rule, error: Exception) -> NotRun:
    """A rule that the engine could not carry out. What the engine says quotes the value: only what kind of fault it is."""
    kind = {"ConversionException": "有一个值不能转换成所写的类型", "OutOfRangeException": "有一个数超出了类型的范围"}
    said = kind.get(type(error).__name__, f"查询不能执行（{type(error).__name__}）")
    return NotRun(rule.code, (), f"未执行：{said}，请改正规则文件 {rule.path.name} 后重新核查")


#: Kinds of the one facts table that holds outside lists and places, as the sentence above calls them.
REGISTERS = {
    "deceased": "死亡人员",
    "pension": "养老金领取人员",
    "public_payroll": "财政供养人员",
    "student": "在校学生",
    "detained": "羁押服刑人员",
    "abroad": "出入境",
    "hospital": "住院",
    "poverty": "脱贫人员",
    "disability": "残疾人",
    "shareholder": "股东出资",
    "unemployment": "失业登记",
    "class": "培训",
    "work": "工地",
}


def hit_select(rule: Rule, query: str, types: dict[str, str], text: str) -> str:
    """Wraps a rule's query: severity never above the header's, the evidence as JSON in the order of its columns.

    text: the engine's word for a character type. Engines disagree on JSON of their own, so it is written out.
    """
    severity = f"'{rule.severity}'"
    if rule.has_severity:
        lower = SEVERITIES[SEVERITIES.index(rule.severity) :]
        listed = ", ".join(f"'{s}'" for s in (*lower, UNTESTABLE))
        severity = f"case when severity in ({listed}) then severity else '{rule.severity}' end"
    parts = []
    for name in rule.evidence:
        value = _json(name, types[name].upper(), text)
        parts.append(f"""'"{name}":' || coalesce({value}, 'null')""")
    evidence = " || ',' || ".join(parts)
    evidence = f"'{{' || {evidence} || '}}'" if parts else "'{}'"
    return (
        f"select '{rule.code}' as rule, {severity} as severity, cast(subject as {text}) as subject, "
        f"cast(other as {text}) as other, cast(said as {text}) as said, {evidence} as evidence "
        f"from (\n{query}\n) as result where subject is not null"
    )


def _json(name: str, kind: str, text: str) -> str:
    if kind.startswith(("DOUBLE", "FLOAT", "REAL")):
        return f"cast(cast(round({name}, 2) as decimal(18, 2)) as {text})"
    if "INT" in kind or kind.startswith(("DECIMAL", "BOOL", "LONG", "SHORT", "BYTE")):
        return f"cast({name} as {text})"
    # chr() would do, but Spark and DuckDB agree on replace() of the characters themselves only.
    slash = "'\\\\'" if text == "string" else "'\\'"
    double_slash = "'\\\\\\\\'" if text == "string" else "'\\\\'"
    escaped_quote = "'\\\\\"'" if text == "string" else "'\\\"'"
    plain = f"replace(replace(cast({name} as {text}), {slash}, {double_slash}), '\"', {escaped_quote})"
    return f"'\"' || replace(replace({plain}, chr(10), ' '), chr(13), ' ') || '\"'"
