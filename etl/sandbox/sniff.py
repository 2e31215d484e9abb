"""What a file is, by its first bytes: its name is the sender's opinion."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from etl.sandbox.wire import Refusal

HEAD = 65_536
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "file_old_excel", ""),
    (b"%PDF", "file_binary", "PDF"),
    (b"\x89PNG", "file_binary", "PNG"),
    (b"\xff\xd8\xff", "file_binary", "JPEG"),
    (b"\x1f\x8b", "file_binary", "gzip"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(rb"^\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<")
_ROOT = re.compile(rb"<(?:\w+:)?(kml|gpx)[\s>]")
_JSON = re.compile(rb'^(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_GEOJSON = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|Point|LineString|Polygon|Multi\w+|GeometryCollection)"'
)
_DXF = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:999\r?\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION\s*\r?\n")
_BINARY_SHARE = 0.01
_PACKAGE = "[Content_Types].xml"


def kind_of(path: Path) -> str:
    """text, workbook, archive, json, or the extension of a vector format. Refusal for what we do not read."""
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    if not head.strip():
        raise Refusal("file_empty")
    for signature, code, detail in _SIGNATURES:
        if head.startswith(signature):
            raise Refusal(code, detail=detail)
    return _container(path, head) or _structured(head) or _text(head)


def _container(path: Path, head: bytes) -> str:
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith(b"SQLite format 3"):
        if head[68:72] in {b"GPKG", b"GP10", b"GP11"}:
            return "gpkg"
        raise Refusal("file_binary", detail="SQLite")
    if head.startswith(b"fgb\x03fgb"):
        return "fgb"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shp"
    return "dxf" if head.startswith(b"AutoCAD Binary DXF") else ""


def _structured(head: bytes) -> str:
    if head[:2] in _UTF16:
        head = head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    if _XML.match(head):
        if root := _ROOT.search(head):
            return root[1].decode()
        raise Refusal("file_html") if _HTML.match(head[:200]) else Refusal("format_unknown")
    if _JSON.match(head):
        return "geojson" if _GEOJSON.search(head) else "json"
    return "dxf" if _DXF.match(head) else ""


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Refusal("workbook_unreadable", detail=str(error)[:100]) from error
    return "workbook" if _PACKAGE in names or any(name.startswith("xl/") for name in names) else "archive"


def _text(head: bytes) -> str:
    if head[:2] not in _UTF16:
        control = sum(head.count(byte) for byte in (*range(9), *range(14, 27)))
        if control > max(4, len(head) * _BINARY_SHARE):
            raise Refusal("file_binary", detail="binaire")
    return "text"
