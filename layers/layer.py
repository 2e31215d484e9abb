"""What a layer is: one declaration that map, table, export, OGC, style and access all read."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from django.db.models import Model


class Sensitivity(IntEnum):
    """Who may see a row or a field at all; a role reads up to one of these (`layers.access`)."""

    PUBLIC = 0
    INTERNAL = 1
    RESTRICTED = 2
    PERSONAL = 3


FieldType = Literal["text", "integer", "number", "date", "boolean", "code"]

# Parameters every path understands; a field may not carry one of these names.
RESERVED = frozenset(
    {"territory", "bbox", "bbox-crs", "datetime", "as_of", "filter", "filter-lang", "crs", "sortby"}
    | {"limit", "offset", "next", "properties", "lang", "f", "download"}
)


@dataclass(frozen=True)
class Field:
    """An allow-listed column. `column` is SQL over the layer's source row alias `r`."""

    name: str
    title_fr: str
    title_ar: str
    type: FieldType = "text"
    column: str = ""
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.PUBLIC

    @property
    def sql(self) -> str:
        return self.column or f"r.{self.name}"


@dataclass(frozen=True)
class Style:
    """One style object rendered to MapLibre, QML, legend and folium. Colours from the look's tokens.

    `palette` gives the colour of each value of the field `by` and what a legend calls it in French and in Arabic; other
    values take `fill` or `color`. `gathers`: its tiles count by commune what is far away or has no place of its own.
    """

    kind: Literal["limits", "aggregate", "point", "line", "fill"]
    color: str = "#262E2D"
    width: float = 1.0
    fill: str = ""
    opacity: float = 1.0
    by: str = ""
    palette: tuple[tuple[str, str, str, str], ...] = ()
    gathers: bool = True
    # From this zoom on, records carry their label (in files for QGIS; the explorer labels what is pointed at).
    label_zoom: float = 14


@dataclass(frozen=True)
class Layer:
    """`relation_file` (or the model's table) is the FROM relation, aliased `r`, that `Field.column` reads.

    `territory_column` joins the closure (a perimeter covers what lies under it); `time_column` answers `datetime=`;
    `history` makes `as_of=` possible: the table then has `recorded_from` and a twin `<table>_history`.
    """

    slug: str
    model: type[Model]
    title_fr: str
    title_ar: str
    theme: str
    fields: tuple[Field, ...]
    style: Style
    source_fr: str
    source_ar: str
    licence: str
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    geometry: str = "r.geom"
    id_column: str = "r.id"
    territory_column: str = "r.territory_id"
    time_column: str = ""
    history: bool = False
    relation_file: str = ""
    relation_params: dict[str, Any] = dataclass_field(default_factory=dict, hash=False)
    tile_query: str = ""
    tile_table: str = ""
    min_zoom: int = 0
    max_zoom: int = 14
    edition_bound: bool = False
    # Fields that name a record on the map, best first; {lang} is the reader's language.
    label: tuple[str, ...] = ("reference",)
    # A boolean column saying which rows are invented for demonstration.
    fictitious_column: str = ""

    def __post_init__(self) -> None:
        clash = RESERVED & {f.name for f in self.fields}
        if clash:
            msg = f"layer {self.slug}: reserved names used as fields: {sorted(clash)}"
            raise ValueError(msg)

    @property
    def version_table(self) -> str:
        """The table whose changes make cached answers stale: the generalised bands for territorial levels."""
        return self.tile_table or self.table

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def title(self, language: str) -> str:
        return self.title_ar if language == "ar" else self.title_fr

    def fields_up_to(self, ceiling: Sensitivity) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.sensitivity <= ceiling)

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)
