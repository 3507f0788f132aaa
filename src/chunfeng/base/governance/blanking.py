"""Blanking what is personal in rows that must stay: by their own privacy classes, so that no column is forgotten."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Length

from chunfeng.base.keys.fields import IndexedKey, SealedText
from chunfeng.base.keys.seal import NONCE_BYTES, PREFIX_BYTES, TAG_BYTES

#: What stands where something must stand. One letter that is none: it gives no index key.
MARK: Final = "-"
_SEALED_MARK: Final = PREFIX_BYTES + NONCE_BYTES + len(MARK) + TAG_BYTES


def personal_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Columns that are personal or sensitive and not what the row is about: keys of other rows stay where the row
    would mean nothing without them."""
    kinds: dict[str, str] = getattr(model, "PRIVACY", {})
    found: list[models.Field[Any, Any]] = []
    for field in model._meta.concrete_fields:
        if kinds.get(field.name) not in ("personal", "sensitive"):
            continue
        # Index keys follow their columns; lists of attachments name files that have a rule of their own.
        if isinstance(field, IndexedKey | models.JSONField) or (field.is_relation and not field.null):
            continue
        found.append(field)
    return found


def blank_of(field: models.Field[Any, Any]) -> Any:
    """What a column holds once nothing personal is left in it: nothing where the column may be empty, unless the model
    says otherwise in ERASED (a check of it may want a word)."""
    said: dict[str, Any] = getattr(field.model, "ERASED", {})
    if field.name in said:
        return said[field.name]
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField) and field.blank:
        return ""
    if isinstance(field, SealedText | models.CharField | models.TextField):
        return MARK
    raise TypeError(f"{field} has no blank")


def still_personal(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Of these rows those in which something personal is left."""
    lengths: dict[str, Any] = {}
    found = Q(pk__in=())
    for field in personal_fields(rows.model):
        if field.null:
            found |= Q(**{f"{field.name}__isnull": False})
        elif isinstance(field, SealedText):
            # Sealed values cannot be compared; none but the mark is as short.
            lengths[f"{field.name}_bytes"] = Length(
                Func(F(field.name), template="%(expressions)s", output_field=models.BinaryField())
            )
            found |= Q(**{f"{field.name}_bytes__gt": _SEALED_MARK})
        else:
            found |= ~Q(**{f"{field.name}__in": ("", MARK)})
    return rows.alias(**lengths).filter(found)


def blank(row: models.Model) -> list[str]:
    """Takes out of a row what is personal; gives the names of the columns that held something."""
    changed = []
    for field in personal_fields(type(row)):
        now, then = getattr(row, field.attname), blank_of(field)
        if now is None or now in ("", MARK, then) or (hasattr(now, "clear") and now.clear() == MARK):
            continue
        setattr(row, field.attname, then)
        changed.append(field.name)
    if changed:
        # Columns that are not personal and say of those that are why they are empty.
        more = {name: value for name, value in getattr(row, "ERASED", {}).items() if name not in changed}
        for name, value in more.items():
            setattr(row, name, value)
        row.save(update_fields=[*changed, *more])
    return changed
