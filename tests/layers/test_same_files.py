"""What a viewer sees is what he takes away: every file holds the rows of the table, for random questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import Forbidden, LoginNeeded
from layers.services import export
from tests.layers.export import hands
from tests.layers.questions import Asker, Question

pytestmark = pytest.mark.django_db


def in_files(question: Question, formats: Iterable[str], folder: Path) -> int:
    """Every file holds the ids of the table, formats of shapes only those located; refused alike in all."""
    viewer = replace(question.viewer, user_id=None)  # the log of extractions names nobody who does not exist
    taken = 0
    for extension in formats:
        try:
            asked_for = export.ask(
                question.layer, {**question.params, "purpose": ["essai"]}, viewer, extension, "fr"
            )
        except (Forbidden, LoginNeeded):
            assert taken == 0, "one format refuses what another gives"
            continue
        query = question.query()
        rows = (query.located() if export.FORMATS[extension].located_only else query).rows()
        path = folder / f"{question.layer.slug}.{extension}"
        path.unlink(missing_ok=True)
        with export.begin(asked_for) as begun:
            begun.write(path)
        assert sorted(hands.ids(path)) == sorted(row["id"] for row in rows), (
            question,
            extension,
        )
        taken += 1
    return taken


@pytest.mark.parametrize("seed", range(3))
def test_files_hold_the_rows_of_the_table(seed: int, tmp_path: Path) -> None:
    """Over the demonstration's records: files are written from a session of their own, which sees what is committed."""
    ask = Asker(500 + seed)
    formats = list(export.FORMATS)
    assert sum(in_files(ask.question(), ask.random.sample(formats, 2), tmp_path) for _ in range(6))


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
def test_files_hold_the_rows_of_the_table_in_every_format(seed: int, tmp_path: Path) -> None:
    ask = Asker(1000 + seed)
    assert sum(in_files(ask.question(), export.FORMATS, tmp_path) for _ in range(10))
