"""The demonstration of every source: same seed, same bytes, in processes that order sets and dictionaries otherwise."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from etl import source
from tests.harness import template

pytestmark = [pytest.mark.full, pytest.mark.django_db]
SCALE = 0.2
_WRITE = """
import os, sys
from importlib import import_module
from pathlib import Path
import django
django.setup()
from etl import source
for slug in source.registry():
    import_module(f"fixtures.{slug}.demo").write(Path(sys.argv[1], slug), float(sys.argv[2]), int(sys.argv[3]))
"""


def written(folder: Path, seed: int, order: str) -> dict[str, str]:
    """Names and digests of what one process writes."""
    name = connection.settings_dict["NAME"]
    known = {"DATABASE_URL": template.database_url(name, "app"), "DJANGO_SETTINGS_MODULE": "geo_platform.settings"}
    env = {k: v for k, v in os.environ.items() if k not in {"GEO_DB_ROLE", "DATABASE_OWNER_URL"}}
    command = [sys.executable, "-c", _WRITE, str(folder), str(SCALE), str(seed)]
    env |= {**known, "PYTHONHASHSEED": order}
    done = subprocess.run(command, cwd=template.ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_same_bytes_for_every_source(tmp_path: Path) -> None:
    first, again = written(tmp_path / "a", 1, "1"), written(tmp_path / "b", 1, "2")
    assert {Path(name).parts[0] for name in first} == set(source.registry())
    assert first == again
    other = written(tmp_path / "c", 2, "1")
    assert not set(first.values()) & set(other.values())
