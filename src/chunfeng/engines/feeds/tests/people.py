"""Synthetic persons with valid numbers; none of them exists."""

from __future__ import annotations

from chunfeng.kernel import citizen_id


def number(at: int) -> str:
    first = f"370902{1970 + at % 30}{1 + at % 12:02d}{1 + at % 28:02d}{at % 1000:03d}"
    return first + citizen_id.CHECKS[sum(int(d) * w for d, w in zip(first, citizen_id.WEIGHTS, strict=True)) % 11]


def name(at: int) -> str:
    return "王李张刘陈"[at % 5] + "伟芳娜敏静丽强磊军洋"[at // 5 % 10] + "东西南北"[at // 50 % 4]
