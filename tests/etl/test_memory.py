"""An import holds a bounded memory, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.parcels import demo as parcels
from fixtures.rokhas import demo as permits
from tests.etl.apart import Apart, apart
from tests.harness.memory import peak_mb

pytestmark = pytest.mark.full
PARCELS_MB, PERMITS_MB, GROWTH = 400, 700, 1.25
PERMITS = 300_000


@pytest.fixture(scope="module")
def there(kingdom: str, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Apart]:
    with django_db_blocker.unblock(), apart(kingdom) as found:  # type: ignore[attr-defined]
        yield found


def taken_mb(there: Apart, *command: str | Path) -> float:
    process = there.start(*command)
    peak = peak_mb(process)
    out, err = process.communicate()
    assert process.returncode == 0, err
    print(f"\n{out.splitlines()[0]}\n{peak:.0f} MB")
    return peak


@pytest.mark.django_db
def test_parcels_take_the_same_memory_however_many(there: Apart, tmp_path: Path) -> None:
    found = []
    for scale in (5, 20):
        there.empty("parcels")
        [file] = parcels.write(tmp_path, scale, 7)
        found.append(taken_mb(there, "import_layer", "parcels", file, "--fictitious"))
        again = taken_mb(there, "import_layer", "parcels", file, "--fictitious")
        assert again < PARCELS_MB
    assert found[1] < PARCELS_MB
    assert found[1] / found[0] < GROWTH


@pytest.mark.django_db
def test_permits_take_a_bounded_memory(there: Apart, tmp_path: Path) -> None:
    file, _events = permits.write(tmp_path, PERMITS / permits.ROWS_AT_SCALE_1, 7)
    assert taken_mb(there, "run_source", "rokhas", file, "--fictitious") < PERMITS_MB
    assert there.rows("select count(*) > 290000 from layers_permit") == [(True,)]
    assert taken_mb(there, "run_source", "rokhas", file, "--fictitious") < PERMITS_MB
