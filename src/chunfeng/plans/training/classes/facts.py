"""Providers, classes and rosters, as the snapshot holds them.

A provider's key is its normalised name; a class's key its number, else provider|trade|level|opening date.
"""

from pathlib import Path

from chunfeng.base.policy.declarations import ADDRESS, Facts, Records
from chunfeng.plans.training.providers import facts as records

#: A class of the platform is as its provider calls it, whether it was applied for or has a roster alone.
_CLASS = "uid_of(o.uid) || '|' || t.class_no"
#: What is filled in and not handed in says nothing yet.
_APPLIED = "k.id = t.training_class_id and k.state <> 'draft'"
#: One row a class, by its first entry; any entry may move its days, so that it is taken anew when one changes. No class is
#: handed in without a roster.
_CLASSES = Records(
    "classes_rosterentry",
    f"""
    select min(t.id) as _id, {_CLASS} as class, uid_of(o.uid) as provider, cast(p.code as text) as area,
           cast(nullif(min(k.fund), '') as text) as fund,
           cast(min(k.programme) as text) as programme, cast(min(k.trade) as text) as trade,
           cast(min(k.level) as integer) as level, cast(min(h.hours) as integer) as hours,
           coalesce(min(k.starts_on), min(t.class_starts_on)) as starts_on,
           coalesce(max(k.ends_on), max(t.class_ends_on)) as ends_on, min(k.submitted_on) as submitted_on,
           min(k.approved_on) as approved_on,
           cast(min(case k.state when 'rejected' then 'refused' when 'checked' then 'submitted'
                    when 'teaching_finished' then 'closed' else k.state end) as text)
           as state
      from classes_rosterentry as t join orgs_org as o on o.id = t.org_id left join places_place as p on p.id = o.place_id
      left join classes_trainingclass as k on {_APPLIED}
      left join (select s.training_class_id as class_id, sum(s.hours) as hours from classes_classsession as s
                  group by s.training_class_id) as h on h.class_id = k.id
     group by t.class_no, o.uid, p.code
    """,
    parents={
        "orgs_org": "select min(t.id) from classes_rosterentry as t where t.org_id in ({changed}) "
        "group by t.org_id, t.class_no"
    },
    whole=("classes_rosterentry", "classes_trainingclass", "classes_classsession", "places_place"),
)
#: Of classes that were approved. Guidance goes without its teacher: the rules ask a teacher for a certificate of the trade.
_SESSIONS = Records(
    "classes_classsession",
    """
    select t.id as _id, cast(t.id as text) as session, uid_of(o.uid) || '|' || k.class_no as class,
           case when t.kind <> 'guidance' then cast(t.teacher_id as text) end as teacher, cast(t.room_id as text) as room,
           cast(t.held_on as text) || ' ' || cast(t.from_time as text) as starts_at,
           cast(t.held_on as text) || ' ' || cast(t.to_time as text) as ends_at,
           cast(t.hours as integer) as hours, t.held_on as held_on
      from classes_classsession as t join classes_trainingclass as k on k.id = t.training_class_id
      join orgs_org as o on o.id = k.org_id
     where k.state in ('approved', 'in_progress', 'suspended', 'teaching_finished')
    """,
    parents={
        "classes_trainingclass": "select t.id from classes_classsession as t where t.training_class_id in ({changed})"
    },
)
#: Who stands under another record is counted with it, and a change of either may change the entry.
_ENROLMENTS = Records(
    "classes_rosterentry",
    f"""
    select t.id as _id, cast(t.id as text) as enrolment, {_CLASS} as class, uid_of(q.uid) as person,
           cast(t.category as text) as category, hex_of(q.phone_key) as phone_key, hex_of(q.account_key) as account_key,
           hex_of(q.address_key) as address_key, t.removed_on as removed_on
      from classes_rosterentry as t join orgs_org as o on o.id = t.org_id join people_person as m on m.id = t.person_id
      join people_person as q on q.id = coalesce(m.merged_into_id, m.id)
    """,
    parents={
        "people_person": "select t.id from classes_rosterentry as t join people_person as m on m.id = t.person_id "
        "where m.id in ({changed}) or m.merged_into_id in ({changed})",
    },
)

