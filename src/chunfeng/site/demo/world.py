"""The honest city: calendars that do not clash, rooms that are large enough, people who come."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from chunfeng.site.demo.model import Claim, Enrolment, Entry, Klass, Provider, Row
from chunfeng.site.demo.people import COUNTIES, Registry, read

AS_OF = date(2017, 1, 31)
#: name, level as printed, sum in yuan, hours asked. Examples, not anybody's standards.
TRADES = (
    ("电焊工", "初级", 1000, 64),
    ("中式烹调师", "初级", 1200, 64),
    ("家政服务员", "初级", 1000, 64),
    ("育婴员", "初级", 1000, 64),
    ("养老护理员", "初级", 1000, 64),
    ("缝纫工", "初级", 800, 64),
    ("维修电工", "中级", 1500, 64),
    ("砌筑工", "初级", 800, 64),
    ("钢筋工", "初级", 800, 64),
    ("汽车维修工", "中级", 1500, 64),
    ("计算机操作员", "初级", 600, 64),
    ("美容师", "初级", 800, 64),
    ("保育员", "初级", 800, 64),
    ("中式面点师", "初级", 1200, 64),
)
STANDARD = {trade: (level, amount, hours) for trade, level, amount, hours in TRADES}
LEVELS = {"初级": "五级", "中级": "四级", "高级": "三级"}
_STEMS = (
    "春潮",
    "蓝翔",
    "泰山",
    "岱宗",
    "汶水",
    "东岳",
    "金桥",
    "鲁能",
    "新航",
    "阳光",
    "华英",
    "兴农",
    "方圆",
    "致远",
    "宏业",
)
_KINDS = ("职业培训学校", "职业技能培训中心", "技工学校")
ROSTERS = ("plain", "web", "gov", "bilingual", "book", "stacked", "csv_gb", "csv_bom")
MARKS = ("grid", "pairs", "punch", "names", "grid", "none", "grid", "pairs")


@dataclass
class World:
    seed: int
    size: str
    rng: random.Random
    registry: Registry
    providers: list[Provider] = field(default_factory=list)
    classes: list[Klass] = field(default_factory=list)
    registers: dict[str, list[Entry]] = field(default_factory=dict)
    filings: list[Row] = field(default_factory=list)
    contracts: list[Row] = field(default_factory=list)
    insurance: list[Row] = field(default_factory=list)
    payroll: list[Row] = field(default_factory=list)
    site_marks: list[Row] = field(default_factory=list)
    shifts: list[Row] = field(default_factory=list)  # of factories that clock in and out
    employers: dict[str, str] = field(default_factory=dict)
    teachers: list[tuple[str, str, str, str, date, date, str]] = field(default_factory=list)
    rooms: dict[tuple[str, str], int] = field(default_factory=dict)
    visits: list[tuple[str, Klass, date, int, int]] = field(default_factory=list)
    bad_totals: dict[str, int] = field(default_factory=dict)
    off: frozenset[date] = frozenset()
    serial: int = 0

    def key(self, kind: str) -> str:
        self.serial += 1
        return f"{kind}:{self.serial}"

    def working(self, start: date, count: int) -> list[date]:
        days: list[date] = []
        day = start
        while len(days) < count:
            if day.weekday() < 5 and day not in self.off:
                days.append(day)
            day += timedelta(1)
        return days

    def enrol(self, klass: Klass, taken: set[str] | None = None) -> Enrolment:
        names = taken if taken is not None else {e.person.name for e in klass.people}
        person = self.registry.person()
        while person.name in names:
            person = self.registry.person()
        names.add(person.name)
        row = Enrolment(person, self.key("enrolment"))
        klass.people.append(row)
        return row

    def settle(self, klass: Klass, row: Enrolment) -> None:
        """Attendance with one to two honest absences, an exam passed, a certificate, a claim."""
        rng = self.rng
        days = klass.days
        row.absent = frozenset(rng.sample(days, rng.choice((0, 0, 0, 1, 1, 2))))
        row.exam_on = self.working(klass.ends + timedelta(3), 1)[0]
        row.score = rng.randrange(64, 97) if rng.random() < 0.955 else rng.randrange(38, 58)
        if row.score >= 60:
            self.certify(klass, row)

    def certify(self, klass: Klass, row: Enrolment) -> None:
        assert row.exam_on is not None
        self.serial += 1
        row.issued_on = row.exam_on + timedelta(12)
        row.certificate = f"{row.exam_on:%y}15003{self.serial:09d}"
        row.claims = [self.claim(klass, row)]

    def claim(self, klass: Klass, row: Enrolment) -> Claim:
        assert row.issued_on is not None
        amount = STANDARD[klass.trade][1]
        asked = row.issued_on + timedelta(15)
        approved = asked + timedelta(21)
        claim = Claim(amount=amount, standard=amount, submitted=asked, approved=approved)
        claim.certificate, claim.account, claim.holder = row.certificate, row.person.account, row.person.name
        if approved + timedelta(20) < date(2016, 12, 20):
            claim.paid, claim.state = [approved + timedelta(20)], "已拨付"
        return claim

    def provider(self, county: str = "", name: str = "") -> Provider:
        index = len(self.providers)
        code = county or list(COUNTIES)[index % 6]
        turn = index // len(_STEMS)
        stem = _STEMS[index % len(_STEMS)] + (f"第{turn + 1}" if turn else "")
        made = self.registry
        row = Provider(
            name or f"{COUNTIES[code]}{stem}{_KINDS[index % 3]}",
            code,
            made.name("男"),
            made.phone(),
            made.account(),
            made.house(),
            date(2013, 3, 1) + timedelta(index * 3 % 300),
            index=index,
            roster=ROSTERS[index % len(ROSTERS)],
            marks=MARKS[index % len(MARKS)],
        )
        row.trades = [TRADES[(index + step) % 12][0] for step in (0, 4, 7)]
        self.providers.append(row)
        return row

    def klass(
        self,
        provider: Provider,
        trade: str,
        start: date,
        size: int,
        *,
        count: int = 12,
        teacher: str = "",
        room: str = "",
        capacity: int = 60,
        programme: str = "就业技能培训",
        marks: str = "",
        roster: str = "",
        base: bool = False,
        settle: bool = True,
    ) -> Klass:
        self.serial += 1
        level, _, _ = STANDARD[trade]
        days = self.working(start, count)
        asked = days[0] - timedelta(21)
        number = f"{provider.county}-{days[0].year}-{len(self.classes) + 1:04d}"
        teacher = teacher or self.teacher(provider, trade)
        room = room or f"第{self.serial}教室"
        self.rooms.setdefault((provider.name, room), capacity)
        klass = Klass(
            number,
            provider,
            programme,
            trade,
            level,
            teacher,
            room,
            days,
            (count - 2) * 8,
            asked,
            asked + timedelta(9),
            roster=roster or provider.roster,
            marks=marks or provider.marks,
            base=base,
        )
        self.classes.append(klass)
        if trade not in provider.trades:
            provider.trades.append(trade)
        taken: set[str] = set()
        for _ in range(size):
            row = self.enrol(klass, taken)
            if settle:
                self.settle(klass, row)
        return klass

    def teacher(self, provider: Provider, trade: str, end: date = date(2019, 6, 30)) -> str:
        name = self.registry.name("男") if self.rng.random() < 0.5 else self.registry.name("女")
        while any(row[1] == name for row in self.teachers[-400:]):
            name = self.registry.name("女")
        level = LEVELS["中级"] if STANDARD[trade][0] == "初级" else LEVELS["高级"]
        number = self.registry.number(self.registry.born(1965, 1985), "男")
        self.teachers.append((provider.name, name, number, trade, date(2012, 7, 1), end, level))
        return name

    def again_claimed(self, first: Enrolment, klass: Klass) -> Enrolment:
        row = next(e for e in klass.people if not e.used and e.claims)
        row.person, row.used = first.person, True
        for claim in row.claims:
            claim.account, claim.holder = first.person.account, first.person.name
        return row

    def again(self, first: Enrolment, klass: Klass, *, keep: bool = True) -> Enrolment:
        """The same person once more, on the roster of another class; without `keep` nothing follows from it."""
        row = next(e for e in klass.people if not e.used and e.person.name != first.person.name and e.score)
        row.person, row.used = first.person, True
        for claim in row.claims:
            claim.account, claim.holder = first.person.account, first.person.name
        if not keep:
            row.claims, row.certificate, row.issued_on, row.score, row.exam_on = [], "", None, None, None
        return row


def build(size: str, seed: int) -> World:
    world = World(seed, size, random.Random(f"world-{seed}"), Registry(seed))
    world.off = frozenset(date.fromisoformat(day) for day, off in read("rest_days.csv") if off == "1")
    providers, tracks, runs = (12, 1, 2) if size == "small" else (80, 2, 10)
    for _ in range(providers):
        world.provider()
    for provider in world.providers[:providers]:
        for track in range(tracks):
            trades = provider.trades
            room = f"{track + 1}号教室"
            first = date(2016, 2, 22) if size == "small" else date(2016, 1, 11)
            when = first + timedelta(world.rng.randrange(12))
            for run in range(runs):
                trade = trades[(run + track) % len(trades)]
                size_of = world.rng.randrange(20, 25) if size == "small" else world.rng.randrange(44, 49)
                count = 12 if size == "small" else world.rng.randrange(12, 15)
                klass = world.klass(provider, trade, when, size_of, count=count, room=f"{room}{run}", base=True)
                if provider.index % 5 == 0:
                    klass.timetable = list(klass.days)
                when = klass.ends + timedelta((38 if size == "small" else 2) + world.rng.randrange(5))
    return world


def top_up(world: World, total: int) -> None:
    """Exactly as many trainees as the notice says."""
    people = len({e.person.number for k in world.classes for e in k.people})
    assert people <= total, "the plants alone fill the city"
    classes = [k for k in world.classes if k.base and not k.used]
    index = 0
    while people < total:
        klass = classes[index % len(classes)]
        if len(klass.people) < 50:
            world.settle(klass, world.enrol(klass))
            people += 1
        index += 1
