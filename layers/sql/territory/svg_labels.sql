-- Which places are written on a drawing, and where?
-- Grain: one row a territory: those asked for by code, and the most populous urban communes of one territory.
-- Metres EPSG:3857. Parameters: codes, within (code, null = none), towns (how many).
with current as (
    select v.* from layers_territoryversion v join layers_edition e on e.slug = v.edition_id and e.is_current
), town as (
    select d.territory_id
    from current w
    join layers_territoryclosure k on k.edition_id = w.edition_id and k.ancestor_id = w.territory_id
    join current d on d.territory_id = k.descendant_id and d.level = 'commune' and d.kind = 'urban'
    left join layers_indicatorvalue p
           on p.territory_id = d.territory_id and p.year = 2024 and p.milieu = 0 and p.sex = 0
          and p.indicator_id = (select id from layers_indicator where code = 'population_legal')
    where w.code = %(within)s
    order by p.value desc nulls last, d.code
    limit %(towns)s
)
select v.code, v.name_fr, v.name_ar, v.kind, ST_X(m.at) as x, ST_Y(m.at) as y
from current v
join layers_territorylimit l on l.id = v.limit_id
cross join lateral (select ST_Transform(l.label_point, 3857) as at) m
where v.code = any(%(codes)s) or v.territory_id in (select territory_id from town)
order by v.code
