from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("layers", "0022_titles")]

    operations = [
        migrations.AddField(
            "indicator",
            "access",
            models.CharField(
                choices=[
                    ("public", "tout le monde"),
                    ("perimeter", "les services de mon périmètre"),
                    ("private", "moi seul"),
                ],
                default="public",
                max_length=9,
            ),
        ),
        migrations.AddField("indicator", "owner_id", models.BigIntegerField(null=True)),
        migrations.AddField(
            "indicator",
            "perimeter",
            models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="layers.territory"),
        ),
    ]
