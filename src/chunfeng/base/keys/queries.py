"""What stands against using the keys, for `doctor`."""

from __future__ import annotations

from chunfeng.base.keys.rotation import stale
from chunfeng.base.keys.seal import file_keeper
from chunfeng.kernel.refusal import Refusal


def faults() -> list[Refusal]:
    """Each with its mending; empty when values can be sealed, opened and found."""
    ring = file_keeper()
    lost = ring.fault()
    if lost:
        return [Refusal(lost)]
    left = sum(stale().values())
    if left:
        return [Refusal(f"还有{left}行在用旧密钥", "运行 chunfeng keys rotate，可反复运行")]
    if len(ring.live()) > 1:
        return [Refusal("密钥更换还没有收尾", "运行 chunfeng keys rotate")]
    return []
