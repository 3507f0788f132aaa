"""A visit from the draw to the card: who goes, what counts, what becomes of the class and of the provider."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chunfeng.base.access.actor import Actor
from chunfeng.base.audit.models import Event
from chunfeng.base.policy.values import choices
from chunfeng.base.workflow import draws
from chunfeng.base.workflow.engine import Refused, offers, take
from chunfeng.base.workflow.models import Case
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.providers.models import Card
from chunfeng.plans.training.providers.queries import SUPERVISION
from chunfeng.plans.training.visits import actions, queries
from chunfeng.plans.training.visits.models import FieldRecord, Visit
from chunfeng.plans.training.visits.tests.conftest import DAY, Scene, at

pytestmark = pytest.mark.django_db


def carded(scene: Scene, present: int, on: date = DAY) -> Visit:
    visit = scene.signed(scene.drawn(on), present)
    scene.go(visit.case, "hear", scene.head, at(on, 11))
    scene.go(visit.case, "state_case", scene.school.clerk, at(on, 12), statement="当天有人请假。")
    scene.go(visit.case, "give_card", scene.head, at(on, 15), note="补足课时")
    return Visit.objects.get(pk=visit.pk)


def test_anyone_can_draw_again(scene: Scene) -> None:
    visit = scene.drawn()
    assert visit.state == "assigned" and visit.drawn_by and visit.drawn_by.drawn_on == DAY
    drawing = Event.objects.get(object_id=visit.drawn_by.case.number, step="draw").known["draw"]
    assert draws.draw(drawing["seed"], drawing["pool"], 1) == drawing["chosen"] == [f"K{visit.training_class_id:06d}"]
    seats = Event.objects.get(object_id=visit.case.number, step="draw_inspectors").known["draw"]
    assert draws.draw(seats["seed"], seats["pool"], 2) == seats["chosen"] and len(seats["pool"]) == 3
    assert draws.pool_hash(seats["pool"]) == seats["pool_hash"]
    assert {f"J{a.user:05d}" for a in scene.inspectors(visit)} == set(seats["chosen"])


def test_a_class_that_is_visited_already_is_not_drawn_again(scene: Scene) -> None:
    scene.drawn()
    with pytest.raises(AssertionError, match="只有 0 个"):
        scene.drawn()


def test_the_provider_learns_nothing_before_the_record_is_signed(scene: Scene) -> None:
    visit = scene.drawn()
    clerk = scene.school.clerk
    assert not queries.told(clerk).exists()
    assert not Case.objects.visible_to(clerk).filter(pk__in=[visit.case_id, visit.drawn_by.case_id]).exists()  # type: ignore[union-attr]
    scene.signed(visit, 24)
    assert queries.told(clerk).get().pk == visit.case_id


def test_who_is_not_drawn_writes_and_signs_nothing(scene: Scene) -> None:
    visit = scene.drawn()
    one, two = scene.inspectors(visit)
    everyone = [*scene.school.town.staff.checkers, scene.third]
    other = next(a for a in everyone if a.user not in (one.user, two.user))
    said = take(visit.case, "record", actor=other, seen=visit.case.version, answers=scene.found(visit, 24), at=at())
    assert isinstance(said, Refused) and "抽中" in str(said)
    scene.go(visit.case, "record", one, at(), **scene.found(visit, 24))
    for actor in (one, other):
        visit.case.refresh_from_db()
        said = take(visit.case, "sign", actor=actor, seen=visit.case.version, at=at())
        assert isinstance(said, Refused)
    scene.go(visit.case, "sign", two, at())
    assert all(v.signed_at for v in queries.visitors(visit))


@pytest.mark.parametrize(("present", "colour"), [(22, ""), (21, "yellow"), (20, "yellow"), (19, "red"), (0, "red")])
def test_the_card_follows_from_the_count(scene: Scene, present: int, colour: str) -> None:
    # Of 24: 90 % are 21.6, 80 % are 19.2.
    assert scene.signed(scene.drawn(), present).colour == colour


@pytest.mark.parametrize(
    ("present", "expected", "colour"),
    [
        (9, 10, ""),
        (8, 10, "yellow"),
        (7, 10, "red"),
        (0, 9, ""),
        (18, 20, ""),
        (16, 20, "yellow"),
        (15, 20, "red"),
        (25, 20, ""),
    ],
)
def test_bounds_are_inclusive_and_few_are_recorded_only(db: None, present: int, expected: int, colour: str) -> None:
    assert queries.spot_colour(present, expected, DAY) == colour


def test_no_card_without_a_hearing_and_not_by_a_visitor(scene: Scene) -> None:
    visit = scene.signed(scene.drawn(), 20)
    close = take(visit.case, "close", actor=scene.head, seen=visit.case.version, at=at())
    assert isinstance(close, Refused) and "黄牌" in str(close)
    scene.go(visit.case, "hear", scene.head, at(hour=11))
    early = take(
        visit.case, "give_card", actor=scene.head, seen=visit.case.version, answers={"note": "补课"}, at=at(hour=12)
    )
    assert isinstance(early, Refused) and "陈述意见的期限" in str(early)
    assert not [s for s, _w in offers(visit.case, scene.inspectors(visit)[0]) if s.code == "give_card"]
    # Three working days after Tuesday are over on Saturday.
    scene.go(visit.case, "give_card", scene.head, at(DAY + timedelta(days=4)), note="补足课时")


def test_a_yellow_card_stands_in_the_supervision_of_the_provider(scene: Scene) -> None:
    visit = carded(scene, 20)
    card = Card.objects.get()
    assert (card.colour, card.ground, card.given_on, visit.colour) == ("yellow", "attendance", DAY, "yellow")
    assert visit.supervision and visit.supervision.state == "rectifying" and visit.supervision.source == "spot_check"
    assert TrainingClass.objects.get().state == "in_progress"
    assert queries.red_card(visit.training_class) is None


def test_a_red_card_cancels_the_class_by_its_own_step(scene: Scene) -> None:
    visit = carded(scene, 19)
    klass = TrainingClass.objects.get()
    assert klass.state == "cancelled" and klass.case.state == "cancelled"
    event = Event.objects.get(object_id=klass.case.number, step="cancel")
    assert event.known["answers"] == {"reason": "red_card"} and visit.case.number in event.note
    assert event.actor_id == scene.head.user
    found = queries.red_card(klass)
    assert found and found.pk == visit.pk


def test_what_the_year_takes_away(scene: Scene) -> None:
    visit = carded(scene, 20)
    org = visit.training_class.org
    assert queries.claim_right(org, 2016) is None and queries.designation_right(org, 2017) is None
    assert visit.supervision
    for n in range(2):
        # Others of the year, by whatever door.
        supervision = type(visit.supervision).objects.get(pk=visit.supervision.pk)
        case = Case.objects.create(number=f"JH-T{n}", process=SUPERVISION, state="found", title="", place=visit.case.place,
                                   place_path=visit.case.place_path)  # fmt: skip
        supervision.pk, supervision.case = None, case
        supervision.save(force_insert=True)
        Card.objects.create(supervision=supervision, agreement=supervision.agreement, colour="yellow", ground="records",
                            given_on=date(2016, 6 + n, 1))  # fmt: skip
    assert "2016 年黄牌 3 张" in str(queries.claim_right(org, 2016))
    assert queries.claim_right(org, 2017) is None
    assert "取消下一年定点资格" in str(queries.designation_right(org, 2017))
    assert queries.designation_right(org, 2016) is None


def test_points_that_are_not_met_are_mended_and_looked_at_again(scene: Scene) -> None:
    points = list(choices("training.class_visit_points"))
    visit = scene.drawn()
    one = scene.inspectors(visit)[0]
    silent = take(
        visit.case,
        "record",
        actor=one,
        seen=visit.case.version,
        answers=scene.found(visit, 24, met=points[1:]),
        at=at(),
    )
    assert isinstance(silent, Refused) and "写明现场情况" in str(silent)
    visit = scene.signed(visit, 24, met=points[1:], note="讲的是安全常识，课表上是平焊。")
    refused = take(visit.case, "close", actor=scene.head, seen=visit.case.version, at=at())
    assert isinstance(refused, Refused) and "1 项不符合" in str(refused)
    scene.go(visit.case, "order", scene.head, at(hour=14), to_mend="按课表补上平焊")
    scene.go(visit.case, "report_mended", scene.school.clerk, at(hour=15), mended="已补课")
    scene.go(visit.case, "not_mended", one, at(hour=16), note="只补了一半")
    scene.go(visit.case, "report_mended", scene.school.clerk, at(hour=17), mended="已全部补上")
    scene.go(visit.case, "verify", one, at(hour=18), note="核对签到，已补")
    assert Visit.objects.get().state == "rectified"


def test_the_sheet_says_all_that_is_wrong_at_once(scene: Scene) -> None:
    visit = scene.drawn()
    one = scene.inspectors(visit)[0]
    given = scene.found(visit, 20, here=[], position="", head="refused", met=[])
    said = actions.receive(visit.case, one, given | {"uid": str(uuid.uuid4())}, at=at())
    assert isinstance(said, Refused)
    assert [r.link for r in said.reasons] == ["#note", "#here", "#head_said", "#position"]
    assert not FieldRecord.objects.exists()
    far = at(DAY + timedelta(days=1))
    late = actions.receive(visit.case, one, scene.found(visit, 24) | {"uid": str(uuid.uuid4())}, at=far)
    assert isinstance(late, Refused) and "不在计划的期间" in str(late)


def test_the_same_record_twice_is_one(scene: Scene) -> None:
    visit = scene.drawn()
    one = scene.inspectors(visit)[0]
    given = scene.found(visit, 23) | {"uid": str(uuid.uuid4()), "started_at": "2016-05-17T09:05:00+08:00"}
    # Taken down without a network, sent the next day, and again because the first answer was lost.
    made = [actions.receive(visit.case, one, given, at=at(DAY + timedelta(days=1))) for _n in range(3)]
    assert len({r.pk for r in made if isinstance(r, FieldRecord)}) == 1 and FieldRecord.objects.count() == 1
    record = FieldRecord.objects.get()
    assert record.counts and record.started_at == at(minute=5) and record.heads.filter(here=True).count() == 23
    assert record.metres_off == 0


def test_what_a_colleague_took_down_stands_beside(scene: Scene) -> None:
    visit = scene.drawn()
    one, two = scene.inspectors(visit)
    for actor, present in ((one, 22), (two, 19)):
        given = scene.found(visit, present) | {"uid": str(uuid.uuid4())}
        assert isinstance(actions.receive(visit.case, actor, given, at=at()), FieldRecord)
    mine, other = FieldRecord.objects.order_by("pk")
    assert (mine.counts, other.counts, mine.present, other.present) == (True, False, 22, 19)
    visit.case.refresh_from_db()
    assert visit.case.state == "recorded"
    scene.go(visit.case, "take_other", one, at(hour=10), which=str(other.pk), note="第二遍清点的为准")
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.counts, other.counts) == (False, True)
    # The other wrote what counts now; the first signs.
    refused = take(visit.case, "sign", actor=two, seen=visit.case.version, at=at(hour=11))
    assert isinstance(refused, Refused) and "另一人" in str(refused)
    scene.go(visit.case, "sign", one, at(hour=11))
    visit.refresh_from_db()
    assert Visit.objects.get().colour == "red"


def test_a_record_of_a_visit_that_is_closed_is_kept(scene: Scene) -> None:
    visit = scene.signed(scene.drawn(), 24)
    two = scene.inspectors(visit)[1]
    scene.go(visit.case, "close", scene.head, at(hour=11))
    given = scene.found(visit, 18) | {"uid": str(uuid.uuid4()), "started_at": "2016-05-17T09:05:00+08:00"}
    late = actions.receive(visit.case, two, given, at=at(hour=12))
    assert isinstance(late, FieldRecord) and not late.counts
    visit.refresh_from_db()
    assert (visit.state, visit.colour) == ("passed", "")


def test_who_has_an_interest_is_replaced_by_draw(scene: Scene) -> None:
    visit = scene.drawn()
    one, two = scene.inspectors(visit)
    scene.go(visit.case, "recuse", one, at(), note="校长是亲属")
    scene.go(visit.case, "draw_inspectors", scene.head, at())
    seats = {a.user for a in scene.inspectors(visit)}
    assert len(seats) == 2 and two.user in seats and one.user not in seats
    visit.case.refresh_from_db()
    refused = take(visit.case, "record", actor=one, seen=visit.case.version, answers=scene.found(visit, 24), at=at())
    assert isinstance(refused, Refused)


def test_a_visit_without_a_draw_says_why(scene: Scene) -> None:
    klass = scene.opening.fresh()
    bare = actions.plan_visit(klass, scene.head, ground="", from_on=DAY, to_on=DAY, at=at(hour=8))
    assert isinstance(bare, Refused) and "#ground" in {r.link for r in bare.reasons}
    case = actions.plan_visit(klass, scene.head, ground="complaint", from_on=DAY, to_on=DAY, note="来电", at=at(hour=8))
    assert isinstance(case, Case)
    again = actions.plan_visit(klass, scene.head, ground="complaint", from_on=DAY, to_on=DAY, at=at(hour=8))
    assert isinstance(again, Refused) and case.number in str(again)
    scene.go(case, "draw_inspectors", scene.head, at(hour=8))
    mine = actions.plan_visit(klass, scene.third, ground="complaint", from_on=DAY, to_on=DAY, at=at(hour=8))
    assert isinstance(mine, Refused) and "权限" in str(mine)


def test_the_database_holds_what_the_door_holds(scene: Scene) -> None:
    visit = scene.drawn()
    for change in ({"state": "carded"}, {"state": "hearing"}, {"ground": "complaint"}, {"state": "rectified"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(**change)
    scene.signed(visit, 24)
    with pytest.raises(IntegrityError), transaction.atomic():
        FieldRecord.objects.update(present=-1)


def test_the_system_draws_and_nobody_else_may(scene: Scene) -> None:
    visit = scene.drawn()
    assert Event.objects.get(object_id=visit.case.number, step="draw_inspectors").actor_id is None
    assert Actor.the_system().system
