"""A school applies and is designated: T-3.2.a, T-3.2.b."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.providers.actions import add_expert
from chunfeng.plans.training.providers.models import Expert

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]

PROFILE = {
    "机构类别": "民办职业培训学校", "办学许可证号": "人社民3709110123号", "办学许可范围": "焊工、砌筑工",
    "许可证起日": "2015-03-01", "许可证止日": "2020-02-29", "办公电话": "0538-5500123", "经办人姓名": "孙立梅",
    "年培训能力（人）": "600", "实训基地": "校内实训车间",
}  # fmt: skip
ROWS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "填写场地": ("添加场地", [
        {"场地名称": "主校区", "地址": "东岳大街100号", "坐标（纬度,经度）": "36.190000,117.120000", "权属": "自有",
         "消防合格日期": "2015-09-10"}]),
    "填写教室": ("添加教室", [
        {"所在场地": "主校区", "教室名称": "101", "用途": "理论", "容纳人数": "50", "面积（平方米）": "90"},
        {"所在场地": "主校区", "教室名称": "焊接车间", "用途": "实训", "容纳人数": "40", "面积（平方米）": "260"}]),
    "填写师资": ("添加教师", [
        {"姓名": "周国强", "所教工种": "焊工", "证书等级": "三级（高级）", "证书编号": "3709000012345", "发证日期": "2013-06-01",
         "聘用方式": "专职"},
        {"姓名": "郑小云", "所教工种": "砌筑工", "证书等级": "三级（高级）", "证书编号": "3709000012346", "发证日期": "2013-06-01",
         "聘用方式": "兼职"}]),
    "填写申报工种": ("添加工种", [
        {"工种": "电焊工", "等级": "五级（初级）", "设备清单": "电焊机20台，氩弧焊机6台"},
        {"工种": "砌筑工", "等级": "五级（初级）", "设备清单": "砌筑工位24个"}]),
}  # fmt: skip
PAPERS = ("法人登记证书", "办学许可证", "单位银行开户证明", "上年度财务报表", "场地产权或租赁证明", "消防合格证明",
          "教师证书和聘用合同", "教学计划和教材目录")  # fmt: skip


POINTS = ["场地面积和权属", "教室数量和容量", "设备数量和状况", "实训基地可用", "教师在岗", "消防通道和器材"]
UNDERTAKING = "所填内容和材料真实；没有骗取过培训补贴；不转包、不向学员收费"
NO_INTEREST = "与申请机构及其负责人没有亲属和其他利害关系"
EXPERTS = ("demo-expert", "demo-expert-2", "demo-expert-3", "demo-expert-4", "demo-expert-5", "demo-expert-6")
SCORES = {"场地设施": "18", "师资力量": "17", "教学管理": "16", "实训条件": "18", "就业服务": "15"}


def test_provider_applies_and_is_designated(story: Any, city: Any) -> None:
    for username in EXPERTS:
        add_expert(city.user(username), city.city, "职业教育", Actor.the_system(), from_on=date(2015, 12, 1))
    number = apply(story)
    accept_and_review(story, number)
    visit(story, number)
    score(story, number)
    publish(story, number)
    designate(story, number)
    look_it_up(story, number)


def apply(story: Any) -> str:
    story.at("2016-03-10 09:00")
    clerk = story.person("demo-provider").come_in()
    clerk.see("现在没有要办的事项").shot("机构-办理首页")
    clerk.press("开始填报").see("要做的事").shot("机构-待填清单")
    clerk.follow("填写机构信息").fill(PROFILE).shot("机构-机构信息").press("保存").see("已保存")
    for section, (add, rows) in ROWS.items():
        clerk.follow(section)
        for row in rows:
            clerk.follow(add).fill(row).press("保存").see("已保存")
        clerk.shot(f"机构-{section}").follow("返回")
    clerk.follow("上传材料")
    for title in PAPERS:
        clerk.follow("添加材料").fill({"材料种类": title, "文件": story.scan(title)}).press("保存").see("已保存")
    clerk.shot("机构-材料").follow("返回").shot("机构-清单填齐")
    clerk.follow("核对并提交").see("提交之后").fill({UNDERTAKING: True}).shot("机构-核对")
    clerk.press("提交申请").see("待受理").shot("机构-已提交")
    return Case.objects.get(process="training.provider_admission").number


def accept_and_review(story: Any, number: str) -> None:
    story.at("2016-03-11 09:30")
    counter = story.person("demo-counter").come_in().shot("窗口-待办")
    counter.follow(number).step("受理", shot="窗口-申请").see("审查中").shot("窗口-已受理")
    story.at("2016-03-14 10:00")
    checker = story.person("demo-checker").come_in().shot("审查-待办").follow(number)
    assert checker.download("办学许可证").startswith(b"%PDF")
    checker.step("审查通过", {"审查意见": "材料齐全，与申报一致"}, "审查-申请").see("待实地核查").shot("审查-通过")


def visit(story: Any, number: str) -> None:
    story.at("2016-03-16 14:00")
    checker = story.person("demo-checker", 360).come_in().shot("核查-手机待办").follow(number).shot("核查-手机事项")
    checker.follow("在手机上填写")
    photos = {"现场照片": [story.photo("大门"), story.photo("车间")]}
    checker.fill({"符合申报的": POINTS[:5], **photos}).press("提交核查记录").see("二选一", "已收到").shot(
        "核查-手机漏填"
    )
    found = {"符合申报的": POINTS, "定位（纬度,经度）": "36.190020,117.120030", "核查情况": "现场与申报相符"}
    checker.fill(found).shot("核查-手机填写")
    checker.press("提交核查记录").see("待同行签字").shot("核查-手机已记录")
    story.at("2016-03-16 14:20")
    other = story.person("demo-checker-2", 360).come_in().follow(number)
    other.step("同行人签字", shot="核查-同行人签字").see("待抽专家")


def score(story: Any, number: str) -> None:
    story.at("2016-03-17 09:00")
    checker = story.person("demo-checker-2").come_in().follow(number)
    checker.step("抽取评审专家", shot="抽专家-之前").see("评审中").shot("抽专家-之后")
    checker.follow("抽签可复核").see("结果相同").shot("抽专家-复核")
    for n, expert in enumerate(drawn(number)):
        story.at(f"2016-03-18 1{n}:00")
        judge = story.person(expert).come_in().follow(number).follow("评分")
        judge.fill({**SCORES, "评审意见": "同意认定", NO_INTEREST: True}).shot(f"专家-{n + 1}-评分")
        judge.press("提交评分").see("已办理")


def drawn(number: str) -> list[str]:
    seated = Expert.objects.filter(seats__admission__case__number=number)
    return list(seated.order_by("pk").values_list("user__username", flat=True))


def publish(story: Any, number: str) -> None:
    story.at("2016-03-21 09:00")
    checker = story.person("demo-checker-2").come_in().follow(number)
    checker.step("汇总评分").see("待公示").shot("公示-评分汇总")
    checker.step("公示").see("公示中").shot("公示-之后")
    story.work()
    citizen = story.person("citizen").open("/lists/providers-on-notice/").see("启程职业培训学校").shot("公众-公示名单")
    citizen.follow(re.compile(number)).shot("公众-公示")
    story.at("2016-03-22 08:00")
    story.person("demo-provider").come_in().follow(number).see("公示中").shot("机构-公示中")


def designate(story: Any, number: str) -> None:
    last = Case.objects.get(number=number).record.publicity_to_on
    story.at(f"{last} 23:00")
    story.work()
    head = story.person("demo-head").come_in().open(f"/desk/cases/{number}/").see("公示中")
    assert head.tab.get_by_role("button", name="认定", exact=True).count() == 0, "the period has not passed"
    story.at(f"{last + timedelta(days=1)} 09:00")
    story.work()
    head.come_in().shot("认定-待办").follow(number)
    given = {"认定的工种和等级": ["焊工", "砌筑工"], "协议起日": "2016-04-01", "协议止日": "2018-03-31"}
    head.step("认定", given, "认定-填写").see("已认定").shot("认定-之后")
    used = head.tab.get_by_role("row", name=re.compile("^办理")).inner_text()
    assert used.endswith("4 个工作日"), "neither the experts' days nor those of publicity count"


def look_it_up(story: Any, number: str) -> None:
    story.at("2016-04-05 09:00")
    story.work()
    citizen = story.person("citizen").open("/").shot("公众-首页").open("/lists/providers/")
    citizen.see("启程职业培训学校", "焊工").shot("公众-定点机构名单")
    clerk = (
        story.person("demo-provider").come_in().shot("机构-办结首页").follow(number).see("已认定").shot("机构-已认定")
    )
    for title in ("定点培训机构认定决定书", "定点培训协议"):
        assert clerk.download(title).startswith(b"%PDF"), title
