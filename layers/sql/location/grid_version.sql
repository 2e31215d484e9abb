-- Which limits would a grid be made of now?
-- Grain: one row: the edition and the count of changes to its limits and versions.
select e.slug as edition, coalesce(sum(v.version), 0)::bigint as version, max(v.changed_at) as changed_at
from layers_edition e
left join layers_tableversion v on v.table_name in ('layers_territorylimit', 'layers_territoryversion')
where e.is_current
group by e.slug
