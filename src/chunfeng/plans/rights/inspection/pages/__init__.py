"""How a matter of inspection looks: panels of the case page, forms of intake, papers, open lists."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chunfeng.plans.rights.inspection.pages.panels import LEADING, PANELS
from chunfeng.plans.rights.inspection.pages.papers import PAPER_TITLES, PAPERS
from chunfeng.plans.rights.inspection.pages.publication import about, published

#: Events beside the steps, as the log and the timeline of a case tell them.
EVENTS: Mapping[str, str | Promise] = {
    "receipt.reissued": _("补发查询码"),
    "receipt.refused": _("查询码不符"),
}

__all__ = ["EVENTS", "LEADING", "PANELS", "PAPERS", "PAPER_TITLES", "about", "published"]
