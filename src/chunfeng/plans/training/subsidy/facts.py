"""Subsidy claim lines (one person each) and what was paid on them, as the snapshot holds them."""

from pathlib import Path

from chunfeng.base.policy.declarations import ADDRESS, Facts, by_title
from chunfeng.plans.training.subsidy.feeds import FUND_MARKS, ITEM_MARKS, PART_MARKS, STATE_MARKS

CLAIMS = Facts(
    "claims",
    "补贴申领名单",
    "各培训机构、人力资源社会保障局",
    {
        "claim": "text",
        "person": "text",
        "class": "text",
        "provider": "text",
        "fund": "text",
        "trade": "text",
        "level": "int",
        "standard_fen": "bigint",
        "amount_fen": "bigint",
        "share": "int",
        "account_key": "text",
        "account_name_key": "text",
        "submitted_on": "date",
        "approved_on": "date",
        "state": "text",  # draft submitted noticed approved paid returned refused withdrawn cancelled recovered
        "item": "text",  # tuition appraisal living stipend: what the money is for; tuition when not said
        "employed": "bool",
        "employed_on": "date",
        "employer": "text",
        "certificate_number": "text",
        "hours": "int",
        "programme": "text",
        "account_of_provider": "bool",
        "guardian": "bool",
        "approver_key": "text",
        "class_approver_key": "text",
        "cofinanced": "bool",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("person", "class", "fund", "item"),
    contradicts=("amount_fen", "account_key"),
    joined_in="class",
    staged={
        "state": f"coalesce(s.state, {by_title(STATE_MARKS['claims'])}, 'submitted')",
        "item": f"coalesce(s.item, {by_title(ITEM_MARKS)}, 'tuition')",
        "fund": f"coalesce(s.fund, {by_title(FUND_MARKS)})",
    },
)

PAYMENTS = Facts(
    "payments",
    "补贴发放名单",
    "财政局",
    {
        "payment": "text",
        "claim": "text",
        "person": "text",
        "class": "text",
        "provider": "text",
        "fund": "text",
        "amount_fen": "bigint",
        "account_key": "text",
        "account_name_key": "text",
        "paid_on": "date",
        "state": "text",
        "item": "text",  # as a claim's; null when not said
        "part": "text",  # part: the list calls it one of several payments of one sum
        "standard_fen": "bigint",
        "starts_on": "date",  # opening date of the class, as this list gives it
        "trade": "text",
        "level": "int",
        "certificate_number": "text",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("person", "class", "fund", "item", "paid_on"),
    contradicts=("amount_fen", "account_key"),
    joined_in="class",
    staged={
        "state": f"coalesce(s.state, {by_title(STATE_MARKS['payments'])})",
        "item": f"coalesce(s.item, {by_title(ITEM_MARKS)})",
        "part": f"coalesce(s.part, {by_title(PART_MARKS)})",
        "starts_on": "s.class_starts_on",
        "fund": f"coalesce(s.fund, {by_title(FUND_MARKS)})",
    },
)

TWO_FUNDS_DRAWN = Facts(
    "two_funds_drawn",
    "同一证书领取的两项补贴",
    "由申领名单和发放名单推出",
    {
        "line": "text",  # of the training subsidy: a claim or a payment, as source says
        "other": "text",  # of the unemployment fund's upgrading subsidy
        "source": "text",
        "training_on": "date",
        "upgrade_on": "date",
        "claimed": "bool",
    },
    query=(Path(__file__).parent / "derived" / "two_funds_drawn.sql").read_text(encoding="utf-8"),
    reads=("claims", "classes", "payments", "certificates", "parameters"),
)

FACTS = (CLAIMS, PAYMENTS, TWO_FUNDS_DRAWN)
