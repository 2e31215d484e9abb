-- Which parts of the Kingdom, none twice, carry a rate and its denominator?
-- Grain: one row a commune, or an arrondissement where the city itself has no figure that year (2014).
-- Units: value in the indicator's, weight in its denominator's. Parameters: indicator, weight (ids), year, milieu, sex.
select v.code, case when v.level = 'commune' then v.code else city.code end as commune,
       figure.value, weight.value as weight
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
left join layers_indicatorvalue figure
       on figure.indicator_id = %(indicator)s and figure.year = %(year)s and figure.milieu = %(milieu)s
      and figure.sex = %(sex)s and figure.territory_id = v.territory_id
left join layers_indicatorvalue weight
       on weight.indicator_id = %(weight)s and weight.year = %(year)s and weight.milieu = %(milieu)s
      and weight.sex = %(sex)s and weight.territory_id = v.territory_id
left join layers_territoryversion city
       on v.level = 'arrondissement' and city.edition_id = v.edition_id and city.territory_id = v.parent_id
left join layers_indicatorvalue whole
       on whole.indicator_id = %(indicator)s and whole.year = %(year)s and whole.milieu = %(milieu)s
      and whole.sex = %(sex)s and whole.territory_id = city.territory_id
where (v.level = 'commune' and not (v.has_arrondissements and figure.value is null))
   or (v.level = 'arrondissement' and whole.value is null)
order by v.code
