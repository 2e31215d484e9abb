from django.urls import path

from geo_platform.projects.views import sheet

app_name = "projects"
urlpatterns = [
    path("projects/<str:reference>.pdf", sheet.as_pdf, name="sheet-pdf"),
    path("projects/<str:reference>/", sheet.sheet, name="sheet"),
]
