from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def told_by_the_log(apps: Any, schema_editor: Any) -> None:
    """An application was received when it left its draft; everything else when it was opened."""
    case, event = apps.get_model("workflow", "Case"), apps.get_model("audit", "Event")
    drafted = "training.provider_admission"
    case.objects.exclude(process=drafted).update(received_at=F("opened_at"))
    handed_in = (
        event.objects.filter(object_kind="case", object_id=OuterRef("number"), kind="step", before="draft")
        .exclude(after__in=("draft", "withdrawn"))
        .order_by("pk")
        .values("at")[:1]
    )
    case.objects.filter(process=drafted).update(received_at=Subquery(handed_in))


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_object_first"), ("workflow", "0003_lists_by_index")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="received_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(told_by_the_log, migrations.RunPython.noop, elidable=True),
    ]
