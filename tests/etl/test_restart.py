"""A real PostgreSQL stopped and started again while a file is being imported: a named error, nothing lost."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dj_database_url
import psycopg2
import pytest

from etl import load
from fixtures.rokhas import demo as permits
from geo_platform.cluster import Cluster
from tests.etl.apart import SHAPE, Apart
from tests.harness import template

pytestmark = [pytest.mark.full, pytest.mark.django_db]
SCALE = 2.2


@dataclass
class Elsewhere(Apart):
    """On a cluster of its own, which a test may stop."""

    cluster: Cluster

    @property
    def address(self) -> str:
        return self.cluster.url("app")

    def again(self) -> None:
        self.connection = _connect(self.cluster)


def _connect(cluster: Cluster) -> psycopg2.extensions.connection:
    parts = dj_database_url.parse(cluster.url("owner"))
    found = psycopg2.connect(host=parts["HOST"], port=parts["PORT"], user=parts["USER"], dbname=parts["NAME"])
    found.autocommit = True
    return found


@pytest.fixture(scope="module")
def there(kingdom: str, django_db_setup: None) -> Iterator[Elsewhere]:
    """The Kingdom copied to a second cluster, where PostgreSQL's own user can reach it."""
    folder = Path(tempfile.mkdtemp(prefix="geo-cluster-", dir="/var/tmp"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    try:
        cluster.start()
        dump = [str(cluster.bin("pg_dump")), "-Fc", "-d", _uri(template.database_url(kingdom))]
        copy = [str(cluster.bin("pg_restore")), "-d", _uri(cluster.url("superuser"))]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as source:
            # Extensions are there already: making them again is refused, and told.
            subprocess.run(copy, stdin=source.stdout, stderr=subprocess.DEVNULL, check=False)
        found = Elsewhere("geo", _connect(cluster), cluster)
        found.empty("rokhas")
        yield found
        found.connection.close()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _uri(address: str) -> str:
    return "postgresql" + address.partition("postgis")[2]


@pytest.mark.parametrize("after_s", [0.1, 0.7])
def test_a_cluster_restarted_in_mid_import_loses_nothing(there: Elsewhere, tmp_path: Path, after_s: float) -> None:
    file, _events = permits.write(tmp_path, SCALE, 5)
    assert round(permits.ROWS_AT_SCALE_1 * SCALE) >= load.DIRECT_FROM
    there.empty("rokhas")
    shape, old = there.rows(SHAPE), there.state("rokhas")
    process = there.start("run_source", "rokhas", file, "--fictitious")
    there.importing()
    time.sleep(after_s)
    there.connection.close()
    assert there.cluster.stop()
    _, err = process.communicate(timeout=120)
    assert process.returncode == 1 and "[storage_failed]" in err, err[-2000:]
    there.cluster.start()
    there.again()
    assert there.state("rokhas") == old and there.rows(SHAPE) == shape and not there.leftovers()
    there.load("run_source", "rokhas", file, "--fictitious")
    assert there.state("rokhas") != old
    assert there.rows("select count(*) from etl_importrun where state = 'running'") == [(0,)]
