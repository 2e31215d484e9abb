"""Sites are looked up by what is drawn of them: their shape, else their point. Built without stopping imports."""

from django.contrib.postgres.indexes import GistIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('layers', '0015_loading_rights'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='projectsite',
            index=GistIndex(Coalesce('shape', 'geom'), name='project_site_place'),
        ),
    ]
