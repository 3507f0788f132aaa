"""What a rule's SQL may be: one SELECT, declared tables, known columns, functions that mean one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, ParseError, SqlglotError, TokenError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

from chunfeng.base.policy.declarations import Facts
from chunfeng.engines.screening.vocabulary import ARGUMENTS, word_of

Fault = Callable[[int | None, str], None]
_TYPES = {"text": "varchar"}
#: Functions whose results are equal on the engines; anything else is refused rather than trusted.
_ALLOWED = frozenset(
    {
        "sum",
        "count",
        "count_if",
        "min",
        "max",
        "avg",
        "coalesce",
        "nullif",
        "if",
        "greatest",
        "least",
        "abs",
        "round",
        "floor",
        "ceil",
        "ceiling",
        "length",
        "lower",
        "upper",
        "substring",
        "substr",
        "left",
        "right",
        "trim",
        "ltrim",
        "rtrim",
        "replace",
        "concat",
        "lpad",
        "row_number",
        "rank",
        "dense_rank",
        "lag",
        "lead",
        "first_value",
        "last_value",
        "starts_with",
        "startswith",
        "ends_with",
        "endswith",
        "contains",
        "case",
        "cast",
        "exists",
        "any_value",
        "and",
        "or",
        "max_by",
        "min_by",
        "arg_max",
        "arg_min",
        "logical_or",
        "logical_and",
        "bool_or",
        "bool_and",
        "sign",
        "mod",
        "ntile",
        "try_cast",
        "isnull",
        "date_add",
        "position",
        "str_position",
        "strpos",
    }
)
_ORDERED = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.Ntile)
_REFUSED_NODES: Mapping[type[exp.Expr], str] = {
    exp.Into: "into（写入）",
    exp.Lock: "for update",
    exp.Placeholder: "占位符 ?",
    exp.Parameter: "占位符 $",
    exp.TableSample: "抽样 tablesample",
    exp.Qualify: "qualify（改用子查询）",
    exp.Describe: "describe",
    exp.Command: "命令",
    exp.Lambda: "lambda",
    exp.Array: "列表 […]",
    exp.Struct: "结构 {…}",
    exp.Bracket: "下标 […]",
    exp.Unnest: "unnest",
    exp.Pivot: "pivot",
    exp.Lateral: "lateral",
    exp.Interval: "interval（月用 add_months，日用 日期 + 整数）",
}
_HINTS = {
    "year": "用 year_of",
    "month": "用 month_of",
    "quarter": "用 quarter_of",
    "date_trunc": "用 month_of",
    "timestamp_trunc": "用 month_of",
    "date_diff": "用 days_between 或 minutes_between",
    "datediff": "用 days_between 或 minutes_between",
    "current_date": "用 as_of()",
    "current_timestamp": "用 as_of()",
    "now": "用 as_of()",
    "today": "用 as_of()",
    "date": "用 day_of",
}


@dataclass
class Query:
    faults: list[str] = field(default_factory=list)
    tree: exp.Expr | None = None
    evidence: tuple[str, ...] = ()
    has_severity: bool = False


def check_query(
    path: Path, sql: str, line: int, *, tables: Mapping[str, Facts], reads: Sequence[str], params: Mapping[str, str],
    bind: bool = True,
) -> Query:  # fmt: skip
    """The parsed query with its faults; `line` is where its text begins in the file. bind: as of load_rule."""
    query = Query()

    def fault(where: int | None, sentence: str) -> None:
        query.faults.append(f"{path}:{line - 1 + (where or 1)} {sentence}")

    try:
        tree = _select(sql, tables, reads, fault)
    except RecursionError:
        fault(1, "查询嵌套太深，请拆成几步（with … as）")
        return query
    if tree is None:
        return query
    query.tree = tree
    _of_an_area(tree, sql, fault)
    _parameters(tree, params, sql, fault, {code for name in reads if name in tables for code in codes_of(tables[name])})
    names = [s.alias_or_name.lower() for s in tree.selects]
    if names[:3] != ["subject", "other", "said"]:
        fault(1, f"结果的前三列应依次是 subject、other、said，写的是 {'、'.join(names[:3]) or '（无）'}")
    if len(set(names)) != len(names) or "" in names:
        fault(1, "结果的每一列都要有自己的名字（as …），不能重名")
    query.has_severity = "severity" in names
    query.evidence = tuple(n for n in names[3:] if n != "severity")
    if bind and not query.faults:
        _columns(tree, tables, sql, fault)
    return query


def check_figure(
    path: Path, sql: str, line: int, *, tables: Mapping[str, Facts], reads: Sequence[str], columns: Sequence[str]
) -> list[str]:
    """What is wrong with the query of a figure: it is bound as a rule's is, and its columns are these."""
    faults: list[str] = []

    def fault(where: int | None, sentence: str) -> None:
        faults.append(f"{path}:{line - 1 + (where or 1)} {sentence}")

    tree = _select(sql, tables, reads, fault)
    if tree is None:
        return faults
    if [s.alias_or_name.lower() for s in tree.selects] != list(columns):
        fault(1, f"结果的列应依次是 {'、'.join(columns)}")
    if not faults:
        _columns(tree, tables, sql, fault)
    return faults


