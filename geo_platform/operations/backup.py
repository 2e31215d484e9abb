"""backup and restore: the database, the files it speaks of, the settings that are no secret.

A secret never enters a backup. `manifest.secrets` says by a keyed print whether the machine that restores holds the
same signing key: without it sessions end, and identities of new files no longer match those already kept as digests.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from geo_platform.operations import postgres
from geo_platform.operations.archive import Reader, Writer
from geo_platform.operations.errors import NotEmpty, TooNew

DUMP = "database.dump"
SETTINGS = "settings.env"
# Folder in the backup → the setting that says where it lives.
FOLDERS = {
    "uploads": "UPLOAD_DIR",
    "rasters": "RASTER_DIR",
    "documents": "DOCUMENT_DIR",
    "files": "MEDIA_ROOT",
}
_SECRET = re.compile(r"SECRET|PASSWORD|TOKEN|KEY|DATABASE_|_URL$")
_OURS = re.compile(r"^(GEO_|WEB_CONCURRENCY$)")
# Of this machine or of this process, not of the platform.
_LOCAL = frozenset(
    {"GEO_CALLER_DIR", "GEO_DB_ROLE", "GEO_PYTHON", "GEO_TEST_TEMPLATE", "GEO_PORT", "GEO_HOST"}
)
Say = Callable[[str], None]


def folders() -> Iterator[tuple[str, Path]]:
    for name, setting in FOLDERS.items():
        if place := getattr(settings, setting, None):
            yield name, Path(place)


def key_print() -> str:
    """Tells two signing keys apart and nothing more."""
    return hmac.new(settings.SECRET_KEY.encode(), b"backup key print", hashlib.sha256).hexdigest()[:16]


def backup(path: Path, say: Say = print) -> dict[str, Any]:
    """Writes `path`; answers its manifest. The database is one consistent snapshot; the worker may go on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = Writer(path)
    done = False
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            dumped = Path(scratch) / DUMP
            say("base de données …")
            postgres.dump(dumped)
            writer.add(DUMP, dumped)
        for name, place in folders():
            files = [file for file in sorted(place.rglob("*")) if file.is_file() and not file.is_symlink()]
            say(f"{name} : {len(files)} fichiers")
            for file in files:
                writer.add(f"{name}/{file.relative_to(place).as_posix()}", file)
        writer.add_bytes(SETTINGS, _settings_text().encode())
        writer.members[SETTINGS] = _facts(_settings_text().encode())
        manifest = writer.close(_about())
        done = True
    finally:
        if not done:
            writer.abandon()
    _remember(path, manifest)
    return manifest


def _facts(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _about() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select app, array_agg(name order by name) from django_migrations group by app order by app"
        )
        migrations = dict(cursor.fetchall())
        cursor.execute("select current_setting('server_version'), postgis_lib_version()")
        postgresql, postgis = cursor.fetchone()
    return {
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "migrations": migrations,
        "postgresql": postgresql,
        "postgis": postgis,
        "mark": postgres.mark(),
        "secrets": {"SECRET_KEY": key_print()},
    }


def _settings_text() -> str:
    kept = {
        name: value
        for name, value in os.environ.items()
        if _OURS.search(name) and not _SECRET.search(name) and name not in _LOCAL
    }
    return "".join(f"{name}={value}\n" for name, value in sorted(kept.items()))


def last_file() -> Path:
    return Path(settings.LOCAL_DIR) / "last-backup.json"


def _remember(path: Path, manifest: dict[str, Any]) -> None:
    """For the status page: when, where, how much; kept on the machine, so that a restored database does not lie."""
    said = {"made_at": manifest["made_at"], "path": str(path), "size": path.stat().st_size}
    last_file().write_text(json.dumps(said))


def restore(path: Path, replace: bool = False, say: Say = print) -> dict[str, Any]:
    """Checks everything before touching anything; then database, then files. Answers the manifest."""
    with Reader(path) as reader:
        say("vérification des empreintes …")
        reader.verify()
        _check_release(reader.manifest["migrations"])
        _check_room(reader, replace)
        local = Path(settings.LOCAL_DIR)
        local.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=local) as scratch:
            dumped = Path(scratch) / DUMP
            reader.extract(DUMP, dumped)
            say("base de données …")
            _restore_database(dumped, say)
        postgres.set_mark(reader.manifest["mark"])
        for name, place in folders():
            _restore_folder(reader, name, place, replace)
        reader.extract(SETTINGS, Path(settings.LOCAL_DIR) / "restored-settings.env")
        return reader.manifest


def _check_release(migrations: dict[str, list[str]]) -> None:
    """An older backup is migrated afterwards; a newer one is refused."""
    known = MigrationLoader(None).disk_migrations
    apps = {label for label, _name in known}
    for app, names in migrations.items():
        if unknown := [name for name in names if app in apps and (app, name) not in known]:
            raise TooNew(value=f"{app}.{unknown[-1]}")


def _check_room(reader: Reader, replace: bool) -> None:
    if replace:
        return
    if not postgres.is_empty():
        raise NotEmpty(value=postgres.settings()["NAME"])
    for name, place in folders():
        if any(reader.under(name)) and place.is_dir() and any(place.iterdir()):
            raise NotEmpty(value=place)


def _restore_database(dumped: Path, say: Say) -> None:
    name = str(postgres.settings()["NAME"])
    if postgres.is_empty():
        postgres.load(dumped, name)
        return
    moment = f"{timezone.now():%Y%m%d%H%M%S}"
    fresh, kept = f"{name}_restored_{moment}", f"{name}_before_{moment}"
    with postgres.maintenance() as cursor:
        postgres.create(cursor, fresh)
        done = False
        try:
            postgres.load(dumped, fresh)
            done = True
        finally:
            if not done:
                postgres.drop(cursor, fresh)
        postgres.swap(cursor, fresh, name, kept)
    say(f"l’ancienne base reste sous le nom {kept} ; supprimez-la quand vous n’en avez plus besoin")


def _restore_folder(reader: Reader, name: str, place: Path, replace: bool) -> None:
    """Made beside, then put in place: a restore that is cut leaves the folder as it was."""
    members = list(reader.under(name))
    if not members:
        return
    fresh = place.with_name(f"{place.name}.restored")
    shutil.rmtree(fresh, ignore_errors=True)
    for member, below in members:
        reader.extract(member, fresh / below)
    if place.exists():
        before = place.with_name(f"{place.name}.before-restore")
        shutil.rmtree(before, ignore_errors=True)
        place.rename(before)
    fresh.rename(place)
