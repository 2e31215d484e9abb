from django.urls import URLPattern

dash_urls: list[URLPattern] = []
