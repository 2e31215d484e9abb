"""Tiles hold what rasterio's own reprojection holds, are transparent elsewhere, cheap to ask again, and guarded."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import rasterio
from django.test import Client
from rasterio.enums import Resampling
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform

from layers.models import Raster, RasterVersion
from layers.services.raster import look, reading, tile, value
from layers.territories import resolve_codes
from tests.layers.raster import made

pytestmark = pytest.mark.django_db

Registered = Callable[..., RasterVersion]
CLASSES = [
    {"code": c, "fr": f"Classe {c}", "ar": f"صنف {c}", "color": f"#{30 * c + 40:02X}A0{200 - 30 * c:02X}"}
    for c in range(5)
]


def blocks(width: int = 240, height: int = 180) -> np.ndarray:
    """Squares of 15 cells: most pixels lie well inside one."""
    row, column = np.mgrid[0:height, 0:width] // 15
    cells = ((row * 3 + column) % 5).astype(np.uint8)
    cells[:40, :60] = 99
    return cells


@pytest.fixture
def classed(registered: Registered) -> RasterVersion:
    return registered(blocks(), kind="classes", classes=CLASSES, profile={"nodata": 99})


def square(z: int, lon: float = -6.5, lat: float = 32.25) -> tuple[int, int, int]:
    n = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return z, int((lon + 180) / 360 * n), int(y)


def pixels(body: bytes) -> np.ndarray:
    """RGBA of a PNG, by a reader that is not ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(body) as memory, memory.open(driver="PNG") as file:
            indexes, colours = file.read(1), file.colormap(1)
    table = np.array([colours.get(i, (0, 0, 0, 0)) for i in range(256)], np.uint8)
    return table[indexes]


def expected(version: RasterVersion, z: int, x: int, y: int) -> np.ndarray:
    size = 2 * tile.HALF_WORLD / 2**z / 256
    place = from_origin(-tile.HALF_WORLD + x * 256 * size, tile.HALF_WORLD - y * 256 * size, size, size)
    with (
        rasterio.open(reading.folder(version) / "grid.tif") as grid,
        WarpedVRT(
            grid, crs="EPSG:3857", transform=place, width=256, height=256, resampling=Resampling.nearest
        ) as warped,
    ):
        return warped.read(1)


@pytest.mark.parametrize("z", [9, *(pytest.param(z, marks=pytest.mark.full) for z in (7, 8, 11, 13))])
def test_a_tile_is_what_rasterio_makes_of_the_grid(classed: RasterVersion, z: int) -> None:
    shown = reading.shown("essai", None or _public())
    at = square(z)
    drawn = pixels(tile.render(shown, *at))
    cells = expected(classed, *at)
    wanted = np.zeros((256, 256, 4), np.uint8)
    for entry in CLASSES:
        wanted[cells == entry["code"]] = (*bytes.fromhex(entry["color"][1:]), 255)
    same = (drawn == wanted).all(axis=2) | ((drawn[..., 3] == 0) & (wanted[..., 3] == 0))
    # Only pixels on the edge of a class may fall to either side of it.
    assert same.mean() > (0.93 if z < 9 else 0.97)
    calm = _calm(cells)
    assert calm.sum() > 1000 and same[calm].all()


@pytest.mark.parametrize("z", [13, *(pytest.param(z, marks=pytest.mark.full) for z in (10, 16))])
def test_seen_from_near_a_pixel_is_the_cell_under_it(classed: RasterVersion, z: int) -> None:
    """Pixel by pixel, through longitude and latitude: no reprojection of a raster is asked."""
    at = square(z)
    drawn = pixels(tile.render(reading.shown("essai", _public()), *at))
    size = 2 * tile.HALF_WORLD / 2**z / 256
    random = np.random.default_rng(2)
    with rasterio.open(reading.folder(classed) / "grid.tif") as grid:
        cells = grid.read(1)
        for row, column in random.integers(0, 256, (60, 2)):
            x = -tile.HALF_WORLD + (at[1] * 256 + column + 0.5) * size
            y = tile.HALF_WORLD - (at[2] * 256 + row + 0.5) * size
            (lon,), (lat,) = transform("EPSG:3857", "EPSG:4326", [x], [y])
            place = ~grid.transform @ (lon, lat)
            if min(abs(v - round(v)) for v in place) < 0.15:
                continue  # on the edge of a cell, either side will do
            code = cells[int(place[1]), int(place[0])]
            assert tuple(drawn[row, column, :3]) == tuple(bytes.fromhex(CLASSES[code]["color"][1:]))


