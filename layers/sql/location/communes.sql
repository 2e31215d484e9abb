-- Which communes may be written in a file, as the templates list them?
-- Grain: one row a commune of the current edition, by region, province and name.
select v.code, v.name_fr, v.name_ar, p.name_fr as province_fr, p.name_ar as province_ar,
       r.name_fr as region_fr, r.name_ar as region_ar
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
left join lateral (
    select a.name_fr, a.name_ar
    from layers_territoryclosure k
    join layers_territoryversion a on a.edition_id = v.edition_id and a.territory_id = k.ancestor_id
    where k.edition_id = v.edition_id and k.descendant_id = v.territory_id and a.level = 'province'
) p on true
left join lateral (
    select a.name_fr, a.name_ar
    from layers_territoryclosure k
    join layers_territoryversion a on a.edition_id = v.edition_id and a.territory_id = k.ancestor_id
    where k.edition_id = v.edition_id and k.descendant_id = v.territory_id and a.level = 'region'
) r on true
where v.level = 'commune'
order by v.code
