"""Loading in bulk: 64-bit row hashes, no trigger on insert, staging twins, indexes that wait for an empty table's load."""

from django.db import migrations, models

from layers.migration_sql import HISTORY_FUNCTION, LOAD_FUNCTIONS, loadable


class Migration(migrations.Migration):
    dependencies = [("layers", "0006_indicator_coverage")]

    operations = [
        migrations.RunSQL(LOAD_FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(HISTORY_FUNCTION, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            # A hash of the former kind equals none of the new: the next import of each file rewrites its rows once.
            database_operations=[
                migrations.RunSQL(
                    "alter table layers_permit alter row_hash type bigint using 0; "
                    "alter table layers_permit_history alter row_hash type bigint using 0; "
                    "drop trigger layers_permit_keep_history on layers_permit; "
                    "create trigger layers_permit_keep_history before update or delete on layers_permit "
                    "for each row execute function layers_keep_history();",
                    migrations.RunSQL.noop,
                )
            ],
            state_operations=[migrations.AlterField("permit", "row_hash", models.BigIntegerField())],
        ),
        loadable("layers_permit"),
    ]
