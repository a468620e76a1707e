"""An article tells of its last update, also beside a correction."""

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """So far only articles without corrections have told of updates."""
    articles = apps.get_model("newsroom", "ArticlePage").objects
    articles.filter(corrections=[]).update(updated_at=F("changed_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0010_urgent_announcements'),
    ]

    operations = [
        migrations.AddField(
            model_name='articlepage',
            name='updated_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='Aktualisiert am'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
