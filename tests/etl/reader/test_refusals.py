"""What cannot be read is named."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from etl.sandbox import Limits
from tests.etl.reader.hands import refused, written

VRT = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>a.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
LAUGHS = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml><Document>&b;</Document></kml>'


def zipped(**members: str | bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return sink.getvalue()


def linked() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        info = zipfile.ZipInfo("a.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return sink.getvalue()


UNREADABLE = [
    (b"", "file_empty"),
    (b" \n\n ", "file_empty"),
    (b"%PDF-1.7", "file_binary"),
    (b"SQLite format 3\x00" * 9, "file_binary"),
    (b"<html><table></table></html>", "file_html"),
    (b"\xd0\xcf\x11\xe0" * 20, "file_old_excel"),
    (VRT.encode(), "format_unknown"),
    (b"PK\x03\x04" + b"\x07" * 60, "workbook_unreadable"),
    (LAUGHS.encode(), "xml_entities"),
    (LAUGHS.encode("utf-16"), "xml_entities"),
    (b'{"data":' + b"[" * 100_000, "json_unreadable"),
    (b"[[1, 2]]", "json_unreadable"),
    (b'{"type":"FeatureCollection","x":' + b"[" * 100_000, "vector_unreadable"),
    (";".join("abcdefghij" * 100).encode() + b"\n", "too_many_columns"),
    (zipped(**{"../a.csv": "x"}), "archive_unsafe"),
    (zipped(**{"/a.csv": "x"}), "archive_unsafe"),
    (linked(), "archive_unsafe"),
    (zipped(**{"a.csv": zipped(**{"b.csv": "x"})}), "archive_unsafe"),
    (zipped(**{"a.exe": "x"}), "archive_empty"),
    (zipped(**{"a.csv": "x;y", "b.csv": "x;y"}), "archive_several"),
    (zipped(**{"a.shp": b"x", "a.dbf": b"x"}), "shapefile_incomplete"),
    (zipped(**{"[Content_Types].xml": "<x/>"}), "workbook_unreadable"),
    (b"fgb\x03fgb\x00" + b"\xff" * 100, "vector_unreadable"),
]


@pytest.mark.parametrize(("content", "code"), UNREADABLE)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(written(tmp_path, "a.csv", content)).code == code


def test_a_missing_file_a_large_one_and_bombs(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.csv").code == "file_missing"
    small = Limits(file_mb=1, unpacked_mb=2)
    assert refused(written(tmp_path, "a.csv", b"a;b\n" * 300_000), limits=small).code == "file_too_large"
    bomb = zipped(**{"a.csv": b"0" * (3 * 2**20)})
    assert refused(written(tmp_path, "a.zip", bomb), limits=small).code == "archive_bomb"
    # Declares one byte, holds three million.
    lying = bomb.replace((3 * 2**20).to_bytes(4, "little"), (1).to_bytes(4, "little"))
    assert refused(written(tmp_path, "a.zip", lying), limits=small).code in {
        "archive_unreadable",
        "archive_bomb",
    }