def check_derived(facts: Facts, tables: Mapping[str, Facts]) -> list[str]:
    """What is wrong with the query of a table that follows from others: it is bound as a rule's is, and knows no day."""
    faults: list[str] = []

    def fault(where: int | None, sentence: str) -> None:
        faults.append(f"{facts.table}:{where or 1} {sentence}")

    tree = _select(facts.query, tables, facts.reads, fault)
    if tree is None:
        return faults
    if [s.alias_or_name.lower() for s in tree.selects] != list(facts.columns):
        fault(1, f"结果的列应依次是 {'、'.join(facts.columns)}")
    if any(word_of(node) == ("as_of", []) for node in tree.walk()):
        fault(1, "不能用 as_of()：这张表不随核查日变化")
    _of_an_area(tree, facts.query, fault)
    for name in facts.reads:
        if name in tables and tables[name].query:
            fault(1, f"{name} 也是推出来的表，只能从名单的表推出")
    if not faults:
        _columns(tree, tables, facts.query, fault)
    return faults


@cache
def codes_in(sql: str) -> frozenset[str]:
    """Codes of the parameters that a query of a derived table joins."""
    if not sql:
        return frozenset()
    compared = (c for c in sqlglot.parse_one(sql, read="duckdb").find_all(exp.EQ) if isinstance(c.this, exp.Column))
    return frozenset(
        c.expression.this for c in compared if c.this.name.lower() == "code" and isinstance(c.expression, exp.Literal)
    )


def codes_of(facts: Facts) -> frozenset[str]:
    return codes_in(facts.query)


def _select(sql: str, tables: Mapping[str, Facts], reads: Sequence[str], fault: Fault) -> exp.Query | None:
    """The parsed query if it is one SELECT at all; what may not stand in it is told."""
    if not sql.strip():
        fault(1, "没有查询语句：文件头之后应是一个 SELECT")
        return None
    try:
        statements = [s for s in sqlglot.parse(sql, read="duckdb") if s is not None]
    except (ParseError, TokenError) as error:
        details = getattr(error, "errors", None) or [{}]
        found = re.search(r"Line (\d+)", str(error))
        fault(details[0].get("line") or (int(found.group(1)) if found else 1), f"SQL 写法有误：{_short(error)}")
        return None
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        fault(1, "只能是一个 SELECT 或 WITH … SELECT，不能有其他语句")
        return None
    tree: exp.Query = statements[0]
    for sentence, node in _refused(tree):
        fault(_line_of(node, sql), sentence)
    _tables(tree, tables, reads, sql, fault)
    return tree


def schema_of(tables: Mapping[str, Facts]) -> dict[str, object]:
    return {t: {c: _TYPES.get(k, k) for c, k in f.columns.items()} for t, f in tables.items()}


