"""Hostile files against the locked child: the worker lives, memory is bounded, nobody is called, no row is half in."""

from __future__ import annotations

import resource
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from etl import runner, source
from etl.errors import FileUnreadable
from etl.headings import header_form
from etl.sandbox import Limits, open_file, process
from fixtures.rokhas import corpus
from layers.models import Parcel
from tests.etl import hostile

FORMS = frozenset(header_form(name) for name in corpus.HEADER)
LIMITS = Limits(memory_mb=1024, cpu_s=30, file_mb=64, unpacked_mb=64)
SAMPLE = 30
WAIT_S = 40.0
# Of the vector files, how many come first unspoilt, and the parcels each holds.
SOUND, ROWS = 6, 30


class Listener:
    """Where a file that calls out would be heard."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(0)
        self.port = self.server.getsockname()[1]

    def heard(self) -> bool:
        try:
            self.server.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.server.close()


@pytest.fixture(scope="module")
def files(listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> list[hostile.Hostile]:
    return list(hostile.files(tmp_path_factory.mktemp("sound"), listener.port))


@pytest.fixture
def usages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """Peak memory each child told of itself, in kB; private directories go to a place of the test's own."""
    found: list[int] = []
    end = process.Child.end

    def told(child: process.Child) -> None:
        found.append(child.usage.get("max_rss_kb", 0))
        end(child)

    monkeypatch.setattr(process.Child, "end", told)
    (tmp_path / "private").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "private"))
    return found


def outcome(path: Path) -> str:
    """The refusal's code, or `read`."""
    try:
        with open_file(path, FORMS, timeout_s=WAIT_S, limits=LIMITS) as sheets:
            for sheet in sheets:
                for batch in sheet.batches():
                    assert batch.num_columns >= 2
    except FileUnreadable as fault:
        assert fault.text("fr") and fault.suggestion("ar")
        return fault.code
    return "read"


def endure(
    chosen: list[hostile.Hostile], folder: Path, listener: Listener, usages: list[int]
) -> Counter[str]:
    found: Counter[str] = Counter()
    for number, (name, content) in enumerate(chosen):
        place = folder / str(number)
        place.mkdir()
        path = place / name.replace("/", "_")
        path.write_bytes(content)
        begun = time.monotonic()
        code = outcome(path)
        path.unlink()
        found[code] += 1
        assert time.monotonic() - begun < WAIT_S + 10, name
        assert not listener.heard(), name
        assert list((folder / "private").iterdir()) == [], name
    assert max(usages) < LIMITS.memory_mb * 1024
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 * LIMITS.memory_mb * 1024
    return found


def test_a_sample_of_hostile_files(
    files: list[hostile.Hostile], listener: Listener, usages: list[int], tmp_path: Path
) -> None:
    light = [file for file in files if len(file[1]) < 2**20]
    found = endure(light[:: len(light) // SAMPLE][:SAMPLE], tmp_path, listener, usages)
    assert found.total() == SAMPLE and len(found) > 3


@pytest.mark.full
def test_five_hundred_hostile_files(
    files: list[hostile.Hostile], listener: Listener, usages: list[int], tmp_path: Path
) -> None:
    found = endure(files, tmp_path, listener, usages)
    assert found.total() == hostile.COUNT
    # Spoilt files are read or refused for what they are; the reader itself seldom falls.
    assert found["file_crashed_reader"] < hostile.COUNT / 20, found
    assert {"archive_bomb", "xml_entities", "format_unknown", "too_many_columns"} <= set(found), found


def stored(declared: source.Source) -> list[int]:
    models = [m for t in declared.tables for m in (t.model, *(c.model for c in t.companions))]
    return [model._default_manager.count() for model in models]


def through(declared: source.Source, path: Path) -> str:
    """All or nothing: a refused file leaves the tables as they were, a read one has counts that add up."""
    before = stored(declared)
    try:
        counts = runner.run(declared, path).counts
    except FileUnreadable as fault:
        assert stored(declared) == before
        return fault.code
    assert counts["read"] == sum(counts[k] for k in ("created", "updated", "unchanged", "refused"))
    assert stored(declared)[0] == before[0] + counts["created"]
    return "read"


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_imported")
@pytest.mark.parametrize("share", [pytest.param(1, marks=pytest.mark.full), 12])
def test_no_hostile_file_leaves_half_a_load(files: list[hostile.Hostile], tmp_path: Path, share: int) -> None:
    runner.run(source.get("rokhas"), corpus.FOLDER / "good.csv")
    kinds = (".csv", ".xlsx", ".json")
    chosen = [f for f in files if f[0].endswith(kinds) and len(f[1]) < 2**20][::share]
    for number, (name, content) in enumerate(chosen):
        path = tmp_path / f"{number}{Path(name).suffix}"
        path.write_bytes(content)
        through(source.get("rokhas"), path)
    assert len(chosen) > 5


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_imported")
@pytest.mark.parametrize("count", [pytest.param(300, marks=pytest.mark.full), 18])
def test_no_hostile_vector_file_leaves_half_a_load(
    count: int, tmp_path: Path, usages: list[int]
) -> None:
    """Through the whole run, each on empty ground: what a spoilt file still says is loaded whole, or not at all."""
    found: Counter[str] = Counter()
    for number, (name, content) in enumerate(islice(hostile.spoilt_parcels(tmp_path), count)):
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(content)
        Parcel.objects.all().delete()
        found[through(source.get("parcels"), path)] += 1
        assert number >= SOUND or Parcel.objects.count() == ROWS, name
    assert found["read"] > SOUND and len(found) > 2, found
    assert found["file_crashed_reader"] <= count / 10, found
    assert max(usages) < 2 * LIMITS.memory_mb * 1024
