"""What the desks show of process inspection."""

from django.utils.translation import gettext_lazy as _

from chunfeng.plans.training.visits.pages.calls import call_blocks, call_panels
from chunfeng.plans.training.visits.pages.concern import TERMS, party_panels, seen
from chunfeng.plans.training.visits.pages.lists import cards
from chunfeng.plans.training.visits.pages.of_class import of_class
from chunfeng.plans.training.visits.pages.papers import PAPER_TITLES, PAPERS
from chunfeng.plans.training.visits.pages.visit import round_panels, visit_panels
from chunfeng.plans.training.visits.queries import CALLBACK, ROUND, VISIT

EVENTS = {"visit.beside": _("收到并列的现场记录"), "callback.call": _("拨打回访电话"), "callback.judge": _("对照回答")}
PANELS = {ROUND: round_panels, VISIT: visit_panels, CALLBACK: call_panels}

__all__ = [
    "EVENTS",
    "PANELS",
    "PAPERS",
    "PAPER_TITLES",
    "TERMS",
    "call_blocks",
    "cards",
    "of_class",
    "party_panels",
    "seen",
]
