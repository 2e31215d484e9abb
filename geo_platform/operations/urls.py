from django.urls import path

from geo_platform.operations import views

app_name = "operations"
urlpatterns = [path("", views.status, name="status")]
