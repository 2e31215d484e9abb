from django.urls import URLPattern

app_name = "etl"
urlpatterns: list[URLPattern] = []
