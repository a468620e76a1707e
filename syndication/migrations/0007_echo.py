import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("syndication", "0006_health"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="echo_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="channel",
            name="echo_trouble",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.CreateModel(
            name="Echo",
            fields=[
                (
                    "delivery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="echo",
                        serialize=False,
                        to="syndication.delivery",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="syndication.channel",
                        verbose_name="Kanal",
                    ),
                ),
                ("remote_id", models.CharField(max_length=200)),
                ("posted_at", models.DateTimeField()),
                (
                    "replies",
                    models.PositiveIntegerField(null=True, verbose_name="Antworten"),
                ),
                (
                    "favourites",
                    models.PositiveIntegerField(null=True, verbose_name="Favoriten"),
                ),
                (
                    "shares",
                    models.PositiveIntegerField(null=True, verbose_name="Geteilt"),
                ),
                ("gone", models.BooleanField(default=False)),
                ("fetched_at", models.DateTimeField(null=True, verbose_name="Stand")),
                ("next_at", models.DateTimeField(null=True)),
                ("replies_seen", models.PositiveIntegerField(default=0)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Echo",
                "verbose_name_plural": "Echo",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["channel", "next_at"], name="echo_due"),
                    models.Index(fields=["posted_at"], name="echo_posted_at"),
                ],
            },
        ),
    ]