def _calm(cells: np.ndarray) -> np.ndarray:
    around = np.ones((256, 256), bool)
    for dy in range(-3, 4):
        for dx in range(-3, 4):
            around &= np.roll(cells, (dy, dx), (0, 1)) == cells
    around[:4] = around[-4:] = around[:, :4] = around[:, -4:] = False
    return around


def _public() -> Any:
    from layers.access import ANONYMOUS

    return ANONYMOUS


def test_a_quantity_is_coloured_along_its_ramp(registered: Registered) -> None:
    version = registered(made.smooth(), ramp="relief")
    at = square(9)
    drawn = pixels(tile.render(reading.shown("essai", _public()), *at)).astype(int)
    cells = expected(version, *at)
    low, high = look.span(version.raster)
    ramp = np.array([list(bytes.fromhex(c[1:])) for c in look.colours(version.raster)], int)
    index = (np.clip((cells - low) / (high - low), 0, 1) * (len(ramp) - 1)).round()
    known = np.isfinite(index)
    far = np.abs(drawn[..., :3][known] - ramp[index[known].astype(int)]).max(axis=1)
    assert known.sum() > 20_000 and np.quantile(far, 0.95) < 12


def test_neighbouring_tiles_meet(classed: RasterVersion) -> None:
    """A class runs on over the edge of a tile: the pixels at both sides are those of one picture."""
    shown = reading.shown("essai", _public())
    z, x, y = square(9)
    left, right = (expected(classed, z, x + d, y) for d in (0, 1))
    a, b = (pixels(tile.render(shown, z, x + d, y)) for d in (0, 1))
    for side, drawn, column in ((left, a, -1), (right, b, 0)):
        wanted = np.array([c not in (99, 255) for c in side[:, column]])
        assert ((drawn[:, column, 3] > 0) == wanted).mean() > 0.95


def test_outside_there_is_nothing(client: Client, classed: RasterVersion) -> None:
    answer = client.get("/raster/essai/9/10/10.png")
    assert (answer.status_code, answer.content) == (204, b"")
    nodata = client.get("/raster/essai/{}/{}/{}.png".format(*square(12, -7.4, 32.95)))
    assert nodata.status_code == 204
    for path in ("/raster/essai/3/9/0.png", "/raster/essai/30/0/0.png", "/raster/personne/3/1/1.png"):
        assert client.get(path).status_code == 404
    assert client.get("/raster/essai/3/3/3.png?colour=red").json()["error"]["parameter"] == "colour"


def test_a_known_tile_is_not_sent_again_until_it_changes(client: Client, registered: Registered) -> None:
    registered(blocks(), kind="classes", classes=CLASSES, profile={"nodata": 99})
    path = "/raster/essai/{}/{}/{}.png".format(*square(9))
    first = client.get(path)
    assert first["Content-Type"] == "image/png" and first["Cache-Control"] == "public, max-age=300"
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    registered(np.flipud(blocks()).copy(), kind="classes", classes=CLASSES, profile={"nodata": 99})
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200 and again.content != first.content
    assert Raster.objects.get(name="essai").current.number == 2


def test_a_picture_of_colours_is_small(classed: RasterVersion) -> None:
    body = tile.render(reading.shown("essai", _public()), *square(9))
    assert (
        len(body) < 6_000 and body.startswith(b"\x89PNG") and io.BytesIO(body).getbuffer().nbytes == len(body)
    )


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:26191", "EPSG:3857"])
def test_the_value_at_a_point_is_the_cells_own(registered: Registered, client: Client, crs: str) -> None:
    from rasterio.warp import transform_bounds

    bounds = made.BOX if crs == "EPSG:4326" else transform_bounds("EPSG:4326", crs, *made.BOX)
    cells = made.smooth()
    version = registered(cells, bounds=bounds, profile={"crs": crs})
    with rasterio.open(reading.folder(version) / "grid.tif") as grid:
        for row, column in ((10, 20), (45, 60), (80, 100)):
            x, y = grid.transform @ (column + 0.4, row + 0.6)
            (lon,), (lat,) = transform(crs, "EPSG:4326", [x], [y])
            told = client.get(f"/raster/essai/value?lon={lon}&lat={lat}").json()
            assert told["value"] == pytest.approx(float(cells[row, column]), rel=1e-6)
            assert told["unit"] == "m" and told["resolution_m"] > 1000
    outside = client.get("/raster/essai/value?lon=2&lat=48").json()
    assert (outside["value"], outside["reason"]) == (None, "outside")
    for query, name in (
        ("lon=x&lat=3", "lon"),
        ("lon=3", "lat"),
        ("lon=3&lat=95", "lat"),
        ("lon=nan&lat=1", "lon"),
    ):
        answer = client.get(f"/raster/essai/value?{query}")
        assert (answer.status_code, answer.json()["error"]["parameter"]) == (400, name)


