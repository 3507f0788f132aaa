"""What an employer or everybody will read names nobody who told.

Whoever reports must be kept secret (劳动保障监察条例第九条; 劳动和社会保障部令第25号). Whoever complains in the own matter was
promised the same on the page, and nobody is asked whether the employer may know: so it holds for all of them.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.engine import StepRefused
from chunfeng.kernel import names
from chunfeng.plans.rights.inspection.models import Complaint, Inspection
from chunfeng.plans.rights.inspection.queries import may_know_teller

HINT = _("单位会看到这段话：不要写投诉人、举报人的姓名、电话和编号；要发给哪些人的，另附全体劳动者的名册")
_SPACE = re.compile(r"[\s\-—–]")


def names_no_teller(inspection: Inspection, actor: Actor, **texts: str | None) -> None:
    """Refuses the step for every text that holds name, phone or number of somebody who told in this matter."""
    wrong = told_in(inspection, actor, **texts)
    if wrong:
        raise StepRefused(*wrong)


def told_in(inspection: Inspection, actor: Actor, **texts: str | None) -> list[Reason]:
    org = inspection.case.org
    wrong = []
    for complaint in inspection.complaints.select_related("inspection__case").order_by("pk"):
        marks = _marks(complaint)
        for field, text in texts.items():
            # A firm may bear the name of its owner, who shares it with a worker.
            plain = _plain((text or "").replace(org.name, " ") if org else text or "")
            if found := next((mark for mark in marks if _plain(mark) in plain), ""):
                wrong.append(Reason(_said(complaint, actor, found), f"#{field}"))
    return wrong


def _marks(complaint: Complaint) -> list[str]:
    marks = [complaint.number]
    if complaint.name:
        clear = complaint.name.clear()
        name = names.normalise(clear)
        # One sign is in too many words to be taken for a name.
        marks += [clear if not isinstance(name, str) else name] if len(clear) > 1 else []
    if complaint.phone:
        marks.append(complaint.phone.clear())
    return marks


def _plain(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).upper()


def _said(complaint: Complaint, actor: Actor, found: str) -> str:
    if found != complaint.number and not may_know_teller(complaint, actor):
        return gettext("这段话里有要求保密的举报人的姓名或者电话，单位会看到，请删去（劳动保障监察条例第九条）")
    if complaint.kind == Complaint.Kind.REPORT or complaint.secret:
        return gettext("“%(found)s”指向举报人，单位会看到，请删去（劳动保障监察条例第九条：为举报人保密）") % {
            "found": found
        }
    return gettext("“%(found)s”指向投诉人，单位会看到，请删去：我们承诺不告诉单位是谁反映的") % {"found": found}
