"""What is due for each person of a class, and what stands against it (T-3.3.c, T-3.4.b)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from chunfeng.base.findings.queries import against
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import value
from chunfeng.kernel.period import add_months
from chunfeng.plans.training.catalogue.models import SubsidyStandard
from chunfeng.plans.training.catalogue.queries import standard_on
from chunfeng.plans.training.certification.models import Certificate
from chunfeng.plans.training.certification.queries import passed, standing
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.subsidy.models import ClaimLine, ClaimObjection
from chunfeng.plans.training.subsidy.models.claims import LIVE

#: Only of these the share depends on a job: who trains in his post has one, and pupils go on to school (财社〔2011〕64号).
BOUND_TO_A_JOB = ("EMPLOYMENT_SKILL",)
#: Of what the rules find, that which holds a line until somebody has decided it.
HOLDING = ("block", "high")


@dataclass(frozen=True)
class Due:
    """One person's sum and how it comes about. earlier_fen: paid before on the same certificate."""

    standard: SubsidyStandard
    share: int
    earlier_fen: int

    @property
    def whole_fen(self) -> int:
        """Rounded down to the fen: no more than the share of the standard is ever paid."""
        return self.standard.amount_fen * self.share // 100

    @property
    def amount_fen(self) -> int:
        return self.whole_fen - self.earlier_fen


@dataclass(frozen=True)
class Pricing:
    """All that the lines of one class share. Parameters as they were on the days that count: the standard on the opening day, shares and
    window on the last day of the class."""

    klass: TrainingClass
    place: Place
    share_employed: int
    share_not_employed: int
    window: tuple[date, date]

    @classmethod
    def of(cls, klass: TrainingClass) -> Pricing:
        assert klass.ends_on
        place, ended = klass.case.place, klass.ends_on

        def known(name: str) -> int:
            return value(f"training.{name}", ended, place.code)

        until = add_months(ended, known("employment_window_months"))
        return cls(klass, place, known("share_employed"), known("share_not_employed"), (ended, until))

    @property
    def bound(self) -> bool:
        return self.klass.programme in BOUND_TO_A_JOB

    def standard(self, certificate: Certificate) -> SubsidyStandard | None:
        """By what the person can do after it, which may be less than what the class aimed at."""
        klass = self.klass
        assert klass.starts_on
        return standard_on(
            certificate.trade, certificate.level, klass.programme, self.place, klass.starts_on, klass.fund
        )

    def employed_in_time(self, employed_on: date | None) -> bool:
        first, last = self.window
        return employed_on is not None and first <= employed_on <= last

    def due(self, standard: SubsidyStandard, employed_on: date | None, earlier_fen: int = 0) -> Due:
        full = not self.bound or self.employed_in_time(employed_on)
        share = self.share_employed if full else self.share_not_employed
        return Due(standard, share, earlier_fen)


def standards(pricing: Pricing, certificates: Iterable[Certificate]) -> Mapping[int, SubsidyStandard]:
    """Key of a certificate → its standard; one query for each trade and level among them."""
    by_kind: dict[tuple[str, int], SubsidyStandard | None] = {}
    found = {}
    for certificate in certificates:
        kind = (certificate.trade, certificate.level)
        if kind not in by_kind:
            by_kind[kind] = pricing.standard(certificate)
        if standard := by_kind[kind]:
            found[certificate.pk] = standard
    return found


def claimable(klass: TrainingClass) -> Mapping[int, Certificate]:
    """Key of a roster entry → the certificate for which nothing was claimed yet."""
    certificates = passed(klass)
    taken = set(
        ClaimLine.objects.filter(certificate__in=[c.pk for c in certificates.values()], state__in=LIVE).values_list(
            "certificate", flat=True
        )
    )
    return {entry: c for entry, c in certificates.items() if c.pk not in taken}


def improvable(klass: TrainingClass) -> Mapping[int, int]:
    """Key of a roster entry → fen paid on a share for which no job was shown: the rest may be claimed (domain 2.7)."""
    if klass.programme not in BOUND_TO_A_JOB:
        return {}
    first = ClaimLine.objects.filter(
        claim__training_class=klass, part=ClaimLine.Part.FIRST, state="paid", employed_on=None
    )
    rest = ClaimLine.objects.filter(claim__training_class=klass, part=ClaimLine.Part.REST, state__in=LIVE)
    done = set(rest.values_list("entry", flat=True))
    return {entry: fen for entry, fen in first.values_list("entry", "amount_fen") if entry not in done}


def held(lines: Sequence[ClaimLine], classes: Mapping[int, str]) -> Mapping[int, list[str]]:
    """Key of a line → why its money does not move: an officer's word, and what the rules found and nobody has cleared. classes: key
    of a claim → key of its class in the facts tables. One query a kind of subject, for however many lines."""
    found: dict[int, list[str]] = {line.pk: [line.held_because] for line in lines if line.held_on}
    # One that was found to be true holds for good: the line is refused, or somebody restores it with a reason.
    open_ = ClaimObjection.objects.filter(line__in=[line.pk for line in lines]).exclude(verdict="dismissed")
    for pk, number, verdict in open_.order_by("pk").values_list("line", "number", "verdict"):
        said = _("异议 %(number)s 属实") if verdict else _("异议 %(number)s 还没有决定")
        found.setdefault(pk, []).append(said % {"number": number})
    certificates = {line.certificate_id for line in lines}
    stand = set(standing().filter(pk__in=certificates).values_list("pk", flat=True))
    for line in lines:
        if line.certificate_id not in stand:
            found.setdefault(line.pk, []).append(_("证书已撤销或成绩已改为不合格"))
    of: dict[str, dict[str, list[int]]] = {"enrolment": {}, "claim": {}, "certificate": {}, "class": {}}
    for line in lines:
        keys = (line.entry_id, line.pk, line.certificate_id, classes[line.claim_id])
        for by_subject, key in zip(of.values(), keys, strict=True):
            by_subject.setdefault(str(key), []).append(line.pk)
    for kind, by_subject in of.items():
        for subject, said in (
            against(kind, by_subject, severities=HOLDING).order_by("pk").values_list("subject", "said")
        ):
            for pk in by_subject[subject]:
                found.setdefault(pk, []).append(said)
    return found


def class_key(klass: TrainingClass) -> str:
    """Of a class in the facts tables."""
    return f"{klass.org.uid.hex}|{klass.class_no}"


def total(lines: Iterable[ClaimLine]) -> int:
    return sum(line.amount_fen for line in lines)
