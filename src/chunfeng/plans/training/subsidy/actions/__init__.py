"""Writes of claims and payments that are no step of their case."""

from chunfeng.plans.training.subsidy.actions.claiming import begin_claim, drop_person, save_job, save_what
from chunfeng.plans.training.subsidy.actions.objecting import object_to

__all__ = ["begin_claim", "drop_person", "object_to", "save_job", "save_what"]
