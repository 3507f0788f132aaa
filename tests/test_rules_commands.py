"""`chunfeng rules`: what scripts and people get from it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from typer.testing import CliRunner

from chunfeng.site.rules_commands import app

HOWTO = Path(__file__).parents[1] / "docs" / "howto" / "add-a-rule.md"


def invoke(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_list_away_from_a_terminal_is_one_rule_a_line() -> None:
    code, out, _ = invoke("list")
    lines = out.splitlines()
    assert code == 0
    assert all(re.fullmatch(r"[a-z]+\.\w+\t(block|high|medium|low)\t[^\t]+\t[^\t]+\t[^\t]+", line) for line in lines)
    assert lines == sorted(lines)
    listed = json.loads(invoke("list", "--json")[1])
    assert [rule["code"] for rule in listed] == [line.split("\t")[0] for line in lines]


def test_show_and_test_a_rule() -> None:
    code, out, _ = invoke("show", "training.overlapping_sessions")
    assert code == 0
    assert "F-17" in out
    assert "select" in out.lower()
    assert invoke("test", "training.overlapping_sessions")[0] == 0
    code, _, err = invoke("show", "overlapping")
    assert code == 1
    assert "没有规则" in err


def test_tables_tell_what_a_rule_may_read() -> None:
    code, out, _ = invoke("tables")
    assert code == 0
    assert "claims\t补贴申领名单\t各培训机构、人力资源社会保障局" in out.splitlines()
    assert "amount_fen\tbigint" in invoke("tables", "claims")[1].splitlines()
    assert json.loads(invoke("tables", "claims", "--json")[1])[0]["columns"]["person"] == "text"
    code, _, err = invoke("tables", "claim")
    assert code == 1
    assert "没有这张表" in err


def test_the_rule_of_the_howto_is_one(tmp_path: Path) -> None:
    blocks = dict(re.findall(r"```(sql|yaml)\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.S))
    path = tmp_path / "claim_after_withdrawal.sql"
    path.write_text(blocks["sql"], encoding="utf-8")
    path.with_suffix(".examples.yaml").write_text(blocks["yaml"], encoding="utf-8")
    assert invoke("check", str(path))[:2] == (0, "city.claim_after_withdrawal：可以使用，例子全部符合\n")
    assert "city.claim_after_withdrawal\t" in invoke("list", "--rules", str(tmp_path))[1]
    path.write_text(blocks["sql"].replace("T-3.4.b", "T-9.9"), encoding="utf-8")
    clause_at = blocks["sql"].split("clause:")[0].count("\n") + 1
    assert f".sql:{clause_at} 政策包里没有条款 T-9.9" in invoke("check", str(path))[2]
    path.write_text(blocks["sql"].replace("T-3.4.b", "T-9.9").replace("severity: high", "severity: grave"), "utf-8")
    err = invoke("check", str(path))[2]
    assert "没有条款 T-9.9" in err and ":7 severity" in err
    path.write_text(blocks["sql"], encoding="utf-8")
    examples = path.with_suffix(".examples.yaml")
    examples.write_text(blocks["yaml"].split("  - name: 撤回当日发放")[0], encoding="utf-8")
    assert "只有 2 个例子，应至少有 4 个" in invoke("check", str(path))[1]
    examples.write_text(blocks["yaml"], encoding="utf-8")
    spoilt = blocks["sql"].replace("severity: high", "severity: grave") + "; drop table claims"
    path.write_text(spoilt, encoding="utf-8")
    code, out, err = invoke("check", str(path))
    assert code == 1
    assert out == ""
    assert "只能是一个 SELECT" in err
    assert ":7 severity" in err
