-- Roles, databases and extensions of the embedded cluster; run by its superuser at start, any number of times.
-- geo        superuser: extensions only
-- geo_owner  owns the databases and their schema: migrations, loads, tests
-- geo_app    what the web and the worker use: reads and writes rows, owns nothing
\set ON_ERROR_STOP on
\c postgres
SET client_min_messages = warning;
SELECT 'CREATE ROLE geo_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'geo_owner') \gexec
SELECT 'CREATE ROLE geo_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'geo_app') \gexec
ALTER ROLE geo_owner NOSUPERUSER CREATEDB NOCREATEROLE;
ALTER ROLE geo_app NOSUPERUSER NOCREATEDB NOCREATEROLE;
-- The owner may act as the application: tests do, and it can end the application's sessions when dropping a test database.
GRANT geo_app TO geo_owner;
ALTER ROLE geo_app SET statement_timeout = '30s';
ALTER ROLE geo_app SET idle_in_transaction_session_timeout = '120s';
ALTER ROLE geo_owner SET lock_timeout = '60s';

-- Extensions need a superuser, so they wait in a template from which the owner makes databases.
SELECT 'CREATE DATABASE geo_template IS_TEMPLATE true'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'geo_template') \gexec
\c geo_template
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SELECT 'CREATE EXTENSION IF NOT EXISTS postgis_raster'
 WHERE EXISTS (SELECT FROM pg_available_extensions WHERE name = 'postgis_raster') \gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO geo_app;
ALTER DEFAULT PRIVILEGES FOR ROLE geo_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO geo_app;
ALTER DEFAULT PRIVILEGES FOR ROLE geo_owner GRANT USAGE, SELECT ON SEQUENCES TO geo_app;
\c postgres
SELECT 'CREATE DATABASE geo TEMPLATE geo_template OWNER geo_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'geo') \gexec
-- Rights on a database are not copied from its template.
REVOKE ALL ON DATABASE geo FROM PUBLIC;
GRANT CONNECT ON DATABASE geo TO geo_app;
REVOKE ALL ON DATABASE postgres, template1, geo_template FROM PUBLIC;
GRANT CONNECT ON DATABASE postgres TO geo_owner;
