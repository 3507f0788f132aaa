"""Positions against the published pairs of the conversion."""

import pytest

from chunfeng.kernel.position import to_gcj


@pytest.mark.parametrize(
    ("phone", "chart"),
    [
        ((31.1774276, 121.5272106), (31.175304, 121.531542)),
        ((22.543847, 113.912316), (22.540796, 113.917176)),
        ((39.911954, 116.377817), (39.913345, 116.384047)),
    ],
)
def test_what_a_browser_tells_is_moved_onto_the_map(phone: tuple[float, float], chart: tuple[float, float]) -> None:
    assert to_gcj(*phone) == pytest.approx(chart, abs=0.000002)
