"""The column 下一步: the normal way forward where it is in the reader's hands, never a step that has nothing to do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chunfeng.base.access.actor import Actor
from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.queries import turns
from chunfeng.base.workflow.registry import faults_of
from chunfeng.desks.staff.lists import next_of, queue
from chunfeng.plans.rights.inspection.processes import PROCESSES as INSPECTION
from chunfeng.plans.rights.inspection.tests import conftest as inspection
from chunfeng.plans.rights.inspection.tests.conftest import City, Walk
from chunfeng.plans.training.providers import actions, demo
from chunfeng.plans.training.providers.demo import Clockwork, Town
from chunfeng.plans.training.providers.models import Objection
from chunfeng.plans.training.providers.tests.conftest import START, build

city, walk = inspection.city, inspection.walk
DAY = date(2015, 1, 6)


def told(case: Case, actor: Actor, today: date = DAY) -> str:
    return next_of(case, actor, today, turns([case], actor))


def test_of_a_new_complaint_accepting_is_named_and_refusing_to_nobody(city: City) -> None:
    case = city.case()
    assert told(case, city.who("chen")) == "待我受理"
    # The head holds only what ends the matter or sends it away: no word of a list may suggest that.
    assert told(case, city.who("head")) == "等待监察员受理"


def test_a_step_is_named_only_where_it_has_something_to_do(city: City, walk: Walk) -> None:
    case = walk("investigating")
    assert (told(case, city.who("chen")), told(case, city.who("head"))) == ("待我完成调查", "等待监察员完成调查")
    case.record.extension_asked_on = date(2015, 1, 15)
    case.record.save()
    assert told(case, city.who("head")) == "待我批准延长"


def test_who_waits_for_the_employer_is_told_so_until_its_term_is_over(city: City, walk: Walk) -> None:
    case = walk("ordered")
    assert case.due_on
    assert told(case, city.who("chen"), case.due_on) == "待我登记送达"
    inspection.serve(case, city, "rectification_order", "2015-01-21")
    assert told(case, city.who("chen"), case.due_on) == "等待用人单位"
    late = date(2016, 1, 4)
    assert told(case, city.who("chen"), late) == "待我办理"
    groups = {group.title: [row.key for row in group.rows] for group in queue(city.who("chen"), case.due_on).groups}
    assert groups == {"等对方": [case.number]}
    assert [group.title for group in queue(city.who("chen"), late).groups] == ["期满"]


def test_who_turns_over_gets_to_the_cases_beside_it_in_the_queue(city: City) -> None:
    one, two, three = (city.case(day, site=site).number for day, site in
                       (("2015-01-05", "滨河家园"), ("2015-01-06", "东湖"), ("2015-01-07", "南关")))  # fmt: skip
    client = signed_in(city.users["chen@370911"])

    def turned(number: str, way: str) -> str:
        answer = client.get(f"/desk/cases/{number}/{way}/")
        return str(answer.headers.get("Location", answer.status_code))

    assert [turned(two, way) for way in ("before", "after")] == [f"/desk/cases/{n}/" for n in (one, three)]
    assert (turned(one, "before"), turned(three, "after")) == (f"/desk/cases/{one}/", f"/desk/cases/{three}/")
    assert "列表里后面没有了" in client.get(f"/desk/cases/{three}/").content.decode()
    assert turned(two, "beside") == "404"
    page = client.get(f"/desk/cases/{two}/").content.decode()
    assert f'<link rel="next" href="/desk/cases/{two}/after/">' in page


def test_a_case_keeps_the_list_it_was_opened_from(city: City) -> None:
    one, two, three = (city.case(day, site=site).number for day, site in
                       (("2015-01-05", "滨河家园"), ("2015-01-06", "东湖"), ("2015-01-07", "南关")))  # fmt: skip
    client = signed_in(city.users["chen@370911"])
    Case.objects.filter(number=two).update(state="accepted")
    query = "?process=rights.inspection_case&state=received"
    listed = client.get(f"/desk/cases/{query}").content.decode()
    kept = f"{query}&list=cases"
    assert f'href="/desk/cases/{three}/{kept.replace("&", "&amp;")}"' in listed
    # The list shows the newest first, and the one between is not in it.
    answer = client.get(f"/desk/cases/{three}/after/{kept}")
    assert answer.headers["Location"] == f"/desk/cases/{one}/{kept}"
    page = client.get(f"/desk/cases/{one}/{kept}").content.decode().replace("&amp;", "&")
    assert f'href="/desk/cases/{query}"' in page and "返回列表" in page
    assert f'<link rel="prev" href="/desk/cases/{one}/before/{kept}">' in page
    assert f'action="/desk/cases/{one}/steps/ask_completion/{kept}"' in page
    assert client.get(f"/desk/cases/{one}/after/{kept}").headers["Location"] == f"/desk/cases/{one}/{kept}"
    sent = client.post(
        f"/desk/cases/{one}/steps/ask_completion/{kept}", {"seen": "1", "note": "地址", "request_key": "k"}
    )
    assert sent.headers.get("Location") == f"/desk/cases/{one}/{kept}", sent.content.decode()


def led(page: str, path: str) -> str:
    """The address on a page that begins with a path."""
    found = re.search(rf'(?:href|action)="({re.escape(path)}[^"]*)"', page)
    assert found, path
    return unescape(found[1])


def test_the_look_at_who_told_keeps_the_list_too(city: City) -> None:
    told = city.told().complaint
    client, kept = signed_in(city.users["chen@370911"]), "?state=received&list=cases"
    at_case, look = f"/desk/cases/{told.inspection.case.number}/", f"/desk/complaints/{told.number}/"
    page = client.get(f"{at_case}{kept}").content.decode()
    assert led(page, look) == f"{look}{kept}"
    asked = client.get(f"{look}{kept}").content.decode()
    assert (led(asked, at_case), led(asked, look)) == (f"{at_case}{kept}", f"{look}{kept}")
    shown = client.post(f"{look}{kept}", {"reason": "联系本人"}).content.decode()
    assert "赵建国" in shown and led(shown, at_case) == f"{at_case}{kept}"
    from_the_queue = client.get(at_case).content.decode()
    assert led(from_the_queue, look) == look and led(client.get(look).content.decode(), at_case) == at_case


def test_a_draw_keeps_the_list_too(town: Town) -> None:
    work = demo.begin(town, 0, START)
    demo._draw(work)
    event = Event.objects.get(object_id=work.case.number, step="draw_experts")
    client, kept = (
        signed_in(User.objects.get(pk=town.staff.checkers[0].user)),
        "?process=training.provider_admission&list=cases",
    )
    at_case = f"/desk/cases/{work.case.number}/"
    drawn = led(client.get(f"{at_case}{kept}").content.decode(), f"{at_case}draws/")
    assert drawn == f"{at_case}draws/{event.pk}/{kept}"
    assert led(client.get(drawn).content.decode(), at_case) == f"{at_case}{kept}"


@pytest.mark.parametrize(
    "query", ["?list=cases&process=x&state=%27&place=x&after=-1", "?list=findings&rule=%27&state=all", "?list=nothing"]
)
def test_a_strange_list_in_the_address_breaks_nothing(city: City, query: str) -> None:
    number = city.case().number
    client = signed_in(city.users["chen@370911"])
    assert client.get(f"/desk/cases/{number}/{query}").status_code == 200
    assert client.get(f"/desk/cases/{number}/after/{query}").status_code == 302


def test_the_queue_is_walked_as_it_is_shown(city: City, walk: Walk) -> None:
    waits, mine = walk("ordered"), city.case("2015-01-06", site="东湖")
    inspection.serve(waits, city, "rectification_order", "2015-01-21")
    Case.objects.filter(pk=mine.pk).update(due_on=date(2099, 1, 1))
    Case.objects.filter(pk=waits.pk).update(due_on=date(2098, 1, 1))
    client = signed_in(city.users["chen@370911"])
    # By its term the order would come first; it waits for the employer and stands last.
    assert client.get(f"/desk/cases/{mine.number}/after/").headers["Location"] == f"/desk/cases/{waits.number}/"


def test_who_did_the_first_of_two_acts_is_told_that_another_is_waited_for(town: Town) -> None:
    work = demo.begin(town, 0, START)
    one, two = town.staff.checkers[:2]
    demo._visit(work)
    case = Case.objects.get(pk=work.case.pk)
    assert case.state == "site_signing"
    today = work.at.date()
    assert told(case, one, today) == "等待另一名培训科审查岗同行人签字"
    assert told(case, two, today) == "待我同行人签字"
    assert [g.title for g in queue(one, today).groups] == ["等对方"]
    assert case.number in [row.key for g in queue(two, today).groups if g.title != "等对方" for row in g.rows]


def until_publicity(town: Town, n: int) -> Clockwork:
    work = demo.begin(town, n, START)
    demo.publish(work)
    return work


@pytest.fixture
def town(db: None) -> Town:
    return build(orgs=3)


def test_no_objection_is_to_be_investigated_where_nobody_objected(town: Town) -> None:
    checker, head = town.staff.checkers[0], town.staff.head
    quiet, loud = until_publicity(town, 0), until_publicity(town, 1)
    objection = actions.object_to(loud.case.record, ground="untrue", text="教室不在那里", at=loud.at)
    assert isinstance(objection, Objection)
    today = loud.at.date()
    assert told(quiet.case, checker, today) == "等待公示期满" and told(loud.case, checker, today) == "待我核查异议"
    assert told(loud.case, head, today) == "等待公示期满"
    loud.go("investigate", checker, objection=objection.number, findings="查过")
    assert told(loud.case, head, today) == "待我决定异议"


def test_more_cases_ask_no_more_queries(town: Town) -> None:
    checker = town.staff.checkers[0]
    cases = [until_publicity(town, n).case for n in range(3)]
    with CaptureQueriesContext(connection) as one:
        turns(cases[:1], checker)
    with CaptureQueriesContext(connection) as all_:
        turns(cases, checker)
    assert len(one) == len(all_) == 1


@pytest.mark.parametrize(
    ("usual", "said"),
    [
        (("nothing",), "不是由人在此状态办理"),
        (("close",), "不是由人在此状态办理"),
        (("lapse",), "不是由人在此状态办理"),
        (("add_statement",), "由当事人办理"),
        (("refuse",), "没有岗位可办"),
    ],
)
def test_a_usual_step_that_nobody_can_take_stops_the_start(usual: tuple[str, ...], said: str) -> None:
    process = next(p for p in INSPECTION if p.code == "rights.inspection_case")
    held = {step.may for step in process.steps} - {"inspection.refuse"}
    known = pack()
    assert not faults_of(process, known.clauses, known.parameters, held)
    first = replace(process.states[0], usual=usual)
    spoilt = replace(process, states=(first, *process.states[1:]))
    faults = faults_of(spoilt, known.clauses, known.parameters, held)
    assert len(faults) == 1 and said in faults[0]
