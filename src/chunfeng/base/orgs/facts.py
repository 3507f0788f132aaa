"""Employers, as the snapshot holds them. An employer's key is its normalised name."""

from chunfeng.base.policy.declarations import ADDRESS, Facts

EMPLOYERS = Facts(
    "employers",
    "用人单位名单",
    "人力资源社会保障局",
    {"employer": "text", "name": "text", "area": "text", "industry": "text", "code": "text"} | ADDRESS,
    same=("employer",),
    staged={"name": "s.employer"},
)

FACTS = (EMPLOYERS,)
