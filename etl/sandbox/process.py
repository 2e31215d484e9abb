"""The parent's side: starts the child, reads what it says, names how it died, leaves nothing behind."""

from __future__ import annotations

import fcntl
import io
import json
import logging
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.errors import FileUnreadable, Note, kinds
from etl.sandbox.limits import Limits
from etl.sandbox.wire import LENGTH, MAX_FRAME

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "geo-sandbox-"
# What one message of the child may claim to hold: a batch is a few megabytes, a giant cell some tens.
MAX_READ = 512 * 1024 * 1024
_GRACE_S = 3.0
_log = logging.getLogger("etl.sandbox")
_START = "import sys; sys.path.insert(0, sys.argv[1]); from etl.sandbox.child import main; main()"
_SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg", ".SHX", ".DBF", ".PRJ", ".CPG")
_DEATHS = {
    signal.SIGXCPU: "file_too_slow",
    signal.SIGXFSZ: "file_too_heavy",
    signal.SIGKILL: "file_too_heavy",
}
_OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "ut of memory", "annot allocate memory", "realloc")


def _frames(said: str) -> str:
    """Where it failed, without what the file holds: the places of a traceback and the class of the error."""
    places = re.findall(r'^  File "[^"]*?([^"/]+)", (line \d+, in \w+)', said, re.MULTILINE)
    error = re.findall(r"^([\w.]+(?:Error|Exception|Interrupt))\b", said, re.MULTILINE)
    return ", ".join([*(f"{file} {place}" for file, place in places), *error])


class Child(io.RawIOBase):
    """A running child and its pipe, readable by Arrow. Only the time it keeps us waiting counts."""

    def __init__(self, private: Path, timeout_s: float) -> None:
        super().__init__()
        self.private, self.left_s = private, timeout_s
        self.usage: dict[str, int] = {}
        self.log = (private / "log").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", _START, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=private,
            env=_environment(private),
            start_new_session=True,
        )
        self.pipe = self.process.stdout.fileno()  # type: ignore[union-attr]

    def ask(self, spec: dict[str, Any]) -> None:
        """What to read; until then it has only started."""
        stdin = self.process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps({**spec, "private": str(self.private), "root": str(ROOT)}).encode())
            stdin.close()
        except BrokenPipeError as error:
            raise self.death() from error

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Exactly `size` bytes: Arrow and the frames know what they want."""
        if not 0 <= size <= MAX_READ:
            raise FileUnreadable("file_crashed_reader", detail="flux incohérent")
        parts, wanted = [], size
        while wanted:
            part = self._some(wanted)
            if not part:
                break
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def _some(self, wanted: int) -> bytes:
        begun = time.monotonic()
        ready, _, _ = select.select([self.pipe], [], [], max(self.left_s, 0))
        self.left_s -= time.monotonic() - begun
        if not ready:
            self.process.kill()
            raise FileUnreadable("file_too_slow")
        return os.read(self.pipe, min(wanted, 2**20))

    def frame(self) -> dict[str, Any]:
        head = self.read(LENGTH.size)
        if len(head) < LENGTH.size:
            raise self.death()
        (length,) = LENGTH.unpack(head)
        if length > MAX_FRAME:
            raise FileUnreadable("file_crashed_reader", detail="flux incohérent")
        try:
            content = json.loads(self.read(length))
        except ValueError as error:
            raise self.death() from error
        return dict(content)

    def death(self) -> FileUnreadable:
        """Why it said no more."""
        try:
            code = self.process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        said = self._last_words()
        if any(word in said for word in _OUT_OF_MEMORY):
            return FileUnreadable("file_too_heavy")
        if code < 0 and (named := _DEATHS.get(signal.Signals(-code))):
            return FileUnreadable(named)
        _log.warning("reader ended with %s: %s", code, _frames(said))
        return FileUnreadable(
            "file_crashed_reader", detail=signal.Signals(-code).name if code < 0 else str(code)
        )

    def _last_words(self) -> str:
        size = self.log.seek(0, os.SEEK_END)
        self.log.seek(max(0, size - 4096))
        return self.log.read().decode(errors="replace")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for handle in (self.process.stdin, self.process.stdout, self.log):
            if handle is not None and not handle.closed:
                handle.close()


@dataclass
class RawSheet:
    """A sheet or a layer. Its rows pass once, while the child reads on; `spool` keeps them.

    A table's batches hold line, width, fault, doubt, c0…cN (text; a typed cell after limits.TYPED); a layer's hold
    line, c0…cN in their own types (named by `columns`) and geometry (WKB). `crs_wkt` is WKT or an authority's code.
    """

    name: str
    kind: str
    columns: list[str]
    notes: list[Note]
    srid: int | None
    crs_wkt: str
    geometry_type: str | None
    features: int | None
    guard: str
    # Of a raster: its grid and how its cells are written (etl.sandbox.raster).
    about: dict[str, Any]
    _child: Child = field(repr=False)
    _number: int = 0
    _ahead: list[dict[str, Any]] = field(default_factory=list, repr=False)
    _schema: pa.Schema | None = None
    _begun: bool = False

    @property
    def schema(self) -> pa.Schema:
        return self._reader().schema

    def _reader(self) -> pa.RecordBatchReader:
        if not hasattr(self, "_stream"):
            self._stream = _checked(
                lambda: pa.ipc.open_stream(pa.PythonFile(self._child, mode="r")), self._child
            )
        return self._stream

    def batches(self) -> Iterator[pa.RecordBatch]:
        """FileUnreadable also after the last row: what stopped the child is then told."""
        if self._begun:
            return
        self._begun = True
        reader = self._reader()
        while True:
            batch = _checked(lambda: next(reader, None), self._child)
            if batch is None:
                break
            yield batch
        self._ahead.append(_next_frame(self._child))

    def spool(self) -> pa.Table:
        """All rows in a file of the private directory, mapped: read as often as wanted until the context closes."""
        path = self._child.private / f"sheet-{self._number}.arrow"
        with pa.ipc.new_file(str(path), self.schema) as writer:
            for batch in self.batches():
                writer.write_batch(batch)
        with pa.memory_map(str(path)) as mapped:
            return pa.ipc.open_file(mapped).read_all()


def _checked(step: Any, child: Child) -> Any:
    """One step of the Arrow stream; the child may have been taken over by its file, so nothing of it is believed."""
    try:
        found = step()
        if isinstance(found, pa.RecordBatch):
            found.validate(full=True)
    except (pa.ArrowException, OSError, EOFError) as error:
        raise child.death() from error
    return found


@contextmanager
def opened(
    path: Path,
    forms: Collection[str],
    layer: str,
    timeout_s: float,
    limits: Limits,
    raster: dict[str, Any] | None = None,
    *,
    document: bool = False,
) -> Iterator[Iterator[RawSheet]]:
    """`raster`: read the cells of a raster, with these options, instead of sheets and layers; `document`: its words."""
    _check(path, limits)
    _sweep()
    private = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(private, os.O_RDONLY)
    child = None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        inner = private / "in"
        inner.mkdir(mode=0o700)
        # It starts while its file is copied.
        child = Child(inner, timeout_s)
        spec = {"file": _copy(path, inner), "name": path.stem[:80], "forms": sorted(forms), "layer": layer}
        child.ask({**spec, "raster": raster, "document": document, "limits": asdict(limits)})
        wanted = {"document"} if document else {"table", "vector"} if raster is None else {"raster"}
        yield _sheets(child, wanted)
    finally:
        if child is not None:
            child.end()
        shutil.rmtree(private, ignore_errors=True)
        os.close(lock)


def _check(path: Path, limits: Limits) -> None:
    if not path.is_file():
        raise FileUnreadable("file_missing", value=path.name)
    size = path.stat().st_size
    if size > limits.file_mb * 2**20:
        raise FileUnreadable("file_too_large", value=path.name, limit=limits.file_mb)
    if not size:
        raise FileUnreadable("file_empty", value=path.name)


def _copy(path: Path, folder: Path) -> str:
    """Under a name of ours; a shapefile from the console comes with the files beside it."""
    if path.suffix.lower() != ".shp":
        shutil.copyfile(path, folder / "file")
        return "file"
    for beside in (path, *(path.with_suffix(suffix) for suffix in _SIDE_FILES)):
        if beside.is_file():
            shutil.copyfile(beside, folder / f"file{beside.suffix.lower()}")
    return "file.shp"


def _sweep() -> None:
    """Directories of workers that were killed: nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            mine = os.fstat(handle).st_uid == os.geteuid() and time.time() - os.fstat(handle).st_mtime > 60
            if mine:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)


