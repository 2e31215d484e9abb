"""Five hundred files nobody should open: sound ones spoilt by chance, and ones made to harm. Same seed, same bytes."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

from fixtures.rokhas import corpus

COUNT = 500
Hostile = tuple[str, bytes]

_KML = "<?xml version='1.0'?>{doctype}<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{body}</Document></kml>"
_GPX = "<?xml version='1.0'?>{doctype}<gpx version='1.1' xmlns='http://www.topografix.com/GPX/1/1'{more}>{body}</gpx>"
_PLACE = "<Placemark><name>{name}</name><Point><coordinates>-6,32</coordinates></Point></Placemark>"
_WPT = "<wpt lat='32' lon='-6'><name>{name}</name></wpt>"
_DXF = "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\nMUR\n10\n-6.0\n20\n32.0\n0\nENDSEC\n0\nEOF\n"


def sound(folder: Path) -> dict[str, bytes]:
    """One good file a format, written by the tools people use."""
    import geopandas as gpd
    import shapely

    points = [shapely.Point(-6 - n / 10, 32) for n in range(5)]
    frame = gpd.GeoDataFrame(
        {"titre": [f"T{n}" for n in range(5)], "nom": ["قطعة"] * 5}, geometry=points, crs=4326
    )
    frame.to_file(folder / "a.gpkg", layer="parcelles")
    frame.to_file(folder / "a.fgb")
    frame.to_parquet(folder / "a.parquet")
    frame.to_file(folder / "lot.shp", encoding="utf-8")
    book = Workbook()
    book.active.append(corpus.HEADER)
    for n in range(1, 4):
        book.active.append([corpus.row(n).get(name) for name in corpus.HEADER])
    book.save(folder / "a.xlsx")
    records = [corpus.row(n) for n in range(1, 4)]
    return {
        "csv": (corpus.FOLDER / "good.csv").read_bytes(),
        "xlsx": (folder / "a.xlsx").read_bytes(),
        "gpkg": (folder / "a.gpkg").read_bytes(),
        "fgb": (folder / "a.fgb").read_bytes(),
        "parquet": (folder / "a.parquet").read_bytes(),
        "zip": zipped({part.name: part.read_bytes() for part in sorted(folder.glob("lot.*"))}),
        "geojson": frame.to_json().encode(),
        "kml": _KML.format(doctype="", body=_PLACE.format(name="a") * 5).encode(),
        "gpx": _GPX.format(doctype="", more="", body=_WPT.format(name="a") * 5).encode(),
        "dxf": _DXF.encode(),
        "json": json.dumps({"data": records, "totalLength": 3}).encode(),
    }


def spoilt_parcels(folder: Path, seed: int = 4) -> Iterator[Hostile]:
    """Files of parcels that would load, spoilt by chance: what gets past the reader meets the whole of a run."""
    import geopandas as gpd
    import shapely

    corners = [(-6.36 + n / 5_000, 32.335) for n in range(30)]
    shapes = [shapely.box(x, y, x + 1e-4, y + 1e-4) for x, y in corners]
    references = [f"T{n}/10" for n in range(1, 31)]
    frame = gpd.GeoDataFrame({"reference": references, "superficie": [103.5] * 30}, geometry=shapes, crs=4326)
    frame.to_file(folder / "p.gpkg", layer="parcelles")
    frame.to_file(folder / "p.fgb")
    frame.to_parquet(folder / "p.parquet")
    frame.to_file(folder / "parts.shp", encoding="utf-8")
    rings = (" ".join(f"{x},{y}" for x, y in shape.exterior.coords) for shape in shapes)
    marks = "".join(
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates>"
        "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for name, ring in zip(references, rings, strict=True)
    )
    good = {
        **{name: (folder / f"p.{name}").read_bytes() for name in ("gpkg", "fgb", "parquet")},
        "zip": zipped({part.name: part.read_bytes() for part in sorted(folder.glob("parts.*"))}),
        "geojson": frame.to_json().encode(),
        "kml": _KML.format(doctype="", body=marks).encode(),
    }
    yield from ((f"sound.{name}", content) for name, content in good.items())
    yield from _spoilt(good, random.Random(seed))


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return sink.getvalue()


def files(folder: Path, port: int, seed: int = 3) -> Iterator[Hostile]:
    """COUNT of them; `port` is where those that call out would call."""
    good = sound(folder)
    made = [*_crafted(good, port), *_spoilt(good, random.Random(seed))]
    assert len({name for name, _ in made}) == len(made) >= COUNT
    yield from made[:COUNT]


def _spoilt(good: dict[str, bytes], chance: random.Random) -> Iterator[Hostile]:
    names = sorted(good)
    for number in range(COUNT):
        name = names[number % len(names)]
        content = good[name]
        how = chance.choice([_flipped, _cut, _spliced, _blanked, _repeated])
        if chance.random() < 0.1:
            yield f"{number}-polyglot.{name}", content + good[chance.choice(names)]
        else:
            yield f"{number}-{how.__name__.strip('_')}.{name}", how(content, chance)


def _flipped(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice([1, 3, 10, 100])):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _spliced(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + chance.randbytes(chance.choice([1, 4, 64, 4096])) + content[at:]


def _blanked(content: bytes, chance: random.Random) -> bytes:
    at, size = chance.randrange(len(content)), chance.choice([1, 4, 8, 200])
    return content[:at] + chance.choice([b"\x00", b"\xff"]) * size + content[at + size :]


def _repeated(content: bytes, chance: random.Random) -> bytes:
    first, last = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:last] + content[first:last] * chance.choice([1, 2, 50]) + content[last:]


def _crafted(good: dict[str, bytes], port: int) -> Iterator[Hostile]:
    yield from _bombs(good)
    yield from _entities(good, port)
    yield from _calls(good, port)
    yield from _shapes()
    yield from _named(good)
    yield from _databases(good, port)


def _bombs(good: dict[str, bytes]) -> Iterator[Hostile]:
    big = b"0" * (80 * 2**20)
    flat = zipped({"a.csv": big})
    yield "bomb-flat.zip", flat
    yield "bomb-nested.zip", zipped({f"{n}.zip": flat for n in range(10)})
    yield "bomb-many.zip", zipped({f"{n}.csv": b"" for n in range(3000)}, zipfile.ZIP_STORED)
    yield "bomb-lying.zip", flat.replace(struct.pack("<I", len(big)), struct.pack("<I", 10))
    yield "bomb-overlap.zip", _overlapping(zipped({"a.gpkg": big}), 200)
    yield "bomb-shp.zip", zipped({"a.shp": big, "a.shx": big, "a.dbf": big})
    for part in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        opening = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
        rows = b"<row><c t='inlineStr'><is><t>x</t></is></c></row>" * 1_500_000
        yield f"bomb-{part.rpartition('/')[2]}.xlsx", _replaced(good["xlsx"], part, opening + rows)


def _overlapping(content: bytes, times: int) -> bytes:
    """One member listed many times: each entry of the directory points at the same bytes."""
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    entries = b"".join(
        entry.replace(b"a.gpkg", f"{n:02x}gpkg".encode()[:6].ljust(6, b".")) for n in range(times)
    )
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(entries), start, 0)
    return content[:start] + entries + tail


def _replaced(book: bytes, part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**members, part: content})


def _entities(good: dict[str, bytes], port: int) -> Iterator[Hostile]:
    laughs = "<!ENTITY a 'ha ha ha ha ha '>" + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    outside = f"<!ENTITY i SYSTEM 'http://127.0.0.1:{port}/x'>"
    inside = "<!ENTITY i SYSTEM 'file:///etc/passwd'>"
    blowup = f"<!ENTITY i '{'x' * 100_000}'>"
    for name, entities in {"laughs": laughs, "outside": outside, "inside": inside, "blowup": blowup}.items():
        doctype = f"<!DOCTYPE x [{entities}]>"
        body = "&i;" * (500 if name == "blowup" else 1)
        yield f"xml-{name}.kml", _KML.format(doctype=doctype, body=_PLACE.format(name=body)).encode()
        yield (
            f"xml-{name}-16.kml",
            _KML.format(doctype=doctype, body=_PLACE.format(name=body)).encode("utf-16"),
        )
        yield f"xml-{name}.gpx", _GPX.format(doctype=doctype, more="", body=_WPT.format(name=body)).encode()
        rows = f"<sheetData><row><c><v>{body}</v></c></row></sheetData>"
        sheet = f"<?xml version='1.0'?>{doctype}<worksheet>{rows}</worksheet>"
        yield f"xml-{name}.xlsx", _replaced(good["xlsx"], "xl/worksheets/sheet1.xml", sheet.encode())
        late = f"<?xml version='1.0'?><!--{' ' * 200_000}-->{doctype}<kml><Document>{body}</Document></kml>"
        yield f"xml-{name}-late.kml", late.encode()


def _calls(good: dict[str, bytes], port: int) -> Iterator[Hostile]:
    """Ways GDAL has of reading other hosts and files, as content and as names."""
    url = f"http://127.0.0.1:{port}/x"
    prefixes = (
        "/vsicurl/", "/vsicurl_streaming/", "/vsis3/", "/vsigs/", "/vsiaz/", "/vsioss/", "/vsiswift/", "/vsiwebhdfs/",
        "/vsizip//vsicurl/", "/vsitar//vsicurl/", "/vsigzip//vsicurl/", "/vsisubfile/0_10,/vsicurl/", "WFS:", "OAPIF:",
        "CSW:", "ES:", "PG:host=127.0.0.1 ", "MySQL:", "MONGODBV3:", "AMIGOCLOUD:", "CARTO:", "PLSCENES:", "NGW:",
        "EEDA:", "WMS:", "WCS:", "HTTP:", "ODBC:", "MSSQL:", "GPSBABEL:x:", "/vsistdin/", "/dev/zero",
        "/proc/self/environ",
    )  # fmt: skip
    for number, prefix in enumerate(prefixes):
        yield f"call-{number}.csv", f"{prefix}{url}".encode()
    sources = {
        "vsi": f"/vsicurl/{url}",
        "wfs": f"WFS:{url}",
        "passwd": "/etc/passwd",
        "pg": f"PG:host=127.0.0.1 port={port}",
    }
    for name, source in sources.items():
        inner = f"<OGRVRTLayer name='a'><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>"
        vrt = f"<OGRVRTDataSource>{inner}</OGRVRTDataSource>"
        yield f"call-{name}.vrt", vrt.encode()
        yield f"call-{name}.geojson", vrt.encode()
        yield f"call-{name}.zip", zipped({"a.gpkg": vrt.encode()})
        yield f"call-{name}.shp.zip", zipped({"a.shp": vrt.encode(), "a.shx": b"", "a.dbf": b""})
    for name, root in {
        "wfs": "OGRWFSDataSource",
        "wms": "GDAL_WMS",
        "wcs": "WCS_GDAL",
        "csw": "OGRCSWDataSource",
    }.items():
        yield (
            f"call-{name}-service.xml",
            f"<{root}><URL>{url}</URL><ServerUrl>{url}</ServerUrl></{root}>".encode(),
        )
    pipeline = {"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read /vsicurl/{url}"}
    yield "call-pipeline.json", json.dumps(pipeline).encode()
    crs = {"type": "link", "properties": {"href": url, "type": "esriwkt"}}
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [-6, 32]}}
    yield (
        "call-crs.geojson",
        json.dumps({"type": "FeatureCollection", "crs": crs, "features": [point]}).encode(),
    )
    icon = f"<Style><IconStyle><Icon><href>{url}</href></Icon></IconStyle></Style>"
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>{icon}"
    yield "call-link.kml", _KML.format(doctype="", body=link + _PLACE.format(name="a")).encode()
    yield "call-kmz.zip", zipped({"doc.kml": _KML.format(doctype="", body=link).encode()})
    schema = f" xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='x {url}'"
    yield "call-schema.gpx", _GPX.format(doctype="", more=schema, body=_WPT.format(name="a")).encode()
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    target = f"<Relationship Id='r1' Type='x' TargetMode='External' Target='{url}'/>"
    relations = f"<Relationships xmlns='{space}'>{target}</Relationships>"
    yield "call-link.xlsx", _replaced(good["xlsx"], "xl/worksheets/_rels/sheet1.xml.rels", relations.encode())


def _shapes() -> Iterator[Hostile]:
    """Sizes and depths no table has."""
    head = ";".join(corpus.HEADER)
    yield "wide.csv", (";".join(f"c{n}" for n in range(100_000)) + "\n" + ";" * 99_999 + "\n").encode()
    yield "wide-row.csv", (head + "\n" + ";" * 100_000 + "\n").encode()
    yield "huge-cell.csv", (head + "\nA;" + "x" * (40 * 2**20) + "\n").encode()
    yield "huge-quoted.csv", (head + '\nA;"' + "x\n" * (10 * 2**20)).encode()
    yield "quotes.csv", (head + "\n" + '"' * (4 * 2**20)).encode()
    yield "quotes-odd.csv", (head + "\n" + 'a;"b\n' * 400_000).encode()
    yield "no-line.csv", b"x" * (40 * 2**20)
    yield "lines.csv", (head + "\n" * (8 * 2**20)).encode()
    yield "nul.csv", (head + "\n" + "\x00" * 10_000 + "\n").encode()
    yield "bidi.csv", (head + "\n" + "\u202e\u2066" * 10_000 + "\n").encode()
    yield "surrogate.json", b'[{"reference":"\\ud800","etat":"\\u0000"}]'
    yield "number.json", ('[{"reference":' + "9" * 1_000_000 + ',"etat":1e999999}]').encode()
    yield "nan.json", b'[{"reference":NaN,"etat":-Infinity}]'
    yield "names.json", json.dumps([{f"n{n}": 1} for n in range(5_000)]).encode()
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = opening * 200_000 + "1" + closing * 200_000
        yield f"deep-{len(opening)}.json", ('{"data":[{"a":' + deep + "}]}").encode()
        yield (
            f"deep-{len(opening)}.geojson",
            ('{"type":"FeatureCollection","features":' + deep + "}").encode(),
        )
    rings = "[" * 60_000 + "]" * 60_000
    yield "deep-ring.geojson", ('{"type":"Polygon","coordinates":' + rings + "}").encode()
    for value in ("NaN", "Infinity", "-Infinity", "1e308", "1e400", "null", '"x"'):
        point = '{"type":"Point","coordinates":[' + value + "," + value + "]}"
        yield f"coordinate-{value.strip(chr(34))}.geojson", point.encode()
        place = f"<Placemark><Point><coordinates>{value},{value}</coordinates></Point></Placemark>"
        yield f"coordinate-{value.strip(chr(34))}.kml", _KML.format(doctype="", body=place).encode()
    for value in ("nan", "inf", "1e999"):
        yield f"coordinate-{value}.dxf", _DXF.replace("-6.0", value).encode()
        yield (
            f"coordinate-{value}.gpx",
            _GPX.format(doctype="", more="", body=_WPT.format(name="a").replace("32", value)).encode(),
        )
    yield "splines.dxf", _DXF.replace("POINT", "SPLINE\n71\n3\n72\n2000000000\n73\n2000000000").encode()


def _named(good: dict[str, bytes]) -> Iterator[Hostile]:
    """Names that climb, break lines or look like options, inside archives and as the file's own."""
    names = ("../../a.csv", "/tmp/a.csv", "..\\a.csv", "C:\\a.csv", "a\nb.csv", "-rf.csv", "a\x00.csv",
             "\u202evsc.exe.csv", "a" * 4000 + ".csv", "CON.csv", ".csv", "/vsicurl/http:/x.shp",
             "x.shp/../../y.shp")  # fmt: skip
    for number, name in enumerate(names):
        yield f"name-{number}.zip", zipped({name: good["csv"]})
    yield "name-..\n\r;rm.csv", good["csv"]
    yield "name-%2e%2e%2f'\"`$(x).xlsx", good["xlsx"]
    yield "name-!a.zip!b.geojson", good["geojson"]
    yield "name-zip+https:x.gpkg", good["gpkg"]


def _databases(good: dict[str, bytes], port: int) -> Iterator[Hostile]:
    """GeoPackages that run SQL of their own when they are read."""
    for name, statement in {
        "attach": "create view v as select load_extension('/tmp/x')",
        "recursive": "create view v as with recursive r(n) as (select 1 union all select n+1 from r) select n from r",
        "blob": "create view v as select zeroblob(2000000000) as b, 1 as fid",
    }.items():
        base = sqlite3.connect(":memory:")
        base.deserialize(good["gpkg"])
        base.execute(statement)
        columns = "table_name, data_type, identifier, last_change"
        base.execute(
            f"insert into gpkg_contents({columns}) values ('v', 'attributes', 'v', '2024-01-01T00:00:00Z')"
        )
        yield f"sql-{name}.gpkg", base.serialize()
        base.close()
    remote = good["gpkg"].replace(b"parcelles", b"/vsicurl/")
    yield "sql-names.gpkg", remote
    yield (
        "sql-url.gpkg",
        good["gpkg"].replace(
            b"http://www.geopackage.org", f"http://127.0.0.1:{port}/".encode().ljust(25, b"x")[:25]
        ),
    )
