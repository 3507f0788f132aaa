"""Nothing that a page says stands bare in Chinese, and what gettext is given in whatever form has its English: read by ast."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from django.utils.translation import gettext, ngettext, override, pgettext
from sqlglot import exp

import chunfeng
from chunfeng.base.policy.values import pack
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.desks.open.words import full_width
from chunfeng.desks.staff.rules import headers
from chunfeng.engines.display import evidence_titles, words
from chunfeng.engines.screening import results
from chunfeng.engines.screening.figure import load_figures
from chunfeng.engines.screening.found import all_facts, screen_folders
from chunfeng.engines.screening.rule import load_rules
from chunfeng.site.figures import folders

ROOT = Path(chunfeng.__file__).parent
HAN = re.compile("[\u4e00-\u9fff]")
#: With marks: a Chinese comma between English words is as foreign as a word.
CHINESE_OR_MARKS = re.compile("[\u3001-\u3003\u3008-\u301f\u4e00-\u9fff\uff01-\uff5e]")
SAYING = {"_", "gettext", "gettext_lazy", "later", "noop", "say", "ngettext", "pgettext", "pgettext_lazy"}
#: Calls whose literals are compared with what somebody wrote, not shown.
READING = {"compile", "sub", "removeprefix", "removesuffix", "startswith", "endswith", "split", "partition"}
#: What may speak Chinese alone, and why.
CHINESE = {
    "words of the lists; what is shown of them is translated there": "*/feeds.py */feeds/*.py */facts.py",
    "the demo city": "*demo*",
    "papers: the language of the law": "*/papers.py */pages/outcome.py */pages/laws.py base/workflow/remedies.py",
    "workbooks and messages to phones": "base/uploads/workbooks.py */actions/telling.py site/telling.py",
    "for the console: whoever installs, restores or writes a pack or a procedure": "base/policy/checks.py base/policy/pack.py "
    "base/policy/retention.py base/policy/sources.py base/policy/values.py base/policy/notice/*.py base/keys/queries.py "
    "base/keys/ring.py base/keys/seal.py base/policy/coverage.py "
    "base/audit/sealing.py base/documents/sealed_file.py base/workflow/registry.py site/*_commands.py site/cli.py "
    "site/doctor.py site/backup/*.py",
    "the audit of a folder: report, workbook, terminal": "site/audit.py site/result.py site/findings.py",
    "specimens of the components": "desks/ui/specimens/*.py",
}
#: Stored once for all readers: names of whoever has no account, which `Event.doer` translates; numbers and titles.
STORED = {
    "系统", "公众", "投诉人", "附件", "移", "理", "罚", "令", "告", "人社监", "字〔", "号", "涉嫌拒不支付劳动报酬 · ",
    "《劳动保障监察条例》第二十一条", "调整",
    # A word of lists, which are Chinese.
    "全市",
}  # fmt: skip


def speaking() -> Iterator[Path]:
    """The modules that speak to the web."""
    aside = " ".join(CHINESE.values()).split()
    for part in ("base", "desks", "plans", "site"):
        for path in sorted((ROOT / part).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not {"tests", "migrations"} & set(path.parts) and not any(fnmatch(name, p) for p in aside):
                yield path


def called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def quiet(node: ast.AST) -> list[ast.expr | None]:
    """What of a node is translated or not shown: texts of gettext, keys, what is only compared, examples, docstrings."""
    match node:
        case ast.Call(args=args) if called(node) in SAYING | READING:
            return [*args]
        case ast.Dict(keys=keys):
            return [*keys]
        case ast.Compare(left=left, comparators=right):
            return [left, *right]
        case ast.keyword(arg="example", value=value) | ast.Expr(value=ast.Constant() as value):
            return [value]
    return []


def bare(tree: ast.Module) -> list[ast.Constant]:
    silent = {id(inner) for node in ast.walk(tree) for part in quiet(node) if part for inner in ast.walk(part)}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value)
        if id(node) not in silent and node.value not in STORED
    ]


def literals(path: Path, names: set[str]) -> Iterator[str]:
    """Chinese texts given to calls of these names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and (name := called(node)) in names:
            given = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if name.startswith("pgettext"):
                given = ["\x04".join(given)]
            yield from (text for text in given if CHINESE_OR_MARKS.search(text))


def without_english(texts: set[str]) -> set[str]:
    with override("en"):
        said = {t: pgettext(*t.split("\x04")) if "\x04" in t else gettext(t) for t in texts}
        return {
            t
            for t, english in said.items()
            if CHINESE_OR_MARKS.search(t) and english == t.split("\x04")[-1] and ngettext(t, t, 1) == t
        }


def test_no_text_of_a_page_stands_bare() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in speaking()
        for node in bare(ast.parse(path.read_text("utf-8")))
    ]
    assert not found, "not translated:\n" + "\n".join(found)


