"""Views of the open site. Pages that are the same for everybody are stored (kinds); what depends on what was typed is not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chunfeng.base.access.pages import public
from chunfeng.desks.open.lists import entry_address
from chunfeng.desks.open.published import PUBLISHED
from chunfeng.desks.ui.limits import address_of, used_up
from chunfeng.desks.ui.pages import refuse, render
from chunfeng.engines.display.page import (
    Chip,
    Fact,
    Facts,
    Field,
    Form,
    Head,
    Id,
    Link,
    Links,
    Notice,
    Option,
    Page,
    Panel,
    Prose,
    Receipt,
)

#: Longest verification code that is looked up.
_CODE = 40


def _code_form(value: str = "") -> Form:
    return Form(
        _("核验"),
        (
            Field(
                "code",
                _("核验码"),
                value=value,
                hint=_("印在文书末尾，二维码的旁边"),
                max_length=_CODE,
                autocomplete="off",
            ),
        ),
        "/verify/",
        method="get",
    )


@public
@require_safe
@never_cache
def verify(request: Any) -> HttpResponse:
    code = request.GET.get("code", "").strip().upper()[:_CODE]
    if code:
        return HttpResponseRedirect(f"/verify/{code}/") if code.replace("-", "").isalnum() else _unknown(request, code)
    said = _("扫文书上的二维码，或输入核验码，看文书是不是本系统发出的。不显示文书内容和个人信息。")
    return render(request, Page(_("文书核验"), Head(_("文书核验"), said=said), (_code_form(),)), "open")


@public
@require_safe
@never_cache
def verified(request: Any, code: str) -> HttpResponse:
    """What may be told of a paper to whoever holds it: that it was issued, and the digest of its bytes."""
    if used_up("verify", address_of(request), 60, 600):
        return refuse(request, 429)
    code = code.upper()
    paper = PUBLISHED.issued(code) if len(code) <= _CODE else None
    if paper is None:
        return _unknown(request, code[:_CODE])
    chip = Chip("bad", _("已失效")) if paper.withdrawn else Chip("ok", _("有效"))
    facts = [
        Fact(_("文号"), Id(paper.number)),
        Fact(_("文书"), paper.title),
        Fact(_("发文机关"), paper.issuer),
        Fact(_("日期"), paper.issued_on),
        Fact(_("文件摘要（SM3）"), paper.digest, wide=True),
    ]
    if paper.withdrawn:
        facts.insert(0, Fact(_("失效原因"), paper.withdrawn, wide=True))
    told = Prose((_("文号、机关、日期与手中的文书都一致，才是真的。有电子文件的，可以算它的SM3摘要，与上面比较。"),))
    page = Page(
        _("文书核验"),
        Head(_("本系统发出过这份文书"), chip=chip, back=Link(_("核验另一份"), "/verify/")),
        (Facts(tuple(facts)), told),
    )
    return render(request, page, "open")


def _unknown(request: Any, code: str) -> HttpResponse:
    told = (
        _("没有核验码是"),
        " ",
        Id(code),
        " ",
        _("的文书。请核对是否抄错；确实没有的，不要按它付款或提供信息，并告诉我们。"),
    )
    body = (Notice(told, "bad"), _code_form(code), Links((Link(_("反映假文书"), "/w/"),)))
    return render(request, Page(_("文书核验"), Head(_("没有查到")), body), "open", status=404)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def objection(request: Any, code: str, key: str) -> HttpResponse:
    """Anybody may object to an entry while it is on notice, and nobody has to say who they are."""
    today = timezone.localdate()
    found = PUBLISHED.list(code)
    shown = found.entry(key, today) if found and found.entry else None
    if found is None or shown is None or found.objecting is None:
        raise Http404
    back = Link(_("返回公示"), entry_address(found, key))
    if shown.over is not None or shown.objection_until_on is None:
        told = Notice(_("公示期已过，不能再提异议；可以从“我要反映”举报。"))
        page = Page(_("提出异议"), Head(_("提出异议"), back=back), (told, Links((Link(_("我要反映"), "/w/"),))))
        return render(request, page, "open", status=200 if request.method != "POST" else 409)
    given = {name: request.POST.get(name, "").strip() for name in ("ground", "text", "contact")}
    problems: tuple[tuple[str, str], ...] = ()
    if request.method == "POST":
        if used_up("objection", address_of(request), 10):
            return refuse(request, 429)
        taken = found.objecting.take(key, given["ground"], given["text"], given["contact"])
        if not isinstance(taken, tuple):
            return render(request, _receipt(taken, shown.title, back), "open")
        problems = taken
    return render(request, _objection_form(found.objecting, shown, back, given, problems, today), "open")


def _objection_form(objecting: Any, shown: Any, back: Link, given: dict[str, str], problems: Any, today: Any) -> Page:
    def errors(name: str) -> tuple[str, ...]:
        return tuple(said for said, field in problems if field == name)

    options = tuple(Option(value, str(words)) for value, words in objecting.grounds(today).items())
    form = Form(
        _("提交异议"),
        (
            Field("ground", _("异议的理由"), "radios", given["ground"], options=options, errors=errors("ground")),
            Field("text", _("异议的内容"), "long", given["text"], errors=errors("text"),
                  hint=_("写明事实，最多%(n)s个字") % {"n": objecting.longest}),
            Field("contact", _("联系方式"), value=given["contact"], optional=True, errors=errors("contact"), autocomplete="off",
                  max_length=100, hint=_("留下才能告诉您结果；只有核查的人能看")),
        ),
        errors=tuple(said for said, field in problems if field not in given),
        promise=(_("收到异议的，核查清楚以前不作认定。异议截止"), shown.objection_until_on, _("当日24时。")),
    )  # fmt: skip
    return Page(_("提出异议"), Head(_("提出异议"), back=back, said=shown.title), (form,))


def _receipt(taken: Any, title: str, back: Link) -> Page:
    lines = ((_("对象："), title), (_("答复不晚于"), taken.due_on), _("请记下编号。"))
    follow = Panel(
        _("接下来"), (Prose((_("由没有参与评审的人核查，再由另一人决定；结果写在公示页。"),)), Links((back,)))
    )
    return Page(_("异议已收到"), Head(_("异议已收到")), (Receipt(_("异议编号"), taken.number, lines), follow))
