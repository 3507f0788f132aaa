"""A class that is over becomes certificates that anybody can check: T-3.2.e."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.certification.demo import Examining
from chunfeng.plans.training.certification.models import Certificate
from chunfeng.plans.training.certification.tests.conftest import Ending, all_pass, ended, here

pytestmark = [pytest.mark.browser, pytest.mark.story, pytest.mark.django_db(transaction=True)]

__all__ = ["here"]
CLERK, CHECKER, HEAD, MARKER, RELEASER = "经办0", "审查0", "科长", "录入", "复核"


def test_class_becomes_certificates(story: Any) -> None:
    ending = ended()
    report(story)
    review(story)
    examine(story, ending)
    certify(story)
    check(story)


def case_of(process: str) -> Case:
    found: Case = Case.objects.get(process=process)
    return found


def report(story: Any) -> None:
    story.at("2016-05-27 09:00")
    clerk = story.person(CLERK).come_in()
    begin = (
        clerk.tab.locator("section, div")
        .filter(has=clerk.tab.get_by_role("heading", name="结业和鉴定", exact=True))
        .last
    )
    with clerk.tab.expect_navigation():
        begin.get_by_role("button", name="开始填报").click()
    clerk.shot("provider begins")
    clerk.follow("填写结业报告").fill({"收回的学员评价表": "24", "其中满意的": "23"}).press("保存").shot("saved").see(
        "已保存"
    )
    clerk.follow("上传评价表和照片")
    for kind, name, files in (
        ("学员评价表", "评价表", [story.scan("评价表")]), ("培训照片", "照片", [story.photo("第一天"), story.photo("实操")]),
    ):  # fmt: skip
        clerk.follow("添加材料").fill({"材料种类": kind, "文件": files}).press("保存")
        assert clerk.shows(kind), name
    clerk.follow("返回").follow("核对并提交").shot("provider checks")
    assert clerk.shows("80 / 80（100%）")
    clerk.fill({"承诺结业报告真实": True}).press("提交结业报告")


def review(story: Any) -> None:
    number = case_of("training.completion").number
    story.at("2016-05-30 10:00")
    checker = story.person(CHECKER).come_in().open(f"/desk/cases/{number}/")
    checker.shot("office looks")
    entry = case_of("training.completion").record.training_class.entries.order_by("pk")[3].person
    checker.step(
        "审核准考名单",
        {
            "不准考核的学员": [f"{entry.shown_name}　{entry.shown_number}"],
            "不准考核的原因": "本人否认参训",
            "事实": "回访时称没有参加",
        },
        "office reviews",
    )
    story.at("2016-05-31 10:00")
    head = story.person(HEAD).come_in().open(f"/desk/cases/{number}/")
    head.step("确认准考名单")
    checker.come_in().open(f"/desk/cases/{number}/").step(
        "报考核名册",
        {"考核机构": "职业技能鉴定中心", "考核日期": "2016-06-08", "开始时间": "09:00", "考核地点": "主校区实训车间"},
        "roster filed",
    )
    assert checker.shows("不准考核") and checker.shows("待考核")


def examine(story: Any, ending: Ending) -> None:
    case = case_of("training.examination")
    story.at("2016-06-01 09:00")
    marker = story.person(MARKER, 360).come_in().open(f"/portal/cases/{case.number}/").shot("body on a phone")
    marker.follow("安排考评员").fill({"考评员姓名": "鲁长河、宋雅琴"}).press("安排考评员")
    story.at("2016-06-08 16:00")
    marker = story.person(MARKER).come_in()
    exam = Examining(case, ending.body)
    # All but the last by their list; that one by hand.
    exam.handed_in(b"\n".join(exam.file(all_pass).splitlines()[:-1]))
    marker.open(f"/portal/cases/{case.number}/").shot("body").follow("录入成绩")
    last = exam.exam.marks.order_by("-seat")[0]
    marker.open(f"/portal/cases/{case.number}/fill/marks/{last.pk}/").fill({"理论成绩": "58", "实操成绩": "80"}).press(
        "保存"
    )
    marker.open(f"/portal/cases/{case.number}/check/").fill({"已与原始评分表核对": True}).press("提交成绩")
    releaser = story.person(RELEASER).come_in().open(f"/portal/cases/{case.number}/")
    releaser.follow("复核并发布成绩").fill({"已与原始评分表核对": True}).press("复核并发布成绩")
    assert releaser.shows("成绩已发布")


def certify(story: Any) -> None:
    number = case_of("training.completion").number
    story.at("2016-06-10 09:00")
    checker = story.person(CHECKER).come_in().open(f"/desk/cases/{number}/")
    checker.step("拟发证书")
    head = story.person(HEAD).come_in().open(f"/desk/cases/{number}/")
    head.step("签发证书")
    head.shot("certified")
    assert Certificate.objects.count() == 22 and head.shows("没有通过")
    assert head.download("打印全班证书（PDF）").startswith(b"%PDF")


def check(story: Any) -> None:
    certificate = Certificate.objects.order_by("number")[0]
    assert certificate.issued_on == date(2016, 6, 10)
    anyone = story.person("anyone", 360).open("/certificates/")
    anyone.fill({"证书编号": certificate.number, "持证人姓名": "李小明"}).press("核验")
    assert anyone.shows("没有查到")
    anyone.shot("nothing told")
    anyone.fill({"证书编号": certificate.number, "持证人姓名": "王建军"}).press("核验")
    assert anyone.shows("有效") and anyone.shows("职业资格证书")
    anyone.shot("genuine")
