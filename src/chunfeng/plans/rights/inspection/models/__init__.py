"""Records of labour inspection."""

from chunfeng.plans.rights.inspection.models.acts import (
    Decision,
    EvidenceItem,
    Handover,
    Order,
    Payment,
    Served,
)
from chunfeng.plans.rights.inspection.models.complaint import Channel, Complaint, Topic, Word
from chunfeng.plans.rights.inspection.models.crime import CrimeTransfer
from chunfeng.plans.rights.inspection.models.draft import Draft
from chunfeng.plans.rights.inspection.models.inspection import Apart, Inspection
from chunfeng.plans.rights.inspection.models.inspectors import CaseInspector, Certificate
from chunfeng.plans.rights.inspection.models.publication import MajorViolationPublication

__all__ = [
    "Apart",
    "CaseInspector",
    "Certificate",
    "Channel",
    "Complaint",
    "CrimeTransfer",
    "Decision",
    "Draft",
    "EvidenceItem",
    "Handover",
    "Inspection",
    "MajorViolationPublication",
    "Order",
    "Payment",
    "Served",
    "Topic",
    "Word",
]
