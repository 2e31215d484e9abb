#!/bin/sh
# Runs once, when the database volume is empty, after cluster.sql has made the roles.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -v owner="$GEO_OWNER_PASSWORD" -v app="$GEO_APP_PASSWORD" <<'SQL'
ALTER ROLE geo_owner PASSWORD :'owner';
ALTER ROLE geo_app PASSWORD :'app';
SQL
