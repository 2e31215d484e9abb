"""Complaints with their events; what people wrote and who they are in tables apart."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from layers.migration_sql import loaded_from_files


class Migration(migrations.Migration):

    dependencies = [
        ("layers", "0009_projects"),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
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
                ('number', models.TextField(unique=True)),
                ('kind', models.CharField(blank=True, choices=[('RECLAMATION', 'réclamation'), ('OBSERVATION', 'observation'), ('SUGGESTION', 'suggestion')], max_length=12)),
                ('channel', models.CharField(blank=True, max_length=16)),
                ('category', models.CharField(blank=True, help_text='A code of ComplaintCategory.', max_length=24)),
                ('subcategory', models.TextField(blank=True)),
                ('cause', models.CharField(blank=True, max_length=24)),
                ('service', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=3)),
                ('state', models.CharField(blank=True, help_text="Empty when the file's word is not a known state.", max_length=16)),
                ('deposited_on', models.DateField(null=True)),
                ('acknowledged_on', models.DateField(null=True)),
                ('assigned_on', models.DateField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('satisfaction', models.SmallIntegerField(help_text='1 to 5.', null=True)),
                ('reopened_count', models.SmallIntegerField(help_text='As declared; events say when.', null=True)),
                ('geom', django.contrib.gis.db.models.fields.PointField(null=True, srid=4326)),
                ('territory', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='layers.territory')),
            ],
        ),
        migrations.CreateModel(
            name='ComplaintCategory',
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
            ],
            options={
                'verbose_name_plural': 'complaint categories',
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='complaint_category_once')],
            },
        ),
        migrations.CreateModel(
            name='ComplaintEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, help_text='Codes of what is doubtful (etl.errors).', size=None)),
                ('fictitious', models.BooleanField(default=False)),
                ('source_run', models.BigIntegerField(help_text='Import that wrote this state (etl.ImportRun).', null=True)),
                ('row_hash', models.BigIntegerField()),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('event_key', models.TextField(unique=True)),
                ('complaint_number', models.TextField(db_index=True)),
                ('occurred_on', models.DateField(null=True)),
                ('kind', models.CharField(blank=True, choices=[('DEPOT', 'dépôt'), ('ACCUSE', 'accusé de réception'), ('COMPLEMENT', 'demande de complément'), ('AFFECTATION', 'affectation'), ('TRANSFERT', 'transfert à l’entité compétente'), ('REPONSE', 'réponse'), ('CONTESTATION', 'contestation'), ('REOUVERTURE', 'réouverture'), ('CLOTURE', 'clôture'), ('IRRECEVABILITE', 'irrecevabilité')], max_length=16)),
                ('entity', models.TextField(blank=True, help_text='The service or body that acts.')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'occurred_on'], name='layers_comp_kind_80f699_idx')],
            },
        ),
        migrations.CreateModel(
            name='ComplaintPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('full_name', models.TextField(blank=True)),
                ('identity_hmac', models.CharField(blank=True, max_length=64)),
                ('phone', models.TextField(blank=True)),
                ('email', models.TextField(blank=True)),
                ('address', models.TextField(blank=True)),
                ('country', models.TextField(blank=True, help_text='Of residence: Moroccans abroad complain too.')),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='person', to='layers.complaint')),
            ],
        ),
        migrations.CreateModel(
            name='ComplaintText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('answer', models.TextField(blank=True)),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='text', to='layers.complaint')),
            ],
        ),
        migrations.CreateModel(
            name='ServiceDelay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('source', models.TextField()),
                ('status', models.CharField(choices=[('validated', 'validé'), ('to_validate', 'à valider')], max_length=12)),
                ('service', models.CharField(max_length=16)),
                ('step', models.CharField(choices=[('acknowledge', 'accusé de réception'), ('answer', 'traitement')], max_length=12)),
                ('days', models.SmallIntegerField()),
                ('unit', models.CharField(choices=[('calendar', 'jours'), ('working', 'jours ouvrables')], max_length=10)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('service', 'step', 'valid_from'), name='service_delay_once')],
            },
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['territory', 'deposited_on'], name='layers_comp_territo_03579b_idx'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['category'], name='layers_comp_categor_2ec712_idx'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=django.contrib.postgres.indexes.GinIndex(fields=['flags'], name='complaint_flags'),
        ),
        *loaded_from_files("layers_complaint"),
        *loaded_from_files("layers_complaintevent"),
    ]
