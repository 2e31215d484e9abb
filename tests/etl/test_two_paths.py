"""Whichever way a file goes, copied directly into an empty table or staged and merged, the same rows are stored."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from etl import load, runner, source
from etl.models import ImportRun
from etl.source import Source
from fixtures.parcels import demo as parcels
from fixtures.rokhas import corpus
from fixtures.rokhas import demo as permits
from layers.models import Permit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_imported")]
NEVER = 10**9
ROKHAS = source.get("rokhas")
# Of a run, or of an instant: not of the file.
OWN = "{id,source_run,recorded_from}"
SHAPE = """
select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
union all
select conrelid::regclass::text, conname, concat(contype, convalidated, pg_get_constraintdef(oid))
from pg_constraint where connamespace = 'public'::regnamespace
order by 1, 2, 3
"""


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())


def stored(declared: Source) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the source's tables and of their companions, by key."""
    found = {}
    for table in declared.tables:
        own = table.model._meta.db_table
        found[own] = rows(f"select (to_jsonb(t) - '{OWN}'::text[])::text from {own} t order by {table.key}")
        for companion in table.companions:
            other = companion.model._meta.db_table
            found[other] = rows(
                f"select t.{table.key}, (to_jsonb(c) - '{{id,{companion.link}}}'::text[])::text from {other} c "
                f"join {own} t on t.id = c.{companion.link} order by 1"
            )
    return found


def emptied(declared: Source) -> None:
    tables = ", ".join(table.model._meta.db_table for table in declared.tables)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"truncate {tables} cascade")
        cursor.execute("set constraints all deferred")


def loaded(declared: Source, files: list[Path], way: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is stored, and the counts told, when the direct way is taken from `way` rows."""
    monkeypatch.setattr(load, "DIRECT_FROM", way)
    ways: list[bool] = []
    finish = load.Loader.finish
    monkeypatch.setattr(load.Loader, "finish", lambda own, *told: (ways.append(own.direct), finish(own, *told))[1])
    counts = [+runner.run(declared, file, fictitious=True).counts for file in files]
    monkeypatch.setattr(load.Loader, "finish", finish)
    assert any(ways) is (way != NEVER)
    return stored(declared), counts


def both(declared: Source, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    before = rows(SHAPE)
    direct, counts = loaded(declared, files, 1, monkeypatch)
    assert rows(SHAPE) == before
    emptied(declared)
    staged, also = loaded(declared, files, NEVER, monkeypatch)
    assert counts == also
    assert direct.keys() == staged.keys()
    for name, content in direct.items():
        assert content == staged[name], name
    return direct


@pytest.mark.parametrize("slug", source.registry())
def test_good_files_are_stored_alike_by_both_ways(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = import_module(f"fixtures.{slug}.corpus")
    found = both(source.get(slug), [known.FOLDER / name for name in known.GOOD], monkeypatch)
    assert all(found.values())


def test_faulty_permits_are_stored_alike_by_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = both(ROKHAS, permits.write(tmp_path, 0.05, 11), monkeypatch)
    assert len(found["layers_permit"]) == len(found["layers_permitperson"]) == 500


def test_faulty_parcels_are_stored_alike_by_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = both(source.get("parcels"), parcels.write(tmp_path, 0.1, 11), monkeypatch)
    assert len(found["layers_parcel"]) > 1_900


def test_the_direct_way_is_refused_where_something_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "permis.csv"
    file.write_text(corpus.text(corpus.row(1)), encoding="utf-8")
    runner.run(ROKHAS, file)
    before = rows(SHAPE)
    monkeypatch.setattr(load, "DIRECT_FROM", 1)
    file.write_text(corpus.text(corpus.row(1, nb_niveaux="R+5"), corpus.row(2)), encoding="utf-8")
    counts = runner.run(ROKHAS, file).counts
    assert (counts["created"], counts["updated"], Permit.objects.count()) == (1, 1, 2)
    assert rows("select layers_suspend_indexes('layers_permit')") == [(False,)]
    assert rows(SHAPE) == before


def test_a_file_with_more_rows_than_it_said_takes_no_id_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a vector file declares about itself is not believed."""
    monkeypatch.setattr(load, "DIRECT_FROM", 1)
    init = load.Loader.__init__
    monkeypatch.setattr(load.Loader, "__init__", lambda own, run, table, _, **more: init(own, run, table, 2, **more))
    file = tmp_path / "permis.csv"
    file.write_text(corpus.text(*(corpus.row(n) for n in range(1, 9))), encoding="utf-8")
    assert runner.run(ROKHAS, file).counts["created"] == 8
    monkeypatch.setattr(load.Loader, "__init__", init)
    file.write_text(corpus.text(*(corpus.row(n) for n in range(1, 17))), encoding="utf-8")
    assert runner.run(ROKHAS, file).counts["created"] == 8
    assert ImportRun.objects.latest("pk").state == "done"
    assert Permit.objects.count() == 16


def test_every_table_of_a_source_may_be_loaded_and_its_twin_holds_all_its_columns() -> None:
    declared = {table.model._meta.db_table for s in source.registry().values() for table in s.tables}
    assert declared <= {name for (name,) in rows("select table_name from layers_loadable")}
    columns = "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = %s::regclass" \
              " and attnum > 0 and not attisdropped"  # fmt: skip
    for name in declared:
        own, twin = set(rows(columns, name)), set(rows(columns, f"{name}_stage"))
        assert own <= twin, (name, own - twin)


def test_the_application_cannot_have_the_owner_run_what_it_likes() -> None:
    """What the functions do in the owner's name is read from a table the application may not write."""
    for statement in (
        "insert into layers_suspended (table_name, definition) values ('layers_permit', 'select 1')",
        "insert into layers_loadable values ('auth_user')",
        "update layers_loadable set table_name = 'auth_user'",
        "select layers_clear_stage('auth_user')",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local role geo_app")
            cursor.execute(statement)
