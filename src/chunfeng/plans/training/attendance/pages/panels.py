"""What the page of a class shows of attendance: who was there, who is below the line, what trainees answered, sheets on paper.
Party and office see the same, names masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.policy.values import value
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Acts,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Inline,
    Link,
    List,
    Mark,
    Moment,
    Panel,
    Quantity,
    Row,
)
from chunfeng.plans.training.attendance.models import SLOTS, Answer, Punch, Sheet
from chunfeng.plans.training.attendance.queries.halves import Half, halves
from chunfeng.plans.training.attendance.queries.hours import Book, book
from chunfeng.plans.training.classes.models import HELD, STANDING, RosterEntry, TrainingClass
from chunfeng.plans.training.classes.queries.reading import Reading, read


def of_class(case: Case, actor: Actor) -> list[Panel]:
    klass: TrainingClass = case.record
    if klass.state not in STANDING:
        return []
    reading = read(case)
    rows = [(s.held_on, s.from_time, s.to_time, s.hours, s.group) for s in reading.sessions]
    kept = book(klass, halves(rows), tuple(e.pk for e in reading.entries))
    own = actor.may("attendance.record", org=case.org_id)
    return [_attendance(reading, kept, own), _answers(reading), *_sheets(case, actor, own)]


# ---- the matrix


def percent_of(klass: TrainingClass, area: str) -> int:
    """The share below which a trainee may not finish; of the day on which the class opened."""
    assert klass.starts_on
    return value("training.attend_percent", klass.starts_on, area)


def _attendance(reading: Reading, kept: Book, own: bool) -> Panel:
    klass, case = reading.klass, reading.case
    line = percent_of(klass, case.place.code)
    totals = {entry: kept.total(entry) for entry in kept.entries}
    given = sum(x.hours for lessons in kept.delivered.values() for x in lessons)
    below = [entry for entry, told in totals.items() if told.delivered and not told.reaches(line)]
    facts = [
        Fact(_("已实授"), _("%(n)s 课时，计划 %(all)s 课时") % {"n": given, "all": sum(s.hours for s in reading.sessions)}),
        Fact(_("出勤低于 %(n)s%%") % {"n": line}, Quantity(len(below), _("人"))),
    ]  # fmt: skip
    if far := _far(klass, case.place.code):
        facts.append(Fact(_("签到位置偏远"), Chip("review", _("%(n)s 次") % {"n": far})))
    body: list[Any] = [Facts(tuple(facts)), _matrix(reading.entries, kept, totals, line)]
    if own:
        at = f"/portal/classes/{case.number}/"
        links = [Link(_("学员卡"), f"{at}cards/")]
        if klass.state in HELD:
            links = [Link(_("签到码"), f"{at}code/"), Link(_("补录纸质签到"), f"{at}sheets/new/"), *links]
        body.insert(0, Acts(tuple(links), plain=True))
    return Panel(_("考勤"), tuple(body), anchor="attendance")


def _matrix(entries: Sequence[RosterEntry], kept: Book, totals: Any, line: int) -> List:
    """Trainees down, half days across; those below the line first."""
    shown = [half for half in kept.halves.values() if half.key in kept.delivered]
    columns = (
        Column("name", _("姓名")), Column("hours", _("出勤课时"), kind="number"), Column("share", _("出勤率"), kind="number"),
        Column("result", _("结果"), kind="state"), *(Column(_key(h), f"{h.held_on:%m-%d} {SLOTS[h.slot]}") for h in shown),
    )  # fmt: skip
    ordered = sorted(entries, key=lambda e: (totals[e.pk].delivered == 0 or totals[e.pk].reaches(line), e.pk))
    rows = []
    for entry in ordered:
        told = totals[entry.pk]
        rows.append(
            Row(
                {
                    "name": entry.person.shown_name, "hours": f"{told.attended}/{told.delivered}",
                    "share": f"{told.attended * 100 // told.delivered}%" if told.delivered else "",
                    "result": "" if not told.delivered else _("够") if told.reaches(line) else Chip("due", _("不足")),
                }
                | {_key(half): _cell(kept, entry.pk, half) for half in shown}
            )
        )  # fmt: skip
    empty = Empty(_("还没有考勤。"), _("上课时用设备、签到码或纸质签到。"))
    return List(columns, tuple(rows) if shown else (), scroll=True, empty=empty, key="marks")


def _key(half: Half) -> str:
    return f"{half.held_on}.{half.slot}"


def _cell(kept: Book, entry: int, half: Half) -> Inline:
    told, mark = kept.of(entry, half), kept.marks.get(entry, {}).get(half.key)
    if not told.delivered:
        return ""
    said = f"{told.attended}/{told.delivered}"
    if told.made_up:
        return (said, " ", _("补课"))
    if told.attended == 0:
        return Mark(said)
    return (said, " ", _("纸质")) if mark and mark.sheet is not None else said


def _far(klass: TrainingClass, area: str) -> int:
    """Punches of phones that were certainly elsewhere: farther than the radius, even by the whole of their error (F-27)."""
    assert klass.starts_on
    radius, worst = (value(f"training.punch_{name}_metres", klass.starts_on, area) for name in ("radius", "accuracy"))
    near = Punch.objects.filter(entry__training_class=klass.pk, metres_off__isnull=False, accuracy__lte=worst)
    return near.filter(metres_off__gt=F("accuracy") + radius).count()


# ---- what trainees say


def _answers(reading: Reading) -> Panel:
    said = {a.entry_id: a for a in Answer.objects.filter(entry__training_class=reading.klass.pk)}
    order = {False: 0, None: 1, True: 2}
    told = [(e, said.get(e.pk)) for e in reading.entries]
    told.sort(key=lambda pair: (order[pair[1].takes_part if pair[1] else None], pair[0].pk))
    counted = [sum(a is not None and a.takes_part is way for _e, a in told) for way in (True, False)]
    note = _("参加 %(yes)s 人，没有参加 %(no)s 人，没有回答 %(rest)s 人") % {
        "yes": counted[0], "no": counted[1], "rest": len(told) - sum(counted),
    }  # fmt: skip
    rows = tuple(
        Row({"name": e.person.shown_name, "number": e.person.shown_number, "answer": _answer(a),
             "at": Moment(a.answered_at, "iso") if a else ""})
        for e, a in told
    )  # fmt: skip
    columns = (
        Column("name", _("姓名")), Column("number", _("证件号码")), Column("answer", _("学员本人说"), kind="state"),
        Column("at", _("时间")),
    )  # fmt: skip
    return Panel(_("学员确认"), (List(columns, rows, key="answers"),), note=note, anchor="answers")


def _answer(said: Answer | None) -> Inline:
    if said is None:
        return _("没有回答")
    return _("参加") if said.takes_part else Chip("bad", _("没有参加"))


# ---- sheets


def _sheets(case: Case, actor: Actor, own: bool) -> list[Panel]:
    found = list(Sheet.objects.filter(training_class=case.record.pk).select_related("entered_by"))
    if not found:
        return []
    office = actor.may("attendance.void", place_path=case.place_path)
    desk, act = ("portal", _("作废")) if own else ("desk", _("不认可"))
    rows = []
    for sheet in found:
        acts: Inline = ""
        if sheet.void_at is None and (own or office):
            acts = Link(
                act, f"/{desk}/classes/{case.number}/sheets/{sheet.pk}/void/", f"{sheet.held_on} {SLOTS[sheet.slot]}"
            )
        because: Inline = sheet.because
        if sheet.void_at is not None:
            because = (sheet.because, "　", _("已作废：%(why)s") % {"why": sheet.void_because})
        rows.append(
            Row(
                {
                    "half": f"{sheet.held_on} {SLOTS[sheet.slot]}", "persons": sheet.persons, "because": because,
                    "photo": Link(_("打开"), f"/files/{sheet.document}/", _("签到表")),
                    "entered": (sheet.entered_by.name, " ", Moment(sheet.entered_at, "iso")),
                }
                | ({"act": acts} if own or office else {}),
                dim=sheet.void_at is not None,
            )
        )  # fmt: skip
    columns = [
        Column("half", _("课次")), Column("persons", _("签到"), kind="number", unit=_("人")), Column("because", _("理由")),
        Column("photo", _("照片"), kind="next"), Column("entered", _("录入")),
    ]  # fmt: skip
    if own or office:
        columns.append(Column("act", _("办理"), kind="next"))
    return [Panel(_("纸质签到"), (List(tuple(columns), tuple(rows), key="sheets"),), anchor="sheets")]


def voiding(sheet: Sheet) -> str:
    """What happens when a sheet is taken back, said before."""
    said = _("%(day)s，%(n)s 人签到。作废后只凭这张表的出勤不再计算，设备和签到码的记录不变。")
    return said % {"day": f"{sheet.held_on} {SLOTS[sheet.slot]}", "n": sheet.persons}
