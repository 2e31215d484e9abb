"""Boxes look for records without a place of their own at label points: found by an index, not by reading every limit."""

from django.contrib.postgres.indexes import GistIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("layers", "0019_history_plans")]
    operations = [
        migrations.AddIndex("territorylimit", GistIndex(fields=["label_point"], name="limit_label_point")),
    ]
