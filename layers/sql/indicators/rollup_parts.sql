-- Which parts of the Kingdom, none twice, carry a rate and its denominator?
-- Grain: one row a commune, or an arrondissement where the city itself has no figure that year (2014).
-- Units: value in the indicator's, weight in its denominator's. Parameters: code, weight, year, milieu, sex.
with edition as (select slug from layers_edition where is_current),
figure as (
    select x.territory_id, x.value
    from layers_indicatorvalue x join layers_indicator i on i.id = x.indicator_id
    where i.code = %(code)s and x.year = %(year)s and x.milieu = %(milieu)s and x.sex = %(sex)s
),
weight as (
    select x.territory_id, x.value
    from layers_indicatorvalue x join layers_indicator i on i.id = x.indicator_id
    where i.code = %(weight)s and x.year = %(year)s and x.milieu = %(milieu)s and x.sex = %(sex)s
),
part as (
    select v.territory_id, v.code, v.code as commune
    from layers_territoryversion v join edition e on e.slug = v.edition_id
    left join figure f on f.territory_id = v.territory_id
    where v.level = 'commune' and not (v.has_arrondissements and f.value is null)
    union all
    select a.territory_id, a.code, c.code
    from layers_territoryversion a
    join edition e on e.slug = a.edition_id
    join layers_territoryversion c on c.edition_id = a.edition_id and c.territory_id = a.parent_id
    left join figure f on f.territory_id = c.territory_id
    where a.level = 'arrondissement' and f.value is null
)
select p.code, p.commune, f.value, w.value as weight
from part p
left join figure f on f.territory_id = p.territory_id
left join weight w on w.territory_id = p.territory_id
order by p.code
