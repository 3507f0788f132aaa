"""Quotes that open a value by mistake: what follows them would be one cell down to the next quote, and its rows lost."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import Final

from chunfeng.engines.feeds.outcome import Bad

UNPAIRED: Final = Bad("有一个没有配对的引号，已当作普通文字读入", "请在原文件中删去这个引号，或补上它的另一半")
#: Bytes looked at for the columns of the list, and bytes that a value with line breaks may hold: no remark is longer.
SAMPLE: Final = 1 << 16
LONGEST: Final = 1 << 16
_VALUE: Final = re.compile(rb'"((?:[^"]++|"")*+)"(?!")')
_BREAK: Final = re.compile(rb"\r\n?|\n")


@lru_cache
def _patterns(delimiter: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """Text whose quoted values are written properly and in one line; one such value; the rest of an unquoted one."""
    d = re.escape(delimiter.encode())
    neat = rb'(?:\A|(?<=[%b\r\n]))"(?:[^"\r\n]++|"")*+"(?=[%b\r\n]|\Z)' % (d, d)
    return re.compile(rb'(?:[^"]++|%b)*+' % neat), re.compile(neat), re.compile(rb"[^%b\r\n]*+" % d)


def unpaired(data: bytes, delimiter: str) -> tuple[bytes, list[int]]:
    """The text with such quotes written as ordinary characters, and the numbers of their records.

    A quoted value may hold line breaks. It is none where it is not closed properly, or where it holds lines with as many
    cells as the list has columns: those are rows.
    """
    out, strays = bytearray(), []
    proper, _, rest = _patterns(delimiter)
    cells = _delimiters(data, delimiter) if b'"' in data else 0
    at = done = counted = 0
    row = 1
    while (at := proper.match(data, at).end()) < len(data):  # type: ignore[union-attr]
        if at and data[at - 1] not in b"\r\n" + delimiter.encode():
            at += 1
            continue
        value = _VALUE.match(data, at, at + LONGEST)
        row, counted = row + _breaks(data, counted, at), at
        if value and _one_cell(data, value, cells, delimiter):
            at = counted = value.end()
            continue
        end = rest.match(data, at).end()  # type: ignore[union-attr]
        out += data[done:at] + b'"' + data[at:end].replace(b'"', b'""') + b'"'
        at = done = end
        strays.append(row)
    return (bytes(out + data[done:]) if strays else data), strays


def _delimiters(data: bytes, delimiter: str) -> int:
    """In a row of the list."""
    sample = io.StringIO(data[:SAMPLE].decode("latin-1"), newline="")
    widths = Counter(map(len, islice(csv.reader(sample, delimiter=delimiter), 200)))
    return max(widths, key=lambda width: (width > 1, widths[width], width)) - 1


def _breaks(data: bytes, start: int, stop: int) -> int:
    return data.count(b"\n", start, stop) + data.count(b"\r", start, stop) - data.count(b"\r\n", start, stop)


def _one_cell(data: bytes, value: re.Match[bytes], cells: int, delimiter: str) -> bool:
    inside = _BREAK.split(value[1])
    if len(inside) == 1:
        return True
    after = data[value.end() : value.end() + 1]
    if after and after not in (b"\r", b"\n", delimiter.encode()):
        return False
    near = max(0, value.start() - LONGEST)
    start = max(near - 1, *(data.rfind(mark, near, value.start()) for mark in (b"\n", b"\r"))) + 1
    end = _BREAK.search(data, value.end(), value.end() + LONGEST)
    first, *between, last = _BREAK.split(data[start : end.start() if end else value.end() + LONGEST])
    neat = _patterns(delimiter)[1]

    def is_row(line: bytes) -> bool:
        return neat.sub(b"", line).count(delimiter.encode()) == cells > 0

    return not (is_row(first) and is_row(last)) and not any(map(is_row, between))
