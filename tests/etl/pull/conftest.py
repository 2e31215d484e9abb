"""A portal to pull from, and the settings that lead to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.etl.pull.portal import Portal


@pytest.fixture
def portal() -> Iterator[Portal]:
    server = Portal()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def configured(portal: Portal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    settings.LOCAL_DIR = tmp_path
    for name, value in {"URL": portal.url, "TOKEN": "s3cret", "LIMIT": "3"}.items():
        monkeypatch.setenv(f"GEO_PULL_ROKHAS_{name}", value)
