"""隐私说明 and 无障碍说明: what is done with data about people, out of the classes that the columns declare."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from chunfeng.base.policy.values import NoValue, pack, value
from chunfeng.desks.open.kinds import Drawn
from chunfeng.engines.display.page import Column, Head, Inline, Link, Links, List, Page, Panel, Prose, Row


def _classes() -> dict[str, Counter[str]]:
    """App → how many of its columns are public, internal, personal, sensitive."""
    found: dict[str, Counter[str]] = {}
    for model in apps.get_models():
        classes: dict[str, str] = getattr(model, "PRIVACY", {})
        if model.__module__.startswith("chunfeng.") and classes:
            found.setdefault(model._meta.app_label, Counter()).update(classes.values())
    return found


def _uses() -> dict[str, str]:
    return {
        "people": _("实名登记：姓名、证件号、电话"),
        "orgs": _("单位及其联系人"),
        "access": _("工作人员和单位经办人的账号"),
        "providers": _("培训机构认定：教师、联系人、异议人"),
        "inspection": _("投诉举报：投诉人、举报人、证据"),
        "workflow": _("办理事项的当事人"),
        "governance": _("个人信息请求"),
        "documents": _("上传的材料"),
        "outbox": _("通知和短信"),
        "audit": _("操作日志里经办人写的意见"),
        "classes": _("培训名册"),
        "visits": _("班级检查和电话回访"),
        "certification": _("结业、考核和证书：准考、考评员、证书撤销"),
        "attendance": _("培训考勤：学员签到、确认、补课"),
        "subsidy": _("补贴申领、发放、追回：金额、账户、就业情况"),
        "uploads": _("报送的名单，入库或放弃后到期删除"),
        "findings": _("疑点涉及的人"),
    }


def privacy() -> Drawn:
    from django.utils import timezone

    uses = _uses()
    rows = tuple(
        Row({"app": uses.get(app, app), "personal": n["personal"], "sensitive": n["sensitive"]})
        for app, n in sorted(_classes().items())
        if n["personal"] or n["sensitive"]
    )
    held = List(
        (
            Column("app", _("用在哪里")), Column("personal", _("个人信息"), kind="number", unit=_("项")),
            Column("sensitive", _("敏感个人信息"), kind="number", unit=_("项")),
        ),
        rows=rows,
        source=_("按数据表的登记自动列出；没有登记类别的列，系统不能启动。"),
        key="held",
    )  # fmt: skip
    try:
        answered: Inline = _("收到后%(n)s个工作日内答复。") % {"n": value("privacy.answer_days", timezone.localdate())}
    except NoValue:
        answered = _("尽快答复。")
    issuer = str(pack().notice["issuer"])
    body = (
        Panel(_("谁在处理"), (Prose((_("由%(issuer)s和各责任单位按职责处理，为履行法定职责所必需，不向公众收集与事项无关的信息。") % {"issuer": issuer},)),)),
        Panel(_("处理哪些"), (held,)),
        Panel(
            _("怎样保护"),
            (Prose((
                _("证件号、电话、银行账号和投诉内容加密保存；工作人员默认只看到隐去部分的，要看全必须写明理由，每次都有记录。"),
                _("公开网站不设账号、不写网络跟踪标记；只有您自己选择语言或大字时，才在您的浏览器里记住这一个选择。"),
                _("举报人的身份只有办理此件的少数人能看。"),
            )),),
        ),
        Panel(
            _("公开到什么程度"),
            (Prose((
                _("公示名单里，姓名隐去一字，证件号只留前三位和后两位；到期自动撤下。"),
                _("统计表里不足5人的格子不写数，并隐去能推算出它的格子。"),
            )),),
        ),
        Panel(
            _("您的权利"),
            (
                Prose((_("查阅、复制、更正、删除关于您的信息，登录后直接提出，不用来窗口；要求解释规则为什么命中，到窗口或拨打12333。"), answered)),
                Links((Link(_("提出请求"), "/my/data/"), Link(_("这项请求怎样办理"), "/guides/privacy.request/"))),
            ),
        ),
        Panel(_("依据"), (Prose((_("个人信息保护法第十三条、第二十五条、第四十四条至第五十条；政府信息公开条例第十五条。"),)),)),
    )  # fmt: skip
    return Drawn(Page(_("隐私说明"), Head(_("隐私说明")), body))


def accessibility() -> Drawn:
    def said(text: str) -> Any:
        return Prose((text,))

    body = (
        Panel(
            _("做到了什么"),
            (Prose((
                _("公开页面按WCAG 2.2的AA级制作，每次更新由程序逐页检查。"),
                _("不用脚本也能全部使用；只用键盘能到达每个链接和按钮；读屏软件按内容的顺序读。"),
                _("页首可以换大字；手机屏幕宽360点也不用左右移动，流程图除外，它的内容在图下的表里。"),
                _("不只用颜色表示意思；打印出来和屏幕上一样完整。"),
            )),),
        ),
        Panel(_("还做不到的"), (said(_("盖章的决定书是扫描件时，读屏软件读不出；请拨打12333索取文字版。")),)),
        Panel(_("告诉我们"), (said(_("用不了的地方，请从“我要反映”告诉我们，或拨打12333。")), Links((Link(_("我要反映"), "/w/"),)))),
    )  # fmt: skip
    return Drawn(Page(_("无障碍说明"), Head(_("无障碍说明")), body))
