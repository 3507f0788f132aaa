"""Employment filings and labour contracts, as the snapshot holds them."""

from chunfeng.base.policy.declarations import ADDRESS, Facts

FILINGS = Facts(
    "filings",
    "劳动用工备案",
    "人力资源社会保障局",
    {
        "filing": "text",
        "employer": "text",
        "person": "text",
        "starts_on": "date",
        "ends_on": "date",
        "kind": "text",  # full_time part_time dispatch
        "job": "text",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("employer", "person", "starts_on"),
    contradicts=("ends_on",),
    joined_in="employer",
)

CONTRACTS = Facts(
    "contracts",
    "劳动合同台账",
    "各用人单位",
    {
        "contract": "text",
        "employer": "text",
        "person": "text",
        "kind": "text",  # fixed open_ended task part_time service
        "starts_on": "date",
        "ends_on": "date",
        "user_unit": "text",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("employer", "person", "starts_on"),
    contradicts=("ends_on",),
    joined_in="employer",
    # Renewals stand in columns of their own; an early end counts before the printed one.
    staged={"ends_on": "coalesce(s.ended_on, s.ends_on, s.third_ends_on, s.second_ends_on, s.first_ends_on)"},
)

FACTS = (FILINGS, CONTRACTS)
