"""How a printed paper cites a law and writes a term."""

from __future__ import annotations

import re
from datetime import date

from chunfeng.base.policy.values import NoValue, value
from chunfeng.kernel.digits import spelt

_NAME = re.compile(
    r"(?:^|(?<=[、，；;,\s])|(?<=条[和及与]))([^《》、，；;,（(\s第]+?)((?:（[^）]*）)?第[一二三四五六七八九十百零\d]+条)"
)


def cited(text: str) -> str:
    """《劳动法》（2018年修正）第五十条, whichever way it was typed."""
    return _NAME.sub(r"《\1》\2", text.strip().rstrip("。")).removesuffix("的规定")


def hearing_term(noticed_on: date, area: str) -> str:
    try:
        return f"{spelt(value('rights.inspection_hearing_workdays', noticed_on, area))}个工作日"
    except NoValue:
        return f"{spelt(value('rights.inspection_hearing_days', noticed_on, area))}日"
