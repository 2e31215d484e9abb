"""The chantiers and where each system is deployed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from layers.migration_sql import loaded_from_files


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0011_equipment'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chantier',
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
                ('family', models.TextField(blank=True)),
                ('family_ar', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='chantier_once')],
            },
        ),
        migrations.CreateModel(
            name='Deployment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='Codes of what is doubtful (etl.errors).', size=None)),
                ('fictitious', models.BooleanField(default=False)),
                ('source_run', models.BigIntegerField(help_text='Import that wrote this state (etl.ImportRun).', null=True)),
                ('row_hash', models.BigIntegerField()),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('deployment_key', models.TextField(unique=True)),
                ('system_code', models.CharField(help_text='A code of Chantier.', max_length=24)),
                ('scope', models.CharField(choices=[('collectivity', 'collectivité'), ('region', 'région'), ('total', 'total national')], max_length=12)),
                ('place_code', models.CharField(help_text='HCP code of the collectivity or region; MA for a total.', max_length=20)),
                ('status_date', models.CharField(help_text='2020, 2020-05 or 2020-05-19: no finer than the source.', max_length=10)),
                ('status_on', models.DateField(help_text='First day of `status_date`.', null=True)),
                ('date_precision', models.CharField(blank=True, choices=[('day', 'jour'), ('month', 'mois'), ('year', 'année')], max_length=8)),
                ('status', models.CharField(blank=True, choices=[('NON_DEMARRE', 'non démarré'), ('PLANIFIE', 'planifié'), ('FORMATION', 'formation'), ('PILOTE', 'pilote'), ('OPERATIONNEL', 'opérationnel'), ('SUSPENDU', 'suspendu')], max_length=16)),
                ('version', models.TextField(blank=True)),
                ('active_users_30d', models.IntegerField(null=True)),
                ('monthly_volume', models.IntegerField(null=True)),
                ('total_count', models.IntegerField(help_text='Of a total: collectivities concerned.', null=True)),
                ('total_of', models.IntegerField(help_text='Of a total: collectivities there are.', null=True)),
                ('origin', models.TextField(blank=True, help_text='The text or report that says so.')),
                ('evidence', models.TextField(blank=True, help_text='Where it can be checked: page, annex, address.')),
                ('remark', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(fields=['system_code', 'status_on'], name='layers_depl_system__c188dd_idx'), models.Index(fields=['place_code'], name='layers_depl_place_c_56a18e_idx')],
            },
        ),
        migrations.CreateModel(
            name='DeploymentContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('referent', models.TextField(blank=True)),
                ('deployment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='layers.deployment')),
            ],
        ),
        *loaded_from_files("layers_deployment"),
    ]
