"""Landing page, conformance, collections and what may be asked of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layers import crs, registry
from layers.access import Viewer
from layers.api.answers import answer, language
from layers.api.ogc.answers import (
    CARRIED,
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    SCHEMA,
    Link,
    address,
    itself,
    only,
    opened,
    readable,
    written,
)
from layers.layer import Field
from layers.query import LayerQuery
from layers.services import records

_FEATURES = "http://www.opengis.net/spec/ogcapi-features"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    *(f"{_FEATURES}-1/1.0/conf/{name}" for name in ("core", "geojson", "html", "oas30")),
    f"{_FEATURES}-2/1.0/conf/crs",
    *(f"{_FEATURES}-3/1.0/conf/{name}" for name in ("queryables", "filter", "features-filter")),
    *(
        f"{_CQL2}/{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "property-property",
        )
    ),
)
_REL = "http://www.opengis.net/def/rel/ogc/1.0"
_JSON_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    only(request, *CARRIED)
    title = _("Plateforme territoriale : couches")
    links = [
        *itself(request),
        Link(address(request, "ogc-api"), "service-desc", OPENAPI, "OpenAPI 3.0"),
        Link(address(request, "ogc-api", f="html"), "service-doc", HTML, _("Mode d’emploi")),
        Link(address(request, "ogc-conformance"), "conformance", JSON, _("Conformité")),
        Link(address(request, "ogc-collections"), "data", JSON, _("Collections")),
        Link(address(request, "ogc-conformance"), f"{_REL}/conformance", JSON),
        Link(address(request, "ogc-collections"), f"{_REL}/data", JSON),
    ]
    text = _("Les couches du territoire marocain, filtrées selon vos habilitations.")
    body = {"title": title, "description": text, "links": [link.as_json() for link in links]}
    return _shared(request, written(request, body, {"title": title, "text": text, "links": links[2:5]}))


@require_safe
def conformance(request: HttpRequest) -> HttpResponse:
    only(request)
    page = {"title": _("Conformité"), "items": CONFORMANCE}
    return _shared(request, written(request, {"conformsTo": CONFORMANCE}, page))


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    only(request, *CARRIED)
    found = [described(request, LayerQuery.of(layer, request.viewer)) for layer in readable(request)]
    links = [link.as_json() for link in itself(request)]
    body = {"links": links, "crs": [c.uri for c in crs.SERVED], "collections": found}
    page = {"title": _("Collections"), "collections": found}
    return _shared(request, written(request, body, page, template="collections"))


@require_safe
def collection(request: HttpRequest, layer: str) -> HttpResponse:
    only(request, *CARRIED)
    query = LayerQuery.of(registry.get(layer), request.viewer)

    def make() -> HttpResponse:
        body = described(request, query)
        body["links"] = [*(link.as_json() for link in itself(request)), *body["links"]]
        page = {"title": body["title"], "collection": body, "fields": _columns(query)}
        return written(request, body, page, template="collection")

    return opened(answer(request, query, make), query)


def described(request: HttpRequest, query: LayerQuery) -> dict[str, Any]:
    layer, spoken = query.layer, language()
    title = layer.title(spoken)
    place = records.locate(query)["bbox"]
    items = address(request, "ogc-items", layer.slug)
    links = [
        Link(items, "items", GEOJSON, title),
        Link(f"{items}?f=html", "items", HTML, title),
        Link(address(request, "ogc-queryables", layer.slug), f"{_REL}/queryables", SCHEMA),
        Link(address(request, "ogc-sortables", layer.slug), f"{_REL}/sortables", SCHEMA),
        Link(address(request, "tilejson", layer.slug), "describedby", JSON, "TileJSON"),
    ]
    extent: dict[str, Any] = {}
    if place:
        extent["spatial"] = {"bbox": [place], "crs": crs.CRS84_URI}
    time = records.fields(query, spoken)["time"] if layer.time_column else None
    if time and time["min"]:
        extent["temporal"] = {"interval": [[f"{time['min']}T00:00:00Z", f"{time['max']}T23:59:59Z"]]}
    source = layer.source_ar if spoken == "ar" else layer.source_fr
    return {
        "id": layer.slug,
        "title": title,
        "description": f"{source}. {layer.licence}.",
        "attribution": source,
        "itemType": "feature",
        "extent": extent,
        "storageCrs": crs.CRS84_URI,
        "crs": [c.uri for c in crs.SERVED],
        "links": [link.as_json() for link in links],
    }


@require_safe
def queryables(request: HttpRequest, layer: str) -> HttpResponse:
    return _schema(request, layer, "ogc-queryables", place=True)


@require_safe
def sortables(request: HttpRequest, layer: str) -> HttpResponse:
    return _schema(request, layer, "ogc-sortables", place=False)


def _schema(request: HttpRequest, slug: str, view: str, *, place: bool) -> HttpResponse:
    """JSON Schema of the fields the caller may name, each with its title in his language."""
    only(request)
    query = LayerQuery.of(registry.get(slug), request.viewer)

    def make() -> HttpResponse:
        shown = {field.name: property_schema(field, language()) for field in query.access.fields}
        if place:
            geometry = {"title": _("Géométrie"), "format": "geometry-any", "x-ogc-role": "primary-geometry"}
            shown = {"geometry": geometry, **shown}
        body = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": address(request, view, slug),
            "type": "object",
            "title": query.layer.title(language()),
            "additionalProperties": False,
            "properties": shown,
        }
        page = {"title": query.layer.title(language()), "fields": _columns(query), "collection": {"id": slug}}
        return written(request, body, page, SCHEMA, template="fields")

    return opened(answer(request, query, make), query)


def property_schema(field: Field, spoken: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"title": field.title(spoken), "type": _JSON_TYPES.get(field.type, "string")}
    if field.type == "date":
        shape["format"] = "date"
    if field.unit:
        shape["x-ogc-unit"] = field.unit
    if field.values:
        place = 2 if spoken == "ar" else 1
        shape["oneOf"] = [{"const": value[0], "title": value[place]} for value in field.values]
    return shape


def _columns(query: LayerQuery) -> list[dict[str, Any]]:
    return [records.column(field, language()) for field in query.access.fields]


def _shared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What lists only what the caller may read is kept by him alone; a stranger's is everyone's."""
    viewer: Viewer = request.viewer
    response["Cache-Control"] = "public, max-age=300" if viewer.is_anonymous else "private, no-cache"
    response["Vary"] = "Accept, Cookie, Authorization"
    return opened(response) if viewer.is_anonymous else response
