"""Synthetic persons of the demo city: valid numbers, names by weight, own phones, accounts and houses."""

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

from chunfeng.kernel.citizen_id import check_digit

DATA = files("chunfeng.packs.taian_2014_33") / "demo"
COUNTIES = {
    "370902": "泰山区",
    "370911": "岱岳区",
    "370921": "宁阳县",
    "370923": "东平县",
    "370982": "新泰市",
    "370983": "肥城市",
}
#: Codes printed on older people's numbers: legal for life, whatever the map says today.
_AREAS = (*COUNTIES, "370902", "370911", "370982", "370983", "370922", "372624", "372301", "411425", "320322")


@dataclass(slots=True, eq=False)
class Person:
    name: str
    number: str
    born: date
    sex: str
    phone: str
    account: str
    address: str
    printed: str = ""

    @property
    def shown(self) -> str:
        return self.printed or self.number


def read(name: str) -> list[list[str]]:
    return list(csv.reader((DATA / name).read_text(encoding="utf-8").splitlines()))[1:]


class Registry:
    """Makes persons; no number, phone, account or house is handed out twice."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"people-{seed}")
        rows = read("surnames.csv")
        self._surnames = [row[0] for row in rows]
        total = 0
        self._weights: list[int] = []
        for row in rows:
            total += int(float(row[1]) * 10)
            self._weights.append(total)
        given = dict(
            line.split(" ", 1) for line in (DATA / "given_names.txt").read_text(encoding="utf-8").splitlines() if line
        )
        self._given = {"男": given["M"], "女": given["F"]}
        self._segments = [row[0] for row in read("phone_segments.csv")]
        self._bins = [row[0] for row in read("bank_bins.csv")]
        self.villages = read("villages.csv")
        self._numbers: set[str] = set()
        self._serial = 0

    def name(self, sex: str) -> str:
        pick = self.rng
        surname = pick.choices(self._surnames, cum_weights=self._weights)[0]
        letters = self._given[sex]
        given = pick.choice(letters)
        if pick.random() < 0.78:
            given += pick.choice(letters)
        return surname + given

    def number(self, born: date, sex: str, area: str = "") -> str:
        pick = self.rng
        while True:
            where = area or pick.choice(_AREAS)
            order = pick.randrange(1, 499) * 2 + (1 if sex == "男" else 0)
            body = f"{where}{born:%Y%m%d}{order:03d}"
            if body not in self._numbers:
                self._numbers.add(body)
                return body + check_digit(body)

    def phone(self) -> str:
        self._serial += 1
        segments = self._segments
        return f"{segments[self._serial % len(segments)]}{(self._serial // len(segments)) * 37 % 10000:04d}"

    def account(self) -> str:
        self._serial += 1
        return f"{self._bins[self._serial % len(self._bins)]}{self._serial * 7919 + 1000000000000:013d}"

    def house(self, county: str = "") -> str:
        self._serial += 1
        row = self.villages[self._serial * 7 % len(self.villages)]
        return f"山东省泰安市{row[1]}{row[2]}{row[3]}{self._serial}号"

    def born(self, first: int = 1971, last: int = 1994) -> date:
        return date(first, 1, 1) + timedelta(self.rng.randrange((last - first + 1) * 365))

    def person(self, sex: str = "", born: date | None = None) -> Person:
        sex = sex or ("女" if self.rng.random() < 0.48 else "男")
        born = born or self.born()
        return Person(self.name(sex), self.number(born, sex), born, sex, self.phone(), self.account(), self.house())

    def worker(self) -> tuple[str, str]:
        """A name and a number only: enough for a payroll of four hundred thousand."""
        sex = "女" if self.rng.random() < 0.4 else "男"
        return self.name(sex), self.number(self.born(1966, 1995), sex)
