-- Between which communes are fictitious permits spread, and how far from the label point is still inside?
-- Grain: one row a commune of the current edition. reach: degrees to the limit, shortened, at most 0.08.
select v.code, v.name_fr, v.kind, r.code as region, p.name_fr as province_name,
       round(ST_X(l.label_point)::numeric, 6) as lon, round(ST_Y(l.label_point)::numeric, 6) as lat,
       round(least(0.08, 0.9 * ST_Distance(l.label_point, ST_Boundary(l.geom)))::numeric, 6) as reach
from layers_territoryversion v
join layers_edition e on e.slug = v.edition_id and e.is_current
join layers_territorylimit l on l.id = v.limit_id
join layers_territoryclosure kp on kp.edition_id = v.edition_id and kp.descendant_id = v.territory_id
join layers_territoryversion p on p.edition_id = v.edition_id and p.territory_id = kp.ancestor_id and p.level = 'province'
join layers_territoryclosure kr on kr.edition_id = v.edition_id and kr.descendant_id = v.territory_id
join layers_territoryversion r on r.edition_id = v.edition_id and r.territory_id = kr.ancestor_id and r.level = 'region'
where v.level = 'commune'
order by v.code
