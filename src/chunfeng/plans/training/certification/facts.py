"""Examinations and certificates, as the snapshot holds them: marks once they are released, certificates that were not revoked."""

from chunfeng.base.policy.declarations import ADDRESS, Facts, Records

_CLASS = "uid_of(o.uid) || '|' || k.class_no"
#: Who stands under another record is counted with it.
_PERSON = (
    "join classes_rosterentry as r on r.id = {entry} join people_person as m on m.id = r.person_id "
    "join people_person as q on q.id = coalesce(m.merged_into_id, m.id)"
)
_OF_PEOPLE = (
    "join classes_rosterentry as r on r.id = {entry} join people_person as m on m.id = r.person_id "
    "where m.id in ({{changed}}) or m.merged_into_id in ({{changed}})"
)
#: Whoever did not come has no mark; of one who has, the lower part decides.
_EXAMS = Records(
    "certification_mark",
    f"""
    select t.id as _id, cast(t.id as text) as exam, {_CLASS} as class, uid_of(q.uid) as person, e.held_on as held_on,
           cast(case when t.theory is null then t.practice when t.practice is null or t.theory < t.practice then t.theory
                else t.practice end as integer) as score,
           t.passed as passed, t.changed_on as changed_on,
           case when t.changed_on is not null then t.changed_on is not null end as second_signature
      from certification_mark as t join certification_examination as e on e.id = t.exam_id
      join certification_completion as n on n.id = e.completion_id
      join classes_trainingclass as k on k.id = n.training_class_id join orgs_org as o on o.id = k.org_id
      join certification_candidate as c on c.id = t.candidate_id {_PERSON.format(entry="c.entry_id")}
     where e.state = 'released' and (t.theory is not null or t.practice is not null)
    """,
    parents={
        "certification_examination": "select t.id from certification_mark as t where t.exam_id in ({changed})",
        "certification_completion": "select t.id from certification_mark as t join certification_examination as e "
        "on e.id = t.exam_id where e.completion_id in ({changed})",
        "classes_trainingclass": "select t.id from certification_mark as t join certification_examination as e "
        "on e.id = t.exam_id join certification_completion as n on n.id = e.completion_id where n.training_class_id in ({changed})",
        "certification_candidate": "select t.id from certification_mark as t where t.candidate_id in ({changed})",
        "classes_rosterentry": "select t.id from certification_mark as t join certification_candidate as c "
        "on c.id = t.candidate_id where c.entry_id in ({changed})",
        "people_person": "select t.id from certification_mark as t join certification_candidate as c on c.id = t.candidate_id "
        + _OF_PEOPLE.format(entry="c.entry_id"),
    },
)
_CERTIFICATES = Records(
    "certification_certificate",
    f"""
    select t.id as _id, cast(t.id as text) as certificate, cast(t.number as text) as number, uid_of(q.uid) as person,
           {_CLASS} as class, uid_of(o.uid) as provider, cast(t.trade as text) as trade, cast(t.level as integer) as level,
           cast(t.kind as text) as kind, t.issued_on as issued_on, cast(t.issuer as text) as issuer,
           t.reissued_on is not null as reissued
      from certification_certificate as t join certification_completion as n on n.id = t.completion_id
      join classes_trainingclass as k on k.id = n.training_class_id join orgs_org as o on o.id = k.org_id
      {_PERSON.format(entry="t.entry_id")}
     where t.revoked_on is null
    """,
    parents={
        "people_person": "select t.id from certification_certificate as t " + _OF_PEOPLE.format(entry="t.entry_id"),
        "certification_completion": "select t.id from certification_certificate as t where t.completion_id in ({changed})",
        "classes_trainingclass": "select t.id from certification_certificate as t join certification_completion as n "
        "on n.id = t.completion_id where n.training_class_id in ({changed})",
        "classes_rosterentry": "select t.id from certification_certificate as t where t.entry_id in ({changed})",
    },
)

EXAMS = Facts(
    "exams",
    "考核成绩单",
    "技能鉴定中心",
    {
        "exam": "text",
        "class": "text",
        "person": "text",
        "held_on": "date",
        "score": "int",
        "passed": "bool",
        "changed_on": "date",
        "second_signature": "bool",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("class", "person", "held_on"),
    contradicts=("score",),
    joined_in="class",
    staged={"score": "coalesce(s.score, least(s.theory, s.practice))"},
    records=_EXAMS,
)

CERTIFICATES = Facts(
    "certificates",
    "证书发放名单",
    "技能鉴定中心",
    {
        "certificate": "text",
        "number": "text",
        "person": "text",
        "class": "text",
        "provider": "text",
        "trade": "text",
        "level": "int",
        "kind": "text",
        "issued_on": "date",
        "issuer": "text",
        "reissued": "bool",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("number", "person"),
    contradicts=("issued_on",),
    joined_in="class",
    staged={"number": "s.certificate_number"},
    records=_CERTIFICATES,
)

FACTS = (EXAMS, CERTIFICATES)
