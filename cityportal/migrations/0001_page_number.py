from django.db import migrations

MAKE = "CREATE SEQUENCE IF NOT EXISTS cityportal_page_number"
DROP = "DROP SEQUENCE IF EXISTS cityportal_page_number"


def on_postgresql(statement):
    def execute(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return execute


class Migration(migrations.Migration):
    """Several hosts have one PostgreSQL; a SQLite file is of one host alone."""

    operations = [migrations.RunPython(on_postgresql(MAKE), on_postgresql(DROP))]
