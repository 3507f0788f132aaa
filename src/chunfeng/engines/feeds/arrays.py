"""Small helpers on Arrow columns of staged rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chunfeng.engines.feeds.cells import Flags


def constant(text: str, count: int) -> pa.Array:
    """The same text in every row, stored once."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int32)), pa.array([text], pa.string()))


def repeated(values: list[Any], kind: pa.DataType, stops: np.ndarray[Any, np.dtype[np.int64]]) -> pa.Array:
    """Each value down to the row before its stop."""
    if len(values) == 1:
        return pa.repeat(pa.scalar(values[0], kind), int(stops[0]))
    counts = np.diff(stops, prepend=0)
    return pa.array(values, kind).take(pa.array(np.repeat(np.arange(len(values)), counts)))


def valid(array: pa.Array) -> Flags:
    if array.null_count == 0:
        return np.ones(len(array), dtype=np.bool_)
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


def plain(array: pa.Array) -> pa.Array:
    """Text in every row where it was a dictionary: what arithmetic on columns needs."""
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def texts(array: pa.Array | None, mask: pa.Array, rows: int) -> pa.Array:
    return array.filter(mask).cast(pa.string()) if array is not None else pa.nulls(rows, pa.string())


def clocked(arrays: dict[str, pa.Array], count: int) -> dict[str, pa.Array]:
    """In and out as instants: a list that prints date and clock time apart says the same as one that prints both."""
    out = dict(arrays)
    days = out.get("marked_on")
    for name in ("in_at", "out_at", "punched_at"):
        if name not in out or pa.types.is_temporal(out[name].type):
            continue
        array = plain(out[name])
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
