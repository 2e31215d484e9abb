"""Files read in the locked child: every format, what the locks hold, how a death is named."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import socket
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely
from openpyxl import Workbook

from etl.errors import FileUnreadable
from etl.headings import header_form
from etl.sandbox import Limits, open_file, process
from etl.sandbox import text as text_reader
from etl.sandbox.limits import TYPED

FORMS = frozenset(header_form(name) for name in ("reference", "etat", "commune", "date_depot"))
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Private directories go to a place of the test's own, and are gone afterwards."""
    place = tmp_path / "private"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.iterdir()) == []


def rows_of(table: pa.Table) -> list[tuple[int, list[str | None], str | None, str | None]]:
    found = table.to_pydict()
    kept = sum(name.startswith("c") for name in found)
    return [
        (
            line,
            [found[f"c{n}"][at] for n in range(min(found["width"][at], kept))],
            found["fault"][at],
            found["doubt"][at],
        )
        for at, line in enumerate(found["line"])
    ]


def read(path: Path, **options: Any) -> list[tuple[Any, pa.Table]]:
    with open_file(path, FORMS, **options) as sheets:
        return [(sheet, pa.Table.from_batches(sheet.batches(), sheet.schema)) for sheet in sheets]


def refused(path: Path, **options: Any) -> FileUnreadable:
    with pytest.raises(FileUnreadable) as found:
        read(path, **options)
    for language in ("fr", "ar"):
        assert found.value.text(language) and found.value.suggestion(language)
    return found.value


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- tables


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


# --- vector


def frame(crs: int | None = 4326) -> Any:
    import geopandas as gpd

    points = [shapely.Point(-6.3, 32.3), shapely.Point(-6.4, 32.4), None]
    return gpd.GeoDataFrame(
        {"titre": ["T1", "T2", None], "الاسم": ["قطعة", "دوار", "ب"]}, geometry=points, crs=crs
    )


@pytest.mark.parametrize("driver", ["GPKG", "GeoJSON", "KML", "GPX", "DXF", "FlatGeobuf"])
def test_each_vector_format_gives_its_geometries(tmp_path: Path, driver: str) -> None:
    data = frame().iloc[:2]
    if driver in {"GPX", "DXF"}:
        data = data[["geometry"]]
    right = tmp_path / ("a.fgb" if driver == "FlatGeobuf" else f"a.{driver.lower()}")
    data.to_file(right, driver=driver)
    # The name is the sender's opinion.
    lying = right.rename(tmp_path / "fichier.txt")
    [(sheet, table)] = read(lying)
    assert (sheet.kind, sheet.srid, table.num_rows) == ("vector", None if driver == "DXF" else 4326, 2)
    found = {
        tuple(round(v, 6) for v in shapely.get_coordinates(g)[0])
        for g in shapely.from_wkb(table["geometry"].to_pylist())
    }
    assert found == {(-6.3, 32.3), (-6.4, 32.4)}
    if "الاسم" in data.columns and driver != "KML":
        assert set(table[f"c{sheet.columns.index('الاسم')}"].to_pylist()) == {"قطعة", "دوار"}


def shapefile(folder: Path, stem: str) -> Path:
    inner = folder / "s"
    inner.mkdir()
    frame(26191).rename(columns={"الاسم": "nom"}).to_file(inner / f"{stem}.shp", encoding="windows-1256")
    (inner / f"{stem}.cpg").unlink()
    path = folder / "lot.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(inner.iterdir()):
            archive.write(part, f"dossier/{part.name}")
        archive.writestr("lisez-moi.pdf", "x")
    return path


def test_a_zipped_shapefile_with_arabic_names_and_no_declared_encoding(tmp_path: Path) -> None:
    [(sheet, table)] = read(shapefile(tmp_path, "قطع أرضية"))
    assert (sheet.name, sheet.srid, sheet.columns) == ("قطع أرضية", 26191, ["titre", "nom"])
    assert table["c1"].to_pylist() == ["قطعة", "دوار", "ب"]
    assert [note.code for note in sheet.notes] == ["archive_members_ignored"]
    assert refused(tmp_path / "lot.zip", layer="autre").code == "layer_missing"


def test_a_shapefile_from_the_console_comes_with_its_neighbours(tmp_path: Path) -> None:
    shapefile(tmp_path, "lot")
    [(sheet, _)] = read(tmp_path / "s" / "lot.shp")
    assert (sheet.name, sheet.columns) == ("lot", ["titre", "nom"])
    (tmp_path / "s" / "lot.dbf").unlink()
    assert refused(tmp_path / "s" / "lot.shp").code == "shapefile_incomplete"


def test_layers_are_read_one_by_one_or_by_name(tmp_path: Path) -> None:
    for layer in ("un", "deux"):
        frame().to_file(tmp_path / "a.gpkg", layer=layer)
    assert [sheet.name for sheet, _ in read(tmp_path / "a.gpkg")] == ["un", "deux"]
    assert [sheet.name for sheet, _ in read(tmp_path / "a.gpkg", layer="deux")] == ["deux"]
    assert refused(tmp_path / "a.gpkg", layer="trois").context["found"] == "un, deux"


# --- refusals

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


# --- the locks


def attempt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, **options: Any) -> FileUnreadable:
    """Runs `code` in the locked child in place of a reader; what it leaves in `said` comes back as the detail."""
    end = "raise Refusal('vector_unreadable', detail=said)"
    program = f"def read(*given):\n    said = ''\n{_indented(code)}\n    {end}"
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); import ctypes, os, socket, time; from etl.sandbox import child;"
        f"from etl.sandbox.wire import Refusal; exec({program!r}); child.read = read; child.main()"
    )
    monkeypatch.setattr(process, "_START", start)
    return refused(written(tmp_path, "a.csv", "a;b\n"), **options)


