"""Employers, as the snapshot holds them. An employer's key is its normalised name."""

from chunfeng.base.policy.declarations import ADDRESS, Facts, Records

#: 东湖花园二期 on the pay sheet is 东湖花园二期项目 in the title of the attendance book.
PROJECT_KEY = r"regexp_replace(s.project, '(项目经理部|项目部|项目|工程|工地)+$', '')"

EMPLOYERS = Facts(
    "employers",
    "用人单位名单",
    "人力资源社会保障局",
    {"employer": "text", "name": "text", "area": "text", "industry": "text", "code": "text"} | ADDRESS,
    same=("employer",),
    staged={"name": "s.employer"},
    records=Records(
        "orgs_org",
        """
        select t.id as _id, uid_of(t.uid) as employer, cast(t.name as text) as name, cast(p.code as text) as area,
               cast(t.credit_code as text) as code
          from orgs_org as t left join places_place as p on p.id = t.place_id
         where t.kind = 'employer' and t.merged_into_id is null
        """,
        whole=("places_place",),
    ),
)

FACTS = (EMPLOYERS,)
