"""A worker complains from a phone, is paid, and the case is closed: R-3.2.a."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from chunfeng.base.orgs.models import Org
from chunfeng.base.workflow.models import Case
from chunfeng.plans.rights.inspection import demo
from chunfeng.site.demo.platform import credit_code_of

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]

#: Matters of the months before: enough that it can be said how long they took.
COMPARABLE = 5
INSPECTORS = ["吴海涛", "蒋文博"]
ANSWERS: tuple[dict[str, Any], ...] = (
    {"您要反映什么？": "欠薪"},
    {"哪个单位，或者谁招的您？": "宏基建筑", "在哪个工地、厂或者店？": "滨河家园二期", "在哪个区县？": "岱岳区"},
    {"用自己的话写": "说好每月十五号发工资，三个月没有发。", "从哪年哪月开始？": "2015-12", "现在还这样吗？": "是",
     "同一件事，申请过仲裁或者起诉过吗？": "没有"},
    {"欠您多少钱？": "9600", "连您一共多少人？": "1"},
)  # fmt: skip
ORDER = {
    "改正内容": "一、足额支付拖欠的工资9600元，直接发至本人；二、书面报告改正情况，附支付凭证。",
    "违反的规定": "《劳动法》第五十条", "改正期限": "2016-03-30", "应付金额": "9600", "涉及人数": "1",
}  # fmt: skip


def test_worker_complains_and_is_paid(story: Any, city: Any) -> None:
    others_were_paid(story, city)
    receipt, code = complain(story)
    number = Case.objects.latest("pk").number
    accept(story, number)
    look(story, receipt, code, "正在查", "一半在", "手机-立案后")
    investigate(story, number, city.builder)
    order(story, number)
    look(story, receipt, code, "已责令单位改正", "2016年3月30日", "手机-责令后")
    answer(story, number)
    perform(story, number, receipt)
    confirm(story, receipt, code, number)


def others_were_paid(story: Any, city: Any) -> None:
    staff = city.actors
    office = demo.Office(
        city.county, (staff["demo-inspector"], staff["demo-inspector-2"]), staff["demo-inspection-head"],
        staff["demo-reviewer"], staff["demo-leader"], staff["demo-counter"],
    )  # fmt: skip
    builder = Org.objects.create(
        name="泰岳建筑工程有限公司", kind="employer", place=city.county, credit_code=credit_code_of(1)
    )
    town = demo.Town(office, office, (builder,), lambda of, title: f"{title} {of.number}")
    demo.certify(office, date(2014, 1, 1))
    story.at("2016-03-13 18:00")
    for n in range(COMPARABLE):
        demo._live(town, "closed", demo.CLOSED, 20, n, (), date(2016, 3, 11))


def complain(story: Any) -> tuple[str, str]:
    story.at("2016-03-14 20:10")
    worker = story.person("worker", 360).open("/w/").shot("手机-首页")
    worker.follow(re.compile("我要反映"))
    for n, answers in enumerate(ANSWERS, 1):
        worker.fill(answers).shot(f"手机-第{n}问").press("继续")
    worker.fill({"有照片或录音吗？": [story.photo("考勤")]}).press("继续")
    contact = {"选一种": "留电话", "您怎么称呼？": "赵师傅", "电话": "13800001402"}
    worker.fill(contact).shot("手机-怎么找到您").press("继续")
    worker.see("看一遍，对不对", "9,600.00元").shot("手机-核对").press("交上去").see("已收到您的反映", "一半在")
    worker.tab.locator(".receipt svg").wait_for()
    worker.shot("手机-回执")
    said = worker.tab.locator(".receipt").inner_text()
    found = re.search(r"(TS\d{4}-\d+).*?查询码\s*(\S+)", said, re.DOTALL)
    assert found, said
    return found[1], found[2]


def look(story: Any, receipt: str, code: str, *texts: str) -> Any:
    """By the square code of the receipt, which holds the number, and the code told beside it."""
    *seen, shot = texts
    worker = story.person("worker", 360).open(f"/w/status/{receipt}/").fill({"查询码": code}).press("看进度")
    return worker.see(*seen).shot(shot)


def accept(story: Any, number: str) -> None:
    story.at("2016-03-15 09:00")
    inspector = story.person("demo-inspector").come_in().shot("监察员-待办").follow(number)
    inspector.step("受理", shot="监察员-投诉").see("待立案").shot("监察员-已受理")
    story.at("2016-03-15 15:00")
    head = story.person("demo-inspection-head").come_in().follow(number)
    head.step("批准立案", {"办案监察员": INSPECTORS}, "负责人-立案").see("调查中")


def investigate(story: Any, number: str, builder: Org) -> None:
    story.at("2016-03-16 09:00")
    inspector = story.person("demo-inspector").come_in().follow(number)
    inspector.step("核实用人单位", {"统一社会信用代码": builder.credit_code, "单位全称": builder.name})
    summons = {"询问日期": "2016-03-18", "地点": "劳动保障监察大队询问室", "携带材料": "用工名册、考勤和工资支付台账"}
    inspector.step("通知接受询问", summons, "监察员-通知询问").shot("监察员-调查中")
    employer = story.person("demo-employer").come_in().see("涉及我单位的监察案件").shot("单位-首页")
    employer.follow(number).see("调查询问通知书").shot("单位-被通知")
    assert not employer.shows("赵师傅") and not employer.shows("TS2016"), "never who told"
    story.at("2016-03-18 16:00")
    enquiry = {
        "询问日期": "2016-03-18", "地点": "劳动保障监察大队询问室", "被询问人": "钱志远", "监察员": INSPECTORS,
        "询问笔录": "承认三个月没有发工资，称工程款没有到账。",
    }  # fmt: skip
    inspector.come_in().follow(number).step("询问", enquiry, "监察员-询问笔录")
    story.at("2016-03-21 10:00")
    check = {"检查日期": "2016-03-21", "地点": "滨河家园二期工地", "监察员": INSPECTORS,
             "检查笔录": "现场有考勤簿，没有工资支付台账。", "照片或录像": [story.photo("考勤簿")]}  # fmt: skip
    outside = story.person("demo-inspector-2", 360).come_in().follow(number)
    outside.step("现场检查", check, "监察员-手机现场检查").shot("监察员-手机检查后")
    story.at("2016-03-22 10:00")
    outcome = {
        "结论": "违法事实成立",
        "查实欠付金额": "9600",
        "涉及人数": "1",
        "调查报告": "拖欠一人三个月工资9600元，属实。",
    }
    inspector.come_in().follow(number).step("完成调查", outcome, "监察员-完成调查").see("待处理").shot("监察员-已查清")


def order(story: Any, number: str) -> None:
    story.at("2016-03-23 09:00")
    leader = story.person("demo-leader").come_in().shot("领导-待办").follow(number)
    leader.step("责令限期改正", ORDER, "领导-责令改正").see("限期改正").shot("领导-已责令")
    assert leader.download("限期改正指令书").startswith(b"%PDF")
    served = {"文书": "劳动保障监察 限期改正指令书", "送达日期": "2016-03-23", "方式": "直接送达", "签收人": "钱志远"}
    inspector = story.person("demo-inspector").come_in().see("待我登记送达").follow(number)
    inspector.see("限期改正指令书还没有登记送达").step("登记送达", served, "监察员-登记送达")


def answer(story: Any, number: str) -> None:
    story.at("2016-03-28 11:00")
    employer = story.person("demo-employer").come_in().see("待我报告改正情况").shot("单位-待报告").follow(number)
    employer.see("9,600.00").shot("单位-指令")
    given = {"改正情况": "已把拖欠的工资全部汇到本人账户。", "支付凭证等证明材料": [story.scan("银行回单")]}
    employer.follow("报告改正情况").fill(given).shot("单位-报告").press("报告改正情况")
    employer.see("单位改正材料").shot("单位-已报告")


def perform(story: Any, number: str, receipt: str) -> None:
    story.at("2016-03-29 09:30")
    inspector = story.person("demo-inspector").come_in().follow(number).see("没有支付凭证").shot("监察员-核查改正")
    paid = {"支付给": receipt, "金额": "9600", "支付日期": "2016-03-28", "支付凭证": [story.scan("银行回单")]}
    inspector.step("登记支付", paid, "监察员-登记支付").step("认定已改正", {"核查情况": "看过银行回单，与金额一致。"})
    inspector.see("待结案").shot("监察员-待结案")
    head = story.person("demo-inspection-head").come_in().open(f"/desk/cases/{number}/")
    head.see("还没有投诉人的答复").shot("负责人-不能结案")


def confirm(story: Any, receipt: str, code: str, number: str) -> None:
    story.at("2016-03-29 19:30")
    worker = look(story, receipt, code, "请告诉我们，您收到了没有", "9,600.00元的凭证", "手机-收到了没有")
    worker.press("我收到了").see("记下了：您收到了").shot("手机-我收到了")
    story.at("2016-03-30 10:00")
    head = story.person("demo-inspection-head").come_in().shot("负责人-待办").follow(number)
    head.step("结案", shot="负责人-结案").see("已结案").shot("负责人-已结案")
    story.work()
    told = look(story, receipt, code, "已经办完", "办结", "手机-已办结").tab.locator("#main").inner_text()
    days = ("03-30 办结", "03-23 责令单位改正", "03-22 查清", "03-15 立案", "03-15 受理", "20:10 收到")
    assert [told.index(day) for day in days] == sorted(told.index(day) for day in days)
