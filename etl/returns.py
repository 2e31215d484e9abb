"""Files that come back: exports of ours, perhaps corrected, whose rows carry the platform's own id.

Their columns are headed as the layer heads its fields. A row is unchanged when all it says is what is stored, even
though the file says less than the one it first came from: what it does not speak of stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Model
from psycopg2.sql import SQL, Composable, Identifier

from etl.batch import Batch
from etl.errors import Note, RowRefused
from etl.headings import header_form
from etl.source import Column, Source, Table
from layers import registry
from layers.layer import Field, Layer
from layers.short_names import short_names

ID, FICTITIOUS = "id", "fictitious"
# Fields of a layer that its source reads under another name.
_READ_AS = {"declared_code": "_place_code"}
# Where a text format draws a record that is no point.
_SPOT = ("lon", "lat")
_TRUE = ["true", "1", "vrai", "oui", "نعم"]
# Degrees two positions may differ by: what text formats round off, a centimetre.
_SAME_PLACE = 1e-7


def layer_of(model: type[Model]) -> Layer | None:
    return next((layer for layer in registry.layers().values() if layer.model is model), None)


def knowing_layers(source: Source) -> Source:
    """The source, which also knows how exports of its layers head each of its columns."""
    return replace(source, tables=tuple(_knowing(table) for table in source.tables))


def _knowing(table: Table) -> Table:
    layer = layer_of(table.model)
    if layer is None:
        return table
    more: dict[str, list[str]] = {}
    for field in layer.fields:
        column = column_of(table, field)
        if column is not None:
            named = (field.name, short_names(layer)[field.name], field.title_fr, field.title_ar)
            more[column.into] = [name for name in named if table.column_for(name) is None]
    columns = tuple(replace(c, aliases=(*c.aliases, *more.get(c.into, ()))) for c in table.columns)
    return replace(table, columns=columns)


def _headings(layer: Layer) -> Iterator[str]:
    for field in layer.fields:
        yield from (field.name, short_names(layer)[field.name], field.title_fr, field.title_ar)


def column_of(table: Table, field: Field) -> Column | None:
    """The source's column that a field of the layer is read back by."""
    into = _READ_AS.get(field.name, field.name)
    own = next((column for column in table.columns if column.into == into), None)
    return own or table.column_for(field.name)


@dataclass(frozen=True)
class Returned:
    """Where a sheet of ours holds the platform's id and the mark of fictitious rows; `told`: stored columns it speaks
    of; `whole`: it speaks of all that an export of the layer could."""

    id_at: int
    fictitious_at: int
    told: tuple[str, ...]
    placed: bool
    whole: bool
    layer: Layer

    def ids(self, batch: Batch) -> pa.Array:
        return pc.cast(_digits(batch.raw.column(f"c{self.id_at}")), pa.int64())

    def fictitious(self, batch: Batch) -> np.ndarray:
        found = batch.raw.column(f"c{self.fictitious_at}")
        texts = pc.utf8_lower(pc.fill_null(_plain(found), ""))
        return np.asarray(pc.is_in(texts, pa.array(_TRUE)).to_numpy(zero_copy_only=False))

    def excuse(self, batch: Batch, spoken: Collection[str]) -> None:
        """What the file leaves out is not missing: it says less than the one its rows first came from."""
        for row, faults in batch.faults.items():
            batch.faults[row] = [f for f in faults if f.column in spoken or isinstance(f, RowRefused)]

    def unknown(self, notes: list[Note]) -> list[Note]:
        """The headings nobody knows, without those of the platform's own columns."""
        ours = {header_form(name) for name in (ID, *_SPOT, *_headings(self.layer))}
        return [
            note for note in notes if note.code != "column_unknown" or header_form(note.column) not in ours
        ]

    def same(self, table: Table) -> Composable:
        """SQL: the staged row `s` says nothing that the stored one `f` does not."""
        parts: list[Composable] = [
            SQL("s.{c} is not distinct from f.{c}").format(c=Identifier(c)) for c in self.told
        ]
        return SQL(" and ").join([*parts, self.same_place(table)])

    def same_place(self, table: Table) -> Composable:
        """A row that comes without a position says nothing of it: it may be one that is only counted on maps, or one
        that its parcel could place by now."""
        if not table.located:
            return SQL("true")
        code = SQL(" and s.declared_code in ('', f.declared_code)") if self.placed else SQL("")
        # What the file shows is what the layer draws; a text format shows one point of a line or a polygon.
        drawn = SQL("(select {} from (select f.*) r)").format(SQL(self.layer.geometry))
        return SQL(
            "(s.geom is null or s.location_method not in ('coordinates', 'geometry') or coalesce(s.geom = {drawn} "
            "or case when ST_Dimension(s.geom) = 0 then ST_DWithin(s.geom, {drawn}, {near}) "
            "else ST_HausdorffDistance(s.geom, {drawn}) < {near} end, false)){code}"
        ).format(drawn=drawn, near=SQL(repr(_SAME_PLACE)), code=code)


def _marks(layer: Layer) -> set[str]:
    mark = layer.field(FICTITIOUS)
    return {header_form(name) for name in (mark.name, mark.title_fr, mark.title_ar)} if mark else set()


def is_ours(headers: list[str], table: Table) -> bool:
    """Only exports carry both the platform's id and the mark of fictitious rows."""
    layer = layer_of(table.model)
    return layer is not None and ID in headers and any(header_form(name) in _marks(layer) for name in headers)


def returned(headers: list[str], table: Table, places: list[tuple[Column, int]]) -> Returned | None:
    """None for a file that is not one of ours."""
    layer = layer_of(table.model)
    if layer is None:
        return None
    taken, marks = {at for _, at in places}, _marks(layer)
    id_at = next((n for n, h in enumerate(headers) if h == ID and n not in taken), None)
    fictitious_at = next(
        (n for n, h in enumerate(headers) if header_form(h) in marks and n not in taken), None
    )
    if id_at is None or fictitious_at is None:
        return None
    stored = {f.attname for f in table.model._meta.local_concrete_fields}
    spoken = {column.into for column, _ in places}
    could = {column.into for field in layer.fields if (column := column_of(table, field))}
    told = tuple(sorted(spoken & stored))
    return Returned(id_at, fictitious_at, told, "_place_code" in spoken, could <= spoken, layer)


def _plain(cells: pa.Array) -> pa.Array:
    """As text, without the mark a workbook's reader puts before typed cells."""
    return pc.utf8_ltrim(pc.cast(cells, pa.string()), "\x02")


def _digits(cells: pa.Array) -> pa.Array:
    """Whole numbers; what is none is no id."""
    texts = _plain(cells)
    return pc.if_else(pc.match_substring_regex(texts, r"^\d{1,18}$"), texts, pa.scalar(None, pa.string()))
