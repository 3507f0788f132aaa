"""Social insurance contributions, as the snapshot holds them: one row a person, kind and span of months."""

from chunfeng.base.policy.declarations import ADDRESS, Facts, by_title
from chunfeng.plans.rights.insurance.feeds import KIND_MARKS, PAYER_MARKS

INSURANCE = Facts(
    "insurance",
    "社会保险缴费记录",
    "社会保险经办机构",
    {
        "period": "text",
        "employer": "text",
        "person": "text",
        "kind": "text",  # pension medical unemployment injury maternity all
        "from_month": "date",
        "to_month": "date",
        "payer": "text",  # employee flexible resident
        "by_name": "bool",
    }
    | ADDRESS,
    same=("employer", "person", "kind", "from_month", "to_month"),
    joined_in="employer",
    staged={
        "kind": f"coalesce(s.kind, {by_title(KIND_MARKS)}, 'all')",
        "payer": f"coalesce(s.payer, {by_title(PAYER_MARKS)})",
        "from_month": "date_trunc('month', s.from_month)::date",
    },
)

FACTS = (INSURANCE,)
