"""The embedded PostGIS under the accidents it meets, each on a private cluster."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import dj_database_url
import psycopg2
import pytest

from geo_platform import cluster as module
from geo_platform.cluster import Cluster, ClusterError


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Readable by all, unlike tmp_path, whose parent is 0700."""
    path = Path(tempfile.mkdtemp(prefix="geo-cluster-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def remove(cluster: Cluster) -> None:
    cluster.stop()
    shutil.rmtree(cluster.base)
    cluster.base.with_suffix(".lock").unlink()
    shutil.rmtree(cluster.socket, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[Cluster]:
    root = folder / "plain"
    root.mkdir()
    made = Cluster(root)
    assert made.start() is True
    yield made
    remove(made)


def connect(cluster: Cluster, role: str, database: str = "geo") -> psycopg2.extensions.connection:
    parts = dj_database_url.parse(cluster.url(role, database))
    made = psycopg2.connect(host=parts["HOST"], port=parts["PORT"], user=parts["USER"], dbname=parts["NAME"])
    made.autocommit = True
    return made


def one(cluster: Cluster, role: str, sql: str) -> object:
    connection = connect(cluster, role)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def test_url_is_read_by_django_with_the_socket_as_host(cluster: Cluster) -> None:
    parts = dj_database_url.parse(cluster.url("app"))
    assert parts["ENGINE"] == "django.contrib.gis.db.backends.postgis"
    assert (parts["HOST"], parts["PORT"], parts["USER"]) == (str(cluster.socket), 5432, "geo_app")


def test_commits_are_synchronous_and_nothing_listens_on_the_network(cluster: Cluster) -> None:
    assert one(cluster, "app", "show synchronous_commit") == "on"
    assert one(cluster, "app", "show listen_addresses") == ""
    assert oct(cluster.socket.stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine()",
        "create temp table mine()",
        "create schema mine",
        "create extension hstore",
        "create function f() returns int language sql as 'select 1'",
        "create role other",
        "create database other",
        "copy (select 1) to program 'id'",
        "copy (select 1) to '/tmp/geo-app-was-here'",
        "select pg_read_file('/etc/passwd')",
        "select lo_import('/etc/passwd')",
        "set role geo_owner",
        "alter role geo_app superuser",
    ],
)
def test_the_application_role_can_neither_create_nor_run_programs(cluster: Cluster, sql: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        one(cluster, "app", sql)


def test_the_application_reads_and_writes_what_the_owner_makes_and_no_more(cluster: Cluster) -> None:
    one(cluster, "owner", "create table thing (id serial primary key, place geometry(Point, 4326))")
    one(cluster, "app", "insert into thing (place) values (st_point(-7.6, 33.6, 4326))")
    assert one(cluster, "app", "select count(*) from thing") == 1
    for sql in ("drop table thing", "truncate thing", "alter table thing add x int"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            one(cluster, "app", sql)
    assert one(cluster, "app", "show statement_timeout") == "30s"
    assert one(cluster, "app", "select count(*) from pg_class where relowner = 'geo_app'::regrole") == 0


def test_the_owner_is_no_superuser_yet_makes_databases_with_the_extensions(cluster: Cluster) -> None:
    assert one(cluster, "owner", "select rolsuper from pg_roles where rolname = current_user") is False
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        one(cluster, "owner", "copy (select 1) to program 'id'")
    one(cluster, "owner", "create database clone template geo_template strategy file_copy")
    held = connect(cluster, "owner", "clone")
    with held.cursor() as cursor:
        cursor.execute("select postgis_version(), similarity('a', 'a'), unaccent('é')")
        assert cursor.fetchone()[1:] == (1, "e")
    one(cluster, "owner", "drop database clone with (force)")
    held.close()


def kill(cluster: Cluster) -> None:
    """All of it at once, as the kernel does when memory runs out."""
    for pid in cluster.live():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    deadline = time.monotonic() + 10
    while cluster.live() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_killed_then_started_keeps_what_was_committed(cluster: Cluster) -> None:
    one(cluster, "owner", "create table kept as select 42 as n")
    kill(cluster)
    assert not cluster.ready()
    assert (cluster.data / "postmaster.pid").exists()
    assert cluster.start() is True
    assert one(cluster, "app", "select n from kept") == 42


def test_killed_postmaster_with_orphans_still_leaving(cluster: Cluster) -> None:
    held = connect(cluster, "app")
    os.kill(cluster._postmaster(), signal.SIGKILL)
    assert cluster.start() is True
    with pytest.raises(psycopg2.OperationalError), held.cursor() as cursor:
        cursor.execute("select 1")
    assert one(cluster, "app", "select 1") == 1


def test_stale_pid_and_socket_of_a_recycled_process(cluster: Cluster) -> None:
    """A zombie, or another program that got the old pid: pg_ctl takes both for a running server."""
    kill(cluster)
    pid_file = cluster.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{cluster.data}\n")
        assert cluster.start() is True
        stranger.terminate()
    assert one(cluster, "app", "select 1") == 1


def test_data_folder_opened_to_others_is_closed_again(cluster: Cluster) -> None:
    cluster.stop()
    cluster.data.chmod(0o755)
    assert cluster.start() is True
    assert oct(cluster.data.stat().st_mode)[-3:] == "700"


def test_two_starters_at_once(cluster: Cluster) -> None:
    cluster.stop()
    command = [sys.executable, "-m", "geo_platform.cluster", "start", "--root", str(cluster.root)]
    both = [subprocess.Popen(command, cwd=module.ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(p.communicate(timeout=60)[0].split(" /")[0] for p in both)
    assert [p.returncode for p in both] == [0, 0], said
    assert said == ["already running", "started"]


def test_two_first_starters_at_once_on_an_empty_folder(folder: Path) -> None:
    root = folder / "both"
    root.mkdir()
    command = [sys.executable, "-m", "geo_platform.cluster", "start", "--root", str(root)]
    both = [subprocess.Popen(command, cwd=module.ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        process.communicate(timeout=60)
    made = Cluster(root)
    try:
        assert [p.returncode for p in both] == [0, 0]
        assert one(made, "app", "select postgis_lib_version() is not null") is True
    finally:
        remove(made)


def test_interrupted_first_start_is_begun_again(folder: Path) -> None:
    root = folder / "interrupted"
    made = Cluster(root) if root.mkdir() is None else None
    assert made is not None
    (root / ".local" / "pg").mkdir(parents=True)
    owner = made.owner
    shutil.chown(root / ".local" / "pg", owner.pw_uid, owner.pw_gid)
    (root / ".local" / "pg" / "data.new").mkdir()
    (root / ".local" / "pg" / "data.new" / "PG_VERSION").write_text("15\n")
    try:
        assert made.start() is True
    finally:
        remove(made)


def test_below_a_closed_home(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    root = home / "project"
    root.mkdir()
    made = Cluster(root)
    if os.geteuid() == 0:
        assert made.base.parent == Path("/var/lib/geo-platform")
    try:
        assert made.start() is True
        assert one(made, "app", "select 1") == 1
        assert Cluster(root).url() == made.url()
    finally:
        remove(made)


@pytest.mark.parametrize("name", ["a" * 120, "dossier à l'accent, et virgule"])
def test_long_or_odd_path(folder: Path, name: str) -> None:
    root = folder / name
    root.mkdir()
    made = Cluster(root)
    assert len(str(made.socket)) < 60
    try:
        assert made.start() is True
        assert one(made, "app", "select 1") == 1
    finally:
        remove(made)


def test_socket_folder_of_someone_else_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder / ("b" * 120)
    root.mkdir()
    made = Cluster(root)
    made.socket.symlink_to(folder)
    try:
        with pytest.raises(ClusterError, match="remove it"):
            made.start()
    finally:
        made.socket.unlink()
    other = SimpleNamespace(pw_uid=made.owner.pw_uid + 1, pw_gid=0, pw_name="other")
    monkeypatch.setattr(made, "owner", other)
    with pytest.raises(ClusterError, match="not a folder of other"):
        made._own_dir(made.base)


def test_status_tells_and_returns(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    assert module.main(["status", "--root", str(cluster.root)]) == 0
    cluster.stop()
    assert module.main(["status", "--root", str(cluster.root)]) == 3
    assert "stopped" in capsys.readouterr().out
    cluster.start()
