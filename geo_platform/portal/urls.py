from django.urls import path

from geo_platform.portal.views import home, territory
from geo_platform.portal.views import map as map_view

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("methods/", home.methods, name="methods"),
    path("robots.txt", home.robots, name="robots"),
    path("territories/<str:code>/", territory.territory, name="territory"),
    path("territories/<str:code>/figures.csv", territory.figures_csv, name="territory-csv"),
    path("map/", map_view.explorer, name="map"),
]
