"""Fills the database, in one process because importing Django and the GIS libraries takes seconds.

    python -m geo_platform.prepare MARK

MARK is JSON: which content the caller wants (geo_platform.bootstrap.database); kept as the database's comment.
"""

from __future__ import annotations

import json
import os
import sys
import time

import django


def _command(name: str, *arguments: str) -> None:
    from django.core.management import call_command

    begun = time.monotonic()
    print(f"           {name} …", flush=True)
    call_command(name, *arguments)
    print(f"           {name}: {time.monotonic() - begun:.1f} s", flush=True)


def main(mark: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_platform.settings")
    django.setup()
    from django.db import connection
    from psycopg2 import sql

    from geo_platform.bootstrap.fingerprint import DEMO_LOAD, PUBLICATIONS, REFERENCE_LOADS

    _command("migrate", "-v0")
    for name in REFERENCE_LOADS:
        _command(name)
    if "demo" in json.loads(mark):
        _command(DEMO_LOAD)
    for name in PUBLICATIONS:
        _command(name)
    with connection.cursor() as cursor:
        name = sql.Identifier(str(connection.settings_dict["NAME"]))
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(mark)))
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(sys.argv[1])
