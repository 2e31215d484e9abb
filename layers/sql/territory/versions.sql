-- Has what the public pages draw changed? One text that changes with the limits, the names or the figures.
-- Grain: one row.
select coalesce(string_agg(table_name || ' ' || version, ', ' order by table_name), '') as version
from layers_tableversion
where table_name in ('layers_territoryband', 'layers_territoryversion', 'layers_indicatorvalue')