def test_a_class_is_named_in_the_readers_language(client: Client, classed: RasterVersion) -> None:
    told = client.get("/raster/essai/value?lon=-6.01&lat=32.01&lang=ar").json()
    assert told["class"]["title"] == f"صنف {told['value']}"
    empty = client.get("/raster/essai/value?lon=-7.45&lat=32.95").json()
    assert (empty["value"], empty["reason"]) == (None, "nodata")
    legend = client.get("/raster/essai/legend.json").json()
    assert [entry["title"] for entry in legend["key"]] == [f"Classe {c}" for c in range(5)]


def test_the_list_of_layers_and_tilejson_lead_to_the_tiles(client: Client, classed: RasterVersion) -> None:
    listed = {entry["slug"]: entry for entry in client.get("/api/layers/").json()["layers"]}
    mine = listed["essai"]
    assert (mine["kind"], mine["allowed"], mine["drawn"][0]["type"]) == ("raster", True, "raster")
    template = mine["sources"]["essai"]["tiles"][0]
    z, x, y = square(8)
    assert client.get(template.format(z=z, x=x, y=y)).status_code == 200
    told = client.get("/raster/essai/tilejson.json").json()
    assert told["tiles"][0].endswith(template) and told["maxzoom"] == classed.max_zoom + 2
    assert told["bounds"] == pytest.approx(list(made.BOX))


# -- who may see it

PATHS = ("9/{x}/{y}.png", "tilejson.json", "legend.json", "value?lon=-6.5&lat=32.25")


def paths() -> list[str]:
    _, x, y = square(9)
    return [f"/raster/essai/{path.format(x=x, y=y)}" for path in PATHS]


@pytest.fixture
def guarded(registered: Registered) -> RasterVersion:
    return registered(made.smooth(), sensitivity="restricted", theme="environment")


def signed_in(role: str, territory: str | None, themes: list[str] | None = None) -> Client:
    from datetime import date

    from geo_platform.accounts.models import RoleGrant, User

    user = User.objects.create(username=f"{role}.{territory}.{themes}")
    place = resolve_codes([territory])[0] if territory else None
    RoleGrant.objects.create(
        user=user, role=role, territory_id=place, themes=themes or [], valid_from=date(2024, 1, 1)
    )
    client = Client()
    client.force_login(user)
    return client


def test_a_guarded_raster_is_refused_on_every_path(client: Client, guarded: RasterVersion) -> None:
    assert [client.get(path).status_code for path in paths()] == [401] * 4
    low = signed_in("region", None)
    assert [low.get(path).status_code for path in paths()] == [403] * 4
    other = signed_in("dgct", None, ["water"])
    assert [other.get(path).status_code for path in paths()] == [403] * 4
    listed = next(e for e in client.get("/api/layers/").json()["layers"] if e["slug"] == "essai")
    assert (listed["allowed"], listed["drawn"], listed["sources"], listed["legend"]["key"]) == (
        False,
        [],
        {},
        [],
    )


def test_who_reads_it_gets_it_and_no_cache_keeps_it(guarded: RasterVersion) -> None:
    client = signed_in("dgct", None)
    for path in paths():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer["Cache-Control"] == "private, no-cache"


def test_a_perimeter_hides_what_lies_outside(guarded: RasterVersion) -> None:
    """Azilal (05.081) sees its own province, not its neighbours'."""
    client, whole = signed_in("governor", "05.081"), signed_in("dgct", None)
    path = paths()[0]
    mine, all_ = pixels(client.get(path).content), pixels(whole.get(path).content)
    assert 0 < (mine[..., 3] > 0).sum() < (all_[..., 3] > 0).sum()
    assert client.get(path)["ETag"] != whole.get(path)["ETag"]
    inside = client.get("/raster/essai/value?lon=-6.57&lat=31.96").json()
    outside = client.get("/raster/essai/value?lon=-6.9&lat=32.9").json()
    assert inside["value"] is not None
    assert (outside["value"], outside["reason"]) == (None, "perimeter")


def test_a_legend_of_one_value_does_not_divide_by_zero(registered: Registered) -> None:
    version = registered(np.full((40, 50), 3, np.float32))
    low, high = look.span(version.raster)
    assert high > low
    assert value.at(reading.shown("essai", _public()), -6.5, 32, "fr")["value"] == 3
    assert tile.render(reading.shown("essai", _public()), *square(9))
