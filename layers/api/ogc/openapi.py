"""The OpenAPI 3.0 document, made from the registry: each collection the caller may read, with its own parameters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from layers import crs
from layers.api.answers import language
from layers.api.ogc.answers import (
    CARRIED,
    GEOJSON,
    HTML,
    JSON,
    OPENAPI,
    SCHEMA,
    address,
    only,
    opened,
    readable,
    written,
)
from layers.api.ogc.collections import property_schema
from layers.layer import Field
from layers.query import DEFAULT_LIMIT, MAX_LIMIT, LayerQuery

_LIST = {"style": "form", "explode": False}


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    only(request, *CARRIED)
    body = _document(request)
    response = written(request, body, {"title": _("Mode d’emploi"), "paths": _told(body)}, OPENAPI, template="api")
    response["Vary"] = "Accept, Cookie, Authorization"
    stranger = request.viewer.is_anonymous
    response["Cache-Control"] = "public, max-age=300" if stranger else "private, no-cache"
    return opened(response) if stranger else response


def _document(request: HttpRequest) -> dict[str, Any]:
    queries = [LayerQuery.of(layer, request.viewer) for layer in readable(request)]
    paths: dict[str, Any] = {
        "/": _get("landing", _("Page d’accueil"), [], JSON),
        "/conformance": _get("conformance", _("Classes de conformité"), [], JSON),
        "/api": _get("api", _("Ce document"), [], OPENAPI),
        "/collections": _get("collections", _("Collections lisibles par l’appelant"), [], JSON),
    }
    for query in queries:
        paths |= _of_layer(query)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("Plateforme territoriale : couches"),
            "version": "1.0.0",
            "description": _("Les couches du territoire marocain, filtrées selon vos habilitations."),
        },
        "servers": [{"url": address(request, "ogc-landing").rstrip("/")}],
        "paths": paths,
        "components": {
            "parameters": _common(),
            "responses": _responses(),
            "schemas": {"error": _ERROR},
            "securitySchemes": {
                "password": {"type": "http", "scheme": "basic"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{}, {"password": []}, {"token": []}],
    }


def _of_layer(query: LayerQuery) -> dict[str, Any]:
    slug, title = query.layer.slug, query.layer.title(language())
    base = f"/collections/{slug}"
    named = ["bbox", "bbox-crs", "territory", "filter", "filter-lang", "filter-crs", "limit", "next", "crs"]
    named += ["datetime"] if query.layer.time_column else []
    history = ["as_of"] if query.layer.history else []
    names = [f.name for f in query.access.fields]
    sortable = [sign + name for name in names for sign in ("", "-")]
    own = [_choice("properties", [*names, "id"]), _choice("sortby", sortable), *map(_equal, query.access.fields)]
    identifier = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    return {
        base: _get(f"{slug}.collection", title, [], JSON),
        f"{base}/queryables": _get(f"{slug}.queryables", f"{title} : queryables", [], SCHEMA),
        f"{base}/sortables": _get(f"{slug}.sortables", f"{title} : sortables", [], SCHEMA),
        f"{base}/items": _get(f"{slug}.items", title, [*map(_named, [*named, *history]), *own], GEOJSON),
        f"{base}/items/{{featureId}}": _get(
            f"{slug}.item", title, [identifier, *map(_named, ["crs", *history])], GEOJSON, missing=True
        ),
    }


def _named(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _choice(name: str, values: list[str]) -> dict[str, Any]:
    items = {"type": "string", "enum": values}
    return {"name": name, "in": "query", **_LIST, "schema": {"type": "array", "minItems": 1, "items": items}}


def _equal(field: Field) -> dict[str, Any]:
    shape = property_schema(field, language())
    schema = {"type": shape["type"], **({"format": "date"} if field.type == "date" else {})}
    if field.type in {"integer", "number"}:
        schema |= {"minimum": -1e15, "maximum": 1e15}
    if schema == {"type": "string"}:
        schema |= {"maxLength": 500, "minLength": 1}
    return {"name": field.name, "in": "query", "description": shape["title"], "schema": schema}


def _get(
    name: str, summary: str, parameters: list[dict[str, Any]], kind: str, *, missing: bool = False
) -> dict[str, Any]:
    shared = [_named("f"), _named("lang")]
    answers: dict[str, Any] = {
        "200": {
            "description": summary,
            "content": {kind: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}},
        },
        "304": {"description": _("Inchangé depuis l’ETag fourni.")},
    }
    refused = ["400", "401", "403", "406", "429", *(["404"] if missing else [])]
    answers |= {status: {"$ref": f"#/components/responses/{status}"} for status in refused}
    answers["414"] = {"description": _("Adresse trop longue pour le serveur.")}
    told = {"operationId": name, "summary": summary, "parameters": [*parameters, *shared]}
    return {"get": {**told, "responses": answers}}


def _common() -> dict[str, Any]:
    systems = {"type": "string", "enum": [c.uri for c in crs.SERVED], "default": crs.CRS84_URI}
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    codes = {"type": "array", "items": {"type": "string"}}
    shapes: dict[str, tuple[str, dict[str, Any]]] = {
        "f": (_("Format : json ou html"), {"type": "string", "enum": ["json", "geojson", "html"]}),
        "lang": (_("Langue des titres et des messages"), {"type": "string", "enum": ["fr", "ar"]}),
        "bbox": (_("Emprise : ce que la carte y dessine"), box),
        "bbox-crs": (_("Système de l’emprise"), systems),
        "filter-crs": (_("Système des géométries du filtre"), systems),
        "crs": (_("Système des géométries rendues"), systems),
        "territory": (_("Codes HCP ; un territoire comprend ce qu’il contient"), codes),
        "filter": (_("Filtre CQL2, texte ou JSON"), {"type": "string", "maxLength": 6000, "minLength": 1}),
        "filter-lang": (_("Écriture du filtre"), {"type": "string", "enum": ["cql2-text", "cql2-json"]}),
        "limit": (
            _("Taille d’une page"),
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
        "next": (_("Jeton de la page suivante, tel que reçu"), {"type": "string", "minLength": 1}),
        "datetime": (_("Jour ou intervalle où le fait a lieu"), {"type": "string", "minLength": 1}),
        "as_of": (_("Ce que la plateforme savait à ce moment"), {"type": "string", "minLength": 1}),
    }
    styles: dict[str, dict[str, Any]] = {"bbox": _LIST, "territory": {"style": "form", "explode": True}}
    return {
        name: {"name": name, "in": "query", "description": text, "schema": schema, **styles.get(name, {})}
        for name, (text, schema) in shapes.items()
    }


_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "message_fr": {"type": "string"},
                "message_ar": {"type": "string"},
                "parameter": {"type": "string", "nullable": True},
                "value": {"nullable": True},
            },
        }
    },
}


def _responses() -> dict[str, Any]:
    told = {
        "400": _("Paramètre inconnu ou valeur refusée, nommés dans la réponse."),
        "401": _("Identification nécessaire."),
        "403": _("Hors de vos habilitations."),
        "404": _("Introuvable."),
        "406": _("Aucun des formats demandés n’est servi."),
        "429": _("Trop d’essais d’identification."),
    }
    content = {JSON: {"schema": {"$ref": "#/components/schemas/error"}}}
    return {status: {"description": text, "content": content} for status, text in told.items()}


def _told(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Paths and parameters for the page."""
    shared = body["components"]["parameters"]
    return [
        {
            "path": path,
            "summary": methods["get"]["summary"],
            "parameters": [
                shared[p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p for p in methods["get"]["parameters"]
            ],
        }
        for path, methods in body["paths"].items()
    ]
