"""The three procedures of training providers: admission, supervision, yearly evaluation."""

from chunfeng.plans.training.providers.processes.admission import ADMISSION
from chunfeng.plans.training.providers.processes.evaluation import EVALUATION
from chunfeng.plans.training.providers.processes.supervision import SUPERVISION

PROCESSES = (ADMISSION, SUPERVISION, EVALUATION)

__all__ = ["ADMISSION", "EVALUATION", "PROCESSES", "SUPERVISION"]
