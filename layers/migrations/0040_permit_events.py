"""Events of permits (a file may be sent back more than once) and the days that are not worked."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from layers.migration_sql import bump_on, loaded_from_files


class Migration(migrations.Migration):
    dependencies = [("layers", "0045_practices_retention")]
    operations = [
        migrations.CreateModel(
            name="PermitEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flags", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text="Codes of what is doubtful (etl.errors).", size=None)),
                ("fictitious", models.BooleanField(default=False)),
                ("source_run", models.BigIntegerField(help_text="Import that wrote this state (etl.ImportRun).", null=True)),
                ("row_hash", models.BigIntegerField()),
                ("recorded_from", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("event_key", models.TextField(unique=True)),
                ("permit_reference", models.TextField(db_index=True)),
                ("occurred_on", models.DateField(null=True)),
                ("kind", models.CharField(blank=True, choices=[("RETOUR", "retour au pétitionnaire"), ("REPRISE", "nouveau dépôt")], max_length=16)),
                ("remark", models.TextField(blank=True)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("name_fr", models.TextField()),
                ("name_ar", models.TextField()),
                ("kind", models.CharField(choices=[("fixed", "fête nationale"), ("religious", "fête religieuse")], max_length=12)),
                ("source", models.TextField()),
                ("status", models.CharField(choices=[("validated", "validé"), ("to_validate", "à valider")], max_length=12)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("day", "name_fr"), name="holiday_once")]},
        ),
        *loaded_from_files("layers_permitevent"),
        bump_on("layers_holiday"),
        bump_on("layers_legaldelay"),
    ]
