"""Attendance of classes and of work as the snapshot holds it, and what trainees say of being in a class."""

from chunfeng.base.orgs.facts import PROJECT_KEY
from chunfeng.base.policy.declarations import ADDRESS, Facts, Records
from chunfeng.plans.training.attendance import REPEAT_SECONDS
from chunfeng.plans.training.classes.feeds import WORK_ATTENDANCE

_JOINED = """
      join classes_rosterentry as e on e.id = t.entry_id join orgs_org as o on o.id = e.org_id
      join people_person as m on m.id = e.person_id join people_person as q on q.id = coalesce(m.merged_into_id, m.id)
"""


def _of_person(table: str) -> str:
    return (
        f"select t.id from {table} as t join classes_rosterentry as e on e.id = t.entry_id join people_person as m "
        "on m.id = e.person_id where m.id in ({changed}) or m.merged_into_id in ({changed})"
    )


def _of_entry(table: str) -> str:
    return f"select t.id from {table} as t where t.entry_id in ({{changed}})"


_LEFT = f"second_of(t.last_at) - second_of(t.first_at) >= {REPEAT_SECONDS}"
#: The lesson stands only where no punches say from when to when: they know better. The words of a reason may name somebody.
_MARKS = Records(
    "attendance_mark",
    f"""
    select t.id as _id, cast(t.id as text) as mark, 'class' as kind, uid_of(o.uid) || '|' || e.class_no as class,
           uid_of(q.uid) as person, t.held_on as marked_on, cast(t.slot as integer) as slot, clock_of(t.first_at) as in_at,
           case when {_LEFT} then clock_of(t.last_at) end as out_at, 'present' as status,
           clock_of(s.entered_at) as entered_at, cast(s.entered_by_id as text) as entered_by,
           case when t.first_at is null then false else true end as machine,
           case when s.id is not null then '纸质签到' end as reason,
           case when {_LEFT} then null else (
             select cast(min(x.id) as text) from classes_classsession as x
              where x.training_class_id = e.training_class_id and x.held_on = t.held_on
                and case when x.from_time < '12:00' then 1 when x.from_time < '18:00' then 2 else 3 end = t.slot
           ) end as session
      from attendance_mark as t {_JOINED}
      left join attendance_sheet as s on s.id = t.sheet_id
    """,
    parents={
        "people_person": _of_person("attendance_mark"),
        "classes_rosterentry": _of_entry("attendance_mark"),
        "classes_classsession": "select t.id from attendance_mark as t join classes_rosterentry as e on e.id = t.entry_id "
        "where e.training_class_id in (select x.training_class_id from classes_classsession as x where x.id in ({changed}))",
        "attendance_sheet": "select t.id from attendance_mark as t where t.sheet_id in ({changed})",
    },
)

ATTENDANCE = Facts(
    "attendance",
    "考勤（签到）",
    "各培训机构、用人单位",
    {
        "mark": "text",
        "kind": "text",
        "class": "text",
        "session": "text",
        "employer": "text",
        "project": "text",
        "person": "text",
        "marked_on": "date",
        "slot": "int",
        "in_at": "timestamp",
        "out_at": "timestamp",
        "status": "text",  # present late left_early absent leave sick
        "entered_at": "timestamp",
        "entered_by": "text",
        "month": "date",
        "days": "int",
        "machine": "bool",
        "reason": "text",
        "by_name": "bool",
    }
    | ADDRESS,
    same=("kind", "class", "employer", "project", "person", "month", "marked_on", "slot"),
    joined_in="class",
    staged={
        "project": PROJECT_KEY,
        "kind": f"case when s.feed = '{WORK_ATTENDANCE.title}' then 'work' else 'class' end",
        "in_at": "coalesce(s.in_at, s.punched_at)",
        "out_at": "coalesce(s.out_at, s.punched_at)",
        "month": "coalesce(s.month, date_trunc('month', s.marked_on)::date)",
    },
    records=_MARKS,
)


CONFIRMATIONS = Facts(
    "confirmations",
    "学员确认",
    "学员本人",
    {"confirmation": "text", "class": "text", "person": "text", "takes_part": "bool", "answered_on": "date"},
    records=Records(
        "attendance_answer",
        f"""
        select t.id as _id, cast(t.id as text) as confirmation, uid_of(o.uid) || '|' || e.class_no as class,
               uid_of(q.uid) as person, t.takes_part as takes_part, day_of(t.answered_at) as answered_on
          from attendance_answer as t {_JOINED}
        """,
        parents={
            "people_person": _of_person("attendance_answer"),
            "classes_rosterentry": _of_entry("attendance_answer"),
        },
    ),
)

#: Of sign-ins by the own phone, where it gave a position: how far it was from the premises, in metres, and how exact.
POSITIONS = Facts(
    "positions",
    "签到位置",
    "各培训机构",
    {
        "position": "text",
        "class": "text",
        "person": "text",
        "marked_on": "date",
        "metres_off": "int",
        "accuracy": "int",
    },
    records=Records(
        "attendance_punch",
        f"""
        select t.id as _id, cast(t.id as text) as position, uid_of(o.uid) || '|' || e.class_no as class,
               uid_of(q.uid) as person, t.held_on as marked_on, t.metres_off as metres_off, t.accuracy as accuracy
          from attendance_punch as t {_JOINED}
         where t.metres_off is not null
        """,
        parents={
            "people_person": _of_person("attendance_punch"),
            "classes_rosterentry": _of_entry("attendance_punch"),
        },
    ),
)

FACTS = (ATTENDANCE, CONFIRMATIONS, POSITIONS)
