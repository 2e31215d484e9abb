"""Equipment with its norms, and networks."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from layers.migration_sql import loaded_from_files


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0010_complaints'),
    ]

    operations = [
        migrations.CreateModel(
            name='EquipmentCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('source', models.TextField()),
                ('status', models.CharField(choices=[('validated', 'validé'), ('to_validate', 'à valider')], max_length=12)),
                ('code', models.CharField(max_length=24)),
                ('name_fr', models.TextField()),
                ('name_ar', models.TextField()),
                ('note_fr', models.TextField(blank=True)),
                ('sector', models.CharField(help_text='Teaching, health, worship, social, sport, trade…', max_length=24)),
                ('grid', models.CharField(choices=[('urban', 'grille urbaine'), ('rural', 'grille rurale'), ('both', 'toutes grilles')], max_length=8)),
                ('threshold_inhabitants', models.IntegerField(help_text='One for so many inhabitants.', null=True)),
                ('threshold_max_inhabitants', models.IntegerField(help_text='Upper end, when the norm is a range.', null=True)),
                ('surface_min_m2', models.IntegerField(null=True)),
                ('surface_max_m2', models.IntegerField(null=True)),
                ('radius_min_m', models.IntegerField(null=True)),
                ('radius_max_m', models.IntegerField(null=True)),
            ],
            options={
                'verbose_name_plural': 'equipment categories',
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='equipment_category_once')],
            },
        ),
        migrations.CreateModel(
            name='Equipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='Codes of what is doubtful (etl.errors).', size=None)),
                ('fictitious', models.BooleanField(default=False)),
                ('source_run', models.BigIntegerField(help_text='Import that wrote this state (etl.ImportRun).', null=True)),
                ('row_hash', models.BigIntegerField()),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('declared_code', models.CharField(blank=True, max_length=40)),
                ('declared_name', models.TextField(blank=True)),
                ('declared_edition', models.CharField(blank=True, help_text='Edition the declared code belongs to.', max_length=20)),
                ('location_precision', models.CharField(choices=[('exact', 'coordonnées'), ('parcel', 'parcelle'), ('address', 'adresse'), ('locality', 'localité'), ('commune', 'commune'), ('none', 'non localisé')], default='none', max_length=10)),
                ('location_method', models.CharField(blank=True, max_length=24)),
                ('location_evidence', models.TextField(blank=True)),
                ('location_confidence', models.FloatField(default=0.0, help_text='0 to 1.')),
                ('reference', models.TextField(unique=True)),
                ('category', models.CharField(blank=True, help_text='A code of EquipmentCategory.', max_length=24)),
                ('name_fr', models.TextField(blank=True)),
                ('name_ar', models.TextField(blank=True)),
                ('douar', models.TextField(blank=True)),
                ('status', models.CharField(blank=True, choices=[('EXISTANT', 'existant'), ('PROJETE', 'projeté'), ('EN_CONSTRUCTION', 'en construction'), ('FERME', 'fermé')], max_length=16)),
                ('sector', models.CharField(blank=True, choices=[('PUBLIC', 'public'), ('PRIVE', 'privé')], max_length=8)),
                ('manager', models.TextField(blank=True, help_text='The body in charge, never a person.')),
                ('ministry_code', models.TextField(blank=True, help_text="Its number in its ministry's own register.")),
                ('capacity', models.IntegerField(null=True)),
                ('capacity_unit', models.CharField(blank=True, max_length=12)),
                ('plot_area_m2', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('opened_year', models.SmallIntegerField(null=True)),
                ('condition', models.CharField(blank=True, max_length=12)),
                ('has_water', models.BooleanField(null=True)),
                ('has_electricity', models.BooleanField(null=True)),
                ('has_sewer', models.BooleanField(null=True)),
                ('has_internet', models.BooleanField(null=True)),
                ('land_reference', models.TextField(blank=True)),
                ('origin', models.TextField(blank=True, help_text='Where the file took this row from.')),
                ('observed_on', models.DateField(null=True)),
                ('geom', django.contrib.gis.db.models.fields.PointField(null=True, srid=4326)),
                ('territory', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='layers.territory')),
            ],
            options={
                'verbose_name_plural': 'equipment',
                'indexes': [models.Index(fields=['territory', 'category'], name='layers_equi_territo_00872c_idx'), django.contrib.postgres.indexes.GinIndex(fields=['flags'], name='equipment_flags')],
            },
        ),
        migrations.CreateModel(
            name='Network',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='Codes of what is doubtful (etl.errors).', size=None)),
                ('fictitious', models.BooleanField(default=False)),
                ('source_run', models.BigIntegerField(help_text='Import that wrote this state (etl.ImportRun).', null=True)),
                ('row_hash', models.BigIntegerField()),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('declared_code', models.CharField(blank=True, max_length=40)),
                ('declared_name', models.TextField(blank=True)),
                ('declared_edition', models.CharField(blank=True, help_text='Edition the declared code belongs to.', max_length=20)),
                ('location_precision', models.CharField(choices=[('exact', 'coordonnées'), ('parcel', 'parcelle'), ('address', 'adresse'), ('locality', 'localité'), ('commune', 'commune'), ('none', 'non localisé')], default='none', max_length=10)),
                ('location_method', models.CharField(blank=True, max_length=24)),
                ('location_evidence', models.TextField(blank=True)),
                ('location_confidence', models.FloatField(default=0.0, help_text='0 to 1.')),
                ('reference', models.TextField(unique=True)),
                ('kind', models.CharField(blank=True, choices=[('road', 'route'), ('water', 'eau potable'), ('electricity', 'électricité'), ('sewer', 'assainissement'), ('fibre', 'fibre optique')], max_length=12)),
                ('road_class', models.CharField(blank=True, choices=[('AUTOROUTE', 'autoroute'), ('RN', 'route nationale'), ('RR', 'route régionale'), ('RP', 'route provinciale'), ('COMMUNALE', 'route communale'), ('PISTE', 'piste')], max_length=12)),
                ('road_code', models.CharField(blank=True, help_text='N2, R601, P6000; printed RN2, RR601, RP6000.', max_length=12)),
                ('name_fr', models.TextField(blank=True)),
                ('name_ar', models.TextField(blank=True)),
                ('status', models.CharField(blank=True, choices=[('EXISTANT', 'existant'), ('PROJETE', 'projeté'), ('EN_CONSTRUCTION', 'en construction'), ('FERME', 'fermé')], max_length=16)),
                ('length_m', models.DecimalField(decimal_places=2, help_text='As declared.', max_digits=12, null=True)),
                ('manager', models.TextField(blank=True)),
                ('commissioned_year', models.SmallIntegerField(null=True)),
                ('geom', django.contrib.gis.db.models.fields.MultiLineStringField(null=True, srid=4326)),
                ('territory', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='layers.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'road_class'], name='layers_netw_kind_d01e41_idx'), django.contrib.postgres.indexes.GinIndex(fields=['flags'], name='network_flags')],
            },
        ),
        *loaded_from_files("layers_equipment"),
        *loaded_from_files("layers_network"),
    ]
