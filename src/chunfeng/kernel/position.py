"""Positions. Maps in China (and so the addresses that providers hand in) are in GCJ-02, shifted by up to 700 m from WGS-84, in
which browsers tell where a phone is: comparing the two would accuse every honest visit."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

_A, _EE = 6378245.0, 0.00669342162296594323


def to_gcj(latitude: float, longitude: float) -> tuple[float, float]:
    """WGS-84 → GCJ-02, within China."""
    x, y = longitude - 105.0, latitude - 35.0
    wave = 2 / 3 * (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + wave
    north += 2 / 3 * (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) + 2 / 3 * (
        160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)
    )
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + wave
    east += 2 / 3 * (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) + 2 / 3 * (
        150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    )
    turned = latitude / 180 * pi
    magic = 1 - _EE * sin(turned) ** 2
    north = north * 180 / (_A * (1 - _EE) / (magic * sqrt(magic)) * pi)
    east = east * 180 / (_A / sqrt(magic) * cos(turned) * pi)
    return round(latitude + north, 6), round(longitude + east, 6)
