"""Procedures of training money."""

from chunfeng.plans.training.subsidy.processes.claims import CLAIM
from chunfeng.plans.training.subsidy.processes.funds import FUND_ORDER
from chunfeng.plans.training.subsidy.processes.payments import BATCH

PROCESSES = (FUND_ORDER, CLAIM, BATCH)
