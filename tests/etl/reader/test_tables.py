"""Tables in the locked child: CSV, workbooks, JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook

from etl.sandbox import open_file
from etl.sandbox import text as text_reader
from etl.sandbox.limits import TYPED
from tests.etl.reader.hands import FORMS, read, rows_of, written


def test_a_clean_table_keeps_its_cells_and_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "\ufeffreference;etat\r\nA;é\r\n\r\nB;\r\n")
    [(sheet, table)] = read(path)
    assert rows_of(table) == [
        (1, ["reference", "etat"], None, None),
        (2, ["A", "é"], None, None),
        (4, ["B", ""], None, None),
    ]
    assert (sheet.kind, sheet.notes, sheet.guard) == ("table", [], "kernel")


def test_widths_quotes_and_foreign_lines_are_told_row_by_row(tmp_path: Path) -> None:
    lines = [
        b"reference;etat",
        b'A;"x',
        b'y"',
        b"B;1;2",
        "C;é".encode(),
        "D;é".encode("cp1252"),
        b'E;"z',
        b"F;1",
    ]
    [(_, table)] = read(written(tmp_path, "a.csv", b"\n".join(lines)))
    assert rows_of(table) == [
        (1, ["reference", "etat"], None, None),
        (2, ["A", "x\ny"], None, None),
        (4, ["B", "1", "2"], None, None),
        (5, ["C", "é"], None, None),
        (6, ["D", "é"], None, "encoding_mixed"),
        (7, ["E", '"z'], "quote_unclosed", None),
        (8, ["F", "1"], None, None),
    ]


ARABIC = "رخصة البناء المسلمة هذه السنة"


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("reference,etat\nA,é\n".encode("cp1252"), "cp1252", "virgule"),
        (f"reference;etat\nA;{ARABIC}\n".encode("windows-1256"), "windows-1256", ""),
        ("reference\tetat\nA\té\n".encode("utf-16"), "UTF-16", "tabulation"),
        (b"reference|etat\rA|e\r", "", "barre verticale"),
    ],
)
def test_encoding_and_delimiter_are_detected_and_said(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str
) -> None:
    [(sheet, table)] = read(written(tmp_path, "a.csv", content))
    said = {note.code: note.value for note in sheet.notes}
    assert said.get("encoding_detected", "") == encoding and said.get("delimiter_detected", "") == delimiter
    assert [row[1][0] for row in rows_of(table)] == ["reference", "A"]
    if encoding == "windows-1256":
        assert rows_of(table)[1][1][1] == ARABIC


@pytest.mark.parametrize("seed", range(40))
def test_any_table_reads_as_python_reads_it_whatever_the_pieces(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    monkeypatch.setattr(text_reader, "PIECE", chance.choice([16, 64, 500, 10_000]))
    monkeypatch.setattr(text_reader, "MAX_RECORD", 2_000)
    cells = ["", "a", "é", "x y", 'q"q', "l1\nl2", ";", "12", " ", "ب"]
    width = chance.randint(1, 6)
    ragged = chance.random() < 0.3
    table = [
        [chance.choice(cells) for _ in range(width + (chance.randint(-1, 1) if ragged and width > 1 else 0))]
        for _ in range(chance.randint(1, 80))
    ]
    sink = io.StringIO()
    style = chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
    csv.writer(sink, delimiter=";", quoting=style, lineterminator="\n").writerows(table)
    content = sink.getvalue()
    if chance.random() < 0.4:
        content = content.replace("\n", chance.choice(["\r\n", "\n\n", "\r"]))
    path = written(tmp_path, "a.csv", content)
    plain = content.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=";", strict=True)
    expected, begun = [], 1
    for row in reader:
        if row:
            expected.append((begun, row, None, None))
        begun = reader.line_num + 1
    parser = text_reader.Parser(";", frozenset())
    tables = [pa.Table.from_batches([made]) for made in parser.batches(text_reader.pieces(path))]
    found = [row for made in tables for row in rows_of(made)]
    assert found == [(line, row[: parser.width], *rest) for line, row, *rest in expected]
    widths = [width for made in tables for width in made["width"].to_pylist()]
    assert all(
        w == len(row[1]) or w > parser.width
        for w, row in zip(widths, expected, strict=True)
        if w != parser.width
    )


def test_every_sheet_of_a_workbook_as_excel_typed_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Extraction"])
    sheet.append(["Dossier", None, "date_depot"])
    sheet.append(["reference", "etat", None])
    day = dt.date(2024, 1, 2)
    sheet.append(["A", 1.5, day])
    sheet.append(["=1+1", True, dt.datetime.combine(day, dt.time(3, 4))])
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("C2:C3")
    hidden = book.create_sheet("cachée")
    hidden.append(["commune"])
    hidden.sheet_state = "hidden"
    book.create_sheet("vide")
    book.save(tmp_path / "b.xlsx")
    (first, table), (second, _) = read(tmp_path / "b.xlsx")
    assert rows_of(table)[2:] == [
        (3, ["reference", "etat", "date_depot"], None, None),
        (4, ["A", f"{TYPED}1.5", f"{TYPED}2024-01-02"], None, None),
        (5, ["=1+1", "True", f"{TYPED}2024-01-02T03:04:00"], None, None),
    ]
    assert [note.code for note in first.notes] == ["header_merged"]
    assert (second.name, [note.code for note in second.notes]) == ("cachée", ["sheet_hidden"])


def test_json_keeps_the_digits_of_its_numbers(tmp_path: Path) -> None:
    content = '{"data":[{"reference":"A","etat":12.50},{"commune":"é","x":{"y":[1.0]}}],"totalLength":2}'
    [(_, table)] = read(written(tmp_path, "a.json", content))
    assert [row[1] for row in rows_of(table)] == [
        ["reference", "etat", "commune", "x"], ["A", f"{TYPED}12.50", None, None], [None, None, "é", '{"y": ["1.0"]}']
    ]  # fmt: skip


def test_the_mark_of_typed_cells_cannot_be_forged(tmp_path: Path) -> None:
    for name, content in (("a.csv", "reference;etat\nA;\x025\n"), ("a.json", '[{"etat":"\\u00025"}]')):
        [(_, table)] = read(written(tmp_path, name, content))
        assert not any(TYPED in (cell or "") for row in rows_of(table) for cell in row[1])


def test_a_spooled_sheet_is_read_as_often_as_wanted(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "reference;etat\n" + "A;1\n" * 1000)
    with open_file(path, FORMS) as sheets:
        table = next(sheets).spool()
        assert table.num_rows == 1001 == len(table.to_pylist()) == len(table.to_pylist())