def _indented(code: str) -> str:
    return "\n".join(f"    {line}" for line in code.splitlines())


TRIED = """
for name, act in {{{acts}}}.items():
    try:
        act()
        said += f'{{name}} done '
    except OSError as error:
        said += f'{{name}} {{error.errno}} '
"""


def test_no_network_no_program_no_sight_of_our_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = written(tmp_path, "secret", "x")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        acts = {
            "tcp": f"lambda: socket.create_connection(('127.0.0.1', {port}), 1)",
            "unix": "lambda: socket.socket(socket.AF_UNIX)",
            "exec": "lambda: os.execv('/bin/true', ['true'])",
            "spawn": "lambda: os.posix_spawn('/bin/true', ['true'], {})",
            "fork": "os.fork",
            "kill": f"lambda: os.kill({os.getpid()}, 0)",
            "secret": f"lambda: open({str(secret)!r})",
            "passwd": "lambda: open('/etc/passwd')",
            "write": f"lambda: open({str(tmp_path / 'new')!r}, 'w')",
            "own": "lambda: open('mine', 'w')",
        }
        code = TRIED.format(acts=", ".join(f"{name!r}: {act}" for name, act in acts.items()))
        said = dict(
            zip(*[iter(attempt(monkeypatch, tmp_path, code).context["detail"].split())] * 2, strict=True)
        )
        listener.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert said.pop("own") == "done"
    assert set(said) == set(acts) - {"own"}
    assert set(said.values()) <= {"1", "13"}, said


def test_the_environment_holds_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgis://x:secret@h/d")
    said = attempt(
        monkeypatch, tmp_path, "said = ' '.join(sorted(os.environ)) + str('django' in sys.modules)"
    ).context
    assert "DATABASE_URL" not in said["detail"] and said["detail"].endswith("False")


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("bytearray(4 * 2**30)", "file_too_heavy"),
        ("held = []\nwhile True: held.append(bytes(10**7))", "file_too_heavy"),
        ("while True: pass", "file_too_slow"),
        ("time.sleep(60)", "file_too_slow"),
        ("ctypes.string_at(0)", "file_crashed_reader"),
        ("os.abort()", "file_crashed_reader"),
        ("open('x', 'wb').write(bytes(9 * 2**20))", "file_too_heavy"),
        ("import signal\nsignal.raise_signal(9)", "file_too_heavy"),
        ("os._exit(3)", "file_crashed_reader"),
        ("1 / 0", "file_crashed_reader"),
        ("given[-2].pipe.write(b'\\xff' * 4096)\ngiven[-2].pipe.flush()", "file_crashed_reader"),
        ("given[-2].frame({'name': 'x'})", "file_crashed_reader"),
        ("given[-2].frame({'name': 'x', 'kind': 'table', 'columns': [], 'notes': []})\n"
         "given[-2].pipe.write(b'\\xff\\xff\\xff\\xff\\xf0\\xff\\xff\\x7f' * 40)", "file_crashed_reader"),
        ("raise Refusal('no_such_code')", "file_crashed_reader"),
    ],
)  # fmt: skip
def test_a_death_or_a_lie_is_named_and_the_parent_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, named: str
) -> None:
    limits = Limits(memory_mb=1024, cpu_s=2, unpacked_mb=8, file_mb=8)
    timeout_s = 1.0 if "sleep" in code else 30.0
    assert attempt(monkeypatch, tmp_path, code, limits=limits, timeout_s=timeout_s).code == named


def test_without_the_kernel_python_itself_refuses_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = process._START.replace(
        "main()", "from etl.sandbox import lockdown; lockdown._filter_calls = lambda: False; main()"
    )
    monkeypatch.setattr(process, "_START", start)
    [(sheet, _)] = read(written(tmp_path, "a.csv", "reference;etat\nA;1\n"))
    assert (sheet.guard, [note.code for note in sheet.notes]) == ("hook", ["sandbox_weak"])


def test_the_directory_of_a_killed_worker_is_swept(tmp_path: Path, nothing_left: Path) -> None:
    left = nothing_left / f"{process.PREFIX}dead"
    left.mkdir()
    (left / "file").write_text("x")
    os.utime(left, (0, 0))
    read(written(tmp_path, "a.csv", "reference;etat\nA;1\n"))
    assert not left.exists()


def test_a_consumer_may_leave_at_any_moment(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "reference;etat\n" + "A;1\n" * 3_000_000)
    with open_file(path, FORMS) as sheets:
        assert next(next(sheets).batches()).num_rows > 0
    with open_file(path, FORMS):
        pass


def test_what_ends_badly_after_the_rows_is_told_with_the_last_of_them(tmp_path: Path) -> None:
    rows = "".join(
        f"<row r='{n}'><c r='A{n}' t='inlineStr'><is><t>reference</t></is></c></row>" for n in range(1, 5000)
    )
    book = Workbook()
    book.active.append(["reference"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as good, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as bad:
        for name in good.namelist():
            content = good.read(name).decode()
            if name.endswith("sheet1.xml"):
                content = content[: content.index("<sheetData>")] + f"<sheetData>{rows}<row"
            bad.writestr(name, content)
    with open_file(tmp_path / "b.xlsx", FORMS) as sheets, pytest.raises(FileUnreadable) as found:
        for sheet in sheets:
            for _ in sheet.batches():
                pass
    assert found.value.code == "workbook_unreadable"


def test_the_child_starts_fast_and_reads_without_django(tmp_path: Path) -> None:
    import time

    path = written(tmp_path, "a.csv", "reference;etat\nA;1\n")
    read(path)
    took = []
    for _ in range(5):
        begun = time.monotonic()
        read(path)
        took.append(time.monotonic() - begun)
    assert min(took) < 0.5
