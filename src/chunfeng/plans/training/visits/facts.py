"""Visits as the snapshot holds them: once two officials have signed."""

from chunfeng.base.policy.declarations import ADDRESS, Facts, Records

#: By the record that counts; the day is that of the phone on which it was begun.
_VISITS = Records(
    "visits_fieldrecord",
    """
    select t.id as _id, cast(v.id as text) as visit, uid_of(o.uid) || '|' || k.class_no as class,
           day_of(t.started_at) as visited_on, cast(t.present as integer) as present,
           cast(t.expected as integer) as expected,
           cast(case when v.state = 'carded' and v.colour = 'red' then 'RED_CARD' when v.state = 'carded' then 'YELLOW_CARD'
                     when v.state = 'passed' then 'PASS' when v.state in ('rectifying', 'verifying', 'rectified') then 'RECTIFY'
                     else null end as text) as result
      from visits_fieldrecord as t join visits_visit as v on v.id = t.visit_id
      join classes_trainingclass as k on k.id = v.training_class_id join orgs_org as o on o.id = k.org_id
     where t.counts and v.signed_on is not null
    """,
    parents={
        "visits_visit": "select t.id from visits_fieldrecord as t where t.visit_id in ({changed})",
        "classes_trainingclass": "select t.id from visits_fieldrecord as t join visits_visit as v on v.id = t.visit_id "
        "where v.training_class_id in ({changed})",
    },
)

VISITS = Facts(
    "visits",
    "过程检查记录",
    "人力资源社会保障局",
    {"visit": "text", "class": "text", "visited_on": "date", "present": "int", "expected": "int", "result": "text"}
    | ADDRESS,
    same=("class", "visited_on"),
    records=_VISITS,
)

FACTS = (VISITS,)
