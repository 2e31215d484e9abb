-- Which version of a table's data, and which edition, does an answer depend on now?
-- Grain: one row. Limits and codes count too: they say where records are gathered and who contains whom. changed_at tells
-- a version from one of the same number that was rolled back. Parameters: table.
select coalesce(sum(t.version), 0)::bigint as version, coalesce(extract(epoch from max(t.changed_at))::text, '') as changed_at,
       coalesce(sum(t.version) filter (where t.table_name <> %(table)s), 0)::bigint as places, e.slug as edition
from layers_edition e
left join layers_tableversion t
    on t.table_name in (%(table)s, 'layers_territoryversion', 'layers_territorylimit')
where e.is_current
group by e.slug
