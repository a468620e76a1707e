"""PostgreSQL: the index finds as many as are wanted, in rows that are quick to pass over."""

from django.db import migrations

TABLE = "searching_searchentry"
# Else a row has its text beside its key, and those that match are spread over ten times
# as many pages. Holds for what is written from now on; `rebuild_search` writes all anew.
NARROW = f"ALTER TABLE {TABLE} SET (toast_tuple_target = 128)"
WIDE = f"ALTER TABLE {TABLE} RESET (toast_tuple_target)"
ASKED = "question tsquery, first bigint, last bigint"
DROP = f"DROP FUNCTION {TABLE}_fts"
# See 0001 for `enable_seqscan` and `+ 0`.
MAKE = (
    f"CREATE FUNCTION {TABLE}_fts({{asked}}) "
    "RETURNS SETOF bigint STABLE ROWS 5000 LANGUAGE sql SET enable_seqscan = off AS "
    f"'SELECT key FROM {TABLE} WHERE words @@ question "
    "AND key + 0 BETWEEN first AND last{limit}'"
)
# A limit around the function would come when it has found all. A site that is not
# started anew yet asks without one.
LIMITED = MAKE.format(asked=f"{ASKED}, most bigint DEFAULT NULL", limit=" LIMIT most")
UNLIMITED = MAKE.format(asked=ASKED, limit="")


def change(apps, schema_editor):
    _execute(schema_editor, NARROW, DROP, LIMITED)


def change_back(apps, schema_editor):
    _execute(schema_editor, DROP, UNLIMITED, WIDE)


def _execute(schema_editor, *statements: str):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("searching", "0001_initial")]

    operations = [migrations.RunPython(change, change_back)]
