-- Which published counts of a layer answer a question?
-- Grain: one row a cell; value null = masked. Units: counts of records. Null lists mean all.
-- A territory answers with all under it; records its parent alone knows (code ending in `others`) go with the parent.
-- Parameters: layer, fiction, territories (ids), levels, periods, types, others.
with wanted as (
    select distinct v.code
    from layers_edition e
    join layers_territoryclosure c on c.edition_id = e.slug and c.ancestor_id = any(%(territories)s::bigint[])
    join layers_territoryversion v on v.edition_id = e.slug and v.territory_id = c.descendant_id
    where e.is_current
)
select c.territory, c.level, v.name_fr, v.name_ar, c.period, c.type, c.value
from layers_cubepublication p
join layers_cubecell c on c.publication_id = p.id
left join layers_territoryversion v on v.edition_id = p.edition and v.code = split_part(c.territory, %(others)s, 1)
where p.layer = %(layer)s and (%(fiction)s or not p.fictitious)
  and (%(territories)s::bigint[] is null
       or split_part(c.territory, %(others)s, 1) in (select code from wanted))
  and (%(levels)s::text[] is null or c.level = any(%(levels)s))
  and (%(periods)s::text[] is null or c.period = any(%(periods)s))
  and (%(types)s::text[] is null or c.type = any(%(types)s))
order by c.period, array_position(array['country', 'region', 'province', 'commune'], c.level), c.territory, c.type
