"""Rasters, and indicators that no census published."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0016_population_spread'),
        ('layers', '0016_site_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Raster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=40, unique=True)),
                ('title_fr', models.TextField()),
                ('title_ar', models.TextField(blank=True)),
                ('theme', models.CharField(default='environment', max_length=40)),
                ('kind', models.CharField(choices=[('continuous', 'Grandeur continue'), ('classes', 'Classes')], default='continuous', max_length=10)),
                ('unit', models.CharField(blank=True, max_length=30)),
                ('additive', models.BooleanField(default=False, help_text='Cells are quantities that may be added up.')),
                ('source_fr', models.TextField()),
                ('source_ar', models.TextField(blank=True)),
                ('licence', models.TextField()),
                ('situation', models.DateField(help_text='The day the content speaks of.', null=True)),
                ('sensitivity', models.SmallIntegerField(choices=[(0, 'public'), (1, 'internal'), (2, 'restricted'), (3, 'personal')], default=0)),
                ('ramp', models.CharField(default='volume', max_length=20)),
                ('classes', models.JSONField(default=list, help_text="[{code, fr, ar, color}], in the legend's order.")),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['title_fr', 'name'],
            },
        ),
        migrations.AddField(
            model_name='indicator',
            name='formula_ar',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='indicator',
            name='formula_fr',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='indicator',
            name='origin',
            field=models.CharField(choices=[('census', 'publié par le HCP'), ('computed', 'calculé'), ('supplied', 'fourni')], default='census', max_length=8),
        ),
        migrations.AddField(
            model_name='indicator',
            name='source_ar',
            field=models.TextField(blank=True),
        ),
        migrations.CreateModel(
            name='IndicatorCoverage',
            fields=[
                ('pk', models.CompositePrimaryKey('indicator_id', 'year', 'territory_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('year', models.SmallIntegerField()),
                ('share', models.FloatField(help_text="0 to 1, of the territory's area.")),
                ('reason', models.CharField(blank=True, choices=[('outside', 'hors du domaine de la source'), ('nodata', 'aucune cellule renseignée'), ('no_limit', 'limite inconnue'), ('absent', 'absent de la source')], max_length=8)),
                ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='layers.indicator')),
                ('territory', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='layers.territory')),
            ],
        ),
        migrations.CreateModel(
            name='RasterVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('folder', models.TextField(help_text='Below RASTER_DIR: grid.tif (as measured) and tiles.tif (as drawn).')),
                ('file_name', models.TextField(blank=True)),
                ('sha256', models.CharField(max_length=64)),
                ('owner_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('dtype', models.CharField(max_length=10)),
                ('nodata', models.FloatField(null=True)),
                ('crs', models.TextField()),
                ('bounds', models.JSONField(help_text='West, south, east, north in degrees.')),
                ('resolution_m', models.FloatField(help_text='Side of a cell on the ground, at the middle of the raster.')),
                ('max_zoom', models.PositiveSmallIntegerField()),
                ('stats', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=list)),
                ('raster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='layers.raster')),
            ],
        ),
        migrations.AddField(
            model_name='raster',
            name='current',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='layers.rasterversion'),
        ),
        migrations.AddConstraint(
            model_name='rasterversion',
            constraint=models.UniqueConstraint(fields=('raster', 'number'), name='raster_version_once'),
        ),
    ]
