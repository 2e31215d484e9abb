"""Servers we race against, over the same database, in an environment of their own (`requirements-peers.txt`)."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import dj_database_url

from tests.harness import server as gunicorn
from tests.harness import template


@contextmanager
def tipg(database: str, table: str) -> Iterator[str]:
    """tipg serving one table; its address."""
    parts = dj_database_url.parse(template.database_url(database))
    address = f"postgresql://{parts['USER']}@{quote(parts['HOST'], safe='')}:{parts['PORT']}/{database}"
    own = {"DATABASE_URL": address, "TIPG_DB_SCHEMAS": '["public"]', "TIPG_CATALOG_TTL": "36000"}
    own["TIPG_DB_TABLES"] = f'["public.{table}"]'
    port = gunicorn.free_port()
    command = [os.environ["GEO_BENCH_PEERS"], "-m", "uvicorn", "tipg.main:app", "--log-level", "warning"]
    process = subprocess.Popen([*command, "--port", str(port)], cwd="/", env=os.environ | own)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/collections")
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer")
