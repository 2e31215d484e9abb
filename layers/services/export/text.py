"""CSV and GeoJSON, a batch at a time."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from layers.services.export import relation
from layers.services.export.extraction import Task

# Semicolons, because a French Excel splits at them; the byte-order mark, because it takes bare UTF-8 for Windows-1252.
DELIMITER = ";"
BOM = "\ufeff"
# A cell that begins so would be computed, or would hide such a beginning: an apostrophe goes first, and the importer
# takes it away. One that already begins with an apostrophe before such a sign gets another, so nothing is lost.
ESCAPE = "'"
FORMULA = r"^'*[=+\-@\t\r]"
LON, LAT = "lon", "lat"
# A record that is no point is placed by one inside it.
_SPOT = "case when ST_Dimension(geom) = 0 then ST_Centroid(geom) else ST_PointOnSurface(geom) end"
PLACE = {LON: f"ST_X({_SPOT})", LAT: f"ST_Y({_SPOT})"}


def safe(texts: pa.Array) -> pa.Array:
    """Text cells no spreadsheet takes for a formula."""
    risky = pc.match_substring_regex(texts, FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise(ESCAPE, texts, ""), texts)


def csv(task: Task) -> None:
    """ISO dates, commas for decimals, true and false; the last heading, in brackets, holds the provenance."""
    reader = relation.all_rows(task, PLACE)
    remark = f"[{task.provenance.sentence().replace('[', '(').replace(']', ')')}]"
    with task.path.open("w", encoding="utf-8", newline="") as handle:
        handle.write(BOM + DELIMITER.join(_quoted(name) for name in [*reader.schema.names, remark]) + "\r\n")
        for batch in reader:
            handle.write(_lines(batch))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in f'"{DELIMITER}\r\n') else text


def _lines(batch: pa.RecordBatch) -> str:
    if not batch.num_rows:
        return ""
    columns = [_cells(column) for column in batch.columns]
    lines = pc.binary_join_element_wise(*columns, "", DELIMITER, null_handling="replace", null_replacement="")
    return "\r\n".join(lines.to_pylist()) + "\r\n"


def _cells(column: pa.Array) -> pa.Array:
    if pa.types.is_floating(column.type):
        return _numbers(column)
    if not pa.types.is_string(column.type):
        return pc.cast(column, pa.string())
    texts = safe(column)
    delicate = pc.match_substring_regex(texts, f'["{DELIMITER}\r\n]')
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(delicate, quoted, texts)


def _numbers(column: pa.Array) -> pa.Array:
    """A comma for decimals, as a French Excel reads them; never three of them alone, which look like thousands."""
    texts = pc.replace_substring(pc.cast(column, pa.string()), ".", ",")
    three = pc.match_substring_regex(texts, r",\d{3}$")
    return pc.if_else(three, pc.binary_join_element_wise(texts, "0", ""), texts)


def geojson(task: Task) -> None:
    """RFC 7946: degrees, longitude first; a row without a place has a null geometry."""
    drawn = "ST_AsGeoJSON(ST_ForcePolygonCCW(geom), 9)"
    reader = relation.all_rows(task, {relation.GEOMETRY: drawn})
    head = {"type": "FeatureCollection", "name": task.provenance.layer, "provenance": task.provenance.as_json()}
    with task.path.open("w", encoding="utf-8") as handle:
        handle.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [')
        first = True
        for batch in reader:
            features = [_feature(row) for row in batch.to_pylist()]
            if features:
                handle.write(("\n" if first else ",\n") + ",\n".join(features))
                first = False
        handle.write("\n]}\n")


def _feature(row: dict[str, Any]) -> str:
    number, geometry = row["id"], row.pop(relation.GEOMETRY)
    properties = json.dumps(row, ensure_ascii=False, default=str)
    return f'{{"type": "Feature", "id": {number}, "geometry": {geometry or "null"}, "properties": {properties}}}'
