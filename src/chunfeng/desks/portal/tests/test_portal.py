"""The portal as a provider's clerk and an expert use it: plain GET and POST, no script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from chunfeng.base.access.models import Assignment, User
from chunfeng.base.documents.actions import UNTAKEN
from chunfeng.base.documents.models import Attachment
from chunfeng.base.documents.tests.samples import pdf
from chunfeng.base.policy.values import calendar
from chunfeng.base.workflow.engine import take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers import demo
from chunfeng.plans.training.providers.demo import Clockwork, Town
from chunfeng.plans.training.providers.models import Premises, Room, Teacher, TradeApplied
from chunfeng.plans.training.providers.tests.conftest import build

pytestmark = pytest.mark.django_db
PAPERS = [
    "legal_person",
    "licence",
    "bank_account",
    "accounts",
    "premises",
    "fire_safety",
    "teacher_certificates",
    "curricula",
]


@pytest.fixture
def town() -> Town:
    return build()


@pytest.fixture
def walk(town: Town) -> Clockwork:
    """A filled file of today: the portal knows no other day."""
    return demo.begin(town, 0, calendar().next_workday(timezone.localdate() - timedelta(days=10)))


def signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def clerk(town: Town) -> Client:
    return signed_in("经办0")


def text(response: Any) -> str:
    return response.content.decode()


def hidden(response: Any) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(seen|request_key)" value="([^"]*)"', text(response)))


def the_case() -> Case:
    return Case.objects.get()


def filled_in(client: Client, town: Town) -> str:
    """The whole file by forms, as a browser without script sends them."""
    begun = client.post("/portal/begin/training.provider_admission/")
    assert begun.status_code == 302
    url = begun["Location"]
    profile = {
        "kind": "private_school", "licence_number": "人社民3709001号", "licence_scope": "焊工", "licence_from_on": "2015-01-01",
        "licence_to_on": "2035-12-31", "office_phone": "0538-5500000", "contact_name": "孙立梅", "capacity": "400",
        "practice_base": "校内车间",
    }  # fmt: skip
    sent = [client.post(f"{url}fill/profile/", profile)]
    premises = {
        "name": "主校区", "address": "东岳大街1号", "position": "36.19,117.12", "tenure": "own", "fire_safety_on": "2015-06-01",
    }  # fmt: skip
    sent.append(client.post(f"{url}fill/premises/new/", premises))
    place = str(Premises.objects.get().pk)
    for use in ("theory", "practice"):
        room = {"premises": place, "name": use, "use": use, "capacity": "40", "square_metres": "80"}
        sent.append(client.post(f"{url}fill/rooms/new/", room))
    teacher = {
        "name": "周国强", "trade": "电焊工", "level": "3", "certificate_number": "3700001", "certificate_from_on": "2015-01-01",
        "employment": "full",
    }  # fmt: skip
    sent.append(client.post(f"{url}fill/teachers/new/", teacher))
    sent.append(client.post(f"{url}fill/trades/new/", {"trade": "焊工", "level": "5", "equipment": "电焊机20台"}))
    for kind in PAPERS:
        paper = SimpleUploadedFile("证明.pdf", pdf())
        sent.append(client.post(f"{url}fill/papers/new/", {"kind": kind, "files": paper}))
    assert [answer.status_code for answer in sent] == [302] * len(sent)
    return url


def test_a_clerk_fills_in_checks_and_submits_without_script(clerk: Client, town: Town) -> None:
    url = filled_in(clerk, town)
    assert Teacher.objects.get().trade == "焊工", "the pack's name of the trade"
    assert not Attachment.objects.filter(slot=UNTAKEN).exists(), "what a section keeps is not swept"
    page = clerk.get(url)
    assert text(page).count("已完成") == 6 and "核对并提交" in text(page)
    check = clerk.get(f"{url}check/")
    for words in ("孙立梅", "东岳大街1号", "电焊机20台", "决定是否受理", "个工作日", "更改", "承诺"):
        assert words in text(check), words
    done = clerk.post(f"{url}check/", hidden(check) | {"undertaking": "on"})
    assert done.status_code == 302 and the_case().state == "submitted"
    status = text(clerk.get(url))
    assert "已提交，编号" in status and the_case().number in status and "等待岱岳区人力资源和社会保障局办理" in status
    assert "撤回申请" in status


def test_an_uploaded_paper_is_opened_where_it_was_uploaded(clerk: Client, walk: Clockwork) -> None:
    paper = walk.case.record.papers.first()
    page = clerk.get(f"/portal/cases/{walk.case.number}/fill/papers/").content.decode()
    assert f'href="/files/{paper.document}/"' in page


def test_the_task_list_says_what_can_be_begun_and_why_not(clerk: Client, town: Town) -> None:
    url = clerk.post("/portal/begin/training.provider_admission/")["Location"]
    page = text(clerk.get(url))
    assert page.count("尚不能开始") == 3  # rooms wait for premises, trades for teachers, handing in for all
    assert "先完成：填写场地" in page and "待办" in page
    barred = clerk.get(f"{url}fill/rooms/new/")
    assert barred.status_code == 422 and "先完成：填写场地" in text(barred)
    assert clerk.get(f"{url}check/").status_code == 200


def test_what_is_wrong_comes_back_with_what_was_typed(clerk: Client, town: Town) -> None:
    url = clerk.post("/portal/begin/training.provider_admission/")["Location"]
    premises = {
        "name": "主校区",
        "address": "东岳大街1号",
        "position": "泰山脚下",
        "tenure": "lease",
        "fire_safety_on": "昨天",
    }
    answer = clerk.post(f"{url}fill/premises/new/", premises)
    body = text(answer)
    assert answer.status_code == 422 and "东岳大街1号" in body and "泰山脚下" in body
    assert 'href="#id_fire_safety_on"' in body, "the summary leads to the box"
    premises["fire_safety_on"] = "2015-06-01"
    answer = clerk.post(f"{url}fill/premises/new/", premises)
    assert answer.status_code == 422 and 'href="#id_position"' in text(answer)
    premises |= {"position": "36.19 117.12"}
    assert 'href="#id_lease_to_on"' in text(clerk.post(f"{url}fill/premises/new/", premises))
    assert not Premises.objects.exists()
    assert clerk.post(f"{url}fill/premises/new/", premises | {"lease_to_on": "2030-01-01"}).status_code == 302


def test_a_trade_outside_the_catalogue_is_named(clerk: Client, walk: Clockwork) -> None:
    url = f"/portal/cases/{walk.case.number}/fill/trades/new/"
    answer = clerk.post(url, {"trade": "占星师", "level": "5", "equipment": "水晶球"})
    assert answer.status_code == 422 and "占星师" in text(answer)


def test_a_row_is_changed_and_taken_out_on_pages_of_their_own(clerk: Client, walk: Clockwork) -> None:
    room = Room.objects.order_by("pk").first()
    assert room
    url = f"/portal/cases/{walk.case.number}/fill/rooms/"
    form = clerk.get(f"{url}{room.pk}/")
    assert f'value="{room.name}"' in text(form)
    values = {"premises": room.premises_id, "name": "大教室", "use": "theory", "capacity": "60", "square_metres": "120"}
    assert clerk.post(f"{url}{room.pk}/", values).status_code == 302
    room.refresh_from_db()
    assert (room.name, room.capacity) == ("大教室", 60)
    assert clerk.get(f"{url}{room.pk}/remove/").status_code == 200 and Room.objects.filter(pk=room.pk).exists()
    assert clerk.post(f"{url}{room.pk}/remove/").status_code == 302 and not Room.objects.filter(pk=room.pk).exists()


def test_an_incomplete_file_is_not_submitted_and_the_gap_is_linked(clerk: Client, walk: Clockwork) -> None:
    TradeApplied.objects.all().delete()
    url = f"/portal/cases/{walk.case.number}/check/"
    answer = clerk.post(url, hidden(clerk.get(url)) | {"undertaking": "on"})
    assert answer.status_code == 422 and "没有填申报工种" in text(answer) and "/fill/trades/" in text(answer)
    assert the_case().state == "draft"


def test_submitting_twice_is_submitting_once(clerk: Client, walk: Clockwork) -> None:
    url = f"/portal/cases/{walk.case.number}/check/"
    sent = hidden(clerk.get(url)) | {"undertaking": "on"}
    assert clerk.post(url, sent).status_code == 302
    # The file is handed in: the page of checking is gone, nothing happens a second time.
    assert clerk.post(url, sent).status_code == 404
    assert the_case().version == 2


@pytest.mark.parametrize(
    "tail", ["", "check/", "fill/profile/", "fill/rooms/", "fill/rooms/new/", "fill/premises/1/", "steps/withdraw/"]
)
def test_another_houses_case_does_not_exist(walk: Clockwork, tail: str) -> None:
    other = signed_in("经办1")
    url = f"/portal/cases/{walk.case.number}/{tail}"
    assert other.get(url).status_code == 404
    if tail:
        assert other.post(url, {"undertaking": "on", "seen": "1"}).status_code == 404
    assert walk.case.number not in text(other.get("/portal/"))
    assert the_case().version == 1


def test_a_row_of_another_houses_file_does_not_exist(walk: Clockwork, town: Town) -> None:
    second = demo.begin(town, 1, walk.day)
    room = Room.objects.filter(premises__admission__case=second.case).first()
    assert room
    clerk = signed_in("经办0")
    url = f"/portal/cases/{walk.case.number}/fill/rooms/{room.pk}/"
    assert clerk.get(url).status_code == 404 and clerk.post(f"{url}remove/").status_code == 404
    values = {"premises": room.premises_id, "name": "x", "use": "theory", "capacity": "9", "square_metres": "9"}
    answer = clerk.post(f"/portal/cases/{walk.case.number}/fill/rooms/new/", values)
    assert answer.status_code == 422, "premises of another file cannot be chosen"


def test_staff_have_no_desk_here_and_strangers_log_in(walk: Clockwork) -> None:
    staff = signed_in("审查0")
    session = staff.session
    session["second_factor"] = True
    session.save()
    assert staff.get("/portal/").status_code == 403
    answer = Client().get("/portal/")
    assert answer.status_code == 302 and "/login/" in answer["Location"]


def test_an_expired_post_shows_nothing(walk: Clockwork) -> None:
    Assignment.objects.filter(user__username="经办0").update(valid_to_on=timezone.localdate() - timedelta(days=1))
    assert signed_in("经办0").get("/portal/").status_code == 403


def test_the_reason_of_a_return_and_the_office_phone_are_always_there(clerk: Client, walk: Clockwork) -> None:
    User.objects.filter(username="受理").update(office="岱岳区政务大厅 0538-8560001")
    demo._return(walk)
    page = text(clerk.get(f"/portal/cases/{walk.case.number}/"))
    for words in ("最近退回原因", "消防合格证明看不清", "0538-8560001", "认定申请需要补正", "要做的事", "轮到我方办理"):
        assert words in page, words


def test_notes_between_officers_are_not_shown(clerk: Client, walk: Clockwork) -> None:
    demo._accept(walk)
    walk.later().go("pass_review", walk.town.staff.checkers[0], note="与隔壁学校共用设备，去现场数一下")
    page = text(clerk.get(f"/portal/cases/{walk.case.number}/"))
    assert "去现场数一下" not in page and "审查0" not in page and "认定申请已受理" in page


def test_withdrawing_asks_first(clerk: Client, walk: Clockwork) -> None:
    walk.go("submit", walk.clerk, undertaking=True)
    url = f"/portal/cases/{walk.case.number}/steps/withdraw/"
    asked = clerk.get(url)
    assert "再申请要重新填报" in text(asked) and the_case().state == "submitted"
    done = clerk.post(url, hidden(asked) | {"note": "校舍搬迁"}, follow=True)
    assert the_case().state == "withdrawn" and "已撤回" in text(done)


def test_a_stale_page_says_what_happened_meanwhile(clerk: Client, walk: Clockwork) -> None:
    walk.go("submit", walk.clerk, undertaking=True)
    url = f"/portal/cases/{walk.case.number}/steps/withdraw/"
    asked = hidden(clerk.get(url))
    take(walk.case, "accept", actor=walk.town.staff.counter, seen=walk.case.version)
    answer = clerk.post(url, asked)
    assert answer.status_code == 422 and "请看过最新情况再办" in text(answer) and the_case().state == "review"


def test_a_step_that_is_not_mine_is_not_offered(clerk: Client, walk: Clockwork) -> None:
    walk.go("submit", walk.clerk, undertaking=True)
    answer = clerk.post(f"/portal/cases/{walk.case.number}/steps/accept/", {"seen": "2"})
    assert answer.status_code == 422 and the_case().state == "submitted"


def test_a_drawn_expert_scores_and_the_case_is_gone_from_the_list(town: Town, walk: Clockwork) -> None:
    demo._draw(walk)
    drawn = {seat.expert.user.username for seat in walk.case.record.seats.select_related("expert__user")}
    stranger = next(f"专家{n}" for n in range(5) if f"专家{n}" not in drawn)
    url = f"/portal/cases/{walk.case.number}/steps/score/"
    assert signed_in(stranger).get(url).status_code == 404
    assert walk.case.number not in text(signed_in(stranger).get("/portal/"))
    expert = signed_in(min(drawn))
    assert walk.case.number in text(expert.get("/portal/"))
    for address in ("/portal/", f"/portal/cases/{walk.case.number}/"):
        assert "待我评分" in text(expert.get(address)) and "等待专家" not in text(expert.get(address))
    page = expert.get(url)
    assert "实地核查" in text(page) and "提交后不能修改" in text(page)
    points = {"premises": "18", "teachers": "99", "teaching": "16", "practice": "17", "employment": "15"}
    sent = hidden(page) | points | {"no_interest": "on"}
    wrong = expert.post(url, sent)
    assert wrong.status_code == 422 and "最高 20 分" in text(wrong) and 'value="99"' in text(wrong)
    done = expert.post(url, hidden(wrong) | points | {"teachers": "19", "no_interest": "on"}, follow=True)
    assert done.status_code == 200 and walk.case.number not in text(done)
    assert expert.get(url).status_code == 404


def test_a_provider_reports_that_it_has_rectified(clerk: Client, walk: Clockwork) -> None:
    s = demo._card(walk)
    url = f"/portal/cases/{s.case.number}/"
    assert "黄牌，请按期整改" in text(clerk.get(url))
    asked = clerk.get(f"{url}steps/report_rectified/")
    done = clerk.post(f"{url}steps/report_rectified/", hidden(asked) | {"rectified": "已补课12课时"})
    assert done.status_code == 302
    s.case.refresh_from_db()
    assert s.case.state == "verifying"


def test_one_applies_only_once_at_a_time(clerk: Client, walk: Clockwork) -> None:
    assert "开始填报" not in text(clerk.get("/portal/"))
    answer = clerk.post("/portal/begin/training.provider_admission/")
    assert answer.status_code == 422 and walk.case.number in text(answer)
    assert clerk.post("/portal/begin/no.such/").status_code == 404


def test_names_are_escaped(clerk: Client, town: Town) -> None:
    url = clerk.post("/portal/begin/training.provider_admission/")["Location"]
    hostile = "<script>alert(1)</script>"
    premises = {
        "name": hostile,
        "address": hostile,
        "position": "36.19,117.12",
        "tenure": "own",
        "fire_safety_on": "2015-06-01",
    }
    assert clerk.post(f"{url}fill/premises/new/", premises).status_code == 302
    for page in (f"{url}fill/premises/", f"{url}check/", url):
        assert hostile not in text(clerk.get(page))


def test_an_empty_box_is_asked_for_in_its_own_verb_and_names_its_question_once(clerk: Client, walk: Clockwork) -> None:
    url = f"/portal/cases/{walk.case.number}/fill"
    paper = text(clerk.post(f"{url}/papers/new/", {}))
    assert "请选择材料种类" in paper and "请上传" in paper and "请填写材料种类" not in paper
    body = text(clerk.post(f"{url}/profile/", {"capacity": "很多"}))
    assert '<p class="err" id="id_capacity_error">请填写整数</p>' in body
    assert body.count("（人）：请填写整数") == 1
