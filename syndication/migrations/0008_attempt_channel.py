"""The log says of which channel a row is, so that one channel's rows are found alone."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    attempts = apps.get_model("syndication", "Attempt").objects
    deliveries = apps.get_model("syndication", "Delivery").objects
    channel = deliveries.filter(pk=OuterRef("delivery")).values("channel")
    attempts.update(channel=Subquery(channel))


class Migration(migrations.Migration):
    dependencies = [
        ("syndication", "0007_echo"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="channel",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="syndication.channel",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
