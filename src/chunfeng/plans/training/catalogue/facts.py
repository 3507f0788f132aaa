"""Published trades and subsidy standards. Only lists of the folder or sourced pack rows: a demo row never convicts."""

from chunfeng.base.policy.declarations import ADDRESS, Facts, Records

TRADES = Facts(
    "trades",
    "培训工种目录",
    "人力资源社会保障局",
    {"trade": "text", "level": "int", "valid_from_on": "date", "valid_to_on": "date"} | ADDRESS,
    same=("trade", "level", "valid_from_on"),
)

#: A standard of the city holds everywhere in it: without an area. One for every trade, level or programme has none.
_SET = Records(
    "catalogue_subsidystandard",
    """
    select t.id as _id, cast(t.id as text) as standard, cast(nullif(t.trade, '') as text) as trade,
           cast(nullif(t.level, 0) as integer) as level, cast(nullif(t.programme, '') as text) as programme,
           cast(case when p.kind = 'city' then null else p.code end as text) as area, t.amount_fen as amount_fen,
           cast(t.min_hours as integer) as min_hours, t.valid_from_on as valid_from_on, t.valid_to_on as valid_to_on
      from catalogue_subsidystandard as t join places_place as p on p.id = t.place_id
     where t.in_force
    """,
    whole=("places_place",),
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
    records=_SET,
)

FACTS = (TRADES, STANDARDS)
