"""A section's body cut into passages, each the words of one clause as well as words can tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chunfeng.base.policy.attached import Passage
from chunfeng.base.policy.notice.headings import Section, body_begins, heading
from chunfeng.base.policy.notice.link import Found, Link
from chunfeng.base.policy.notice.reading import fold
from chunfeng.base.policy.notice.words import letters, pairs
from chunfeng.base.policy.pack import Clause

_STOP = re.compile("[。;；]|[,，:：]")
_SENTENCE = re.compile("[。;；]")
_BOUNDS = ("以上", "以下", "以内")
#: A clause is found in a text when this share of its title's or summary's pairs stands in one sentence of its section.
FOUND = 0.3
#: A piece of a sentence that shares less than this with a clause goes with the words before it.
_WEIGHT = 2.0


@dataclass(frozen=True)
class _Piece:
    line: int
    start: int
    end: int
    begins: bool
    clause: str | None = None
    also: tuple[str, ...] = ()


def _pairs_of(text: str) -> set[str]:
    kept = letters(text)
    return {kept[i : i + 2] for i in range(len(kept) - 1)}


def best_sentence(section: Section, clauses: Sequence[Clause]) -> dict[str, float]:
    """Clause → the largest share of its title or its summary that one sentence of the section has."""
    wanted = [
        (clause.id, words) for clause in clauses for words in (pairs(clause.title), pairs(clause.summary)) if words
    ]
    best = dict.fromkeys((clause.id for clause in clauses), 0.0)
    for _, line in section.lines:
        for sentence in _SENTENCE.split(line):
            have = _pairs_of(sentence)
            for clause, words in wanted:
                best[clause] = max(best[clause], len(have & words) / len(words))
    return best


def _pieces(section: Section) -> Iterator[_Piece]:
    for place, line in section.lines:
        text, start, begins = fold(line), 0, True
        mark = heading(line) if section.label and place == section.line - 1 else None
        if mark:
            start = body_begins(line, mark[3])
        for stop in _STOP.finditer(text, start):
            yield _Piece(place, start, stop.end(), begins)
            begins = stop[0] in "。;；"
            start = stop.end()
        if start < len(line):
            yield _Piece(place, start, len(line), begins)


def _cut(pieces: Iterator[_Piece], links: Sequence[Link], lines: dict[int, str]) -> list[_Piece]:
    """Pieces with a linked figure are its clause's. Two figures of two clauses in one piece: cut after the first."""
    waiting = [link for link in links if link.stated.clause is not None]
    waiting.sort(key=lambda link: (link.found.line, link.found.number.start), reverse=True)
    made: list[_Piece] = []
    for uncut in pieces:
        piece, end = uncut, uncut.start
        while waiting and (waiting[-1].found.line, waiting[-1].found.number.start) < (piece.line, piece.end):
            number, clause = waiting[-1].found.number, waiting[-1].stated.clause
            waiting.pop()
            if number.start < piece.start:
                continue
            if piece.clause not in (None, clause):
                made.append(replace(piece, end=end))
                piece = replace(piece, start=end, begins=False)
            piece = replace(piece, clause=clause)
            end = min(piece.end, number.end + 2 * lines[piece.line].startswith(_BOUNDS, number.end))
        made.append(piece)
    return made


def _assign(section: Section, clauses: Sequence[Clause], links: Sequence[Link]) -> list[_Piece]:
    """Linked figures first; then each clause its best piece, the surest first; the rest by words, else with the piece
    before."""
    lines = dict(section.lines)
    pieces = _cut(_pieces(section), links, lines)
    wanted = {
        clause.id: {
            pair: 2 if pair in pairs(clause.title) else 1 for pair in pairs(clause.title) | pairs(clause.summary)
        }
        for clause in clauses
    }
    shared = Counter(pair for found in wanted.values() for pair in found)
    scores: list[dict[str, float]] = []
    for piece in pieces:
        have = sorted(_pairs_of(lines[piece.line][piece.start : piece.end]) & shared.keys())
        scores.append({c: sum(found[p] / shared[p] for p in have if p in found) for c, found in wanted.items()})
    owners = {piece.clause for piece in pieces}
    best: list[tuple[float, int, str]] = []
    for clause in wanted:
        if clause not in owners and pieces:
            top = max(range(len(pieces)), key=lambda n: scores[n][clause])
            if scores[top][clause]:
                best.append((-scores[top][clause], top, clause))
    for _, n, clause in sorted(best):
        if pieces[n].clause is None:
            pieces[n] = replace(pieces[n], clause=clause)
        else:
            pieces[n] = replace(pieces[n], also=(*pieces[n].also, clause))
    before: str | None = None
    for n, piece in enumerate(pieces):
        if piece.clause is None:
            own, score = max(scores[n].items(), key=lambda one: one[1], default=("", 0.0))
            inherited = None if piece.begins else before
            better = score >= _WEIGHT and score > scores[n].get(inherited or "", 0.0)
            pieces[n] = replace(piece, clause=own if better else inherited)
        before = pieces[n].clause
    return pieces


def passages_of(
    section: Section, path: tuple[str, ...], clauses: Sequence[Clause], links: Sequence[Link], numbers: Sequence[Found]
) -> Iterator[Passage]:
    """All of a section's lines, in order and without loss."""
    targets = {(link.found.line, link.found.number.start): link.stated.target for link in links}
    places: dict[int, list[Found]] = {}
    for found in numbers:
        places.setdefault(found.line, []).append(found)
    by_line: dict[int, list[_Piece]] = {}
    for piece in _assign(section, clauses, links):
        there = by_line.setdefault(piece.line, [])
        if there and there[-1].clause == piece.clause:
            there[-1] = replace(there[-1], end=piece.end, also=there[-1].also + piece.also)
        else:
            there.append(piece)
    is_title = not section.label and bool(section.title)
    for place, line in section.lines:
        pieces = by_line.get(place, [])
        head = pieces[0].start if pieces else len(line)
        if head:
            pieces = [_Piece(place, 0, head, True), *pieces]
        waiting = places.get(place, [])[::-1]
        for n, piece in enumerate(pieces):
            inside: list[tuple[int, int, str | None]] = []
            while waiting and waiting[-1].number.start < piece.end:
                number = waiting.pop().number
                target = targets.get((place, number.start))
                inside.append((number.start - piece.start, number.end - piece.start, target))
            titled = is_title or bool(section.label and head and n == 0)
            text = line[piece.start : piece.end]
            yield Passage(piece.clause, path, text, tuple(inside), piece.also, place + 1, titled)
