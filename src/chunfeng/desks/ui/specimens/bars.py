"""What an invented site tells every page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chunfeng.engines.display import page as p


def nav(face: str = "staff") -> p.Nav:
    """The bar of one face."""
    foot = _("示例数据：人名、单位、号码和金额都是编造的。")
    match face:
        case "portal":
            items = (
                p.NavItem(_("班期"), "/classes/", current=True),
                p.NavItem(_("申领"), "/claims/"),
                p.NavItem(_("名册模板"), "/templates/"),
                p.NavItem(_("消息"), "/messages/", 1),
            )
            who = p.Who(_("孙*梅"), _("汇才培训学校"), _("经办人"), "/logout/")
            return p.Nav(_("春风"), "/", items, who, _("培训机构"), view_url="/view/", foot=foot)
        case "open" | "living":
            items = (
                p.NavItem(_("首页"), "/", current=face == "open"),
                p.NavItem(_("补贴公示"), "/notices/"),
                p.NavItem(_("办事指南"), "/guide/"),
                p.NavItem(_("政策与进度"), "/plan/", current=face == "living"),
                p.NavItem(_("数据下载"), "/data/"),
            )
            return p.Nav(_("农民工工作公开"), "/", items, view_url="/view/", foot=foot)
        case "worker":
            return p.Nav(_("春风"), "/", view_url="/view/", exit_url="/leave/", foot=foot)
    items = (
        p.NavItem(_("待办"), "/", 14, current=True, key="h"),
        p.NavItem(_("案件"), "/cases/", key="l"),
        p.NavItem(_("疑点"), "/findings/", 7, key="s"),
        p.NavItem(_("资金"), "/money/"),
        p.NavItem(_("报送"), "/feeds/", 2),
        p.NavItem(_("指标"), "/figures/"),
        p.NavItem(_("台账"), "/registers/"),
    )
    who = p.Who(_("吕*言"), _("区培训科"), _("初审岗"), "/logout/", "/posts/")
    return p.Nav(_("春风"), "/", items, who, _("河口区"), "/search/", "/view/", foot)
