from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("etl", "0004_desk")]

    operations = [
        migrations.CreateModel(
            name="PullCursor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.SlugField(unique=True)),
                ("offset", models.PositiveIntegerField(default=0)),
                (
                    "total",
                    models.PositiveIntegerField(
                        help_text="What the server said there is, at this round's start.", null=True
                    ),
                ),
                ("page_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "since",
                    models.DateTimeField(
                        help_text="This round asks for what changed from here; empty: for all.", null=True
                    ),
                ),
                ("round_started_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(help_text="End of the last whole round.", null=True)),
            ],
        )
    ]
