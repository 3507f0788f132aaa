"""The shapes of what an app declares about its data: feeds (what people hand in) and facts (what the snapshot holds).

They live in the lowest layer that knows clauses because `base` and `plans` both declare them; the machines that read
feeds, build snapshots and run screens live in `engines` and are handed the declarations by `site`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

#: How a value of a column is written down when it must not be shown: see kernel.masking.
Personal = Literal["name", "number", "phone", "account", "address"]

#: Inside what a row without a number may be joined to the one person of its name.
JoinedIn = Literal["class", "employer"]


@dataclass(frozen=True)
class Column:
    """One column of a feed: what headers call it, how its cells are read, and what a bad cell costs.

    parse: name of a parser of engines.feeds.values (text, name, number, date, month, money, int, hours, level, …).
    titles: header words, compared after normalisation (no spaces, line breaks, brackets' content or bilingual suffix).
    required: a row whose cell cannot be read is rejected; any other bad cell becomes empty and is listed.
    """

    name: str
    parse: str
    titles: tuple[str, ...]
    required: bool = False
    personal: Personal | None = None


@dataclass(frozen=True)
class Feed:
    """A kind of list that counties keep, recognised by the words of its header, never by file name or position.

    kind: the facts table it feeds. signs: column sets; a header that has every column of one of them may be this kind.
    marks: words in title, sheet or file name that speak for this kind; against: words that rule it out.
    strict: whoever hands it in can still mend it, so one cell that cannot be read turns the whole row away, as it stands.
    """

    kind: str
    title: str
    clause: str
    columns: tuple[Column, ...]
    signs: tuple[tuple[str, ...], ...]
    marks: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True)
class Records:
    """Whence the running platform fills a facts table: rows of its own database.

    source: the database table each of whose rows gives at most one row; its key is `id`. sql: one SELECT from the source
    `as t` that yields `_id` (the source's id) and columns of the facts table in any order, with casts written out, in what
    SQLite and PostgreSQL share; beyond that it may say hex_of(key column), uid_of(uuid column), and of an instant column
    day_of, clock_of (its time in China) and second_of (since 1970), the argument being a plain column. Persons only by their pseudonym.

    parents: table that a row refers to, along foreign keys of its own → SELECT of source ids for `{changed}` ids of that
    table. None is needed for a table of which the row shows only the uid: that never changes. whole: tables whose change
    may touch any row (what refers *to* the source, places): the table is taken anew.
    """

    source: str
    sql: str
    parents: Mapping[str, str] = field(default_factory=dict)
    whole: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        return (self.source, *self.parents, *self.whole)


@dataclass(frozen=True)
class Facts:
    """One table of the snapshot.

    columns: name → SQL type (text, int, bigint, bool, date, timestamp). The first column is the table's own key and is
    called by the table's singular name. `title` and `holder` tell the officer what is missing and whom to ask for it.
    staged: fact column → SQL expression over the staged row, only where it is not simply the staged column of that
    name. same: the columns that make two rows one fact; empty: every row is its own. contradicts: columns on which two
    rows of one fact must not differ. query: the table is fed by no list but follows from the tables in reads, by this
    SELECT in the language of the rules; so that several rules may share what they would each work out. records: whence
    the running platform has its rows; a table without is known to an audit only. made: what reading itself found out
    about the lists; where it was looked for, an empty table means that nothing was found, and no office keeps it.
    """

    table: str
    title: str
    holder: str
    columns: dict[str, str] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    joined_in: JoinedIn | None = None
    staged: dict[str, str] = field(default_factory=dict)
    query: str = ""
    reads: tuple[str, ...] = ()
    records: Records | None = None
    made: bool = False

    @property
    def key(self) -> str:
        return next(iter(self.columns))


def by_title(marks: Iterable[tuple[str, str]]) -> str:
    """SQL: what title, sheet and file name say of every row of a table; the first pattern that fits."""
    cases = " ".join(f"when regexp_matches(s.hint, '{pattern}') then '{word}'" for pattern, word in marks)
    return f"case {cases} end"


#: Where a row stands in the folder that was audited; every facts table ends with these.
ADDRESS = {"file": "text", "sheet": "text", "row": "int"}
