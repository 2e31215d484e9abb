-- Which state of the register, of the books and of the territory does an answer depend on?
-- Grain: one row. changed_at tells a version from one of the same number that was rolled back. Parameters: tables.
select coalesce(string_agg(t.table_name || t.version || t.changed_at, ' ' order by t.table_name), '')
       || coalesce((select max(e.slug) from layers_edition e where e.is_current), '') as stamp
from layers_tableversion t
where t.table_name = any(%(tables)s)
