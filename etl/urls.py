from django.urls import path

from etl import views

app_name = "etl"
urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/<int:pk>/", views.run, name="run"),
    path("imports/<slug:slug>/template.xlsx", views.template, name="template"),
]
