"""The big files of city-year: a year of payroll, insurance and filings for four hundred thousand workers, streamed."""

from array import array
from collections.abc import Iterator
from datetime import date

from chunfeng.site.demo.layouts import Line, Places, Table, text
from chunfeng.site.demo.world import World

WORKERS = 400_000
EMPLOYERS = 2_000
_KINDS = (
    "机械制造有限公司",
    "纺织有限公司",
    "食品有限公司",
    "建材有限公司",
    "电子有限公司",
    "物流有限公司",
    "农业科技有限公司",
)
_AREAS = ("泰山区", "岱岳区", "宁阳县", "东平县", "新泰市", "肥城市")


class Workforce:
    def __init__(self, world: World, count: int = WORKERS) -> None:
        self.people = [world.registry.worker() for _ in range(count)]
        surnames = world.registry.name
        self.firms = [f"泰安市{surnames('男')[:2]}{n + 1}号{_KINDS[n % len(_KINDS)]}" for n in range(EMPLOYERS)]
        self.base = array("i", (world.rng.randrange(2300, 5200) for _ in self.people))

    def firm(self, index: int) -> int:
        return index * EMPLOYERS // len(self.people)


def write(world: World, places: Places, force: Workforce) -> None:
    for n, name in enumerate(force.firms):
        world.employers[name] = _AREAS[n % 6]
    # the filings, payrolls and insurance of one sixth of the firms make one file each
    for part in range(6):
        first, last = len(force.people) * part // 6, len(force.people) * (part + 1) // 6
        area = _AREAS[part]
        head = ["单位名称", "姓名", "身份证号", "所属月份", "应发工资", "实发工资", "出勤天数", "发放日期"]
        text(
            places,
            f"11工资/大型企业/{area}企业工资表.csv",
            Table(head, _payroll(force, first, last)),
            "utf-8-sig" if part % 2 else "gb18030",
        )
        head = ["单位名称", "姓名", "身份证号", "就业日期", "终止日期", "用工形式"]
        text(places, f"10用工/备案/{area}劳动用工备案.csv", Table(head, _filings(force, first, last)), "gb18030")
        head = ["单位名称", "姓名", "身份证号", "险种", "缴费年月", "缴费人员类别"]
        text(places, f"10用工/社保/{area}社会保险月缴费.csv", Table(head, _monthly(force, first, last)))


def _payroll(force: Workforce, first: int, last: int) -> Iterator[Line]:
    months = [(f"2016-{m:02d}", f"2016-{m + 1:02d}-15" if m < 12 else "2017-01-15") for m in range(1, 13)]
    for month, paid in months:
        for n in range(first, last):
            name, number = force.people[n]
            due = force.base[n]
            yield "", (force.firms[force.firm(n)], name, number, month, due, due, 22, paid)


def _filings(force: Workforce, first: int, last: int) -> Iterator[Line]:
    for n in range(first, last):
        name, number = force.people[n]
        yield (
            "",
            (force.firms[force.firm(n)], name, number, date(2012 + n % 4, 1 + n % 12, 1).isoformat(), "", "全日制"),
        )


def _monthly(force: Workforce, first: int, last: int) -> Iterator[Line]:
    for m in range(1, 13):
        month = f"2016-{m:02d}"
        for n in range(first, last):
            if n % 20 < 11:
                name, number = force.people[n]
                yield "", (force.firms[force.firm(n)], name, number, "养老保险", month, "单位职工")
