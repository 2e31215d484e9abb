"""Items of a collection, as GeoJSON or as a page to read."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from layers import registry
from layers.api.answers import answer, language
from layers.api.ogc.answers import GEOJSON, JSON, Link, address, here, itself, only, opened, wants_html
from layers.errors import NotFound
from layers.query import LayerQuery
from layers.services import features, records

_HTML_ROWS = 50


@require_safe
def items(request: HttpRequest, layer: str) -> HttpResponse:
    query = LayerQuery.from_params(registry.get(layer), dict(request.GET.lists()), request.viewer)
    make = _page if wants_html(request) else _collection
    return opened(answer(request, query, lambda: make(request, query)), query)


def _collection(request: HttpRequest, query: LayerQuery) -> HttpResponse:
    found = features.features(query)
    whole = not (query.after or found.next)
    links = [
        *itself(request, GEOJSON),
        Link(address(request, "ogc-collection", query.layer.slug), "collection", JSON),
    ]
    if found.next:
        links.append(Link(here(request, next=found.next), "next", GEOJSON))
    head = {
        "type": "FeatureCollection",
        "timeStamp": dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": found.returned if whole else query.count(),
        "numberReturned": found.returned,
        "links": [link.as_json() for link in links],
    }
    text = json.dumps(head, ensure_ascii=False)
    response = HttpResponse(f'{text[:-1]}, "features": [{found.body}]}}', content_type=GEOJSON)
    response["Content-Crs"] = f"<{query.crs.uri}>"
    return response


def _page(request: HttpRequest, query: LayerQuery) -> HttpResponse:
    found = query.page(min(query.limit or _HTML_ROWS, _HTML_ROWS))
    columns = [records.column(field, language()) for field in query.properties]
    titles = {c["name"]: {v["value"]: v["title"] for v in c["values"]} for c in columns}
    rows = [
        {"id": row["id"], "cells": [titles[c["name"]].get(row[c["name"]], row[c["name"]]) for c in columns]}
        for row in found.rows
    ]
    context = {
        "title": query.layer.title(language()),
        "collection": {"id": query.layer.slug},
        "columns": columns,
        "rows": rows,
        "matched": query.count(),
        "located": query.located().count(),
        "next": here(request, next=found.next) if found.next else "",
        "json": here(request, f="json"),
    }
    return render(request, "layers/ogc/items.html", context)


@require_safe
def item(request: HttpRequest, layer: str, identifier: str) -> HttpResponse:
    only(request, "crs", "as_of")
    declared = registry.get(layer)
    given = {name: values for name, values in request.GET.lists() if name in {"crs", "as_of", "lang"}}
    query = LayerQuery.from_params(declared, given, request.viewer)
    if not (identifier.isascii() and identifier.isdigit() and len(identifier) < 19):
        raise NotFound(identifier, parameter="featureId")
    narrowed = records.at(query, [int(identifier)])

    def make() -> HttpResponse:
        found = features.one(narrowed)
        if found is None:
            raise NotFound(identifier, parameter="featureId")
        return _one(request, narrowed, found)

    return opened(answer(request, narrowed, make), query)


def _one(request: HttpRequest, query: LayerQuery, found: dict[str, Any]) -> HttpResponse:
    slug = query.layer.slug
    if wants_html(request):
        columns = [records.column(field, language()) for field in query.properties]
        told = [
            {**c, "value": next((v["title"] for v in c["values"] if v["value"] == value), value)}
            for c in columns
            for value in [found["properties"][c["name"]]]
        ]
        context = {
            "title": f"{query.layer.title(language())} · {found['id']}",
            "collection": {"id": slug},
            "told": told,
            "located": found["geometry"] is not None,
            "path": records.territory_path(query, language()),
            "json": here(request, f="json"),
        }
        return render(request, "layers/ogc/item.html", context)
    links = [*itself(request, GEOJSON), Link(address(request, "ogc-collection", slug), "collection", JSON)]
    body = {**found, "links": [link.as_json() for link in links]}
    response = HttpResponse(json.dumps(body, ensure_ascii=False), content_type=GEOJSON)
    response["Content-Crs"] = f"<{query.crs.uri}>"
    return response
