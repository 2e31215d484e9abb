-- Every territory of the current edition with what a declared place is compared to.
-- Grain: one row a territory. forms: normalised names and aliases, a bar between two. commune_id: itself, or its city.
select v.territory_id, v.code, v.level, v.name_fr, v.name_ar, v.search as forms,
       max(a.territory_id) filter (where a.level = 'commune') as commune_id,
       max(a.territory_id) filter (where a.level = 'province') as province_id
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territoryclosure k on k.edition_id = v.edition_id and k.descendant_id = v.territory_id
join layers_territoryversion a on a.edition_id = v.edition_id and a.territory_id = k.ancestor_id
group by v.territory_id, v.code, v.level, v.name_fr, v.name_ar, v.search
order by v.code
