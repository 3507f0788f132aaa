"""What is said when a page cannot be given: what happened and what to do, in the reader's language and then the other.

No database, no request, no context: the page for status 500 is made of this.
"""

from __future__ import annotations

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

LANGUAGES = ("zh-hans", "en")


def _words(status: int) -> tuple[str, str, str]:
    match status:
        case 400:
            return _("这个请求读不懂"), _("网址或提交的内容不完整。"), _("返回上一页，重新填写后再提交。")
        case 403:
            return (
                _("您的岗位不能看这一页"),
                _("这一页存在，但需要另一种权限。"),
                _("需要办理的，请所在单位的管理员调整岗位。"),
            )
        case 404:
            return _("没有这一页"), _("网址写错了，或者它不在您的管辖范围内。"), _("从首页或列表重新打开。")
        case 413:
            return _("文件太大"), _("没有保存任何内容。"), _("压缩照片或拆成几个文件，再上传。")
        case 422:
            return _("没有保存"), _("有的内容需要改正。"), _("返回上一页，按提示改正后再提交。")
        case 429:
            return _("操作太频繁"), _("为了安全，暂停了您这里的请求。"), _("过几分钟再试。急事请打服务窗口电话。")
        case _:
            return (
                _("系统出了故障"),
                _("刚才的操作没有保存。"),
                _("过几分钟再试；仍不行的，把现在的时间告诉系统管理员。"),
            )


def said_of(status: int) -> list[dict[str, str]]:
    """One entry a language, the reader's first; a language that lacks a translation is left out."""
    said: list[dict[str, str]] = []
    for language in LANGUAGES:
        with override(language):
            title, happened, act = _words(status)
            home = _("首页")
        if all(entry["title"] != title for entry in said):
            code = "zh-CN" if language == LANGUAGES[0] else language
            said.append({"language": code, "title": title, "happened": happened, "act": act, "home": home})
    return said[::-1] if get_language() == LANGUAGES[1] else said
