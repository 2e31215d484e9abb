"""What the tests of extractions hold: viewers, an extraction made in one call, and each format read back by its own
library."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pyogrio

from layers import registry
from layers.access import Grant, Viewer
from layers.services import export
from layers.services.provenance import Provenance
from layers.territories import resolve_codes

STEWARD = Viewer(None, (Grant("steward"),))
REGION, PROVINCE = "05", "05.081"


def viewer(role: str, code: str = "") -> Viewer:
    return Viewer(None, (Grant(role, resolve_codes([code])[0] if code else None),))


@dataclass
class Made:
    path: Path
    told: Provenance
    name: str
    extraction: Any

    @property
    def wanted(self) -> set[int]:
        """The ids the screen would show."""
        return {row["id"] for row in self.extraction.query.rows()}

    @property
    def located(self) -> set[int]:
        return {row["id"] for row in self.extraction.query.located().rows()}


def make(folder: Path, layer: str, extension: str, who: Viewer = STEWARD, language: str = "fr", **params: str) -> Made:
    question = {name.replace("__", "-"): [value] for name, value in {"purpose": "essai", **params}.items()}
    asked = export.ask(registry.get(layer), question, who, extension, language)
    path = folder / f"{layer}.{extension}"
    path.unlink(missing_ok=True)
    with export.begin(asked) as begun:
        begun.write(path)
        return Made(path, begun.provenance, begun.name, asked)


# -- each format by a library of its own: rows as dicts, `id` among them


def rows(path: Path) -> list[dict[str, Any]]:
    return READERS[path.name.partition(".")[2]](path)


def ids(path: Path) -> list[int]:
    """The rows' ids alone: a workbook's cells take openpyxl longer than all the other formats together."""
    if path.suffix != ".xlsx":
        return [row["id"] for row in rows(path)]
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    return [int(value) for value in re.findall(rb'<c r="A(?!1")\d+"[^>]*><v>(\d+)</v>', sheet)]


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Tables of features of a GeoPackage."""
    base = sqlite3.connect(path)
    base.row_factory = sqlite3.Row
    names = [row[0] for row in base.execute("select table_name from gpkg_contents order by 1")]
    kept = [name for name in names if name not in {"layer_styles", "provenance"}]
    found = {name: [dict(row) for row in base.execute(f'select * from "{name}"')] for name in kept}
    base.close()
    return found


def _gpkg(path: Path) -> list[dict[str, Any]]:
    return [row for found in tables(path).values() for row in found]


def _geojson(path: Path) -> list[dict[str, Any]]:
    return [feature["properties"] | {"id": feature["id"]} for feature in json.loads(path.read_text())["features"]]


def _csv(path: Path) -> list[dict[str, Any]]:
    text = path.read_bytes().decode("utf-8-sig")
    found = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    return [{name: value for name, value in row.items() if name[:1] != "["} | {"id": int(row["id"])} for row in found]


def _xlsx(path: Path) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(path)
    head, *found = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in found]


def _fgb(path: Path) -> list[dict[str, Any]]:
    return list(pyogrio.read_dataframe(path, read_geometry=False).to_dict("records"))


def _parquet(path: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(path).drop_columns(["geometry"]).to_pylist())


def _shp(path: Path) -> list[dict[str, Any]]:
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".shp"):
                found += pyogrio.read_dataframe(f"/vsizip/{path}/{name}", read_geometry=False).to_dict("records")
    return found


READERS = {"gpkg": _gpkg, "geojson": _geojson, "csv": _csv, "xlsx": _xlsx, "fgb": _fgb, "parquet": _parquet,
           "shp.zip": _shp}  # fmt: skip
