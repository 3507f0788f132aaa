"""What the desks show of classes."""

from chunfeng.plans.training.classes.pages.dossier import DOSSIER
from chunfeng.plans.training.classes.pages.panels import PANELS

DOSSIERS = (DOSSIER,)

__all__ = ["DOSSIERS", "PANELS"]
