"""Procedures of training money."""

from chunfeng.plans.training.subsidy.processes.claims import CLAIM
from chunfeng.plans.training.subsidy.processes.funds import FUND_ORDER
from chunfeng.plans.training.subsidy.processes.payments import BATCH
from chunfeng.plans.training.subsidy.processes.recoveries import RECOVERY

PROCESSES = (FUND_ORDER, CLAIM, BATCH, RECOVERY)
