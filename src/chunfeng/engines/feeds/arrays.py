"""Small helpers on Arrow columns of staged rows."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chunfeng.engines.feeds.cells import Flags


def constant(text: str, count: int) -> pa.Array:
    """The same text in every row, stored once."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int32)), pa.array([text], pa.string()))


def valid(array: pa.Array) -> Flags:
    if array.null_count == 0:
        return np.ones(len(array), dtype=np.bool_)
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


def texts(array: pa.Array | None, mask: pa.Array, rows: int) -> pa.Array:
    return array.filter(mask).cast(pa.string()) if array is not None else pa.nulls(rows, pa.string())


def clocked(arrays: dict[str, pa.Array], count: int) -> dict[str, pa.Array]:
    """In and out as instants: a list that prints date and clock time apart says the same as one that prints both."""
    out = dict(arrays)
    days = out.get("marked_on")
    for name in ("in_at", "out_at", "punched_at"):
        array = out.get(name)
        if array is None or not pa.types.is_string(array.type):
            continue
        if days is None:
            out[name] = pa.nulls(count, pa.timestamp("us"))
            continue
        short = pc.equal(pc.utf8_length(array), 5)
        clock = pc.if_else(short, pc.binary_join_element_wise(array, "00", ":"), array)
        good = pc.match_substring_regex(clock, r"^[0-2]\d:[0-5]\d:[0-5]\d$")
        text = pc.binary_join_element_wise(days.cast(pa.string()), pc.if_else(good, clock, None), " ")
        out[name] = pc.strptime(text, format="%Y-%m-%d %H:%M:%S", unit="us", error_is_null=True)
    came, left = out.get("in_at"), out.get("out_at")
    if came is not None and left is not None and pa.types.is_timestamp(came.type) and pa.types.is_timestamp(left.type):
        late = pc.fill_null(pc.less(left, came), False)
        out["out_at"] = pc.if_else(late, pc.add(left, pa.scalar(86_400_000_000, pa.duration("us"))), left)
    return out
