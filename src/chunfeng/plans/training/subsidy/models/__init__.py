"""Records of training money: orders, claims with their lines, batches of payments."""

from chunfeng.plans.training.subsidy.models.claims import Claim, ClaimLine, ClaimObjection
from chunfeng.plans.training.subsidy.models.orders import FundOrder
from chunfeng.plans.training.subsidy.models.payments import Batch, Transfer, TransferLine
from chunfeng.plans.training.subsidy.models.recoveries import Receipt, Recovery, RecoveryLine

__all__ = [
    "Batch",
    "Claim",
    "ClaimLine",
    "ClaimObjection",
    "FundOrder",
    "Receipt",
    "Recovery",
    "RecoveryLine",
    "Transfer",
    "TransferLine",
]
