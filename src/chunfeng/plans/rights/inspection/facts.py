"""Complaints, as the snapshot holds them: who complained is not in it, not even by key."""

from chunfeng.base.policy.declarations import Facts, Records

#: Along the complaint's own foreign keys: complaint → inspection → case.
_OF_INSPECTION = "select t.id from inspection_complaint as t where t.inspection_id in ({changed})"
_OF_CASE = (
    "select t.id from inspection_complaint as t join inspection_inspection as i on i.id = t.inspection_id "
    "where i.case_id in ({changed})"
)
_OF_PAYMENT = (
    "select y.complaint_id from inspection_payment as y where y.complaint_id is not null and y.id in ({changed})"
)

COMPLAINTS = Facts(
    "complaints",
    "投诉举报",
    "劳动保障监察机构",
    {
        "complaint": "text",
        "employer": "text",
        "project": "text",
        "topic": "text",
        "received_on": "date",
        "closed_on": "date",
        "state": "text",
        "area": "text",
        "amount_fen": "bigint",
        "persons": "int",
        # The term within which whoever told must hear whether it is taken up, and the day on which they heard.
        "answer_due_on": "date",
        "answered_on": "date",
        "paid_fen": "bigint",
        "paid_on": "date",
    },
    records=Records(
        "inspection_complaint",
        """
        select t.id as _id, cast(t.number as text) as complaint, uid_of(o.uid) as employer, cast(t.topic as text) as topic,
               day_of(t.received_at) as received_on, day_of(c.closed_at) as closed_on, cast(c.state as text) as state,
               cast(p.code as text) as area, cast(t.amount_fen as bigint) as amount_fen, cast(t.persons as integer) as persons,
               k.due_on as answer_due_on, k.finished_on as answered_on, cast(y.paid_fen as bigint) as paid_fen,
               y.paid_on as paid_on
          from inspection_complaint as t join inspection_inspection as i on i.id = t.inspection_id
          join workflow_case as c on c.id = i.case_id join places_place as p on p.id = c.place_id
          left join orgs_org as o on o.id = c.org_id
          left join workflow_caseclock as k on k.case_id = c.id and k.code = 'accept'
          left join (
            select complaint_id, sum(amount_fen) as paid_fen, max(paid_on) as paid_on from inspection_payment
             where complaint_id is not null and disputed_at is null and withdrawn_at is null group by complaint_id
          ) as y on y.complaint_id = t.id
        """,
        # A payment is never deleted, a clock moves only with its case.
        parents={
            "inspection_payment": _OF_PAYMENT,
            "inspection_inspection": _OF_INSPECTION,
            "workflow_case": _OF_CASE,
        },
        whole=("places_place",),
    ),
)

FACTS = (COMPLAINTS,)