PROVIDERS = Facts(
    "providers",
    "培训机构名单",
    "人力资源社会保障局",
    {
        "provider": "text",
        "name": "text",
        "account_key": "text",
        "controller_key": "text",
        "phone_key": "text",
        "licence_from_on": "date",
        "licence_to_on": "date",
        "address_key": "text",
        "licence_scope": "text",
        "admitted_on": "date",
        "area": "text",
    }
    | ADDRESS,
    same=("provider",),
    staged={"name": "s.provider"},
    records=records.PROVIDERS,
)

ROOMS = Facts(
    "rooms",
    "教室表",
    "各培训机构",
    {"room": "text", "provider": "text", "capacity": "int", "name": "text"} | ADDRESS,
    same=("provider", "room"),
    staged={"name": "s.room"},
    records=records.ROOMS,
)

TEACHERS = Facts(
    "teachers",
    "教师名单",
    "各培训机构",
    {
        "teacher": "text",
        "provider": "text",
        "name": "text",
        "trade": "text",
        "certificate_from_on": "date",
        "certificate_to_on": "date",
        "level": "int",
        "substitute": "bool",
    }
    | ADDRESS,
    same=("provider", "teacher", "trade", "certificate_from_on"),
    staged={"name": "s.teacher"},
    records=records.TEACHERS,
)

CLASSES = Facts(
    "classes",
    "开班名单",
    "各培训机构",
    {
        "class": "text",
        "provider": "text",
        "programme": "text",
        "trade": "text",
        "level": "int",
        "area": "text",
        "teacher": "text",
        "room": "text",
        "capacity": "int",
        "hours": "int",
        "starts_on": "date",
        "ends_on": "date",
        "submitted_on": "date",
        "approved_on": "date",
        "state": "text",
        "daily_from": "text",
        "daily_to": "text",
        "days": "int",
        "stated_persons": "int",
        "listed": "bool",
        "fund": "text",
    }
    | ADDRESS,
    records=_CLASSES,
)

SESSIONS = Facts(
    "sessions",
    "授课安排",
    "各培训机构",
    {
        "session": "text",
        "class": "text",
        "teacher": "text",
        "room": "text",
        "starts_at": "timestamp",
        "ends_at": "timestamp",
        "hours": "int",
        "held_on": "date",
    }
    | ADDRESS,
    same=("class", "held_on", "starts_at", "room", "teacher"),
    staged={
        "starts_at": "coalesce(s.starts_at, try_cast(s.held_on || ' ' || s.from_time as timestamp))",
        "ends_at": "coalesce(s.ends_at, try_cast(s.held_on || ' ' || s.to_time as timestamp))",
    },
    records=_SESSIONS,
)

ENROLMENTS = Facts(
    "enrolments",
    "学员花名册",
    "各培训机构",
    {
        "enrolment": "text",
        "class": "text",
        "person": "text",
        "category": "text",
        "employer": "text",
        "phone_key": "text",
        "account_key": "text",
        "address_key": "text",
        "transferred_on": "date",
        "removed_on": "date",
        "by_name": "bool",
        "rural_basis": "text",
        "certificate_on": "date",
        "phone_shared_ok": "bool",
    }
    | ADDRESS,
    same=("person", "class"),
    joined_in="class",
    records=_ENROLMENTS,
)

CLASS_HOURS = Facts(
    "class_hours",
    "班级实授课时",
    "由考勤和课程表推出",
    {"class": "text", "days": "bigint", "hours": "bigint", "exact": "bool", "covered": "bool"},
    query=(Path(__file__).parent / "derived" / "class_hours.sql").read_text(encoding="utf-8"),
    reads=("attendance", "sessions", "classes", "parameters"),
)

FACTS = (
    PROVIDERS,
    ROOMS,
    TEACHERS,
    CLASSES,
    SESSIONS,
    ENROLMENTS,
    CLASS_HOURS,
)
