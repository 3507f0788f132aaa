"""What the import linter cannot see: the shape of an app, clauses of declarations, what may stand in the tree."""

import re
from pathlib import Path

import pytest

from chunfeng.base.policy.pack import load
from chunfeng.site.registry import FACTS, FEEDS

SOURCE = Path(__file__).parents[2] / "src" / "chunfeng"
ONE_SHAPE = {
    "README.md", "models.py", "queries.py", "actions.py", "processes.py", "postings.py", "facts.py", "feeds.py",
    "derived", "screens", "figures", "pages.py", "demo.py", "tests", "__init__.py", "__pycache__",
    # What Django asks for beside the models.
    "apps.py", "migrations",
}  # fmt: skip

#: A file becomes a folder of the same name when it grows.
GROWN = {name.removesuffix(".py") for name in ONE_SHAPE if name.endswith(".py")}


@pytest.fixture(scope="module")
def clauses() -> set[str]:
    return set(load("taian_2014_33").clauses)


def apps() -> list[Path]:
    return sorted(
        app for plan in (SOURCE / "plans").iterdir() if plan.is_dir() for app in plan.iterdir() if app.is_dir()
    )


def test_every_app_has_the_one_shape() -> None:
    odd = {
        str(app): extra
        for app in apps()
        if app.name != "__pycache__" and (extra := {p.name for p in app.iterdir()} - ONE_SHAPE - GROWN)
    }
    assert not odd


def test_no_drawers() -> None:
    names = {p.stem for p in SOURCE.rglob("*") if (p.suffix == ".py" or p.is_dir()) and "packs" not in p.parts}
    assert not names & {"utils", "helpers", "services", "managers", "signals", "common"}


def test_files_stay_small() -> None:
    long = {
        str(p.relative_to(SOURCE)): n
        for p in SOURCE.rglob("*.py")
        if "migrations" not in p.parts and (n := len(p.read_text("utf-8").splitlines())) > 450
    }
    assert not long


def test_the_code_knows_no_city() -> None:
    word = re.compile("泰安|岱岳|新泰|肥城|宁阳|东平")
    files = [p for p in SOURCE.rglob("*") if p.suffix in {".py", ".sql", ".html"} and "packs" not in p.parts]
    assert not [
        str(p) for p in files if "demo" not in p.parts and "tests" not in p.parts and word.search(p.read_text("utf-8"))
    ]


def test_every_feed_cites_a_clause(clauses: set[str]) -> None:
    assert not {feed.kind for feed in FEEDS if feed.clause not in clauses}


def test_every_screen_cites_a_clause(clauses: set[str]) -> None:
    cited = {p: re.search(r"^clause: *(\S+)", p.read_text("utf-8"), re.M) for p in SOURCE.rglob("screens/*.sql")}
    assert cited
    assert not {p.name for p, clause in cited.items() if clause is None or clause[1] not in clauses}


def test_every_screen_has_worked_examples() -> None:
    assert not [p.name for p in SOURCE.rglob("screens/*.sql") if not p.with_suffix(".examples.yaml").exists()]


def test_personal_values_stay_out_of_the_facts() -> None:
    # Registers of clear values: keys and flags only may travel.
    forbidden = {"number", "phone", "account", "address", "id_number"}
    odd = {
        (f.table, c) for f in FACTS for c in f.columns if c in forbidden and (f.table, c) != ("certificates", "number")
    }
    assert not odd


def test_the_project_speaks_of_itself_alone() -> None:
    # Written apart, so that this file does not name what it forbids.
    words = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", r"\.\./sha" + "red", "files.pythonhos" + "ted"]))
    root = SOURCE.parents[1]
    files = [
        p
        for p in root.rglob("*")
        if p.is_file() and p.suffix in {".py", ".md", ".sql", ".yaml", ".toml", ".ini", ".lock", ".in", ".sh"}
        and not {".venv", ".venv-spark", ".git", "demo"} & set(p.relative_to(root).parts[:1])
    ]  # fmt: skip
    assert not [str(p) for p in files if words.search(p.read_text("utf-8", errors="replace"))]
