"""A subsidy from the provider's claim to the trainee's card; the same yuan in the books, on the open list and on the phone: T-3.4.b, T-3.4.d."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.utils import timezone

from chunfeng.base.access import phone_codes
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.subsidy.demo import results
from chunfeng.plans.training.subsidy.models import Transfer
from chunfeng.plans.training.subsidy.tests.conftest import Money, here, made, pass_by

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]

__all__ = ["here"]
CLERK, COUNTER, CHECKER, HEAD, LEADER, FINANCE, FINANCE_HEAD = (
    "经办0", "窗口", "审核", "审定", "领导", "财务", "财务长",
)  # fmt: skip


def test_money_reaches_the_card(story: Any) -> None:
    money = made()
    story.at("2016-06-20 09:00")
    claim(story, money)
    judged()
    number = case_of("training.subsidy_claim").number
    sign(story, number)
    seen_by_everybody(story)
    pay(story, money, number)
    found_everywhere(story, money)


def case_of(process: str) -> Case:
    return Case.objects.filter(process=process).latest("pk")


def judged() -> None:
    """What the worker does by itself; its snapshot must not meet the threads of a server in one process."""
    pass_by(timezone.now())


def claim(story: Any, money: Money) -> None:
    clerk = story.person(CLERK).come_in()
    begin = (
        clerk.tab.locator("section, div")
        .filter(has=clerk.tab.get_by_role("heading", name="培训补贴申领", exact=True))
        .last
    )
    with clerk.tab.expect_navigation():
        begin.get_by_role("button", name="开始填报").click()
    clerk.shot("provider begins")
    k = money.klass
    clerk.follow("选择班级和收款方").fill(
        {
            "班级": f"{k.class_no}　{k.trade}　{k.starts_on}～{k.ends_on}",
            "申领哪一部分": "首次申领",
            "付给谁": "学员本人账户",
        }
    ).press("保存")
    clerk.open(f"/portal/cases/{case_of('training.subsidy_claim').number}/").follow("核对人员和就业情况").shot("people")
    clerk.see("标准 1,000.00 元 × 60% = 600.00 元")
    clerk.open(f"/portal/cases/{case_of('training.subsidy_claim').number}/").follow("核对并提交").shot(
        "provider checks"
    )
    clerk.fill({"所报人员本人参训并取得证书，没有向学员收费；如有不实，退回补贴并承担责任": True}).press("提交申领")
    clerk.see("系统核对中").shot("handed in")


def sign(story: Any, number: str) -> None:
    for who, step, answers, day in (
        (COUNTER, "初审通过", {}, "2016-06-21"),
        (CHECKER, "审核通过", {"由哪级资金支付": "市级"}, "2016-06-22"),
        (HEAD, "审定并公示", {}, "2016-06-23"),
    ):
        story.at(f"{day} 10:00")
        person = story.person(who).come_in().open(f"/desk/cases/{number}/")
        person.step(step, answers, step)


def seen_by_everybody(story: Any) -> None:
    anybody = story.person("anybody", 360)
    anybody.open("/lists/subsidies-on-notice/").see("600.00").shot("on notice")
    assert "王建军" not in anybody.tab.content() and "王*军" in anybody.tab.content()


def pay(story: Any, money: Money, number: str) -> None:
    story.at("2016-07-05 09:00")
    story.work()
    leader = story.person(LEADER).come_in().open(f"/desk/cases/{number}/")
    leader.step("核准补贴", {}, "approve")
    finance = story.person(FINANCE).come_in().open("/desk/begin/training.payment_batch/")
    finance.fill({"资金来源": "就业专项资金", "哪级资金": "市级", "预算年度": "2016"}).shot("draw a batch").press(
        "编制支付批次"
    )
    judged()
    batch = case_of("training.payment_batch")
    for who, step in ((FINANCE_HEAD, "复核"), (LEADER, "签发")):
        story.person(who).come_in().open(f"/desk/cases/{batch.number}/").step(step, {}, step)
    finance.come_in().open(f"/desk/payments/{batch.number}/").shot("bank file")
    with finance.tab.expect_download() as got:
        finance.tab.get_by_role("button", name="下载银行文件", exact=True).click()
    rows = list(csv.reader(io.StringIO(got.value.path().read_bytes().decode("gb18030"))))
    assert len(rows) == 25 and {row[3] for row in rows[1:]} == {"600.00"}
    answer(story, money, batch)


def answer(story: Any, money: Money, batch: Case) -> None:
    """The bank's list, handed in by the web."""
    day = timezone.localdate()
    content = results(list(Transfer.objects.filter(batch__case=batch).order_by("serial")), day, {})
    finance = story.person(FINANCE).open(f"/desk/cases/{batch.number}/")
    finance.follow("登记银行结果")
    finance.fill({"银行支付结果": [{"name": "回盘.csv", "mimeType": "text/csv", "buffer": content}]}).press("上传")
    story.work()
    finance.tab.reload()
    finance.shot("bank's answer").press("把24行入库")
    finance.open(f"/desk/cases/{batch.number}/").see("已办结").shot("batch paid")


def found_everywhere(story: Any, money: Money) -> None:
    """24 persons at 600 yuan."""
    story.work()
    story.person(FINANCE).open("/desk/funds/").see("14,400.00").shot("the books")
    story.person("anybody", 360).open("/lists/subsidies-paid/").see("14,400.00").shot("open list")
    entry = money.klass.entries.select_related("person").order_by("pk").first()
    assert entry and entry.person.phone
    codes: list[str] = []
    own = phone_codes.redeem(
        phone_codes.begin(entry.person.phone.clear(), lambda code, key: codes.append(code)), codes[0]
    )
    assert own
    trainee = story.person(own.username, 360).come_in().open("/my/")
    trainee.see("以我的名义申领的补贴", "已发放").shot("the trainee's phone")
    assert trainee.shows("600.00")
