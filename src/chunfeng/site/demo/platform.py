"""The platform of the demo: a city with its people, organisations and cases, every one of them lived through the front
door on dated days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

from django.db import transaction
from django.utils import timezone

from chunfeng.base.access.actor import Actor, actor_of
from chunfeng.base.access.models import Assignment, User
from chunfeng.base.documents import actions as documents
from chunfeng.base.findings.models import Finding
from chunfeng.base.orgs.models import Org
from chunfeng.base.places import actions as places
from chunfeng.base.places.models import Place
from chunfeng.base.policy.values import pack
from chunfeng.base.workflow.engine import Refused, take
from chunfeng.base.workflow.models import Case
from chunfeng.engines.papers.paper import Look, Paper
from chunfeng.engines.papers.press import pdf
from chunfeng.kernel import credit_code
from chunfeng.kernel.refusal import Refusal
from chunfeng.plans.rights.inspection import demo as inspection
from chunfeng.plans.training.attendance import demo as attendance
from chunfeng.plans.training.catalogue import demo as catalogue
from chunfeng.plans.training.certification import demo as certification
from chunfeng.plans.training.classes.demo import Office
from chunfeng.plans.training.classes.models import TrainingClass
from chunfeng.plans.training.planning import demo as planning
from chunfeng.plans.training.providers import demo as providers
from chunfeng.plans.training.registers import demo as registers
from chunfeng.plans.training.staff_fund import demo as staff_fund
from chunfeng.plans.training.subsidy import demo as subsidy
from chunfeng.plans.training.visits import demo as visits
from chunfeng.site import screening
from chunfeng.site.demo import worker
from chunfeng.site.demo.enrolled import certify, enrol, inspect, pay, teach
from chunfeng.site.demo.personas import WORKER_PHONE, settle

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
Say = Callable[[str], None]


def credit_code_of(number: int) -> str:
    """A valid code of a body that does not exist: registered with the civil affairs of area 990000."""
    body = f"52990000MJ{number:07d}"
    return body + credit_code.check_character(body)


def seed(today: date | None = None, say: Say = lambda text: None) -> None:
    """Fills an empty database. Raises when a procedure refuses what the demo does: then the two no longer agree."""
    today = today or timezone.localdate()
    say("行政区划")
    places.load(pack())
    with transaction.atomic():
        city = Place.objects.get(parent=None)
        county = Place.objects.filter(parent=city, kind="county").order_by("path")[0]
        since = today - timedelta(days=900)
        schools = [_school(name, n, county) for n, name in enumerate(providers.names(), 1)]
        builders = [
            _org(f"{name}建筑工程有限公司", 100 + n, "employer", county)
            for n, name in enumerate(("泰岳", "汶阳", "鲁恒", "东方筑", "宏远", "金桥", "安居", "大成"))
        ]
        examiner = _org(f"{county.name}职业技能鉴定中心", 200, "examiner", county)
        actors = settle(city, county, schools[0], builders[0], since, schools[_TEACHING[0]], examiner)
        clerks = {schools[0].pk: actors["demo-provider"], schools[_TEACHING[0]].pk: actors["demo-school"]}
        for n, org in enumerate(schools, 1):
            if org.pk in clerks:
                continue
            clerks[org.pk] = _clerk(f"clerk-{n}", f"经办人{n}", "provider_clerk", org, since)
        paper = _papers()
        of_city = catalogue.Pair(city, actors["demo-city-checker"], actors["demo-city-leader"])
        of_county = catalogue.Pair(county, actors["demo-checker"], actors["demo-leader"])
        say("补贴标准")
        catalogue.standards(of_city, of_county, today)
        say("台账")
        registers.registers(of_city, today)
        say("年度培训计划")
        planning.plan(of_city, today)
        say("职工教育经费")
        declaring = {
            builders[0]: actors["demo-employer"],
            builders[1]: _clerk("employer-2", "经办人", "employer_clerk", builders[1], since),
        }
        staff_fund.declarations(declaring, actors["demo-checker"], today)
        say("培训资金")
        subsidy.fund(city, actors["demo-city-finance"], actors["demo-city-leader"], today)
        say("培训机构准入和退出")
        _providers(actors, clerks, schools, county, paper, today)
        say("劳动保障监察")
        _inspection(actors, county, builders, paper, today)
    say("花名册")
    enrol([clerks[schools[n].pk] for n in _TEACHING], today, WORKER_PHONE)
    say("开班申请")
    taught = [(schools[n], clerks[schools[n].pk]) for n in _TEACHING[:2]]
    office = Office(actors["demo-checker"], actors["demo-head"])
    teach(taught, office, today, WORKER_PHONE)
    say("考勤")
    attendance.attend(
        TrainingClass.objects.get(org=taught[0][0], state="in_progress"),
        taught[0],
        actors["demo-checker"],
        _printed("签到表", 1),
        timezone.now(),
    )
    say("班级检查和回访")
    goers = (actors[name] for name in ("demo-checker", "demo-checker-2", "demo-visitor"))
    inspect(taught, visits.Team(office, {goer.user: goer for goer in goers if goer.user}, paper), today)
    say("结业、考核和证书")
    body = certification.Body(examiner, actors["demo-exam"], actors["demo-exam-2"])
    certify(taught[1], certification.Office(office.checker, office.head), body, today, paper)
    say("补贴申领和发放")
    handling = subsidy.Office(
        actors["demo-counter"], actors["demo-checker"], actors["demo-head"], actors["demo-leader"], screening.waiting
    )
    treasury = subsidy.Treasury(
        actors["demo-finance"], actors["demo-finance-head"], actors["demo-leader"], screening.waiting
    )
    certified = TrainingClass.objects.filter(org=taught[1][0], completion__certificates__isnull=False)
    pay(certified.order_by("pk")[0], taught[1][1], handling, treasury, today)
    worker.settle(county, builders[0], actors["demo-inspector"], actors["demo-privacy"])
    say("数据核查")
    screening.screen()
    _judge(actors)


def _org(name: str, number: int, kind: str, place: Place) -> Org:
    return Org.objects.create(
        name=name, credit_code=credit_code_of(number), kind=kind, place=place, address=f"{place.name}演示路{number}号"
    )


#: Providers with an agreement, whose rosters are screened; the first and the last belong to one man, which nobody told.
_TEACHING = (18, 19, 20)


def _school(name: str, number: int, place: Place) -> Org:
    org = _org(name, number, "provider", place)
    owner = _TEACHING[0] + 1 if number == _TEACHING[-1] + 1 else number
    org.legal_person, org.phone = f"{_SURNAMES[owner % len(_SURNAMES)]}启明", f"0538{6600000 + owner}"
    org.save()
    return org


def _judge(actors: dict[str, Actor]) -> None:
    """Some findings are on somebody's desk, one is explained, one found true, and one waits for the second hand."""
    checker = actors["demo-checker"]
    ways: tuple[tuple[str, int, tuple[tuple[str, dict[str, str]], ...]], ...] = (
        (
            "training.over_age",
            0,
            (("take_on", {}), ("propose", {"note": "出生日期与身份证一致，开班时已到年龄上限。"})),
        ),
        ("training.shared_phone", 1, (("take_on", {}), ("confirm", {"note": "本人称没有留过这个号码，系机构代填。"}))),
        ("training.shared_phone", 0, (("take_on", {}), ("explain", {"note": "村里代留的联系电话，本人已电话核实。"}))),
        ("training.class_size_above", 0, (("take_on", {}),)),
    )
    for rule, nth, steps in ways:
        case = Finding.objects.filter(rule=rule).order_by("pk")[nth].case
        for step, answers in steps:
            taken = take(case, step, actor=checker, seen=case.version, answers=answers)
            if isinstance(taken, Refused):
                raise RuntimeError(f"{case.number} {step}：{taken}")


