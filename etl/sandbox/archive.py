"""Zips unpacked under our own names, measured while they inflate: what they declare is not believed."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl.sandbox.limits import Limits
from etl.sandbox.wire import Refusal

SHAPE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
READ = (".gpkg", ".geojson", ".json", ".kml", ".gpx", ".dxf", ".fgb", ".csv", ".txt", ".tsv", ".xlsx")
_CHUNK = 2**20


@dataclass(frozen=True)
class Member:
    """`name`: the file's name without extension, as the archive has it, for people; `path`: where we put it."""

    name: str
    path: Path


def unpack(path: Path, folder: Path, limits: Limits) -> tuple[list[Member], list[str]]:
    """What we read of it (one member a shapefile, whatever its parts), and the names passed over."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _members(archive, folder, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise Refusal("archive_unreadable", detail=str(error)[:100]) from error


def _members(archive: zipfile.ZipFile, folder: Path, limits: Limits) -> tuple[list[Member], list[str]]:
    infos = archive.infolist()
    if len(infos) > limits.members:
        raise Refusal("archive_bomb", detail=f"{len(infos)} fichiers", limit=limits.unpacked_mb)
    budget = limits.unpacked_mb * 2**20
    stems: dict[str, int] = {}
    found: dict[Path, Member] = {}
    ignored: list[str] = []
    for info in infos:
        name = _name(info)
        pure = PurePosixPath(name)
        _check(info, name)
        if info.is_dir() or pure.name.startswith(".") or "__MACOSX" in pure.parts:
            continue
        suffix = pure.suffix.lower()
        if suffix not in (*SHAPE, *READ):
            ignored.append(pure.name[:80])
            continue
        number = stems.setdefault(str(pure.with_suffix("")).lower(), len(stems))
        target = folder / f"m{number}{suffix}"
        if target.exists():
            raise Refusal("archive_unsafe", detail=f"{pure.name[:80]} (répété)")
        budget -= _inflate(archive, info, target, budget, limits)
        if suffix == ".shp" or suffix in READ:
            found[target] = Member(pure.stem[:80], target)
    return list(found.values()), ignored


def _name(info: zipfile.ZipInfo) -> str:
    """Old archivers wrote Arabic names in UTF-8 or windows-1256 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if raw.isascii():
        return info.filename
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("windows-1256", errors="replace")


def _check(info: zipfile.ZipInfo, name: str) -> None:
    if info.flag_bits & 0x1:
        raise Refusal("archive_unsafe", detail="mot de passe")
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise Refusal("archive_unsafe", detail=f"{name[:80]} (lien)")
    if (
        name.startswith("/")
        or "\\" in name
        or ".." in PurePosixPath(name).parts
        or ":" in name
        or "\x00" in name
    ):
        raise Refusal("archive_unsafe", detail=name[:80])


def _inflate(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, budget: int, limits: Limits
) -> int:
    """The declared size already refuses an honest bomb; the measured one, a liar."""
    if info.file_size > budget:
        raise _bomb(limits)
    written = 0
    with archive.open(info) as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > budget:
                raise Refusal(
                    "archive_bomb", detail=f"plus de {limits.unpacked_mb} Mo", limit=limits.unpacked_mb
                )
            sink.write(chunk)
    return written


def _bomb(limits: Limits) -> Refusal:
    return Refusal("archive_bomb", detail=f"plus de {limits.unpacked_mb} Mo", limit=limits.unpacked_mb)
