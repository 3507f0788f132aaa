"""What pages show of training money."""

from chunfeng.plans.training.subsidy.pages import claims, funds, payments, recoveries
from chunfeng.plans.training.subsidy.pages.dossier import DOSSIER
from chunfeng.plans.training.subsidy.queries import BATCH, CLAIM, ORDER, RECOVERY

DOSSIERS = (DOSSIER,)
PANELS = {ORDER: funds.panels, CLAIM: claims.panels, BATCH: payments.panels, RECOVERY: recoveries.panels}
#: What the party sees of its own claim.
OF_THE_PARTY = {CLAIM: claims.panels}

__all__ = ["DOSSIERS", "OF_THE_PARTY", "PANELS"]
