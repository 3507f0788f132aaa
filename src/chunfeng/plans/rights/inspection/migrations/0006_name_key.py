from django.db import migrations, models

import chunfeng.base.keys.fields


class Migration(migrations.Migration):
    dependencies = [("inspection", "0005_payments_and_service")]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="name_key",
            field=chunfeng.base.keys.fields.IndexedKey(max_length=32, null=True),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["name_key"], name="inspection__name_ke_2ac388_idx"),
        ),
    ]
