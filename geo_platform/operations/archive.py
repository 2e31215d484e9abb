"""The file a backup is: a plain tar of what it holds, then a manifest with the size and SHA-256 of each member.

Anyone can open it without the platform: `tar xf`, `pg_restore`, `sha256sum`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Self

from geo_platform.operations.errors import Damaged, Exists, NotABackup
from layers.errors import PlatformError

FORMAT = "geo-platform-backup/1"
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
_CHUNK = 1 << 20


class Writer:
    """Writes FILE.partial, private, and renames it whole: a backup that exists is a complete one."""

    def __init__(self, path: Path) -> None:
        if path.exists():
            raise Exists(value=path)
        self.path = path
        self.partial = path.with_name(f"{path.name}.partial")
        self.partial.unlink(missing_ok=True)
        descriptor = os.open(self.partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: Path) -> None:
        digest = hashlib.sha256()
        with source.open("rb") as handle:
            info = self._info(name, os.fstat(handle.fileno()).st_size)
            self._tar.addfile(info, _Tee(handle, digest))
        self.members[name] = {"size": info.size, "sha256": digest.hexdigest()}

    def add_bytes(self, name: str, content: bytes) -> None:
        self._tar.addfile(self._info(name, len(content)), io.BytesIO(content))

    def close(self, facts: dict[str, Any]) -> dict[str, Any]:
        manifest = {"format": FORMAT, **facts, "members": self.members}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self.add_bytes(MANIFEST, text)
        self.add_bytes(SEAL, hashlib.sha256(text).hexdigest().encode())
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self.partial.rename(self.path)
        return manifest

    def abandon(self) -> None:
        self._file.close()
        self.partial.unlink(missing_ok=True)

    @staticmethod
    def _info(name: str, size: int) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(time.time())
        return info


class _Tee:
    """Reads on, and counts what passes into a digest."""

    def __init__(self, handle: BinaryIO, digest: Any) -> None:
        self.handle, self.digest = handle, digest

    def read(self, size: int = -1) -> bytes:
        block = self.handle.read(size)
        self.digest.update(block)
        return block


class Reader:
    """A backup opened and its manifest believed only once its seal holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._tar = tarfile.open(path, "r:")  # noqa: SIM115 closed by whoever reads
        except (tarfile.TarError, OSError) as error:
            raise NotABackup(value=path, reason=error) from error
        try:
            self.manifest = self._manifest()
        except PlatformError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def _manifest(self) -> dict[str, Any]:
        try:
            text, seal = self.bytes(MANIFEST), self.bytes(SEAL).decode()
        except KeyError as error:
            raise NotABackup(value=self.path, reason=error) from error
        except (tarfile.TarError, EOFError, OSError) as error:
            raise Damaged(value=self.path.name) from error
        if hashlib.sha256(text).hexdigest() != seal:
            raise Damaged(value=MANIFEST)
        found = json.loads(text)
        if found.get("format") != FORMAT:
            raise NotABackup(value=self.path, reason=found.get("format"))
        return dict(found)

    def bytes(self, name: str) -> bytes:
        with self._open(name) as handle:
            return handle.read()

    def _open(self, name: str) -> BinaryIO:
        handle = self._tar.extractfile(self._tar.getmember(name))
        if handle is None:
            raise KeyError(name)
        return handle  # type: ignore[return-value]

    def verify(self) -> None:
        """Reads it whole before anything is touched: every member there, none besides, each its own digest."""
        wanted = self.manifest["members"]
        there = set(self._tar.getnames()) - {MANIFEST, SEAL}
        if missing := (set(wanted) ^ there):
            raise Damaged(value=sorted(missing)[0])
        for name, facts in wanted.items():
            digest = hashlib.sha256()
            with self._open(name) as handle:
                while block := handle.read(_CHUNK):
                    digest.update(block)
            if digest.hexdigest() != facts["sha256"]:
                raise Damaged(value=name)

    def under(self, prefix: str) -> Iterator[tuple[str, PurePosixPath]]:
        """(member, path below the prefix); a name that would climb out is refused."""
        for name in self.manifest["members"]:
            if not name.startswith(f"{prefix}/"):
                continue
            below = PurePosixPath(name.removeprefix(f"{prefix}/"))
            if below.is_absolute() or ".." in below.parts:
                raise Damaged(value=name)
            yield name, below

    def extract(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._open(name) as source, target.open("wb") as handle:
            while block := source.read(_CHUNK):
                handle.write(block)

    def close(self) -> None:
        self._tar.close()
