from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("syndication", "0002_edits_and_withdrawals")]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="rates",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="channel",
            name="failures",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="channel",
            name="failed_last",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["at"], name="attempt_at"),
        ),
    ]
