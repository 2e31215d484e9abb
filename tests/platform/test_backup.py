"""A backup restored into an empty machine gives the same files for every layer; what is wrong is refused by name."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from geo_platform.cluster import Cluster
from geo_platform.operations.archive import Reader, Writer
from geo_platform.operations.backup import restore
from geo_platform.operations.errors import Damaged, NotABackup, TooNew
from tests.harness import template

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = """
import sys
from pathlib import Path
from django.core.management import call_command
from layers import registry
for slug in registry.layers():
    call_command("export_layer", slug, output=Path(sys.argv[1], f"{slug}.csv"), stdout=open("/dev/null", "w"))
"""
# What a release keeps of its own tables and work; everything else is people's data.
MACHINERY = {"layers_loadable", "layers_loadstamp", "layers_schedule", "layers_tableversion"}
# The schema before the round of changes that this release brings.
EARLIER = "0020_label_points"


class Platform:
    """One database and one folder, driven by commands as an operator drives them."""

    def __init__(self, owner: str, app: str, local: Path) -> None:
        self.local = local
        local.mkdir(parents=True, exist_ok=True)
        self.env = os.environ | {
            "DATABASE_OWNER_URL": owner,
            "DATABASE_URL": app,
            "GEO_DB_ROLE": "owner",
            "GEO_LOCAL_DIR": str(local),
            "GEO_EXPORT_PURPOSE": "",
            "SECRET_KEY": "the-same-on-both-machines-0123456789-0123456789-abcdef",
            "DJANGO_SETTINGS_MODULE": "geo_platform.settings",
        }
        for name in ("GEO_UPLOAD_DIR", "GEO_RASTER_DIR", "GEO_DOCUMENT_DIR"):
            self.env.pop(name, None)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )

    def manage(self, *arguments: str) -> str:
        done = self.python("manage.py", *arguments)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout + done.stderr

    def refused(self, *arguments: str) -> str:
        done = self.python("manage.py", *arguments)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def exports(self, folder: Path) -> dict[str, bytes]:
        folder.mkdir()
        done = self.python("-c", f"import django; django.setup()\n{EXPORTS}", str(folder))
        assert done.returncode == 0, done.stderr[-2000:]
        return {path.name: _without_moment(path.read_bytes()) for path in sorted(folder.iterdir())}


def _without_moment(content: bytes) -> bytes:
    """The last heading says when the file was made and under what number: never twice the same."""
    heading, _end, rows = content.partition(b"\r\n")
    return heading.partition(b';"[')[0] + b"\r\n" + rows


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Another machine: a cluster of its own, just provisioned."""
    cluster = Cluster(tmp_path_factory.mktemp("machine"))
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(cluster.base, ignore_errors=True)


def source(tmp_path: Path, scale: int) -> Iterator[Platform]:
    name = f"geo_test_{os.getpid()}_backup"
    template.clone(name, template.template())
    platform = Platform(template.database_url(name), template.database_url(name, "app"), tmp_path / "source")
    if scale > 1:
        platform.manage("load_demo", "--scale", str(scale))
    else:
        # Millions of figures that say nothing more of a backup than thousands do.
        _sql(platform, "truncate layers_indicatorvalue")
    try:
        yield platform
    finally:
        template.discard(name)


def _sql(platform: Platform, text: str) -> list[tuple[object, ...]]:
    with (
        psycopg2.connect(platform.env["DATABASE_OWNER_URL"].replace("postgis://", "postgresql://")) as opened,
        opened.cursor() as cursor,
    ):
        cursor.execute(text)
        return cursor.fetchall() if cursor.description else []


def restored_equals(tmp_path: Path, empty: Cluster, scale: int) -> None:
    for before in source(tmp_path, scale):
        for name in ("uploads/2026/état.csv", "rasters/slope/1/data.tif", "documents/a/b/convention.pdf"):
            path = before.local / name
            path.parent.mkdir(parents=True)
            path.write_bytes(name.encode() * 100)
        file = tmp_path / "platform.backup"
        before.manage("backup", str(file))
        assert file.stat().st_mode & 0o077 == 0, "nobody else reads it"
        assert json.loads((before.local / "last-backup.json").read_text())["size"] == file.stat().st_size
        after = Platform(empty.url("owner"), empty.url("app"), tmp_path / "target")
        said = after.manage("restore", str(file))
        assert "restaurée" in said and "clé de signature" not in said
        assert after.exports(tmp_path / "after") == before.exports(tmp_path / "before")
        for name in ("uploads/2026/état.csv", "rasters/slope/1/data.tif", "documents/a/b/convention.pdf"):
            assert (after.local / name).read_bytes() == (before.local / name).read_bytes()
        secret = before.env["SECRET_KEY"].encode()
        assert secret not in file.read_bytes(), "no secret enters a backup"
        assert "restore_not_empty" in after.refused("restore", str(file))
        after.manage("migrate", "--check")
        rights = "select has_table_privilege('geo_app', 'layers_permit', 'insert')"
        assert _sql(after, rights) == [(True,)], "the application's rights came back"


