"""Start-up refusals, each with what to do. Run by every command and by the web server (`refuse_bad_start`)."""

from __future__ import annotations

import logging
import os
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

logger = logging.getLogger(__name__)

MINIMUM_GDAL = (3, 9)
MINIMUM_KEY_LENGTH = 32


def _bound_to_loopback() -> bool:
    from geo_platform.accounts.origin import is_loopback_name

    return is_loopback_name(settings.HOST)


@checks.register(checks.Tags.database)
def only_psycopg2(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Django silently prefers psycopg 3 when it is importable; our cursors, casts and timings are psycopg2's."""
    if find_spec("psycopg") is None:
        return []
    return [
        checks.Error(
            "psycopg 3 is importable and Django would use it instead of psycopg2.",
            hint="Run `pip uninstall psycopg` in this environment, or recreate it with bin/up.",
            id="geo.E001",
        )
    ]


@checks.register(checks.Tags.security)
def signing_key(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if len(settings.SECRET_KEY) < MINIMUM_KEY_LENGTH or settings.SECRET_KEY.startswith("django-insecure"):
        return [
            checks.Error(
                "SECRET_KEY is too weak to sign sessions.",
                hint="Set SECRET_KEY to 50 random characters, e.g. `openssl rand -base64 48`.",
                id="geo.E002",
            )
        ]
    # A shared database means several machines: each with a key of its own would reject the others' sessions.
    if not _bound_to_loopback() and os.environ.get("DATABASE_URL") and not os.environ.get("SECRET_KEY"):
        return [
            checks.Error(
                "SECRET_KEY is missing: this server is reachable and uses an external database.",
                hint="Set SECRET_KEY to the same 50 random characters on every machine.",
                id="geo.E003",
            )
        ]
    return []


@checks.register(checks.Tags.security)
def open_server(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    if _bound_to_loopback():
        return found
    if settings.DEBUG:
        found.append(
            checks.Error(
                "GEO_DEBUG=1 on a reachable server shows code and settings to anybody.",
                hint="Unset GEO_DEBUG.",
                id="geo.E004",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            checks.Error(
                "GEO_ALLOWED_HOSTS accepts any host name.",
                hint="List the public names, separated by commas.",
                id="geo.E005",
            )
        )
    if not settings.SECURE_COOKIES:
        found.append(
            checks.Warning(
                "Session cookies travel without HTTPS.",
                hint="Put the server behind a TLS proxy and set GEO_HTTPS=1.",
                id="geo.W001",
            )
        )
    return found


@checks.register
def recent_gdal(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    try:
        from django.contrib.gis.gdal.libgdal import GDAL_VERSION, gdal_version
    except ImproperlyConfigured as error:
        return [checks.Error(f"GDAL cannot be loaded: {error}", hint="Set GDAL_LIBRARY_PATH.", id="geo.E006")]
    if GDAL_VERSION is not None and GDAL_VERSION[:2] >= MINIMUM_GDAL:
        return []
    return [
        checks.Error(
            f"GDAL {gdal_version().decode()} cannot block file and network access by spatial references.",
            hint="Leave GDAL_LIBRARY_PATH unset: the library of the rasterio wheel is then used.",
            id="geo.E007",
        )
    ]


def web_role(database: Any = connection) -> list[checks.CheckMessage]:
    """What the web server's own connection may do: rows only. Not a registered check: migrations do run as owner."""
    with database.cursor() as cursor:
        cursor.execute(
            "select r.rolname, r.rolsuper or exists (select from pg_class c where c.relowner = r.oid)"
            "       or has_schema_privilege(r.oid, 'public', 'create')"
            "  from pg_roles r where r.rolname = current_user"
        )
        name, powerful = cursor.fetchone()
    if not powerful:
        return []
    # One machine trying the platform on a database of its own is warned; a reachable server does not start.
    level = checks.WARNING if _bound_to_loopback() else checks.ERROR
    return [
        checks.CheckMessage(
            level,
            f"The web server connects as {name}, which may create objects or run programs.",
            hint="Give DATABASE_URL the application's role (geo_app), DATABASE_OWNER_URL the owner's.",
            id="geo.E008",
        )
    ]


def refuse_bad_start() -> None:
    """For wsgi: the same refusals as the commands', plus the database role."""
    found = [*checks.run_checks(), *web_role()]
    for message in found:
        logger.warning("%s: %s %s", message.id, message.msg, message.hint or "")
    errors = [message for message in found if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(f"{e.id}: {e.msg} {e.hint or ''}" for e in errors))
