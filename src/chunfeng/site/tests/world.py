"""One county with everything that the pages of every post show, so many rows of each: what budgets of queries are measured on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from chunfeng.base.access import phone_codes, resets
from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.access.posts import give
from chunfeng.base.access.tests.clients import signed_in
from chunfeng.base.findings.actions import Hit, take_in
from chunfeng.base.findings.models import Run
from chunfeng.base.governance.actions import ask
from chunfeng.base.messages.actions import put
from chunfeng.base.orgs.models import Org
from chunfeng.base.people.models import Person
from chunfeng.base.policy.models import ParameterValue
from chunfeng.base.policy.values import calendar
from chunfeng.base.uploads import actions as uploads
from chunfeng.base.uploads.declarations import RECEIVERS
from chunfeng.base.workflow.engine import Taken, begin, take
from chunfeng.base.workflow.models import Case
from chunfeng.base.workflow.registry import PROCESSES
from chunfeng.engines.ledger.booking import Booked, book
from chunfeng.engines.ledger.models import Account
from chunfeng.engines.ledger.postings import Move, Pool
from chunfeng.plans.rights.inspection.actions import Receipt, Told
from chunfeng.plans.rights.inspection.actions import take_in as take_complaint
from chunfeng.plans.rights.inspection.models import EvidenceItem
from chunfeng.plans.training.attendance import demo as attendance
from chunfeng.plans.training.attendance.actions import make_cards
from chunfeng.plans.training.attendance.models import Answer, Mark, Sheet
from chunfeng.plans.training.catalogue.models import SubsidyStandard
from chunfeng.plans.training.classes.demo import Opening
from chunfeng.plans.training.classes.models import ClassSession, RosterEntry, TrainingClass
from chunfeng.plans.training.classes.tests.conftest import people
from chunfeng.plans.training.providers import actions as providers
from chunfeng.plans.training.providers import demo
from chunfeng.plans.training.providers.models import Agreement, Premises, Room, Teacher
from chunfeng.plans.training.providers.tests.conftest import build
from chunfeng.plans.training.registers.models import Entry
from chunfeng.plans.training.subsidy.models import Batch
from chunfeng.plans.training.subsidy.postings import GRANT
from chunfeng.plans.training.visits import actions as visits
from chunfeng.plans.training.visits.models import Call, FieldRecord, HeadCount, Visit, Visitor

PHONE = "13900001111"
FEW, MOST = 2, 6
POSTS = ("section_checker", "section_head", "inspector", "counter_clerk", "auditor", "policy_admin", "system_admin")


@dataclass
class World:
    """One county with everything that pages show, n rows of each."""

    town: demo.Town = field(default_factory=lambda: build(orgs=3 + MOST))
    clients: dict[str, Client] = field(default_factory=dict)
    rows: int = 0

    def __post_init__(self) -> None:
        day = calendar().next_workday(timezone.localdate() - timedelta(days=10))
        self.admission = demo.begin(self.town, 0, day)
        self.draft = demo.begin(self.town, 1, day)
        self.admission.go("submit", self.admission.clerk, undertaking=True)
        self.agreement = self.designated(2)
        school, teaches = self.town.orgs[2], self.town.clerks[self.town.orgs[2].pk]
        opens, today = timezone.localdate() + timedelta(days=20), timezone.localdate()
        self.classes = [
            Opening.begin(teaches, school, f"第{n}期", opens + timedelta(days=40 * n), today, people(24, 40 * n))
            for n in (1, 2)
        ]
        self.classes[0].go("submit", teaches, today, undertaking=True)
        self.looked_at(teaches, school, today)
        self.running = self.taught_now(teaches, school)
        self.device = attendance.device(teaches, school, self.town.staff.checkers[0], today, "K1")[0]
        self.clients["class_clerk"] = signed_in(User.objects.get(pk=teaches.user))
        for role in (*POSTS, "phone_clerk", "grid_assistant", "finance_clerk"):
            self.clients[role] = signed_in(self.user(role, role))
        self.clients["inspector of a visit"] = signed_in(self.visit.visitors.all()[0].user)
        clerk = User.objects.get(pk=self.admission.clerk.user)
        self.clients["provider_clerk"] = signed_in(clerk)
        self.clients["other_clerk"] = signed_in(User.objects.get(pk=self.draft.clerk.user))
        self.person = Person.objects.create(
            name="王小春", number="990000199001011230", number_kind="resident_id", phone=PHONE
        )
        made: list[str] = []
        token = phone_codes.begin(PHONE, lambda code, key: made.append(code))
        own = phone_codes.redeem(token, made[0])
        assert own
        self.worker = actor_of(own)
        self.clients["worker"] = signed_in(own)
        self.entry = self.enrolled(self.person)
        self.clients["visitor"] = Client()
        self.inspection = self.told("宏基建筑", PHONE).complaint.inspection
        self.waiting = self.proposed(0)
        self.standards = self.drafted("standards", valid_from_on="2016-01-01")
        self.register = self.drafted("startup_universities")
        self.batch = self.sent()

    def looked_at(self, clerk: Actor, school: Org, today: date) -> None:
        """A class that is taught, a visit to it and calls to its trainees."""
        staff = self.town.staff
        opens, on = today - timedelta(days=1), today - timedelta(days=18)
        made = Opening.begin(clerk, school, "第3期", opens, on, people(24, 440))
        made.go("submit", clerk, on, undertaking=True).go("check", staff.checkers[0], on).go("approve", staff.head, on)
        made.go("start", Actor.the_system(), today)
        self.taught_class = made.fresh()
        visit = visits.plan_visit(
            self.taught_class, staff.head, ground="complaint", from_on=today, to_on=today + timedelta(days=6)
        )
        calls = visits.begin_calls(self.taught_class, staff.checkers[0])
        assert isinstance(visit, Case) and isinstance(calls, Case)
        for case, step, actor in ((visit, "draw_inspectors", staff.head), (calls, "draw", staff.checkers[0])):
            assert isinstance(take(case, step, actor=actor, seen=case.version), Taken)
        self.visit, self.calls = visit.record, calls.record

    def visited(self, n: int) -> None:
        """One visit, record, call, lesson and trainee more."""
        klass, today = self.taught_class, timezone.localdate()
        first, entry = klass.sessions.all()[0], klass.entries.all()[n]
        ClassSession.objects.create(
            training_class=klass, held_on=today + timedelta(days=n), from_time="19:00", to_time="20:00", hours=1, kind="practice",
            teacher=first.teacher, room=first.room,
        )  # fmt: skip
        case = Case.objects.create(
            number=f"XC2015-{n:06d}", process=self.visit.case.process, state="passed", title="检查", place=self.town.place,
            place_path=self.town.place.path, org=klass.org, closed_at=timezone.now(),
        )  # fmt: skip
        other = Visit.objects.create(
            case=case, state="passed", training_class=klass, ground="complaint", from_on=today, to_on=today, signed_on=today,
            decided_on=today,
        )  # fmt: skip
        seat = self.visit.visitors.all()[0].user
        Visitor.objects.create(visit=other, user=seat)
        Visitor.objects.create(visit=self.visit, user=self.user(f"检查{n}", "class_visitor"), recused_for="亲属")
        for nth, visit in enumerate((other, self.visit)):
            record = FieldRecord.objects.create(
                visit=visit, uid=uuid4(), by=seat, counts=not nth, started_at=timezone.now(), received_at=timezone.now(),
                no_position_because="无", present=20, expected=24, points={"content": True}, head="signed",
            )  # fmt: skip
            HeadCount.objects.create(record=record, entry=entry, here=False)
        spare = self.calls.calls.values("entry")
        for free in klass.entries.exclude(pk__in=spare)[:1]:
            Call.objects.create(callback=self.calls, entry=free, questions=["did"])

    def taught_now(self, clerk: Actor, school: Org) -> TrainingClass:
        """A class whose first lesson is today, all day long."""
        today = timezone.localdate()
        opening = Opening.begin(clerk, school, "第9期", today + timedelta(days=200), today, people(24, 400))
        klass = opening.fresh()
        TrainingClass.objects.filter(pk=klass.pk).update(
            state="in_progress", submitted_on=today, checked_on=today, approved_on=today, started_on=klass.starts_on,
            undertaken_at=timezone.now(),
        )  # fmt: skip
        Case.objects.filter(pk=opening.case.pk).update(state="in_progress")
        ClassSession.objects.filter(pk=klass.sessions.all()[0].pk).update(
            held_on=today, from_time="00:00", to_time="23:59"
        )
        make_cards(klass, clerk)
        return opening.fresh()

    def enrolled(self, person: Person) -> RosterEntry:
        """In the class that is taught now, there today, and with an answer."""
        klass, today = self.running, timezone.localdate()
        entry = RosterEntry.objects.create(
            org=klass.org, class_no=klass.class_no, person=person, category="农村新成长劳动力", training_class=klass
        )
        user = User.objects.get(username="section_checker")
        self.sheet = Sheet.objects.create(
            training_class=klass, held_on=today, slot=1, because="设备故障", document="x", entered_by=user, persons=1
        )
        self.sheet.signed.add(entry)
        Mark.objects.create(entry=entry, held_on=today, slot=1, sheet=self.sheet)
        Answer.objects.create(entry=entry, takes_part=True)
        return entry

    def sent(self) -> Case:
        """A batch of payments whose file waits for the bank."""
        now = timezone.now()
        case = Case.objects.create(
            number="FF2015-000001", process="training.payment_batch", state="sent", title="就业专项资金", place=self.town.place,
            place_path=self.town.place.path,
        )  # fmt: skip
        Batch.objects.create(
            case=case,
            state="sent",
            fund="EMPLOYMENT.city",
            year=now.year,
            screened_at=now,
            sent_on=now.date(),
            digest="0" * 64,
        )
        return case

    def drafted(self, what: str, **answers: str) -> Any:
        """The record of a list that is being drawn up."""
        drafter = actor_of(User.objects.get(username="section_checker"))
        case = begin(PROCESSES[f"training.{what}"], drafter, self.town.place, {"document": "文", **answers})
        assert isinstance(case, Case), case
        return case.record

    def proposed(self, n: int) -> Assignment:
        """A post and a reset that wait for a second person."""
        user, admin = self.user(f"待确认{n}", "counter_clerk"), User.objects.get(username="system_admin")
        resets.propose(user, "a-one-time-password", admin.pk)
        made = give(user, "phone_clerk", first=timezone.localdate(), place=self.town.place, by=admin.pk)
        assert isinstance(made, Assignment), made
        return made

    def designated(self, n: int) -> Agreement:
        """An agreement of the n-th provider, some months old."""
        start = calendar().next_workday(timezone.localdate() - timedelta(days=120))
        return demo.designate(demo.begin(self.town, n, start))

    def new_org(self, name: str) -> Org:
        self.org = Org.objects.create(name=name, kind="provider", phone="0538-5500000", place=self.town.place)
        return self.org

    def clerks_of(self, org: Org) -> dict[int, Actor]:
        user = User.objects.create(username=f"经办{org.pk}", name="经办", password="!")
        Assignment.objects.create(user=user, role="provider_clerk", org=org, valid_from_on=date(2010, 1, 1))
        return {org.pk: actor_of(user)}

    def user(self, username: str, role: str) -> User:
        """With a post in the county, or in the whole installation where the post is one of the whole."""
        from chunfeng.base.access.roles import ROLES

        made = User.objects.create(username=username, name=username, password="!")
        place = self.town.place if ROLES[role].scope == "place" else None
        Assignment.objects.create(user=made, role=role, place=place, valid_from_on=date(2010, 1, 1))
        return made

    def told(self, employer: str, phone: str) -> Receipt:
        told = Told(
            topic="wages", channel="worker", place=self.town.place, employer=employer, site="滨河家园", said="没发工资",
            happened_from=timezone.localdate() - timedelta(days=60), continuing=True, amount_fen=960_000, name="赵建国", phone=phone,
        )  # fmt: skip
        receipt = take_complaint(told, Actor.the_public())
        assert isinstance(receipt, Receipt)
        return receipt

    def grow(self, more: int) -> None:
        """So many rows more of everything that a page lists, and of everything that hangs on the cases that are shown."""
        county, today = self.town.place, timezone.localdate()
        premises = Premises.objects.filter(admission__in=(self.admission.case.record, self.draft.case.record))
        hits = []
        for n in range(self.rows, self.rows + more):
            org = self.new_org(f"新{n}学校")
            providers.apply(org, county, next(iter(self.clerks_of(org).values())))
            self.designated(3 + n)
            self.told(f"第{n}建筑公司", f"138000{n:05d}")
            # The first is told of again and again, and by several: duplicates, tellers and papers of one case.
            self.told("宏基建筑公司", f"139000{n:05d}")
            joined = self.told("宏基建筑", f"137000{n:05d}").complaint
            joined.inspection = self.inspection
            joined.save()
            EvidenceItem.objects.create(
                inspection=self.inspection, complaint=joined, kind="statement", held_on=today, said=f"第{n}次补充"
            )
            expert = self.user(f"专家库{n}", "expert")
            providers.add_expert(expert, county, "焊接", Actor.the_system(), from_on=date(2015, 1, 1))
            # May be drawn for those who come after.
            self.town.staff.experts[expert.pk] = actor_of(expert)  # type: ignore[index]
            SubsidyStandard.objects.create(
                list=self.standards, place=county, trade=f"工种{n}", fund="EMPLOYMENT", amount_fen=100, valid_from_on=date(2016, 1, 1),
                in_force=True,
            )  # fmt: skip
            Entry.objects.create(
                list=self.register, place=county, register="startup_universities", name=f"大学{n}", document="文",
                valid_from_on=date(2016, 1, 1),
            )  # fmt: skip
            ParameterValue.objects.create(
                code="training.class_size_max", valid_from_on=date(2016, 1, 1) + timedelta(days=n), value=40 + n,
                reference=f"〔2016〕{n}号", decided_in=f"CS2016-{n:06d}",
            )  # fmt: skip
            for role in POSTS:
                put("inbox", str(User.objects.get(username=role).pk), "test", f"第{n}条消息", f"{role}:{n}")
            ask(self.worker, "correct", f"第{n}次更正", place=county, person=self.person)
            self.upload(n)
            self.proposed(n + 1)
            self.booked(n)
            for at in premises:
                Room.objects.create(premises=at, name=f"多{n}", use="theory", capacity=30, square_metres=50)
                Teacher.objects.create(
                    admission=at.admission, name=f"师{n}", trade="焊工", level=3, certificate_number=f"新{n}",
                    certificate_from_on=date(2015, 1, 1), employment="full",
                )  # fmt: skip
            self.taught(n)
            self.visited(n)
            hits.append(self.hit(org, n))
        self.rows += more
        run = Run(
            snapshot=f"{self.rows:064d}",
            taken_at=timezone.now(),
            as_of_on=today,
            ran={"training.providers_alike": self.rows},
        )
        take_in(run, self.hits + hits)
        self.hits += hits

    def taught(self, n: int) -> None:
        """One person and one session more of each class; the person was in another class before."""
        for nth, opening in enumerate(self.classes):
            klass = opening.fresh()
            first = klass.sessions.all()[0]
            ClassSession.objects.create(
                training_class=klass, held_on=first.held_on + timedelta(days=20 + n), from_time=first.from_time,
                to_time=first.to_time, hours=4, kind="practice", teacher=first.teacher, room=first.room,
            )  # fmt: skip
            person = Person.objects.create(
                name="王建军",
                number=people(1, 200 + 40 * nth + n)[0][1],
                number_kind="resident_id",
                born_on=date(1985, 6, 1),
                sex="M",
            )
            if not nth:
                self.enrolled(person)
            for of, no in ((klass, klass.class_no), (None, f"旧{n}")):
                RosterEntry.objects.create(
                    org=klass.org, class_no=no, person=person, category="农村新成长劳动力", training_class=of
                )

    hits: list[Hit] = field(default_factory=list)

    def hit(self, org: Org, n: int) -> Hit:
        return Hit(
            "training.providers_alike", "几家机构同一控制人", "high", "T-3.2.a", "provider", org.uid.hex, "provider",
            self.agreement.org.uid.hex, f"{n}项相同", {"shared_attributes": n}, area=self.town.place.code, org=org.uid.hex,
        )  # fmt: skip

    def booked(self, n: int) -> None:
        """An entry more in one pool, and a pool more."""
        for fund in ("EMPLOYMENT.city", f"SOURCE{n}.city"):
            grant = Move(
                f"grant:{fund}:{n}", GRANT, 100, Pool(fund, self.town.place.pk, 2026), number=f"ZJ2026-{n:06d}"
            )
            assert isinstance(book([grant], actor=Actor.the_system()), Booked)

    @property
    def pool(self) -> Account:
        return Account.objects.filter(fund="EMPLOYMENT.city", role="available").get()

    def upload(self, n: int) -> None:
        receiver = RECEIVERS["rooms"]
        target = receiver.targets(self.draft.clerk)[0]
        received = uploads.receive(
            [f"所在场地,教室名称,用途\n甲,教室{n},理论".encode()], "名单.csv", receiver, target, self.draft.clerk
        )
        assert isinstance(received, tuple), received
