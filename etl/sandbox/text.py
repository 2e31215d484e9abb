"""CSV as Moroccan offices write it: UTF-8 with or without BOM, UTF-16, cp1252, windows-1256; `;` `,` tab or bar.

Read piece by piece. A piece whose rows are all of one width goes through Arrow's parser; any other through Python's.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from etl.sandbox import tables
from etl.sandbox.limits import TYPED
from etl.sandbox.tables import SEARCHED, Row
from etl.sandbox.wire import Note, Out, Refusal

DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
PIECE = 4 * 1024 * 1024
MAX_RECORD = 4 * PIECE
ROWS, SEGMENT = 20_000, 512 * 1024
# Arabic words in windows-1256 are runs of high bytes; French accents in cp1252 come one at a time.
_HIGH_RUN = re.compile(rb"[\xc0-\xfe]{3,}")
_BOM16 = {b"\xff\xfe", b"\xfe\xff"}


@dataclass(frozen=True)
class Encoding:
    """`foreign`: numbers of the lines of a UTF-8 file that are written in `single` instead."""

    name: str
    single: str = ""
    foreign: frozenset[int] = frozenset()


def read(path: Path, forms: frozenset[str], out: Out) -> None:
    with path.open("rb") as handle:
        wide = handle.read(2) in _BOM16
    path = _from_utf16(path) if wide else path
    encoding = Encoding("UTF-16") if wide else _encoding(path)
    notes: list[Note] = [["encoding_detected", {"value": encoding.name}]] if encoding.name != "UTF-8" else []
    delimiter = _delimiter(next(_decoded(path, encoding), b""), forms)
    if delimiter != ";":
        notes.append(["delimiter_detected", {"value": DELIMITERS[delimiter]}])
    parser = Parser(delimiter, encoding.foreign)
    batches = parser.batches(_decoded(path, encoding))
    first = next(batches, None)
    if first is None:
        raise Refusal("file_empty")
    with out.sheet("", "table", first.schema, notes) as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)


def _from_utf16(path: Path) -> Path:
    """The same text in UTF-8, beside it."""
    target = path.with_name("utf8.csv")
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        with path.open("rb") as source, target.open("wb") as sink:
            while piece := source.read(PIECE):
                sink.write(decoder.decode(piece).encode())
            sink.write(decoder.decode(b"", final=True).encode())
    except UnicodeError as error:
        raise Refusal("file_binary", detail="UTF-16 ?") from error
    return target


def pieces(path: Path) -> Iterator[bytes]:
    """Whole physical lines ending in LF, about PIECE bytes at a time, without the BOM."""
    with path.open("rb") as handle:
        held = handle.read(3).removeprefix(codecs.BOM_UTF8)
        while read := handle.read(PIECE):
            held += read
            cut = held.rfind(b"\n") + 1 or held.rfind(b"\r", 0, -1) + 1
            if cut:
                yield _line_ends(held[:cut])
                held = held[cut:]
            elif len(held) > MAX_RECORD:
                raise Refusal("line_too_heavy", limit=MAX_RECORD // 2**20)
        if held:
            last = _line_ends(held)
            yield last if last.endswith(b"\n") else last + b"\n"


def _line_ends(piece: bytes) -> bytes:
    return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in piece else piece


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _encoding(path: Path) -> Encoding:
    """UTF-8 if every line is; UTF-8 with foreign lines if another line proves it; else a single-byte page."""
    broken: list[int] = []
    proved, high_runs, number = False, 0, 1
    for piece in pieces(path):
        if _is_utf8(piece):
            proved = proved or not piece.isascii()
            number += piece.count(b"\n")
            continue
        for line in piece.split(b"\n")[:-1]:
            if not _is_utf8(line):
                broken.append(number)
                high_runs += len(_HIGH_RUN.findall(line)) if high_runs <= 3 else 0
            elif not line.isascii():
                proved = True
            number += 1
    if not broken:
        return Encoding("UTF-8")
    single = "windows-1256" if high_runs > 3 else "cp1252"
    return Encoding("UTF-8", single, frozenset(broken)) if proved else Encoding(single, single)


def _decoded(path: Path, encoding: Encoding) -> Iterator[bytes]:
    """The pieces in UTF-8. The mark of typed cells is ours: a file that holds it has it replaced."""
    mark, number = TYPED.encode(), 1
    for piece in pieces(path):
        found = _utf8(piece, encoding, number)
        number += piece.count(b"\n") if encoding.foreign else 0
        yield found.replace(mark, "\ufffd".encode()) if mark in found else found


def _utf8(piece: bytes, encoding: Encoding, first: int) -> bytes:
    if not encoding.single:
        return piece
    if not encoding.foreign:
        return piece.decode(encoding.single, errors="replace").encode()
    lines = (
        line.decode(encoding.single, errors="replace").encode() if number in encoding.foreign else line
        for number, line in enumerate(piece.split(b"\n"), first)
    )
    return b"\n".join(lines)


def _delimiter(head: bytes, forms: frozenset[str]) -> str:
    """The one under which most headings are recognised; without any, the one that cuts most."""
    csv.field_size_limit(2**31 - 1)
    begun = head.split(b"\n", SEARCHED)[:SEARCHED]
    lines = [line[:100_000].decode(errors="replace").replace("\x00", "") for line in begun]

    def score(delimiter: str) -> tuple[int, int]:
        rows = [_cells(line, delimiter) for line in lines]
        known = max((tables.recognised(row, forms) for row in rows), default=0)
        return known, min((len(row) for row in rows if row), default=0)

    return max(DELIMITERS, key=score)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.split(delimiter)


class Parser:
    """Quoted line breaks are kept, unless a quote is never closed: from there each line stands alone."""

    def __init__(self, delimiter: str, foreign: frozenset[int]) -> None:
        self.delimiter, self.foreign = delimiter, foreign
        self.width, self.line, self.alone = 0, 1, False

    def batches(self, pieces: Iterator[bytes]) -> Iterator[pa.RecordBatch]:
        held = b""
        for piece in pieces:
            held = yield from self._block(held + piece)
            self.alone = self.alone or len(held) > MAX_RECORD
        if held:
            self.alone = True
            yield from self._block(held)

    def _block(self, block: bytes) -> Generator[pa.RecordBatch, None, bytes]:
        """What can be read of it; answers the beginning of a record that ends later."""
        quoted = b'"' in block
        if not quoted or not self.alone:
            fast = self._regular(block, quoted)
            if fast is not None:
                yield from fast[0]
                return fast[1]
        if self.alone:
            yield from self._apart(block)
            return b""
        rest = yield from self._careful(block)
        return rest

    def _made(self, rows: list[Row]) -> Iterator[pa.RecordBatch]:
        if rows:
            self.width = self.width or tables.agreed_width([len(row.cells) for row in rows])
            yield tables.batch(rows, self.width)

    def _regular(self, block: bytes, quoted: bool) -> tuple[list[pa.RecordBatch], bytes] | None:
        """By Arrow, when all rows have one width and every quote stands where it should."""
        data = np.frombuffer(block, np.uint8)
        ends, seps = np.flatnonzero(data == 10), np.flatnonzero(data == ord(self.delimiter))
        physical = ends
        if quoted:
            quotes = np.flatnonzero(data == 34)
            if not _well_placed(data, quotes, ord(self.delimiter)):
                return None
            ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
            seps = seps[np.searchsorted(quotes, seps) % 2 == 0]
            if not len(ends):
                return [], block
        stop = int(ends[-1]) + 1
        starts = np.concatenate(([0], ends[:-1] + 1))
        filled = ends > starts
        widths = np.diff(np.searchsorted(seps, np.concatenate(([0], ends))))[filled] + 1
        if len(widths) and (widths != widths[0]).any():
            return None
        lines = self.line + np.searchsorted(physical, starts[filled])
        broken = len(ends) != int(np.searchsorted(physical, stop))
        made = [self._arrow(block[:stop], int(widths[0]), lines, quoted, broken)] if len(widths) else []
        self.line += int(np.searchsorted(physical, stop))
        return made, block[stop:]

    def _arrow(
        self, block: bytes, found: int, lines: np.ndarray, quoted: bool, broken: bool
    ) -> pa.RecordBatch:
        self.width = self.width or tables.agreed_width([found])
        names = [f"c{n}" for n in range(found)]
        table = arrow_csv.read_csv(
            pa.BufferReader(block),
            arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(block) + 1),
            arrow_csv.ParseOptions(
                delimiter=self.delimiter, quote_char='"' if quoted else False, newlines_in_values=broken
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
        rows = table.combine_chunks().to_batches()[0]
        count = len(lines)
        doubts = pa.nulls(count, pa.string())
        if self.foreign:
            doubts = pa.array(
                ["encoding_mixed" if n in self.foreign else None for n in lines.tolist()], pa.string()
            )
        widths = np.full(count, found, np.int32)
        if found > self.width:
            for n in range(found - 1, self.width - 1, -1):
                blank = np.array([not cell.strip() for cell in rows.column(n).to_pylist()])
                widths[blank & (widths == n + 1)] = n
        cells = rows.columns[: self.width]
        cells += [pa.nulls(count, pa.string())] * (self.width - len(cells))
        fixed = [pa.array(lines, pa.int32()), pa.array(widths), pa.nulls(count, pa.string()), doubts]
        return pa.record_batch([*fixed, *cells], schema=tables.schema(self.width))

    def _careful(self, block: bytes) -> Generator[pa.RecordBatch, None, bytes]:
        reader = csv.reader(io.StringIO(block.decode(), newline=""), delimiter=self.delimiter, strict=True)
        rows: list[Row] = []
        begun = 0
        try:
            for cells in reader:
                if cells:
                    rows.append(self._row(self.line + begun, cells))
                begun = reader.line_num
                if len(rows) >= ROWS:
                    yield from self._made(rows)
                    rows = []
        except csv.Error as error:
            yield from self._made(rows)
            rest = block.split(b"\n", begun)[begun]
            self.line += begun
            if str(error).startswith("unexpected end of data"):
                return rest
            self.alone = True
            yield from self._apart(rest)
            return b""
        yield from self._made(rows)
        self.line += begun
        return b""

    def _row(self, line: int, cells: list[str], fault: str | None = None) -> Row:
        return Row(line, cells, fault, "encoding_mixed" if line in self.foreign else None)

    def _apart(self, block: bytes) -> Iterator[pa.RecordBatch]:
        """Line by line only where there are quotes."""
        while block:
            cut = block.find(b"\n", SEGMENT) + 1 or len(block)
            part, block = block[:cut], block[cut:]
            fast = None if b'"' in part else self._regular(part, False)
            yield from fast[0] if fast else self._each_alone(part)

    def _each_alone(self, block: bytes) -> Iterator[pa.RecordBatch]:
        rows: list[Row] = []
        for line in io.BytesIO(block):
            text = line.decode().removesuffix("\n")
            fault = None
            try:
                cells = next(csv.reader([text], delimiter=self.delimiter, strict=True), [])
            except csv.Error:
                cells, fault = text.split(self.delimiter), "quote_unclosed"
            if cells:
                rows.append(self._row(self.line, cells, fault))
            self.line += 1
            if len(rows) >= ROWS:
                yield from self._made(rows)
                rows = []
        yield from self._made(rows)


def _well_placed(data: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    """Each quote opens after a separator, closes before one, or is doubled inside a quoted cell."""
    at = np.arange(len(quotes))
    opening, closing = quotes[at % 2 == 0], quotes[at % 2 == 1]
    before = data[np.maximum(opening - 1, 0)]
    after = data[np.minimum(closing + 1, len(data) - 1)]
    limits = np.array([delimiter, 10, 34], np.uint8)
    sound_before = np.isin(before, limits) | (opening == 0)
    return bool(sound_before.all() and np.isin(after, limits).all())
