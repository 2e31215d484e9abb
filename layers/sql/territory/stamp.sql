-- Which version of a table's data, and which edition, does an answer depend on now?
-- Grain: one row. Parameters: table.
select coalesce((select version from layers_tableversion where table_name = %(table)s), 0) as version,
       e.slug as edition
from layers_edition e
where e.is_current
