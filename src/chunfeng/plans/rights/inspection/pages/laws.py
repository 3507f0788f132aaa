"""How a printed paper cites a law, writes a term, and names where one may go against it."""

from __future__ import annotations

import re
from datetime import date

from chunfeng.base.places.models import Place
from chunfeng.base.policy.agencies import agency
from chunfeng.base.policy.values import NoValue, value
from chunfeng.base.workflow.models import Case

_NAME = re.compile(
    r"(?:^|(?<=[、，；;,\s])|(?<=条[和及与]))([^《》、，；;,（(\s第]+?)((?:（[^）]*）)?第[一二三四五六七八九十百零\d]+条)"
)
_DIGITS = "零一二三四五六七八九"
#: Value of the parameter by which only the government reviews.
_GOVERNMENT = 1


def cited(text: str) -> str:
    """《劳动法》（2018年修正）第五十条, whichever way it was typed."""
    return _NAME.sub(r"《\1》\2", text.strip().rstrip("。")).removesuffix("的规定")


def written(number: int) -> str:
    """六, 十五, 六十: below a hundred, as terms are written in a paper."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def hearing_term(noticed_on: date, area: str) -> str:
    try:
        return f"{written(value('rights.inspection_hearing_workdays', noticed_on, area))}个工作日"
    except NoValue:
        return f"{written(value('rights.inspection_hearing_days', noticed_on, area))}日"


def remedy(case: Case, day: date) -> str:
    """Where and until when a decision of this office may be attacked."""
    months = value("rights.inspection_appeal_months", day, case.place.code)
    return (
        f"如不服本决定，可以自收到之日起六十日内依法向{_reviewers(case, day)}申请行政复议，"
        f"或者自收到之日起{written(months)}个月内依法向{_court(case.place)}提起行政诉讼。"
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
