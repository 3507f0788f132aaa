"""What the desks show of completion, examination and certificates."""

from chunfeng.plans.training.certification.pages import examination, panels, registration
from chunfeng.plans.training.certification.pages.dossier import DOSSIER
from chunfeng.plans.training.certification.pages.papers import PRINTS
from chunfeng.plans.training.certification.queries import CHANGE, COMPLETION, EXAM, MARK_CHANGE, REGISTRATION

DOSSIERS = (DOSSIER, examination.MARKS, examination.CHANGING, registration.DOSSIER)
PANELS = {
    COMPLETION: panels.panels,
    EXAM: examination.panels,
    MARK_CHANGE: examination.change_panels,
    CHANGE: panels.change_panels,
    REGISTRATION: registration.panels,
}
of_class = panels.of_class

__all__ = ["DOSSIERS", "PANELS", "PRINTS", "of_class"]
