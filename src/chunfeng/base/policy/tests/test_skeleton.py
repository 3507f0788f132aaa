"""Another city's notice becomes a pack to fill in; once filled in, it is sound and agrees with its notice."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from chunfeng.base.policy.notice.attach import attach
from chunfeng.base.policy.notice.reading import NotANotice, read
from chunfeng.base.policy.notice.skeleton import draft, write
from chunfeng.base.policy.pack import PackFaults, load
from chunfeng.base.policy.sources import TO_FILL
from chunfeng.base.policy.tests.city import LINES

LIKE = load("taian_2014_33")


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    folder = tmp_path / "chengjiang_2018_7"
    write(draft(LINES, folder.name, LIKE), folder, LIKE, {"T-3.4.b"})
    return folder


def filled(found: Any, key: str = "") -> Any:
    """What a careful clerk would write; the same for every city."""
    if isinstance(found, dict):
        return {name: filled(below, str(name)) for name, below in found.items()}
    if isinstance(found, list):
        return [filled(below, key) for below in found]
    if found != TO_FILL:
        return found
    return {
        "kind": "indicator", "period": "annual 2018-2020", "lead": "A1", "op": ">=", "today": "市人社局", "area": "530400",
        "issuer_code": "", "mark": "default", "reference": "无", "published_on": "2018-03-06", "plan": "training",
    }.get(key, 1 if key[:1].isdigit() else "T-2.3")  # fmt: skip


def fill(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        entries = yaml.safe_load(path.read_text("utf-8"))
        if path.parent.name != folder.name:
            for entry in entries:
                if entry.get("areas") == TO_FILL:
                    entry["areas"] = {"530400": {"2018-01-01": 1}}
        path.write_text(yaml.safe_dump(filled(entries), allow_unicode=True, sort_keys=False), "utf-8")
    divisions = folder / "divisions.csv"
    divisions.write_text(divisions.read_text("utf-8").replace(TO_FILL, "530400"), "utf-8")


def test_the_head_is_read(skeleton: Path) -> None:
    notice = yaml.safe_load((skeleton / "notice.yaml").read_text("utf-8"))
    assert notice["number"] == "澄政发〔2018〕7号" and notice["issuer"] == "澄江市人民政府"
    assert notice["title"] == "澄江市人民政府关于印发澄江市新市民技能培训实施方案的通知"
    assert (
        notice["area_name"] == "澄江市"
        and notice["signed_on"] == "2018-03-05"
        and notice["years"] == [2018, 2019, 2020]
    )
    assert notice["plans"] == {"training": "澄江市新市民技能培训实施方案"}


def test_clauses_figures_and_bodies_are_read(skeleton: Path) -> None:
    clauses = yaml.safe_load((skeleton / "clauses.yaml").read_text("utf-8"))
    assert [c["id"] for c in clauses] == ["G-1", "T-1.1", "T-1.2", "T-2.3", "T-2.4", "T-2.5"]
    targets = yaml.safe_load((skeleton / "targets.yaml").read_text("utf-8"))
    assert [(t["clause"], t["op"], t["value"], t["unit"]) for t in targets][:8] == [
        ("T-1.1", TO_FILL, 12000, "person"), ("T-1.1", TO_FILL, 3000, "person"), ("T-1.1", TO_FILL, 4000, "person"),
        ("T-1.1", TO_FILL, 5000, "person"), ("T-1.2", ">=", 92, "percent"), ("T-1.2", ">=", 80, "percent"),
        ("T-2.3", "<=", 1200, "CNY"), ("T-2.3", ">=", 48, "lesson"),
    ]  # fmt: skip
    agencies = yaml.safe_load((skeleton / "agencies.yaml").read_text("utf-8"))
    assert [agency["title"] for agency in agencies.values()] == ["市人社局", "市财政局"]


def test_every_fault_of_a_skeleton_is_something_to_fill_in(skeleton: Path) -> None:
    with pytest.raises(PackFaults) as caught:
        load(skeleton)
    said = [str(fault) for fault in caught.value.faults]
    assert all(f"{TO_FILL}：" in one for one in said), [one for one in said if TO_FILL not in one]
    for name in ("notice.yaml", "clauses.yaml", "targets.yaml", "agencies.yaml", "divisions.csv", "parameters/"):
        assert any(one.startswith(name) for one in said)


def test_nothing_of_the_other_city_is_taken_over(skeleton: Path) -> None:
    own = [skeleton / name for name in ("notice.yaml", "clauses.yaml", "targets.yaml", "divisions.csv")]
    text = "".join(path.read_text("utf-8") for path in (*own, *skeleton.rglob("parameters/**/*.yaml")))
    assert "泰" not in text and "3709" not in text


def test_a_filled_skeleton_is_sound_and_its_notice_agrees(skeleton: Path) -> None:
    fill(skeleton)
    pack = load(skeleton)
    made = attach(pack, LINES)
    assert [one.said for one in made.disagreements if one.clause or one.pack_value != "2018-03-06"] == []
    assert len(made.aligned) == len(pack.clauses)
    targets = {link.stated.target for link in made.links if link.stated.source == "target"}
    assert len(targets) == len(pack.targets)
    assert pack.clause_of("T-3.4.b") == "T-2.3" and pack.clause_of("T-2.5") == "T-2.5"


@pytest.mark.parametrize(
    ("old", "new", "clause"),
    [
        ("2019年4000人次", "2019年4100人次", "T-1.1"),
        ("１２，０００", "１２，５００", "T-1.1"),
        ("百分之九十二", "百分之九十三", "T-1.2"),
        ("八成以上", "七成以上", "T-1.2"),
        ("1200元", "1300元", "T-2.3"),
        ("四十八课时", "四十课时", "T-2.3"),
        ("西河县 800 1000", "西河县 800 1001", "T-2.4"),
        ("4500\n合计", "4600\n合计", "T-2.4"),
        ("县区200人次", "县区300人次", "T-2.5"),
        ("2018—2020年，三年", "2018—2021年，三年", "T-1.1"),
    ],
)
def test_one_changed_figure_of_the_invented_city(skeleton: Path, old: str, new: str, clause: str) -> None:
    fill(skeleton)
    text = "\n".join(LINES)
    assert old in text
    made = attach(load(skeleton), text.replace(old, new).split("\n"))
    assert {one.clause for one in made.disagreements} == {clause}


def test_the_shipped_notice_makes_a_skeleton_that_finds_its_figures(tmp_path: Path) -> None:
    lines = read(LIKE.folder / "notice.txt")
    made = draft(lines, "again", LIKE)
    assert {"training", "rights", "services"} == set(made.notice["plans"])
    assert made.notice["years"] == [2015, 2016, 2017] and made.notice["number"] == LIKE.notice["number"]
    values = sorted(str(target["value"]) for target in made.targets)
    for target in LIKE.targets:
        if not target["source"].startswith("derived") and target["op"] != "between":
            assert str(target["value"]) in values, target


def test_a_full_folder_is_left_alone(skeleton: Path) -> None:
    with pytest.raises(NotANotice, match="不是空文件夹"):
        write(draft(LINES, "x", LIKE), skeleton, LIKE, set())
    shutil.rmtree(skeleton)
    with pytest.raises(NotANotice, match="标题"):
        draft(["没有标题"], "x", LIKE)
