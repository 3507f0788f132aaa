from typing import Any, Final

from django.db import migrations

from chunfeng.base.keys.seal import index_many

BATCH_ROWS: Final = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    """A batch a transaction: what was cut off goes on with the rows that have no key yet. Of a name that was blanked there
    is none."""
    complaints = apps.get_model("inspection", "Complaint").objects.using(schema_editor.connection.alias)
    wanting = complaints.filter(name__isnull=False, name_key=None).only("name").order_by("pk")
    last = 0
    while rows := list(wanting.filter(pk__gt=last)[:BATCH_ROWS]):
        for row, key in zip(rows, index_many([row.name.clear() for row in rows], "name"), strict=True):
            row.name_key = key
        complaints.bulk_update(rows, ["name_key"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("inspection", "0006_name_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
