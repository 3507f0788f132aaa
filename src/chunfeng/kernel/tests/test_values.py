from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chunfeng.kernel import masking, money, names
from chunfeng.kernel.period import Months, NaturalDays, Workdays, add_months, add_years, age_on, months_until, overlap
from chunfeng.kernel.refusal import Refusal
from chunfeng.kernel.workdays import Calendar, UnknownYear

FEN = st.integers(-money.LARGEST, money.LARGEST)


@given(FEN)
def test_money_written_is_read_back(fen: int) -> None:
    assert money.read_yuan(money.write_yuan(fen)) == fen
    assert money.read_yuan("¥ " + money.write_yuan(fen) + " 元") == fen


@given(st.integers(0, 999_999_999_99))
def test_capitals_are_read_back(fen: int) -> None:
    assert money.read_yuan(money.write_capitals(fen)) == fen


@given(st.text(max_size=20))
def test_any_amount_gets_an_answer(text: str) -> None:
    assert isinstance(money.read_yuan(text), int | Refusal)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1200", 120000),
        ("1,200.00元", 120000),
        ("１２００．５", 120050),
        ("¥1,200", 120000),
        ("人民币壹万零叁佰元整", 1030000),
        ("壹仟贰佰元零伍分", 120005),
        ("伍角", 50),
        ("三千元", 300000),
        ("0.12万元", 120000),
        ("1199.9999999998", 120000),
        ("(300.00)", -30000),
        ("1200元/人", 120000),
        ("大写：壹拾元整", 1000),
        ("-0.5", -50),
        ("壹萬贰仟圆整", 1200000),
        ("1.2e3", 120000),
    ],
)
def test_amounts_as_people_write_them(text: str, fen: int) -> None:
    assert money.read_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "-", "见附件", "1.234", "12,00", "370902198506152336", "元"])
def test_amounts_that_cannot_be_read(text: str) -> None:
    assert isinstance(money.read_yuan(text), Refusal)


@pytest.mark.parametrize(("fen", "text"), [(120000, "壹仟贰佰元整"), (50, "伍角"), (0, "零元整"), (-100, "负壹元整")])
def test_capitals(fen: int, text: str) -> None:
    assert money.write_capitals(fen) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张 三", "张三"),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("张\u3000三 ", "张三"),
        ("𫚯伟", "𫚯伟"),
        ("John  A. Smith", "John A. Smith"),
        ("难", "难"),
        ("欧阳・雪", "欧阳·雪"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert names.normalise(text) == name


@pytest.mark.parametrize("text", ["", "  ", "合计", "123", "张" * 51, "——"])
def test_not_names(text: str) -> None:
    assert isinstance(names.normalise(text), Refusal)


@given(st.text(max_size=60))
def test_a_normal_name_stays(text: str) -> None:
    found = names.normalise(text)
    if isinstance(found, str):
        assert names.normalise(found) == found and 1 <= len(found) <= names.LONGEST
        assert names.comparable(found) == names.comparable(text)


def test_comparable_ignores_dots() -> None:
    assert names.comparable("阿卜杜拉·买买提") == names.comparable("阿卜杜拉 买买提")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2015, 8, 31), 6, date(2016, 2, 29)),
        (date(2017, 8, 31), 6, date(2018, 2, 28)),
        (date(2016, 2, 29), 12, date(2017, 2, 28)),
        (date(2015, 1, 15), 6, date(2015, 7, 15)),
        (date(2015, 3, 31), -1, date(2015, 2, 28)),
    ],
)
def test_months(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_qualifying_span_counts_its_first_day() -> None:
    assert months_until(date(2015, 1, 15), date(2015, 7, 14)) == 6
    assert months_until(date(2015, 1, 15), date(2015, 7, 13)) == 5


def test_age() -> None:
    assert age_on(date(2000, 2, 29), date(2018, 2, 27)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 18
    assert add_years(date(2000, 2, 29), 16) == date(2016, 2, 29)


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_age_is_reached_on_the_birthday(born: date, years: int) -> None:
    assert age_on(born, add_years(born, years)) == years
    assert age_on(born, add_years(born, years) - timedelta(days=1)) == years - 1


def test_half_open() -> None:
    assert not overlap(8, 10, 10, 12) and overlap(8, 11, 10, 12) and not overlap(9, 9, 8, 10)


def test_statutory_terms() -> None:
    days = Calendar()
    assert days.due(date(2015, 1, 5), Workdays(60)) == date(2015, 4, 2)
    assert days.due(date(2015, 2, 13), Workdays(5)) == date(2015, 2, 26)
    assert days.due(date(2015, 9, 1), NaturalDays(2)) == date(2015, 9, 6)
    assert days.due(date(2015, 8, 31), Months(6)) == date(2016, 2, 29)
    assert days.workdays_between(date(2015, 2, 13), date(2015, 2, 26)) == 5


@pytest.mark.parametrize("day", ["2014-09-28", "2015-02-15", "2015-09-06", "2016-06-12", "2017-04-01"])
def test_worked_weekends(day: str) -> None:
    assert Calendar().is_workday(date.fromisoformat(day))


def test_unknown_years_fail() -> None:
    with pytest.raises(UnknownYear):
        Calendar().is_workday(date(2090, 1, 4))
    assert Calendar({}, [2090]).is_workday(date(2090, 1, 4))
    assert Calendar({date(2090, 1, 4): "rest"}).kind(date(2090, 1, 4)) == "rest"


def test_calendar_agrees_with_holidays() -> None:
    oracle = holidays.country_holidays("CN", years=range(2014, 2018))
    ours = Calendar()
    worked = set(oracle.weekend_workdays)
    for n in range(366 * 4):
        day = date(2014, 1, 1) + timedelta(days=n)
        if day.year < 2018:
            expected = day in worked or (day.weekday() < 5 and day not in oracle)
            assert ours.is_workday(day) == expected, day


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        ("name", "赵建国", "赵*国"),
        ("name", "张三", "张*"),
        ("name", "欧阳建国", "欧**国"),
        ("name", "难", "难"),
        ("number", "370902198506152336", "370902********2336"),
        ("number", "370902850615233", "370902*****5233"),
        ("phone", "13812341402", "138****1402"),
        ("account", "6222021604001234567", "***************4567"),
        ("address", "泰安市岱岳区夏张镇西城村12号", "泰安市岱岳区夏张镇西城村*"),
        ("address", "泰山区岱庙街道迎胜路3号楼2单元", "泰山区岱庙街道*"),
    ],
)
def test_office_masks(kind: str, text: str, masked: str) -> None:
    assert masking.office(kind, text) == masked


@given(st.from_regex(r"[1-9]\d{16}[\dX]", fullmatch=True))
def test_no_mask_shows_the_birth_date(number: str) -> None:
    assert masking.number(number)[6:14] == "*" * 8
    assert len(masking.number_open(number)) == 18 and masking.number_open(number)[3:16] == "*" * 13
    assert number not in masking.scrub(f"见{number}。电话13812341402")


@given(st.text(min_size=3, max_size=40), st.sampled_from(["number", "phone", "account"]))
def test_a_masked_value_is_never_whole(text: str, kind: str) -> None:
    stripped = text.strip()
    if len(stripped) > 2 and not set(stripped) & set("* \t-") and stripped.isalnum():
        assert stripped not in masking.office(kind, stripped)
