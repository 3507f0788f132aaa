"""Every column of our own has a privacy class and its row a retention rule; what is sealed is personal or more."""

import pytest
from django.apps import apps
from django.db import models

from chunfeng.base.keys.fields import IndexedKey, SealedText
from chunfeng.base.policy.retention import undeclared

OURS = [model for model in apps.get_models() if model.__module__.startswith("chunfeng.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_column_has_a_class_and_a_retention_rule(model: type[models.Model]) -> None:
    columns = {field.name for field in model._meta.concrete_fields} | {f.name for f in model._meta.local_many_to_many}
    assert undeclared(columns, getattr(model, "PRIVACY", None), getattr(model, "RETENTION", None)) == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_what_is_sealed_is_no_public_matter(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, SealedText | IndexedKey):
            assert model.PRIVACY[field.name] in {"personal", "sensitive"}, field.name  # type: ignore[attr-defined]


def test_there_are_models() -> None:
    assert len(OURS) > 5
