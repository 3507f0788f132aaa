"""Numbers of certificates: those issued here carry a check digit; those of others are compared as they are read by the eye."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from chunfeng.kernel.check_digit import check_digit, holds
from chunfeng.plans.training.certification.models import Certificate, RegisteredRow

#: Own numbers: area, year, level, serial within the area's year, check digit.
_OWN = re.compile(r"^\d{6}\d{4}\d\d{5}\d$")
#: The law on qualifications and skill levels writes digits, of old with the letter of the province before them.
_OUTSIDE = re.compile(r"^[A-Z]{0,2}\d{10,20}[A-Z]?$")
#: Read as one another, on paper and on the screen.
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def own(area: str, day: date, level: int, serial: int) -> str:
    body = f"{area:0>6}"[:6] + f"{day.year}{level}{serial:05d}"
    return body + check_digit(body)


def written(number: str) -> str:
    """A number as it is kept: without spaces and dashes, in capitals, width folded."""
    folded = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in number)
    return re.sub(r"[\s\-—－·]", "", folded).upper()


def form(number: str) -> str:
    """What counts as the same number: a letter that is read as a digit is that digit."""
    return written(number).translate(_ALIKE)


def is_own(number: str) -> bool:
    return bool(_OWN.match(number))


def checks(number: str) -> bool:
    """Whether the check digit of an own number holds."""
    return is_own(number) and holds(number)


def wrong_with(number: str) -> tuple[str, str] | None:
    """What is wrong with the number of an outside certificate taken alone, and how to mend it."""
    kept = written(number)
    if not kept:
        return _("没有证书编号"), _("按证书原样填写")
    if len(kept) > 40:
        return _("编号太长"), _("核对证书编号，最多40个字符")
    if _OUTSIDE.match(kept):
        return None
    if _OUTSIDE.match(form(kept)):
        return _("编号里有字母O或I，多半是数字0或1"), _("对照证书原件，把字母改成数字")
    return _("不像证书编号"), _("证书编号是10到20位数字，前面可以有省份字母")


def taken(numbers: Iterable[str], but: int | None = None) -> Mapping[str, str]:
    """Form of a number → how it stands on record, here or in another list of outside certificates that is open. but: key of the
    list that asks."""
    forms = {form(number) for number in numbers}
    found = dict(Certificate.objects.filter(number_form__in=forms).values_list("number_form", "number"))
    rows = RegisteredRow.objects.filter(
        ~Q(registration__state__in=("refused", "withdrawn", "registered")), number_form__in=forms
    ).exclude(registration=but)
    return dict(rows.values_list("number_form", "number")) | found
