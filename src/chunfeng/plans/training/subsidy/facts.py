"""Subsidy claim lines (one person each) and what was paid on them, as the snapshot holds them."""

from pathlib import Path

from chunfeng.base.policy.declarations import ADDRESS, Facts, Records, by_title
from chunfeng.plans.training.subsidy.feeds import FUND_MARKS, ITEM_MARKS, PART_MARKS, STATE_MARKS

_CLASS = "uid_of(o.uid) || '|' || k.class_no"
#: Lines of what was handed in. The account is that to which the money is to go, and its name that of who is paid.
_CLAIMS = Records(
    "subsidy_claimline",
    f"""
    select t.id as _id, cast(t.id as text) as claim, uid_of(q.uid) as person, {_CLASS} as class, uid_of(o.uid) as provider,
           cast(k.fund as text) as fund, cast(z.trade as text) as trade, cast(z.level as integer) as level,
           t.standard_fen as standard_fen, t.amount_fen as amount_fen, cast(t.share as integer) as share,
           case c.payee when 'provider' then hex_of(c.account_key) else hex_of(q.account_key) end as account_key,
           case c.payee when 'persons' then hex_of(q.name_key) end as account_name_key,
           c.submitted_on as submitted_on, c.decided_on as approved_on,
           cast(case t.state when 'claimed' then case c.state when 'returned' then 'returned' when 'noticed' then 'noticed'
                             when 'deciding' then 'noticed' else 'submitted' end
                             when 'sent' then 'approved' else t.state end as text) as state,
           cast('tuition' as text) as item, t.employed_on is not null as employed, t.employed_on as employed_on,
           cast(z.number as text) as certificate_number, cast(k.programme as text) as programme,
           c.payee = 'provider' as account_of_provider, cast(p.code as text) as area
      from subsidy_claimline as t join subsidy_claim as c on c.id = t.claim_id join workflow_case as w on w.id = c.case_id
      join classes_rosterentry as r on r.id = t.entry_id join people_person as m on m.id = r.person_id
      join people_person as q on q.id = coalesce(m.merged_into_id, m.id)
      join classes_trainingclass as k on k.id = c.training_class_id join orgs_org as o on o.id = k.org_id
      join certification_certificate as z on z.id = t.certificate_id join places_place as p on p.id = w.place_id
     where c.state <> 'draft'
    """,
    parents={
        "subsidy_claim": "select t.id from subsidy_claimline as t where t.claim_id in ({changed})",
        "workflow_case": "select t.id from subsidy_claimline as t join subsidy_claim as c on c.id = t.claim_id "
        "where c.case_id in ({changed})",
        "classes_rosterentry": "select t.id from subsidy_claimline as t where t.entry_id in ({changed})",
        "people_person": "select t.id from subsidy_claimline as t join classes_rosterentry as r on r.id = t.entry_id "
        "join people_person as m on m.id = r.person_id where m.id in ({changed}) or m.merged_into_id in ({changed})",
        "certification_certificate": "select t.id from subsidy_claimline as t where t.certificate_id in ({changed})",
        "classes_trainingclass": "select t.id from subsidy_claimline as t join subsidy_claim as c on c.id = t.claim_id "
        "where c.training_class_id in ({changed})",
    },
    whole=("places_place",),
)
#: A line in a transfer that went out.
_PAYMENTS = Records(
    "subsidy_transferline",
    f"""
    select t.id as _id, cast(t.id as text) as payment, cast(l.id as text) as claim, uid_of(q.uid) as person,
           {_CLASS} as class, uid_of(o.uid) as provider, cast(k.fund as text) as fund, l.amount_fen as amount_fen,
           hex_of(f.account_key) as account_key, case c.payee when 'persons' then hex_of(f.payee_key) end as account_name_key,
           coalesce(f.settled_on, b.sent_on) as paid_on,
           cast(case f.state when 'settled' then 'paid' when 'bounced' then 'returned' else 'approved' end as text) as state,
           cast('tuition' as text) as item, l.standard_fen as standard_fen, k.starts_on as starts_on,
           cast(z.trade as text) as trade, cast(z.level as integer) as level, cast(z.number as text) as certificate_number
      from subsidy_transferline as t join subsidy_transfer as f on f.id = t.transfer_id
      join subsidy_batch as b on b.id = f.batch_id join subsidy_claimline as l on l.id = t.line_id
      join subsidy_claim as c on c.id = l.claim_id
      join classes_rosterentry as r on r.id = l.entry_id join people_person as m on m.id = r.person_id
      join people_person as q on q.id = coalesce(m.merged_into_id, m.id)
      join classes_trainingclass as k on k.id = c.training_class_id join orgs_org as o on o.id = k.org_id
      join certification_certificate as z on z.id = l.certificate_id
     where f.state in ('sent', 'settled', 'bounced')
    """,
    parents={
        "subsidy_transfer": "select t.id from subsidy_transferline as t where t.transfer_id in ({changed})",
        "subsidy_claimline": "select t.id from subsidy_transferline as t where t.line_id in ({changed})",
        "subsidy_claim": "select t.id from subsidy_transferline as t join subsidy_claimline as l on l.id = t.line_id "
        "where l.claim_id in ({changed})",
        "classes_rosterentry": "select t.id from subsidy_transferline as t join subsidy_claimline as l on l.id = t.line_id "
        "where l.entry_id in ({changed})",
        "people_person": "select t.id from subsidy_transferline as t join subsidy_claimline as l on l.id = t.line_id "
        "join classes_rosterentry as r on r.id = l.entry_id join people_person as m on m.id = r.person_id "
        "where m.id in ({changed}) or m.merged_into_id in ({changed})",
        "classes_trainingclass": "select t.id from subsidy_transferline as t join subsidy_claimline as l on l.id = t.line_id "
        "join subsidy_claim as c on c.id = l.claim_id where c.training_class_id in ({changed})",
    },
    whole=("subsidy_batch", "certification_certificate"),
)

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
    records=_CLAIMS,
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
    records=_PAYMENTS,
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
