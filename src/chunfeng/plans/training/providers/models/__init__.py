"""Records of provider admission and supervision."""

from chunfeng.plans.training.providers.models.admission import (
    LEVELS,
    Admission,
    AdmissionPaper,
    Premises,
    Room,
    Teacher,
    TradeApplied,
)
from chunfeng.plans.training.providers.models.review import (
    Expert,
    ExpertScore,
    ExpertSeat,
    Objection,
    SiteFinding,
    SiteVisit,
)
from chunfeng.plans.training.providers.models.standing import (
    Agreement,
    BlacklistEntry,
    Card,
    Evaluation,
    Listing,
    Supervision,
)

__all__ = [
    "LEVELS",
    "Admission",
    "AdmissionPaper",
    "Agreement",
    "BlacklistEntry",
    "Card",
    "Evaluation",
    "Expert",
    "ExpertScore",
    "ExpertSeat",
    "Listing",
    "Objection",
    "Premises",
    "Room",
    "SiteFinding",
    "SiteVisit",
    "Supervision",
    "Teacher",
    "TradeApplied",
]
