"""The sheet of calls: who is called next, what was answered. The right answers stand on the page of one call, and there only
after the answer was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from chunfeng.base.access.actor import Actor
from chunfeng.base.workflow.declarations import Reason
from chunfeng.base.workflow.models import Case
from chunfeng.engines.display.page import (
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    Field,
    Form,
    Inline,
    Link,
    List,
    Mark,
    Missing,
    Option,
    Panel,
    Row,
)
from chunfeng.plans.training.visits import queries
from chunfeng.plans.training.visits.models import OUTCOMES, Call, CallBack
from chunfeng.plans.training.visits.pages.of_class import summary
from chunfeng.plans.training.visits.queries.calling import OPEN, QUESTIONS, summed, to_call

_BAD = ("denied", "wrong_number")


def verdicts() -> dict[str, str]:
    return {"right": _("相符"), "wrong": _("不符"), "unsure": _("说不准")}


def call_panels(case: Case, actor: Actor) -> list[Panel]:
    record: CallBack = case.record
    klass = record.training_class
    calls = list(record.calls.select_related("entry__person").order_by("pk"))
    facts = (
        Fact(_("机构"), klass.org.name), Fact(_("班级"), Link(klass.class_no, f"/desk/cases/{klass.case.number}/")),
        *summary(summed(klass, (record,), calls)),
    )  # fmt: skip
    return [
        Panel(_("回访"), (Facts(facts),), anchor="callback"),
        Panel(_("回访名单"), (_sheet(case, actor, calls),), anchor="calls"),
    ]


def _sheet(case: Case, actor: Actor, calls: Sequence[Call]) -> List:
    left = {call.pk for call in to_call(case.record)} if case.state == "calling" else set()
    mine = actor.may("callback.call", place_path=case.place_path)
    rows = []
    for call in calls:
        next_: Inline = ""
        if call.pk in left:
            act = _("对照回答") if call.outcome == "confirmed" else _("再次拨打") if call.tries else _("拨打")
            next_ = Link(act, f"/desk/calls/{call.pk}/") if mine else act
        rows.append(
            Row(
                {
                    "who": call.entry.person.shown_name, "outcome": outcome(call), "tries": call.tries or "",
                    "details": _judged(call), "next": next_,
                },
                url=f"/desk/calls/{call.pk}/" if mine else "", key=str(call.pk),
            )
        )  # fmt: skip
    return List(
        (
            Column("who", _("学员")), Column("outcome", _("结果"), kind="state"), Column("tries", _("拨打次数"), kind="number"),
            Column("details", _("细节")), Column("next", _("下一步"), kind="next"),
        ),
        tuple(rows), total=len(rows), measure=_("人"),
        empty=Empty(_("还没有抽取学员。"), _("抽取后在这里列出要回访的学员。")),
    )  # fmt: skip


def outcome(call: Call) -> Inline:
    if not call.outcome:
        return Mark(_("未拨打"), "dim")
    word = str(OUTCOMES[call.outcome])
    return Chip("bad", word) if call.outcome in _BAD or call.paid_fen else word


def _judged(call: Call) -> Inline:
    if not call.judged:
        return ""
    told = verdicts()
    count = {code: list(call.judged.values()).count(code) for code in told}
    return _("、").join(f"{told[code]} {n}" for code, n in count.items() if n)


def call_fields(call: Call, given: Mapping[str, Any], refused: Sequence[Reason]) -> tuple[Field, ...]:
    """First what came of calling; of somebody who confirms, what was answered to the questions drawn for this person."""

    def wrong(name: str) -> tuple[str, ...]:
        return tuple(str(r) for r in refused if r.link == f"#{name}")

    options = tuple(Option(code, str(words)) for code, words in OUTCOMES.items())
    return (
        Field("outcome", _("回访结果"), "radios", str(given.get("outcome", "")), options=options, errors=wrong("outcome")),
        *(
            Field(code, str(QUESTIONS[code]), value=str(given.get(code, "")), optional=True, max_length=200, errors=wrong(code),
                  hint=_("确认参加的才问；照学员的原话写，答不上来的写“不知道”"))
            for code in call.questions
        ),
        Field("paid", _("学员说自己交了多少钱"), "money", str(given.get("paid", "")), optional=True, unit=_("元"), errors=wrong("paid"),
              hint=_("没有交过的不填")),
        Field("said", _("其他情况"), "long", str(given.get("said", "")), optional=True, max_length=500, errors=wrong("said")),
    )  # fmt: skip


def call_blocks(
    call: Call,
    url: str,
    given: Mapping[str, Any],
    refused: Sequence[Reason],
    person: tuple[Inline, Inline],
    *,
    again: bool,
    showing: bool,
) -> tuple[Panel, ...]:
    """The page of one call, by how far it is. person: name and phone as they are
    shown. showing: whether they may be shown in clear and are not yet."""
    whole = tuple(str(r) for r in refused if not r.link)
    about = Facts((
        Fact(_("学员"), person[0]), Fact(_("电话"), person[1]),
        Fact(_("拨打次数"), call.tries or Missing.EMPTY), Fact(_("上次结果"), outcome(call)),
    ))  # fmt: skip
    look = (
        Form(
            _("显示姓名和电话"),
            url=url,
            hidden=(("phone", "1"),),
            tone="plain",
            promise=_("何人、何时、为何看，都会记入日志。"),
        ),
    )
    panels = [Panel(_("学员"), (about, *(look if showing else ())), anchor="who")]
    if again:
        form = Form(_("保存"), call_fields(call, given, refused), f"{url}#sheet", errors=whole,
                    promise=_("保存后才显示正确答案，回答不能再改。"))  # fmt: skip
        return (*panels, Panel(_("回访记录"), (form,), anchor="sheet"))
    right = queries.right_answers(call.callback.training_class)
    told = verdicts()
    rows = tuple(
        Row({"question": str(QUESTIONS[code]), "said": call.answers.get(code, Missing.EMPTY),
             "right": right[code] if code != OPEN else Missing.NOT_APPLICABLE,
             "judged": told.get(call.judged.get(code, ""), "")})
        for code in call.questions
    )  # fmt: skip
    columns = (
        Column("question", _("提问")),
        Column("said", _("学员的回答")),
        Column("right", _("正确答案")),
        Column("judged", _("对照")),
    )
    if call.outcome == "confirmed":
        panels.append(Panel(_("回答"), (List(columns, rows),), anchor="answers"))
    if call.outcome == "confirmed" and call.judged_at is None:
        fields = tuple(
            Field(code, str(QUESTIONS[code]), "radios", str(given.get(code, "")), options=tuple(Option(v, w) for v, w in told.items()),
                  errors=tuple(str(r) for r in refused if r.link == f"#{code}"),
                  hint=_("答：%(said)s　应为：%(right)s") % {"said": call.answers.get(code, ""), "right": right[code]})
            for code in call.questions
            if code != OPEN
        )  # fmt: skip
        panels.append(
            Panel(
                _("对照回答"),
                (Form(_("保存对照"), fields, url, errors=whole, hidden=(("judging", "1"),)),),
                anchor="judge",
            )
        )
    return tuple(panels)
