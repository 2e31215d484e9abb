"""What a source is: declared once in `etl/sources/<slug>.py`; the runner, the templates and the tests read it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from typing import Any

from django.db.models import Model

from etl import sources
from etl.columns import Converter
from etl.errors import Fault
from etl.headings import header_form
from layers.errors import NotFound

Record = dict[str, Any]
Rule = Callable[[Record], list[Fault]]


@dataclass(frozen=True)
class Column:
    """One column of the file: where its value goes, how it may be headed, how it is read.

    `into` is the target's field; a dotted one ("person.phone") goes to a companion; an underscore one ("_x") is only
    read by rules and location. `personal` values never reach a report.
    """

    into: str
    title_fr: str
    title_ar: str
    convert: Converter
    aliases: tuple[str, ...] = ()
    required: bool = False
    filled: bool = False
    personal: bool = False
    example: str = ""

    @property
    def forms(self) -> frozenset[str]:
        names = (self.into.removeprefix("_").rpartition(".")[2], self.title_fr, self.title_ar, *self.aliases)
        return frozenset(header_form(name) for name in names)


@dataclass(frozen=True)
class Companion:
    """A second table filled from the same row, one to one with the target."""

    name: str
    model: type[Model]
    link: str


@dataclass(frozen=True)
class Table:
    """One kind of record a source hands over: a sheet of its workbook, or a CSV file of its own.

    `rules` read what the file says, `measured` also what was made of its shape (area_m2, length_m).
    `whole`: a field whose every value comes in one piece (the zones of a plan): what is stored under a value the file
    speaks of, and the file lacks, is removed, and stays in the history. Without it nothing is ever removed.
    `key` is a unique text field of the model; with `key_from` it is made of those fields, joined by a slash, when no
    column carries it. `order` refuses a row older than what is stored. `land` names the field with the land references
    a record without coordinates may be placed by. `any_level`: a province or a region is a place too (budgets).
    `needs_place`: a row that names a place nobody knows waits for a correction: loaded, no perimeter would hold it.
    """

    name: str
    title_fr: str
    title_ar: str
    model: type[Model]
    key: str
    columns: tuple[Column, ...]
    key_from: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    measured: tuple[Rule, ...] = ()
    companions: tuple[Companion, ...] = ()
    located: bool = True
    any_level: bool = False
    needs_place: bool = False
    order: str = ""
    land: str = ""
    whole: str = ""

    @cached_property
    def _by_form(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for column in self.columns:
            for form in column.forms - {""}:
                if found.setdefault(form, column) is not column:
                    msg = f"table {self.name}: heading {form} means both {found[form].into} and {column.into}"
                    raise ValueError(msg)
        return found

    def column_for(self, header: str) -> Column | None:
        return self._by_form.get(header_form(header))

    def key_of(self, record: Record) -> str:
        """The record's key, composed and kept in the record when it has no column of its own; empty when incomplete."""
        if self.key_from and not record.get(self.key):
            parts = [record.get(name) for name in self.key_from]
            record[self.key] = "" if None in parts or "" in parts else "/".join(map(str, parts))
        return str(record.get(self.key) or "")

    def title(self, language: str) -> str:
        return self.title_ar if language == "ar" else self.title_fr


@dataclass(frozen=True)
class Parent:
    """What rows of other tables are parts of (a contract, a project): the column that names it, and its form."""

    column: Column
    form: Rule

    def parts(
        self,
        name: str,
        title_fr: str,
        title_ar: str,
        model: type[Model],
        *columns: Column,
        by: tuple[str, ...],
        rules: tuple[Rule, ...] = (),
        located: bool = False,
    ) -> Table:
        """A table whose rows are told apart, within their parent, by the columns `by`."""
        return Table(
            name, title_fr, title_ar, model, "key", (self.column, *columns),
            key_from=(self.column.into, *by), rules=(self.form, *rules), located=located,
        )  # fmt: skip


@dataclass(frozen=True)
class Source:
    """`tables` in the order they load. `checks`: SQL files that read the whole of what is stored after a load and name
    what disagrees across rows and tables (columns: code, table_name, key, column_name, value, context as json).
    `after`: what is derived from the whole again, in the load's transaction."""

    slug: str
    title_fr: str
    title_ar: str
    tables: tuple[Table, ...]
    checks: tuple[str, ...] = ()
    after: tuple[Callable[[], object], ...] = ()

    def table(self, name: str) -> Table:
        found = next((table for table in self.tables if table.name == name), None)
        if found is None:
            raise NotFound(name, parameter="table")
        return found

    def title(self, language: str) -> str:
        return self.title_ar if language == "ar" else self.title_fr


@cache
def registry() -> dict[str, Source]:
    """Every source, found in `etl/sources/`: a new file there is a new source."""
    from etl.returns import knowing_layers

    modules = (import_module(f"{sources.__name__}.{m.name}") for m in pkgutil.iter_modules(sources.__path__))
    return {module.SOURCE.slug: knowing_layers(module.SOURCE) for module in modules}


def get(slug: str) -> Source:
    found = registry().get(slug)
    if found is None:
        raise NotFound(slug, parameter="source")
    return found
