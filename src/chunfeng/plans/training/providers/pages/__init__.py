"""How providers look: panels of the case page, the applicant's file, public lists, papers."""

from django.utils.translation import gettext_lazy as _

from chunfeng.plans.training.providers.pages.dossier import DOSSIER
from chunfeng.plans.training.providers.pages.forms import STEP_FORMS
from chunfeng.plans.training.providers.pages.lists import OPEN_LISTS
from chunfeng.plans.training.providers.pages.panels import PANELS
from chunfeng.plans.training.providers.pages.papers import PAPER_TITLES, PAPERS

DOSSIERS = (DOSSIER,)
#: Words for events beside steps.
EVENTS = {"objection": _("收到异议"), "expert": _("专家入库"), "expert.end": _("专家出库")}

__all__ = ["DOSSIERS", "EVENTS", "OPEN_LISTS", "PANELS", "PAPERS", "PAPER_TITLES", "STEP_FORMS"]
