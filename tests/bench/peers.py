"""Servers we race against, over the same database, in an environment of their own (`requirements-peers.txt`)."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


@contextmanager
def pygeoapi(database: str, table: str, fields: list[str]) -> Iterator[str]:
    """pygeoapi serving one table as the collection `bench`; its address."""
    parts = dj_database_url.parse(template.database_url(database))
    port = gunicorn.free_port()
    url = f"http://127.0.0.1:{port}"
    data = {"host": parts["HOST"], "port": parts["PORT"] or 5432, "dbname": database, "user": parts["USER"]}
    provider = {
        "type": "feature", "name": "PostgreSQL", "data": {**data, "password": "", "search_path": ["public"]},
        "id_field": "id", "table": table, "geom_field": "geom", "properties": fields,
    }  # fmt: skip
    text = {"en": "bench"}
    collection = {
        "type": "collection", "title": text, "description": text, "keywords": {"en": ["bench"]}, "links": [],
        "extents": {"spatial": {"bbox": [-18, 20, 0, 37]}}, "providers": [provider],
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="geo-bench-") as folder:
        config, openapi = Path(folder) / "config.json", Path(folder) / "openapi.json"
        config.write_text(json.dumps(_SERVER | {"resources": {"bench": collection}}).replace("{url}", url))
        own = os.environ | {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
        python = os.environ["GEO_BENCH_PEERS"]
        made = [str(Path(python).with_name("pygeoapi")), "openapi", "generate", str(config), "-f", "json"]
        subprocess.run([*made, "-of", str(openapi)], cwd=folder, env=own, check=True, capture_output=True)
        command = [python, "-W", "ignore", "-m", "uvicorn", "pygeoapi.starlette_app:APP", "--log-level", "warning"]
        process = subprocess.Popen([*command, "--port", str(port)], cwd=folder, env=own)
        try:
            _wait(f"{url}/collections?f=json")
            yield url
        finally:
            process.terminate()
            process.wait(10)


_ANYBODY = {"name": "bench", "address": "", "city": "", "stateorprovince": "", "postalcode": "", "country": ""}
_SERVER = {
    "server": {
        "bind": {"host": "127.0.0.1", "port": 0}, "url": "{url}", "mimetype": "application/json; charset=UTF-8",
        "encoding": "utf-8", "language": "en-US", "gzip": True, "cors": False, "pretty_print": False,
        "limits": {"default_items": 1000, "max_items": 1000}, "map": {"url": "", "attribution": ""},
    },
    "logging": {"level": "ERROR"},
    "metadata": {
        "identification": {"title": {"en": "bench"}, "description": {"en": "bench"}, "keywords": {"en": ["bench"]},
                           "keywords_type": "theme", "terms_of_service": "", "url": ""},
        "license": {"name": "none", "url": ""},
        "provider": {"name": "bench", "url": ""},
        "contact": {**_ANYBODY, "position": "", "phone": "", "fax": "", "email": "", "url": "", "hours": "",
                    "instructions": "", "role": "pointOfContact"},
    },
}  # fmt: skip
