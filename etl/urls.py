from django.urls import path

from etl.desk import downloads, file_pages, own_pages, pages, raster_pages, row_pages, run_pages

app_name = "etl"
urlpatterns = [
    path("indicators/own/", own_pages.landing, name="own"),
    path("indicators/own/publish/", own_pages.publish, name="own-publish"),
    path("indicators/own/template.<str:extension>", own_pages.template, name="own-template"),
    path("indicators/own/<str:code>/remove/", own_pages.remove, name="own-remove"),
    path("imports/", pages.landing, name="imports"),
    path("imports/rasters/", raster_pages.landing, name="rasters"),
    path("imports/rasters/<slug:name>/measure/", raster_pages.measure, name="raster-measure"),
    path("imports/rasters/jobs/<uuid:pk>/", raster_pages.job, name="raster-job"),
    path("imports/rasters/jobs/<uuid:pk>/state.json", raster_pages.state, name="raster-job-state"),
    path("imports/rasters/jobs/<uuid:pk>/cancel/", raster_pages.cancel, name="raster-job-cancel"),
    path("imports/history/", pages.history, name="history"),
    path("imports/<int:pk>/", run_pages.run, name="run"),
    path("imports/<int:pk>/replay/", row_pages.replay, name="replay"),
    path("imports/<int:pk>/rows/<int:row>/", row_pages.row, name="row"),
    path("imports/<int:pk>/refused.<str:form>", downloads.refused, name="refused"),
    path("imports/<int:pk>/anomalies.csv", downloads.anomalies, name="anomalies"),
    path("imports/files/<uuid:pk>/", file_pages.file, name="file"),
    path("imports/files/<uuid:pk>/state.json", file_pages.state, name="file-state"),
    path("imports/files/<uuid:pk>/start/", file_pages.start, name="file-start"),
    path("imports/files/<uuid:pk>/cancel/", file_pages.cancel, name="file-cancel"),
    path("imports/<slug:slug>/files/", pages.upload, name="upload"),
    path("imports/<slug:slug>/discrepancies/", pages.discrepancies, name="discrepancies"),
    path("imports/<slug:slug>/mappings/", file_pages.mappings, name="mappings"),
    path("imports/<slug:slug>/template.xlsx", pages.template, name="template"),
]
