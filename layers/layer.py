"""What a layer is: one declaration that map, table, export, OGC, style and access all read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from django.utils import translation

from layers.cube import Cube

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
    {
        "territory",
        "bbox",
        "bbox-crs",
        "datetime",
        "as_of",
        "filter",
        "filter-lang",
        "filter-crs",
        "crs",
        "sortby",
    }
    | {"limit", "offset", "next", "properties", "lang", "f", "download", "step", "purpose"}
    # What every relation carries beside its fields.
    | {"id", "territory_id", "geom", "geometry", "lies"}
)
# Where most records lie: on their own geometry when it was given or found finer than a commune.
LOCATED = "r.location_precision in ('exact', 'parcel', 'address', 'locality')"
_UNDER = """{territory} in (
    select c.descendant_id from layers_territoryclosure c
    join layers_edition e on e.slug = c.edition_id and e.is_current
    where c.ancestor_id = any(%({parameter})s))"""
# Records of projects that name a territory at or under the perimeter among their partners.
_PARTNERS = """{reference} in (
    select p.project_reference from layers_projectpartner p
    join layers_territoryclosure c on c.descendant_id = p.territory_id
    join layers_edition e on e.slug = c.edition_id and e.is_current
    where c.ancestor_id = any(%({parameter})s))"""
# Territories whose record is drawn at a label point that meets a condition: a commune's point stands for all below it.
_AT_LABEL_POINT = """{territory} = any(array(
    select c.descendant_id from layers_edition e
    join layers_territoryversion v on v.edition_id = e.slug and v.level = 'commune'
    join layers_territorylimit l on l.id = v.limit_id
    join layers_territoryclosure c on c.edition_id = e.slug and c.ancestor_id = v.territory_id
    where e.is_current and {condition}))"""


# Title of a theme, in French and in Arabic: how layers are grouped, and what a grant may be limited to.
THEMES = {
    "territory": ("Territoire", "التراب"),
    "land": ("Foncier et urbanisme", "العقار والتعمير"),
    "networks": ("Réseaux", "الشبكات"),
    "equipment": ("Équipements", "المرافق"),
    "permits": ("Autorisations", "الرخص"),
    "projects": ("Projets", "المشاريع"),
    "complaints": ("Réclamations", "الشكايات"),
}


@dataclass(frozen=True)
class Field:
    """An allow-listed column. `column` is SQL over the layer's source row alias `r`.

    `choices`: codes with their lazy titles; the layer takes them from its model when the field is one of its columns.
    """

    name: str
    title_fr: str
    title_ar: str
    type: FieldType = "text"
    column: str = ""
    unit: str = ""
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    choices: tuple[tuple[str, Any], ...] = dataclass_field(default=(), compare=False)

    @property
    def sql(self) -> str:
        return self.column or f"r.{self.name}"

    def title(self, language: str) -> str:
        return self.title_ar if language == "ar" else self.title_fr

    @cached_property
    def values(self) -> tuple[tuple[str, str, str], ...]:
        """(code, French, Arabic) of each value the field may take; empty when nothing lists them."""
        told = []
        for language in ("fr", "ar"):
            with translation.override(language):
                told.append([str(title) for _, title in self.choices])
        codes = [code for code, _ in self.choices]
        return tuple(zip(codes, *told, strict=True))


@dataclass(frozen=True)
class Style:
    """One style object rendered to MapLibre, QML, legend and folium. Colours from the look's tokens.

    `palette` gives the colour of each value of the field `by` and what a legend calls it in French and in Arabic; other
    values take `fill` or `color`; `marks` gives a sign for some of them, so that they are told apart without colour.
    `gathers`: its tiles count by commune what is far away or has no place of its own.
    """

    kind: Literal["limits", "aggregate", "point", "line", "fill", "place"]
    color: str = "#262E2D"
    width: float = 1.0
    fill: str = ""
    opacity: float = 1.0
    by: str = ""
    palette: tuple[tuple[str, str, str, str], ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    gathers: bool = True
    # From this zoom on, records carry their label (in files for QGIS; the explorer labels what is pointed at).
    label_zoom: float = 14


@dataclass(frozen=True)
class _Told:
    """A title whose two languages are declared, read like a lazy translation."""

    fr: str
    ar: str

    def __str__(self) -> str:
        return self.ar if translation.get_language() == "ar" else self.fr


@dataclass(frozen=True)
class Layer:
    """`relation_file` (or the model's table) is the FROM relation, aliased `r`, that `Field.column` reads.

    `territory_column` joins the closure (a perimeter covers what lies under it); `time_column` answers `datetime=`;
    `history` makes `as_of=` possible: the table then has `recorded_from` and a twin `<table>_history`.
    `lies` says, in SQL over `r`, which records with a geometry may be drawn where they lie; the others are only ever
    counted at the label point of their commune. "true": no record is; "false": every record is.
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
    # Who may know where a record lies; whoever reads less gets its territory, and counts on maps.
    place_sensitivity: Sensitivity = Sensitivity.PUBLIC
    geometry: str = "r.geom"
    lies: str = LOCATED
    id_column: str = "r.id"
    territory_column: str = "r.territory_id"
    time_column: str = ""
    history: bool = False
    relation_file: str = ""
    relation_params: dict[str, Any] = dataclass_field(default_factory=dict, hash=False)
    tile_query: str = "features/tile.sql"
    tile_table: str = ""
    min_zoom: int = 0
    # Beyond it, tiles of this zoom are enlarged.
    max_zoom: int = 16
    # Records are drawn one by one from this zoom on, a line or a surface not before it is a pixel long; else counted.
    near_zoom: int = 10
    # Its records are points in an index by cell: a crowded tile is counted there, without reading rows.
    by_cell: bool = False
    # Fields a record carries in tiles beside its label, its colour and its doubts; its id leads to the rest.
    tile_fields: tuple[str, ...] = ()
    edition_bound: bool = False
    # Fields that name a record on the map, best first; {lang} is the reader's language.
    label: tuple[str, ...] = ("reference",)
    # A boolean column saying which rows are invented for demonstration.
    fictitious_column: str = ""
    # What anonymous visitors may learn of a sensitive layer: counts, masked where small (docs/adr/0010).
    public_cube: Cube | None = None
    # The field by which a territory's sheet counts its records, and the amount it adds up; none: the sheet is silent.
    counted_by: str = ""
    adds_up: str = ""
    # SQL over `r` of the project a record belongs to: whoever is named its partner reads it too.
    partners_of: str = ""

    def __post_init__(self) -> None:
        if self.theme not in THEMES:
            msg = f"layer {self.slug}: theme {self.theme!r} has no title"
            raise ValueError(msg)
        clash = RESERVED & {f.name for f in self.fields}
        if clash:
            msg = f"layer {self.slug}: reserved names used as fields: {sorted(clash)}"
            raise ValueError(msg)
        object.__setattr__(self, "fields", tuple(self._with_choices(f) for f in self.fields))

    def _with_choices(self, field: Field) -> Field:
        """The model's choices or, failing them, the legend's words."""
        if field.choices or field.type not in {"code", "text"}:
            return field
        columns = {} if field.column else {f.name: f.choices for f in self.model._meta.local_concrete_fields}
        legend = [
            (value, _Told(fr, ar)) for value, _, fr, ar in self.style.palette if field.name == self.style.by
        ]
        return replace(field, choices=tuple(columns.get(field.name) or legend))

    def read_by(self, parameter: str) -> str:
        """SQL: rows that a perimeter reads: those under it, and those of projects that name it as a partner."""
        if not self.partners_of:
            return self.under(parameter)
        return f"({self.under(parameter)} or {_PARTNERS.format(reference=self.partners_of, parameter=parameter)})"

    def under(self, parameter: str) -> str:
        """SQL: rows at or under the territories of `parameter` (ids), in the current edition."""
        return _UNDER.format(territory=self.territory_column, parameter=parameter)

    @property
    def located(self) -> str:
        """SQL: the record is drawn where it lies."""
        if self.lies == "false":
            return "false"
        return f"{self.geometry} is not null" + ("" if self.lies == "true" else f" and {self.lies}")

    def drawn_where(self, condition: str) -> str:
        """SQL: rows drawn where `condition` holds, `{geometry}` standing for the place: their own or a label point."""
        own = condition.format(geometry=self.geometry)
        if self.lies == "true":
            return own
        label = condition.format(geometry="l.label_point")
        gathered = _AT_LABEL_POINT.format(territory=self.territory_column, condition=label)
        if self.lies == "false":
            return gathered
        return f"({self.located} and {own}) or (not ({self.located}) and {gathered})"

    @property
    def version_table(self) -> str:
        """The table whose changes make cached answers stale: the generalised bands for territorial levels."""
        return self.tile_table or self.table

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def title(self, language: str) -> str:
        return self.title_ar if language == "ar" else self.title_fr

    def theme_title(self, language: str) -> str:
        return THEMES[self.theme][language == "ar"]

    def without_places(self) -> Layer:
        """The same layer for a reader who may not know where its records lie."""
        return replace(self, geometry="null::geometry(Point, 4326)", lies="false")

    @property
    def is_level(self) -> bool:
        """A level of the territory, drawn from its generalised bands and never counted."""
        return bool(self.tile_table)

    @property
    def in_tiles(self) -> tuple[str, ...]:
        labels = (name.format(lang=language) for name in self.label for language in ("fr", "ar"))
        return (*dict.fromkeys(labels), *self.tile_fields, "location_precision", "flags")

    def fields_up_to(self, ceiling: Sensitivity) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if f.sensitivity <= ceiling)

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)
