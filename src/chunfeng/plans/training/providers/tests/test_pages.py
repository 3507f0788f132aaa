"""Open lists, panels, forms and papers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from chunfeng.base.access.models import User
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import List, Panel
from chunfeng.engines.papers.press import pdf
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.providers import demo, queries
from chunfeng.plans.training.providers.demo import Clockwork
from chunfeng.plans.training.providers.models import LEVELS, Agreement
from chunfeng.plans.training.providers.pages import OPEN_LISTS, PANELS, PAPER_TITLES, PAPERS, forms
from chunfeng.plans.training.providers.processes import PROCESSES


def shown(code: str, day: date) -> list[Any]:
    found = OPEN_LISTS[code]
    return cells(found.make(list(found.records(day)), day))


def cells(table: List) -> list[Any]:
    return [dict(row.cells) for row in table.shown]


def titles(panels: list[Panel]) -> list[str]:
    return [panel.title for panel in panels]


def test_the_open_list_shows_trade_level_address_capacity_validity_and_phone(walk: Clockwork) -> None:
    agreement = demo.designate(walk)
    row = shown("providers", walk.day)[0]
    assert row["trade"] == "焊工" and row["level"] == LEVELS[5] and row["capacity"] == 50
    assert row["address"] == "东岳大街100号" and row["phone"] == "0538-5500000" and row["place"] == "岱岳区"
    assert (row["valid"].first, row["valid"].last) == (agreement.from_on, agreement.to_on)
    assert not shown("providers", agreement.to_on + timedelta(days=1))


def test_a_suspended_provider_is_marked(walk: Clockwork) -> None:
    demo._suspend(walk)
    held = Agreement.objects.get()
    assert held.suspended_to_on
    assert shown("providers", held.suspended_to_on)[0]["state"].tone == "bad"
    assert shown("providers", held.suspended_to_on + timedelta(days=1))[0]["state"] == "在册"


def test_the_publicity_list_gives_the_phone_for_objections_and_the_last_day(walk: Clockwork) -> None:
    User.objects.filter(name="审查0").update(office="岱岳区人社局培训科 0538-8560000")
    demo.publish(walk)
    last = walk.case.record.publicity_to_on
    row = shown("providers-on-notice", last)[0]
    assert row["phone"] == "岱岳区人社局培训科 0538-8560000" and row["to"] == last
    assert not shown("providers-on-notice", last + timedelta(days=1))


def test_the_blacklist_and_the_exits(walk: Clockwork) -> None:
    demo._blacklist(walk)
    held = Agreement.objects.get()
    assert held.ended_on
    row = shown("provider-blacklist", held.ended_on)[0]
    assert row["ground"] == "骗取、挪用补贴或虚假申领" and row["to"] == add_months(held.ended_on, 36)
    assert not shown("provider-blacklist", row["to"] + timedelta(days=1))
    assert shown("provider-exits", held.ended_on)[0]["ended"] == held.ended_on


def test_the_applicant_does_not_see_how_the_office_came_to_it(walk: Clockwork) -> None:
    demo._object(walk)
    case = Case.objects.get(pk=walk.case.pk)
    office = titles(PANELS[case.process](case, walk.town.staff.checkers[0]))
    assert {"实地核查", "专家评分", "异议"} <= set(office)
    party = titles(PANELS[case.process](case, walk.clerk))
    assert party and not {"实地核查", "专家评分", "异议"} & set(party)


def test_an_expert_sees_the_visit_and_not_the_others_points(walk: Clockwork) -> None:
    demo._draw(walk)
    case = Case.objects.get(pk=walk.case.pk)
    seat = case.record.seats.first()
    seen = titles(PANELS[case.process](case, walk.town.staff.experts[seat.expert.user_id]))
    assert "实地核查" in seen and "专家评分" not in seen


def test_the_score_table_adds_up(walk: Clockwork) -> None:
    demo._score_all(walk)
    case = Case.objects.get(pk=walk.case.pk)
    table = next(p.body[0] for p in PANELS[case.process](case, walk.town.staff.head) if p.title == "专家评分")
    rows = cells(table)
    assert len(rows) == 3 and all(row["total"] == 5 * 17 for row in rows)
    assert table.totals.cells["total"].value == 85


def test_the_panels_of_a_supervision_and_an_evaluation(walk: Clockwork) -> None:
    from chunfeng.plans.training.providers.tests.test_supervision import rated

    s = demo._card(walk)
    cards = next(p.body[0] for p in PANELS[s.case.process](s.case, s.town.staff.head) if p.title == "牌")
    assert cells(cards)[0]["colour"] == "黄牌" and "黄牌 1 张（3 张应退出）" in cards.caption
    walk.day = s.day
    e = rated(walk)
    facts = PANELS[e.case.process](e.case, e.town.staff.head)[0].body[0].facts
    assert facts[3].value[2].part == 0.95


def test_the_form_of_a_visit_keeps_what_was_typed_and_says_what_is_wrong(walk: Clockwork) -> None:
    demo._pass_review(walk)
    given = {"met": ["premises"], "position": "错"}
    wrong = (Reason("定位请写成", "#position"), Reason("没有权限"))
    panel, written = forms.visit(walk.case, "/x/", "key", given, wrong)
    form = written.body[0]
    fields = {f.name: f for f in form.fields}
    assert fields["met"].values == ("premises",) and fields["position"].value == "错"
    assert fields["position"].errors == ("定位请写成",) and form.errors == ("没有权限",)
    assert form.uploads and ("seen", str(walk.case.version)) in form.hidden
    assert "东岳大街100号" in panel.body[0].facts[0].value
    assert set(fields) == {ask.name for ask in walk.case.declared.step("visit").asks}


def test_the_score_sheet_asks_what_the_step_asks(walk: Clockwork) -> None:
    demo._draw(walk)
    form = forms.score(walk.case, "/x/", "key")
    assert [f.name for f in form.fields] == [ask.name for ask in walk.case.declared.step("score").asks]


def test_an_exit_is_told_up_to_the_day_that_is_said(walk: Clockwork) -> None:
    demo._exit(walk)
    held = Agreement.objects.get()
    last = queries.exit_told_until(held)
    assert last and shown("provider-exits", last)
    assert not shown("provider-exits", last + timedelta(days=1))


def test_an_empty_list_says_why(db: None) -> None:
    for listed in OPEN_LISTS.values():
        assert listed.make([], date(2016, 1, 1)).empty


def test_every_paper_of_every_step_is_written(db: None) -> None:
    wanted = {code for process in PROCESSES for step in process.steps for code in step.papers}
    assert wanted == set(PAPERS) == set(PAPER_TITLES)


@pytest.mark.parametrize(
    ("life", "codes", "words"),
    [
        (demo._accept, ["training.admission_accepted"], "焊工"),
        (demo._return, ["training.admission_completion"], "材料看不清或不完整；消防合格证明看不清"),
        (demo._not_accept, ["training.admission_not_accepted"], "不属于本单位受理范围"),
        (demo.publish, ["training.admission_publicity"], "可以不署名"),
        (demo._refuse, ["training.admission_refused"], "专家评审未达到通过分数"),
        (demo.designate, ["training.admission_designated", "training.admission_agreement"], "焊工"),
    ],
)
def test_papers_of_admission(walk: Clockwork, life: Any, codes: list[str], words: str) -> None:
    life(walk)
    for code in codes:
        paper = PAPERS[code](walk.case)
        assert words in repr(paper.body) and paper.issued_on == walk.day
        # A public notice speaks to everybody.
        assert paper.addressee == ("" if code.endswith("publicity") else walk.case.org.name)
        assert paper.number.startswith(f"{walk.case.place.name}人社培") and paper.case_number == walk.case.number
        assert pdf(paper).startswith(b"%PDF")


def test_papers_of_supervision(walk: Clockwork) -> None:
    s = demo._card(walk)
    assert "累计黄牌1张" in repr(PAPERS["training.card_notice"](s.case).body)
    order = PAPERS["training.rectification_order"](s.case)
    assert "到课率" in repr(order.body)
    s.later(16).go("suspend", s.town.staff.head, note="逾期")
    assert "暂停你单位" in repr(PAPERS["training.suspension"](s.case).body)
    s.go("propose_exit", s.town.staff.checkers[0], ground="not_rectified", note="未整改。")
    s.go("decide_blacklist", s.town.staff.leader, note="同意")
    exit_ = PAPERS["training.exit_decision"](s.case)
    assert "黑名单" in repr(exit_.body) and "行政复议" in repr(exit_.body)
    for paper in (order, exit_):
        assert pdf(paper).startswith(b"%PDF")


def test_papers_of_one_case_have_numbers_of_their_own(walk: Clockwork) -> None:
    demo.designate(walk)
    codes = ("accepted", "publicity", "designated", "agreement")
    assert len({PAPERS[f"training.admission_{code}"](walk.case).number for code in codes}) == len(codes)
