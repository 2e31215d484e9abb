"""What a GeoPackage says of itself beside its rows: titles of its columns, default styles, provenance."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from layers.services import qml
from layers.services.export.relation import UNPLACED, Kind

if TYPE_CHECKING:
    from layers.layer import Field
    from layers.services.export.extraction import Task

PROVENANCE_TABLE = "provenance"
_TABLES = """
create table gpkg_data_columns (
    table_name text not null, column_name text not null, name text, title text, description text, mime_type text,
    constraint_name text, primary key (table_name, column_name), unique (table_name, name));
create table gpkg_metadata (
    id integer primary key autoincrement not null, md_scope text not null default 'dataset',
    md_standard_uri text not null, mime_type text not null default 'text/xml', metadata text not null default '');
create table gpkg_metadata_reference (
    reference_scope text not null, table_name text, column_name text, row_id_value integer,
    timestamp datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id integer not null,
    md_parent_id integer,
    constraint crmr_mfi_fk foreign key (md_file_id) references gpkg_metadata(id),
    constraint crmr_mpi_fk foreign key (md_parent_id) references gpkg_metadata(id));
create table if not exists gpkg_extensions (
    table_name text, column_name text, extension_name text not null, definition text not null, scope text not null,
    constraint ge_tce unique (table_name, column_name, extension_name));
create table layer_styles (
    id integer primary key autoincrement, f_table_catalog text(256), f_table_schema text(256), f_table_name text(256),
    f_geometry_column text(256), styleName text(30), styleQML text, styleSLD text, useAsDefault boolean,
    description text, owner text(30), ui text(30), update_time datetime default (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
create table provenance (id integer primary key autoincrement, item text not null, value text not null);
"""
_SCHEMA = "http://www.geopackage.org/spec121/#extension_schema"
_METADATA = "http://www.geopackage.org/spec121/#extension_metadata"
_DCAT = "http://www.w3.org/ns/dcat"


def describe(task: Task, tables: list[tuple[str, Kind]]) -> None:
    with closing(sqlite3.connect(task.path)) as base, base:
        base.executescript(_TABLES)
        _extensions(base)
        for table, kind in tables:
            _columns(base, task, table)
            _style(base, task, table, kind)
        _provenance(base, task, [table for table, _ in tables])


def _extensions(base: sqlite3.Connection) -> None:
    base.executemany(
        "insert into gpkg_extensions values (?, null, ?, ?, 'read-write')",
        [("gpkg_data_columns", "gpkg_schema", _SCHEMA), ("gpkg_metadata", "gpkg_metadata", _METADATA),
         ("gpkg_metadata_reference", "gpkg_metadata", _METADATA)],
    )  # fmt: skip
    # Tables without geometry are only seen when the contents list them.
    base.executemany(
        "insert into gpkg_contents (table_name, data_type, identifier, description) values (?, 'attributes', ?, ?)",
        [("layer_styles", "layer_styles", ""), (PROVENANCE_TABLE, PROVENANCE_TABLE, "")],
    )


def _columns(base: sqlite3.Connection, task: Task, table: str) -> None:
    met: set[str] = set()
    for field in task.extraction.fields:
        alias = task.extraction.title(field)
        alias = f"{alias} ({field.name})" if alias in met else alias
        met.add(alias)
        base.execute(
            "insert into gpkg_data_columns (table_name, column_name, name, title, description) values (?, ?, ?, ?, ?)",
            (table, field.name, alias, f"{field.title_fr} / {field.title_ar}", _described(field)),
        )


def _described(field: Field) -> str:
    unit = f" [{field.unit}]" if field.unit else ""
    return f"{field.title_fr} / {field.title_ar}{unit}"


def _style(base: sqlite3.Connection, task: Task, table: str, kind: Kind) -> None:
    """QGIS takes the style marked as default by itself; a table without geometry has aliases only."""
    extraction = task.extraction
    layer, language, fields = extraction.query.layer, extraction.language, extraction.fields
    look = qml.table(language, fields) if kind is UNPLACED else qml.qml(layer, language, fields, kind.drawn)
    base.execute(
        "insert into layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner) values ('', '', ?, ?, ?, ?, '', 1, ?, '')",
        (table, "" if kind is UNPLACED else "geom", layer.slug, look, task.provenance.title),
    )


def _provenance(base: sqlite3.Connection, task: Task, tables: list[str]) -> None:
    told = task.provenance
    lines = told.lines()
    lines = [("DONNÉES FICTIVES", told.fictitious_mark), *lines] if told.fictitious else lines
    base.executemany("insert into provenance (item, value) values (?, ?)", lines)
    said = {name: value for name, value in told.as_json().items() if name != "lines"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    base.execute(
        "insert into gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) values ('dataset', ?, "
        "'application/json', ?)",
        (_DCAT, text),
    )
    reference = "insert into gpkg_metadata_reference (reference_scope, table_name, md_file_id) values (?, ?, 1)"
    base.execute(reference, ("geopackage", None))
    for table in tables:
        base.execute("update gpkg_contents set description = ? where table_name = ?", (told.sentence(), table))
