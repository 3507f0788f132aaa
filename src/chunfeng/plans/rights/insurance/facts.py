"""Social insurance contributions, as the snapshot holds them: one row a person, kind and span of months."""

from chunfeng.base.policy.declarations import ADDRESS, Facts

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
)

FACTS = (INSURANCE,)
