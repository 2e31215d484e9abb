-- How are some territories called, with their province, in the order of their codes?
-- Grain: one row a territory of the current edition. Parameters: ids (null = every one of level), level (null = any).
select v.territory_id, v.code, v.level, v.name_fr, v.name_ar, p.name_fr as province_fr, p.name_ar as province_ar
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
left join lateral (
    select a.name_fr, a.name_ar
    from layers_territoryclosure k
    join layers_territoryversion a on a.edition_id = k.edition_id and a.territory_id = k.ancestor_id
    where k.edition_id = v.edition_id and k.descendant_id = v.territory_id and a.level = 'province' and k.depth > 0
) p on true
where (%(ids)s::bigint[] is null or v.territory_id = any(%(ids)s))
  and (%(level)s::text is null or v.level = %(level)s)
order by v.code
