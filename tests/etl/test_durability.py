"""Whatever stops an import, the database holds the state before or the state after, and the next import succeeds."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from etl import load, runner, source
from etl.models import Anomaly, ImportRun, RejectedRow
from fixtures.rokhas import demo as permits
from layers.jobs import Cancelled
from layers.models import Permit
from tests.etl.apart import SHAPE, Apart, apart, connect, until

# Enough for the direct way (load.DIRECT_FROM) on the first load.
SCALE = 2.2
INSTANTS = 20
ROKHAS = source.get("rokhas")


@pytest.fixture(scope="module")
def files(kingdom: str, django_db_setup: None, django_db_blocker: pytest.FixtureRequest,
          tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:  # fmt: skip
    """Permits, and the same with one in three changed."""
    folder = tmp_path_factory.mktemp("permits")
    second = folder / "second.csv"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        first, _events = permits.write(folder, SCALE, 5)
    assert round(permits.ROWS_AT_SCALE_1 * SCALE) >= load.DIRECT_FROM
    with first.open(encoding="utf-8-sig", newline="") as read, second.open("w", encoding="utf-8", newline="") as write:
        rows = csv.DictReader(read, delimiter=";")
        writer = csv.DictWriter(write, rows.fieldnames or (), delimiter=";")
        writer.writeheader()
        for n, row in enumerate(rows):
            writer.writerow({**row, "adresse": f"adresse corrigée {n}"} if n % 3 == 0 else row)
    return first, second


@pytest.fixture(scope="module")
def there(kingdom: str, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Apart]:
    with django_db_blocker.unblock(), apart(kingdom) as found:  # type: ignore[attr-defined]
        yield found


def command(file: Path) -> tuple[str | Path, ...]:
    return ("run_source", "rokhas", file, "--fictitious")


def timed(there: Apart, file: Path) -> float:
    """How long an import holds its lock when nothing stops it."""
    process = there.start(*command(file))
    there.importing()
    begun = time.monotonic()
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return time.monotonic() - begun


def killed(there: Apart, file: Path, after_s: float) -> bool:
    """Ends an import under way without a warning; whether it was still at work."""
    process = there.start(*command(file))
    there.importing()
    time.sleep(after_s)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    there.left_alone()
    until(lambda: _gone(process.pid), 20)
    return process.returncode == -signal.SIGKILL


def _gone(group: int) -> bool:
    """Nothing of the killed command's session is left, the reader's child included."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def interrupted_first_loads(there: Apart, file: Path, count: int, seed: int) -> int:
    there.empty("rokhas")
    shape, old = there.rows(SHAPE), there.state("rokhas")
    timed(there, file)  # the first one on a database also draws the grid of limits
    there.empty("rokhas")
    took = timed(there, file)
    new, kills = there.state("rokhas"), 0
    assert new != old
    rng = random.Random(seed)
    for _ in range(count):
        there.empty("rokhas")
        instant = rng.uniform(0, 0.9) * took
        was_killed = killed(there, file, instant)
        found = there.state("rokhas")
        assert found in (old, new) if was_killed else found == new, instant
        assert there.rows(SHAPE) == shape and not there.leftovers(), instant
        kills += found == old
        there.load(*command(file))
        assert there.state("rokhas") == new, instant
        assert there.rows("select count(*) from etl_importrun where state = 'running'") == [(0,)]
    return kills


def interrupted_updates(there: Apart, files: tuple[Path, Path], count: int, seed: int) -> int:
    there.empty("rokhas")
    shape, states = there.rows(SHAPE), []
    for file in files:
        took = timed(there, file)
        states.append(there.state("rokhas"))
    assert states[0] != states[1]
    rng, kills, here = random.Random(seed), 0, 1
    for _ in range(count):
        to = 1 - here
        instant = rng.uniform(0, 0.9) * took
        was_killed = killed(there, files[to], instant)
        found = there.state("rokhas")
        assert found in states if was_killed else found == states[to], instant
        assert there.rows(SHAPE) == shape and not there.leftovers(), instant
        kills += found == states[here]
        there.load(*command(files[to]))
        assert there.state("rokhas") == states[to], instant
        here = to
    return kills


def test_killed_at_an_instant_all_or_nothing(there: Apart, files: tuple[Path, Path]) -> None:
    assert interrupted_first_loads(there, files[0], 1, 1)


@pytest.mark.full
def test_killed_at_twenty_instants_of_a_first_load_all_or_nothing(there: Apart, files: tuple[Path, Path]) -> None:
    assert interrupted_first_loads(there, files[0], INSTANTS, 20) > INSTANTS / 4


@pytest.mark.full
def test_killed_at_twenty_instants_of_a_correction_all_or_nothing(there: Apart, files: tuple[Path, Path]) -> None:
    assert interrupted_updates(there, files, INSTANTS, 21) > INSTANTS / 4


