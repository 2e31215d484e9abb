from django.urls import path

from geo_platform.portal.views import home, open_data, practices, public_maps, qgis, sheets, territory
from geo_platform.portal.views import map as map_view
from geo_platform.portal.views import print as print_view

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("methods/", home.methods, name="methods"),
    path("robots.txt", home.robots, name="robots"),
    path("territories/<str:code>.pdf", territory.territory_pdf, name="territory-pdf"),
    path("territories/<str:code>/", territory.territory, name="territory"),
    path("territories/<str:code>/sheets/", sheets.start, name="sheets"),
    path("sheets/<uuid:number>/", sheets.follow, name="sheets-job"),
    path("sheets/<uuid:number>/state.json", sheets.state, name="sheets-state"),
    path("sheets/<uuid:number>/file", sheets.archive, name="sheets-file"),
    path("sheets/<uuid:number>/cancel", sheets.cancel, name="sheets-cancel"),
    path("territories/<str:code>/figures.csv", territory.figures_csv, name="territory-csv"),
    path("map/", map_view.explorer, name="map"),
    path("map/print/", print_view.composer, name="print"),
    path("map/print.pdf", print_view.as_pdf, name="print-pdf"),
    path("map/print.png", print_view.as_png, name="print-png"),
    path("map/print.json", print_view.facts, name="print-facts"),
    path("public/maps/", public_maps.maps, name="public-maps"),
    path("public/maps/<slug:slug>/", public_maps.public_map, name="public-map"),
    path("public/maps/<slug:slug>/preview.svg", public_maps.preview, name="public-map-preview"),
    path("public/maps/<slug:slug>/figures.csv", public_maps.figures_csv, name="public-map-csv"),
    path("open-data/", open_data.index, name="open-data"),
    path("open-data/catalog.jsonld", open_data.catalogue, name="open-data-catalogue"),
    path("open-data/<slug:slug>/", open_data.dataset, name="open-dataset"),
    path("practices/", practices.practices, name="practices"),
    path("practices/<int:practice>/status", practices.decide, name="practice-status"),
    path("qgis/", qgis.qgis, name="qgis"),
]
