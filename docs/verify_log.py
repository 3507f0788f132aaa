"""Checks an exported event log with nothing but Python: python verify_log.py LOG [HEADS]

LOG is the file of `chunfeng log export`; HEADS, if given, that of `chunfeng log heads`, kept out of reach of whoever runs
the database. Prints every fault and how much was checked; exit code 0 when there is no fault, else 1.
"""

import re
import sys
from pathlib import Path

IV = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
M = 0xFFFFFFFF
SEAL = re.compile(r"([0-9]{1,18})\t([0-9]{1,18})\t([^\t]*)\t([0-9a-f]{64})")


def rol(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & M if n else x


def sm3(data):
    """GB/T 32905-2016."""
    data += b"\x80" + b"\0" * ((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    v = list(IV)
    for start in range(0, len(data), 64):
        w = [int.from_bytes(data[start + i : start + i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rol(w[j - 3], 15)
            w.append(x ^ rol(x, 15) ^ rol(x, 23) ^ rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            s1 = rol((rol(a, 12) + e + rol(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & M, 7)
            s2 = s1 ^ rol(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & M & g)
            t1 = (ff + d + s2 + (w[j] ^ w[j + 4])) & M
            t2 = (gg + h + s1 + w[j]) & M
            a, b, c, d, e, f, g, h = t1, a, rol(b, 9), c, t2 ^ rol(t2, 9) ^ rol(t2, 17), e, rol(f, 19), g
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h), strict=True)]
    return b"".join(x.to_bytes(4, "big") for x in v)


def root(leaves):
    level = [sm3(b"\0" + leaf) for leaf in leaves] or [b"\0" * 32]
    while len(level) > 1:
        level = [
            sm3(b"\1" + level[n] + level[n + 1]) if n + 1 < len(level) else level[n] for n in range(0, len(level), 2)
        ]
    return level[0]


def check(lines, known, seen):
    previous, expected, seal, leaves = b"\0" * 32, 1, None, []

    def close():
        nonlocal previous
        number, count, at, head = seal
        if count != len(leaves):
            yield f"seal {number}: {count} events were sealed, {len(leaves)} are here"
        if sm3(previous + f"{number}|{count}|{at}|".encode(errors="surrogateescape") + root(leaves)).hex() != head:
            yield f"seal {number}: its events or the chain before it are not those that were sealed"
        if known.get(number, head) != head:
            yield f"seal {number}: not the head that was published"
        previous = bytes.fromhex(head)

    for place, line in enumerate(lines, 1):
        kind, _, rest = line.rstrip("\n").partition("\t")
        if kind == "S":
            if seal:
                yield from close()
            told = SEAL.fullmatch(rest)
            number, count, at, head = told.groups() if told else (expected, 0, "cannot be read", "0" * 64)
            seal, leaves = (int(number), int(count), at, head), []
            seen["S"] += 1
            if seal[0] != expected:
                yield f"seal {expected}: missing"
            expected = seal[0] + 1
        elif kind == "E" and seal:
            leaves.append(sm3(rest.encode(errors="surrogateescape")))
            seen["E"] += 1
        else:
            yield f"line {place}: " + ("an event before the first seal" if kind == "E" else "neither seal nor event")
    if seal:
        yield from close()
    else:
        yield "no seal in this file"
    for number in known:
        if number >= expected:
            yield f"seal {number}: was published, is not here"


if __name__ == "__main__":
    heads, seen = {}, {"S": 0, "E": 0}
    if len(sys.argv) > 2:
        heads = {int(p[0]): p[-1] for p in map(str.split, Path(sys.argv[2]).read_text("utf-8").splitlines()) if p}
    with Path(sys.argv[1]).open(encoding="utf-8", errors="surrogateescape") as file:
        faults = list(check(file, heads, seen))
    print("\n".join([*faults, f"{seen['S']} seals, {seen['E']} events checked: {len(faults) or 'no'} faults"]))
    sys.exit(bool(faults))
