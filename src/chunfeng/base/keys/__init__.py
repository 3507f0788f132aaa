"""Keys and what is done with them: sealing (SM4-GCM) and searching without reading (HMAC-SM3)."""

from chunfeng.base.keys.seal import (
    Unopenable,
    index,
    index_many,
    indexes,
    mac,
    mac_holds,
    open_,
    open_many,
    seal,
    seal_many,
)

__all__ = [
    "Unopenable", "index", "index_many", "indexes", "mac", "mac_holds", "open_", "open_many", "seal", "seal_many",
]  # fmt: skip