def test_a_backup_restored_on_an_empty_machine_gives_the_same_exports(tmp_path: Path, empty: Cluster) -> None:
    restored_equals(tmp_path, empty, 1)


@pytest.mark.full
def test_so_does_one_of_scale_5(tmp_path: Path) -> None:
    (tmp_path / "machine").mkdir()
    cluster = Cluster(tmp_path / "machine")
    cluster.start()
    try:
        restored_equals(tmp_path, cluster, 5)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.base, ignore_errors=True)


def made(path: Path, migrations: dict[str, list[str]] | None = None) -> Path:
    writer = Writer(path)
    note = path.with_suffix(".txt")
    note.write_text("0123456789" * 50)
    writer.add("uploads/note.txt", note)
    writer.close({"migrations": migrations or {}})
    return path


def test_a_changed_byte_is_found_before_anything_is_touched(tmp_path: Path) -> None:
    file = made(tmp_path / "good.backup")
    with Reader(file) as reader:
        reader.verify()
    content = bytearray(file.read_bytes())
    content[content.index(b"0123456789")] ^= 1
    file.write_bytes(content)
    with Reader(file) as reader, pytest.raises(Damaged) as caught:
        reader.verify()
    assert caught.value.context["value"] == "uploads/note.txt"


def test_a_file_cut_short_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = made(tmp_path / "good.backup")
    file.write_bytes(file.read_bytes()[:1500])
    with pytest.raises((Damaged, NotABackup)):
        Reader(file)
    other = tmp_path / "other.tar"
    with tarfile.open(other, "w") as tar:
        tar.add(__file__, "manifest.json")
    with pytest.raises(NotABackup):
        Reader(other)
    other.write_bytes(b"not a tar at all" * 100)
    with pytest.raises(NotABackup):
        Reader(other)


def test_a_name_that_climbs_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "hostile.backup")
    writer.add("uploads/../../secret-key", Path(__file__))
    writer.close({"migrations": {}})
    with Reader(tmp_path / "hostile.backup") as reader, pytest.raises(Damaged):
        list(reader.under("uploads"))


def test_a_backup_of_a_newer_release_is_refused_by_the_migration_it_knows(tmp_path: Path) -> None:
    """Before the database is asked anything: this test is given none."""
    known = {"layers": ["0001_initial", "9999_of_tomorrow"], "an_app_since_removed": ["0001_initial"]}
    newer = made(tmp_path / "newer.backup", known)
    with pytest.raises(TooNew) as caught:
        restore(newer)
    assert caught.value.context["value"] == "layers.9999_of_tomorrow"
    with pytest.raises(TooNew):
        restore(newer, replace=True)


def test_what_is_replaced_stays_beside(tmp_path: Path, empty: Cluster) -> None:
    empty.psql(
        "create database replaced template geo_template owner geo_owner; grant connect on database replaced to geo_app"
    )
    platform = Platform(empty.url("owner", "replaced"), empty.url("app", "replaced"), tmp_path / "local")
    platform.manage("migrate", "-v0")
    rows = "select service, days from layers_servicedelay order by 1, 2"
    document = platform.local / "documents" / "note.txt"
    document.parent.mkdir(parents=True)
    document.write_text("as it was")
    platform.manage("load_law")
    before = _sql(platform, rows)
    file = tmp_path / "good.backup"
    platform.manage("backup", str(file))
    _sql(platform, "update layers_servicedelay set days = 999")
    document.write_text("as it became")
    changed = _sql(platform, rows)
    assert before != changed

    damaged = tmp_path / "damaged.backup"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    assert "backup_damaged" in platform.refused("restore", "--replace", str(damaged))
    assert "restore_not_empty" in platform.refused("restore", str(file))
    assert (_sql(platform, rows), document.read_text()) == (changed, "as it became"), "nothing was touched"

    said = platform.manage("restore", "--replace", str(file))
    assert (_sql(platform, rows), document.read_text()) == (before, "as it was")
    [(kept,)] = _sql(platform, "select datname from pg_database where datname like 'replaced\\_before\\_%'")
    assert str(kept) in said
    old = Platform(empty.url("owner", str(kept)), empty.url("app", str(kept)), tmp_path / "old")
    assert _sql(old, rows) == changed
    assert (platform.local / "documents.before-restore" / "note.txt").read_text() == "as it became"
    assert _sql(platform, "select has_database_privilege('geo_app', current_database(), 'connect')") == [(True,)]


