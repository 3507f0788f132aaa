"""Admitted providers with their rooms and teachers: the rows that fill the facts tables of the classes.

One row a provider: by its last agreement and the admission that led to it. Agreements, admissions and premises are few
and refer to the provider, not the other way round: when one changes, the table is taken anew.
"""

from chunfeng.base.policy.declarations import Records

_LAST = "a.id = (select max(x.id) from providers_agreement as x where x.org_id = a.org_id)"
_BEHIND = ("providers_agreement", "providers_admission", "places_place")

PROVIDERS = Records(
    "orgs_org",
    f"""
    select t.id as _id, uid_of(t.uid) as provider, cast(t.name as text) as name, hex_of(t.account_key) as account_key,
           hex_of(t.legal_person_key) as controller_key, hex_of(t.phone_key) as phone_key,
           m.licence_from_on as licence_from_on, m.licence_to_on as licence_to_on,
           cast(m.licence_scope as text) as licence_scope, a.from_on as admitted_on, cast(p.code as text) as area
      from orgs_org as t join providers_agreement as a on a.org_id = t.id and {_LAST}
      join providers_admission as m on m.id = a.admission_id left join places_place as p on p.id = a.place_id
     where t.merged_into_id is null
    """,
    whole=_BEHIND,
)

ROOMS = Records(
    "providers_room",
    f"""
    select t.id as _id, cast(t.id as text) as room, uid_of(o.uid) as provider, cast(t.capacity as integer) as capacity,
           cast(r.name || ' ' || t.name as text) as name
      from providers_room as t join providers_premises as r on r.id = t.premises_id
      join providers_agreement as a on a.admission_id = r.admission_id and {_LAST} join orgs_org as o on o.id = a.org_id
    """,
    parents={"providers_premises": "select t.id from providers_room as t where t.premises_id in ({changed})"},
    whole=("providers_agreement",),
)

#: Without the name: a teacher is a person, and here is no key to stand for one.
TEACHERS = Records(
    "providers_teacher",
    f"""
    select t.id as _id, cast(t.id as text) as teacher, uid_of(o.uid) as provider, cast(t.trade as text) as trade,
           t.certificate_from_on as certificate_from_on, t.certificate_to_on as certificate_to_on,
           cast(t.level as integer) as level
      from providers_teacher as t join providers_agreement as a on a.admission_id = t.admission_id and {_LAST}
      join orgs_org as o on o.id = a.org_id
    """,
    whole=("providers_agreement",),
)
