"""Reads of completion, examination and certificates."""

from chunfeng.plans.training.certification.queries.standing import certificate_on, passed

COMPLETION = "training.completion"
EXAM = "training.examination"
MARK_CHANGE = "training.mark_change"
CHANGE = "training.certificate_change"
REGISTRATION = "training.certificate_registration"

__all__ = ["CHANGE", "COMPLETION", "EXAM", "MARK_CHANGE", "REGISTRATION", "certificate_on", "passed"]
