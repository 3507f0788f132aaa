"""Questions and answers: what a form asks, one field at a time, and what was wrong with the last answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from chunfeng.engines.display.page.inline import Inline, Link

FieldKind: TypeAlias = Literal[
    "text",
    "long",
    "number",
    "money",
    "day",
    "month",
    "tel",
    "password",
    "code",
    "choice",
    "radios",
    "checks",
    "flag",
    "file",
]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """value: as typed, so that a refused answer comes back unchanged. values: the ticked ones of "checks".

    Required is the rule and bears no mark; optional says so. unit stands behind the box (元, 人). code: a number told
    digit by digit (card, one-time code), without a spinner. accept: file endings. heading: the only question of its page,
    so that it is the page's title as well.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    optional: bool = False
    hint: Inline = None
    errors: tuple[str, ...] = ()
    unit: str = ""
    autocomplete: str = ""
    accept: str = ""
    multiple: bool = False
    max_length: int | None = None
    prefix: str = ""
    heading: bool = False

    @property
    def anchor(self) -> str:
        """Two steps of one page may ask for the same thing: their prefix keeps the elements apart."""
        return f"id_{self.prefix}{self.name}"

    @property
    def said(self) -> tuple[str, ...]:
        """What is wrong, beside the box: the summary at the head of the page names the question, the box bears it already."""
        return tuple(text.removeprefix(f"{self.label}：") for text in self.errors)

    def summed(self, text: str) -> str:
        """The same far from the box: with the question, where the sentence does not name it."""
        return text if self.label in text else f"{self.label}{'' if self.label.endswith(('？', '?')) else '：'}{text}"

    @property
    def kept(self) -> tuple[str, ...]:
        """Of a "file": uids of what a refused form has handed over already, to be sent again instead of the files."""
        return tuple(uid for uid in self.values if not uid.startswith("!")) if self.kind == "file" else ()

    @property
    def grouped(self) -> bool:
        """Several boxes under one question: a legend instead of a label."""
        return self.kind in {"radios", "checks"}


def summed(errors: tuple[str, ...], fields: tuple[Field, ...]) -> tuple[tuple[str, str], ...]:
    """(sentence, anchor of its field), first what concerns the whole. Five times 请选一项 would tell nobody where."""
    whole = tuple((text, "") for text in errors)
    return whole + tuple((field.summed(text), field.anchor) for field in fields for text in field.errors)


@dataclass(frozen=True, slots=True)
class Form:
    """act: the button, naming what it does ("退回补正"), never 确定. hidden: name and value. errors: of the whole form."""

    act: str
    fields: tuple[Field, ...] = ()
    url: str = ""
    method: Literal["post", "get"] = "post"
    hidden: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    others: tuple[Link, ...] = ()
    tone: Literal["primary", "plain", "danger"] = "primary"
    promise: Inline = None

    @property
    def uploads(self) -> bool:
        return any(field.kind == "file" for field in self.fields)

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """(sentence, anchor of its field): the summary at the head of the page."""
        return summed(self.errors, self.fields)


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """errors: (sentence, anchor of its field or "")."""

    errors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """fixed: why this answer cannot be changed here."""

    label: str
    value: Inline
    change_url: str = ""
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class CheckAnswers:
    answers: tuple[Answer, ...]
