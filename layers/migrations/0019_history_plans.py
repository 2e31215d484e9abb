"""Corrections in bulk: history kept by a planned insert, and room on each page for a corrected row.

Without that room every corrected row is entered anew in every index, the spatial one above all, though nothing an
index holds has changed.
"""

from django.db import migrations

from layers.migration_sql import history_trigger

_KEPT = """
select c.relname from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_proc p on p.oid = g.tgfoid
where p.proname = 'layers_keep_history' order by 1
"""


def plan(_apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_KEPT)
        for (table,) in cursor.fetchall():
            cursor.execute(history_trigger(table))
        cursor.execute("select table_name from layers_loadable")
        for (table,) in cursor.fetchall():
            cursor.execute(f"alter table {table} set (fillfactor = 95)")


class Migration(migrations.Migration):
    dependencies = [("layers", "0018_public_cube")]

    operations = [migrations.RunPython(plan, migrations.RunPython.noop)]
