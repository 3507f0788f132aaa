"""Where and until when a decision of an office may be attacked: the sentence at the end of its paper.

The paper is Chinese by law and goes into the archive as it was issued: nothing here is translated.
"""

from __future__ import annotations

from datetime import date

from chunfeng.base.places.models import Place
from chunfeng.base.policy.agencies import agency
from chunfeng.base.policy.values import value
from chunfeng.base.workflow.models import Case
from chunfeng.kernel.digits import spelt

#: Value of the parameter by which only the government reviews.
_GOVERNMENT = 1


def remedy(case: Case, day: date) -> str:
    """day: of the decision, whose law counts."""
    months = value("rights.inspection_appeal_months", day, case.place.code)
    return (
        f"如不服本决定，可以自收到之日起六十日内依法向{_reviewers(case, day)}申请行政复议，"
        f"或者自收到之日起{spelt(months)}个月内依法向{_court(case.place)}提起行政诉讼。"
    )


def _reviewers(case: Case, day: date) -> str:
    """The government of the place; before 2024 also the department above. A zone has no government of its own."""
    place, above = case.place, case.place.parent
    governing = above if place.kind == "zone" and above else place
    found = f"{governing.name}人民政府"
    if value("rights.inspection_review_bodies", day, place.code) == _GOVERNMENT:
        return found
    upper = agency(case.declared.clause, above.name) if above else "上一级人力资源和社会保障行政部门"
    return f"{found}或者{upper}"


def _court(place: Place) -> str:
    """A city bureau and a zone are sued before a basic court that only the courts' own division of work names."""
    return f"{place.name}人民法院" if place.kind == "county" else "有管辖权的基层人民法院"
