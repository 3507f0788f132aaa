"""Records from the end of teaching to the certificate: review, examination, marks, certificates."""

from chunfeng.plans.training.certification.models.certificates import (
    KINDS,
    Certificate,
    CertificateChange,
    FormerCode,
    RegisteredRow,
    Registration,
)
from chunfeng.plans.training.certification.models.completion import Candidate, Completion, CompletionFile
from chunfeng.plans.training.certification.models.examination import Examination, Mark, MarkChange

__all__ = [
    "KINDS",
    "Candidate",
    "Certificate",
    "CertificateChange",
    "Completion",
    "CompletionFile",
    "Examination",
    "FormerCode",
    "Mark",
    "MarkChange",
    "RegisteredRow",
    "Registration",
]
