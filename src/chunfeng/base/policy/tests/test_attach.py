"""The shipped notice against the shipped pack, and every way in which a text may say something else."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chunfeng.base.policy.attached import Passage, attached, result_of, store
from chunfeng.base.policy.notice.attach import Attachment, attach
from chunfeng.base.policy.notice.reading import NotANotice, lines_of, read
from chunfeng.base.policy.pack import load, packs_folder

PACK = load("taian_2014_33")
LINES = read(packs_folder() / PACK.code / "notice.txt")
TRUE = attach(PACK, LINES)
DIGITS = [
    (link, place)
    for link in TRUE.links
    for place in range(link.found.number.start, link.found.number.end)
    if LINES[link.found.line][place].isdecimal()
]


def changed(old: str, new: str, count: int = 1) -> list[str]:
    text = "\n".join(LINES)
    assert old in text
    return text.replace(old, new, count).split("\n")


def clauses(made: Attachment) -> list[str | None]:
    return [one.clause for one in made.disagreements]


def test_the_true_notice_says_what_the_pack_says() -> None:
    result = TRUE.result()
    assert (result["headings"], result["clauses_aligned"]) == (41, 179)
    assert (result["numbers_found"], result["numbers_linked"]) == (88, 86)
    assert result["disagreements"] == []


def test_each_lost_hyphen_is_a_repair() -> None:
    assert [(r["raw"], r["read"], r["clause"]) for r in TRUE.repairs] == [
        ("20141027", "2014-10-27", None),
        ("20152017年", "2015-2017年", "T-1.1"),
        ("20142018", "2014-2018", "T-2.1"),
        ("12个学期", "1-2个学期", "T-2.1.1.d"),
        ("1.5% 2.5%", "1.5%-2.5%", "T-3.3.e"),
        ("12次", "1-2次", "R-3.1.b"),
        ("20152017年", "2015-2017年", "S-1.1"),
    ]


def test_a_notice_with_its_hyphens_needs_no_repair() -> None:
    text = "\n".join(LINES)
    for entry in PACK.notice["lost_hyphens"]:
        text = text.replace(entry["raw"], entry["read"])
    made = attach(PACK, text.split("\n"))
    assert made.disagreements == [] and made.repairs == [] and len(made.links) == len(TRUE.links)


def test_every_target_that_the_notice_states_is_linked() -> None:
    linked = {link.stated.target for link in TRUE.links}
    stated = [t for t in PACK.targets if not t["source"].startswith("derived")]
    assert {f"{t['clause']}/{t['name']}" for t in stated} <= linked


@pytest.mark.parametrize("link", TRUE.links, ids=lambda link: f"{link.stated.target}-{link.found.line + 1}")
def test_one_changed_figure_is_found_out_at_its_clause_alone(link) -> None:
    line, number = LINES[link.found.line], link.found.number
    places = [place for place in range(number.start, number.end) if line[place].isdecimal()]
    if places:
        place = places[number.start % len(places)]
        line = line[:place] + str((int(line[place]) + 1 + number.start % 8) % 10) + line[place + 1 :]
    else:
        word = line[number.start : number.end]
        line = (
            line[: number.start] + {"半": "两", "一": "三", "三": "五", "五": "六"}[word[0]] + line[number.start + 1 :]
        )
    lines = [*LINES[: link.found.line], line, *LINES[link.found.line + 1 :]]
    made = attach(PACK, lines)
    assert clauses(made) == [link.stated.clause], [one.said for one in made.disagreements]
    assert made.disagreements[0].said and len(made.aligned) == 179


@settings(max_examples=20)
@given(st.lists(st.sampled_from(range(len(DIGITS))), min_size=2, max_size=6, unique_by=lambda n: id(DIGITS[n][0])))
def test_several_changed_figures_are_all_found_out(chosen: list[int]) -> None:
    lines = [list(line) for line in LINES]
    for n in chosen:
        link, place = DIGITS[n]
        lines[link.found.line][place] = str((int(lines[link.found.line][place]) + 1) % 10)
    made = attach(PACK, ["".join(line) for line in lines])
    assert set(clauses(made)) == {DIGITS[n][0].stated.clause for n in chosen}


def test_what_is_told_of_a_figure() -> None:
    (one,) = attach(PACK, changed("28500人", "28600人")).disagreements
    assert one.row() == {"clause": "T-2.1.1.a", "text_value": 28600, "pack_value": 28500, "said": one.said}
    for word in ("T-2.1.1.a", "第 29 行", "28600", "28500", "28600+30000 等于 58600"):
        assert word in one.said
    (one,) = attach(PACK, changed("23万人", "24万人")).disagreements
    assert (one.text_value, one.pack_value) == (240000, 230000)
    (one,) = attach(PACK, changed("12次", "13次")).disagreements
    assert (one.clause, one.text_value, one.pack_value) == ("R-3.1.b", 13, [1, 2])


def test_a_lost_hyphen_elsewhere_is_a_number() -> None:
    made = attach(PACK, changed("每年开展2次", "每年开展12次"))
    (one,) = made.disagreements
    assert (one.clause, one.text_value, one.pack_value) == ("R-2.1.i", 12, 2)
    assert len(made.repairs) == len(TRUE.repairs)


def test_a_bound_the_other_way() -> None:
    (one,) = attach(PACK, changed("培训合格率达90%以上", "培训合格率达90%以下")).disagreements
    assert one.clause == "T-2.1.Q1" and "上限" in one.said
    (one,) = attach(PACK, changed("不得超过用工总数的10%", "不低于用工总数的10%")).disagreements
    assert one.clause == "R-2.3.b" and "下限" in one.said


def test_a_figure_that_is_gone() -> None:
    (one,) = attach(PACK, changed("就业率85%以上, ", "")).disagreements
    assert (one.clause, one.text_value, one.pack_value) == ("T-2.2.1", None, 85)


def test_figures_in_other_words_stay_linked() -> None:
    lines = changed("培训合格率达90%以上", "考试合格率不低于百分之九十")
    lines = [line.replace("每年培训800人", "每年培训八百人").replace("10万元", "100,000元") for line in lines]
    assert attach(PACK, lines).disagreements == []


def test_headings_that_changed_places_are_told() -> None:
    lines = changed("(四) 改善农民工居住条件", "(五) 改善农民工居住条件")
    lines = "\n".join(lines).replace("(五) 加强农民工医疗卫生", "(四) 加强农民工医疗卫生").split("\n")
    made = attach(PACK, lines)
    assert {clause[:5] for clause in clauses(made) if clause} == {"S-2.4", "S-2.5"} and len(made.aligned) == 179
    swapped = changed("就业创业培训。以", "@。以")
    swapped = (
        "\n".join(swapped).replace("特色培训。各", "就业创业培训。各").replace("@。以", "特色培训。以").split("\n")
    )
    made = attach(PACK, swapped)
    assert {"T-2.1", "T-2.2"} <= set(clauses(made))


def test_a_renamed_heading_is_told_once() -> None:
    made = attach(PACK, changed("改善农民工居住条件", "推进城市绿化"))
    (one,) = made.disagreements
    assert one.clause == "S-2.4.a" and one.text_value == "推进城市绿化" and "居住条件" in one.said


@pytest.mark.parametrize(
    ("begins", "ends", "gone"),
    [
        ("(三) 切实解决农民工随迁子女", "(四) 改善", "S-2.3."),
        ("2.开展岗位技能提升", "3.开展创业", "T-2.1.2"),
        ("5.实施“残疾农民工", "(三) 引导性", "T-2.2.5"),
        ("泰安市农民工权益保障3年行动计划\n\n实", "泰安市农民工公共服务3年行动计划\n\n实", "R-"),
    ],
)
def test_a_dropped_section_is_told_of_all_its_clauses(begins: str, ends: str, gone: str) -> None:
    text = "\n".join(LINES)
    start, end = text.index(begins), text.index(ends)
    made = attach(PACK, (text[:start] + text[end:]).split("\n"))
    wanted = {clause for clause in PACK.clauses if clause.startswith(gone)}
    assert wanted and set(clauses(made)) == wanted and len(made.aligned) == 179 - len(wanted)


def test_a_sentence_that_is_gone() -> None:
    made = attach(PACK, changed("有条件的可建设“夫妻房”。", ""))
    assert clauses(made) == ["S-2.4.f"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2015年培训100人,2016年培训200人,2017年培训300人,三年共培训600人。", None),
        ("2015年培训100人,2016年培训200人,2017年培训300人,三年共培训610人。", "100+200+300 等于 600"),
        ("三年共培训610人,其中,2015年100人,2016年200人,2017年300人。", "100+200+300 等于 600"),
        ("全市1000户,其中东山县300户、西河县700户。", None),
        ("全市1000户,其中东山县300户、西河县600户。", "300+600 等于 900"),
        ("共1000户,其中,市教育局300户,市商务局710户。", "300+710 等于 1010"),
        ("共1000户,其中贫困家庭300户、残疾家庭50户。", None),
        ("共1000户,其中贫困家庭1300户。", "多于合计 1000"),
        ("共1000户,其中东山县300户,占30%;其余另定。", None),
        ("共1000户,其中东山县300户,占33%。", "300/1000 是 30.00%"),
        ("共1000户,其中甲类占60%,乙类占50%。", "超过 100%"),
        ("县区 2015年 2016年 合计\n东山县 1 2 3\n西河县 4 5 9\n合计 5 7 12", None),
        ("县区 2015年 2016年 合计\n东山县 1 2 3\n西河县 4 6 9\n合计 5 8 12", "4+6 等于 10"),
        ("县区\t2015年\t2016年\n东山县\t1\t2\n西河县\t4\t5\n合计\t5\t8", "2+5 等于 7"),
        ("县区\n2015年\n2016年\n东山县\n1\n2\n西河县\n4\n5\n合计\n5\n7", None),
        ("县区\n2015年\n2016年\n东山县\n1\n2\n西河县\n4\n5\n合计\n6\n7", "1+4 等于 5"),
        ("单位 人数 占比\n东山县 1,000 20%\n西河县 4,000 80%\n合计 5,000 100%", None),
    ],
)  # fmt: skip
def test_the_sums_of_the_text_itself(text: str, said: str | None) -> None:
    mark = "(三) 引导性培训"
    made = attach(PACK, changed(mark, f"{text}\n{mark}"))
    told = [one.said for one in made.disagreements]
    assert (told == []) if said is None else (said in told[0] and all(said in one or "等于" in one for one in told))


@pytest.mark.parametrize(
    "text", ["今天天气很好", "一、天气\n今天天气很好\n二、明天\n(一)有雨。", "\n".join("一二三四五六七八九十")]
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(NotANotice):
        attach(PACK, lines_of(text))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(NotANotice):
        attach(PACK, lines_of(text))


@given(st.integers(0, len("\n".join(LINES))), st.integers(0, 3000))
@settings(max_examples=15)
def test_a_torn_notice_is_told_or_refused(start: int, length: int) -> None:
    text = "\n".join(LINES)
    made = attach(PACK, (text[:start] + text[start + length :]).split("\n"))
    assert len(made.aligned) + len({c for c in clauses(made) if c} - set(made.aligned)) == 179


def test_passages_are_the_text_and_carry_clauses_and_figures(tmp_path: Path) -> None:
    store(tmp_path / "policy" / PACK.code, PACK, TRUE.passages, TRUE.result())
    found = attached(PACK, tmp_path / "policy" / PACK.code)
    assert found == TRUE.passages and result_of(PACK, tmp_path / "policy" / PACK.code) == TRUE.result()
    lines: dict[int, str] = {}
    for passage in found:
        lines[passage.line] = lines.get(passage.line, "") + passage.text
    assert [lines.get(n + 1, "") for n in range(len(LINES))] == LINES
    assert {c for p in found for c in (p.clause, *p.also) if c} == set(PACK.clauses)
    numbers = [(p.text[start:end], target) for p in found for start, end, target in p.numbers]
    assert len(numbers) == len(TRUE.numbers) and ("80090人", "T-1.1/trained_total") in numbers
    one = next(p for p in found if p.clause == "T-2.2.3")
    assert one.section == (
        "泰安市农民工职业技能提升3年行动计划实施方案", "二、重点任务", "(二)特色培训", "3.实施“雨露计划”",
    )  # fmt: skip
    assert [p.text for p in found if p.heading][:3] == [
        "泰安市农民工职业技能提升3年行动计划",
        "实 施 方 案",
        "一、总体目标",
    ]


def test_nothing_attached(tmp_path: Path) -> None:
    assert attached(PACK, tmp_path) == [] and result_of(PACK, tmp_path) is None


def test_an_attached_text_of_another_pack_is_not_this_ones(tmp_path: Path) -> None:
    store(tmp_path, replace(PACK, code="other"), [Passage(None, (), "字")], {})
    assert attached(PACK, tmp_path) == []


def test_a_parameter_that_says_otherwise_than_its_target(tmp_path: Path) -> None:
    parameters = dict(PACK.parameters)
    odd = parameters["training.reserve_semesters_max"]
    parameters[odd.code] = replace(odd, values=tuple(replace(value, value=3) for value in odd.values))
    (one,) = attach(replace(PACK, parameters=parameters), LINES).disagreements
    assert (one.clause, one.pack_value) == ("T-2.1.1.d", 3) and odd.code in one.said