def _environment(private: Path) -> dict[str, str]:
    """Nothing of ours: no database address, no key. One arena and the system's allocator keep within the limit."""
    return {
        "PATH": os.defpath, "HOME": str(private), "TMPDIR": str(private), "LANG": "C.UTF-8", "TZ": "UTC",
        "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip


def _sheets(child: Child, kinds_wanted: set[str]) -> Iterator[RawSheet]:
    frame, number = _next_frame(child), 0
    while frame is not None and "name" in frame:
        number += 1
        sheet = _sheet(frame, child, number)
        if sheet.kind not in kinds_wanted:
            raise FileUnreadable("file_crashed_reader", detail="flux incohérent")
        yield sheet
        if not sheet._ahead:
            for _ in sheet.batches():
                pass
        # A consumer that left off in mid-sheet: the rest is passed over by the stream it began.
        while not sheet._ahead and next(sheet._reader(), None) is not None:
            pass
        frame = sheet._ahead[0] if sheet._ahead else _next_frame(child)


def _next_frame(child: Child) -> dict[str, Any]:
    """A sheet's heading, or the trailer; a refusal is raised."""
    frame = child.frame()
    child.usage = {"max_rss_kb": frame.get("max_rss_kb", 0)}
    if "error" in frame:
        raise _refused(frame["error"])
    if "name" not in frame and "ok" not in frame:
        raise FileUnreadable("file_crashed_reader", detail="flux incohérent")
    return frame


def _refused(error: Any) -> FileUnreadable:
    try:
        code, context = error
        if kinds()[code].scope == FileUnreadable.scope:
            return FileUnreadable(code, **{str(k): str(v)[:300] for k, v in context.items()})
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    return FileUnreadable("file_crashed_reader", detail="flux incohérent")


def _sheet(frame: dict[str, Any], child: Child, number: int) -> RawSheet:
    try:
        return RawSheet(
            name=str(frame["name"])[:200],
            kind=str(frame["kind"]),
            columns=[str(name) for name in frame["columns"]],
            notes=[
                Note(code, **{str(k): str(v)[:300] for k, v in context.items()})
                for code, context in frame["notes"]
            ],
            srid=int(frame["srid"]) if frame.get("srid") else None,
            crs_wkt=str(frame.get("crs_wkt") or ""),
            geometry_type=frame.get("geometry_type") and str(frame["geometry_type"]),
            features=None if frame.get("features") is None else int(frame["features"]),
            guard=str(frame.get("guard")),
            about=dict(frame.get("about") or {}),
            _child=child,
            _number=number,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FileUnreadable("file_crashed_reader", detail="flux incohérent") from error
