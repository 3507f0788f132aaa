"""Cases of every procedure, as the snapshot holds them. subject: the organisation it is about, where there is one."""

from chunfeng.base.policy.declarations import Facts, Records

CASES = Facts(
    "cases",
    "办件",
    "各业务科室",
    {
        "case": "text",
        "process": "text",
        "subject": "text",
        "opened_on": "date",
        "closed_on": "date",
        "state": "text",
        "area": "text",
        "due_on": "date",
    },
    records=Records(
        "workflow_case",
        """
        select t.id as _id, cast(t.number as text) as "case", cast(t.process as text) as process,
               uid_of(o.uid) as subject, day_of(t.opened_at) as opened_on, day_of(t.closed_at) as closed_on,
               cast(t.state as text) as state, cast(p.code as text) as area, t.due_on as due_on
          from workflow_case as t join places_place as p on p.id = t.place_id left join orgs_org as o on o.id = t.org_id
        """,
        whole=("places_place",),
    ),
)

FACTS = (CASES,)
