"""The process that opens the file: one specification in, sheets out, then it ends. It never sees Django or a secret."""

from __future__ import annotations

import errno
import json
import mimetypes
import os
import re
import resource
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

# Known before the locks close: once they have, the folder that holds these packages cannot be listed.
import etl.headings  # noqa: F401
from etl.sandbox import lockdown
from etl.sandbox.limits import Limits
from etl.sandbox.wire import Out, Refusal


class _Absent(MetaPathFinder):
    """Libraries that Arrow and pyogrio load where they find them, for ways of reading not used here: half the start."""

    names = frozenset({"pandas", "geopandas", "shapely", "pyproj"})

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(name, name=name)


def main() -> None:
    spec: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    limits, private = Limits(**spec["limits"]), Path(spec["private"])
    pipe = os.fdopen(os.dup(1), "wb")
    # Libraries that print must not be taken for the stream.
    os.dup2(2, 1)
    os.chdir(private)
    guard = lockdown.apply(limits, private, Path(spec["root"]))
    sys.meta_path.insert(0, _Absent())
    # openpyxl reads the system's lists, which are out of reach by now.
    mimetypes.knownfiles.clear()
    out = Out(pipe, guard)
    end: dict[str, Any] = {"ok": True}
    try:
        _open(private / spec["file"], spec, limits, out)
    except Refusal as refusal:
        end = {"error": [refusal.code, refusal.context]}
    except OSError as error:
        if error.errno not in {errno.EFBIG, errno.ENOSPC}:
            raise
        end = {"error": ["file_too_heavy", {}]}
    except MemoryError:
        end = {"error": ["file_too_heavy", {}]}
    out.frame({**end, "max_rss_kb": _peak_kb()})
    pipe.close()
    # Without teardown of the libraries, which may crash after all was said.
    os._exit(0)


def _open(path: Path, spec: dict[str, Any], limits: Limits, out: Out) -> None:
    """What was asked for: a document, the cells of a raster, or the sheets and layers of whatever the file is."""
    if spec.get("document"):
        from etl.sandbox import document

        document.read(path, out)
    elif (options := spec.get("raster")) is not None:
        from etl.sandbox import raster

        raster.read(path, options, out)
    else:
        read(path, frozenset(spec["forms"]), spec["layer"], limits, out, spec["name"])


def _peak_kb() -> int:
    """Of this program alone: the system's count begins with the memory of the process it was forked from."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    except OSError:
        found = None
    return int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read(path: Path, forms: frozenset[str], layer: str, limits: Limits, out: Out, name: str = "") -> None:
    """One file by its kind; a reader's libraries load only when it is wanted."""
    from etl.sandbox import sniff

    kind = sniff.kind_of(path)
    if kind == "archive":
        _archive(path, forms, layer, limits, out)
    elif kind == "text":
        from etl.sandbox import text

        text.read(path, forms, out)
    elif kind == "workbook":
        from etl.sandbox import excel

        excel.read(path, forms, out, limits.unpacked_mb)
    elif kind == "json":
        from etl.sandbox import objects

        objects.read(path, forms, out)
    elif kind == "parquet":
        from etl.sandbox import parquet

        parquet.read(path, out, name)
    else:
        from etl.sandbox import vector

        # Under the extension of what it is: GDAL looks at it too.
        named = path if path.suffix == f".{kind}" else path.rename(path.with_suffix(f".{kind}"))
        vector.read(named, kind, layer, out, name)


def _archive(path: Path, forms: frozenset[str], layer: str, limits: Limits, out: Out) -> None:
    from etl.sandbox import archive, sniff, vector

    members, ignored = archive.unpack(path, path.parent, limits)
    shapes = [member for member in members if member.path.suffix == ".shp"]
    if not members:
        raise Refusal("archive_empty", value=", ".join(ignored)[:200])
    if not shapes:
        if len(members) > 1:
            raise Refusal("archive_several", value=", ".join(member.name for member in members)[:200])
        if sniff.kind_of(members[0].path) == "archive":
            raise Refusal("archive_unsafe", detail="archive dans une archive")
        read(members[0].path, forms, layer, limits, out, members[0].name)
        return
    wanted = [member for member in shapes if layer in {"", member.name}]
    if not wanted:
        raise Refusal("layer_missing", value=layer, found=", ".join(member.name for member in shapes)[:300])
    notes = [["archive_members_ignored", {"value": ", ".join(ignored)[:200]}]] if ignored else []
    for member in wanted:
        vector.read(member.path, "shp", "", out, member.name, notes)
