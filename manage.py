#!/usr/bin/env python3
"""Django's commands in the project's environment; bin/manage runs it with the right Python."""

import os
import sys

# These change the schema or load reference data, as the owner. All else runs as the application.
OWNER_COMMANDS = {
    "migrate", "sqlmigrate", "makemigrations", "flush", "dbshell", "backup", "restore",
    "load_territories", "load_census", "load_demo",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_platform.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("GEO_DB_ROLE", "owner")
    # Before anything imports Arrow: what its own allocator takes at start, an import can no longer give back.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
