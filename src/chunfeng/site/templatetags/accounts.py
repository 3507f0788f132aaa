"""Forms of the login library, drawn like every other form."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from chunfeng.desks.ui.forms import form_of, summary_of
from chunfeng.desks.ui.templatetags.ui import show
from chunfeng.engines.display.page import Form

register = template.Library()


@register.simple_tag(takes_context=True)
def ask(context: Context, form: Any, act: str, url: str, next: str = "") -> SafeString:
    """{% ask form "登录" url %}: the summary of errors, then the form."""
    hidden = (("next", next),) if next else ()
    made: Form = form_of(form, act, url=url, hidden=hidden)
    summary = show(context, summary_of(made)) if made.problems else SafeString("")
    return SafeString(summary + show(context, made))
