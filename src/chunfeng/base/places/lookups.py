"""Conditions spelled so that either database finds its way: number__begins="JC2016-", place_path__under="370900/370902/",
process__among=[…].

What a text begins with is LIKE on PostgreSQL, which an index with pattern_ops serves. SQLite compares LIKE without regard
to case and then leaves every index aside; a range in binary order says the same, and says it exactly.

`under` and `among` are for conditions that hold for a large part of the rows, as what somebody may see of a city. SQLite
takes every condition for a narrow one and would collect and sort them all for a page of fifty: there the column is written
as an expression, for which no index is chosen, and the rows are walked in the order asked for.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField
from django.db.models.lookups import In, StartsWith


@CharField.register_lookup
class Begins(StartsWith):
    """The text must be a plain value, not an expression."""

    lookup_name = "begins"
    lead = ""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        # Databases know the operator by the name of the lookup.
        return StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, given = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        if not text:
            return f"{column} IS NOT NULL", tuple(given)
        after = _after(text)
        if not after:
            return f"{self.lead}{column} >= %s", (*given, text)
        return f"({self.lead}{column} >= %s AND {self.lead}{column} < %s)", (*given, text, *given, after)


def _after(text: str) -> str:
    """The first text in binary order behind all that begin with this one; empty when nothing is behind them. A lone
    surrogate cannot be sent to a database."""
    text = text.rstrip("\U0010ffff")
    if not text:
        return ""
    return text[:-1] + ("\ue000" if text[-1] == "\ud7ff" else chr(ord(text[-1]) + 1))


@CharField.register_lookup
class Under(Begins):
    """At or under the place of this path."""

    lookup_name = "under"
    lead = "+"


@CharField.register_lookup
class Among(In):
    lookup_name = "among"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, given = super().as_sql(compiler, connection)
        return f"+{sql}", given
