"""Published trades and subsidy standards. Only lists of the folder or sourced pack rows: a demo row never convicts."""

from chunfeng.base.policy.declarations import ADDRESS, Facts

TRADES = Facts(
    "trades",
    "培训工种目录",
    "人力资源社会保障局",
    {"trade": "text", "level": "int", "valid_from_on": "date", "valid_to_on": "date"} | ADDRESS,
    same=("trade", "level", "valid_from_on"),
)

STANDARDS = Facts(
    "standards",
    "补贴标准",
    "人力资源社会保障局、财政局",
    {
        "standard": "text",
        "trade": "text",
        "level": "int",
        "programme": "text",
        "area": "text",
        "amount_fen": "bigint",
        "min_hours": "int",
        "valid_from_on": "date",
        "valid_to_on": "date",
    }
    | ADDRESS,
    same=("trade", "level", "programme", "area", "valid_from_on"),
)

FACTS = (TRADES, STANDARDS)
