"""What pages show of training money."""

from chunfeng.plans.training.subsidy.pages.funds import panels

PANELS = {"training.fund_order": panels}
