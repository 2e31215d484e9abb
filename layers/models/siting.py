"""Where the next equipment could go: answers kept so that they can be named, compared, shared by their address."""

from __future__ import annotations

import uuid

from django.db import models


class SiteScenario(models.Model):
    """One question and its answer, as they were that day. Unnamed: kept by nobody yet, an address and no more.

    `access`: fingerprint of what its author could see of the layer; whoever sees otherwise is not shown it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, blank=True)
    owner_id = models.BigIntegerField(null=True, db_index=True)
    asked = models.JSONField()
    answer = models.JSONField()
    access = models.CharField(max_length=16)
    fictitious = models.BooleanField(help_text="At least one equipment counted is invented.")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name or str(self.id)
