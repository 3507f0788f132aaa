"""Suspicions and rules at the desk: who sees what, what is masked, what a reason buys, how many queries it costs."""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.models import Event
from chunfeng.base.findings.actions import Hit, take_in
from chunfeng.base.findings.models import Finding, Run
from chunfeng.base.findings.queries import deciders
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.places.models import Place
from chunfeng.base.uploads.models import Upload
from chunfeng.base.workflow.models import Case
from chunfeng.desks.staff.subjects import subjects
from chunfeng.plans.training.classes.models import RosterEntry

pytestmark = pytest.mark.django_db
RULE = "training.providers_alike"


@pytest.fixture
def city() -> Place:
    city = Place.objects.create(code="990000", name="春城", kind="city", path="990000/")
    for code, name in (("990001", "东县"), ("990002", "西县")):
        Place.objects.create(code=code, name=name, kind="county", parent=city, path=f"990000/{code}/")
    return city


def login(role: str, place: Place | None) -> Client:
    user = User.objects.create_user(f"{role}{place}", name=f"{role}某")
    Assignment.objects.create(user=user, role=role, place=place, valid_from_on=date(2015, 1, 1))
    return signed_in(user)


def school(name: str, legal_person: str) -> Org:
    return Org.objects.create(name=name, kind="provider", legal_person=legal_person, phone="13800001234")


def run(hits: list[Hit], **more: object) -> Run:
    made = Run(snapshot="a" * 64, taken_at=timezone.now(), as_of_on=date(2016, 12, 31), ran={RULE: len(hits)}, **more)
    return take_in(made, hits)


def hit(one: Org, other: Org, area: str = "990001", severity: str = "high", said: str = "两项相同") -> Hit:
    return Hit(
        rule=RULE, title="几家机构同一控制人", severity=severity, clause="T-3.2.a", subject_kind="provider", subject=one.uid.hex,
        other_kind="provider", other=other.uid.hex, said=said, evidence={"shared_attributes": 2}, area=area, org=one.uid.hex,
    )  # fmt: skip


