"""What whoever answers a person's request about data sees of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.governance.models import DataRequest
from chunfeng.base.governance.retention import open_matters
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import Fact, Facts, Panel


def request_panels(case: Case, actor: Actor) -> list[Any]:
    asked, person = case.record, case.person
    facts = [Fact(_("请求"), str(DataRequest.KINDS[asked.kind]))]
    if person is not None:
        facts.append(Fact(_("申请人"), person.shown_name))
        facts.append(Fact(_("在办事项"), _("%(n)d件") % {"n": open_matters(person, case)}))
    if asked.wish:
        facts.append(Fact(_("申请人写的"), asked.wish, wide=True))
    panels = [Panel(_("请求"), (Facts(tuple(facts)),))]
    if person is not None and asked.kind == DataRequest.CORRECT:
        # As far as an office may see it without a reason; whoever asks shows the document.
        held = (
            (_("姓名"), person.name), (_("证件号码"), person.number), (_("手机号码"), person.phone), (_("银行账号"), person.account),
            (_("住址"), person.address),
        )  # fmt: skip
        panels.append(
            Panel(
                _("现在登记的"), (Facts(tuple(Fact(title, kept.masked() if kept else None) for title, kept in held)),)
            )
        )
    return panels
