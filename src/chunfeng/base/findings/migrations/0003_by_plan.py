from typing import Any

from django.db import migrations


def of_wages(apps: Any, schema_editor: Any) -> None:
    """Suspicions of rules about wages go to the inspectors; numbers and states stay."""
    finding = apps.get_model("findings", "Finding")
    keys = finding.objects.filter(rule__startswith="rights.").values("case")
    apps.get_model("workflow", "Case").objects.filter(pk__in=keys).update(process="screening.rights_finding")


class Migration(migrations.Migration):
    dependencies = [("findings", "0002_by_state"), ("workflow", "0004_received")]

    operations = [migrations.RunPython(of_wages, migrations.RunPython.noop, elidable=True)]
