"""Permits: with history, because a late correction may not change what yesterday's board said."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from layers.migration_sql import bump_on, history_on


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0002_foundations'),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalDelay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type_code', models.CharField(blank=True, help_text='Empty: every type of the procedure.', max_length=8)),
                ('procedure', models.CharField(blank=True, choices=[('GP', 'grand projet'), ('PP', 'petit projet'), ('NA', 'sans objet')], max_length=2)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('days', models.SmallIntegerField()),
                ('unit', models.CharField(choices=[('calendar', 'jours'), ('working', 'jours ouvrables')], max_length=10)),
                ('source', models.TextField()),
                ('status', models.CharField(choices=[('validated', 'validé'), ('to_validate', 'à valider')], max_length=12)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('type_code', 'procedure', 'valid_from'), name='legal_delay_once')],
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.TextField(unique=True)),
                ('type_code', models.CharField(max_length=8)),
                ('procedure', models.CharField(choices=[('GP', 'grand projet'), ('PP', 'petit projet'), ('NA', 'sans objet')], default='NA', max_length=2)),
                ('version', models.SmallIntegerField(default=1)),
                ('parent_reference', models.TextField(blank=True, help_text='The building permit a permit to inhabit follows.')),
                ('state', models.CharField(blank=True, help_text="Empty when the file's word is not a known state.", max_length=32)),
                ('declared_code', models.CharField(blank=True, max_length=40)),
                ('declared_name', models.TextField(blank=True)),
                ('declared_edition', models.CharField(blank=True, help_text='Edition the declared code belongs to.', max_length=20)),
                ('office_code', models.CharField(blank=True, max_length=40)),
                ('deposited_on', models.DateField(null=True)),
                ('admissible_on', models.DateField(null=True)),
                ('dispatched_on', models.DateField(null=True)),
                ('commission_on', models.DateField(null=True)),
                ('returned_on', models.DateField(help_text='Sent back to the petitioner: the clock stops.', null=True)),
                ('resumed_on', models.DateField(null=True)),
                ('decided_on', models.DateField(null=True)),
                ('paid_on', models.DateField(null=True)),
                ('signed_on', models.DateField(null=True)),
                ('issued_on', models.DateField(null=True)),
                ('commission_opinion', models.TextField(blank=True)),
                ('decision_number', models.TextField(blank=True)),
                ('refusal_reason', models.TextField(blank=True)),
                ('works', models.TextField(blank=True)),
                ('usage', models.TextField(blank=True)),
                ('levels', models.SmallIntegerField(help_text='Floors above the ground floor (R+n).', null=True)),
                ('dwellings', models.IntegerField(null=True)),
                ('plots', models.IntegerField(null=True)),
                ('plot_area_m2', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('covered_area_m2', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('floor_area_m2', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('estimated_cost_mad', models.DecimalField(decimal_places=2, max_digits=18, null=True)),
                ('tax_mad', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('land_references', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('zone_code', models.TextField(blank=True)),
                ('address', models.TextField(blank=True)),
                ('geom', django.contrib.gis.db.models.fields.PointField(null=True, srid=4326)),
                ('location_precision', models.CharField(choices=[('exact', 'coordonnées'), ('parcel', 'parcelle'), ('address', 'adresse'), ('locality', 'localité'), ('commune', 'commune'), ('none', 'non localisé')], default='none', max_length=10)),
                ('location_method', models.CharField(blank=True, max_length=24)),
                ('location_evidence', models.TextField(blank=True)),
                ('location_confidence', models.FloatField(default=0.0, help_text='0 to 1.')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='Codes of what is doubtful (etl.errors).', size=None)),
                ('fictitious', models.BooleanField(default=False)),
                ('source_run', models.BigIntegerField(help_text='Import that wrote this state (etl.ImportRun).', null=True)),
                ('row_hash', models.CharField(max_length=64)),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('arrondissement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='layers.territory')),
                ('territory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='layers.territory')),
            ],
        ),
        migrations.CreateModel(
            name='PermitPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('applicant_name', models.TextField(blank=True)),
                ('identity_hmac', models.CharField(blank=True, max_length=64)),
                ('phone', models.TextField(blank=True)),
                ('email', models.TextField(blank=True)),
                ('architect_name', models.TextField(blank=True)),
                ('permit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='person', to='layers.permit')),
            ],
        ),
        migrations.AddIndex(
            model_name='permit',
            index=models.Index(fields=['territory', 'deposited_on'], name='layers_perm_territo_a06d15_idx'),
        ),
        migrations.AddIndex(
            model_name='permit',
            index=models.Index(fields=['decided_on'], name='layers_perm_decided_2e9615_idx'),
        ),
        migrations.AddIndex(
            model_name='permit',
            index=django.contrib.postgres.indexes.GinIndex(fields=['flags'], name='permit_flags'),
        ),
        history_on('layers_permit'),
        bump_on('layers_permit'),
    ]
