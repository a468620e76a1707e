"""Apart from 0008: PostgreSQL alters no table whose rows have just been changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("syndication", "0008_attempt_channel"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="channel",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="syndication.channel",
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                fields=["channel", "phase", "at"], name="attempt_of_channel"
            ),
        ),
    ]
