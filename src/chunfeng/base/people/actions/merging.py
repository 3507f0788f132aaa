"""How records of persons are joined, parted and corrected."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chunfeng.base.history.actions import History
from chunfeng.base.people.models import Person, PersonEvent
from chunfeng.kernel import citizen_id, names
from chunfeng.kernel.refusal import Refusal


class _Persons(History[Person, PersonEvent]):
    """A number is checked like any other; giving one takes the reason for absence away, and the reverse."""

    record, event, of = Person, PersonEvent, "person"
    identity = ("number", "number_kind", "absent_because")
    given_up = {"number": None, "number_kind": "", "absent_because": Person.Absence.MERGED}
    filled = ("born_on", "sex", "phone", "account", "address")
    correctable = ("name", *identity, *filled)
    why_one = _("写明根据什么认定是同一人")
    why_two = _("写明根据什么认定不是同一人")
    not_back = (_("证件号码现在属于另一条记录"), _("先核对那条记录"))
    not_new = (
        _("这个证件号码已在另一条记录上，或号码和原因没有恰好填一项"),
        _("核对后合并两条记录，或补填一项"),
    )

    def read(self, values: dict[str, Any]) -> dict[str, Any] | Refusal:
        if "name" in values:
            name = names.normalise(values["name"] or "")
            if isinstance(name, Refusal):
                return name.told(gettext)
            values["name"] = name
        if values.get("number"):
            read = citizen_id.read(values["number"])
            if isinstance(read, citizen_id.CitizenId):
                kind = "resident_id" if read.kind == "resident_id_15" else read.kind
                values |= {"number": read.number, "number_kind": kind, "born_on": read.born_on, "sex": read.sex}
            elif values.get("number_kind", "") in ("", "resident_id", "hmt_permit"):
                return read.told(gettext)
            values["absent_because"] = ""
        elif values.get("absent_because"):
            values |= {"number": None, "number_kind": ""}
        return values


PERSONS = _Persons()
CORRECTABLE = PERSONS.correctable
merge, split, correct = PERSONS.merge, PERSONS.split, PERSONS.correct