@pytest.fixture
def finding(city: Place) -> Finding:
    run([hit(school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯"))])
    return Finding.objects.select_related("case").get()


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_a_county_sees_its_own_suspicions_only(city: Place, finding: Finding) -> None:
    east, west = city.children.order_by("code")
    own, foreign = login("section_head", east), login("section_head", west)
    assert finding.case.number in page_of(own, "/desk/findings/")
    assert finding.case.number not in page_of(foreign, "/desk/findings/")
    assert foreign.get(f"/desk/cases/{finding.case.number}/").status_code == 404
    assert foreign.get(f"/desk/findings/{finding.case.number}/reveal/subject/phone/").status_code == 404
    assert login("grid_assistant", east).get("/desk/findings/").status_code == 403


def test_the_list_narrows_by_rule_severity_place_and_state(city: Place, finding: Finding) -> None:
    client, number = login("auditor", None), finding.case.number
    for query, shown in (
        (f"rule={RULE}", True), ("rule=training.under_age", False), ("severity=high", True), ("severity=block", False),
        ("place=990001", True), ("place=990002", False), ("state=open", True), ("state=confirmed", False), ("state=all", True),
    ):  # fmt: skip
        assert (number in page_of(client, f"/desk/findings/?{query}")) == shown, query


def test_the_evidence_stands_side_by_side_masked_and_no_answer_is_the_primary(city: Place, finding: Finding) -> None:
    client = login("section_checker", city)
    client.post(f"/desk/cases/{finding.case.number}/steps/take_on/", {"seen": "1", "request_key": "k1"})
    text = page_of(client, f"/desk/cases/{finding.case.number}/")
    assert "甲培训学校" in text and "乙培训学校" in text and "相同" in text
    assert "欧阳静雯" not in text and "13800001234" not in text
    assert "认定属实" in text and "有合理说明" in text and "数据有误" in text
    assert '<summary class="btn plain">' in text and '<summary class="btn">' not in text
    assert text.index("乙培训学校") < text.index("有合理说明")


def test_evidence_names_organisations_and_not_their_keys(city: Place) -> None:
    one, other = school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯")
    about = {"class": f"{other.uid.hex}|家政二期", "rows": [], "others": 1, "also_by": [one.uid.hex, "f" * 32]}
    run([replace(hit(one, other), evidence=about)])
    text = page_of(login("auditor", None), f"/desk/cases/{Case.objects.get().number}/").partition("证据")[2]
    assert "乙培训学校 家政二期" in text and "甲培训学校、" + "f" * 32 in text and "另有几个" in text
    assert one.uid.hex not in text and other.uid.hex not in text


def test_the_evidence_is_told_in_english_to_who_asked_for_it(city: Place, finding: Finding) -> None:
    client = login("auditor", None)
    assert "相同的栏目" in page_of(client, f"/desk/cases/{finding.case.number}/")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    text = page_of(client, f"/desk/cases/{finding.case.number}/")
    assert "Fields alike" in text and "Training provider" in text and "相同的栏目" not in text


def test_its_title_and_its_sentence_are_told_in_english_with_names_and_values_as_they_are(city: Place) -> None:
    told = hit(
        school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯"), said="与另外 3 家机构的登记信息有 2 项相同"
    )
    run([replace(told, title="几家机构同一控制人、地址、电话或账户")])
    client = login("auditor", None)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for url in ("/desk/findings/", f"/desk/cases/{Case.objects.get().number}/"):
        text = page_of(client, url)
        assert "Providers sharing controller, address, telephone or account · 甲培训学校" in text
        assert "Particulars shared with other providers (3): 2" in text


def test_a_masked_value_is_shown_by_right_for_a_reason_that_is_logged(city: Place, finding: Finding) -> None:
    url = f"/desk/findings/{finding.case.number}/reveal/subject/phone/"
    assert login("section_checker", city).get(url).status_code == 403
    head = login("section_head", city)
    assert "reveal" in page_of(head, f"/desk/cases/{finding.case.number}/")
    assert "13800001234" not in page_of(head, url)
    for reason in ("看", "....", "\u200b" * 4, "核" * 301):
        refused = head.post(url, {"reason": reason})
        assert refused.status_code == 422 and "13800001234" not in refused.content.decode()
    assert not Event.objects.filter(kind="org.reveal").exists()
    shown = head.post(url, {"reason": "核对两校电话"})
    assert "13800001234" in shown.content.decode() and shown["Cache-Control"] == "no-store"
    event = Event.objects.get(kind="org.reveal")
    assert event.note == "核对两校电话" and "13800001234" not in event.facts
    assert head.post(url.replace("phone", "id"), {"reason": "核对两校电话"}).status_code == 404


def test_who_decides_sees_what_is_compared_as_long_as_it_is_to_be_decided(city: Place, finding: Finding) -> None:
    checker, at_case = login("section_checker", city), f"/desk/cases/{finding.case.number}/"
    url, asked = f"/desk/findings/{finding.case.number}/reveal/other/legal_person/", {"reason": "核对两校法人"}
    assert "reveal" not in page_of(checker, at_case) and checker.post(url, asked).status_code == 403, "nobody's yet"
    checker.post(f"{at_case}steps/take_on/", {"seen": "1", "request_key": "k1"})
    assert f'href="{url}"' in page_of(checker, at_case)
    assert "欧阳静雯" in checker.post(url, asked).content.decode()
    assert Event.objects.get(kind="org.reveal").note == "核对两校法人"
    assert "reveal" not in page_of(login("finance_clerk", city), at_case), "who only reads does not"
    checker.post(f"{at_case}steps/explain/", {"seen": "2", "note": "同名不同人", "request_key": "k2"})
    assert "reveal" not in page_of(checker, at_case) and checker.post(url, asked).status_code == 403


def test_to_show_a_masked_value_leads_back_to_the_list(city: Place, finding: Finding) -> None:
    client, at_case = login("section_head", city), f"/desk/cases/{finding.case.number}/"
    kept, shows = "?severity=high&amp;list=findings", f"/desk/findings/{finding.case.number}/reveal/subject/phone/"
    assert f'href="{shows}{kept}"' in page_of(client, at_case + kept.replace("&amp;", "&"))
    url = (shows + kept).replace("&amp;", "&")
    assert f'href="{at_case}{kept}"' in page_of(client, url)
    answer = client.post(url, {"reason": "核对两校电话"})
    assert "13800001234" in answer.content.decode() and f'href="{at_case}{kept}"' in answer.content.decode()
    assert f'href="{shows}"' in page_of(client, at_case)


def test_the_page_of_a_rule_says_all_that_it_is(city: Place, finding: Finding) -> None:
    client = login("auditor", None)
    text = page_of(client, f"/desk/rules/{RULE}/")
    for said in ("T-3.2.a", "shared_attributes", "未足 5 件", "命中 1 件", "算例", "只有一项相同"):
        assert said in text, said
    dated = page_of(client, "/desk/rules/training.class_size_above/")
    assert "/desk/parameters/training.class_size_max/" in dated and "起始日" in dated
    assert client.get("/desk/rules/training.none/").status_code == 404
    assert login("grid_assistant", city).get("/desk/rules/").status_code == 403


def test_a_rule_shows_its_precision_from_five_decisions_on(city: Place) -> None:
    one, other = school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯")
    run([hit(one, other, said=f"第{n}次") for n in range(5)])
    rows = Finding.objects.order_by("pk")
    for finding, state in zip(rows, ("confirmed", "confirmed", "confirmed", "explained", "data_error"), strict=True):
        Finding.objects.filter(pk=finding.pk).update(state=state, decided_on=date(2016, 6, 1))
    assert "60.0" in page_of(login("auditor", None), f"/desk/rules/{RULE}/")


def test_a_rule_that_could_not_run_says_what_it_needs(city: Place) -> None:
    run([], not_run={"training.under_age": ["enrolments"], "training.student_on_roster": ["registers.student"]})
    client = login("auditor", None)
    assert "需要学员花名册" in page_of(client, "/desk/rules/training.under_age/")
    assert "未执行：需要学员花名册，向各培训机构索取" in page_of(client, "/desk/rules/")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    said = page_of(client, "/desk/rules/")
    assert "Not run: needs Class roster (ask training providers)" in said
    assert "Lists of other authorities: Enrolled student (ask the department in charge)" in said


def test_the_list_names_whom_each_suspicion_is_about(city: Place) -> None:
    one, other = school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯")
    person = Person.objects.create(
        name="王小春", number="990000199001011230", number_kind="resident_id", phone="13900001111"
    )
    own = replace(hit(one, other), subject_kind="person", subject=person.uid.hex, other_kind="", other="", org="", person=person.uid.hex)  # fmt: skip
    of_class = replace(hit(one, other), subject_kind="class", subject=f"{one.uid.hex}|B2016-017")
    run([hit(one, other), hit(other, one), own, of_class])
    titles = set(Case.objects.values_list("title", flat=True))
    named = {f"几家机构同一控制人 · {said}" for said in ("甲培训学校", "乙培训学校", "甲培训学校 · B2016-017")}
    assert titles == {*named, "几家机构同一控制人"}
    page = page_of(login("section_checker", city), "/desk/")
    assert all(title in page for title in titles)
    assert person.name.masked() in page and "王小春" not in page


def test_suspicions_of_wages_go_to_inspectors_and_those_of_training_to_its_section(city: Place) -> None:
    one, other = school("甲培训学校", "欧阳静雯"), school("乙建筑公司", "王小春")
    wages = replace(hit(other, one), rule="rights.sheet_row_unpaid", title="工资没有发")
    run([hit(one, other), wages])
    training, rights = Case.objects.get(prefix_of("YD")), Case.objects.get(prefix_of("YQ"))
    for role, mine, not_mine in (
        ("section_head", training, rights),
        ("section_checker", training, rights),
        ("inspection_head", rights, training),
        ("inspector", rights, training),
    ):
        client = login(role, city)
        for url in ("/desk/", "/desk/cases/", "/desk/findings/"):
            page = page_of(client, url)
            assert mine.number in page and not_mine.number not in page
        assert client.get(f"/desk/cases/{mine.number}/").status_code == 200
        assert client.get(f"/desk/cases/{not_mine.number}/").status_code == 404
    assert {name.partition(" · ")[2] for name in deciders(rights).values()} == {"监察员", "监察大队负责人"}


def prefix_of(prefix: str) -> Q:
    return Q(number__startswith=prefix)


def test_known_suspicions_of_wages_change_hands_with_the_upgrade(city: Place) -> None:
    one, other = school("甲培训学校", "欧阳静雯"), school("乙建筑公司", "王小春")
    run([hit(one, other), replace(hit(other, one), rule="rights.sheet_row_unpaid")])
    Case.objects.update(process="screening.finding")
    importlib.import_module("chunfeng.base.findings.migrations.0003_by_plan").of_wages(apps, None)
    assert Case.objects.get(prefix_of("YQ")).process == "screening.rights_finding"
    assert Case.objects.get(prefix_of("YD")).process == "screening.finding"


def entry(org: Org, person: Person, class_no: str, actor_place: Place) -> RosterEntry:
    upload = Upload.objects.filter(org=org).first() or Upload.objects.create(
        feed="roster", target=f"org:{org.pk}", target_title=org.name, org=org, place=actor_place, place_path=actor_place.path,
        name="名册.csv", size=1, sm3="0" * 64, path="x", key="k", by_name="经办",
    )  # fmt: skip
    return RosterEntry.objects.create(
        org=org, class_no=class_no, person=person, category="农村新成长劳动力", upload=upload,
        class_starts_on=date(2016, 3, 1), class_ends_on=date(2016, 3, 20),
    )  # fmt: skip


def test_a_pair_of_roster_entries_names_person_class_and_provider_of_both(city: Place) -> None:
    one, other = school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯")
    person = Person.objects.create(name="郭小军", number="990000199001011230", number_kind="resident_id")
    first, second = entry(one, person, "B2016-017", city), entry(other, person, "C2016-003", city)
    pair = replace(
        hit(one, other), subject_kind="enrolment", subject=str(first.pk), other_kind="enrolment", other=str(second.pk),
        person=person.uid.hex,
    )  # fmt: skip
    run([pair])
    case, client = Case.objects.get(), login("section_head", city)
    page = page_of(client, f"/desk/cases/{case.number}/")
    for said in (person.name.masked(), "甲培训学校", "乙培训学校", "B2016-017", "C2016-003"):
        assert said in page, said
    # Neither has a bank account: that is no difference.
    assert "双方都没有" in page and "郭小军" not in page
    listed = page_of(client, "/desk/findings/")
    assert f"{case.title} · {person.name.masked()}" in listed
    assert f"另一方：{person.name.masked()} · 乙培训学校 · C2016-003" in listed
    shown = client.post(f"/desk/findings/{case.number}/reveal/other/number/", {"reason": "核对两份名册"})
    assert "990000199001011230" in shown.content.decode()


def test_a_pair_of_classes_is_shown_side_by_side_and_costs_no_more_for_many(city: Place) -> None:
    one, other = school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯")
    hits = []
    for n in range(4):
        person = Person.objects.create(name=f"郭小{n}", number=f"99000019900101123{n}", number_kind="resident_id")
        for org in (one, other):
            entry(org, person, f"B{n}", city)
        hits.append(
            replace(hit(one, other), subject_kind="class", subject=f"{one.uid.hex}|B{n}", other_kind="class", other=f"{other.uid.hex}|B{n}")
        )  # fmt: skip
    run(hits)
    page = page_of(login("section_checker", city), f"/desk/cases/{Case.objects.earliest('pk').number}/")
    assert "乙培训学校 · B" in page and "名册人数" in page and "03-20" in page
    with CaptureQueriesContext(connection) as made:
        found = subjects((f.other_kind, f.other) for f in Finding.objects.all())
    assert (len(found), len(made)) == (4, 2)


def test_one_severity_has_one_word(city: Place) -> None:
    run([hit(school("甲培训学校", "欧阳静雯"), school("乙培训学校", "欧阳静雯"), severity="block")])
    client = login("auditor", None)
    assert "命中即冻结" not in page_of(client, "/desk/findings/") and "冻结" in page_of(client, "/desk/findings/")
