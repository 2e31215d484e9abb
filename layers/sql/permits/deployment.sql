-- In which regions is a system at work on a day, by the facts of that day?
-- Grain: one row a region of the current edition. state: the last fact of the region itself; `places`: collectivities
-- under it whose last fact says operational or pilot; `known`: some fact of the system existed by then.
-- Parameters: system, on, fiction.
with facts as (
    select distinct on (d.scope, d.place_code) d.scope, d.place_code, d.status
    from layers_deployment d
    where d.system_code = %(system)s and d.status_on <= %(on)s and d.status <> '' and (%(fiction)s or not d.fictitious)
    order by d.scope, d.place_code, d.status_on desc, d.id desc
),
at_work as materialized (
    select k.ancestor_id, count(*)::int as places
    from facts c
    join layers_edition e on e.is_current
    join layers_territoryversion x on x.edition_id = e.slug and x.code = c.place_code
    join layers_territoryclosure k on k.edition_id = e.slug and k.descendant_id = x.territory_id
    where c.scope = 'collectivity' and c.status in ('OPERATIONNEL', 'PILOTE')
    group by k.ancestor_id
)
select v.code, v.name_fr, v.name_ar, f.status as state, coalesce(w.places, 0) as places,
       exists (select from facts) as known
from layers_edition e
join layers_territoryversion v on v.edition_id = e.slug and v.level = 'region'
left join facts f on f.scope = 'region' and f.place_code = v.code
left join at_work w on w.ancestor_id = v.territory_id
where e.is_current
order by v.code