@pytest.mark.full
def test_two_imports_at_once_one_is_refused_and_says_so(there: Apart, files: tuple[Path, Path]) -> None:
    there.empty("rokhas")
    first = there.start(*command(files[0]))
    there.importing()
    os.kill(first.pid, signal.SIGSTOP)
    try:
        second = there.run(*command(files[1]))
    finally:
        os.kill(first.pid, signal.SIGCONT)
    assert second.returncode == 1
    assert "[import_busy] Un import de « rokhas » est déjà en cours" in second.stderr
    assert first.communicate(timeout=120)[1] == "" and first.returncode == 0
    states = there.rows("select state from etl_importrun order by id desc limit 2")
    assert sorted(states) == [("done",), ("failed",)]
    loaded = there.state("rokhas")
    there.load(*command(files[0]))
    assert there.state("rokhas") == loaded and not there.leftovers()


def ended(there: Apart, file: Path, after_s: float, closed: bool) -> subprocess.CompletedProcess[str]:
    """The server ends the import's session some time after its beginning; `closed`: and lets nobody in again."""
    process = there.start(*command(file))
    pid = there.importing()
    time.sleep(after_s)
    with connect("postgres").cursor() as cursor:
        if closed:
            cursor.execute(f"alter database {there.name} allow_connections false")
        cursor.execute("select pg_terminate_backend(%s)", [pid])
    out, err = process.communicate(timeout=120)
    if closed:
        with connect("postgres").cursor() as cursor:
            cursor.execute(f"alter database {there.name} allow_connections true")
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def ended_at(there: Apart, file: Path, instants: list[tuple[float, bool]]) -> None:
    shape = there.rows(SHAPE)
    for after_s, closed in instants:
        there.empty("rokhas")
        old = there.state("rokhas")
        done = ended(there, file, after_s, closed)
        assert (done.returncode, "[storage_failed]" in done.stderr) == (1, True), (after_s, done.stderr[-2000:])
        assert there.state("rokhas") == old and there.rows(SHAPE) == shape and not there.leftovers()
        state, report = there.last_run()
        if closed:
            assert state == "running"
        else:
            assert (state, report["error"]["code"]) == ("failed", "storage_failed")
        there.load(*command(file))
        assert there.rows("select count(*) from etl_importrun where state = 'running'") == [(0,)]


def test_a_server_that_stops_is_named_and_nothing_is_written(there: Apart, files: tuple[Path, Path]) -> None:
    ended_at(there, files[0], [(0.4, False)])


@pytest.mark.full
def test_a_server_that_stops_at_many_instants(there: Apart, files: tuple[Path, Path]) -> None:
    rng = random.Random(22)
    ended_at(there, files[0], [(rng.uniform(0, 1.2), n % 3 == 0) for n in range(10)])


# -- no place left


@contextmanager
def full_by_trigger(there: Apart, table: str) -> Iterator[None]:
    """The server's own error, after some rows."""
    there.rows(f"""
        create function full_disk() returns trigger language plpgsql as $$ begin
            if random() < 0.001 then raise exception using errcode = '53100', message = 'no place left'; end if;
            return new;
        end $$;
        create trigger full_disk before insert on {table} for each row execute function full_disk()""")
    try:
        yield
    finally:
        there.rows(f"drop trigger full_disk on {table}; drop function full_disk")


@pytest.mark.parametrize("way", ["direct", pytest.param("staged", marks=pytest.mark.full)])
def test_a_full_disk_is_named_and_nothing_is_lost(there: Apart, files: tuple[Path, Path], way: str) -> None:
    there.empty("rokhas")
    if way == "staged":
        there.load(*command(files[0]))
    shape, old = there.rows(SHAPE), there.state("rokhas")
    with full_by_trigger(there, "layers_permit" if way == "direct" else "layers_permit_stage"):
        done = there.run(*command(files[1]))
    assert done.returncode == 1 and "[storage_failed]" in done.stderr and "no place left" in done.stderr
    state, report = there.last_run()
    assert (state, report["error"]["code"]) == ("failed", "storage_failed")
    assert there.state("rokhas") == old and there.rows(SHAPE) == shape and not there.leftovers()
    there.load(*command(files[1]))
    assert there.state("rokhas") != old


@pytest.mark.django_db
@pytest.mark.usefixtures("nothing_imported")
@pytest.mark.parametrize("way", [1, 10**9])
def test_a_cancelled_import_leaves_nothing(files: tuple[Path, Path], way: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "DIRECT_FROM", way)

    def stop(share: float, message: str) -> None:
        if share > 0.3:
            raise Cancelled

    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        shape = cursor.fetchall()
        with pytest.raises(Cancelled):
            runner.run(ROKHAS, files[0], progress=stop)
        cursor.execute(SHAPE)
        assert cursor.fetchall() == shape
    run = ImportRun.objects.latest("pk")
    assert (run.state, run.read, run.finished_at is None) == ("interrupted", 0, False)
    assert not Permit.objects.exists()
    assert not RejectedRow.objects.filter(run=run).exists() and not Anomaly.objects.filter(run=run).exists()
