from django.urls import path

from layers.api.ogc import collections, items, openapi

_COLLECTION = "collections/<slug:layer>"
urlpatterns = [
    path("", collections.landing, name="ogc-landing"),
    path("conformance", collections.conformance, name="ogc-conformance"),
    path("api", openapi.document, name="ogc-api"),
    path("collections", collections.collections, name="ogc-collections"),
    path(_COLLECTION, collections.collection, name="ogc-collection"),
    path(f"{_COLLECTION}/queryables", collections.queryables, name="ogc-queryables"),
    path(f"{_COLLECTION}/sortables", collections.sortables, name="ogc-sortables"),
    path(f"{_COLLECTION}/items", items.items, name="ogc-items"),
    path(f"{_COLLECTION}/items/<str:identifier>", items.item, name="ogc-item"),
]
