-- Where are records gathered: at which label point, under which name, and what does each place hold?
-- Grain: one row a region, province or commune of an edition; x, y in EPSG:3857 (null without a limit); `holds`: the
-- territories at or under it. Parameters: edition.
select v.territory_id as id, v.level, v.code, v.name_fr, v.name_ar,
       ST_X(ST_Transform(l.label_point, 3857)) as x, ST_Y(ST_Transform(l.label_point, 3857)) as y,
       array(select c.descendant_id from layers_territoryclosure c
             where c.edition_id = v.edition_id and c.ancestor_id = v.territory_id) as holds
from layers_territoryversion v
left join layers_territorylimit l on l.id = v.limit_id
where v.edition_id = %(edition)s and v.level in ('region', 'province', 'commune')