def _refused(tree: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    for node in tree.walk():
        for kind, name in _REFUSED_NODES.items():
            if isinstance(node, kind):
                yield f"不能用 {name}：各引擎结果不一或不是查询", node
        if isinstance(node, exp.With) and node.recursive:
            yield "不能用 with recursive：可能永不结束，Spark 也没有", node
        if isinstance(node, exp.Window) and isinstance(node.this, _ORDERED) and not node.args.get("order"):
            yield "窗口函数要写 order by，并排到不会并列", node
        if not isinstance(node, exp.Func) or isinstance(node, (exp.Connector, exp.Case, exp.Cast, exp.Exists)):
            continue
        word = word_of(node)
        if word:
            name, arguments = word
            if len(arguments) != ARGUMENTS[name]:
                yield f"{name} 需要 {ARGUMENTS[name]} 个参数，写了 {len(arguments)} 个", node
            continue
        name = (str(node.this) if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
        if name not in _ALLOWED:
            hint = f"，请{_HINTS[name]}" if name in _HINTS else ""
            yield f"不能用函数 {name}：不在各引擎通用的函数之内{hint}", node


def _tables(tree: exp.Query, tables: Mapping[str, Facts], reads: Sequence[str], sql: str, fault: Fault) -> None:
    used: set[str] = set()
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            fault(_line_of(table, sql), f"from 之后只能是事实表，不能是 {table.this.sql(dialect='duckdb')}")
            continue
        name = table.name.lower()
        if table.args.get("db") or table.args.get("catalog"):
            fault(_line_of(table, sql), f"表名前不能有库名：{table.sql(dialect='duckdb', comments=False)}")
        elif _of_a_with(table, name) and not (name in tables and _inside_own(table, name)):
            continue
        elif name not in tables:
            fault(_line_of(table, sql), f"没有这张表：{name}")
        else:
            used.add(name)
            if name not in reads:
                fault(_line_of(table, sql), f"用到了表 {name}，但 reads 中没有写")
    for name in reads:
        if name in tables and name not in used:
            fault(1, f"reads 中写了 {name}，查询却没有用到")


def _of_a_with(table: exp.Table, name: str) -> bool:
    """Whether a WITH that reaches this place declares the name: one of another subquery does not."""
    around = table.parent
    while around is not None:
        if isinstance(around, exp.Query) and any(cte.alias.lower() == name for cte in around.ctes):
            return True
        around = around.parent
    return False


def _inside_own(table: exp.Table, name: str) -> bool:
    cte = table.find_ancestor(exp.CTE)
    return cte is not None and cte.alias.lower() == name


def _of_an_area(tree: exp.Query, sql: str, fault: Fault) -> None:
    """A parameter may have a value of the city and others of counties: whoever joins them says which one counts, or all do."""
    for table in tree.find_all(exp.Table):
        select = table.find_ancestor(exp.Select)
        if table.name.lower() != "parameters" or _inside_own(table, "parameters") or select is None:
            continue
        name = table.alias_or_name
        if not any(c.name.lower() == "area" and c.table in (name, "") for c in select.find_all(exp.Column)):
            fault(_line_of(table, sql), f"参数 {name} 要写明用哪个地区的值：全市一个数的写 {name}.area is null")


@cache
def one_for_all(sql: str) -> frozenset[str]:
    """Codes of the parameters that a query reads for the whole city alone, wherever what it judges happened."""
    found = set[str]()
    for select in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Select) if sql else ():
        for join in (source.parent for source in select.find_all(exp.Table) if source.name.lower() == "parameters"):
            if not isinstance(join, exp.Join):
                continue
            on = join.args.get("on")
            if on and any(
                isinstance(i.this, exp.Column) and i.this.name.lower() == "area" for i in on.find_all(exp.Is)
            ):
                found |= {n.this for n in on.find_all(exp.Literal) if n.is_string and "." in n.this}
    return frozenset(found)


def _parameters(tree: exp.Query, params: Mapping[str, str], sql: str, fault: Fault, behind: set[str]) -> None:
    """behind: codes that the derived tables used by the query rest on: the report must show them all the same."""
    literals = {n.this for n in tree.find_all(exp.Literal) if n.is_string}
    for name, code in params.items():
        if code not in literals | behind:
            fault(1, f"params 中的 {name}（{code}）在查询里没有用到")
    for code in sorted(behind - set(params.values())):
        fault(1, f"所用的表用到了参数 {code}，但 params 中没有写")
    for compared in tree.find_all(exp.EQ, exp.In):
        column = compared.this
        if isinstance(column, exp.Column) and column.name.lower() == "code":
            for literal in compared.find_all(exp.Literal):
                if literal.is_string and "." in literal.this and literal.this not in params.values():
                    fault(_line_of(literal, sql), f"用到了参数 {literal.this}，但 params 中没有写")


def _columns(tree: exp.Expr, tables: Mapping[str, Facts], sql: str, fault: Fault) -> None:
    missing = False
    for scope in traverse_scope(tree):
        for column in scope.columns:
            source = scope.sources.get(column.table) if column.table else None
            if isinstance(source, exp.Table) and source.name.lower() in tables:
                facts = tables[source.name.lower()]
                if column.name.lower() not in facts.columns:
                    missing = True
                    fault(_line_of(column, sql), f"表 {facts.table} 没有这一列：{column.name}")
    if missing:
        return
    try:
        done = qualify(
            tree.copy(),
            schema=schema_of(tables),
            dialect="duckdb",
            quote_identifiers=False,
            validate_qualify_columns=True,
        )
        typed = annotate_types(done, schema=schema_of(tables), dialect="duckdb")
    except OptimizeError as error:
        found = re.search(r"[Ll]ine:? (\d+)", str(error))
        fault(int(found.group(1)) if found else 1, f"列名不明：{_short(error)}")
        return
    except SqlglotError as error:
        fault(1, f"SQL 写法有误：{_short(error)}")
        return
    except RecursionError:
        fault(1, "查询嵌套太深，请拆成几步（with … as）")
        return
    for minus in typed.find_all(exp.Sub):
        if all(side.is_type("date", "timestamp") for side in (minus.this, minus.expression)):
            fault(_line_of(minus, sql), "日期相减各引擎结果不一，请用 days_between(先, 后)")


def _line_of(node: exp.Expr, sql: str) -> int | None:
    lines = [n.meta["line"] for n in node.walk() if "line" in n.meta]
    if lines:
        return int(min(lines))
    text = node.sql(dialect="duckdb", comments=False).split("(")[0].strip("'").lower()
    place = sql.lower().find(text) if text else -1
    return sql.count("\n", 0, place) + 1 if place >= 0 else None


def _short(error: Exception) -> str:
    lacking = re.search(r"Required keyword: .* missing for <class '.*\.(\w+)'>", str(error))
    if lacking:
        return f"函数 {re.sub(r'(?<=[a-z])(?=[A-Z])', '_', lacking.group(1)).lower()} 的参数不全"
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error)).split("\n")[0].strip()[:200]
