"""What a page value refuses to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chunfeng.engines.display import page as p

COLUMNS = (p.Column("number", "编号", kind="id"), p.Column("sum", "金额", kind="money", unit="元"))


def text_of(value: p.Inline) -> str:
    if isinstance(value, tuple):
        return "".join(map(text_of, value))
    return value.text if isinstance(value, p.Mark) else str(value)


def marks_of(value: p.Inline) -> list[str]:
    return [part.text for part in value if isinstance(part, p.Mark)] if isinstance(value, tuple) else []


def test_a_list_refuses_cells_without_a_column() -> None:
    with pytest.raises(ValueError, match="amount"):
        p.List(COLUMNS, rows=(p.Row({"number": "1", "amount": 3}),))


def test_a_list_has_rows_or_groups() -> None:
    row = p.Row({"number": "1"})
    with pytest.raises(ValueError, match="not both"):
        p.List(COLUMNS, rows=(row,), groups=(p.Group("逾期", (row,)),))


def test_columns_need_keys_that_differ() -> None:
    with pytest.raises(ValueError, match="differ"):
        p.List((COLUMNS[0], COLUMNS[0]))


def test_rows_that_can_be_selected_need_a_key() -> None:
    batch = p.Batch("/", (("a", "转给"),))
    with pytest.raises(ValueError, match="key"):
        p.List(COLUMNS, rows=(p.Row({"number": "1"}),), batch=batch)
    assert p.List(COLUMNS, rows=(p.Row({"number": "1"}, key="1"),), batch=batch).width == 3


def test_numbers_stand_at_the_end_of_their_column() -> None:
    assert [c.at_end for c in (*COLUMNS, p.Column("n", "数", "start", "number"))] == [False, True, False]


def test_an_irreversible_step_needs_its_sentence() -> None:
    with pytest.raises(ValueError, match="pay"):
        p.StepOffer("pay", "拨付", "/", 1, "k", irreversible=True)


def test_two_steps_asking_the_same_thing_have_elements_of_their_own() -> None:
    note = p.Field("note", "意见", "long", errors=("请填写意见",))
    one, two = (p.StepOffer(code, code, "/", 1, "k", (note,)) for code in ("approve", "return"))
    assert one.fields[0].name == two.fields[0].name == "note"
    assert one.problems == (("请填写意见", "id_approve_note"),)
    assert two.problems == (("请填写意见", "id_return_note"),)


def test_one_primary_button_in_a_group() -> None:
    offers = tuple(p.StepOffer(code, code, "/", 1, "k", tone="primary") for code in "ab")
    with pytest.raises(ValueError, match="primary"):
        p.Next(offers)


def test_a_task_that_cannot_begin_says_why() -> None:
    with pytest.raises(ValueError, match="提交申领"):
        p.Task("提交申领", "cannot")


def test_rows_read_are_accepted_or_rejected() -> None:
    with pytest.raises(ValueError, match="40"):
        p.UploadErrors(40, 35, 4, ())


def test_three_doors_at_most() -> None:
    with pytest.raises(ValueError, match="three"):
        p.Doors(tuple(p.Door("门", "句", "/") for _ in range(4)))


def test_a_form_sums_up_its_errors_whole_form_first() -> None:
    form = p.Form("提交", (p.Field("phone", "手机", errors=("只有10位",)),), errors=("这件案件已由他人办理",))
    assert form.problems == (("这件案件已由他人办理", ""), ("手机：只有10位", "id_phone"))


@given(st.text(alphabet="张王李伟兰蘭370911X", max_size=12), st.text(alphabet="张王李伟兰蘭370911X", max_size=12))
def test_comparing_loses_no_character(left: str, right: str) -> None:
    line = p.compared("姓名", left, right)
    assert (text_of(line.left), text_of(line.right)) == (left, right)
    assert line.same == (left == right)
    assert line.same or marks_of(line.left) or marks_of(line.right)


def test_comparing_marks_what_differs() -> None:
    line = p.compared("手机", "138 **** 7705", "138 **** 7105")
    assert (marks_of(line.left), marks_of(line.right)) == (["7"], ["1"])


@given(st.text(min_size=1, max_size=20), st.data())
def test_marking_loses_no_character(value: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(value) - 1))
    last = data.draw(st.integers(first + 1, len(value)))
    shown = p.marked(value, (first, last))
    assert text_of(shown) == value
    assert marks_of(shown) == [value[first:last]]


def test_without_a_span_the_whole_value_is_wrong() -> None:
    assert marks_of(p.marked("农村青年")) == ["农村青年"]
