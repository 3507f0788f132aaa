"""Run in a restored place, with the manifest on standard input; prints a JSON list of sentences about what is wrong."""

from __future__ import annotations

import json
import sys
from typing import Any

SAMPLE = 20


def faults(manifest: dict[str, Any]) -> list[str]:
    from django.core.management import call_command

    from chunfeng.base.audit.models import Event
    from chunfeng.base.audit.sealing import verify
    from chunfeng.site.backup.schema import behind

    if behind():
        # A backup of an earlier release is looked at as this one reads it; its file stays what it was.
        call_command("migrate", verbosity=0)
    known = {manifest["seal"][0]: manifest["seal"][1]} if manifest["seal"] else {}
    found = [fault.said for fault in verify(known)]
    if (events := Event.objects.count()) != manifest["events"]:
        found.append(f"日志应有 {manifest['events']} 条，现有 {events} 条")
    return [*found, *_files(manifest), *_sealed_values()]


def _files(manifest: dict[str, Any]) -> list[str]:
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    from chunfeng.base.documents.models import StoredFile
    from chunfeng.base.documents.queries import missing
    from chunfeng.base.documents.sealed_file import opened
    from chunfeng.base.documents.store import folder
    from chunfeng.base.keys import Unopenable
    from chunfeng.base.keys.ring import KeyLost

    lost = set(missing())
    found = [f"缺附件 {path}" for path in sorted(lost - set(manifest["missing"]))]
    rows = StoredFile.objects.exclude(path__in=lost)
    for row in rows[:: max(1, rows.count() // SAMPLE)]:
        digest = Hash(SM3())
        try:
            with opened(folder() / row.path, bytes.fromhex(row.key.clear())) as content:
                while part := content.read(2**20):
                    digest.update(part)
        except (Unopenable, KeyLost) as error:
            found.append(f"附件 {row.path}：{error}")
            continue
        if digest.finalize().hex() != row.sm3:
            found.append(f"附件 {row.path} 的内容变了")
    return found


def _sealed_values() -> list[str]:
    """A few rows of every table that holds sealed values: whether these keys open them."""
    from chunfeng.base.keys import Unopenable
    from chunfeng.base.keys.fields import sealed_columns
    from chunfeng.base.keys.ring import KeyLost
    from chunfeng.base.keys.rotation import sealed_models

    for model in sealed_models():
        for row in model._base_manager.order_by("-pk")[:SAMPLE]:
            for column in sealed_columns(model):
                try:
                    if value := getattr(row, column.attname):
                        value.clear()
                except (Unopenable, KeyLost) as error:
                    return [f"{model._meta.label} 第 {row.pk} 行打不开：{error}"]
    return []


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(faults(json.load(sys.stdin)), ensure_ascii=False))
