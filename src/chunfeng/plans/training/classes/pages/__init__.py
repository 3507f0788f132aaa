"""What the desks show of classes."""

from chunfeng.plans.training.classes.pages import change
from chunfeng.plans.training.classes.pages.dossier import DOSSIER
from chunfeng.plans.training.classes.pages.panels import PANELS as _OPENING
from chunfeng.plans.training.classes.queries import CHANGE

DOSSIERS = (DOSSIER, change.DOSSIER)
PANELS = {**_OPENING, CHANGE: change.panels}

__all__ = ["DOSSIERS", "PANELS"]