def test_an_interrupted_backup_leaves_no_file(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "cut.backup")
    writer.add("uploads/a", Path(__file__))
    writer.abandon()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.full
def test_a_platform_of_the_previous_release_is_upgraded_with_its_data(tmp_path: Path, empty: Cluster) -> None:
    """The previous schema with the rows of a scale-10 demonstration, made by that release's own code, then migrated."""
    revision = _revision_with(EARLIER)
    if revision is None:
        pytest.skip("the history of the repository is not here")
    old = tmp_path / "old"
    old.mkdir()
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "x", "-C", str(old)], input=packed, check=True)
    empty.psql(
        "create database upgraded template geo_template owner geo_owner; grant connect on database upgraded to geo_app"
    )
    platform = Platform(empty.url("owner", "upgraded"), empty.url("app", "upgraded"), tmp_path / "local")
    for command in (
        ["migrate", "-v0"],
        ["load_territories"],
        ["load_law"],
        ["load_localities"],
        ["load_demo", "--scale", "10"],
    ):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=old,
            env=platform.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
    tables = [
        row[0]
        for row in _sql(
            platform, "select relname from pg_stat_user_tables where relname like 'layers_%' order by 1"
        )
    ]
    counts = {table: _sql(platform, f"select count(*) from {table}") for table in tables}
    platform.manage("migrate", "-v0")
    platform.manage("load_law")
    changed = {
        table: n for table, n in counts.items() if _sql(platform, f"select count(*) from {table}") != n
    }
    assert set(changed) <= MACHINERY, changed
    files = platform.exports(tmp_path / "files")
    assert files["permits.csv"].count(b"\n") > 10_000


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.split()


def _revision_with(migration: str) -> str | None:
    """The last revision whose newest migration of layers is this one."""
    folder = "layers/migrations/"
    for after in reversed(_git("log", "--format=%H", "--diff-filter=A", "--", folder)):
        stems = [Path(name).stem for name in _git("ls-tree", "--name-only", after, folder)]
        if max((stem for stem in stems if stem[:4].isdigit()), default="") > migration:
            return f"{after}^"
    return None


def test_an_older_schema_with_rows_is_migrated_whole(tmp_path: Path, empty: Cluster) -> None:
    empty.psql(
        "create database older template geo_template owner geo_owner; grant connect on database older to geo_app"
    )
    platform = Platform(empty.url("owner", "older"), empty.url("app", "older"), tmp_path / "local")
    platform.manage("migrate", "-v0", "layers", EARLIER)
    _sql(
        platform,
        "insert into layers_edition (slug, title_fr, title_ar, valid_from, is_current, source, note_fr, note_ar, "
        "content_hash) values ('2024', 'É', 'ط', '2024-09-01', true, '', '', '', '')",
    )
    _sql(
        platform,
        "insert into layers_deployment (deployment_key, system_code, scope, place_code, status_date, date_precision, "
        "status, version, origin, evidence, remark, flags, fictitious, row_hash, recorded_from) values "
        "('k', 'ROKHAS', 'region', '02', '2020-05-19', 'day', 'OPERATIONNEL', '', '', '', '', '{}', false, 1, now())",
    )
    platform.manage("migrate", "-v0")
    platform.manage("migrate", "--check")
    assert _sql(platform, "select deployment_key from layers_deployment") == [("k",)]
    file = tmp_path / "older.backup"
    platform.manage("backup", str(file))
    with Reader(file) as reader:
        assert EARLIER in reader.manifest["migrations"]["layers"][:-1], "later ones are there too"
