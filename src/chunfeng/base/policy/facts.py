"""Dated parameters as a snapshot table: rules choose them by the date of the event, never by today."""

from chunfeng.base.policy.declarations import Facts

#: valid_to_on is exclusive: the day on which the next value begins. area: null for a value of the whole pack.
PARAMETERS = Facts(
    "parameters",
    "参数",
    "政策科",
    {"code": "text", "area": "text", "valid_from_on": "date", "valid_to_on": "date", "value": "bigint"},
)

FACTS = (PARAMETERS,)
