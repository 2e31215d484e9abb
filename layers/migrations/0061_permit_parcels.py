"""The parcel a permit builds on, among those loaded."""

from django.db import migrations, models

from layers.migration_sql import widen


class Migration(migrations.Migration):
    dependencies = [("layers", "0060_civic_rollups")]

    operations = [
        migrations.AddField(
            "permit",
            "parcel_reference",
            models.TextField(blank=True, default="", help_text="The parcel it builds on, among those loaded."),
            preserve_default=False,
        ),
        migrations.AddField(
            "permit",
            "parcel_method",
            models.CharField(
                blank=True,
                choices=[("declared", "nommée par le dossier"), ("position", "trouvée par les coordonnées")],
                default="",
                max_length=8,
            ),
            preserve_default=False,
        ),
        *widen(
            "layers_permit",
            parcel_reference="text not null default ''",
            parcel_method="varchar(8) not null default ''",
        ),
    ]
