"""Writes of claims and payments that are no step of their case."""

from chunfeng.plans.training.subsidy.actions.claiming import begin_claim, drop_person, save_job, save_what

__all__ = ["begin_claim", "drop_person", "save_job", "save_what"]
