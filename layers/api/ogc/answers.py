"""What every resource shares: JSON or HTML, links, who may keep it, who may read it from another site."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from layers import registry
from layers.access import ANONYMOUS, access_to
from layers.api.answers import language
from layers.errors import BadParameter, RequestError, UnknownParameter
from layers.layer import Layer
from layers.query import LayerQuery

JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
SCHEMA, OPENAPI = "application/schema+json", "application/vnd.oai.openapi+json;version=3.0"
_FORMATS = {"json": JSON, "geojson": JSON, "html": HTML}


class NotAcceptable(RequestError):
    code, status = "not_acceptable", 406
    message_fr = "Aucun des formats demandés n’est servi : « {value} ». Servis : JSON, HTML."
    message_ar = "لا تتوفر أي من الصيغ المطلوبة: «{value}». المتاح: JSON وHTML."


class Link(NamedTuple):
    href: str
    rel: str
    type: str
    title: str = ""

    def as_json(self) -> dict[str, str]:
        found = {"href": self.href, "rel": self.rel, "type": self.type, "hreflang": language()}
        return found | ({"title": self.title} if self.title else {})


def wants_html(request: HttpRequest) -> bool:
    """`f=` decides; else what the caller prefers, JSON when it says nothing."""
    asked = request.GET.get("f", "")
    if asked:
        if asked not in _FORMATS:
            raise BadParameter("f", asked, f"Attendu : {', '.join(_FORMATS)}.")
        return _FORMATS[asked] == HTML
    accepted = request.headers.get("Accept") or "*/*"
    if "text/html" in accepted and not accepted.lstrip().startswith((JSON, GEOJSON)):
        return True
    if any(kind in accepted for kind in ("json", "*/*", "application/*", "openapi")):
        return False
    raise NotAcceptable(parameter="Accept", value=accepted[:100])


# A client whose address carries a question (QGIS) repeats it on every resource; those that list no record let it pass.
CARRIED = frozenset({"territory", "bbox", "bbox-crs", "datetime", "as_of", "filter", "filter-lang"})


def only(request: HttpRequest, *allowed: str) -> None:
    """Refuses any parameter but these and the two that every resource takes."""
    for name, value in request.GET.items():
        if name not in {*allowed, "f", "lang"}:
            raise UnknownParameter(parameter=name, value=value)
    spoken = request.GET.get("lang", "fr")
    if spoken not in {"fr", "ar"}:
        raise BadParameter("lang", spoken, "Attendu : fr, ar.")


def address(request: HttpRequest, view: str, *args: Any, **query: str) -> str:
    found = request.build_absolute_uri(reverse(f"layers:{view}", args=args))
    return f"{found}?{urlencode(query)}" if query else found


def here(request: HttpRequest, **changed: str) -> str:
    """This very address with some parameters replaced."""
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
    text = query.urlencode()
    return request.build_absolute_uri(request.path) + (f"?{text}" if text else "")


def itself(request: HttpRequest, json_type: str = JSON) -> list[Link]:
    """This resource, and the same in the other format."""
    html = wants_html(request)
    return [
        Link(here(request), "self", HTML if html else json_type),
        Link(here(request, f="json" if html else "html"), "alternate", json_type if html else HTML),
    ]


def written(
    request: HttpRequest, body: dict[str, Any], page: dict[str, Any], json_type: str = JSON, *, template: str = "page"
) -> HttpResponse:
    """`body` as JSON, or `page` through `layers/ogc/<template>.html`."""
    if wants_html(request):
        return render(request, f"layers/ogc/{template}.html", {"body": body, **page})
    return HttpResponse(json.dumps(body, ensure_ascii=False), content_type=json_type)


def opened(response: HttpResponse, query: LayerQuery | None = None) -> HttpResponse:
    """Any site may read what everyone may: no credential travels with `*`."""
    if query is None or query.is_for_everyone:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "Content-Crs, ETag, Link"
    return response


def readable(request: HttpRequest) -> list[Layer]:
    """Layers the caller may read; the others are not named to him."""
    return [layer for layer in registry.layers().values() if access_to(request.viewer, layer).allowed]


def is_public(layer: Layer) -> bool:
    return access_to(ANONYMOUS, layer).allowed
