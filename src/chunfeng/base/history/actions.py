"""Two records of one, and one record of two: joined and parted by an officer, with all that was there before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from chunfeng.base.history.models import RecordEvent
from chunfeng.base.keys.fields import SealedModel
from chunfeng.base.keys.secret import Secret
from chunfeng.kernel.refusal import Refusal


class Who(Protocol):
    """An actor: user is a primary key, None for the system."""

    @property
    def user(self) -> int | None: ...
    @property
    def name(self) -> str: ...


R = TypeVar("R", bound=SealedModel)
E = TypeVar("E", bound=RecordEvent)
Text = Promise | str


class History(Generic[R, E]):
    """Of one kind of record, which has `merged_into` (never a chain) and events that call it `of`.

    identity: what identifies, first what is unique, then what goes together with it; given_up: its values in a record that
    handed it over in a merge. filled: what a merge takes over where it is lacking. The last four: what is said to whoever
    gives no reason, and where the identity belongs to another record by now.
    """

    record: ClassVar[Any]
    event: ClassVar[Any]
    of: ClassVar[str]
    identity: ClassVar[tuple[str, ...]]
    given_up: ClassVar[dict[str, Any]]
    filled: ClassVar[tuple[str, ...]]
    correctable: ClassVar[tuple[str, ...]]
    why_one: ClassVar[Text]
    why_two: ClassVar[Text]
    not_back: ClassVar[tuple[Text, Text]]
    not_new: ClassVar[tuple[Text, Text]]

    def unlike(self, keep: R, drop: R) -> Refusal | None:
        """Why the two can never be one."""
        return None

    def follow(self, keep: R, drop: R) -> dict[str, Any]:
        """Moves rows of its own from `drop` to `keep`; what is returned is kept in the event."""
        return {}

    def return_to(self, drop: R, keep: R, before: dict[str, Any]) -> None:
        """Undoes `follow`."""

    def read(self, values: dict[str, Any]) -> dict[str, Any] | Refusal:
        """Corrected values as they are stored."""
        return values

    def merge(self, keep: R, drop: R, why: str, by: Who) -> E | Refusal:
        """`keep` stands for both from now on, and takes over what it lacks and `drop` has."""
        if not why.strip():
            return Refusal(_("没有写合并的理由"), str(self.why_one))
        if keep.pk == drop.pk:
            return Refusal(_("这是同一条记录"), _("选两条不同的记录"))
        with transaction.atomic():
            rows = self._locked(keep.pk, drop.pk)
            return self._merge(rows[keep.pk], rows[drop.pk], why, by)

    def _merge(self, keep: Any, drop: Any, why: str, by: Who) -> E | Refusal:
        if keep.merged_into_id or drop.merged_into_id:
            return Refusal(_("其中一条已经并入别的记录"), _("刷新后用现有的那条记录"))
        if refused := self.unlike(keep, drop):
            return refused
        moves = [field for field in self.filled if not getattr(keep, field) and getattr(drop, field)]
        kept, handed = (getattr(row, self.identity[0]) for row in (keep, drop))
        if kept is None and handed is not None:
            moves += self.identity
        before: dict[str, Any] = {"keep": _values(keep, moves), "drop": {}, "filled": _values(drop, moves)}
        # Two rows of one number exist only where they were indexed under two generations of keys.
        if handed is not None and kept in (None, handed):
            before["drop"] = _values(drop, self.identity)
            _set(drop, self.given_up)
        before["followers"] = followers = list(
            self.record.objects.filter(merged_into=drop).order_by("pk").values_list("pk", flat=True)
        )
        before |= self.follow(keep, drop)
        drop.merged_into = keep
        drop.save()
        self.record.objects.filter(pk__in=followers).update(merged_into=keep)
        _set(keep, before["filled"])
        keep.save()
        return self._event(RecordEvent.Kind.MERGED, keep, why, by, before, other=drop)

    def split(self, event: E, why: str, by: Who) -> E | Refusal:
        """Undoes a merge: both records stand again, each with what it had, except what somebody corrected since."""
        if not why.strip():
            return Refusal(_("没有写拆分的理由"), str(self.why_two))
        with transaction.atomic():
            keys = [getattr(event, f"{name}_id") or 0 for name in (self.of, "other")]
            rows = self._locked(*keys)
            event = self.event.objects.select_related("undone_by").get(pk=event.pk)
            if event.kind != RecordEvent.Kind.MERGED or hasattr(event, "undone_by"):
                return Refusal(_("这次合并已经拆分过，或者不是一次合并"), _("刷新后再看"))
            return self._split(event, rows[keys[0]], rows[keys[1]], why, by)

    def _split(self, event: E, keep: Any, drop: Any, why: str, by: Who) -> E | Refusal:
        if keep.merged_into_id or drop.merged_into_id != keep.pk:
            return Refusal(_("之后又有合并"), _("先拆分之后的那次"))
        before = json.loads(event.before.clear())
        filled, followers = before["filled"], before["followers"]
        back = _values(keep, filled)
        untouched = {field for field, value in filled.items() if back[field] == value}
        if not untouched.issuperset(self.identity):
            untouched -= set(self.identity)
        now = {"keep": back, "drop": _values(drop, self.identity), "filled": {}, "followers": followers}
        _set(keep, {field: before["keep"][field] for field in untouched})
        # Organisations merged by earlier versions have it only among what was filled in.
        _set(drop, before.get("drop", {field: filled[field] for field in self.identity if field in filled}))
        drop.merged_into = None
        try:
            with transaction.atomic():
                keep.save()
                drop.save()
        except IntegrityError:
            return _refusal(self.not_back)
        self.return_to(drop, keep, before)
        self.record.objects.filter(pk__in=followers, merged_into=keep).update(merged_into=drop)
        return self._event(RecordEvent.Kind.SPLIT, keep, why, by, now, other=drop, undoes=event)

    def correct(self, record: R, why: str, by: Who, **values: Any) -> E | Refusal:
        """New values of one record (of `correctable`), the old ones kept sealed."""
        unknown = values.keys() - set(self.correctable)
        if unknown:
            raise TypeError(f"not correctable: {', '.join(sorted(unknown))}")
        if not why.strip():
            return Refusal(_("没有写更正的理由"), _("写明根据什么更正"))
        read = self.read(values)
        if isinstance(read, Refusal):
            return read
        with transaction.atomic():
            row = self._locked(record.pk)[record.pk]
            if row.merged_into_id:
                return Refusal(_("这条记录已经并入别的记录"), _("更正现有的那条记录"))
            before = _values(row, read)
            _set(row, read)
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:
                return _refusal(self.not_new)
            return self._event(RecordEvent.Kind.CORRECTED, row, why, by, before)

    def _locked(self, *keys: int) -> dict[int, Any]:
        """In the order of their keys, so that two who merge the same pair wait instead of dying."""
        return {row.pk: row for row in self.record.objects.select_for_update().filter(pk__in=keys).order_by("pk")}

    def _event(self, kind: str, row: Any, why: str, by: Who, before: dict[str, Any], **more: Any) -> E:
        made: E = self.event.objects.create(
            kind=kind, why=why.strip(), by_user=by.user, by_name=by.name, before=json.dumps(before, ensure_ascii=False),
            **{self.of: row}, **more,
        )  # fmt: skip
        return made


def _refusal(words: tuple[Text, Text]) -> Refusal:
    return Refusal(*map(str, words))


def _values(row: Any, fields: Iterable[str]) -> dict[str, Any]:
    """As JSON holds them."""
    found = {field: getattr(row, field) for field in fields}
    return {
        field: value.clear() if isinstance(value, Secret) else value.isoformat() if isinstance(value, date) else value
        for field, value in found.items()
    }


def _set(row: Any, values: dict[str, Any]) -> None:
    for field, value in values.items():
        setattr(row, field, date.fromisoformat(value) if field.endswith("_on") and isinstance(value, str) else value)
