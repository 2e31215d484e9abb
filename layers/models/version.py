from django.db import models


class TableVersion(models.Model):
    """Counts the statements that changed a table (trigger `layers_bump`): what caches and ETags depend on."""

    table_name = models.CharField(max_length=63, primary_key=True)
    version = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.table_name} {self.version}"
