"""An operator's backgrounds: wrong ones named at start, right ones drawn, and only their hosts allowed."""

from __future__ import annotations

import base64
import http.server
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write as write_archive

from geo_platform import backgrounds
from tests.harness import server as gunicorn

# One grey pixel: a tile needs no more to be asked for, decoded and drawn.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
GOOD = {"title_fr": "Ortho", "title_ar": "صورة", "kind": "xyz", "url": "https://a.ma/{z}/{x}/{y}.png"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "tms"}, "kind is one of"),
        ({"url": "ftp://a.ma/{z}/{x}/{y}"}, "http(s)"),
        ({"url": "https://a.ma/tiles"}, "{z}"),
        ({"kind": "wmts"}, "{TileMatrix}"),
        ({"kind": "wms", "url": "https://a.ma/wms"}, "layers="),
        ({"title_ar": ""}, "title_ar"),
    ],
)
def test_a_wrong_background_is_named(change: dict[str, str], said: str) -> None:
    with pytest.raises(backgrounds.BackgroundError, match=re.escape(said)):
        backgrounds.parse(json.dumps([GOOD | change]))


def test_not_json_is_said() -> None:
    with pytest.raises(backgrounds.BackgroundError, match="not JSON"):
        backgrounds.parse("{")


def test_wmts_becomes_the_template_the_map_reads_and_its_host_alone_is_opened() -> None:
    url = "https://a.ma/w/{TileMatrix}/{TileRow}/{TileCol}.png"
    parsed = backgrounds.parse(json.dumps([GOOD | {"kind": "wmts", "url": url}, GOOD]))
    assert parsed[0]["url"] == "https://a.ma/w/{z}/{y}/{x}.png"
    assert backgrounds.origins(parsed) == ("https://a.ma",)


@contextmanager
def tile_host(archive: bytes) -> Iterator[tuple[str, list[str]]]:
    """Somebody else's server: tiles, WMS pictures and ranges of an archive; remembers what was asked."""
    asked: list[str] = []

    class Host(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(206 if "Range" in self.headers else 200)
            body, kind = PIXEL, "image/png"
            if "Range" in self.headers:
                first, last = (int(n) for n in re.findall(r"\d+", self.headers["Range"]))
                body, kind = archive[first : last + 1], "application/octet-stream"
                self.send_header("Content-Range", f"bytes {first}-{first + len(body) - 1}/{len(archive)}")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Expose-Headers", "Content-Range, ETag")
            self.end_headers()
            self.wfile.write(body)

        def do_OPTIONS(self) -> None:
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "range")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """The list says it."""

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}", asked
    finally:
        running.shutdown()
        running.server_close()


def _archive(path: Path) -> bytes:
    with write_archive(str(path)) as writer:
        for z in range(5):
            for x in range(2**z):
                for y in range(2**z):
                    writer.write_tile(zxy_to_tileid(z, x, y), PIXEL)
        header = {
            "tile_type": TileType.PNG,
            "tile_compression": Compression.NONE,
            "min_lon_e7": -1_800_000_000,
            "min_lat_e7": -850_000_000,
            "max_lon_e7": 1_800_000_000,
            "max_lat_e7": 850_000_000,
            "center_zoom": 4,
            "center_lon_e7": -70_000_000,
            "center_lat_e7": 300_000_000,
        }
        writer.finalize(header, {})
    return path.read_bytes()


def test_each_kind_is_drawn_from_its_own_host_and_nothing_before_it_is_chosen(
    server: Any, page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tile_host(_archive(tmp_path / "a.pmtiles")) as (host, asked):
        declared = [
            GOOD | {"url": host + "/xyz/{z}/{x}/{y}.png"},
            GOOD | {"kind": "wmts", "url": host + "/wmts/{TileMatrix}/{TileRow}/{TileCol}.png"},
            GOOD | {"kind": "wms", "url": host + "/wms?layers=ortho"},
            GOOD | {"kind": "pmtiles", "url": host + "/a.pmtiles"},
        ]
        monkeypatch.setenv("GEO_MAP_BACKGROUNDS", json.dumps(declared))
        with gunicorn.serve(server.database, tmp_path / "log") as running:
            page.goto(f"{running.url}/map/")
            page.wait_for_selector("#explorer[data-ready]:not([aria-busy])")
            assert asked == []
            for number, start in enumerate(("/xyz/", "/wmts/", "/wms?", "/a.pmtiles")):
                page.select_option("#ground", "")
                page.wait_for_timeout(500)  # what was under way for the one before
                asked.clear()
                page.select_option("#ground", str(number))
                _until(page, lambda start=start: sum(path.startswith(start) for path in asked) >= 2)
                assert all(path.startswith(start) for path in asked)
                if start == "/wms?":
                    question = parse_qs(urlsplit(asked[0]).query)
                    assert question["crs"] == ["EPSG:3857"] and len(question["bbox"][0].split(",")) == 4


def _until(page: Any, held: Any) -> None:
    for _ in range(100):
        if held():
            return
        page.wait_for_timeout(100)
    raise AssertionError("the background was not asked for")


def test_airports_are_landmarks_one_may_show(server: Any, page: Any) -> None:
    with page.expect_response("**/api/places/airports.json") as answer:
        page.goto(f"{server.url}/map/?layers=province,region,airports")
        page.wait_for_selector("#explorer[data-ready]:not([aria-busy])")
    found = {place["code"] for place in answer.value.json()["places"]}
    assert len(found) == 35 and {"CMN", "RBA", "AGA", "EUN", "VIL"} <= found
    button = page.locator("[data-layers] button", has_text="Aéroports")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert "airports" not in page.url
