"""Whether a certificate is true: by its square code, or by number and name. Without the name nothing is told, and an unknown number
and a wrong name are answered alike."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from chunfeng.base.access.pages import public
from chunfeng.base.policy.values import offered
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
    Page,
    Prose,
    Span,
)
from chunfeng.plans.training.certification.models import KINDS, Certificate
from chunfeng.plans.training.certification.queries import verifying
from chunfeng.plans.training.providers.models import LEVELS

_LONGEST_NUMBER, _LONGEST_NAME = 40, 50
#: Ten minutes; a counter checks a class of fifty.
_MOST, _WINDOW = 60, 600


def _form(number: str = "", name: str = "", errors: tuple[str, ...] = ()) -> Form:
    return Form(
        _("核验"),
        (
            Field("number", _("证书编号"), value=number, max_length=_LONGEST_NUMBER, autocomplete="off",
                  hint=_("印在证书名称下面")),
            Field("name", _("持证人姓名"), value=name, max_length=_LONGEST_NAME, autocomplete="off",
                  hint=_("与证书上的姓名一致；两项都对才显示")),
        ),
        "/certificates/",
        errors=errors,
    )  # fmt: skip


@public
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def certificates(request: Any) -> HttpResponse:
    """Typed in by POST: a name never stands in an address."""
    if request.method != "POST":
        said = _("扫证书上的二维码，或输入编号和姓名，看证书是不是真的、有没有撤销。")
        return render(request, Page(_("证书核验"), Head(_("证书核验"), said=said), (_form(),)), "open")
    if used_up("certificate", address_of(request), _MOST, _WINDOW):
        return refuse(request, 429)
    number = request.POST.get("number", "").strip()[:_LONGEST_NUMBER]
    name = request.POST.get("name", "").strip()[:_LONGEST_NAME]
    if not number or not name:
        page = Page(_("证书核验"), Head(_("证书核验")), (_form(number, name, (_("编号和姓名都要填"),)),))
        return render(request, page, "open", status=422)
    found = verifying.by_number(number, name)
    if found is None:
        return _unknown(request, 422, number, name)
    return render(request, _told(found, named=True), "open")


@public
@require_safe
@never_cache
def certificate(request: Any, code: str) -> HttpResponse:
    """By the code that only who holds the certificate can have."""
    if used_up("certificate", address_of(request), _MOST, _WINDOW):
        return refuse(request, 429)
    found = verifying.by_code(code.upper()) if len(code) <= _LONGEST_NUMBER else None
    if found is None:
        return _unknown(request, 404)
    return render(request, _told(*found), "open")


def _unknown(request: Any, status: int, number: str = "", name: str = "") -> HttpResponse:
    told = _("没有查到编号和姓名都相符的证书。请核对是否抄错；确实没有的，不要凭它付款或录用，并告诉我们。")
    body = (Notice(told, "bad"), _form(number, name), Links((Link(_("反映假证书"), "/w/"),)))
    return render(request, Page(_("证书核验"), Head(_("没有查到")), body), "open", status=status)


def _told(c: Certificate, until: Any = None, named: bool = False) -> Page:
    """named: whoever asks has said the name, and sees it as they wrote it; else it stays masked."""
    stands, klass = verifying.stands(c), c.completion.training_class
    chip = Chip("ok", _("有效")) if stands and until is None else Chip("bad", _("已失效"))
    person = verifying.whose(c)
    facts = [
        Fact(_("证书编号"), Id(c.number)),
        Fact(_("持证人"), person.name.clear() if named else person.shown_name),
        Fact(_("证书种类"), str(KINDS[c.kind])),
        Fact(_("工种和等级"), f"{c.trade} {LEVELS[c.level]}"),
        Fact(_("发证日期"), c.issued_on),
        Fact(_("发证机构"), c.issuer, wide=True),
        Fact(_("培训机构"), str(klass.org), wide=True),
        Fact(_("培训时间"), Span(klass.starts_on, klass.ends_on)),
    ]
    if c.revoked_on:
        grounds = offered("training.certificate_grounds")
        facts[:0] = [Fact(_("撤销日期"), c.revoked_on), Fact(_("撤销事由"), grounds.get(c.revoked_because, ""))]
    elif not stands:
        facts.insert(0, Fact(_("说明"), _("考核成绩已更正，证书正在处理"), wide=True))
    elif until is not None:
        facts.insert(0, Fact(_("说明"), _("已补发新证，这一件作废"), wide=True))
    if c.reissued_on:
        facts.append(Fact(_("补发日期"), c.reissued_on))
    title = _("这张证书已登记") if c.outside else _("这张证书由本系统签发")
    told = _("编号、姓名、工种和日期都与手中的证书一致，才是真的。")
    head = Head(title, chip=chip, back=Link(_("核验另一张"), "/certificates/"))
    return Page(_("证书核验"), head, (Facts(tuple(facts)), Prose((told,))))
