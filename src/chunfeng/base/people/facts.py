"""Persons and the outside lists about them, as the snapshot holds them. Persons appear by key only."""

from chunfeng.base.policy.declarations import ADDRESS, Facts

PERSONS = Facts(
    "persons",
    "人员",
    "各填报单位",
    {"person": "text", "born_on": "date", "sex": "text", "name_key": "text", "number_kind": "text"} | ADDRESS,
)

REGISTERS = Facts(
    "registers",
    "外部名单",
    "各主管部门",
    {
        "entry": "text",
        "kind": "text",
        "person": "text",
        "valid_from_on": "date",
        "valid_to_on": "date",
        "as_of_on": "date",
        # subkind: pension employee|resident|survivor|disability; public_payroll established|temporary|cadre;
        #          student full_time|part_time; detained custody|community; hospital inpatient|day; shareholder owner|member
        "subkind": "text",
        "status": "text",
        "first_issued_on": "date",
        "graduates_year": "int",
        "school": "text",
        "organisation": "text",
        "share": "int",
        "amount_fen": "bigint",
        "as_of_given": "bool",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("kind", "person", "valid_from_on", "valid_to_on", "subkind", "organisation"),
)

UNIDENTIFIED = Facts(
    "unidentified",
    "号码不能用的行",
    "各填报单位",
    {
        "unidentified": "text",
        "subject_kind": "text",
        "class": "text",
        "employer": "text",
        "name_key": "text",
        "number_length": "int",
        "born_on": "date",
        "phone_key": "text",
        "account_key": "text",
        "address_key": "text",
        "why": "text",
    }
    | ADDRESS,
)

CONTRADICTIONS = Facts(
    "contradictions",
    "前后不一的行",
    "各填报单位",
    {
        "contradiction": "text",
        "subject_kind": "text",
        "subject": "text",
        "person": "text",
        "field": "text",
        "value": "text",
        "other_value": "text",
        "other_file": "text",
        "other_sheet": "text",
        "other_row": "int",
    }
    | ADDRESS,
)

TOTALS = Facts(
    "totals",
    "合计行",
    "各填报单位",
    {
        "total": "text",
        "subject_kind": "text",
        "field": "text",
        "stated_fen": "bigint",
        "summed_fen": "bigint",
        "rows": "int",
    }
    | ADDRESS,
)

LINKS = Facts(
    "links",
    "可能是同一人",
    "各填报单位",
    {
        "link": "text",
        "person": "text",
        "other": "text",
        "subject_kind": "text",
        "score": "int",
        "why": "text",
        "other_file": "text",
        "other_sheet": "text",
        "other_row": "int",
    }
    | ADDRESS,
)

FACTS = (PERSONS, REGISTERS, UNIDENTIFIED, CONTRADICTIONS, TOTALS, LINKS)
