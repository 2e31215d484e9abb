from django.urls import path

from layers.api import cubes, indicators, needs, permits, rasters, records, search, spread, territories, tiles

app_name = "layers"
urlpatterns = [
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.pbf", tiles.tile, name="tile"),
    path("tiles/<slug:layer>/tilejson.json", tiles.tilejson, name="tilejson"),
    path("styles/<slug:layer>.json", tiles.style, name="style"),
    path("raster/<slug:name>/<int:z>/<int:x>/<int:y>.png", rasters.tile, name="raster-tile"),
    path("raster/<slug:name>/tilejson.json", rasters.tilejson, name="raster-tilejson"),
    path("raster/<slug:name>/legend.json", rasters.legend, name="raster-legend"),
    path("raster/<slug:name>/value", rasters.point, name="raster-value"),
    path("api/places/airports.json", territories.airports, name="airports"),
    path("api/layers/<slug:layer>/records.json", records.page, name="records"),
    path("api/layers/<slug:layer>/records/<int:identifier>.json", records.record, name="record"),
    path("api/layers/<slug:layer>/fields.json", records.fields, name="fields"),
    path("api/layers/<slug:layer>/locate.json", records.locate, name="locate"),
    path("api/layers/", tiles.layer_list, name="layer-list"),
    path("api/layers/<slug:layer>/timeline.json", spread.timeline, name="layer-timeline"),
    path("api/layers/<slug:layer>/extent.json", spread.extent, name="layer-extent"),
    path("api/search/", search.search, name="search"),
    path("api/territories/", territories.search, name="territory-search"),
    path("api/territories/labels.json", territories.labels, name="territory-labels"),
    path("api/territories/<str:code>.json", territories.detail, name="territory-detail"),
    path("api/territories/<str:code>/profile.json", indicators.profile, name="territory-profile"),
    path("api/permits/by-commune/", permits.by_commune, name="permits-by-commune"),
    path("api/choropleth/", indicators.choropleth, name="choropleth"),
    path("api/equipment/<slug:view>.<slug:extension>", needs.file, name="equipment-file"),
    path("indicators/", indicators.catalogue, name="indicator-catalogue"),
    path("api/indicators/<str:code>/explain", indicators.explain, name="indicator-explain"),
    path("indicators/<str:code>.<str:extension>", indicators.values, name="indicator-values"),
    path("api/cubes/<slug:layer>.<str:extension>", cubes.cells, name="cube"),
    path("tiles/cubes/<slug:layer>/<int:z>/<int:x>/<int:y>.pbf", cubes.tile, name="cube-tile"),
]
