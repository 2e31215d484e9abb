"""Foundations in the database itself: extensions' presence, table versions, history by trigger.

Triggers, because bulk loads bypass the ORM and must bump versions and leave history all the same.
"""

from django.db import migrations

from layers.migration_sql import BUMP_FUNCTION, HISTORY_FUNCTION, bump_on

VERSIONED = ("layers_territoryversion", "layers_territorylimit", "layers_territoryband", "layers_indicatorvalue")


class Migration(migrations.Migration):
    dependencies = [("layers", "0001_initial")]
    operations = [
        migrations.RunSQL(BUMP_FUNCTION, "drop function layers_bump() cascade"),
        migrations.RunSQL(HISTORY_FUNCTION, "drop function layers_keep_history() cascade"),
        *(bump_on(table) for table in VERSIONED),
    ]
