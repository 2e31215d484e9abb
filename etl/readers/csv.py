"""CSV as Moroccan offices write it: UTF-8 with or without BOM, UTF-16, cp1252, windows-1256; `;` `,` tab or bar."""

from __future__ import annotations

import csv
import io
import re

from etl.errors import FileUnreadable, Note, RowRefused, ValueDoubtful
from etl.readers.table import SEARCHED, RawSheet, Row, recognised
from etl.source import Source

DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "file_old_excel", ""),
    (b"%PDF", "file_binary", "PDF"),
    (b"\x89PNG", "file_binary", "PNG"),
    (b"\xff\xd8\xff", "file_binary", "JPEG"),
    (b"\x1f\x8b", "file_binary", "gzip"),
    (b"SQLite format 3", "file_binary", "SQLite"),
)
_HTML = re.compile(rb"^\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)
_BINARY_SHARE = 0.01
# Arabic words in windows-1256 are runs of high bytes; French accents in cp1252 come one at a time.
_HIGH_RUN = re.compile(rb"[\xc0-\xfe]{3,}")


def rows(content: bytes, source: Source) -> list[RawSheet]:
    _refuse_other_formats(content)
    lines, encoding, foreign = _decode(content)
    notes = [Note("encoding_detected", value=encoding)] if encoding != "UTF-8" else []
    delimiter = _delimiter(lines, source)
    if delimiter != ";":
        notes.append(Note("delimiter_detected", value=DELIMITERS[delimiter]))
    found = _parse(lines, delimiter)
    for row in found:
        if row.line in foreign:
            row.doubts.append(ValueDoubtful("encoding_mixed"))
    return [RawSheet("", found, notes)]


def _refuse_other_formats(content: bytes) -> None:
    for signature, code, detail in _SIGNATURES:
        if content.startswith(signature):
            raise FileUnreadable(code, detail=detail)
    if _HTML.match(content[:200]):
        raise FileUnreadable("file_html")
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return
    start = content[:65536]
    control = sum(start.count(byte) for byte in range(9)) + sum(start.count(byte) for byte in range(14, 27))
    if control > max(4, len(start) * _BINARY_SHARE):
        raise FileUnreadable("file_binary", detail="binaire")


def _decode(content: bytes) -> tuple[list[str], str, frozenset[int]]:
    """Physical lines, the encoding's name, and the numbers of lines written in another encoding than the rest."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return _lines(content.decode("utf-16")), "UTF-16", frozenset()
        except UnicodeDecodeError as error:
            raise FileUnreadable("file_binary", detail="UTF-16 ?") from error
    try:
        return _lines(content.decode("utf-8-sig")), "UTF-8", frozenset()
    except UnicodeDecodeError:
        pass
    physical = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    broken = frozenset(n for n, line in enumerate(physical, 1) if not _is_utf8(line))
    single = _single_byte(content)
    if any(max(line, default=0) > 0x7F for n, line in enumerate(physical, 1) if n not in broken):
        decoded = [
            line.decode(single if n in broken else "utf-8", errors="replace")
            for n, line in enumerate(physical, 1)
        ]
        return [line + "\n" for line in decoded], "UTF-8", broken
    return _lines(content.decode(single, errors="replace")), single, frozenset()


def _lines(text: str) -> list[str]:
    """Not splitlines: it would also cut at the page breaks and separators that texts may hold."""
    return [line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _single_byte(content: bytes) -> str:
    return "windows-1256" if len(_HIGH_RUN.findall(content)) > 3 else "cp1252"


def _delimiter(lines: list[str], source: Source) -> str:
    """The one under which most headings are recognised."""

    def score(delimiter: str) -> int:
        return max(
            (recognised(next(csv.reader([line], delimiter=delimiter), []), source) for line in head),
            default=0,
        )

    head = [line.replace("\x00", "") for line in lines[:SEARCHED]]
    return max(DELIMITERS, key=score)


def _parse(lines: list[str], delimiter: str) -> list[Row]:
    """Quoted line breaks are kept, unless a quote is never closed: then each line stands alone, so only it is lost."""
    csv.field_size_limit(2**31 - 1)
    found: list[Row] = []
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True)
    begun = 1
    try:
        for cells in reader:
            found.append(Row(begun, list(cells)))
            begun = reader.line_num + 1
    except csv.Error:
        kept = [row for row in found if row.line < begun]
        return kept + [
            _one(number, line, delimiter) for number, line in enumerate(lines, 1) if number >= begun
        ]
    return found


def _one(number: int, line: str, delimiter: str) -> Row:
    bare = line.rstrip("\n")
    try:
        return Row(number, next(csv.reader([bare], delimiter=delimiter, strict=True), []))
    except csv.Error:
        cells = bare.split(delimiter)
        return Row(number, list(cells), RowRefused("quote_unclosed", value=cells[0]))