def _clerk(username: str, name: str, role: str, org: Org, since: date) -> Actor:
    user = User.objects.create_user(username, name=name)
    Assignment.objects.create(user=user, role=role, org=org, valid_from_on=since)
    return actor_of(user)


def _officer(username: str, name: str, role: str, place: Place, since: date) -> Actor:
    user = User.objects.create_user(username, name=name)
    Assignment.objects.create(user=user, role=role, place=place, valid_from_on=since)
    return actor_of(user)


def _printed(title: str, n: int) -> bytes:
    body = (f"这一页代替演示市里的“{title}”，内容是虚构的。",)
    number, issuer = f"演示第{n}号", "演示办公室"
    return pdf(Paper(title=title, number=number, issuer=issuer, issued_on=date(2016, 1, 4), body=body, look=Look.FORM))


def _papers() -> inspection.Papers:
    """Stores, for a case or a complaint, the sheet of one kind of paper: each kind is printed once, and each of them
    keeps its own."""
    printed: dict[str, bytes] = {}

    def paper(of: Case | inspection.Complaint, title: str) -> str:
        if title not in printed:
            printed[title] = _printed(title, len(printed) + 1)
        stored = documents.store(
            BytesIO(printed[title]),
            name=f"{title}.pdf",
            object_kind=str(of._meta.model_name),
            object_uid=of.number,
            by=Actor.the_system(),
        )
        if isinstance(stored, Refusal):
            raise RuntimeError(str(stored))
        return str(stored.uid)

    return paper


def _providers(
    actors: dict[str, Actor],
    clerks: dict[int, Actor],
    orgs: list[Org],
    county: Place,
    paper: inspection.Papers,
    today: date,
) -> None:
    experts = {a.user: a for name, a in actors.items() if name.startswith("demo-expert") and a.user}
    staff = providers.Staff(
        counter=actors["demo-counter"],
        checkers=(actors["demo-checker"], actors["demo-checker-2"]),
        head=actors["demo-head"],
        leader=actors["demo-leader"],
        experts=experts,
    )
    providers.seed(providers.Town(county, tuple(orgs), clerks, staff, paper), today)


def _inspection(
    actors: dict[str, Actor], county: Place, employers: list[Org], paper: inspection.Papers, today: date
) -> None:
    since = today - timedelta(days=900)
    neighbour = Place.objects.filter(parent=county.parent, kind="county").exclude(pk=county.pk).order_by("path")[0]

    def officer(part: str, name: str, role: str) -> Actor:
        return _officer(f"neighbour-{part}", name, role, neighbour, since)

    office = inspection.Office(
        county, (actors["demo-inspector"], actors["demo-inspector-2"]), actors["demo-inspection-head"], actors["demo-reviewer"],
        actors["demo-leader"], actors["demo-counter"],
    )  # fmt: skip
    other = inspection.Office(
        neighbour, (officer("1", "施长海", "inspector"), officer("2", "孔令云", "inspector")), officer("head", "曹慧君", "inspection_head"),
        officer("review", "严正平", "legal_reviewer"), officer("leader", "华卫东", "leader"), officer("counter", "金玉兰", "counter_clerk"),
    )  # fmt: skip
    inspection.seed(inspection.Town(office, other, employers, paper), today)
