"""Django forms drawn like every other question: each bound field as a Field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django import forms

from chunfeng.base.workflow.declarations import Reason
from chunfeng.engines.display.page import ErrorSummary, Field, Form, Option
from chunfeng.engines.display.page.forms import FieldKind

#: Looked up along the widget's own ancestry, so the nearest class decides.
_KINDS: Final[dict[type[forms.Widget], FieldKind]] = {
    forms.PasswordInput: "password",
    forms.Textarea: "long",
    forms.CheckboxSelectMultiple: "checks",
    forms.RadioSelect: "radios",
    forms.Select: "choice",
    forms.CheckboxInput: "flag",
    forms.FileInput: "file",
    forms.DateInput: "day",
    forms.NumberInput: "number",
    forms.widgets.Input: "text",
}


def field_of(bound: forms.BoundField) -> Field:
    widget = bound.field.widget
    kind = next(_KINDS[kind] for kind in type(widget).__mro__ if kind in _KINDS)
    value = bound.value()
    several = tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()
    options = tuple(Option(str(key), str(text)) for key, text in getattr(bound.field, "choices", ()) if str(key))
    shown = "" if value is None or several or kind in {"password", "file"} or value is False else str(value)
    return Field(
        name=bound.html_name,
        label=str(bound.label),
        kind=kind,
        value=shown,
        values=several,
        options=options,
        optional=not bound.field.required and kind != "flag",
        hint=str(bound.help_text) or None,
        errors=tuple(str(error) for error in bound.errors),
        autocomplete=str(widget.attrs.get("autocomplete", "")),
        max_length=getattr(bound.field, "max_length", None) or None,
    )


def form_of(form: forms.BaseForm, act: str, *, url: str = "", hidden: tuple[tuple[str, str], ...] = ()) -> Form:
    """A Django form as a Form: its hidden fields go along, its own errors stand in the summary."""
    carried = tuple((bound.html_name, str(bound.value() or "")) for bound in form.hidden_fields())
    fields = tuple(field_of(bound) for bound in form.visible_fields())
    return Form(act, fields, url, hidden=hidden + carried, errors=tuple(map(str, form.non_field_errors())))


def summary_of(form: Form) -> ErrorSummary:
    return ErrorSummary(form.problems)


def sentences(reasons: Sequence[Reason], *names: str, rest: bool = False) -> tuple[str, ...]:
    """What was refused at a field; rest: what belongs to none of these fields, and so to the whole form."""
    links = {f"#{name}" for name in names}
    return tuple(str(reason) for reason in reasons if (reason.link in links) is not rest)
