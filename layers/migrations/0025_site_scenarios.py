"""Scenarios of next sites: question, answer, name, owner."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("layers", "0050_own_indicators")]
    operations = [
        migrations.CreateModel(
            name="SiteScenario",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("owner_id", models.BigIntegerField(db_index=True, null=True)),
                ("asked", models.JSONField()),
                ("answer", models.JSONField()),
                ("access", models.CharField(max_length=16)),
                ("fictitious", models.BooleanField(help_text="At least one equipment counted is invented.")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
