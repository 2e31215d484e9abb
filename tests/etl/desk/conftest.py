"""An empty desk in a private folder, and people to sit at it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from etl.models import (
    ImportRun,
)
from geo_platform.accounts.models import User
from tests.accounts.conftest import grant
from tests.etl.desk.hands import Sign

PLAIN_STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _private_folder(nothing_imported: None, settings: Any, tmp_path: Path) -> None:
    ImportRun.objects.all().delete()
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.STORAGES = {**settings.STORAGES, **PLAIN_STATIC}


@pytest.fixture
def sign() -> Sign:
    """A client signed in as someone with this role over this territory; `""` is the Kingdom."""

    def make(role: str, code: str = "") -> Client:
        user = User.objects.create(username=f"{role}{code}", password="!")
        grant(user, role, code)
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def steward(sign: Sign) -> Client:
    return sign("steward")
