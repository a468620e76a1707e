"""The table of the search, and its index: FTS5 on SQLite, GIN on PostgreSQL."""

from django.db import migrations, models

import newsroom.searching.fields

TABLE = "searching_searchentry"
INTO = f"INSERT INTO {TABLE}_fts"
NEW = f"{INTO}(rowid, words) VALUES (NEW.key, NEW.words);"
# An index without a copy of the words has to be told what it forgets.
OLD = f"{INTO}({TABLE}_fts, rowid, words) VALUES ('delete', OLD.key, OLD.words);"
TRIGGER = "CREATE TRIGGER {table}_{name} AFTER {event} ON {table} BEGIN {do} END"
# The tokenizer takes each of our words whole: between them are spaces and nothing else.
ON_SQLITE = [
    f"CREATE VIRTUAL TABLE {TABLE}_fts USING fts5("
    f"words, content='{TABLE}', content_rowid='key', tokenize='ascii', prefix='3 4 5')",
    TRIGGER.format(table=TABLE, name="added", event="INSERT", do=NEW),
    TRIGGER.format(table=TABLE, name="gone", event="DELETE", do=OLD),
    TRIGGER.format(table=TABLE, name="new", event="UPDATE OF words", do=OLD + NEW),
]
# Without a list of what is pending, which every search would have to read through. The
# function always uses the index: the planner does not know how dear it is to read the
# long words of a row, and reads all rows for a frequent word. `+ 0` keeps it from doing
# so in the order of their keys. ROWS: many may match.
ON_POSTGRESQL = [
    f"CREATE INDEX {TABLE}_words ON {TABLE} USING gin (words) WITH (fastupdate=off)",
    f"CREATE FUNCTION {TABLE}_fts(question tsquery, first bigint, last bigint) "
    "RETURNS SETOF bigint STABLE ROWS 5000 LANGUAGE sql SET enable_seqscan = off AS "
    f"'SELECT key FROM {TABLE} WHERE words @@ question "
    "AND key + 0 BETWEEN first AND last'",
]


def make_index(apps, schema_editor):
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """Triggers and the GIN index go with their table, which is dropped next."""
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(f"DROP {'TABLE' if on_sqlite else 'FUNCTION'} {TABLE}_fts")


class Migration(migrations.Migration):
    initial = True

    dependencies = [("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", newsroom.searching.fields.WordsField()),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
