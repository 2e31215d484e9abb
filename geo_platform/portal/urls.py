from django.urls import path

from geo_platform.portal.views import home, public_maps, territory
from geo_platform.portal.views import map as map_view

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("methods/", home.methods, name="methods"),
    path("robots.txt", home.robots, name="robots"),
    path("territories/<str:code>/", territory.territory, name="territory"),
    path("territories/<str:code>/figures.csv", territory.figures_csv, name="territory-csv"),
    path("map/", map_view.explorer, name="map"),
    path("public/maps/", public_maps.maps, name="public-maps"),
    path("public/maps/<slug:slug>/", public_maps.public_map, name="public-map"),
    path("public/maps/<slug:slug>/preview.svg", public_maps.preview, name="public-map-preview"),
    path("public/maps/<slug:slug>/figures.csv", public_maps.figures_csv, name="public-map-csv"),
]
