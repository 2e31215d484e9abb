"""Parcels and zones of planning documents; the harmonised classes are a proposal, to validate."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from layers.migration_sql import loaded_from_files

CLASSES = (
    ("A", "Médina, centre ancien", "المدينة العتيقة والمركز القديم"),
    ("B", "Immeubles continus", "عمارات متصلة"),
    ("C", "Immeubles moyens", "عمارات متوسطة"),
    ("D", "Habitat continu économique", "سكن اقتصادي متصل"),
    ("E", "Villas", "فيلات"),
    ("I", "Activités industrielles", "أنشطة صناعية"),
    ("ZA", "Activités économiques", "أنشطة اقتصادية"),
    ("S", "Équipements sociaux et administratifs", "مرافق اجتماعية وإدارية"),
    ("T", "Tourisme", "سياحة"),
    ("EV", "Espaces verts", "مساحات خضراء"),
    ("RA", "Agriculture", "فلاحة"),
    ("RB", "Boisement", "تشجير"),
    ("ZR", "Réserve d’urbanisation", "احتياطي التعمير"),
    ("NA", "Non aedificandi, servitudes", "مناطق يمنع فيها البناء"),
    ("HR", "Habitat rural", "سكن قروي"),
    ("X", "Autre zone, sans équivalent", "منطقة أخرى دون مقابل"),
)


def seed(apps, schema_editor):
    model = apps.get_model("layers", "ZoneClass")
    rows = [model(code=c, name_fr=fr, name_ar=ar, rank=n) for n, (c, fr, ar) in enumerate(CLASSES, 1)]
    model.objects.bulk_create(rows)


class Migration(migrations.Migration):

    dependencies = [
        ("layers", "0012_deployments"),
    ]

    operations = [
        migrations.CreateModel(
            name='ZoneClass',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('name_fr', models.TextField()),
                ('name_ar', models.TextField()),
                ('rank', models.SmallIntegerField(default=0)),
                ('status', models.CharField(choices=[('validated', 'validé'), ('to_validate', 'à valider')], default='to_validate', max_length=12)),
            ],
            options={
                'ordering': ['rank', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
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
                ('reference', models.TextField(db_collation='C', unique=True)),
                ('nature', models.CharField(blank=True, choices=[('TF', 'titre foncier'), ('R', 'réquisition d’immatriculation')], max_length=2)),
                ('registry_code', models.CharField(blank=True, help_text='Conservation foncière: what follows the slash.', max_length=4)),
                ('status', models.CharField(blank=True, choices=[('melk', 'melk (propriété privée)'), ('domanial', 'domaine privé de l’État'), ('public', 'domaine public'), ('communal', 'domaine communal'), ('collectif', 'terre collective (soulaliyate)'), ('habous', 'habous'), ('guich', 'guich'), ('forestier', 'domaine forestier')], max_length=10)),
                ('stage', models.CharField(blank=True, choices=[('depot', 'dépôt'), ('publication', 'publication au Bulletin officiel'), ('bornage', 'bornage'), ('plan', 'plan établi'), ('cloture', 'clôture du bornage'), ('opposition', 'délai d’opposition'), ('titre', 'titre établi')], max_length=12)),
                ('mother_reference', models.TextField(blank=True, help_text='The title this one was cut from.')),
                ('declared_area_m2', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('area_m2', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('zone_code', models.TextField(blank=True, help_text='Local code of the zone it lies in, as declared.')),
                ('geom', django.contrib.gis.db.models.fields.MultiPolygonField(null=True, srid=4326)),
                ('territory', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='layers.territory')),
            ],
        ),
        migrations.CreateModel(
            name='Zoning',
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
                ('plan_kind', models.CharField(blank=True, choices=[('SDAU', 'schéma directeur d’aménagement urbain'), ('PA', 'plan d’aménagement'), ('PZ', 'plan de zonage'), ('PDAR', 'plan de développement d’agglomération rurale')], max_length=4)),
                ('plan_reference', models.TextField()),
                ('plan_name', models.TextField(blank=True)),
                ('plan_state', models.CharField(blank=True, choices=[('etude', 'en étude'), ('comite', 'comité technique local ou central'), ('enquete', 'enquête publique et délibérations'), ('homologation', 'en cours d’homologation'), ('approuve', 'approuvé'), ('revision', 'en révision')], max_length=12)),
                ('approved_on', models.DateField(null=True)),
                ('bo_number', models.TextField(blank=True, help_text='Issue of the Bulletin officiel that published the plan.')),
                ('zone_code_local', models.TextField()),
                ('zone_number', models.TextField()),
                ('zone_name', models.TextField(blank=True)),
                ('zone_class', models.CharField(blank=True, help_text='ZoneClass.code', max_length=12)),
                ('cos', models.DecimalField(decimal_places=2, help_text='Floor area over plot area.', max_digits=5, null=True)),
                ('cus', models.DecimalField(decimal_places=2, help_text='Covered share of the plot, 0–1.', max_digits=5, null=True)),
                ('height_max_m', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('floors_max', models.SmallIntegerField(null=True)),
                ('plot_min_m2', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('setback_min_m', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('easements', models.TextField(blank=True)),
                ('area_m2', models.DecimalField(decimal_places=2, max_digits=16, null=True)),
                ('geom', django.contrib.gis.db.models.fields.MultiPolygonField(null=True, srid=4326)),
                ('territory', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='layers.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['territory'], name='zoning_territory'), models.Index(fields=['plan_reference'], name='zoning_plan')],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
        *loaded_from_files("layers_parcel"),
        *loaded_from_files("layers_zoning"),
    ]
