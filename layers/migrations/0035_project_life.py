"""What people enter of a project: reports from the field, remarks, risks, documents and the journal of commands."""

import uuid

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from layers.migration_sql import history_on


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0020_label_points'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_kind', models.CharField(choices=[('project', 'projet'), ('programme', 'programme'), ('territory', 'territoire')], max_length=12)),
                ('subject', models.TextField()),
                ('kind', models.CharField(choices=[('convention', 'convention'), ('deliberation', 'délibération'), ('cps', 'CPS'), ('pv', 'procès-verbal'), ('os', 'ordre de service'), ('decompte', 'décompte'), ('photo', 'photo'), ('plan', 'plan'), ('etude', 'étude'), ('tableau', 'tableau de bord'), ('autre', 'autre document')], max_length=16)),
                ('title_fr', models.TextField(blank=True)),
                ('title_ar', models.TextField(blank=True)),
                ('reference', models.TextField(blank=True, help_text='Its own number: of a deliberation, a service order…')),
                ('dated_on', models.DateField(null=True)),
                ('fictitious', models.BooleanField(default=False)),
                ('field_report_id', models.BigIntegerField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('author_id', models.BigIntegerField(null=True)),
                ('office', models.TextField(blank=True)),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['subject_kind', 'subject'], name='document_subject'), models.Index(fields=['field_report_id'], name='document_report')],
            },
        ),
        migrations.CreateModel(
            name='FieldReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.UUIDField(unique=True)),
                ('project_reference', models.TextField()),
                ('stated_on', models.DateField()),
                ('physical_pct', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('comment', models.TextField(blank=True)),
                ('status', models.CharField(choices=[('draft', 'à valider'), ('validated', 'validé'), ('refused', 'refusé'), ('replaced', 'remplacé')], default='draft', max_length=10)),
                ('author_id', models.BigIntegerField()),
                ('office', models.TextField(help_text="On whose behalf: role and place, never a person's name.")),
                ('captured_at', models.DateTimeField(help_text='When it was entered, by the clock of the phone.')),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('position', django.contrib.gis.db.models.fields.PointField(null=True, srid=4326)),
                ('position_accuracy_m', models.FloatField(null=True)),
                ('decided_by_id', models.BigIntegerField(null=True)),
                ('decided_office', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, help_text='Why it was refused.')),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['project_reference', 'stated_on'], name='field_report_project'), models.Index(fields=['status', 'received_at'], name='field_report_status')],
            },
        ),
        migrations.CreateModel(
            name='ProjectComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_reference', models.TextField()),
                ('text', models.TextField()),
                ('author_id', models.BigIntegerField()),
                ('office', models.TextField()),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['project_reference', 'written_at'], name='project_comment_project')],
            },
        ),
        migrations.CreateModel(
            name='ProjectEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_reference', models.TextField()),
                ('kind', models.CharField(max_length=24)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('office', models.TextField(blank=True)),
                ('detail', models.JSONField(default=dict)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['project_reference', 'at'], name='project_event_project')],
            },
        ),
        migrations.CreateModel(
            name='ProjectRisk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('project_reference', models.TextField()),
                ('kind', models.CharField(choices=[('foncier', 'foncier'), ('financement', 'financement'), ('entreprise', 'entreprise'), ('etudes', 'études'), ('reseaux', 'réseaux'), ('intemperies', 'intempéries'), ('autre', 'autre')], max_length=12)),
                ('text', models.TextField()),
                ('level', models.SmallIntegerField(choices=[(1, 'faible'), (2, 'moyen'), (3, 'élevé')])),
                ('action', models.TextField(blank=True, help_text='What is done about it.')),
                ('owner_office', models.TextField(blank=True)),
                ('due_on', models.DateField(null=True)),
                ('author_id', models.BigIntegerField()),
                ('office', models.TextField()),
                ('raised_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('closed_at', models.DateTimeField(null=True)),
                ('closing_note', models.TextField(blank=True)),
                ('recorded_from', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['project_reference'], name='project_risk_project')],
            },
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.SmallIntegerField()),
                ('name', models.TextField(help_text='As it was called by whoever handed it in, made safe.')),
                ('media_type', models.CharField(max_length=80)),
                ('size', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('reading', models.CharField(choices=[('waiting', 'lecture en attente'), ('read', 'texte lu'), ('empty', 'sans texte'), ('failed', 'texte illisible')], default='waiting', max_length=8)),
                ('text', models.TextField(blank=True)),
                ('words', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('author_id', models.BigIntegerField(null=True)),
                ('office', models.TextField(blank=True)),
                ('handed_in_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='layers.document')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='document_version_words')],
                'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='document_version_once')],
            },
        ),
        history_on('layers_fieldreport'),
        history_on('layers_projectrisk'),
        history_on('layers_document'),
    ]
