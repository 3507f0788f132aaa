"""`chunfeng policy attach` and `chunfeng policy new` as an operator uses them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chunfeng.base.policy.attached import attached
from chunfeng.base.policy.pack import load, packs_folder
from chunfeng.base.policy.tests.city import TEXT
from chunfeng.site.policy_commands import app

PACK = "taian_2014_33"
NOTICE = packs_folder() / PACK / "notice.txt"
COUNTS = {"headings": 41, "clauses_aligned": 179, "numbers_found": 88, "numbers_linked": 86}
run = CliRunner()


def as_json(file: Path, out: Path) -> dict:
    result = run.invoke(app, ["attach", str(file), "--out", str(out), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_true_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUNFENG_HOME", str(tmp_path / "home"))
    before = {path.name for path in NOTICE.parent.iterdir()}
    result = run.invoke(app, ["attach", str(NOTICE)])
    assert result.exit_code == 0 and "对上条款 179/179" in result.output and "不一致 0 处" in result.output
    pack = load(PACK)
    assert len({p.clause for p in attached(pack, tmp_path / "home" / "policy" / PACK)} - {None}) > 170
    assert {path.name for path in NOTICE.parent.iterdir()} == before


def test_json_has_the_counts_and_the_lists(tmp_path: Path) -> None:
    found = as_json(NOTICE, tmp_path)
    assert {name: found[name] for name in COUNTS} == COUNTS
    assert found["disagreements"] == [] and len(found["repairs"]) == 7
    assert set(found) == {*COUNTS, "disagreements", "repairs"}


@pytest.mark.parametrize("code", ["gb18030", "utf-8-sig", "utf-16"])
def test_any_encoding_and_line_end(tmp_path: Path, code: str) -> None:
    file = tmp_path / "notice.txt"
    file.write_bytes("\r\n".join(NOTICE.read_text("utf-8").split("\n")).encode(code))
    found = as_json(file, tmp_path)
    assert {name: found[name] for name in COUNTS} == COUNTS and found["disagreements"] == []


def test_a_saved_web_page(tmp_path: Path) -> None:
    file = tmp_path / "notice.html"
    lines = NOTICE.read_text("utf-8").split("\n")
    body = "".join(f'<p style="text-indent:2em"><span>&nbsp;&nbsp;{line}</span></p>' for line in lines)
    page = f"<html><head><script>if(1<2){{x()}}</script></head><body><div>首页</div>{body}<div>关闭窗口</div></body></html>"
    file.write_text(page, "utf-8")
    found = as_json(file, tmp_path)
    assert found["disagreements"] == [] and found["clauses_aligned"] == 179 and found["numbers_linked"] == 86


def test_a_text_that_disagrees_is_told_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE.read_text("utf-8").replace("80090人", "80900人"), "utf-8")
    (one,) = as_json(file, tmp_path)["disagreements"]
    assert set(one) == {"clause", "text_value", "pack_value", "said"}
    assert (one["clause"], one["text_value"], one["pack_value"]) == ("T-1.1", 80900, 80090)
    said = run.invoke(app, ["attach", str(file), "--out", str(tmp_path)]).output
    assert "不一致　T-1.1" in said and "73700+6390 等于 80090" in said


@pytest.mark.parametrize(
    "data", [b"", b"\r\n \r\n", "今天天气很好。".encode(), b"\x89PNG\x00\x00\x00\x00" * 9, TEXT.encode()]
)
def test_what_is_no_such_notice_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    result = run.invoke(app, ["attach", str(file), "--out", str(tmp_path / "out"), "--json"])
    assert result.exit_code == 2 and result.stdout == "" and len(result.stderr.strip().split("\n")) == 1
    assert not (tmp_path / "out").exists()


def test_files_and_folders_that_cannot_be_used(tmp_path: Path) -> None:
    assert run.invoke(app, ["attach", str(tmp_path / "none")]).exit_code == 2
    (tmp_path / "taken").write_text("x")
    result = run.invoke(app, ["attach", str(NOTICE), "--out", str(tmp_path / "taken")])
    assert result.exit_code == 2 and "换一个文件夹" in result.stderr
    assert run.invoke(app, ["new", str(tmp_path / "none"), "--out", str(tmp_path / "x")]).exit_code == 2
    assert run.invoke(app, ["new", str(NOTICE), "--out", str(tmp_path)]).exit_code == 2


def test_another_citys_notice_becomes_a_skeleton(tmp_path: Path) -> None:
    file, out = tmp_path / "city.txt", tmp_path / "chengjiang_2018_7"
    file.write_bytes(TEXT.encode("gb18030"))
    result = run.invoke(app, ["new", str(file), "--out", str(out)])
    assert result.exit_code == 0 and "6 个条款，12 个数，2 个部门" in result.output and "待填" in result.output
    checked = run.invoke(app, ["check", "--pack", str(out)])
    *faults, last = checked.stderr.strip().split("\n")
    assert checked.exit_code == 1 and str(len(faults)) in last
    assert faults and all("待填：" in fault for fault in faults)
