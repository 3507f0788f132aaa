"""What provider, office and finance see of a claim and of its money."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chunfeng.base.access.models import User
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.audit.leaf import sm3
from chunfeng.base.audit.models import Event
from chunfeng.plans.training.subsidy.demo import Claiming
from chunfeng.plans.training.subsidy.models import Transfer, TransferLine
from chunfeng.plans.training.subsidy.pages import PANELS
from chunfeng.plans.training.subsidy.pages.dossier import DOSSIER
from chunfeng.plans.training.subsidy.tests.conftest import Money

pytestmark = pytest.mark.django_db(transaction=True)


def panel(walk: Any, actor: Any, anchor: str) -> Any:
    walk.case.refresh_from_db()
    found = PANELS[walk.case.process](walk.case, actor)
    return next(p for p in found if p.anchor == anchor)


def desk(actor: Any) -> Client:
    return signed_in(User.objects.get(pk=actor.user))


def test_exceptions_come_first_and_each_sum_is_worked_out(money: Money) -> None:
    claiming = money.begun().employed(2, "泰山电机厂")
    claiming.submitted(money.office, money.certified_on)
    last = claiming.claim.lines.order_by("-pk").first()
    assert last
    claiming.go("accept", money.office.counter, money.certified_on)
    claiming.go("hold_line", money.office.checker, money.certified_on, line=str(last.pk), note="本人电话是空号")
    found = panel(claiming, money.office.checker, "lines")
    rows = [dict(row.cells) for row in found.body[0].rows]
    assert rows[0]["why"] == "本人电话是空号" and rows[0]["state"].text == "冻结"
    assert rows[1]["sum"] == "标准 1,000.00 元 × 100% = 1,000.00 元" and "在泰山电机厂就业" in rows[1]["job"]
    assert rows[3]["sum"] == "标准 1,000.00 元 × 60% = 600.00 元"
    assert "冻结 1 人 600.00 元；可以核准 14,600.00 元" in found.note
    party = panel(claiming, money.clerk, "lines")
    assert dict(party.body[0].rows[0].cells)["why"] == "正在核对，不影响其他人"
    assert "********" in rows[0]["number"]


def test_the_task_list_shows_sums_before_handing_in(money: Money) -> None:
    claiming = money.begun()
    assert claiming.claim.training_class
    (tests,) = DOSSIER.tests(claiming.case)
    assert tests.body[0].total == 24
    assert not DOSSIER.unfinished(claiming.case)


def test_the_file_for_the_bank_goes_out_once_and_is_what_was_signed(money: Money) -> None:
    money.approved(payee="persons")
    paying = money.sent()
    clerk, url = desk(money.treasury.clerk), f"/desk/payments/{paying.case.number}/"
    assert clerk.get(url).status_code == 200
    first = clerk.post(url)
    assert first.status_code == 200 and first["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(first.content.decode("gb18030"))))
    assert len(rows) == 25 and rows[1][1].startswith("6222") and rows[1][3] == "600.00"
    assert sm3(first.content).hex() == paying.batch.digest
    again = clerk.post(url)
    assert again.status_code == 422 and "再次下载请写明原因" in again.content.decode()
    third = clerk.post(url, {"reason": "网银导入失败，重新导入"})
    assert third.content == first.content
    told = Event.objects.filter(kind="download", object_id=paying.case.number)
    assert [event.note for event in told] == ["", "网银导入失败，重新导入"]
    for other in (money.office.checker, money.treasury.head, money.clerk):
        assert desk(other).get(url).status_code in (403, 404), other


def test_the_pages_of_a_claim_open_for_office_and_provider(money: Money) -> None:
    claiming: Claiming = money.submitted()
    number = claiming.case.number
    for actor in (money.office.counter, money.office.checker, money.office.leader, money.treasury.clerk):
        page = desk(actor).get(f"/desk/cases/{number}/")
        assert page.status_code == 200 and "标准 1,000.00 元" in page.content.decode()
    assert desk(money.clerk).get(f"/portal/cases/{number}/").status_code == 200


def test_a_longer_claim_or_batch_asks_no_more_queries(money: Money) -> None:
    claiming = money.approved(payee="persons")
    paying = money.drawn()
    clients = desk(money.office.checker), desk(money.treasury.clerk)

    def asked() -> list[int]:
        counts = []
        for client, number in zip(clients, (claiming.case.number, paying.case.number), strict=True):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(f"/desk/cases/{number}/").status_code == 200
            counts.append(len(seen))
        return counts

    asked()
    many = asked()
    TransferLine.objects.filter(pk__in=TransferLine.objects.order_by("pk").values("pk")[4:]).delete()
    Transfer.objects.filter(lines=None).delete()
    claiming.claim.lines.filter(pk__in=claiming.claim.lines.order_by("pk").values("pk")[4:]).delete()
    assert asked() == many and max(many) <= 45, many
