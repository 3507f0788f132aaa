"""Registers of the training plan: dated, kept by two hands, open to everybody (T-2.1.2.b, T-3.1.b, T-3.2.g)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from chunfeng.base.access.actor import Actor
from chunfeng.base.uploads.declarations import RECEIVERS, Read
from chunfeng.base.workflow.engine import Refused, Taken, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.kernel import credit_code
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.training.catalogue.tests.test_standards import Office, city
from chunfeng.plans.training.registers import queries
from chunfeng.plans.training.registers.feeds import PHASE_OUT, PLANS, REGISTERS, UNIVERSITIES, Register
from chunfeng.plans.training.registers.models import Entry

__all__ = ["city"]
pytestmark = pytest.mark.django_db(transaction=True)
BODY = "91990000MA0000901"
CODE = BODY + credit_code.check_character(BODY)
HEAD = "企业名称,统一社会信用代码,名单类别,文件,列入日期,移出日期"


def handed_in(folder: Path, register: Register, *rows: str) -> Read:
    (folder / "list.csv").write_text("\n".join(rows), "utf-8-sig")
    read = RECEIVERS.reader.whole(folder / "list.csv", register.feed, folder)
    assert not isinstance(read, Refusal), read
    return read


def drafted(office: Office, folder: Path, register: Register, *rows: str) -> Case:
    case = begin(PROCESSES[register.process], office.checker, office.place, {"document": "文〔2015〕1号"})
    assert isinstance(case, Case), case
    receiver = RECEIVERS[register.code]
    target = receiver.target(office.checker, case.number)
    assert target
    read = handed_in(folder, register, *rows)
    assert not read.returned, read.returned
    assert not list(receiver.check(target, read.accepted))
    with transaction.atomic():
        assert receiver.commit(target, read.accepted, office.checker, 0) == (len(rows) - 1, 0)
    return case


def issued(office: Office, folder: Path, register: Register, *rows: str) -> Taken | Refused:
    work = folder / f"{register.code}{Entry.objects.count()}"
    work.mkdir()
    case = drafted(office, work, register, *rows)
    office.took(case, "submit", office.checker)
    return office.took(case, "issue", office.leader)


def test_an_enterprise_is_first_served_while_it_stands_in_a_plan(city: Office, tmp_path: Path) -> None:
    row = f"立窑水泥,{CODE.lower()},淘汰落后产能,鲁政办〔2014〕1号,2015-01-01,"
    assert isinstance(issued(city, tmp_path, PHASE_OUT, HEAD, row), Taken)
    assert not queries.first_served(CODE, date(2014, 12, 31))
    assert queries.first_served(CODE, date(2015, 1, 1))
    assert not queries.first_served("", date(2015, 1, 1))
    # The same row with its last day takes the place of the open one.
    assert isinstance(issued(city, tmp_path, PHASE_OUT, HEAD, row + "2015-12-31"), Taken)
    assert queries.first_served(CODE, date(2015, 12, 31))
    assert not queries.first_served(CODE, date(2016, 1, 1))
    assert Entry.objects.filter(in_force=True).count() == 1
    # Listed again, and in another plan beside it.
    again = f"立窑水泥改名,{CODE},淘汰落后产能,文,2016-06-01,"
    assert isinstance(
        issued(city, tmp_path, PHASE_OUT, HEAD, again, f"立窑水泥改名,{CODE},节能减排,文,2016-06-01,"), Taken
    )
    assert queries.on(PHASE_OUT, date(2016, 6, 1)).count() == 2


def test_a_draft_counts_for_nothing_and_two_hands_issue_it(city: Office, tmp_path: Path) -> None:
    case = drafted(city, tmp_path, UNIVERSITIES, "创业大学名称,文件,成立日期", "春城创业大学,某政字1号,2015-03-01")
    assert not queries.on(UNIVERSITIES, date(2016, 1, 1)).exists()
    city.took(case, "submit", city.checker)
    both = Actor(city.checker.user, "甲", (*city.checker.grants, *city.leader.grants))
    refused = take(Case.objects.get(pk=case.pk), "issue", actor=both, seen=2, answers={})
    assert isinstance(refused, Refused) and "不能是同一人" in str(refused)
    again = begin(PROCESSES[UNIVERSITIES.process], city.checker, city.place, {"document": "又"})
    assert isinstance(again, Refused) and "先办完它" in str(again)
    assert isinstance(begin(PROCESSES[PLANS.process], city.checker, city.place, {"document": "别的台账"}), Case)


def test_one_department_has_one_plan_in_force_a_year(city: Office, tmp_path: Path) -> None:
    head = "部门,年度,文件,印发日期"
    issued(city, tmp_path, PLANS, head, "市教育局,2015,教发1号,2015-01-20", "市科技局,2015,科发1号,2015-01-21")
    issued(city, tmp_path, PLANS, head, "市教育局,2015,教发9号,2015-05-20")
    found = [(e.name, e.document) for e in queries.on(PLANS, date(2015, 6, 1))]
    assert sorted(found) == [("市教育局", "教发9号"), ("市科技局", "科发1号")]
    with override("en"):
        assert queries.name_words(PLANS, Entry(name="市教育局")) == "Education Bureau"


def test_what_is_not_in_the_pack_or_wrong_comes_back_by_cell(city: Office, tmp_path: Path) -> None:
    receiver = RECEIVERS[PHASE_OUT.code]
    assert receiver.cells["credit_code"]("91990000MA00009010")
    assert "淘汰落后产能" in receiver.words["sort"]()
    assert "市教育局" in RECEIVERS[PLANS.code].words["name"]()
    case = drafted(city, tmp_path, UNIVERSITIES, "创业大学名称,成立日期", "春城创业大学,2015-03-01")
    target = RECEIVERS[UNIVERSITIES.code].target(city.checker, case.number)
    assert target
    (tmp_path / "b").mkdir()
    read = handed_in(
        tmp_path / "b", UNIVERSITIES, "创业大学名称,成立日期,停办日期", "春城创业大学,2015-03-01,2015-02-01"
    )
    found = list(RECEIVERS[UNIVERSITIES.code].check(target, read.accepted))
    assert [(at, fault.column) for at, fault in found] == [(0, "valid_to_on")]


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda register: register.code)
def test_each_is_open_covers_its_clause_and_is_linked_from_it(city: Office, tmp_path: Path, register: Register) -> None:
    given = dict(register.example) | ({"credit_code": CODE} if "credit_code" in register.columns else {})
    titles = {c.name: c.titles[0] for c in register.feed.columns if c.name in given}
    rows = ",".join(titles.values()), ",".join(given[name] for name in titles)
    taken = issued(city, tmp_path, register, *rows)
    assert isinstance(taken, Taken)
    address = f"/lists/{register.code.replace('_', '-')}/"
    assert given["name"] in Client().get(address).content.decode()
    clause = Client().get(f"/policy/{register.clause}/").content.decode()
    assert address in clause and "已覆盖" in clause and "未覆盖" not in clause
    shown = city.desk.get(f"/desk/cases/{taken.case.number}/").content.decode()
    assert given["name"] in shown
