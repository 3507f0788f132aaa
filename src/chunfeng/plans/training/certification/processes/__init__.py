"""The procedures from the end of teaching to the certificate."""

from chunfeng.plans.training.certification.processes.certificates import CHANGING, REGISTERING
from chunfeng.plans.training.certification.processes.completion import COMPLETING
from chunfeng.plans.training.certification.processes.examination import EXAMINING, MARKING

PROCESSES = (COMPLETING, EXAMINING, MARKING, CHANGING, REGISTERING)

__all__ = ["CHANGING", "COMPLETING", "EXAMINING", "MARKING", "PROCESSES", "REGISTERING"]
