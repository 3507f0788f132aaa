from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from chunfeng.base.people.actions import Entry
from chunfeng.kernel.citizen_id import check_digit


@dataclass(frozen=True)
class Officer:
    user: int | None = 7
    name: str = "周办事"


class Log:
    """Keeps the lines that are handed to the sealed log."""

    def __init__(self) -> None:
        self.lines: list[tuple[Any, ...]] = []

    def __call__(self, *where: Any, **facts: Any) -> None:
        self.lines.append((*where, facts))


@pytest.fixture
def officer() -> Officer:
    return Officer()


@pytest.fixture
def log() -> Log:
    return Log()


def number(n: int) -> str:
    """The n-th synthetic identity number: 370902, a birthday from 1960 on, a sequence."""
    born = date(1960, 1, 1) + timedelta(days=n // 900)
    first17 = f"370902{born:%Y%m%d}{n % 900 + 100:03d}"
    return first17 + check_digit(first17)


def entry(n: int, **more: Any) -> Entry:
    values = {
        "name": "王" + chr(0x4E00 + n % 20000),
        "number": number(n),
        "phone": f"138{n:08d}",
        "account": f"6228480{n:012d}",
        "address": f"春风县东风镇第{n % 500}村{n}号",
    }
    return Entry(**(values | more))
