-- Which measured parts is each territory made of, none twice?
-- Grain: one row a territory and a part. Communes make up what lies above them; a prefecture of arrondissements has no
-- commune under it and is made of these.
with part as (
    select v.territory_id, v.level
    from layers_territoryversion v join layers_edition e on e.slug = v.edition_id and e.is_current
    where v.level in ('commune', 'arrondissement')
)
select c.ancestor_id as territory_id, c.descendant_id as member
from layers_territoryclosure c
join layers_edition e on e.slug = c.edition_id and e.is_current
join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = c.ancestor_id
join part p on p.territory_id = c.descendant_id
where v.level <> 'urban_centre'
  and p.level = case when v.level in ('arrondissement', 'district') then 'arrondissement' else 'commune' end
order by 1, 2
