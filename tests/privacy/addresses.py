"""Every address of the site, from the URL configuration itself: a new one is scanned without a line here, or fails."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver

from dashboards import registry as boards
from layers import registry
from layers.models import Complaint, Deployment, PaymentOrder, Permit, Project
from layers.services.export import FORMATS

PLACE, BIG = "05.091.01.01", "05"
TILE = {"z": ("7", "12"), "x": ("61", "1975"), "y": ("51", "1657")}
_TOKEN = re.compile(r"<(?:(\w+):)?(\w+)>")
# Answers that hold no data of the platform, or that end the session.
_SKIPPED = re.compile(
    r"^(logout/|admin/(?!etl|layers|portal|accounts|$)|.*_dash-component-suites|static/|.*\^_)"
)
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Samples:
    """Values each parameter of an address takes; `wide`: all layers and formats, not those that matter most."""

    wide: bool
    run: int
    row: int
    records: dict[str, int]

    @classmethod
    def now(cls, wide: bool) -> Samples:
        from etl.models import ImportRun, RejectedRow

        row = RejectedRow.objects.order_by("-pk").first()
        run = ImportRun.objects.filter(source="chikaya").latest("pk")
        models = {"permits": Permit, "complaints": Complaint, "projects": Project}
        records = {slug: model._default_manager.latest("pk").pk for slug, model in models.items()}
        return cls(wide, run.pk, row.pk if row else 1, records)

    @property
    def layers(self) -> tuple[str, ...]:
        return tuple(registry.layers()) if self.wide else ("permits", "complaints", "projects", "communes")

    def values(self, route: str, kind: str, name: str) -> Iterable[str]:
        """A parameter nobody thought of fails the scan: its name then says what to add."""
        formats = tuple(FORMATS) if self.wide else ("csv", "geojson", "xlsx")
        known: dict[str, Iterable[str]] = {
            "layer": self.layers, "z": TILE["z"][:1], "x": TILE["x"][:1], "y": TILE["y"][:1], "code": (PLACE, BIG),
            "reference": self._projects(), "identifier": [str(n) for n in self.records.values()],
            "number": (NOBODY,), "view": ("need", "access"), "practice": ("1",), "row": (str(self.row),),
            "form": ("csv", "xlsx"), "rest": ("x",), "object_id": [str(n) for n in self.records.values()],
            "app_label": ("layers", "etl", "accounts"), "content_type_id": ("1",), "id": ("1",), "url": ("x",),
            "document": (NOBODY,), "version": ("1",), "token": ("x",), "key": ("x",),
            "indicator": ("population_legal",),
        }  # fmt: skip
        special = {
            "extension": formats if route.startswith("export/") else ("csv", "json", "xlsx"),
            "pk": (NOBODY,) if kind == "uuid" else (str(self.run), "1"),
            "slug": self._slugs(route),
            "name": ("table", "x") if route.startswith("dashboards/") else ("koppen_2018", "x"),
        }
        if name == "code" and "indicators/" in route:
            return ("population_legal",)
        found = special.get(name) or known.get(name) or {"uuid": (NOBODY,), "int": ("1",)}.get(kind)
        if found is None:
            raise LookupError(f"{route}: give tests/privacy/addresses.py a value for <{kind}:{name}>")
        return found

    def _slugs(self, route: str) -> tuple[str, ...]:
        if "api/layers" in route or "open-data" in route:
            return self.layers
        return ("rokhas", "chikaya", "gid", "deployments") if "imports" in route else ("eau-courante", "x")

    def _projects(self) -> list[str]:
        return list(Project.objects.order_by("pk").values_list("reference", flat=True)[:1])


def routes() -> Iterator[str]:
    def walk(patterns: Any, before: str) -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern)
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, route)
            else:
                yield route

    yield from (route for route in walk(get_resolver().url_patterns, "") if not _SKIPPED.match(route))


def addresses(samples: Samples) -> list[str]:
    found: dict[str, None] = {}
    for route in routes():
        tokens = _TOKEN.findall(route)
        choices = [list(samples.values(route, kind, name)) for kind, name in tokens]
        for values in itertools.product(*choices):
            filled = iter(values)
            found[f"/{_TOKEN.sub(lambda _m, v=filled: next(v), route)}".replace("$", "").replace("^", "")] = (
                None
            )
    return [*found, *_asked(samples)]


def _asked(samples: Samples) -> Iterator[str]:
    """Questions that search for a person by what is known of him."""
    from tests.privacy.canaries import CIN, MAIL, NAME, PHONE

    for word in (NAME, CIN, PHONE, MAIL):
        yield f"/?q={word}"
        yield f"/api/search/?q={word}"
        yield f"/api/search/?text={word}"
    for layer in samples.layers:
        yield f"/api/layers/{layer}/records.json?territory={PLACE}&limit=200"
        yield f"/export/{layer}.csv?territory={PLACE}"
        yield f"/ogc/collections/{layer}/items?territory={PLACE}&f=html"
        yield f"/map/print.json?layers={layer}"
    for slug in boards.slugs():
        yield f"/dashboards/{slug}/?territory={PLACE}&lang=ar"


def seen() -> int:
    """Rows the seeding left: a scan over an empty platform proves nothing."""
    keys = (
        Permit.objects.filter(reference__contains="88000"),
        Complaint.objects.filter(number__contains="088000"),
    )
    paid = PaymentOrder.objects.filter(number__startswith="880")
    return sum(query.count() for query in (*keys, paid, Deployment.objects.filter(status_on="2024-11-11")))
