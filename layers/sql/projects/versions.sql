-- Which state is each table in, and (under the empty name) which edition of the territory is current?
-- Grain: one row a table. changed_at tells a version from one of the same number that was rolled back. Parameters: tables.
select t.table_name, t.version || ' ' || t.changed_at as told from layers_tableversion t where t.table_name = any(%(tables)s)
union all
select '', coalesce(max(e.slug), '') from layers_edition e where e.is_current
