"""The procedures of labour inspection."""

from chunfeng.plans.rights.inspection.processes.crime import CRIME_TRANSFER
from chunfeng.plans.rights.inspection.processes.inspection import INSPECTION
from chunfeng.plans.rights.inspection.processes.publication import PUBLICATION

PROCESSES = (INSPECTION, CRIME_TRANSFER, PUBLICATION)

__all__ = ["CRIME_TRANSFER", "INSPECTION", "PROCESSES", "PUBLICATION"]
