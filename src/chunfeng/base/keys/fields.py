"""Columns that are sealed, and columns by which sealed ones are found.

    number = SealedText(mask="number", null=True)
    number_key = IndexedKey(of="number", purpose="number", unique=True)

A text given to `number` becomes a Secret at once; `number_key` follows it when the row is saved. Models that have such
columns inherit from SealedModel.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from chunfeng.base.keys.seal import INDEX_BYTES, index
from chunfeng.base.keys.secret import Secret

if TYPE_CHECKING:
    # What the field takes and gives differs: texts in, Secrets out.
    _SealedColumn = models.BinaryField[Any, Any]
    _KeyColumn = models.BinaryField[bytes | None, bytes | None]
else:
    _SealedColumn = _KeyColumn = models.BinaryField


class _Sealing(DeferredAttribute):
    """So that an instance never holds a bare text, from whichever side it was set."""

    field: SealedText

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.wrapped(value)


class SealedText(_SealedColumn):
    """Text at rest as SM4-GCM. mask: its kind in kernel.masking. longest: characters; a longer text is refused."""

    descriptor_class = _Sealing

    def __init__(self, *args: Any, mask: str | None = None, longest: int = 2000, **more: Any) -> None:
        self.mask, self.longest = mask, longest
        super().__init__(*args, **more)

    def deconstruct(self) -> Any:
        name, _, args, more = super().deconstruct()
        return name, "chunfeng.base.keys.fields.SealedText", args, more

    @property
    def context(self) -> str:
        """What the ciphertext is bound to. Renaming a model or column changes it: re-seal in that migration."""
        return f"{self.model._meta.label_lower}.{self.attname}"

    def wrapped(self, value: Any) -> Any:
        if isinstance(value, Secret):
            if value.context == self.context:
                return value
            value = value.clear()
        if value is None or value == "":
            return None
        if isinstance(value, str):
            if len(value) > self.longest:
                raise ValueError(f"{self.context} is longer than {self.longest} characters")
            return Secret(self.context, self.mask, clear=value)
        if isinstance(value, models.expressions.Combinable | models.expressions.BaseExpression):
            return value
        raise TypeError(f"{self.context} takes text, not {type(value).__name__}")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Secret | None:
        return None if value is None else Secret(self.context, self.mask, sealed=bytes(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, Secret):
            # QuerySet.update(number="…") would leave the index key behind.
            raise TypeError(f"{self.context} is set on the object and saved, never in a query")
        return value.sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value if prepared else self.get_prep_value(value), connection, True)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.context} is sealed: look it up by its index key")

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else value.sealed.hex()


class IndexedKey(_KeyColumn):
    """Keyed HMAC-SM3 of a sealed column; rows are looked up with `in indexes(value, purpose)`."""

    def __init__(self, *args: Any, of: str = "", purpose: str = "", **more: Any) -> None:
        self.of, self.purpose = of, purpose
        more.setdefault("null", True)
        more.setdefault("max_length", INDEX_BYTES)
        super().__init__(*args, **more)

    def deconstruct(self) -> Any:
        name, _, args, more = super().deconstruct()
        return name, "chunfeng.base.keys.fields.IndexedKey", args, more

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if self.of and self.of not in model_instance.get_deferred_fields():
            value = getattr(model_instance, self.of)
            if value is None:
                setattr(model_instance, self.attname, None)
            elif value.is_new or getattr(model_instance, self.attname) is None:
                setattr(model_instance, self.attname, index(value.clear(), self.purpose))
        return super().pre_save(model_instance, add)


def sealed_columns(model: type[models.Model]) -> list[SealedText]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedText)]


def key_columns(model: type[models.Model]) -> list[IndexedKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, IndexedKey) and field.of]


class SealedModel(models.Model):
    """Keeps index keys with their columns also where only some columns are saved."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **more: Any) -> None:
        if update_fields is not None:
            named = set(update_fields)
            update_fields = named | {key.name for key in key_columns(type(self)) if key.of in named}
        super().save(*args, update_fields=update_fields, **more)
