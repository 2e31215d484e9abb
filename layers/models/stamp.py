from django.db import models


class LoadStamp(models.Model):
    """What a reference load last wrote: same hash, nothing to do."""

    name = models.CharField(max_length=60, primary_key=True)
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} {self.content_hash}"
