"""Procedures of training money."""

from chunfeng.plans.training.subsidy.processes.funds import FUND_ORDER

PROCESSES = (FUND_ORDER,)
