-- Of which day is what the platform holds of this table?
-- Grain: at most one row. A table bound to an edition is of the day that edition took effect; any other of the day it
-- last changed, in Morocco. Parameters: table, edition_bound.
select case when %(edition_bound)s then (select valid_from from layers_edition where is_current)
            else (changed_at at time zone 'Africa/Casablanca')::date end as situation
from layers_tableversion
where table_name = %(table)s
