"""Statistics of a raster into the indicator store: exact, every territory told, with a reason where none is known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction

from layers.errors import PlatformError
from layers.indicators import store
from layers.indicators.zonal import places
from layers.indicators.zonal.coverage import Coverage, cover
from layers.indicators.zonal.sums import Sums, add_up
from layers.layer import Sensitivity
from layers.models import IndicatorCoverage, Raster
from layers.services.raster import reading
from layers.services.raster.grid import Grid, of_dataset

KEPT_GRIDS = 6
Progress = Callable[[float, str], None]


class NotForAll(PlatformError):
    code, status = "raster_not_public", 409
    message_fr = "Les indicateurs sont publics : le raster « {value} » ne l’est pas."
    message_ar = "المؤشرات عمومية: الملف الشبكي «{value}» ليس كذلك."


class NoSituation(PlatformError):
    code, status = "raster_without_situation", 409
    message_fr = "Un indicateur a une année : indiquez la date de situation du raster « {value} »."
    message_ar = "لكل مؤشر سنة: حدد تاريخ وضعية الملف الشبكي «{value}»."


@dataclass(frozen=True)
class Measured:
    """What an indicator says of every territory, in the order of `Places.ids`."""

    declared: store.Declared
    values: np.ndarray


def compute(raster: Raster, progress: Progress = lambda share, message: None) -> dict[str, Any]:
    """Measures and publishes. NotForAll, NoSituation; whatever `progress` raises leaves the store as it was."""
    if raster.sensitivity != Sensitivity.PUBLIC:
        raise NotForAll(value=raster.name)
    if raster.situation is None:
        raise NoSituation(value=raster.name)
    assert raster.current is not None
    known = places.read()
    with_file = reading.grid_file(raster.current)
    grid = of_dataset(with_file)
    progress(0.05, "contours")
    coverage = labels(grid, known)
    classes = raster.kind == Raster.Kind.CLASSES
    own = add_up(with_file, grid, coverage, len(known.measured), classes=classes,
                 progress=lambda share: progress(0.3 + 0.5 * share, "cellules"))  # fmt: skip
    sums = own.gathered(known.groups, known.members, len(known.ids))
    progress(0.8, "publication")
    return _publish(raster, known, sums, touched(coverage, known))


def labels(grid: Grid, known: places.Places) -> Coverage:
    """The coverage of a grid, kept: the next raster on it needs no outline."""
    folder = Path(settings.RASTER_DIR) / "grids"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(f"1 {grid.key()} {known.version}".encode()).hexdigest()[:24]
    path = folder / f"{name}.npz"
    if path.exists():
        path.touch()
        return Coverage.load(path)
    found = cover(list(places.projected(known.shapes, grid.system)), ~grid.affine, grid.width, grid.height)
    fresh = folder / f".{name}-{id(found)}.npz"
    found.save(fresh)
    fresh.replace(path)
    for old in sorted(folder.glob("[0-9a-f]*.npz"), key=lambda p: p.stat().st_mtime)[:-KEPT_GRIDS]:
        old.unlink(missing_ok=True)
    return found


def touched(coverage: Coverage, known: places.Places) -> np.ndarray:
    """Which territories have a part on the grid at all."""
    on = np.zeros(len(known.measured), bool)
    on[coverage.shape] = on[coverage.owner] = True
    return np.bincount(known.groups, on[known.members], len(known.ids)) > 0


def _publish(raster: Raster, known: places.Places, sums: Sums, on_grid: np.ndarray) -> dict[str, Any]:
    assert raster.situation is not None
    covered = np.clip(sums.area / known.area, 0, 1)
    # A cell's surface and an outline's are found in two ways: what differs by a hundred-thousandth is the same.
    covered[covered > 1 - 1e-5] = 1
    some = sums.area > 0
    found = list(_measures(raster, sums))
    published = []
    with transaction.atomic():
        for measure in found:
            figures = list(_figures(known, measure.values, covered, some, on_grid))
            store.publish(measure.declared, raster.situation.year, figures)
            published.append(measure.declared.code)
        store.withdraw(dataset(raster), keep=published)
    return {
        "indicators": published,
        "territories": len(known.ids) + len(known.unlimited),
        "with_value": int(some.sum()),
        "without": int((~some).sum()) + len(known.unlimited),
        "partly": int((some & (covered < 0.999)).sum()),
    }


def _figures(
    known: places.Places, values: np.ndarray, covered: np.ndarray, some: np.ndarray, on_grid: np.ndarray
) -> Iterator[store.Figure]:
    reasons = IndicatorCoverage.Reason
    for n, territory in enumerate(known.ids.tolist()):
        if some[n]:
            yield store.Figure(territory, float(f"{values[n]:.12g}"), float(covered[n]))
        else:
            yield store.Figure(territory, None, 0.0, str(reasons.NODATA if on_grid[n] else reasons.OUTSIDE))
    for territory in known.unlimited:
        yield store.Figure(territory, None, 0.0, str(reasons.NO_LIMIT))


def dataset(raster: Raster) -> str:
    return f"raster:{raster.name}"[:30]


def _measures(raster: Raster, sums: Sums) -> Iterator[Measured]:
    with np.errstate(invalid="ignore", divide="ignore"):
        if raster.kind == Raster.Kind.CLASSES:
            yield from _shares(raster, sums)
            return
        yield Measured(_declared(raster, "mean", raster.unit, _MEAN), sums.weighted / sums.area)
    yield Measured(_declared(raster, "min", raster.unit, _MIN), sums.low)
    yield Measured(_declared(raster, "max", raster.unit, _MAX), sums.high)
    if raster.additive:
        yield Measured(_declared(raster, "sum", raster.unit, _SUM), sums.total)


def _shares(raster: Raster, sums: Sums) -> Iterator[Measured]:
    """Of the surface that has a class, what each class takes; codes outside the table count in the whole."""
    for entry in raster.classes:
        area = sums.classes.get(entry["code"])
        if area is not None and area.any():
            words = tuple(text.format(fr=entry["fr"], ar=entry.get("ar") or entry["fr"]) for text in _SHARE)
            yield Measured(_declared(raster, f"share_{entry['code']}", "percent", words), 100 * area / sums.area)


# What each measure is called: title fr, title ar, formula fr, formula ar.
_MEAN = ("{fr}, moyenne", "{ar}، المتوسط",
         "Moyenne des cellules, chacune pesée par la surface qu’elle occupe dans le territoire.",
         "متوسط الخلايا، كل خلية موزونة بالمساحة التي تشغلها داخل المجال.")  # fmt: skip
_MIN = ("{fr}, minimum", "{ar}، الأدنى", "Plus petite valeur des cellules touchées.", "أصغر قيمة في الخلايا المعنية.")
_MAX = ("{fr}, maximum", "{ar}، الأقصى", "Plus grande valeur des cellules touchées.", "أكبر قيمة في الخلايا المعنية.")
_SUM = ("{fr}, total", "{ar}، المجموع", "Somme des cellules, chacune pour la part comprise dans le territoire.",
        "مجموع الخلايا، كل خلية بقدر الجزء الواقع داخل المجال.")  # fmt: skip
_SHARE = ("{{fr}} : {fr}", "{{ar}}: {ar}", "Surface de la classe rapportée à la surface classée du territoire.",
          "مساحة الصنف نسبة إلى المساحة المصنفة من المجال.")  # fmt: skip


def _declared(raster: Raster, measure: str, unit: str, words: tuple[str, ...]) -> store.Declared:
    title_fr, title_ar, formula_fr, formula_ar = words
    names = {"fr": raster.title_fr, "ar": raster.title("ar")}
    title_fr, title_ar = title_fr.format(**names), title_ar.format(**names)
    return store.Declared(
        code=f"raster_{raster.name}_{measure}".replace("-", "_"),
        dataset=dataset(raster),
        title_fr=title_fr,
        title_ar=title_ar,
        short_fr=title_fr,
        short_ar=title_ar,
        unit=unit,
        theme=raster.theme,
        source=f"calculé, {raster.source_fr}",
        source_ar=f"محسوب، {raster.source('ar')}",
        decimals=1,
        definition_fr=formula_fr,
        definition_ar=formula_ar,
        formula_fr=formula_fr,
        formula_ar=formula_ar,
    )
