"""Every setting from the environment; bad ones are refused at start by `geo_platform.checks`, with a hint."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

# rasterio first: its bundled libgdal finds its own libcurl only once rasterio is imported. Bundled libraries give the
# same GDAL on every distribution, and one recent enough to block remote access (removes security warning gis.W001).
import rasterio
import shapely

from geo_platform import backgrounds, cluster, secret

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(os.environ.get("GEO_LOCAL_DIR") or BASE_DIR / ".local")


def _bundled(module: object, pattern: str) -> str | None:
    file = Path(module.__file__).resolve()  # type: ignore[attr-defined]
    found = sorted((file.parent.parent / f"{file.parent.name}.libs").glob(pattern))
    return str(found[0]) if found else None


GDAL_LIBRARY_PATH = os.environ.get("GDAL_LIBRARY_PATH") or _bundled(rasterio, "libgdal-*.so*")
GEOS_LIBRARY_PATH = os.environ.get("GEOS_LIBRARY_PATH") or _bundled(shapely, "libgeos_c-*.so*")

DEBUG = os.environ.get("GEO_DEBUG", "") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY") or secret.local_key(LOCAL_DIR)
HOST = os.environ.get("GEO_HOST", "127.0.0.1")
ALLOWED_HOSTS = [h for h in os.environ.get("GEO_ALLOWED_HOSTS", "").split(",") if h] or [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "testserver",
]
# Whose X-Forwarded-For is believed, for the login throttle and the demonstration accounts' loopback rule.
TRUSTED_PROXIES = frozenset(p for p in os.environ.get("GEO_TRUSTED_PROXIES", "").split(",") if p)
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("GEO_TRUSTED_ORIGINS", "").split(",") if o]
SECURE_COOKIES = os.environ.get("GEO_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(os.environ.get("GEO_SESSION_SECONDS", str(10 * 3600)))
if SECURE_COOKIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Demonstration data are marked everywhere and refused by public views when this is off.
FICTITIOUS_DATA = os.environ.get("GEO_FICTITIOUS_DATA", "1") == "1"

INSTALLED_APPS = [
    "geo_platform.accounts",
    "geo_platform.admin_site.Config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django_tasks",
    "django_tasks_db",
    "layers",
    "etl",
    "dashboards",
    "geo_platform.portal",
    "geo_platform.projects",
    "geo_platform.operations",
]

MIDDLEWARE = [
    "geo_platform.timing.ServerTimingMiddleware",
    "geo_platform.operations.logs.RequestLogMiddleware",
    "geo_platform.security.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "geo_platform.compression.TextGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "geo_platform.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "geo_platform.accounts.middleware.AccountMiddleware",
    "geo_platform.accounts.middleware.ViewerMiddleware",
    "geo_platform.accounts.credentials.CredentialsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "geo_platform.accounts.middleware.LoginStateMiddleware",
    "layers.api.errors.ErrorMiddleware",
]

ROOT_URLCONF = "geo_platform.urls"
WSGI_APPLICATION = "geo_platform.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "geo_platform.context.platform",
                "geo_platform.portal.shell.shell",
            ]
        },
    }
]

DB_ROLE = os.environ.get("GEO_DB_ROLE", "app")
_url = os.environ.get("DATABASE_OWNER_URL" if DB_ROLE == "owner" else "DATABASE_URL") or os.environ.get(
    "DATABASE_URL"
)
DATABASES = {
    "default": dj_database_url.parse(
        _url or cluster.url(DB_ROLE), engine="django.contrib.gis.db.backends.postgis", conn_max_age=600
    )
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "geo_platform.accounts.sessions"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # How many rows each question has, by version of the data.
    "counts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "counts",
        "TIMEOUT": 86400,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    # One process's hot tiles; the key holds the table version and the viewer's access, so nothing to invalidate.
    "tiles": {
        "BACKEND": "django.core.cache.backends."
        + ("dummy.DummyCache" if os.environ.get("GEO_TILE_CACHE") == "0" else "locmem.LocMemCache"),
        "LOCATION": "tiles",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "etl"]}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("ar", "العربية")]
LANGUAGE_COOKIE_NAME = "lang"
LOCALE_PATHS = [BASE_DIR / "geo_platform" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Africa/Casablanca"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("GEO_STATIC_ROOT") or LOCAL_DIR / "static")
_modules = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    (prefix, folder)
    for prefix, folder in (
        ("pmtiles", _modules / "pmtiles" / "dist"),
        ("leaflet", _modules / "leaflet" / "dist"),
        ("maplibre", _modules / "maplibre-gl" / "dist"),
        ("fonts/noto-sans", _modules / "@fontsource" / "noto-sans" / "files"),
        ("fonts/noto-sans-arabic", _modules / "@fontsource" / "noto-sans-arabic" / "files"),
        ("fonts/noto-sans-tifinagh", _modules / "@fontsource" / "noto-sans-tifinagh" / "files"),
    )
    if folder.is_dir()
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "geo_platform.portal.storage.StaticStorage"},
}
# An operator's own backgrounds; without any, no page asks anything of another host.
MAP_BACKGROUNDS = backgrounds.parse(os.environ.get("GEO_MAP_BACKGROUNDS", ""))
BACKGROUND_ORIGINS = backgrounds.origins(MAP_BACKGROUNDS)
MEDIA_ROOT = LOCAL_DIR / "files"
# Files handed in at /imports/: served by no address, opened by the worker only.
UPLOAD_DIR = Path(os.environ.get("GEO_UPLOAD_DIR") or LOCAL_DIR / "uploads")
# They hold personal data, and so do the cells of settled rows: kept as long as a correction may need them.
UPLOAD_KEPT_DAYS = int(os.environ.get("GEO_UPLOAD_KEPT_DAYS", "90"))
# Documents of projects and territories (layers.documents): served through the access rule, by no address of their own.
DOCUMENT_DIR = Path(os.environ.get("GEO_DOCUMENT_DIR") or LOCAL_DIR / "documents")
# Rasters in order, a folder a version: served through the access rule, by no address of their own.
RASTER_DIR = Path(os.environ.get("GEO_RASTER_DIR") or LOCAL_DIR / "rasters")
# Data packages installed beside the platform's own, without what they depend on (requirements-data.txt).
DATA_DIR = Path(os.environ.get("GEO_DATA_DIR") or LOCAL_DIR / "data")
# The operator's logo on printed documents: a PNG, JPEG or SVG file of this machine.
PRINT_LOGO = os.environ.get("GEO_PRINT_LOGO", "")
# Weekly boards are mailed through the operator's relay; without one they go to the worker's log.
EMAIL_HOST = os.environ.get("GEO_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("GEO_SMTP_PORT", "25"))
EMAIL_USE_TLS = os.environ.get("GEO_SMTP_TLS", "0") == "1"
EMAIL_HOST_USER = os.environ.get("GEO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GEO_SMTP_PASSWORD", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("GEO_MAIL_FROM", "plateforme@localhost")
# Extractions too long for a request are made by the worker, and kept a few days for whoever asked.
EXPORT_DIR = Path(os.environ.get("GEO_EXPORT_DIR") or LOCAL_DIR / "exports")
EXPORT_KEPT_DAYS = int(os.environ.get("GEO_EXPORT_KEPT_DAYS", "7"))
EXPORT_DIRECT_ROWS = int(os.environ.get("GEO_EXPORT_DIRECT_ROWS", "200000"))
EXPORT_TIMEOUT_SECONDS = 1800
# Who runs the platform, as open data and its pages name it; an address of theirs, not a person's.
OPERATOR_NAME_FR = os.environ.get("GEO_OPERATOR_NAME_FR", "Direction générale des collectivités territoriales")
OPERATOR_NAME_AR = os.environ.get("GEO_OPERATOR_NAME_AR", "المديرية العامة للجماعات الترابية")
OPERATOR_EMAIL = os.environ.get("GEO_OPERATOR_EMAIL", "")
# The national services this site points to and never stands for; empty shows no link.
ROKHAS_URL = os.environ.get("GEO_ROKHAS_URL", "")
WATIQA_URL = os.environ.get("GEO_WATIQA_URL", "")
CHIKAYA_URL = os.environ.get("GEO_CHIKAYA_URL", "")
WHITENOISE_MAX_AGE = 365 * 24 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "geo_platform.operations.logs.Line"},
        "json": {"()": "geo_platform.operations.logs.Json"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": os.environ.get("GEO_LOG_FORMAT", "line")}
    },
    # One line a request, by the route's name; personal data never reach a line (operations.logs).
    "loggers": {"geo.requests": {"level": os.environ.get("GEO_REQUEST_LOG", "WARNING")}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("GEO_LOG_LEVEL", "WARNING")},
}