def test_every_exemption_is_needed() -> None:
    chinese = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if HAN.search(path.read_text("utf-8"))]
    assert not [p for p in " ".join(CHINESE.values()).split() if not any(fnmatch(name, p) for name in chinese)]
    kept = "".join(path.read_text("utf-8") for path in speaking())
    assert not [text for text in STORED if text not in kept]


def blocks() -> Iterator[str]:
    """Texts of templates that hold values."""
    for path in (ROOT / "desks").rglob("*.html"):
        for text in re.findall(r"blocktranslate[^%]*%}(.*?){%", path.read_text("utf-8")):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", text)


def test_every_text_that_is_said_has_its_english() -> None:
    assert not without_english({*blocks()})
    assert not without_english({text for path in speaking() for text in literals(path, SAYING)})


def sentences(said: exp.Expr) -> list[str]:
    """What the third column of a rule may say, each value as 0."""
    match said:
        case exp.Literal():
            return [said.this]
        case exp.Column(this=exp.Identifier(this="note")):
            return [""]  # nothing, or what `retold` knows
        case exp.Paren() | exp.Alias():
            return sentences(said.this)
        case exp.Coalesce():
            return [text for one in (said.this, *said.expressions) for text in sentences(one)]
        case exp.Case():
            ways = [*(way.args["true"] for way in said.args["ifs"]), *filter(None, [said.args.get("default")])]
            return [text for way in ways for text in sentences(way)]
        case exp.DPipe():
            return [one + other for one in sentences(said.left) for other in sentences(said.right)]
        case exp.Null():
            return []
    return ["0"]


def selects(query: exp.Expr) -> list[exp.Select]:
    if isinstance(query, exp.Union):
        return [*selects(query.left), *selects(query.right)]
    return selects(query.this) if isinstance(query, exp.Subquery) else [query]  # type: ignore[list-item]


def test_every_sentence_of_a_rule_has_its_english() -> None:
    said = set()
    for rule in load_rules(screen_folders(), all_facts()):
        assert rule.query
        said |= {text for one in selects(rule.query) for text in sentences(one.expressions[2])}
    assert len(said) > 100
    # What a rule needs to judge a row is counted, not shown.
    told = {text for text in said if HAN.search(text) and not text.startswith("需要")}
    with override("en"):
        assert not {text for text in told if HAN.search(words.retold(text, gettext))}


def test_a_sentence_keeps_its_values_in_english() -> None:
    with override("en"):
        said = "死亡登记日期 2015-03-02，此后仍有 2 次签到或考核，最早 2015-03-09（名单未写截止日期，按核查日计）"
        assert words.retold(said, gettext) == (
            "Death registered on 2015-03-02; sign-ins or examinations after it: 2, the first on 2015-03-09"
            " (the list states no end date; counted to the day of screening)"
        )
        assert words.retold("同一证书已从“就业补助资金”申领，又从“扶贫资金”申领", gettext).startswith(
            "One certificate claimed from “就业"
        )
        # Words of a city's own rule, and values that look like words, stay as they stand.
        assert words.retold("本市另查：{甲} 12,600.00 元", gettext) == "本市另查：{甲} 12,600.00 元"


def test_what_is_translated_where_it_is_shown_has_its_english() -> None:
    """Of modules that know no Django, and of the pack: the page gives gettext what they say."""
    said = {
        *evidence_titles.TITLES.values(),
        *literals(Path(words.__file__), {"say"}),
        *words._PREFIXES.values(),
        words._NO_END,
    }
    for table in (words.SUBJECT, words._VALUES, words.LEVEL, words._SPAN_TITLES):
        said |= {*table.values()}
    said |= {receiver.feed.title for receiver in RECEIVERS}
    said |= {*pack().fund_titles.values(), *pack().programme_titles.values()}
    own = {programme.clause for programme in pack().special_programmes.values()}
    said |= {str(target["words"]) for target in pack().targets if target["clause"] in own}
    said |= {pack().title, *(full_width(clause.section) for clause in pack().clauses.values())}
    for p in pack().parameters.values():
        said |= {p.title, p.reference, p.note, "" if p.money else p.unit}
    for rule in headers().values():
        said |= {rule.text(name) for name in ("title", "asks", "not_for")}
    said |= {*literals(Path(results.__file__), {"say"}), *results.REGISTERS.values()}
    for facts in all_facts():
        said |= {facts.title, facts.holder}
    said |= {figure.asks for figure in load_figures(folders(), all_facts())}
    for folder in ("kernel", "engines/feeds"):
        for path in (ROOT / folder).glob("*.py"):
            said |= {*literals(path, {"Refusal", "Bad"})}
    assert not without_english(said)
