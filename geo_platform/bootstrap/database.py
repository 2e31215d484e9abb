"""The embedded cluster while commands use it, and what must be in the database."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from geo_platform.bootstrap import fingerprint
from geo_platform.bootstrap.console import ROOT, Failure, say, show, step
from geo_platform.bootstrap.machine import PYTHON
from geo_platform.cluster import Cluster

# Read without Django: importing it takes seconds, this takes a tenth of one.
READ_MARK = """
import os, sys, psycopg2, dj_database_url as d
p = d.parse(sys.argv[1])
c = psycopg2.connect(host=p["HOST"], port=p["PORT"] or None, user=p["USER"], password=p["PASSWORD"], dbname=p["NAME"])
k = c.cursor()
k.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()")
print(k.fetchone()[0] or "")
"""


def owner_url() -> str:
    given = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    return given or Cluster().url("owner")


@contextmanager
def in_use() -> Iterator[None]:
    """The cluster answers inside. The last command to leave stops it, unless it was started by hand to stay."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    cluster = Cluster()
    users = cluster.base.with_suffix(".users")
    users.parent.mkdir(parents=True, exist_ok=True)
    marker = cluster.base.with_suffix(".on-demand")
    with users.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        if cluster.start():
            marker.touch()
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                alone = False
            else:
                alone = True
            if alone and marker.exists():
                cluster.stop()
                marker.unlink(missing_ok=True)


def identity() -> str:
    """Which database this is: a new one has no accounts, whatever a stamp of the old one says."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return hashlib.sha256(given.encode()).hexdigest()
    return str((Cluster().base / "provisioned").stat().st_ino)


def _mark() -> dict[str, str]:
    """What the last preparation left as the database's comment: it cannot outlive the data it speaks of."""
    done = subprocess.run(
        [PYTHON, "-c", READ_MARK, owner_url()], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        raise Failure(f"the database cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        return {}


def prepare(demo: bool) -> None:
    """Migrate, load the Kingdom and its census, and unless refused the demonstration data."""
    wanted = {"reference": fingerprint.database(demo=False)}
    if demo:
        wanted["demo"] = fingerprint.database(demo=True)
    found = _mark()
    if all(found.get(key) == value for key, value in wanted.items()):
        say("the database is up to date")
        return
    env = os.environ | {"GEO_DB_ROLE": "owner"}
    with step("database: schema, territories, census" + (", demonstration data" if demo else "")):
        if show(PYTHON, "-m", "geo_platform.prepare", json.dumps(found | wanted), env=env):
            raise Failure("the database could not be prepared")
