from django.db import migrations, models

import chunfeng.base.keys.fields


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_count"),
        ("people", "0002_alter_person_absent_because"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="number",
            field=chunfeng.base.keys.fields.SealedText(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="number_key",
            field=chunfeng.base.keys.fields.IndexedKey(max_length=32, null=True),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True)), fields=("number_key",), name="user_number_once"
            ),
        ),
    ]
