"""What a provider sees of a visit: nothing before it is signed; then what was found, what it may say, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Tone
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Fact, Facts, Panel, Span
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import Visit
from chunfeng.plans.training.visits.pages.visit import outcome_panels, record_blocks

#: Terms that run against the provider; the office's own are not its business.
TERMS = ("hear", "mend")
_STATES: Mapping[str, tuple[Tone, str | Promise, str | Promise]] = {
    "signed": ("info", gettext_lazy("已检查"), gettext_lazy("等待承办单位处理")),
    "hearing": ("due", gettext_lazy("拟发牌"), gettext_lazy("可以在期限内陈述意见")),
    "rectifying": ("due", gettext_lazy("限期整改"), gettext_lazy("请在期限内整改，并报告整改情况")),
    "verifying": ("info", gettext_lazy("待复查"), gettext_lazy("等待承办单位复查")),
}


def seen(case: Case) -> tuple[Tone | None, str, str]:
    """Tone, words and what is waited for; no tone where the matter is over."""
    if case.state_declared.final:
        return None, str(case.state_declared.label), ""
    tone, label, said = _STATES.get(case.state, _STATES["signed"])
    return tone, str(label), str(said)


def party_panels(case: Case, actor: Actor) -> Sequence[Panel]:
    visit: Visit = case.record
    about = Facts((
        Fact(_("班级"), visit.training_class.class_no), Fact(_("检查期间"), Span(visit.from_on, visit.to_on)),
    ))  # fmt: skip
    return (
        Panel(_("检查"), (about,), anchor="visit"),
        Panel(_("现场记录"), record_blocks(case, queries.counting(visit), office=False), anchor="record"),
        *outcome_panels(visit, office=False),
    )
