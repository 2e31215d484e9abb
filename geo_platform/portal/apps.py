from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "geo_platform.portal"
    label = "portal"
