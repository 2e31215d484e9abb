"""Localities below the commune, for addresses without coordinates."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from layers.migration_sql import bump_on


class Migration(migrations.Migration):

    dependencies = [("layers", "0013_land")]

    operations = [
        # Django's second index, for LIKE, is the first again where texts compare byte by byte.
        migrations.RunSQL("drop index if exists layers_parcel_reference_683bc878_like", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Locality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_fr', models.TextField(blank=True)),
                ('name_ar', models.TextField(blank=True)),
                ('alternates', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('search', models.TextField(help_text='Folded and normalised forms of every name (layers.text.search_text).')),
                ('kind', models.CharField(choices=[('town', 'ville ou centre'), ('douar', 'douar'), ('quarter', 'quartier')], default='town', max_length=8)),
                ('point', django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ('population', models.IntegerField(null=True)),
                ('source', models.TextField()),
                ('source_key', models.TextField(help_text="The source's own identifier: loading again updates.")),
                ('licence', models.TextField()),
                ('territory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='layers.territory')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='locality_search', opclasses=['gin_trgm_ops'])],
                'constraints': [models.UniqueConstraint(fields=('source', 'source_key'), name='locality_once')],
            },
        ),
        bump_on("layers_locality"),
    ]
